//! `evaluate -` as another program drives it: a line in, a line out, for hours.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::{AT, examples, good, paidan, root, run, text};

/// An example on one line.
fn line(name: &str) -> String {
    let text = std::fs::read_to_string(root().join(name)).unwrap();
    serde_json::from_str::<Value>(&text).unwrap().to_string() + "\n"
}

#[test]
fn every_line_is_answered_before_the_next_is_written() {
    let mut child =
        paidan(&root()).args(["evaluate", "-", "--at", AT]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut input, mut output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    let mut ask = |line: &str| {
        input.write_all(line.as_bytes()).unwrap();
        let mut answer = String::new();
        output.read_line(&mut answer).unwrap();
        serde_json::from_str::<Value>(&answer).unwrap()
    };
    let names = examples();
    for _ in 0..3 {
        for name in &names {
            let line = line(name);
            assert_eq!(ask(&line)["case"], serde_json::from_str::<Value>(&line).unwrap()["id"]);
        }
        // a mistake is answered too, and does no harm to what follows
        let told = ask("{\"id\":\"1\"}\n");
        assert_eq!(told["error"]["code"], "case/missing-field");
        assert_eq!(told["error"]["exit"], 3);
        assert!(told["error"]["place"].as_str().unwrap().starts_with("<stdin>, line "));
    }
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(3));
}

#[test]
fn strict_and_batch_give_the_same_bytes_from_files_and_from_a_pipe() {
    let names = examples();
    let files: Vec<&str> = names.iter().map(String::as_str).collect();
    let with = |more: &[&str]| good(&root(), &[&["evaluate", "--json", "--at", AT], more, &files].concat());
    let strict = with(&[]);
    assert_eq!(strict.lines().count(), names.len());
    assert_eq!(strict, with(&["--mode", "batch"]));
    let piped = run(&root(), &["evaluate", "-", "--at", AT], &names.iter().map(|name| line(name)).collect::<String>());
    assert_eq!(strict, text(&piped.stdout));
    for decision in strict.lines() {
        assert!(decision.len() <= 8192, "{} bytes: {decision}", decision.len());
    }
}

#[test]
fn who_stops_reading_is_not_complained_to() {
    let mut child = paidan(&root())
        .args(["evaluate", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    let line = line(&examples()[0]);
    while input.write_all(line.as_bytes()).is_ok() {}
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
}

#[test]
fn odd_but_good_files() {
    let here = crate::folder("odd");
    let case = line(&examples()[0]);
    let case = case.trim_end();
    std::fs::write(here.join("bom.json"), format!("\u{feff}{case}")).unwrap();
    std::fs::write(here.join("windows.jsonl"), format!("\u{feff}{case}\r\n\r\n{case}\r\n")).unwrap();
    std::fs::write(here.join("list.json"), format!(" [{case} ,\n{case}\n] ")).unwrap();
    let policy = root().join("target/policies/xining.wasm").display().to_string();
    let output = good(&here, &["evaluate", "--json", "--at", AT, "--policy", &policy, "bom.json", "windows.jsonl", "list.json"]);
    let mut lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines.len(), 5);
    lines.dedup();
    assert_eq!(lines.len(), 1, "one case, however it is written");
}

/// examples/python drives a child process of its own; the command must be on its path.
#[test]
fn the_python_example_runs() {
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_paidan")).parent().unwrap();
    let path =
        std::env::join_paths(std::iter::once(folder.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())))
            .unwrap();
    let output = Command::new("python3")
        .arg("examples/python/evaluate.py")
        .args(examples())
        .current_dir(root())
        .env("PATH", path)
        .output();
    let output = output.expect("python3 is needed: apt-get install python3");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).lines().count(), examples().len());
}

#[test]
fn an_explanation_stands_beside_the_decision_and_changes_nothing_in_it() {
    let (name, args) = (&examples()[0], ["--json", "--at", AT]);
    let plain = good(&root(), &[&["evaluate", name], &args[..]].concat());
    let explained = good(&root(), &[&["evaluate", name, "--explain"], &args[..]].concat());
    assert!(explained.starts_with(&format!("{{\"decision\":{},\"explain\":{{", plain.trim_end())));
    let explain = &serde_json::from_str::<Value>(&explained).unwrap()["explain"];
    assert!(explain["asked"].as_array().unwrap().iter().any(|asked| asked["rule"] == "tiers" && asked["held"] == true));
    assert!(explain["dues"].as_array().unwrap().iter().all(|due| due["days"][0]["what"] == "start"));
}

/// Each policy that is served keeps a file open; the program allows itself as many as it may have.
#[test]
fn a_low_soft_limit_of_open_files_is_raised() {
    let mut limited = Command::new("sh");
    let command = "ulimit -Sn 7 && exec \"$0\" evaluate examples/cases/heating.json --json --at 2026-10-09T12:00:00+08:00";
    limited.arg("-c").arg(command).arg(env!("CARGO_BIN_EXE_paidan")).current_dir(root());
    limited.env("PAIDAN_CACHE", std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    let output = limited.output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
}
