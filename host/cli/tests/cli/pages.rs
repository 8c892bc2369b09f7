//! What clerks and authors read.

use serde_json::Value;

use crate::{AT, examples, good, root, snapshot};

/// A case that waits for its unit over a weekend.
const OPEN: &str = r#"{"id":"XN-1","jurisdiction":"630103","channel":"phone","category":"housing/heating/no-heat","area":["630103"],
"facts":{"difficulty":2},"history":[{"at":"2026-11-09T09:00:00+08:00","kind":"received"},
{"at":"2026-11-09T09:20:00+08:00","kind":"dispatched","unit":"district-housing"},
{"at":"2026-11-09T10:00:00+08:00","kind":"signed","unit":"district-housing"},
{"at":"2026-11-10T10:00:00+08:00","kind":"progres","unit":"district-housing"}]}"#;

fn open() -> String {
    let file = crate::folder("pages").join("open.json");
    std::fs::write(&file, OPEN).unwrap();
    file.display().to_string()
}

#[test]
fn a_decision_as_a_clerk_reads_it() {
    snapshot("page", &good(&root(), &["evaluate", "examples/cases/heating.json", "--at", AT]));
    snapshot("page-explained", &good(&root(), &["evaluate", &open(), "--at", "2026-11-13T09:00:00+08:00", "--explain"]));
    snapshot("page-en", &good(&root(), &["evaluate", "examples/cases/wages.json", "--at", AT, "--lang", "en", "--explain"]));
}

#[test]
fn a_timeline_says_what_time_will_do() {
    let case = open();
    snapshot("timeline", &good(&root(), &["timeline", &case, "--at", "2026-11-09T12:00:00+08:00"]));
    snapshot(
        "timeline-until",
        &good(
            &root(),
            &["timeline", &case, "--at", "2026-11-09T12:00:00+08:00", "--until", "2026-11-13T12:00:00+08:00", "--lang", "en"],
        ),
    );
}

/// Whenever a decision says that it changes, it does; and moments only go forward.
#[test]
fn every_moment_of_a_timeline_changes_something() {
    let mut moments = 0;
    for name in examples() {
        let case: Value = serde_json::from_str(&std::fs::read_to_string(root().join(&name)).unwrap()).unwrap();
        for event in case["history"].as_array().unwrap() {
            let at = event["at"].as_str().unwrap();
            let told = good(&root(), &["timeline", &name, "--json", "--at", at]);
            let mut last = at.to_owned();
            for line in told.lines() {
                let moment: Value = serde_json::from_str(line).unwrap();
                assert!(moment["at"].as_str().unwrap() > last.as_str(), "{name} from {at}: {line}");
                assert!(!moment["changes"].as_array().unwrap().is_empty(), "{name} from {at}: nothing changes at {line}");
                assert!(
                    moment["changes"].as_array().unwrap().iter().all(|change| change["what"] != "other"),
                    "{name} from {at}: {line}"
                );
                moment["at"].as_str().unwrap().clone_into(&mut last);
                moments += 1;
            }
        }
    }
    assert!(moments > 50, "{moments} moments");
}

#[test]
fn a_policy_can_be_looked_into() {
    let page = good(&root(), &["inspect", "xining"]);
    for wanted in ["6301", "督办阶梯", "视诉求难度分级", "16384 KiB", "completed"] {
        assert!(page.contains(wanted), "`{wanted}` is not on the page");
    }
    let json: Value = serde_json::from_str(&good(&root(), &["inspect", "target/policies/xining.wasm", "--json"])).unwrap();
    assert_eq!(json["policy"]["id"], "xining");
    assert_eq!(json["limits"]["list_max"], 4096);
    assert!(json["rules"].as_array().unwrap().iter().all(|rule| !rule["id"].as_str().unwrap().is_empty()));
    let sections = [
        "rules",
        "terms",
        "clocks",
        "ladders",
        "profiles",
        "stages",
        "groups",
        "units",
        "inputs",
        "names",
        "categories",
        "limits",
    ];
    for section in sections {
        assert!(good(&root(), &["inspect", "xining", "--section", section, "--lang", "en"]).starts_with(section));
    }
}
