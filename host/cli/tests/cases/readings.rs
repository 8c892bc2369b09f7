//! Cases of other readings of the rules: each is run against the policy that is built with its settings.

use std::collections::BTreeSet;
use std::fs;

use paidan_rules::Rules;
use serde_json::Value;

use crate::world::{Ran, copy, copy_as, paidan, root};

const CITIES: [&str; 6] = ["dingzhou", "dingzhou-2020", "ningxia", "xining", "yinchuan", "yuncheng"];

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err))
}

/// `--set K=V` for each setting of a reading.
fn arguments(reading: &Value) -> Vec<String> {
    let set = reading["set"].as_object().unwrap();
    set.iter().flat_map(|(path, text)| ["--set".to_owned(), format!("{path}={}", text.as_str().unwrap())]).collect()
}

#[test]
fn every_other_reading_says_what_its_cases_say() {
    for city in CITIES {
        let tested = json(&paidan(&["test", city, "--json"]));
        let readings = tested[0]["other_readings"].as_array().cloned().unwrap_or_default();
        let mut read = BTreeSet::new();
        for reading in &readings {
            let set = arguments(reading);
            let set: Vec<&str> = set.iter().map(String::as_str).collect();
            let built = paidan(&[&["build", city], &set[..]].concat());
            assert_eq!(built.code, 0, "{city} {set:?}\n{}", built.err);
            let ran = paidan(&[&["test", city, "--json"], &set[..]].concat());
            let tested = &json(&ran)[0];
            assert_eq!((ran.code, &tested["passed"]), (0, &reading["cases"]), "{city} {set:?}\n{tested:#}");
            assert_eq!(tested["other_readings"], Value::Null, "who asks for one reading is not told of the others");
            read.extend(reading["set"].as_object().unwrap().keys().cloned());
        }
        let rules = Rules::read(&root().join("policies").join(city)).unwrap_or_else(|errors| panic!("{errors}"));
        for switch in &rules.switches {
            let path = format!("switch.{}", switch.id);
            assert!(read.contains(&path), "no case of {city} says what {path} would change");
        }
    }
}

/// A file with a case of the rules as they stand, and one of another reading.
const TWO: &str = r#"
[base]
jurisdiction = "630103"
category = "housing/heating"
history = ["2026-11-09 09:00 received", "2026-11-09 09:20 dispatched unit=housing"]
[[case]]
name = "as it stands"
rule = ["tier-default"]
at = "2026-11-09 12:00"
expect = { clocks."handle housing" = { due = "2026-11-12 23:59:59" } }
[[case]]
name = "otherwise"
rule = ["tier-default"]
set = { "term.d3" = "4 working days" }
at = "2026-11-09 12:00"
expect = { clocks."handle housing" = { due = "2026-11-13 23:59:59" } }
"#;

#[test]
fn a_case_of_another_reading_is_left_out_and_counted() {
    let ran = copy("left-out", TWO).test(&[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for line in
        ["1 cases of other readings", "1  paidan test xining --set 'term.d3=4 working days'", "1 cases: 1 passed, 0 failed"]
    {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
    assert!(!ran.out.contains("otherwise"), "{}", ran.out);
}

#[test]
fn nothing_is_judged_by_a_component_of_another_reading() {
    let never = copy_as("never-built", "nowhere", TWO).test(&["--set", "term.d3=4 working days"]);
    assert_eq!(never.code, 4, "{}", never.out);
    for said in ["error[cli/not-built]", "not built with these settings", "paidan build nowhere --set 'term.d3=4 working days'"] {
        assert!(never.err.contains(said), "{said}\n{}", never.err);
    }
    // Xining as it stands, in the place of what is asked for
    let components = root().join("target/policies");
    let other = components.join("paidan-test-other.set.wasm");
    fs::copy(components.join("xining.wasm"), &other).unwrap();
    let ran = copy_as("otherwise-built", "paidan-test-other", TWO).test(&["--set", "term.d3=4 working days"]);
    fs::remove_file(other).unwrap();
    assert_eq!(ran.code, 4, "{}", ran.out);
    for said in ["error[cli/stale]", "built with other settings", "paidan build paidan-test-other --set 'term.d3=4 working days'"]
    {
        assert!(ran.err.contains(said), "{said}\n{}", ran.err);
    }
}

#[test]
fn a_setting_that_leads_nowhere_is_refused_before_anything_runs() {
    for (set, code, said) in [("term.d3", 2, "error[cli/set]"), ("term.nope=1 working day", 4, "error[rules/set]")] {
        let ran = copy("bad-setting", TWO).test(&["--set", set]);
        assert!(ran.code == code && ran.err.contains(said), "{set}: {}{}", ran.code, ran.err);
    }
}
