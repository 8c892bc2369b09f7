//! Sampled cases: the same everywhere, sensible, as slow as real replies. That they reach every rule of every city is a test of
//! tests/, with its corpora.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use paidan_calendar::Day;
use paidan_engine::{Case, Status};
use paidan_lab::sample::{Order, Sampler, Spec};

use crate::world::{XINING, at, xining};

fn text() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/xining/sample.toml");
    std::fs::read_to_string(file).unwrap()
}

fn spec() -> Spec {
    Spec::read("sample.toml", &text()).unwrap_or_else(|error| panic!("{error}"))
}

fn order(count: u64, seed: u64) -> Order {
    Order { count, seed, from: None, to: None }
}

fn lines(order: Order) -> Vec<String> {
    let spec = spec();
    let mut sampler = Sampler::new(&XINING, &spec, order).unwrap_or_else(|error| panic!("{error}"));
    std::iter::from_fn(|| sampler.next_line().unwrap()).collect()
}

#[test]
fn a_seed_is_a_corpus() {
    assert_eq!(lines(order(200, 7)), lines(order(200, 7)));
    assert_ne!(lines(order(20, 7)), lines(order(20, 8)));
}

#[test]
fn days_of_registration_are_those_asked_for() {
    let (from, to) = (Day::parse("2026-10-01").unwrap(), Day::parse("2026-10-31").unwrap());
    let asked = Order { from: Some(from), to: Some(to), ..order(300, 3) };
    let mut days = BTreeSet::new();
    for line in lines(asked) {
        let case = Case::from_json(line.as_bytes()).unwrap();
        days.insert(xining().calendar().local(case.history[0].at).0);
    }
    assert!(days.first().is_some_and(|day| *day >= from) && days.len() > 20);
    // what falls on a day off may come on the next working day
    assert!(days.last().is_some_and(|day| day.0 <= to.0 + 3));
    let wrong = Sampler::new(&XINING, &spec(), Order { from: Some(to), to: Some(from), ..order(1, 1) }).err().unwrap();
    assert_eq!(wrong.code, "sample/range");
}

/// No event before what makes it possible, and every word known.
#[test]
fn histories_make_sense() {
    let needs: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("signed", &["dispatched", "reassigned", "rework_ordered", "reopened"][..]),
        ("returned", &["dispatched", "reassigned"]),
        ("reassigned", &["returned"]),
        ("contacted", &["signed"]),
        ("completed", &["dispatched", "reassigned"]),
        ("callback", &["completed"]),
        ("rework_ordered", &["callback"]),
        ("closed", &["completed"]),
        ("reopened", &["closed"]),
        ("extension_approved", &["extension_requested"]),
        ("extension_denied", &["extension_requested"]),
        ("resumed", &["suspended"]),
        ("reported_in", &["whistle_blown"]),
        ("reported_up", &["reported_in"]),
    ]);
    let as_of = at("2027-06-01T00:00:00+08:00");
    let mut batch = xining().batch();
    for line in lines(order(3000, 11)) {
        let case = Case::from_json(line.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{line}"));
        let decision = batch.evaluate(&case, as_of).unwrap();
        assert!(matches!(decision.status, Status::Decided | Status::NeedsInput), "{line}");
        // some events may lie after the moment asked about, and a case that lies at the hotline has no unit yet
        let odd: Vec<_> = decision.notes.iter().filter(|note| !matches!(note.code, "set-aside")).collect();
        assert!(odd.is_empty(), "{odd:?}\n{line}");
        assert!(case.history.is_sorted_by(|a, b| a.at < b.at), "{line}");
        let mut before: Vec<&str> = Vec::new();
        for event in &case.history {
            let kind = &*event.kind;
            assert!(needs.get(kind).is_none_or(|needs| needs.iter().any(|need| before.contains(need))), "`{kind}` in {line}");
            before.push(kind);
        }
    }
}

/// Domain figures of 2816 real replies, against as many made ones; a share may be off by 2.5 points.
#[test]
fn replies_take_as_long_as_real_ones() {
    let mut days: Vec<i64> = Vec::new();
    for line in lines(order(6000, 5)) {
        let case = Case::from_json(line.as_bytes()).unwrap();
        let done = case.history.iter().find(|event| &*event.kind == "completed");
        days.extend(done.map(|done| done.at.0 - case.history[0].at.0));
    }
    days.sort_unstable();
    assert!(days.len() > 4000);
    for (within, permille) in [(1, 47), (3, 159), (7, 352), (11, 493), (15, 615), (41, 900)] {
        let share = days.partition_point(|seconds| *seconds <= within * 86_400) * 1000 / days.len();
        assert!(share.abs_diff(permille) <= 25, "within {within} days: {share} ‰, of real ones {permille} ‰");
    }
    let median = days[days.len() / 2] * 10 / 86_400;
    assert!((105..=120).contains(&median), "half within {median} tenths of a day");
}

#[test]
fn what_is_wrong_with_a_file_is_told() {
    let with = |from: &str, to: &str| text().replacen(from, to, 1);
    let table = [
        (with("format = 1", "format = 2"), "sample/file", "sample.toml"),
        (with("otherwise = 4", "otherwize = 4"), "sample/file", "sample.toml, line 18"),
        (with("phone = 70", "fon = 70"), "sample/word", "channels"),
        (with("\"labour/wages\" = 60", "\"labour/wage\" = 60"), "sample/word", "categories"),
        (with("difficulty = { is = { 1", "difficulty = { is = { 9"), "sample/word", "facts.difficulty"),
        (with("next = { task-force = 100 }", "next = { taskforce = 100 }"), "sample/word", "step.dispatched.next"),
        (with("next = { task-force = 100 }", "next = { task-force = 0 }"), "sample/step", "step.dispatched"),
        (with("mode = [\"parallel\"]", "mode = [\"paralel\"]"), "sample/word", "step.task-force.if"),
        (with("unit = \"co\"", "unit = \"cc\""), "sample/word", "step.task-force"),
        (with("[[0, 3], [500, 35]", "[[0, 3], [500, 2]"), "sample/step", "wait.desk"),
        (with("begins = \"received\"", "begins = \"recieved\""), "sample/word", "begins"),
    ];
    for (text, code, place) in table {
        let error = match Spec::read("sample.toml", &text) {
            Ok(spec) => Sampler::new(&XINING, &spec, order(1, 1)).err().unwrap(),
            Err(error) => error,
        };
        assert_eq!(error.code, code, "{error}");
        assert!(error.place.starts_with(place) || error.text.starts_with(place), "{error}");
    }
}
