//! `paidan report`: what a month's meeting reads, and what is said of corpora that are wrong.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use crate::{examples, folder, good, root, run, snapshot, text};

pub(crate) const AT: &str = "2026-12-01T09:00:00+08:00";
const POPULATION: &str = "district,year,residents\n630102,2025,459000\n630103,2025,330000\n630104,2025,390000\n630105,2025,410000\n\
    630106,2025,395000\n630121,2025,400000\n630123,2025,108000\n";

/// Xining's examples, the first one once, the second twice … so that no two counts are the same.
pub(crate) fn corpus() -> String {
    let mut lines = String::new();
    let read = |name| serde_json::from_str(&std::fs::read_to_string(root().join(name)).unwrap()).unwrap();
    let cases =
        examples().into_iter().map(read).filter(|case: &Value| case["jurisdiction"].as_str().unwrap().starts_with("6301"));
    for (times, case) in (1..).zip(cases) {
        for copy in 0..times {
            let mut case = case.clone();
            case["id"] = format!("{times}-{copy}").into();
            writeln!(lines, "{case}").unwrap();
        }
    }
    lines
}

fn write(here: &Path, name: &str, text: impl AsRef<[u8]>) {
    std::fs::write(here.join(name), text).unwrap();
}

/// Corpora, a population and where to find the city, in a folder.
fn ready(name: &str) -> std::path::PathBuf {
    let here = folder(name);
    let all = corpus();
    let half: String = all.lines().step_by(2).flat_map(|line| [line, "\n"]).collect();
    write(&here, "all.jsonl", &all);
    write(&here, "half.jsonl", half);
    write(&here, "population.csv", POPULATION);
    here
}

fn report(here: &Path, args: &[&str]) -> String {
    let deployment = root().display().to_string();
    good(here, &[&["report", "--deployment", &deployment, "--at", AT, "--rank-least", "2"], args].concat())
}

#[test]
fn a_report_as_people_read_it() {
    let here = ready("report");
    let args = ["all.jsonl", "--previous", "half.jsonl", "--population", "population.csv"];
    snapshot("report", &report(&here, &args));
    snapshot("report-units-en", &report(&here, &[&args[..], &["--by", "unit", "--top", "5", "--lang", "en"]].concat()));
    snapshot("report-csv", &report(&here, &[&args[..], &["--by", "month", "--format", "csv"]].concat()));
}

#[test]
fn a_report_as_programs_read_it() {
    let here = ready("report-json");
    let json = report(&here, &["all.jsonl", "--population", "population.csv", "--format", "json"]);
    // which rules they were is no business of this picture
    let known =
        json.lines().map(|line| if line.trim_start().starts_with("\"rules\": \"") { "  \"rules\": \"…\"," } else { line });
    snapshot("report-json", &known.collect::<Vec<_>>().join("\n"));
    let schema: Value = serde_json::from_str(&good(&root(), &["schema", "report"])).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    if let Err(error) = schema.validate(&serde_json::from_str(&json).unwrap()) {
        panic!("{error} at {}", error.instance_path());
    }
    // from a pipe, compressed, and by the ending of the file it goes to, it is the same
    let piped = run(
        &here,
        &["report", "-", "--deployment", &root().display().to_string(), "--at", AT, "--rank-least", "2", "--format", "json"],
        &corpus(),
    );
    let plain = report(&here, &["all.jsonl", "--format", "json"]);
    assert_eq!(text(&piped.stdout), plain);
    report(&here, &["all.jsonl", "-o", "all.json"]);
    assert_eq!(std::fs::read_to_string(here.join("all.json")).unwrap(), plain);
    // a report of a report: nothing has changed
    let same: Value = serde_json::from_str(&report(&here, &["all.jsonl", "--previous", "all.json", "--format", "json"])).unwrap();
    for rate in same["total"]["rates"].as_array().unwrap() {
        assert_eq!(rate["change_pp"], "0.00");
    }
    assert_eq!(same["total"]["received"]["change_pct"], "0.00");
}

#[test]
fn a_page_needs_nothing_else() {
    let here = ready("report-html");
    let strange = corpus().replace("630105", "630105<script>").replacen("\"unit\":\"", "\"unit\":\"<b>&amp;", 1);
    write(&here, "strange.jsonl", strange);
    for (corpus, lang) in [("all.jsonl", "zh"), ("all.jsonl", "en"), ("strange.jsonl", "zh")] {
        let file = format!("{lang}.html");
        let deployment = root().display().to_string();
        let args = ["report", corpus, "--deployment", &deployment, "--at", AT, "--by", "unit", "--lang", lang, "-o", &file];
        run(&here, &args, "");
        let page = std::fs::read_to_string(here.join(&file)).unwrap();
        let page = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        assert!(page.matches("<svg ").count() >= 5, "{corpus}: charts are missing");
        for outside in ["http:", "https:", "<script", "<link", "url(", "@import", " src="] {
            assert!(!page.contains(outside), "{corpus}: the page asks for {outside}");
        }
        for tag in ["section", "figure", "table", "tr", "svg", "div", "p"] {
            let (opened, closed) = (
                page.matches(&format!("<{tag} ")).count() + page.matches(&format!("<{tag}>")).count(),
                page.matches(&format!("</{tag}>")).count(),
            );
            assert_eq!(opened, closed, "{corpus}: <{tag}>");
        }
    }
}

#[test]
fn what_is_wrong_with_a_corpus_is_told() {
    let here = ready("report-bad");
    let deployment = root().display().to_string();
    let good = corpus();
    let line = good.lines().next().unwrap();
    write(&here, "one-bad-line.jsonl", [line, &line.replace("\"kind\"", "\"knid\""), line].join("\n"));
    write(&here, "another-city.jsonl", line.replace("6301", "1101"));
    write(&here, "two-cities.jsonl", [line, &line.replace("6301", "1101")].join("\n"));
    write(&here, "empty.jsonl", "");
    write(&here, "not-zstd.jsonl.zst", &good);
    let packed = zstd::bulk::compress(good.as_bytes(), 3).unwrap();
    write(&here, "cut-short.jsonl.zst", &packed[..packed.len() - 40]);
    write(&here, "zero.csv", POPULATION.replace("330000", "0"));
    write(&here, "gap.csv", POPULATION.replace("630103,2025,330000\n", ""));
    write(&here, "newer.json", "{\"report\": 2}");
    write(&here, "no-report.json", "{\"decision\": 2}");
    let runs: &[&[&str]] = &[
        &["one-bad-line.jsonl"],
        &["another-city.jsonl"],
        &["two-cities.jsonl"],
        &["empty.jsonl"],
        &["none.jsonl"],
        &["not-zstd.jsonl.zst"],
        &["cut-short.jsonl.zst"],
        &["all.jsonl", "--population", "zero.csv"],
        &["all.jsonl", "--population", "gap.csv"],
        &["all.jsonl", "--previous", "newer.json"],
        &["all.jsonl", "--previous", "no-report.json"],
        &["all.jsonl", "--rank-by", "speed"],
        &["all.jsonl", "--at", "2020-01-01T00:00:00+08:00"],
    ];
    let mut told = String::new();
    for args in runs {
        let at = if args.contains(&"--at") { &[][..] } else { &["--at", AT][..] };
        let all = [&["report", "--deployment", &deployment, "--by", "city"], *args, at].concat();
        let output = run(&here, &all, "");
        let errors = text(&output.stderr);
        let reported = if output.stdout.is_empty() { "" } else { ", and a report" };
        writeln!(told, "## {} → {}{reported}\n{errors}", args.join(" "), output.status.code().unwrap()).unwrap();
        assert!(errors.contains("error[") && errors.contains("mend: "), "{args:?}: {errors}");
    }
    snapshot("report-bad", &told);
}

/// Dingzhou has rules of before and of now, and each case has those of its day.
#[test]
fn a_report_of_two_versions_says_how_many_cases_each_judged() {
    let here = folder("report-versions");
    write(&here, "all.jsonl", good(&root(), &["sample", "dingzhou", "--count", "60", "--seed", "7"]));
    let json: Value = serde_json::from_str(&report(&here, &["all.jsonl", "--format", "json"])).unwrap();
    let judged: Vec<(&str, u64)> = json["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| (v["version"].as_str().unwrap(), v["cases"].as_u64().unwrap()))
        .collect();
    let [(before, old), (now, new)] = judged[..] else { panic!("{judged:?}") };
    assert!(old > 20 && new > 20 && old + new == 60, "{judged:?}");
    let heading = format!("dingzhou {before} ({old}), {now} ({new})");
    let page = report(&here, &["all.jsonl", "--by", "city"]);
    assert!(page.lines().next().unwrap().contains(&heading), "{page}");
}

#[test]
fn a_compressed_corpus_is_a_corpus() {
    let here = ready("report-zst");
    let packed = zstd::bulk::compress(corpus().as_bytes(), 3).unwrap();
    write(&here, "all.jsonl.zst", packed);
    assert_eq!(report(&here, &["all.jsonl.zst", "--format", "json"]), report(&here, &["all.jsonl", "--format", "json"]));
    let deployment = root().display().to_string();
    let decided = |name: &str| good(&here, &["evaluate", name, "--json", "--at", AT, "--deployment", &deployment]);
    assert_eq!(decided("all.jsonl.zst"), decided("all.jsonl"));
}

#[test]
fn a_case_can_be_drawn() {
    let here = folder("drawn");
    let deployment = root().display().to_string();
    let case = root().join("examples/cases/title-deed.json").display().to_string();
    let args = ["timeline", &case, "--deployment", &deployment, "--at", "2026-10-24T09:00:00+08:00"];
    let plain = good(&here, &args);
    assert_eq!(good(&here, &[&args[..], &["--svg", "case.svg"]].concat()), plain);
    let svg = std::fs::read_to_string(here.join("case.svg")).unwrap();
    snapshot("timeline-svg", &svg);
    write(&here, "two.jsonl", corpus());
    let output = run(&here, &["timeline", "two.jsonl", "--deployment", &deployment, "--at", AT, "--svg", "two.svg"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cli/svg"));
}
