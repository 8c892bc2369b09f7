//! `paidan import`: the committed mappings, what a dry run shows, and what is told of files that are wrong.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use encoding_rs::GB18030;
use paidan_engine::Case;
use serde_json::Value;

use crate::{folder, good, root, run, snapshot, text};

const ROWS: &str = "examples/import/12345.csv";
const MAP: &str = "examples/import/12345.toml";

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// Decisions on the cases of a file, each line of which must be one.
fn decided(here: &Path, file: &str) -> Vec<Value> {
    let deployment = root().display().to_string();
    let lines = good(here, &["evaluate", file, "--deployment", &deployment, "--at", "2026-03-24T09:00:00+08:00", "--json"]);
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn both_examples_become_cases_that_are_decided() {
    let here = folder("import");
    for (rows, map, count) in [(ROWS, MAP, 7), ("examples/import/open311.json", "examples/import/open311.toml", 3)] {
        let cases = good(&root(), &["import", rows, "--map", map]);
        assert_eq!(cases.lines().count(), count, "{rows}");
        cases.lines().for_each(|line| drop(Case::from_json(line.as_bytes()).unwrap_or_else(|error| panic!("{error}"))));
        fs::write(here.join("cases.jsonl"), cases).unwrap();
        for decision in decided(&here, "cases.jsonl") {
            assert_eq!(decision["status"], "decided", "{decision}");
            assert_ne!(decision["route"]["accountable"], Value::Null, "{decision}");
            assert!(!decision["clocks"].as_array().unwrap().is_empty(), "{decision}");
        }
    }
}

/// What stands there matters, not how it is written: GBK, a byte order mark, CRLF, compressed, from a pipe, in UTF-16.
#[test]
fn the_same_rows_in_other_bytes_are_the_same_cases() {
    let here = folder("import-bytes");
    let deployment = root().display().to_string();
    let (rows, map) = (read(ROWS), read(MAP));
    let expected = good(&root(), &["import", ROWS, "--map", MAP]);
    fs::write(here.join("map.toml"), &map).unwrap();
    fs::write(here.join("gbk.toml"), map.replace("type = \"csv\"", "type = \"csv\"\nencoding = \"gbk\"")).unwrap();
    let gbk = GB18030.encode(&rows).0;
    assert_ne!(*gbk, *rows.as_bytes());
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(rows.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let packed = zstd::bulk::compress(rows.as_bytes(), 3).unwrap();
    let marked = format!("\u{feff}{rows}");
    let files: &[(&str, &[u8], &str)] = &[
        ("gbk.csv", &gbk, "gbk.toml"),
        ("mark.csv", marked.as_bytes(), "map.toml"),
        ("mark-all-the-same.csv", marked.as_bytes(), "gbk.toml"),
        ("utf16.csv", &utf16, "map.toml"),
        ("rows.csv.zst", &packed, "map.toml"),
    ];
    for (name, bytes, map) in files {
        fs::write(here.join(name), bytes).unwrap();
        assert_eq!(good(&here, &["import", name, "--map", map, "--deployment", &deployment]), expected, "{name}");
    }
    let piped = run(&root(), &["import", "-", "--map", MAP], &rows);
    assert_eq!(text(&piped.stdout), expected);
    // the one text that goes over lines has other line ends then
    fs::write(here.join("crlf.csv"), rows.replace('\n', "\r\n")).unwrap();
    let crlf = good(&here, &["import", "crlf.csv", "--map", "map.toml", "--deployment", &deployment]);
    assert_eq!(crlf.replace("\\r\\n", "\\n"), expected);
}

#[test]
fn a_dry_run_as_people_read_it() {
    snapshot("import-dry-run", &good(&root(), &["import", ROWS, "--map", MAP, "--dry-run"]));
    let args = ["import", "examples/import/open311.json", "--map", "examples/import/open311.toml", "--dry-run", "--lang", "en"];
    snapshot("import-dry-run-en", &good(&root(), &args));
}

#[test]
fn a_dry_run_as_programs_read_it() {
    let here = folder("import-dry-run");
    let rows = read(ROWS).replacen("2026-03-09 08:42:10", "yesterday", 1);
    fs::write(here.join("rows.csv"), rows).unwrap();
    let map = root().join(MAP).display().to_string();
    let deployment = root().display().to_string();
    let args = ["import", "rows.csv", "--map", &map, "--deployment", &deployment, "--dry-run", "--json", "-o", "found.json"];
    assert_eq!(run(&here, &args, "").status.code(), Some(3));
    let found: Value = serde_json::from_str(&fs::read_to_string(here.join("found.json")).unwrap()).unwrap();
    assert_eq!((&found["rows"], &found["cases"], &found["cities"][0]), (&7.into(), &6.into(), &"xining".into()));
    assert_eq!(found["left_out"]["import/bad-time"]["rows"], 1);
    assert_eq!(found["left_out"]["import/bad-time"]["examples"][0]["place"], "row 1, line 2, column 来电时间");
    let column = |name: &str| {
        let all = found["columns"].as_array().unwrap();
        all.iter().find(|column| column["name"] == name).unwrap_or_else(|| panic!("{name}"))
    };
    assert_eq!(column("工单编号")["lands"], serde_json::json!(["case.id"]));
    assert_eq!(column("诉求渠道")["unknown"], 1);
    // names and telephone numbers are counted, not shown
    for unused in ["来电人", "联系电话"] {
        assert_eq!((&column(unused)["rows"], column(unused)["values"].as_array().unwrap().len()), (&7.into(), 0), "{unused}");
    }
}

/// The rows' own words never appear in standard output beside the cases; whoever pipes them on gets cases and nothing else.
#[test]
fn what_is_wrong_is_told() {
    let here = folder("import-bad");
    let deployment = root().display().to_string();
    let (rows, map) = (read(ROWS), read(MAP));
    let write = |name: &str, text: &str| fs::write(here.join(name), text).unwrap();
    write("map.toml", &map);
    write("rows.csv", &rows);
    write("slip.toml", &map.replace("channel = ", "chanel = "));
    write("column.toml", &map.replace("at = \"签收时间\"", "at = \"签收日期\""));
    write("lines.toml", &map.replace("\"csv\"", "\"jsonl\""));
    write("one-bad-row.csv", &rows.replacen("2026-03-09 10:15:00", "2026-02-30 10:15:00", 1));
    write("two-alike.csv", &(rows.clone() + rows.lines().last().unwrap()));
    write("cut-short.csv", rows.split_at(rows.len() - 40).0);
    write("no-rows.csv", rows.lines().next().unwrap());
    fs::write(here.join("gbk.csv"), GB18030.encode(&rows).0).unwrap();
    let runs = [
        ("rows.csv", "slip.toml"),
        ("rows.csv", "column.toml"),
        ("rows.csv", "lines.toml"),
        ("rows.csv", "nowhere.toml"),
        ("nowhere.csv", "map.toml"),
        ("gbk.csv", "map.toml"),
        ("no-rows.csv", "map.toml"),
        ("one-bad-row.csv", "map.toml"),
        ("two-alike.csv", "map.toml"),
        ("cut-short.csv", "map.toml"),
    ];
    let mut told = String::new();
    for (file, map) in runs {
        let out = format!("{file}.{map}.jsonl");
        let output = run(&here, &["import", file, "--map", map, "--deployment", &deployment, "--lang", "en", "-o", &out], "");
        let written =
            fs::read_to_string(here.join(&out)).map_or_else(|_| "nothing".to_owned(), |text| text.lines().count().to_string());
        writeln!(told, "## {file} by {map} → {}, {written} written", output.status.code().unwrap()).unwrap();
        told += &text(&output.stderr).replace(&deployment, "HERE");
        assert!(text(&output.stdout).is_empty());
    }
    snapshot("import-bad", &told);
}

/// What was there stays until there is something better.
#[test]
fn what_is_refused_writes_over_nothing() {
    let here = folder("import-kept");
    fs::write(here.join("cases.jsonl"), "earlier").unwrap();
    fs::write(here.join("rows.csv"), read(ROWS).replace("签收时间", "签收日期")).unwrap();
    let (map, deployment) = (root().join(MAP).display().to_string(), root().display().to_string());
    let args = ["import", "rows.csv", "--map", &map, "--deployment", &deployment, "-o", "cases.jsonl"];
    assert_eq!(run(&here, &args, "").status.code(), Some(3));
    assert_eq!(fs::read_to_string(here.join("cases.jsonl")).unwrap(), "earlier");
    assert_eq!(fs::read_dir(&here).unwrap().count(), 2, "nothing is left lying about");
}

#[test]
fn words_are_held_against_a_city_where_there_is_one() {
    // no deployment lies above it
    let here = std::env::temp_dir();
    let (rows, map) = (root().join(ROWS).display().to_string(), root().join(MAP).display().to_string());
    let output = run(&here, &["import", &rows, "--map", &map, "--lang", "en"], "");
    assert_eq!((output.status.code(), text(&output.stdout).lines().count()), (Some(0), 7));
    assert!(text(&output.stderr).contains("held against no city"), "{}", text(&output.stderr));
    // another city's words are others
    let output = run(&root(), &["import", ROWS, "--map", MAP, "--lang", "en", "--city", "yuncheng"], "");
    assert!(text(&output.stderr).contains("Held against yuncheng"), "{}", text(&output.stderr));
    let output = run(&here, &["import", &rows, "--map", &map, "--city", "xining"], "");
    assert_eq!(output.status.code(), Some(2), "a city was named, and none is here");
}

fn page() -> String {
    read("docs/import.md")
}

fn block<'p>(page: &'p str, kind: &str) -> &'p str {
    page.split(&format!("```{kind}\n")).nth(1).unwrap().split("```").next().unwrap()
}

#[test]
fn the_example_of_the_page_is_true() {
    let (here, page) = (folder("import-page"), page());
    fs::write(here.join("rows.csv"), block(&page, "csv")).unwrap();
    fs::write(here.join("map.toml"), block(&page, "toml")).unwrap();
    assert_eq!(good(&here, &["import", "rows.csv", "--map", "map.toml"]), block(&page, "json"));
}

/// The reader lists what it knows wherever it meets something else: each of these keys is explained on the page.
#[test]
fn every_key_of_a_mapping_is_on_the_page() {
    let (here, page) = (folder("import-keys"), page());
    let code: Vec<&str> = page
        .split('`')
        .skip(1)
        .step_by(2)
        .flat_map(|code| code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
        .collect();
    let map = read(MAP);
    let slips = [
        ("format = 1", "nope = 1\nformat = 1", 5),
        ("type = ", "nope = 1\ntype = ", 4),
        ("zone = ", "nope = 1\nzone = ", 2),
        ("id = ", "nope = 1\nid = ", 9),
        ("kind = \"received\"", "nope = 1\nkind = \"received\"", 11),
        ("filled = true", "nope = 1", 4),
        ("else = ", "nope = ", 6),
        ("kind = \"flag\"", "nope = \"flag\"", 7),
    ];
    for (from, to, least) in slips {
        fs::write(here.join("map.toml"), map.replacen(from, to, 1)).unwrap();
        let output = run(&here, &["import", "-", "--map", "map.toml"], "");
        let told = text(&output.stderr);
        let known = told.split("known here: ").nth(1).unwrap_or_else(|| panic!("{to}: {told}"));
        let known: Vec<&str> = known.lines().next().unwrap().split(", ").collect();
        assert!(known.len() >= least, "{to}: {known:?}");
        for key in known {
            assert!(code.contains(&key), "{key} of `{to}` is not on the page");
        }
    }
}
