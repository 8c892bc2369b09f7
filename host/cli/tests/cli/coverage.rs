//! `paidan coverage`: what a corpus reaches, as authors, supervisors and programs read it.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use crate::report::{AT, corpus};
use crate::{folder, good, root, run, snapshot, text};

fn write(here: &Path, name: &str, text: impl AsRef<[u8]>) {
    std::fs::write(here.join(name), text).unwrap();
}

fn coverage(here: &Path, args: &[&str]) -> String {
    let deployment = root().display().to_string();
    good(here, &[&["coverage", "--deployment", &deployment, "--at", AT], args].concat())
}

/// Deeds of titles in Dingzhou: no rule about who applies ever holds, and each time the same is lacking.
fn deeds() -> String {
    let deed = |id: usize, gone: bool| {
        let at = "2026-11-09T09:00:00+08:00";
        format!(
            r#"{{"id":"d{id}","jurisdiction":"130682","category":"housing/title-deed/legacy","facts":{{"developer_gone":{gone},"first_registered":{gone}}},"history":[{{"at":"{at}","kind":"received"}}]}}"#
        )
    };
    (1..=5).map(|id| deed(id, id > 3) + "\n").collect()
}

#[test]
fn a_coverage_as_people_read_it() {
    let here = folder("coverage");
    write(&here, "all.jsonl", corpus());
    write(&here, "deeds.jsonl", deeds());
    snapshot("coverage", &coverage(&here, &["all.jsonl"]));
    snapshot("coverage-en", &coverage(&here, &["deeds.jsonl", "--lang", "en", "--top", "3"]));
    snapshot("coverage-csv", &coverage(&here, &["deeds.jsonl", "--by", "condition", "--format", "csv"]));
}

#[test]
fn a_coverage_as_programs_read_it() {
    let here = folder("coverage-json");
    write(&here, "all.jsonl", corpus());
    let json = coverage(&here, &["all.jsonl", "--format", "json"]);
    let schema: Value = serde_json::from_str(&good(&root(), &["schema", "coverage"])).unwrap();
    let all: Value = serde_json::from_str(&json).unwrap();
    if let Err(error) = jsonschema::validator_for(&schema).unwrap().validate(&all) {
        panic!("{error} at {}", error.instance_path());
    }
    // from a pipe, as records, and by the ending of the file it goes to, it is the same
    let deployment = root().display().to_string();
    let piped = run(&here, &["coverage", "-", "--deployment", &deployment, "--at", AT, "--format", "json"], &corpus());
    assert_eq!(text(&piped.stdout), json);
    let args = ["evaluate", "all.jsonl", "--deployment", &deployment, "--at", AT, "--json", "--record", "records.jsonl"];
    good(&here, &args);
    assert_eq!(coverage(&here, &["records.jsonl", "--format", "json"]), json);
    coverage(&here, &["all.jsonl", "-o", "all.json"]);
    assert_eq!(std::fs::read_to_string(here.join("all.json")).unwrap(), json);
    // every list as CSV: a line for each, and its heads
    let of = |list: &str, inner: &str| count(&all[list], &|one| count(&one[inner], &|_| 1));
    let lists = [
        ("rule", count(&all["rules"], &|_| 1)),
        ("condition", of("rules", "conditions")),
        ("clock", count(&all["clocks"], &|_| 1)),
        ("rung", of("clocks", "rungs")),
        ("word", of("words", "words")),
        ("route", of("catalogues", "rows")),
    ];
    for (by, lines) in lists {
        let csv = coverage(&here, &["all.jsonl", "--by", by, "--format", "csv"]);
        assert_eq!(csv.lines().count(), lines + 1, "{by}");
        assert!(lines > 3, "{by}");
    }
}

fn count(list: &Value, each: &dyn Fn(&Value) -> usize) -> usize {
    list.as_array().into_iter().flatten().map(each).sum()
}

/// The catalogue stands in the sources: where they are not, it is not counted, and where only a term was set, it is.
#[test]
fn rows_of_the_catalogue_are_counted_where_the_sources_are() {
    let here = folder("coverage-catalogue");
    write(&here, "all.jsonl", corpus());
    let routed = |json: &str| -> Option<u64> {
        let all: Value = serde_json::from_str(json).unwrap();
        let rows = all["catalogues"][0]["rows"].as_array()?;
        Some(rows.iter().map(|row| row["cases"].as_u64().unwrap()).sum())
    };
    let own = coverage(&here, &["all.jsonl", "--format", "json"]);
    let set = coverage(&here, &["all.jsonl", "--format", "json", "--city", "xining", "--set", "term.d3=2 working days"]);
    let cases = corpus().lines().count() as u64;
    assert_eq!([routed(&own), routed(&set)], [Some(cases), Some(cases)]);
    let component = root().join("target/policies/xining.wasm").display().to_string();
    // no deployment is here
    let here_alone = here.display().to_string();
    let args = ["coverage", "all.jsonl", "--at", AT, "--policy", &component, "--deployment", &here_alone, "--format", "json"];
    let alone = good(&here, &args);
    assert_eq!(routed(&alone), None);
}

/// Dingzhou has rules of before and of now: each of them is told of once.
#[test]
fn a_coverage_of_two_versions_is_one() {
    let here = folder("coverage-versions");
    write(&here, "all.jsonl", good(&root(), &["sample", "dingzhou", "--count", "60", "--seed", "7"]));
    let all: Value = serde_json::from_str(&coverage(&here, &["all.jsonl", "--format", "json"])).unwrap();
    let judged: u64 = all["versions"].as_array().unwrap().iter().map(|version| version["cases"].as_u64().unwrap()).sum();
    assert_eq!((judged, all["versions"].as_array().unwrap().len()), (60, 2));
    let owner = all["rules"].as_array().unwrap().iter().filter(|rule| rule["rule"] == "owner").collect::<Vec<_>>();
    assert_eq!((owner.len(), &owner[0]["asked"]), (1, &60.into()));
}

#[test]
fn what_is_wrong_is_told_and_the_rest_is_counted() {
    let here = folder("coverage-bad");
    let (deployment, good) = (root().display().to_string(), corpus());
    let line = good.lines().next().unwrap();
    write(&here, "one-bad-line.jsonl", [line, &line.replace("\"kind\"", "\"knid\""), line].join("\n"));
    write(&here, "two-cities.jsonl", [line, &line.replace("6301", "1101")].join("\n"));
    write(&here, "empty.jsonl", "");
    let runs: &[&[&str]] = &[
        &["one-bad-line.jsonl"],
        &["two-cities.jsonl"],
        &["empty.jsonl"],
        &["none.jsonl"],
        &["one-bad-line.jsonl", "--at", "2020-01-01T00:00:00+08:00"],
        &["one-bad-line.jsonl", "--city", "nowhere"],
        &["one-bad-line.jsonl", "-o", "no/such/folder.json"],
    ];
    let mut told = String::new();
    for args in runs {
        let at = if args.contains(&"--at") { &[][..] } else { &["--at", AT][..] };
        let output = run(&here, &[&["coverage", "--deployment", &deployment], *args, at].concat(), "");
        let errors = text(&output.stderr).replace(&deployment, "…");
        let reported = if output.stdout.is_empty() { "" } else { ", and a coverage" };
        writeln!(told, "## {} → {}{reported}\n{errors}", args.join(" "), output.status.code().unwrap()).unwrap();
        assert!(errors.contains("error["), "{args:?}: {errors}");
    }
    snapshot("coverage-bad", &told);
}

/// What docs/coverage.md shows is what comes out.
#[test]
fn the_page_shows_what_comes_out() {
    let here = folder("coverage-page");
    let page = std::fs::read_to_string(root().join("docs/coverage.md")).unwrap();
    let shown = page.split("```console\n").nth(1).and_then(|rest| rest.split("\n```").next()).unwrap();
    let commands: Vec<&str> = shown.lines().filter_map(|line| line.strip_prefix("$ paidan ")).collect();
    let [sample, coverage] = commands[..] else { panic!("{commands:?}") };
    let deployment = root().display().to_string();
    let sample = sample.strip_suffix(" > cases.jsonl").unwrap();
    write(&here, "cases.jsonl", good(&root(), &sample.split(' ').collect::<Vec<_>>()));
    let args = [&coverage.split(' ').collect::<Vec<_>>()[..], &["--deployment", &deployment]].concat();
    let said = good(&here, &args);
    for line in shown.lines().filter(|line| !line.starts_with("$ ") && *line != "…") {
        assert!(said.lines().any(|said| said == line), "{line}\n{said}");
    }
}
