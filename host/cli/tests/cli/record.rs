//! `evaluate --record`: what was decided can be decided again from its line alone.

use serde_json::Value;

use crate::{AT, examples, folder, good, root, run, text};

#[test]
fn a_record_is_decided_again_to_the_same_bytes() {
    let file = folder("record").join("decisions.jsonl");
    // half a line of a run that was cut off: the first record must not be glued to it
    std::fs::write(&file, "{\"record\":1,\"as_").unwrap();
    let (names, file) = (examples(), file.display().to_string());
    let files: Vec<&str> = names.iter().map(String::as_str).collect();
    let decided =
        good(&root(), &[&["evaluate", "--json", "--known-at", "2026-11-21", "--at", AT, "--record", &file], &files[..]].concat());
    let records = std::fs::read_to_string(&file).unwrap();
    let records: Vec<&str> = records.lines().skip(1).collect();
    assert_eq!(records.len(), names.len());
    for (record, decision) in records.iter().zip(decided.lines()) {
        assert!(record.contains(&format!("\"decision\":{decision},")), "the decision stands in it as it was given out");
        let record: Value = serde_json::from_str(record).unwrap();
        let field = |name: &str| record[name].as_str().unwrap().to_owned();
        let again = run(
            &root(),
            &["evaluate", "-", "--at", &field("as_of"), "--known-at", &field("known_at")],
            &format!("{}\n", record["case"]),
        );
        assert_eq!(text(&again.stdout).trim_end(), decision);
        assert_eq!(record["record"], 2);
        assert_eq!(record["policy"]["component"].as_str().map(str::len), Some(64));
        assert!(record["policy"]["rules"].as_str().unwrap().starts_with(record["decision"]["policy"]["rules"].as_str().unwrap()));
        assert!(
            record["calendar"]["view"].as_str().unwrap().starts_with(record["decision"]["calendar"]["view"].as_str().unwrap())
        );
        assert!(record["run"]["fuel"].as_u64().unwrap() > 0);
    }
}

/// A disk that is full: the decision is not given out, and the exit code and the message say where to go on.
#[cfg(target_os = "linux")]
#[test]
fn a_decision_that_cannot_be_recorded_is_not_given_out() {
    let name = &examples()[0];
    let output = run(&root(), &["evaluate", name, "--json", "--at", AT, "--record", "/dev/full"], "");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(6), ""));
    assert!(
        text(&output.stderr).contains("error[cli/record]") && text(&output.stderr).contains(name),
        "{}",
        text(&output.stderr)
    );
}
