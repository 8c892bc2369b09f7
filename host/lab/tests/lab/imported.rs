//! Other systems' rows as cases: imports.txt holds mappings, rows, and what comes of them; here is what no text file can hold.

use std::fmt::Write;
use std::io::{self, Read};
use std::path::Path;

use paidan_engine::{Case, Error};
use paidan_lab::import::{Asked, Mapping, Report, Told, import};
use proptest::prelude::*;

use crate::world::{XINING, at, xining};

const BASE: &str = r#"
format = 1
[file]
type = "csv"
[time]
zone = "+08:00"
formats = ["%Y-%m-%d %H:%M:%S"]
[case]
id = "id"
jurisdiction = { value = "630103" }
[[event]]
kind = "received"
at = "at"
"#;
const ROWS: &str = "id,at\n1,2026-03-09 08:00:00\n2,2026-03-09 09:00:00\n";

/// Cases as lines, then errors, and the report.
fn imported(mapping: &str, rows: impl Read, asked: Asked<'_>) -> (String, Vec<Error>, Result<Report, Error>) {
    let (mut cases, mut errors) = (Vec::new(), Vec::new());
    let report = Mapping::read("map.toml", mapping).and_then(|mapping| {
        let mut take = |told: Told<'_>| {
            match told {
                Told::Cases(lines) => cases.extend(lines),
                Told::LeftOut(error) => errors.push(error),
            }
            Ok(())
        };
        import(rows, &mapping, asked, &mut take)
    });
    (String::from_utf8(cases).unwrap(), errors, report)
}

fn told(mapping: &str, rows: impl Read) -> String {
    let judging = |code: &str| code.starts_with("6301").then_some(("xining", &*XINING));
    let (mut text, errors, report) = imported(mapping, rows, Asked { judging: Some(&judging), columns: false });
    for error in errors {
        writeln!(text, "{error}").unwrap();
    }
    match report {
        Err(error) => writeln!(text, "nothing was written: {error}").unwrap(),
        Ok(report) => {
            for word in report.unknown {
                let meant = word.meant.map_or_else(String::new, |meant| format!(", did you mean `{meant}`?"));
                writeln!(text, "unknown {} `{}` of {}, {} times{meant}", word.what, word.word, word.rule, word.count).unwrap();
            }
            for rule in report.idle {
                writeln!(text, "idle: {rule}").unwrap();
            }
        }
    }
    text
}

const FILE: &str = "tests/lab/imports.txt";

/// `# name`, then a mapping, rows and what is told of them, each below a line of its own. A mapping that begins with `…` goes on
/// where the first one ends.
#[test]
fn rows_become_cases() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let text = std::fs::read_to_string(&path).unwrap();
    let (mut fresh, mut count) = (String::new(), 0);
    for block in text.split("\n# ").skip(1) {
        let (name, rest) = block.split_once("\n--- mapping\n").unwrap();
        let (mapping, rest) = rest.split_once("--- rows\n").unwrap();
        let (rows, expected) = rest.split_once("--- told\n").unwrap();
        let whole = mapping.strip_prefix("…\n").map_or_else(|| mapping.to_owned(), |more| format!("{BASE}{more}"));
        let found = told(&whole, rows.as_bytes());
        write!(fresh, "\n# {name}\n--- mapping\n{mapping}--- rows\n{rows}--- told\n{found}").unwrap();
        if std::env::var_os("UPDATE").is_none() {
            assert_eq!(found.trim_end(), expected.trim_end(), "{name}; UPDATE=1 writes {FILE}");
        }
        count += 1;
    }
    assert!(count > 30, "{count} blocks");
    if std::env::var_os("UPDATE").is_some() {
        let head = text.split("\n# ").next().unwrap();
        std::fs::write(&path, format!("{head}{fresh}")).unwrap();
    }
}

fn codes(errors: &[Error]) -> Vec<(&str, &str)> {
    errors.iter().map(|error| (error.code, error.place.as_str())).collect()
}

fn csv(rows: &[u8]) -> (String, Vec<Error>, Result<Report, Error>) {
    imported(BASE, rows, Asked::default())
}

#[test]
fn bytes_that_are_no_text() {
    // rows, ids of the cases that come of them, codes of those that are left out
    type Row<'a> = (&'a [u8], &'a [&'a str], &'a [(&'a str, &'a str)]);
    let cases: &[Row<'_>] = &[
        (
            b"id,at\n\xb9\xa4,2026-03-09 08:00:00\n2,2026-03-09 09:00:00\n",
            &["2"],
            &[("import/encoding", "row 1, line 2, column id")],
        ),
        // what is damaged in a column that nobody uses harms nobody
        (b"id,at,x\n1,2026-03-09 08:00:00,\xff\xfe\n", &["1"], &[]),
        (b"id,at\n1\0,2026-03-09 08:00:00\n2,2026-03-09 09:00:00\n", &["2"], &[("import/encoding", "row 1, line 2, column id")]),
        (b"id,at\r\n1,2026-03-09 08:00:00\r\n\r\n,\r\n2,2026-03-09 09:00:00", &["1", "2"], &[]),
        (b"\xef\xbb\xbfid,at\n1,2026-03-09 08:00:00\n", &["1"], &[]),
        // a quote that is never closed: what stands before it was read
        (
            b"id,at\n1,2026-03-09 08:00:00\n\"2,2026-03-09 09:00:00\n3,2026-03-09 09:00:00\n",
            &["1"],
            &[("import/fields", "row 2, line 3")],
        ),
    ];
    for (rows, ids, left_out) in cases {
        let (lines, errors, report) = csv(rows);
        report.unwrap_or_else(|error| panic!("{error}"));
        let found: Vec<String> = lines.lines().map(|line| Case::from_json(line.as_bytes()).unwrap().id.to_string()).collect();
        assert_eq!(found, *ids, "{}", String::from_utf8_lossy(rows));
        assert_eq!(codes(&errors), *left_out, "{}", String::from_utf8_lossy(rows));
    }
}

#[test]
fn whole_files_that_are_refused() {
    let cases: &[(&[u8], &str)] = &[
        (b"", "import/heads"),
        (b"id,at\n", "import/nothing"),
        (b"\n\n\n", "import/heads"),
        (b"\xb9\xa4\xb5\xa5,at\n1,2026-03-09 08:00:00\n", "import/encoding"),
        (b"i\0d\0,\0a\0t\0\n\0", "import/encoding"),
        (b"id,at,id\n1,2026-03-09 08:00:00,1\n", "import/heads"),
        (b"\x28\xb5\x2f\xfd\x04\x00", "import/encoding"),
        (b"id,at\n1,yesterday\n", "import/nothing"),
        (b"{\"id\":\"1\"}", "import/no-column"),
    ];
    for (rows, code) in cases {
        let (lines, _, report) = csv(rows);
        assert_eq!(report.map(|_| "went well").map_err(|error| error.code), Err(*code), "{}", String::from_utf8_lossy(rows));
        assert_eq!(lines, "", "nothing is written");
    }
}

#[test]
fn rows_without_an_end_take_no_memory() {
    let endless = |begin: &'static str| begin.as_bytes().chain(io::repeat(b'a'));
    let jsonl = BASE.replace("csv", "jsonl");
    let json = BASE.replace("csv", "json");
    for (mapping, rows) in [
        (BASE, "id,at\n1,2026-03-09 08:00:00\n\"2"),
        (&jsonl, "{\"id\":\"1\",\"at\":\"2026-03-09 08:00:00\"}\n{\"id\":\""),
        (&json, "[{\"id\":\"1\",\"at\":\"2026-03-09 08:00:00\"},\n{\"id\":\""),
    ] {
        let (lines, errors, report) = imported(mapping, endless(rows), Asked::default());
        let report = report.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((lines.lines().count(), report.cut_short, report.cases), (1, true, 1));
        assert_eq!(errors.iter().map(|error| error.code).collect::<Vec<_>>(), ["import/too-large"]);
    }
}

#[test]
fn arrays_are_read_as_far_as_they_go() {
    let json = BASE.replace("csv", "json");
    let good = |id: u32| format!("{{\"id\":\"{id}\",\"at\":\"2026-03-09 08:00:00\"}}");
    let (one, two) = (good(1), good(2));
    /// Text, how many cases come of it, what is left out, and whether the rest is lost.
    type Read<'a> = (String, usize, &'a [(&'a str, &'a str)], bool);
    let cases: &[Read<'_>] = &[
        (format!("[{one},\n {two}]\n"), 2, &[], false),
        (format!("\u{feff} [\n{one}\n,{two} ] "), 2, &[], false),
        (format!("[{one},{two}"), 1, &[("import/not-json", "row 2, line 1")], true),
        (format!("[{one},{two},\n"), 2, &[("import/not-json", "row 3, line 2")], true),
        (format!("[{one},{}", &two[..9]), 1, &[("import/not-json", "row 2, line 1")], true),
        (format!("[{one},,{two}]"), 2, &[("import/not-json", "row 2, line 1")], false),
        (
            format!("[{one},{{\"id\" 3}},7,{two}]"),
            2,
            &[("import/not-json", "row 2, line 1, column 7"), ("import/not-json", "row 3, line 1")],
            false,
        ),
        (format!("[{one} {two}]"), 0, &[], false),
        (format!("[{one}] x"), 1, &[("import/not-json", "row 2, line 1")], true),
        // brackets and commas in texts are texts
        (format!("[{one},{}]", two.replace('2', "2]},\\\"[{")), 1, &[("import/bad-time", "row 2, line 1, column at")], false),
    ];
    for (rows, count, left_out, cut_short) in cases {
        let (lines, errors, report) = imported(&json, rows.as_bytes(), Asked::default());
        assert_eq!(lines.lines().count(), *count, "{rows}");
        match report {
            Ok(report) => {
                assert_eq!(codes(&errors), *left_out, "{rows}");
                assert_eq!(report.cut_short, *cut_short, "{rows}");
            }
            Err(error) => assert_eq!((error.code, *count), ("import/nothing", 0), "{rows}"),
        }
    }
    let (_, _, report) = imported(&json, one.as_bytes(), Asked::default());
    assert!(report.is_err_and(|error| error.code == "import/nothing"), "an object is no array");
}

/// One bad row among many is one bad row: told with its place, counted, and everything else is there.
#[test]
fn one_bad_row_among_many() {
    const MANY: usize = 20_000;
    let mut rows = "id,at\n".to_owned();
    for id in 1..=MANY {
        let at = if id == 12_345 { "2026-02-30 08:00:00" } else { "2026-02-28 08:00:00" };
        writeln!(rows, "{id},{at}").unwrap();
    }
    let (lines, errors, report) = csv(rows.as_bytes());
    let report = report.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((report.rows, report.cases, lines.lines().count()), (MANY as u64, MANY as u64 - 1, MANY - 1));
    assert_eq!(codes(&errors), [("import/bad-time", "row 12345, line 12346, column at")]);
    assert_eq!(report.left_out["import/bad-time"].rows, 1);
}

/// Nothing is given out before it is certain that the file has the columns.
#[test]
fn a_column_that_no_row_of_json_has() {
    let mapping = BASE.replace("csv", "jsonl") + "unit = \"unti\"\n";
    let rows: String = (0..3000).map(|id| format!("{{\"id\":{id},\"at\":\"2026-02-28 08:00:00\",\"unit\":\"x\"}}\n")).collect();
    let (lines, errors, report) = imported(&mapping, rows.as_bytes(), Asked::default());
    let error = report.expect_err("it is missing");
    assert_eq!(
        (error.code, error.place.as_str(), lines.as_str(), errors.len()),
        ("import/no-column", "map.toml, line 14", "", 0)
    );
    assert!(error.text.ends_with("did you mean `unit`?"), "{error}");
    let mapping = mapping.replace("\"unti\"", "{ column = \"unti\", optional = true }");
    let (lines, ..) = imported(&mapping, rows.as_bytes(), Asked::default());
    assert_eq!(lines.lines().count(), 3000);
}

/// A reader that fails is no short file.
#[test]
fn a_file_that_cannot_be_read_on() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let (lines, _, report) = imported(BASE, ROWS.as_bytes().chain(Broken), Asked::default());
    let error = report.expect_err("it cannot be read");
    assert_eq!((error.code, error.kind, lines.as_str()), ("import/unreadable", paidan_engine::Kind::Host, ""));
}

/// The words that are counted as unknown are those that decisions note, and none else; units and areas are only counted here,
/// where a strange one is mostly a slip: a decision takes it for a body of its own.
#[test]
fn what_is_unknown_is_what_decisions_note() {
    let mapping = BASE.replace("[[event]]", "channel = \"channel\"\nkind = \"kind\"\ncategory = [\"category\"]\n[case.facts]\nhard = { column = \"hard\", kind = \"word\" }\n[[event]]")
        + "kinds = 1\n";
    let mapping = mapping.replace(
        "kinds = 1\n",
        "reason = \"reason\"\nlevel = \"level\"\n[[event]]\nkind = { column = \"event\" }\nat = \"at\"\n",
    );
    let rows = "id,at,channel,kind,category,hard,reason,level,event\n\
        1,2026-03-09 08:00:00,phone,complaint,housing/heating,,not-ours,city,dispatched\n\
        2,2026-03-09 08:00:00,12345电话,投诉,住房/供暖,,非本单位职责,市,派单\n\
        3,2026-03-09 08:00:00,fone,complain,housing/heating/nowhere,yes,not-our,town hall,dispatch\n\
        4,2026-03-09 08:00:00,传真,,没有的分类,,,,archived\n";
    let judging = |_: &str| Some(("xining", &*XINING));
    let (lines, errors, report) = imported(&mapping, rows.as_bytes(), Asked { judging: Some(&judging), columns: false });
    assert!(errors.is_empty(), "{}", errors[0]);
    let mut counted: Vec<(String, Option<String>)> =
        report.unwrap().unknown.into_iter().map(|word| (word.word, word.meant.filter(|_| word.what != "fact"))).collect();
    let mut noted = Vec::new();
    for line in lines.lines() {
        let case = Case::from_json(line.as_bytes()).unwrap();
        let decision = xining().evaluate(&case, at("2026-12-01T00:00:00+08:00")).unwrap();
        let of_words = decision.notes.iter().filter(|note| note.code.starts_with("unknown-") || note.code == "unfit-fact");
        noted.extend(of_words.filter_map(|note| note.about.clone()).map(|about| (about.word, about.meant)));
    }
    counted.sort();
    noted.sort();
    assert!(noted.len() >= 8, "{noted:?}");
    assert_eq!(counted, noted);
}

/// A text for a cell: everything that a quoting or a JSON writer may stumble over.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[ -~]{0,12}",
        "[\\u{0}-\\u{7f}]{0,6}",
        "\\PC{0,8}",
        Just("是".to_owned()),
        Just("12.50".to_owned()),
        Just("2026-03-09 08:00:00".to_owned()),
        Just("2026-02-30 08:00:00".to_owned()),
        Just("\"a\"\r\n,b;c>d".to_owned()),
    ]
}

proptest! {
    /// Whatever stands in the rows: what comes out are cases that the engine reads, no two of one id, and every row is accounted for.
    #[test]
    fn what_is_imported_is_a_case(rows in proptest::collection::vec(proptest::array::uniform6(cell()), 0..12), json in any::<bool>()) {
        let mapping = BASE.replace("[[event]]", "area = [{ column = \"c\", split = \";\" }]\ntitle = \"d\"\n[case.facts]\nf = { column = \"e\", kind = \"flag\" }\ng = { column = \"f\", kind = \"count\", scale = 100 }\n[[event]]")
            + "unit = { column = \"c\", split = \">\" }\nrecorded_at = \"f\"\n[[event]]\nkind = { column = \"c\" }\nat = \"f\"\n";
        let heads = ["id", "at", "c", "d", "e", "f"];
        let text = if json {
            let object = |row: &[String; 6]| serde_json::Value::Object(heads.iter().zip(row).map(|(head, cell)| ((*head).to_owned(), cell.clone().into())).collect());
            serde_json::to_vec(&rows.iter().map(object).collect::<Vec<_>>()).unwrap()
        } else {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(heads).unwrap();
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            writer.into_inner().unwrap()
        };
        let mapping = if json { mapping.replace("csv", "json") } else { mapping };
        let (lines, errors, report) = imported(&mapping, &text[..], Asked { judging: None, columns: true });
        let report = report.unwrap_or_else(|error| panic!("{error}"));
        let mut ids = Vec::new();
        for line in lines.lines() {
            ids.push(Case::from_json(line.as_bytes()).unwrap_or_else(|error| panic!("{error}: {line}")).id.to_string());
        }
        prop_assert_eq!(ids.len() as u64, report.cases);
        prop_assert_eq!(report.cases + errors.len() as u64, report.rows);
        prop_assert_eq!(report.rows + report.empty, rows.len() as u64);
        ids.sort();
        prop_assert!(ids.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
