//! `paidan records`: records packed, put together and read again; and every way in which a corpus of them is bad.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::replay::{records, replay};
use crate::{AT, good, root, run, snapshot, text};

fn pack(here: &Path, from: &str, to: &str) {
    assert_eq!(good(here, &["records", from, "-o", to]), "");
}

/// Back as JSON lines they are the same bytes, whatever they were in between.
#[test]
fn there_and_back() {
    let (here, records) = records("records-back");
    fs::write(here.join("a.jsonl"), &records).unwrap();
    pack(&here, "a.jsonl", "b.parquet");
    pack(&here, "b.parquet", "c.jsonl.zst");
    pack(&here, "c.jsonl.zst", "d.parquet");
    pack(&here, "d.parquet", "e.ndjson");
    assert_eq!(fs::read_to_string(here.join("e.ndjson")).unwrap(), records);
    assert_eq!(fs::read(here.join("d.parquet")).unwrap(), fs::read(here.join("b.parquet")).unwrap(), "the same file again");
    assert_eq!(good(&here, &["records", "c.jsonl.zst"]), records);
    assert_eq!(text(&run(&here, &["records", "-"], &records).stdout), records);
    // a month of days; and by what a file is, not what it is called
    fs::rename(here.join("b.parquet"), here.join("b")).unwrap();
    assert_eq!(good(&here, &["records", "a.jsonl", "b"]), records.repeat(2));
    assert!(good(&here, &["records", "--help"]).contains(".parquet"));
}

/// Whatever takes a corpus takes it as Parquet; whatever takes cases takes those of records.
#[test]
fn a_parquet_file_is_a_corpus() {
    let (here, records) = records("records-corpus");
    fs::write(here.join("a.jsonl"), &records).unwrap();
    pack(&here, "a.jsonl", "a.parquet");
    assert_eq!(replay(&here, &["a.parquet"]), replay(&here, &["a.jsonl"]));
    let deployment = root().display().to_string();
    let cases: Vec<Value> = records.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["case"].take()).collect();
    fs::write(here.join("cases.json"), serde_json::to_string(&cases).unwrap()).unwrap();
    for verb in ["evaluate", "report", "timeline"] {
        let said = |file: &str| {
            let json: &[&str] = match verb {
                "evaluate" => &["--json"],
                "report" => &["--format", "json"],
                _ => &[],
            };
            good(&here, &[&[verb, file, "--at", AT, "--deployment", &deployment], json].concat())
        };
        let of_cases = said("cases.json");
        assert!(!of_cases.is_empty(), "{verb}");
        assert_eq!(said("a.parquet"), of_cases, "{verb}");
        assert_eq!(said("a.jsonl"), of_cases, "{verb}");
    }
    // a case that was recorded on two days counts once
    let later = records.lines().next().unwrap().replacen("T09:00:00", "T10:00:00", 1);
    fs::write(here.join("twice.jsonl"), format!("{records}{later}\n")).unwrap();
    let output = run(&here, &["report", "twice.jsonl", "--at", AT, "--deployment", &deployment], "");
    let place = format!("twice.jsonl, line {}\n", cases.len() + 1);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        text(&output.stderr).contains("error[corpus/twice]") && text(&output.stderr).contains(&place),
        "{}",
        text(&output.stderr)
    );
}

/// A file that is none of records, or not all of one: a code, the place, what to do; and nothing half-written.
#[test]
fn files_that_cannot_be_used() {
    let (here, records) = records("records-files");
    fs::write(here.join("good.jsonl"), &records).unwrap();
    pack(&here, "good.jsonl", "good.parquet");
    pack(&here, "good.jsonl", "good.jsonl.zst");
    let packed = fs::read(here.join("good.parquet")).unwrap();
    let compressed = fs::read(here.join("good.jsonl.zst")).unwrap();
    let renamed: Vec<u8> = replaced(&replaced(&packed, b"as_of_local", b"as_of_place"), b"calendar_view", b"calendar_seen");
    let newer = replaced(&packed, b"paidan.record\x18\x012", b"paidan.record\x18\x019");
    let files: [(&str, &[u8]); 7] = [
        ("cut.parquet", &packed[..packed.len() - 100]),
        ("text.parquet", records.as_bytes()),
        ("empty.parquet", b""),
        ("other.parquet", &renamed),
        ("newer.parquet", &newer),
        ("cut.jsonl.zst", &compressed[..compressed.len() - 10]),
        ("none.jsonl.zst", records.as_bytes()),
    ];
    let mut told = String::new();
    let mut tell = |args: &[&str], input: &str| {
        let output = run(&here, args, input);
        let errors = text(&output.stderr).replace(&*here.to_string_lossy(), "HERE");
        writeln!(told, "## paidan {} → {}\n{errors}", args.join(" "), output.status.code().unwrap()).unwrap();
    };
    for (name, bytes) in files {
        fs::write(here.join(name), bytes).unwrap();
        tell(&["records", name, "-o", "new.jsonl"], "");
    }
    tell(&["records", "missing.parquet", "-o", "new.jsonl"], "");
    tell(&["records", "good.jsonl", "-o", "new.csv"], "");
    tell(&["records", "good.jsonl", "-o", "./good.jsonl"], "");
    tell(&["evaluate", "case.json", "--record", "today.parquet"], "");
    tell(&["evaluate", "case.json", "--record", "today.jsonl.zst"], "");
    snapshot("records-files", &told);
    let piped = crate::paidan(&here)
        .args(["records", "-"])
        .stdin(Stdio::from(fs::File::open(here.join("good.parquet")).unwrap()))
        .output()
        .unwrap();
    assert!(piped.status.code() == Some(3) && text(&piped.stderr).contains("error[corpus/piped]"), "{}", text(&piped.stderr));
    // what could not be made is not there; what was there still is
    let left: Vec<String> = fs::read_dir(&here).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| !name.contains("part") && !name.contains("new") || name == "newer.parquet"), "{left:?}");
    assert_eq!(fs::read_to_string(here.join("good.jsonl")).unwrap(), records);
    // of files that can be read in part, that part is kept
    let output = run(&here, &["records", "cut.jsonl.zst", "good.jsonl", "-o", "new.jsonl"], "");
    assert_eq!(output.status.code(), Some(3));
    assert!(fs::read_to_string(here.join("new.jsonl")).unwrap().ends_with(&records));
}

/// As long as what it takes the place of, wherever that stands.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at: Vec<usize> = (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert!(!at.is_empty());
    at.into_iter().for_each(|at| bytes[at..at + to.len()].copy_from_slice(to));
    bytes
}

/// Some bad records among thousands: each is told of where it stands, and counted; all the others are replayed.
#[test]
fn some_bad_among_many() {
    const MANY: usize = 3000;
    let (here, records) = records("records-many");
    let first = records.lines().next().unwrap();
    let id = serde_json::from_str::<Value>(first).unwrap()["case"]["id"].as_str().unwrap().to_owned();
    let numbered = |number: usize| first.replace(&format!("\"{id}\""), &format!("\"M-{number}\""));
    let bad = |number: usize, line: String| match number {
        700 => line.replacen("\"rules\":\"", "\"rules\":\"0", 1),
        1500 => line.replacen("\"policy\":{\"id\":\"xining\"", "\"policy\":{\"id\":\"yuncheng\"", 1),
        2200 => numbered(9),
        2900 => line.replacen("\"record\":2", "\"record\":3", 1),
        _ => line,
    };
    let lines: Vec<String> = (1..=MANY).map(|number| bad(number, numbered(number))).collect();
    fs::write(here.join("many.jsonl"), lines.join("\n")).unwrap();
    let wanted = [("record/digest", 700), ("replay/other-city", 1500), ("record/twice", 2200), ("record/too-new", 2900)];
    let check = |file: &str, place: &str, wanted: &[(&str, usize)]| {
        let (code, said, told) = replay(&here, &[file, "--format", "json"]);
        let said: Value = serde_json::from_str(&said).unwrap();
        assert_eq!((code, &said["cases"]), (Some(3), &(MANY - 4 + wanted.len()).into()), "{file}: {told}");
        assert_eq!(said["same"], MANY - 4, "{file}: {told}");
        assert_eq!(said["left_out"].as_object().unwrap().len(), wanted.len(), "{said}");
        for (code, number) in wanted {
            assert_eq!(said["left_out"][code], 1, "{file}: {code}");
            let told: Vec<&str> = told.lines().skip_while(|line| !line.contains(&format!("error[{code}]"))).take(3).collect();
            assert!(told[1].contains(&format!("{file}, {place} {number}")) && told[2].contains("mend: "), "{told:?}");
        }
    };
    check("many.jsonl", "line", &wanted);
    // a newer record cannot be packed, which is told then; all the others can, good and bad
    let output = run(&here, &["records", "many.jsonl", "-o", "many.parquet"], "");
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("many.jsonl, line 2900"), "{}", text(&output.stderr));
    assert!(text(&output.stderr).ends_with("2999 records written to many.parquet, 1 left out\n"), "{}", text(&output.stderr));
    check("many.parquet", "row", &wanted[..3]);
    // a damaged page: whatever lies behind it in its row group is told of and counted
    let mut damaged = fs::read(here.join("many.parquet")).unwrap();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 32].fill(0x55);
    fs::write(here.join("damaged.parquet"), damaged).unwrap();
    let (code, said, told) = replay(&here, &["damaged.parquet", "--format", "json"]);
    let said: Value = serde_json::from_str(&said).unwrap();
    let lost: u64 = ["corpus/damaged", "record/damaged"].iter().filter_map(|code| said["left_out"][code].as_u64()).sum();
    assert!(code == Some(3) && said["cases"] == MANY - 1 && lost > 0, "{said} {told}");
    assert!(told.contains("damaged.parquet, row ") && !told.contains("panicked") && told.lines().count() < 100, "{told}");
}

/// Who made the records, where that is not who decides them again; an audit takes no others.
#[test]
fn records_of_other_rules() {
    let (here, records) = records("records-makers");
    let count = records.lines().count();
    let read: Value = serde_json::from_str(records.lines().next().unwrap()).unwrap();
    let rules = read["policy"]["rules"].as_str().unwrap();
    let component = read["policy"]["component"].as_str().unwrap();
    let other = "0123456789abcdef0123456789abcdef";
    let [older, rebuilt, forged] = [
        records.replace(&rules[..32], other).replace(component, &other.repeat(2)),
        records.replace(component, &other.repeat(2)),
        records.replace(&rules[..32], other),
    ];
    fs::write(
        here.join("mixed.jsonl"),
        format!("{}\n{records}", older.lines().next().unwrap().replace(AT, "2026-11-20T09:00:01+08:00")),
    )
    .unwrap();
    for (name, text) in [("older.jsonl", older), ("rebuilt.jsonl", rebuilt), ("forged.jsonl", forged)] {
        fs::write(here.join(name), text).unwrap();
    }
    let (code, said, _) = replay(&here, &["older.jsonl", "--lang", "en"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains(&format!("{count} recorded by other rules: {} [digest]", read["policy"]["version"].as_str().unwrap())),
        "{said}"
    );
    let (code, said, told) = replay(&here, &["older.jsonl", "--same-rules"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(
        said.contains(&format!("replay/other-rules: {count}")) && told.contains("older.jsonl, line 1, field policy.rules"),
        "{said}{told}"
    );
    let (code, said, _) = replay(&here, &["mixed.jsonl", "--format", "json"]);
    let said: Value = serde_json::from_str(&said).unwrap();
    let maker = &said["makers"][0];
    assert_eq!((&maker["cases"], &maker["same_rules"], &maker["component"]), (&1.into(), &false.into(), &other.repeat(2).into()));
    assert_eq!((code, &said["same"], said["makers"].as_array().unwrap().len()), (Some(0), &(count + 1).into(), 1));
    let (code, said, told) = replay(&here, &["rebuilt.jsonl", "--same-rules"]);
    assert_eq!((code, told.as_str()), (Some(0), ""), "another build of the same rules says the same: {said}");
    assert!(said.contains("同一规则的另一构建"), "{said}");
    replay(&here, &["rebuilt.jsonl", "-o", "page.html"]);
    assert!(fs::read_to_string(here.join("page.html")).unwrap().contains("同一规则的另一构建"));
    let (code, _, told) = replay(&here, &["forged.jsonl"]);
    assert!(code == Some(3) && told.contains("error[record/digest]") && told.contains("names the component"), "{told}");
}
