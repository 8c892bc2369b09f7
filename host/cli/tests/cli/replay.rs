//! `paidan replay`: recorded cases decided again, and what is said of those that come out otherwise.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{AT, examples, folder, good, root, run, snapshot, text};

/// Records of Xining's examples.
pub(crate) fn records(name: &str) -> (PathBuf, String) {
    let here = folder(name);
    let file = here.join("records.jsonl").display().to_string();
    let names: Vec<String> = examples().into_iter().filter(|name| !name.contains("yinchuan")).collect();
    let files: Vec<&str> = names.iter().map(String::as_str).collect();
    let args = ["evaluate", "--city", "xining", "--json", "--at", AT, "--record", &file];
    let _ = run(&root(), &[&args[..], &files].concat(), "");
    let text = std::fs::read_to_string(&file).unwrap();
    let xining: String = text.lines().filter(|line| line.contains("\"jurisdiction\":\"6301")).flat_map(|l| [l, "\n"]).collect();
    assert!(xining.lines().count() >= 4);
    (here, xining)
}

/// As older rules might have said it: another limit, somebody else in the lead, a row that was not there.
fn older(records: &str) -> String {
    let mut lines: Vec<String> = records.lines().map(str::to_owned).collect();
    let mut change = |from: &str, to: &str| {
        let line = lines.iter_mut().find(|line| line.contains(from)).unwrap_or_else(|| panic!("no record has {from}"));
        *line = line.replacen(from, to, 1);
    };
    change("T23:59:59+08:00\",\"state\":\"met\"", "T23:59:58+08:00\",\"state\":\"missed\"");
    change("\"accountable\":\"", "\"accountable\":\"old-");
    change("{\"kind\":\"sign\",", "{\"kind\":\"unsigned\",");
    change("\"state\":\"missed\"", "\"state\":\"running\"");
    change("\"reasons\":[", "\"needs\":[{\"input\":\"statutory-due\",\"rule\":\"statutory-owed\"}],\"reasons\":[");
    lines.join("\n") + "\n"
}

pub(crate) fn replay(here: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let deployment = root().display().to_string();
    let output = run(here, &[&["replay", "--deployment", &deployment], args].concat(), "");
    // the rules' digest changes whenever they do
    let digest = |text: &str| {
        let mut text = text.to_owned();
        while let Some(at) = text.find(" (").filter(|at| text.as_bytes()[at + 2..].iter().take(12).all(u8::is_ascii_hexdigit)) {
            text.replace_range(at..at + 15, " [digest]");
        }
        text
    };
    (output.status.code(), digest(text(&output.stdout)), text(&output.stderr).to_owned())
}

#[test]
fn the_same_rules_say_the_same() {
    let (here, records) = records("replay-same");
    std::fs::write(here.join("records.jsonl"), &records).unwrap();
    let (code, said, told) = replay(&here, &["records.jsonl"]);
    assert_eq!((code, told.as_str()), (Some(0), ""), "{said}");
    snapshot("replay-same", &said);
    // compressed, and two components over the cases alone
    let packed = zstd::bulk::compress(records.as_bytes(), 3).unwrap();
    std::fs::write(here.join("records.jsonl.zst"), packed).unwrap();
    assert_eq!(replay(&here, &["records.jsonl.zst"]).1, said);
    let cases: Vec<Value> = records.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["case"].take()).collect();
    std::fs::write(here.join("cases.json"), serde_json::to_string(&cases).unwrap()).unwrap();
    let component = root().join("target/policies/xining.wasm").display().to_string();
    let (code, said, _) = replay(&here, &["cases.json", "--against", &component, "--format", "json"]);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &said["same"], &said["differ"]), (Some(0), &cases.len().into(), &0.into()));
}

#[test]
fn what_is_other_as_people_read_it() {
    let (here, records) = records("replay-other");
    std::fs::write(here.join("records.jsonl"), older(&records)).unwrap();
    let (code, said, told) = replay(&here, &["records.jsonl"]);
    assert_eq!((code, told.as_str()), (Some(1), ""), "{said}");
    snapshot("replay-other", &said);
    snapshot("replay-other-en", &replay(&here, &["records.jsonl", "--lang", "en", "--top", "2"]).1);
    snapshot("replay-other-csv", &replay(&here, &["records.jsonl", "--format", "csv"]).1);
    let (code, said, _) = replay(&here, &["records.jsonl", "-o", "other.json"]);
    assert_eq!((code, said.as_str()), (Some(1), ""));
    let said: Value = serde_json::from_str(&std::fs::read_to_string(here.join("other.json")).unwrap()).unwrap();
    assert_eq!(said["rules"]["id"], "xining");
    let cases: u64 = ["same", "differ"].iter().map(|which| said[which].as_u64().unwrap()).sum();
    assert_eq!(cases, said["cases"].as_u64().unwrap());
    assert!(said["groups"].as_array().unwrap().iter().all(|group| group["examples"][0]["case"].is_string()));
}

/// What cannot be used is told of and left out; the rest is replayed, and nothing half-written stays behind.
#[test]
fn what_cannot_be_used() {
    let (here, records) = records("replay-bad");
    let first = records.lines().next().unwrap();
    let corpus = format!("{records}not a record\n{first}\n{}\n", &first[..400]);
    std::fs::write(here.join("records.jsonl"), corpus).unwrap();
    let (code, said, told) = replay(&here, &["records.jsonl"]);
    assert_eq!(code, Some(3), "{said}");
    snapshot("replay-bad", &format!("{said}---\n{told}"));
    // a million bad lines are told of once, and the good one among them is replayed
    std::fs::write(here.join("mostly.jsonl"), format!("{first}\n{}", "no record\n".repeat(20_000))).unwrap();
    let (code, said, told) = replay(&here, &["mostly.jsonl"]);
    assert!(code == Some(3) && said.contains("相同 1 件") && said.contains("record/damaged: 20,000"), "{said}");
    assert!(told.lines().count() < 100 && told.contains("and 19980 more"), "{told}");
    std::fs::write(here.join("none.jsonl"), "no record\n".repeat(20_000)).unwrap();
    let (code, said, told) = replay(&here, &["none.jsonl"]);
    assert!(
        code == Some(3) && said.is_empty() && told.contains("none.jsonl, line 1\n") && told.contains("and 980 more"),
        "{told}"
    );
    std::fs::remove_file(here.join("none.jsonl")).unwrap();
    let mut packed = zstd::bulk::compress(records.as_bytes(), 3).unwrap();
    packed.truncate(packed.len() - 10);
    std::fs::write(here.join("short.jsonl.zst"), packed).unwrap();
    let (code, _, told) = replay(&here, &["short.jsonl.zst"]);
    assert!(code == Some(3) && told.contains("error[corpus/cut-short]"), "{told}");
    let cases: [(&[&str], i32, &str); 4] = [
        (&["none.jsonl"], 3, "error[cli/file]"),
        (&["records.jsonl", "--against", "none.wasm"], 4, "error[load/not-found]"),
        (&["records.jsonl", "--city", "nowhere"], 2, "error[cli/unknown-city]"),
        (&["records.jsonl", "-o", "no/such/folder.json"], 6, "error[cli/file]"),
    ];
    for (args, wanted, says) in cases {
        let (code, said, told) = replay(&here, args);
        assert_eq!((code, said.as_str()), (Some(wanted), ""), "{args:?}: {told}");
        assert!(told.contains(says), "{args:?}: {told}");
    }
    let left: Vec<String> = std::fs::read_dir(&here).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| !name.contains("part")), "{left:?}");
    // a device is written to, not replaced
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/dev/null", here.join("null.json")).unwrap();
        assert_eq!(replay(&here, &["records.jsonl", "-o", "null.json"]).0, Some(3));
        assert!(here.join("null.json").is_symlink());
    }
    assert!(good(&root(), &["replay", "--help"]).contains("--against"));
}

/// Pending differences, looked through, are no news the next time.
#[test]
fn what_is_accepted() {
    let (here, records) = records("replay-accepted");
    std::fs::write(here.join("records.jsonl"), older(&records)).unwrap();
    assert_eq!(replay(&here, &["records.jsonl", "-o", "pending.json"]).0, Some(1));
    let (code, said, told) = replay(&here, &["records.jsonl", "--allow", "pending.json"]);
    assert_eq!((code, told.as_str()), (Some(0), ""), "{said}");
    snapshot("replay-accepted", &said);
    std::fs::write(here.join("pending.json"), "[]").unwrap();
    let (code, said, told) = replay(&here, &["records.jsonl", "--allow", "pending.json"]);
    assert_eq!((code, said.as_str()), (Some(3), ""));
    assert!(told.contains("error[replay/accepted]") && told.contains("pending.json, line 1"), "{told}");
}

/// The notice of next year: what it would do to cases that run into it.
#[test]
fn another_calendar() {
    let here = folder("replay-notice");
    let case = r#"{"id":"N-1","jurisdiction":"630103","category":"housing/title-deed","area":["630103"],"history":[
        {"seq":1,"at":"2026-12-30T09:00:00+08:00","kind":"received"},
        {"seq":2,"at":"2026-12-30T10:00:00+08:00","kind":"dispatched","unit":"housing"}]}"#;
    std::fs::write(here.join("case.json"), case).unwrap();
    let deployment = root().display().to_string();
    let at = ["--at", "2026-12-31T09:00:00+08:00", "--json", "--record", "records.jsonl"];
    good(&here, &[&["evaluate", "case.json", "--deployment", &deployment][..], &at].concat());
    let notice = "format = 1\nadds-to = \"cn\"\n[[notice]]\nid = \"a test\"\ncovers = 2027\npublished = 2026-12-30\n\
        days = [\"2027-01-01 statutory 元旦\", \"2027-01-04 off 元旦\"]\n";
    std::fs::write(here.join("2027.toml"), notice).unwrap();
    let (code, said, told) = replay(&here, &["records.jsonl", "--notice", "2027.toml", "--format", "csv"]);
    assert_eq!((code, told.as_str()), (Some(1), ""), "{said}");
    assert!(said.contains("N-1") && said.contains(",due,handle,housing,") && said.contains(",172800,"), "{said}");
}

/// A page by itself: nothing is fetched, and what a case says is text.
#[test]
fn a_page_needs_nothing_else() {
    let (here, records) = records("replay-page");
    let hostile = older(&records).replace("\"accountable\":\"old-", "\"accountable\":\"<script>alert(1)</script>");
    std::fs::write(here.join("records.jsonl"), hostile).unwrap();
    assert_eq!(replay(&here, &["records.jsonl", "-o", "page.html"]).0, Some(1));
    let page = std::fs::read_to_string(here.join("page.html")).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "what a case says is text");
    let page = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    for outside in ["http:", "https:", "<link", "url(", "@import", " src="] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("<svg") && page.contains("lang=\"zh-CN\""));
}

/// Stopped half-way: what was read is reported, and says so.
#[cfg(target_os = "linux")]
#[test]
fn stopped_by_ctrl_c() {
    use std::io::Write;
    use std::process::Stdio;
    let (_, records) = records("replay-stopped");
    let mut command = crate::paidan(&root());
    let command = command.args(["replay", "-", "--city", "xining"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(records.as_bytes()).unwrap();
    // once it listens for it
    let status = format!("/proc/{}/status", child.id());
    let listens = |text: &str| {
        let caught =
            text.lines().find_map(|line| line.strip_prefix("SigCgt:")).and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        caught.is_some_and(|mask| mask & 2 != 0)
    };
    while !std::fs::read_to_string(&status).is_ok_and(|text| listens(&text)) {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    // it looks up at the next line
    for _ in 0..3000 {
        if input.write_all(b"no record\n").is_err() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    drop(input);
    let output = child.wait_with_output().unwrap();
    let (said, told) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(6), "{said}{told}");
    assert!(told.contains("error[cli/stopped]") && said.contains("中途停止"), "{said}{told}");
}

#[test]
fn another_term_is_asked_about_without_a_build() {
    let (here, records) = records("replay-set");
    std::fs::write(here.join("records.jsonl"), &records).unwrap();
    let set = |set: &[&str]| {
        let args: Vec<&str> = set.iter().flat_map(|pair| ["--set", *pair]).collect();
        replay(&here, &[&["records.jsonl", "--city", "xining", "--format", "json"], &args[..]].concat())
    };
    let found = |said: &str| -> Value { serde_json::from_str(said).unwrap() };
    let (code, said, _) = set(&["term.d3=3 working days"]);
    assert_eq!((code, &found(&said)["differ"]), (Some(0), &Value::from(0)), "what stands there already changes nothing: {said}");
    let (code, said, told) = set(&["term.d11=10 working days", "ladder.late.warn=50 %"]);
    assert_eq!((code, told.as_str()), (Some(1), ""), "{said}");
    let found = found(&said);
    let due = found["groups"].as_array().unwrap().iter().find(|group| group["what"] == "due" && group["of"] == "handle").unwrap();
    assert!(due["rule"] == "tiers" || due["rule"] == "tier-days", "{due:#}");
    // it is told that the records are not these rules' own
    assert_eq!(found["makers"][0]["cases"], found["cases"], "{said}");
    for (pair, code, expected) in [
        ("term.nope=1 working day", 4, "error[rules/set]"),
        ("switch.nope=true", 4, "error[rules/set]"),
        ("input.difficulty.most=5", 2, "error[cli/set-compiled]"),
        ("term.d3", 2, "error[cli/set]"),
    ] {
        let (exit, _, told) = set(&[pair]);
        assert!(exit == Some(code) && told.contains(expected), "{pair}: {exit:?} {told}");
    }
    let (exit, _, told) = replay(&here, &["records.jsonl", "--set", "term.d3=2 working days"]);
    assert!(exit == Some(2) && told.contains("--city"), "whose term: {told}");
    let component = root().join("target/policies/xining.wasm").display().to_string();
    // a deployment without a policy of its own
    std::fs::write(here.join("paidan.toml"), "").unwrap();
    let away = run(&here, &["replay", "records.jsonl", "--policy", &component, "--set", "term.d3=2 working days"], "");
    assert!(away.status.code() == Some(2) && text(&away.stderr).contains("error[cli/no-sources]"), "{}", text(&away.stderr));
}

#[test]
fn a_rule_is_supposed_to_hold_or_not() {
    let case = root().join("examples/cases/title-deed.json").display().to_string();
    let suppose = |what: &str| {
        let output = run(&root(), &["evaluate", &case, "--at", AT, "--json", "--suppose", what], "");
        (output.status.code(), text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
    };
    let held = |said: &str| -> Vec<String> {
        let decision: Value = serde_json::from_str(said).unwrap();
        assert!(decision["notes"].as_array().unwrap().iter().any(|note| note["code"] == "supposed"), "{said}");
        decision["reasons"].as_array().unwrap().iter().filter_map(|reason| Some(reason["rule"].as_str()?.to_owned())).collect()
    };
    let ((code, yes, _), (_, no, _)) = (suppose("consult=yes"), suppose("consult=no"));
    assert_eq!(code, Some(0));
    assert!(held(&yes).contains(&"consult".to_owned()), "{yes}");
    assert!(!held(&no).contains(&"consult".to_owned()), "{no}");
    let (code, _, told) = suppose("consutl=yes");
    assert!(code == Some(3) && told.contains("error[case/unknown-rule]") && told.contains("did you mean `consult`?"), "{told}");
    assert_eq!(suppose("consult=perhaps").0, Some(2));
}
