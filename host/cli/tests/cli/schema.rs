//! The schemas say what goes in and comes out: whole files and decisions are held against them.

use serde_json::{Value, json};

use crate::{examples, good, root, run, snapshot, text};

fn schema(of: &str) -> Value {
    serde_json::from_str(&good(&root(), &["schema", of])).unwrap()
}

fn read(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(root().join(name)).unwrap()).unwrap()
}

#[test]
fn schemas_do_not_change_unnoticed() {
    for of in ["case", "coverage", "decision", "report", "rules"] {
        snapshot(&format!("schema-{of}"), &good(&root(), &["schema", of]));
    }
}

#[test]
fn every_example_is_a_case() {
    let schema = jsonschema::validator_for(&schema("case")).unwrap();
    for name in examples() {
        if let Err(error) = schema.validate(&read(&name)) {
            panic!("{name}: {error} at {}", error.instance_path());
        }
    }
    let case = read(&examples()[0]);
    let with = |change: &dyn Fn(&mut Value)| {
        let mut case = case.clone();
        change(&mut case);
        case
    };
    let bad = [
        with(&|case| case["chanel"] = json!("phone")),
        with(&|case| drop(case.as_object_mut().unwrap().remove("jurisdiction"))),
        with(&|case| case["history"][0]["seq"] = json!("one")),
        with(&|case| case["facts"]["difficulty"] = json!([1])),
        with(&|case| case["facts"]["difficulty"] = json!(1.5)),
    ];
    for case in &bad {
        assert!(!schema.is_valid(case), "{case}");
    }
}

/// Decisions as of many moments: empty, open, late, closed, and on what is no case of theirs.
#[test]
fn every_decision_is_one() {
    let schema = jsonschema::validator_for(&schema("decision")).unwrap();
    let mut states = std::collections::BTreeSet::new();
    for name in examples() {
        let mut moments = vec!["2020-01-01T00:00:00+08:00".to_owned(), "2027-03-01T12:00:00+08:00".to_owned()];
        let case = read(&name);
        moments.extend(case["history"].as_array().unwrap().iter().map(|event| event["at"].as_str().unwrap().to_owned()));
        for moment in moments {
            let output = run(&root(), &["evaluate", &name, "--json", "--at", &moment], "");
            let decision: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
            if let Err(error) = schema.validate(&decision) {
                panic!("{name} at {moment}: {error} at {}", error.instance_path());
            }
            states.insert(decision["status"].as_str().unwrap().to_owned());
            states.extend(
                decision["clocks"].as_array().into_iter().flatten().map(|clock| clock["state"].as_str().unwrap().to_owned()),
            );
        }
    }
    for state in ["decided", "needs-input", "not-opened", "running", "met", "missed", "lifted", "awaited"] {
        assert!(states.contains(state), "no example is ever `{state}`");
    }
}

#[test]
fn every_citys_rules_are_rules() {
    let schema = jsonschema::validator_for(&schema("rules")).unwrap();
    let read = |folder: &str| -> Value {
        toml::from_str(&std::fs::read_to_string(root().join(folder).join("rules.toml")).unwrap()).unwrap()
    };
    let mut folders = vec!["examples/new-city".to_owned()];
    for entry in std::fs::read_dir(root().join("policies")).unwrap().map(|entry| entry.unwrap()) {
        if entry.path().join("rules.toml").is_file() {
            folders.push(format!("policies/{}", entry.file_name().into_string().unwrap()));
        }
    }
    assert!(folders.len() >= 6, "{folders:?}");
    for folder in &folders {
        if let Err(error) = schema.validate(&read(folder)) {
            panic!("{folder}: {error} at {}", error.instance_path());
        }
    }
    let with = |change: &dyn Fn(&mut Value)| {
        let mut rules = read("examples/new-city");
        change(&mut rules);
        rules
    };
    let bad = [
        with(&|rules| rules["terms"] = json!({})),
        with(&|rules| rules["term"]["urgent"]["cutoff"] = json!("17:00")),
        with(&|rules| rules["term"]["urgent"]["is"] = json!(1)),
        with(&|rules| rules["clock"]["handle"]["owed-by"] = json!("unit")),
        with(&|rules| drop(rules["clock"]["handle"].as_object_mut().unwrap().remove("rule"))),
        with(&|rules| rules["rule"]["flow"]["quote"] = json!("")),
    ];
    for rules in &bad {
        assert!(!schema.is_valid(rules), "{rules}");
    }
}

/// docs/case-format.md speaks of every field and every standard kind, and its example is a case.
#[test]
fn the_page_about_the_case_format_is_whole() {
    let page = std::fs::read_to_string(root().join("docs/case-format.md")).unwrap();
    let schema = schema("case");
    let fields = |of: &Value| of["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let mut words = fields(&schema);
    words.extend(fields(&schema["$defs"]["Event"]));
    words.extend(paidan_engine::STANDARD_EVENTS.iter().map(|kind| (*kind).to_owned()));
    for word in words {
        assert!(page.contains(&format!("`{word}`")), "`{word}` is not on the page");
    }
    let example = page.split("```json").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let example: Value = serde_json::from_str(example).unwrap();
    let output = run(&root(), &["evaluate", "-"], &format!("{example}\n"));
    assert!(output.status.success(), "{}", text(&output.stdout));
}
