//! What a case may ask of a row beyond its state and its due: its rounds, its marks, by how much it is late.

use std::fs;

use crate::world::{copy, paidan};

const HEAD: &str = "[base]\njurisdiction = \"630103\"\ncategory = \"housing/heating\"\nhistory = [\"2026-11-09 09:00 received\", \"2026-11-09 09:20 dispatched unit=housing\"]\n";
const MARKS: &str = r#"
[[case]]
name = "two working days late"
rule = ["rung-1"]
at = "2026-11-16 12:00"
history = ["2026-11-16 10:00 completed unit=housing"]
[case.expect.clocks."handle housing"]
state = "missed"
late = { days = 2, seconds = 295201 }
marks.warn = "2026-11-12 08:42:30"
marks.first = { at = "2026-11-13 00:00:00", notify_at = "2026-11-13 08:30:00", to = ["handler@housing"], action = "urge", fired = true }
marks.second = { at = "2026-11-14 00:00:00", to = ["housing", "leader@housing"], fired = true }
marks.third = "absent"
"#;

#[test]
fn marks_stand_by_their_rung_and_lateness_by_days_and_seconds() {
    let copy = copy("marks", &format!("{HEAD}{MARKS}"));
    let ran = copy.test(&[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn what_is_not_so_is_said_and_updated_within_the_row() {
    let wrong = MARKS
        .replace("days = 2,", "days = 3,")
        .replace("marks.warn = \"2026-11-12 08:42:30\"", "marks.warn = \"absent\"")
        .replace("\"leader@housing\"]", "\"secretary@housing\"]")
        .replace("marks.third = \"absent\"", "marks.third = { at = \"2026-11-18 00:00:00\" }")
        + "rounds = { missed = 1 }\n";
    let copy = copy("marks-wrong", &format!("{HEAD}{wrong}"));
    let ran = copy.test(&["--update"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for line in [
        "clocks.handle housing.late.days: expected 3, got 2",
        "clocks.handle housing.marks.warn: expected absent, got 2026-11-12 08:42:30",
        "clocks.handle housing.marks.second.to: expected [housing, secretary@housing], got [housing, leader@housing]",
        "clocks.handle housing.marks.third.at: expected 2026-11-18 00:00:00, got nothing",
        "clocks.handle housing.rounds.missed: expected 1, got nothing",
    ] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
    let now = MARKS.replace("marks.third = \"absent\"", "marks.third = { at = \"absent\" }") + "rounds = { missed = 0 }\n";
    assert_eq!(fs::read_to_string(&copy.file).unwrap(), format!("{HEAD}{now}"));
    assert_eq!(copy.test(&[]).code, 0);
}

/// The page of a message to Dingzhou, and of waste in Yuncheng: the one is on an agenda, the other is owed each day.
fn page(lang: &str, case: &str) -> String {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("page-{lang}-{}.json", case.len()));
    fs::write(&file, case).unwrap();
    let ran = paidan(&["evaluate", file.to_str().unwrap(), "--at", "2026-11-20T12:00:00+08:00", "--lang", lang]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

#[test]
fn an_agenda_shows_no_counts_and_what_can_be_met_does() {
    let message = r#"{ "id": "1", "jurisdiction": "130682", "channel": "gov_portal", "category": "roads/alleys", "history": [
        { "at": "2026-11-02T09:00:00+08:00", "kind": "registered" } ] }"#;
    let waste = r#"{ "id": "1", "jurisdiction": "140802", "category": "city/waste", "history": [
        { "at": "2026-11-16T10:00:00+08:00", "kind": "dispatched", "unit": "cityworks" },
        { "at": "2026-11-18T10:00:00+08:00", "kind": "cleared", "unit": "cityworks" } ] }"#;
    for (lang, agenda, none, counts) in
        [("zh", "例行", "此前按时", "此前按时1次、超期2次"), ("en", "agenda", "before:", "before: 1 met, 2 missed")]
    {
        let message = page(lang, message);
        assert!(message.contains(agenda) && !message.contains(none), "{message}");
        let waste = page(lang, waste);
        assert!(waste.contains(counts), "{waste}");
    }
}
