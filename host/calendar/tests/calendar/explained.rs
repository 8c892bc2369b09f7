//! Dues explained day by day.

use paidan_calendar::*;

use crate::support::{self, at, known};

fn told(row: &Row, as_of: &str) -> Vec<String> {
    let book = support::book(Calendar::cn());
    let steps = explain(&book, known(Calendar::cn(), at(as_of)), row, at(as_of));
    steps
        .iter()
        .map(|step| format!("{} {:?} {} {}", step.day, step.what, step.class.as_str(), step.name.unwrap_or("-")))
        .collect()
}

fn row(start: &str, term: usize) -> Row<'static> {
    Row::of_term(term, at(start), &[])
}

#[test]
fn working_days_over_a_break() {
    let expected = [
        "2026-09-30 Start workday -",
        "2026-10-01 Skipped statutory 国庆节",
        "2026-10-02 Skipped statutory 国庆节",
        "2026-10-03 Skipped statutory 国庆节",
        "2026-10-04 Skipped rest 国庆节",
        "2026-10-05 Skipped rest 国庆节",
        "2026-10-06 Skipped rest 国庆节",
        "2026-10-07 Skipped rest 国庆节",
        "2026-10-08 Counted { nth: 1 } workday -",
        "2026-10-09 Counted { nth: 2 } workday -",
        "2026-10-10 Counted { nth: 3 } makeup-workday 国庆节",
        "2026-10-10 Due makeup-workday 国庆节",
    ];
    assert_eq!(told(&row("2026-09-30 10:00:00", 1), "2026-10-01 10:00:00"), expected);
    let (book, as_of) = (support::book(Calendar::cn()), at("2026-10-01 10:00:00"));
    let steps = explain(&book, known(Calendar::cn(), as_of), &row("2026-09-30 10:00:00", 1), as_of);
    assert_eq!(steps[1].notice, Some("国务院办公厅关于2026年部分节假日安排的通知"));
    assert_eq!(steps[0].notice, None);
}

#[test]
fn a_pause_and_what_waits_for_its_end() {
    let paused = [Pause { begins: at("2026-11-10 10:00:00"), ends: Some(at("2026-11-11 18:00:00")), cap: None }];
    let open = [Pause { ends: None, ..paused[0] }];
    let closed = Row { pauses: &paused, ..row("2026-11-09 10:00:00", 1) };
    let expected = [
        "2026-11-09 Start workday -",
        "2026-11-10 Paused workday -",
        "2026-11-11 Paused workday -",
        "2026-11-12 Counted { nth: 1 } workday -",
        "2026-11-13 Counted { nth: 2 } workday -",
        "2026-11-14 Skipped rest -",
        "2026-11-15 Skipped rest -",
        "2026-11-16 Counted { nth: 3 } workday -",
        "2026-11-16 Due workday -",
    ];
    assert_eq!(told(&closed, "2026-11-12 10:00:00"), expected);
    let waiting = Row { pauses: &open, ..row("2026-11-09 10:00:00", 1) };
    assert_eq!(told(&waiting, "2026-11-12 10:00:00"), ["2026-11-09 Start workday -", "2026-11-10 Open workday -"]);
}

#[test]
fn a_start_that_is_moved_and_an_end_that_is_rolled() {
    let late = [
        "2026-11-06 Start workday -",
        "2026-11-07 Skipped rest -",
        "2026-11-08 Skipped rest -",
        "2026-11-09 Deemed workday -",
        "2026-11-09 Counted { nth: 1 } workday -",
        "2026-11-09 Due workday -",
    ];
    assert_eq!(told(&row("2026-11-06 17:00:01", 5), "2026-11-07 10:00:00"), late);
    let rolled = [
        "2026-11-06 Start workday -",
        "2026-11-07 Counted { nth: 1 } rest -",
        "2026-11-09 Rolled workday -",
        "2026-11-09 Due workday -",
    ];
    assert_eq!(told(&row("2026-11-06 10:00:00", 6), "2026-11-07 10:00:00"), rolled);
    let month = ["2026-01-31 Start rest -", "2026-02-28 Period makeup-workday 春节", "2026-02-28 Due makeup-workday 春节"];
    assert_eq!(told(&row("2026-01-31 10:00:00", 13), "2026-02-01 10:00:00"), month);
}

#[test]
fn hours_a_day() {
    let expected = [
        "2026-11-06 Start workday -",
        "2026-11-06 Worked { seconds: 1800 } workday -",
        "2026-11-07 Skipped rest -",
        "2026-11-08 Skipped rest -",
        "2026-11-09 Worked { seconds: 5400 } workday -",
        "2026-11-09 Due workday -",
    ];
    assert_eq!(told(&row("2026-11-06 17:30:00", 4), "2026-11-07 10:00:00"), expected);
}

#[test]
fn a_long_term_is_shortened() {
    let book = support::book_of(support::profile(&support::WORKING, &[]), support::days(200, 0), Calendar::cn());
    let start = at("2026-01-05 10:00:00");
    let steps = explain(&book, known(Calendar::cn(), start), &Row::of_term(0, start, &[]), start);
    let omitted =
        steps.iter().find_map(|step| if let What::Omitted { days, counted } = step.what { Some((days, counted)) } else { None });
    let counted = steps.iter().filter(|step| matches!(step.what, What::Counted { .. })).count();
    let (days, left_out) = omitted.unwrap();
    assert!(steps.len() <= 120 && days > 100);
    assert_eq!(counted as u32 + left_out, 200);
    assert_eq!(steps.last().map(|step| step.what), Some(What::Due));
}

#[test]
fn nothing_to_explain() {
    assert_eq!(told(&Row { due: Due::Awaited, ..row("2026-11-06 10:00:00", 0) }, "2026-11-07 10:00:00"), Vec::<String>::new());
    assert_eq!(told(&row("2026-11-06 10:00:00", 0), "2026-11-05 10:00:00"), Vec::<String>::new());
    let limit = Row { due: Due::At(at("2026-11-10 18:00:00")), ..row("2026-11-06 10:00:00", 0) };
    assert_eq!(told(&limit, "2026-11-07 10:00:00"), ["2026-11-06 Start workday -", "2026-11-10 Due workday -"]);
    let weekly = row("2026-02-04 10:00:00", 20);
    assert_eq!(told(&weekly, "2026-02-05 10:00:00"), ["2026-02-04 Start workday -", "2026-02-14 Due makeup-workday 春节"]);
}
