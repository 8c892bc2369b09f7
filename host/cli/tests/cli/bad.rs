//! Everything that people get wrong, and what they then read: a code, the place, what mends it, and the exit code.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::{folder, root, run, snapshot, text};

const GOOD: &str = r#"{"id":"1","jurisdiction":"630103","history":[{"at":"2026-11-09T09:00:00+08:00","kind":"received"}]}"#;

/// File name, what stands in it.
const CASES: &[(&str, &str)] = &[
    (
        "unknown-key.json",
        "{\n  \"id\": \"1\",\n  \"jurisdiction\": \"630103\",\n  \"chanel\": \"phone\",\n  \"history\": []\n}\n",
    ),
    ("missing-field.json", r#"{"id":"1","history":[{"at":"2026-11-09T09:00:00+08:00","kind":"received"}]}"#),
    ("wrong-type.json", r#"{"id":1,"jurisdiction":"630103","history":[]}"#),
    (
        "no-offset.json",
        "{\"id\":\"1\",\"jurisdiction\":\"630103\",\n\"history\":[{\"at\":\"2026-11-09T09:00:00\",\"kind\":\"received\"}]}",
    ),
    (
        "no-such-day.json",
        r#"{"id":"1","jurisdiction":"630103","history":[{"at":"2026-02-30T09:00:00+08:00","kind":"received"}]}"#,
    ),
    (
        "equal-times.json",
        r#"{"id":"1","jurisdiction":"630103","history":[{"at":"2026-11-09T09:00:00+08:00","kind":"received"},{"at":"2026-11-09T01:00:00Z","kind":"dispatched"}]}"#,
    ),
    ("no-history.json", r#"{"id":"1","jurisdiction":"630103","history":[]}"#),
    ("a-fraction.json", r#"{"id":"1","jurisdiction":"630103","facts":{"difficulty":1.5},"history":[]}"#),
    (
        "unknown-jurisdiction.json",
        r#"{"id":"1","jurisdiction":"110105","history":[{"at":"2026-11-09T09:00:00+08:00","kind":"received"}]}"#,
    ),
    ("empty.json", ""),
    ("blank.jsonl", "\n\n"),
    ("empty-list.json", "[ ]"),
    ("no-json.json", "id: 1\n"),
    ("cut-short.json", r#"{"id":"1","jurisdiction":"630103","history":[{"at":"2026-11"#),
    (
        "two-cases.json",
        "{\"id\":\"1\",\"jurisdiction\":\"630103\",\"history\":[{\"at\":\"2026-11-09T09:00:00+08:00\",\"kind\":\"received\"}]}\n{}",
    ),
    (
        "list.json",
        "[\n  {\"id\":\"1\",\"jurisdiction\":\"630103\",\"history\":[]},\n  {\"id\":\"2\",\n   \"jurisdiction\":\"630103\",\"histroy\":[]}\n]\n",
    ),
    ("list-without-end.json", "[\n  {\"id\":\"1\",\"jurisdiction\":\"630103\",\"history\":[]}\n"),
];

/// What a component may not be, as WebAssembly text.
const COMPONENTS: &[(&str, &str)] = &[
    ("a-module.wasm", "(module)"),
    ("another-world.wasm", r#"(component (instance $i) (export "acme:rules/api@1.0.0" (instance $i)))"#),
    ("exports-nothing.wasm", "(component)"),
    ("imports-a-clock.wasm", r#"(component (import "wasi:clocks/wall-clock@0.2.0" (instance)))"#),
    ("another-contract.wasm", r#"(component (instance $i) (export "paidan:policy/policy@0.0.9" (instance $i)))"#),
];

struct Told(String);

impl Told {
    fn run(&mut self, title: &str, folder: &Path, args: &[&str]) {
        let output = run(folder, args, "");
        let errors = text(&output.stderr).replace(&*folder.to_string_lossy(), "HERE");
        // what the machine says of itself in its own words is no part of ours
        writeln!(self.0, "## {title}: paidan {} → {}\n{errors}", args.join(" "), output.status.code().unwrap()).unwrap();
        assert!(errors.contains("error[") || !output.status.success(), "{title} went well");
        assert!(errors.contains("mend: ") || errors.contains("rules/"), "{title} does not say what mends it:\n{errors}");
    }
}

#[test]
fn bad_cases() {
    let (here, mut told) = (folder("bad-cases"), Told(String::new()));
    let deployment = root().display().to_string();
    for (name, text) in CASES {
        fs::write(here.join(name), text).unwrap();
        let mut only = Told(String::new());
        only.run(name.split('.').next().unwrap(), &here, &["evaluate", name, "--deployment", &deployment]);
        told.0.push_str(&only.0.replace(&format!(" --deployment {deployment}"), ""));
    }
    snapshot("bad-cases", &told.0);
}

#[test]
fn bad_components() {
    let (here, mut told) = (folder("bad-components"), Told(String::new()));
    fs::write(here.join("case.json"), GOOD).unwrap();
    fs::write(here.join("text.wasm"), "hello").unwrap();
    for (name, source) in COMPONENTS {
        fs::write(here.join(name), wat::parse_str(source).unwrap()).unwrap();
    }
    for name in COMPONENTS.iter().map(|(name, _)| *name).chain(["text.wasm", "missing.wasm"]) {
        told.run(name.trim_end_matches(".wasm"), &here, &["evaluate", "case.json", "--policy", name]);
    }
    snapshot("bad-components", &told.0);
}

#[test]
fn bad_deployments() {
    let (here, mut told) = (folder("bad-deployments"), Told(String::new()));
    let files = [
        ("not-built", "format = 1\n[city.nowhere]\npolicy = \"nowhere\"\n"),
        ("unknown-key", "format = 1\n[city.nowhere]\npolicies = \"nowhere\"\n"),
        ("newer-format", "format = 2\n"),
    ];
    for (name, deployment) in files {
        let folder = here.join(name);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("paidan.toml"), deployment).unwrap();
        fs::write(folder.join("case.json"), GOOD).unwrap();
        told.run(name, &folder, &["evaluate", "case.json"]);
    }
    told.run("unknown city", &here.join("not-built"), &["evaluate", "case.json", "--city", "nowere"]);
    told.run("unknown city", &here.join("not-built"), &["inspect", "somewhere"]);
    told.run("missing file", &root(), &["evaluate", "examples/cases/none.json"]);
    snapshot("bad-deployments", &told.0);
}

#[test]
fn bad_rules() {
    let (here, mut told) = (folder("bad-rules"), Told(String::new()));
    let xining = root().join("policies/xining");
    let rules = fs::read_to_string(xining.join("rules.toml")).unwrap();
    let twice = rules.replacen("[term]", "[term]\nsign = { is = \"3 working hours\", rule = \"sign\" }", 1);
    let no_ladder = rules.replacen("ladder = \"late\"", "ladder = \"lat\"", 1);
    fs::write(here.join("paidan.toml"), "format = 1\n").unwrap();
    for (name, text) in [("duplicate-id", &twice), ("unknown-ladder", &no_ladder)] {
        let folder = here.join(name);
        fs::create_dir(&folder).unwrap();
        fs::copy(xining.join("routes.csv"), folder.join("routes.csv")).unwrap();
        fs::write(folder.join("rules.toml"), text).unwrap();
        told.run(name, &here, &["build", &format!("./{name}")]);
    }
    // the lines are those of the city's file as it is today
    let lines = regex_free(&told.0);
    snapshot("bad-rules", &lines);
}

/// `rules.toml:123` without the number, which moves with every rule that is added.
fn regex_free(text: &str) -> String {
    let mut parts = text.split("rules.toml:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| format!("{all}rules.toml:LINE{}", part.trim_start_matches(|c: char| c.is_ascii_digit())))
}

#[test]
fn one_bad_line_among_good_ones() {
    let here = folder("one-bad-line");
    let bad = GOOD.replace("\"kind\"", "\"knid\"");
    fs::write(here.join("cases.jsonl"), [GOOD, &bad, "", GOOD].join("\n")).unwrap();
    let output = run(
        &here,
        &["evaluate", "cases.jsonl", "--json", "--policy", &root().join("target/policies/xining.wasm").display().to_string()],
        "",
    );
    assert_eq!(output.status.code(), Some(3));
    let lines: Vec<serde_json::Value> = text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3, "a line for each case");
    assert_eq!([&lines[0]["status"], &lines[2]["status"]], ["decided", "decided"]);
    assert_eq!(lines[1]["error"]["code"], "case/unknown-key");
    snapshot("one-bad-line", text(&output.stderr));
}

#[test]
fn of_several_failures_the_highest_exit_code_counts() {
    let here = folder("highest");
    fs::write(here.join("bad.json"), "{}").unwrap();
    fs::write(here.join("good.json"), GOOD).unwrap();
    fs::write(here.join("paidan.toml"), "format = 1\n[city.nowhere]\npolicy = \"nowhere\"\n").unwrap();
    let output = run(&here, &["evaluate", "bad.json", "good.json", "missing.json"], "");
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
}
