//! `paidan check`: real policies are clean or explained, what is found can be evaluated, and every code is in the page.

use std::fs;

use serde_json::Value;

use crate::{folder, good, root, run, snapshot, text};

/// Every city but Yinchuan, whose grid is large: it is checked whole by whoever checks all of them.
const CITIES: [&str; 5] = ["xining", "ningxia", "dingzhou", "dingzhou-2020", "yuncheng"];

#[test]
fn real_policies_are_clean_or_explained() {
    let checked = good(&root(), &[&["check", "--strict", "--json"], &CITIES[..]].concat());
    let checked: Vec<Value> = serde_json::from_str(&checked).unwrap();
    assert_eq!(checked.len(), CITIES.len());
    // all combinations of Yinchuan's inputs are half a million
    let yinchuan = good(&root(), &["check", "yinchuan", "--strict", "--json", "--most", "20000"]);
    let yinchuan: Vec<Value> = serde_json::from_str(&yinchuan).unwrap();
    for city in checked.iter().chain(&yinchuan) {
        let explained = city["findings"].as_array().unwrap().iter().filter(|found| found["explained"].is_string()).count();
        assert!(explained > 0 && city["own"].as_u64().unwrap() >= 20, "{}", city["policy"]);
        assert!(city["grids"].as_array().unwrap().iter().all(|grid| grid["cases"].as_u64().unwrap() > 300));
    }
}

/// A component with another number than the one in service, checked alone.
#[test]
fn what_is_found_is_told_and_can_be_evaluated() {
    let here = folder("check-found");
    let xining = root().join("target/policies/xining.wasm").display().to_string();
    let deployment = root().display().to_string();
    let cases = here.join("found").display().to_string();
    let output = run(&here, &["check", &xining, "--deployment", &deployment, "--lang", "en", "--cases", &cases], "");
    // alone it has no check.toml, and no warning is an error
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout).replace(&cases, "FOUND").replace(&xining, "xining.wasm");
    snapshot("check-alone", &told);
    let strict = run(&here, &["check", &xining, "--deployment", &deployment, "--strict"], "");
    assert_eq!(strict.status.code(), Some(1));
    let files: Vec<_> = fs::read_dir(here.join("found")).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.len() >= 3);
    for file in files {
        let file = file.display().to_string();
        good(&here, &["evaluate", &file, "--policy", &xining, "--deployment", &deployment]);
    }
    // the command is to be pasted as it stands
    let printed = run(&here, &["check", &xining, "--deployment", &deployment, "--lang", "en"], "");
    let command = text(&printed.stdout).lines().find(|line| line.trim_start().starts_with("printf")).unwrap().trim().to_owned();
    let command = command.replace("| paidan ", &format!("| {} --deployment {deployment} ", env!("CARGO_BIN_EXE_paidan")));
    let shell = std::process::Command::new("sh").args(["-c", &command]).current_dir(&here).output().unwrap();
    assert!(shell.status.success() && text(&shell.stdout).starts_with("{\"case\":"), "{command}: {}", text(&shell.stderr));
}

#[test]
fn another_version_is_told_in_words() {
    let newer = root().join("target/policies/dingzhou.wasm").display().to_string();
    for lang in ["zh", "en"] {
        let told = good(&root(), &["check", "dingzhou-2020", "--against", &newer, "--lang", lang]);
        let changes = told.rsplit("2020.12").next().unwrap();
        // of what is a long list: numbers, and words of cases that are gone
        let wanted = ["term ", "时限 ", "event ", "事件 ", "channel ", "渠道 "];
        let is_wanted = |line: &&str| wanted.iter().any(|list| line.trim_start().starts_with(list));
        let some: Vec<&str> = changes.lines().filter(is_wanted).collect();
        snapshot(&format!("check-against-{lang}"), &some[..some.len().min(12)].join("\n"));
    }
}

#[test]
fn what_is_wrong_is_told() {
    let here = folder("check-bad");
    let deployment = root().display().to_string();
    let xining = root().join("target/policies/xining.wasm").display().to_string();
    let ningxia = root().join("target/policies/ningxia.wasm").display().to_string();
    let mut told = String::new();
    for args in [&["xinin"][..], &["nowhere.wasm"], &[&xining, "--against", "nowhere.wasm"], &[&xining, "--against", &ningxia]] {
        let output = run(&here, &[&["check"], args, &["--deployment", &deployment]].concat(), "");
        told += &format!("{} → {}\n", args.join(" "), output.status.code().unwrap());
        told += text(&output.stderr);
    }
    let told = told.replace(&deployment, "HERE");
    let told: String = told.lines().filter(|line| !line.contains("there are:")).flat_map(|line| [line, "\n"]).collect();
    snapshot("check-bad", &told);
}

/// The page lists every code with how grave it is and what it means, in the order of the program.
#[test]
fn every_code_is_in_the_page() {
    let page = fs::read_to_string(root().join("docs/check.md")).unwrap();
    let listed: Vec<&str> = page.lines().filter(|line| line.starts_with("| `check/")).collect();
    let known = paidan_lab::check::FINDINGS;
    assert_eq!(listed.len(), known.len());
    for (line, (code, severity, meaning)) in listed.iter().zip(known) {
        let severity = serde_json::to_value(severity).unwrap();
        let begins = format!("| `{code}` | {} | {meaning} | ", severity.as_str().unwrap());
        assert!(line.starts_with(&begins) && line.len() > begins.len() + 5, "{begins}\n{line}");
    }
}
