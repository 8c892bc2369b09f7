//! `paidan sample`: what it prints is what `evaluate` and `report` take.

use serde_json::Value;

use crate::{folder, good, root, run, snapshot, text};

#[test]
fn samples_are_cases() {
    let lines = good(&root(), &["sample", "xining", "--count", "40", "--seed", "7"]);
    assert_eq!(lines.lines().count(), 40);
    let schema: Value = serde_json::from_str(&good(&root(), &["schema", "case"])).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for line in lines.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        if let Err(error) = schema.validate(&case) {
            panic!("{error} at {} of {line}", error.instance_path());
        }
    }
    let report = run(&root(), &["report", "-", "--at", "2027-01-10T09:00:00+08:00"], &lines);
    assert!(report.status.success(), "{}", text(&report.stderr));
}

#[test]
fn what_is_wrong_is_told() {
    let here = folder("sample-bad");
    let mut told = String::new();
    let deployment = root().display().to_string();
    for args in [&["xinin"][..], &["xining", "--from", "2026-02-01", "--to", "2026-01-01"]] {
        let args = [&["sample"], args, &["--count", "1", "--seed", "1", "--deployment", &deployment]].concat();
        let output = run(&here, &args, "");
        told += &format!("{} → {}\n", args[1..args.len() - 2].join(" "), output.status.code().unwrap());
        told += &text(&output.stderr).replace(&deployment, "HERE");
    }
    // which cities there are is no part of this
    let told: String = told.lines().filter(|line| !line.contains("there are:")).flat_map(|line| [line, "\n"]).collect();
    snapshot("sample-bad", &told);
}
