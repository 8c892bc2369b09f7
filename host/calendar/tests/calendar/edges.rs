//! The edges of the specification, told in `tests/data/edges.toml`.

use paidan_calendar::*;
use serde::Deserialize;

use crate::support::{self, at, day, show};

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    calendar: Option<String>,
    known_at: Option<String>,
    as_of: String,
    rows: Vec<RowText>,
    expect: Vec<Expected>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowText {
    start: Option<String>,
    due_of: Option<usize>,
    due: String,
    since: Option<String>,
    until: Option<String>,
    stop: Option<String>,
    ladder: Option<usize>,
    #[serde(default)]
    pauses: Vec<PauseText>,
    #[serde(default)]
    hits: Vec<String>,
    evidence: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum PauseText {
    Open(String, String),
    Capped(String, String, usize),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    state: Option<String>,
    due: Option<String>,
    ended: Option<String>,
    late_days: Option<u32>,
    provisional: Option<bool>,
    late_at_birth: Option<bool>,
    fired: Option<Vec<String>>,
    next: Option<String>,
    met: Option<u32>,
    missed: Option<u32>,
}

#[test]
fn each_edge_has_the_answer_of_the_specification() {
    let later = Calendar::cn().with_notice("2027", include_str!("../data/cn-2027-invented.toml")).unwrap();
    let cases: Cases = toml::from_str(include_str!("../data/edges.toml")).unwrap();
    for case in &cases.case {
        check(case, &later);
    }
}

fn check(case: &Case, later: &Calendar) {
    let calendar = match case.calendar.as_deref() {
        None => Calendar::cn(),
        Some("cn with 2027") => later,
        Some(other) => panic!("{}: calendar {other}", case.name),
    };
    let book = support::book(calendar);
    let as_of = at(&case.as_of);
    let known_at = case.known_at.as_deref().map_or(calendar.local(as_of).0, day);
    let pauses: Vec<Vec<Pause>> = case.rows.iter().map(|row| row.pauses.iter().map(read_pause).collect()).collect();
    let hits: Vec<Vec<Instant>> = case.rows.iter().map(|row| row.hits.iter().map(|hit| at(hit)).collect()).collect();
    let row = |(i, text): (usize, &RowText)| Row { pauses: &pauses[i], hits: &hits[i], ..read_row(text) };
    let rows: Vec<Row> = case.rows.iter().enumerate().map(row).collect();
    let judged = judge(&book, Knowledge { calendar, known_at }, &rows, as_of);
    assert_eq!(judged.len(), case.expect.len(), "{}", case.name);
    for (i, (judged, expected)) in judged.iter().zip(&case.expect).enumerate() {
        compare(&format!("{}, row {i}", case.name), judged, expected);
    }
}

fn compare(name: &str, judged: &Judgement, expected: &Expected) {
    let fired = judged.marks.iter().filter(|mark| mark.fired);
    let fired: Vec<String> = fired.map(|mark| format!("{} {}", mark.rung, show(Some(mark.at)))).collect();
    let round = judged.round.unwrap_or_default();
    same(name, "state", &expected.state, judged.state.as_str().into());
    same(name, "due", &expected.due, show(judged.due));
    same(name, "ended", &expected.ended, show(judged.ended));
    same(name, "late_days", &expected.late_days, judged.late.map_or(0, |late| late.days));
    same(name, "provisional", &expected.provisional, judged.provisional);
    same(name, "late_at_birth", &expected.late_at_birth, judged.late_at_birth);
    same(name, "fired", &expected.fired, fired);
    same(name, "next", &expected.next, show(judged.next));
    same(name, "met", &expected.met, round.met);
    same(name, "missed", &expected.missed, round.missed);
}

fn same<T: PartialEq + std::fmt::Debug>(name: &str, key: &str, expected: &Option<T>, found: T) {
    if let Some(expected) = expected {
        assert_eq!(*expected, found, "{name}: {key}");
    }
}

fn read_row(text: &RowText) -> Row<'static> {
    let start = text.due_of.map(Start::DueOf).or(text.start.as_deref().map(|start| Start::At(at(start))));
    let due = match text.due.as_str() {
        "awaited" => Due::Awaited,
        "unlimited" => Due::Unlimited,
        term if term.starts_with('t') => Due::Term(term[1..].parse().unwrap()),
        limit => Due::At(at(limit)),
    };
    Row {
        start: start.unwrap_or(Start::Never),
        since: text.since.as_deref().map(at),
        until: text.until.as_deref().map(at),
        stop: text.stop.as_deref().map(at),
        stop_before_until: true,
        due,
        pauses: &[],
        ladder: text.ladder,
        hits: &[],
        evidence: text.evidence.unwrap_or(true),
    }
}

fn read_pause(text: &PauseText) -> Pause {
    let ends = |ends: &str| if ends.is_empty() { None } else { Some(at(ends)) };
    match text {
        PauseText::Open(begins, end) => Pause { begins: at(begins), ends: ends(end), cap: None },
        PauseText::Capped(begins, end, cap) => Pause { begins: at(begins), ends: ends(end), cap: Some(*cap) },
    }
}
