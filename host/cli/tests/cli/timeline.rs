//! `paidan timeline --by`: what a duty supervisor reads on Wednesday morning, and what is said of questions that are none.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{folder, good, root, run, snapshot, text};

const WEDNESDAY: &str = "2026-11-25T09:00:00+08:00";
const SATURDAY: &str = "2026-11-28T00:00:00+08:00";

/// Three weeks of cases, plain and recorded, in a folder.
fn ready(name: &str) -> PathBuf {
    let here = folder(name);
    let sampled = ["sample", "xining", "--count", "150", "--seed", "3", "--from", "2026-11-06", "--to", "2026-11-25"];
    std::fs::write(here.join("open.jsonl"), good(&root(), &sampled)).unwrap();
    here
}

fn timeline(here: &Path, args: &[&str]) -> String {
    let deployment = root().display().to_string();
    good(here, &[&["timeline", "--deployment", &deployment, "--at", WEDNESDAY, "--until", SATURDAY], args].concat())
}

#[test]
fn what_lies_ahead_as_people_read_it() {
    let here = ready("timeline");
    snapshot("ahead-units", &timeline(&here, &["open.jsonl", "--by", "unit", "--top", "8"]));
    snapshot("ahead-clocks-en", &timeline(&here, &["open.jsonl", "--by", "clock", "--top", "5", "--lang", "en"]));
    snapshot("ahead-days", &timeline(&here, &["open.jsonl", "--by", "day", "--top", "3", "--known-at", "2025-10-01"]));
    snapshot("ahead-cases", &timeline(&here, &["open.jsonl", "--by", "case"]));
    snapshot("ahead-units-csv", &timeline(&here, &["open.jsonl", "--by", "unit", "--format", "csv"]));
    snapshot("ahead-days-csv", &timeline(&here, &["open.jsonl", "--by", "day", "--format", "csv"]));
    snapshot("ahead-cases-csv", &timeline(&here, &["open.jsonl", "--by", "case", "--format", "csv", "--top", "4"]));
}

#[test]
fn what_lies_ahead_as_programs_read_it() {
    let here = ready("timeline-json");
    let json = timeline(&here, &["open.jsonl", "--by", "case", "--json"]);
    let made: Value = serde_json::from_str(&json).unwrap();
    let schema: Value = serde_json::from_str(&good(&root(), &["schema", "timeline"])).unwrap();
    if let Err(error) = jsonschema::validator_for(&schema).unwrap().validate(&made) {
        panic!("{error} at {}", error.instance_path());
    }
    // all of them, and as many as the table says
    assert_eq!(made["pressing"].as_array().unwrap().len() as u64, made["total"]["overdue_by_until"].as_u64().unwrap());
    let csv = timeline(&here, &["open.jsonl", "--by", "case", "--format", "csv"]);
    assert_eq!(csv.lines().count() as u64, made["total"]["overdue_by_until"].as_u64().unwrap() + 1);
    let few: Value = serde_json::from_str(&timeline(&here, &["open.jsonl", "--by", "unit", "--format", "json"])).unwrap();
    assert_eq!(few["pressing"].as_array().unwrap()[..], made["pressing"].as_array().unwrap()[..15]);
    assert_eq!(few["units"], made["units"]);
    // by the ending of the file it goes to, from a pipe, and of records it is the same
    assert_eq!(timeline(&here, &["open.jsonl", "--by", "case", "-o", "ahead.json"]), "");
    assert_eq!(std::fs::read_to_string(here.join("ahead.json")).unwrap(), json);
    let deployment = root().display().to_string();
    let asked = ["timeline", "-", "--deployment", &deployment, "--at", WEDNESDAY, "--until", SATURDAY, "--by", "case", "--json"];
    assert_eq!(text(&run(&here, &asked, &std::fs::read_to_string(here.join("open.jsonl")).unwrap()).stdout), json);
    let recorded = ["evaluate", "open.jsonl", "--deployment", &deployment, "--at", "2026-11-26T09:00:00+08:00", "--json"];
    good(&here, &[&recorded[..], &["--record", "records.jsonl"]].concat());
    good(&here, &["records", "records.jsonl", "-o", "records.parquet"]);
    assert_eq!(timeline(&here, &["records.parquet", "--by", "case", "--json"]), json);
}

/// The same question asked of replay: as many cases have something newly over its limit.
#[test]
fn a_replay_finds_as_many() {
    let here = ready("timeline-replay");
    let deployment = root().display().to_string();
    let asked = ["replay", "open.jsonl", "--deployment", &deployment, "--at", WEDNESDAY, "--until", SATURDAY, "--format", "json"];
    let replayed: Value = serde_json::from_str(text(&run(&here, &asked, "").stdout)).unwrap();
    let made: Value = serde_json::from_str(&timeline(&here, &["open.jsonl", "--by", "unit", "--json"])).unwrap();
    assert!(made["total"]["falling_due_cases"].as_u64().unwrap() > 5, "{made}");
    assert_eq!(made["total"]["falling_due_cases"], replayed["newly"]["overdue"]);
}

#[test]
fn what_is_no_question_is_told() {
    let here = ready("timeline-bad");
    let deployment = root().display().to_string();
    let lines = std::fs::read_to_string(here.join("open.jsonl")).unwrap();
    let line = lines.lines().next().unwrap();
    std::fs::write(here.join("mixed.jsonl"), [line, "{}", &line.replace("6301", "1101")].join("\n")).unwrap();
    let [by, until] = [["--by", "unit"], ["--until", SATURDAY]];
    let runs: [(&[&str], i32); 10] = [
        (&["open.jsonl", by[0], by[1]], 2),
        (&["open.jsonl", by[0], by[1], until[0], WEDNESDAY], 2),
        (&["open.jsonl", by[0], by[1], until[0], until[1], "--svg", "open.svg"], 2),
        (&["open.jsonl", by[0], by[1], until[0], until[1], "--json", "--format", "csv"], 2),
        (&["open.jsonl", until[0], until[1], "-o", "open.csv"], 2),
        (&["open.jsonl", until[0], until[1], "--top", "3"], 2),
        (&["open.jsonl", "--by", "month", until[0], until[1]], 2),
        (&["none.jsonl", by[0], by[1], until[0], until[1]], 3),
        (&["mixed.jsonl", by[0], by[1], until[0], until[1]], 3),
        (&["open.jsonl", by[0], by[1], until[0], "2020-01-02T00:00:00+08:00", "--at", "2020-01-01T00:00:00+08:00"], 3),
    ];
    let mut said = String::new();
    for (args, wanted) in runs {
        let at = if args.contains(&"--at") { &[][..] } else { &["--at", WEDNESDAY][..] };
        let output = run(&here, &[&["timeline", "--deployment", &deployment], args, at].concat(), "");
        let errors = text(&output.stderr);
        let made = if output.stdout.is_empty() { "" } else { ", and a page" };
        writeln!(said, "## {} → {}{made}\n{errors}", args.join(" "), output.status.code().unwrap()).unwrap();
        assert_eq!(output.status.code(), Some(wanted), "{args:?}: {errors}");
        assert!(errors.contains("error"), "{args:?}: {errors}");
    }
    snapshot("ahead-bad", &said);
    assert!(!here.join("open.csv").exists());
}
