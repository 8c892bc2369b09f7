//! Ten starts around long breaks, counted in working days; each tells at least one wrong calendar from the right one.

use paidan_calendar::*;

use crate::support::{WORKING, at, book_of, days, known, profile, show};

/// Start, then +1, +3, +7 and +11 working days.
const RIGHT: [(&str, [&str; 4]); 10] = [
    ("2026-02-13", ["2026-02-14", "2026-02-25", "2026-03-02", "2026-03-06"]),
    ("2026-02-14", ["2026-02-24", "2026-02-26", "2026-03-03", "2026-03-09"]),
    ("2026-02-16", ["2026-02-24", "2026-02-26", "2026-03-03", "2026-03-09"]),
    ("2026-09-18", ["2026-09-20", "2026-09-22", "2026-09-29", "2026-10-10"]),
    ("2026-09-24", ["2026-09-28", "2026-09-30", "2026-10-12", "2026-10-16"]),
    ("2026-09-30", ["2026-10-08", "2026-10-10", "2026-10-15", "2026-10-21"]),
    ("2025-09-26", ["2025-09-28", "2025-09-30", "2025-10-13", "2025-10-17"]),
    ("2025-01-24", ["2025-01-26", "2025-02-05", "2025-02-10", "2025-02-14"]),
    ("2024-09-13", ["2024-09-14", "2024-09-19", "2024-09-25", "2024-09-30"]),
    ("2025-12-31", ["2026-01-04", "2026-01-06", "2026-01-12", "2026-01-16"]),
];

/// What a calendar of Monday to Friday says to +3, +7 and +11.
const MONDAY_TO_FRIDAY: [[&str; 3]; 10] = [
    ["2026-02-18", "2026-02-24", "2026-03-02"],
    ["2026-02-18", "2026-02-24", "2026-03-02"],
    ["2026-02-19", "2026-02-25", "2026-03-03"],
    ["2026-09-23", "2026-09-29", "2026-10-05"],
    ["2026-09-29", "2026-10-05", "2026-10-09"],
    ["2026-10-05", "2026-10-09", "2026-10-15"],
    ["2025-10-01", "2025-10-07", "2025-10-13"],
    ["2025-01-29", "2025-02-04", "2025-02-10"],
    ["2024-09-18", "2024-09-24", "2024-09-30"],
    ["2026-01-05", "2026-01-09", "2026-01-15"],
];

/// What a calendar says that knows the holidays but not the days worked in exchange.
const NO_MAKEUP: [[&str; 3]; 10] = [
    ["2026-02-26", "2026-03-04", "2026-03-10"],
    ["2026-02-26", "2026-03-04", "2026-03-10"],
    ["2026-02-26", "2026-03-04", "2026-03-10"],
    ["2026-09-23", "2026-09-30", "2026-10-13"],
    ["2026-09-30", "2026-10-13", "2026-10-19"],
    ["2026-10-12", "2026-10-16", "2026-10-22"],
    ["2025-10-09", "2025-10-15", "2025-10-21"],
    ["2025-02-06", "2025-02-12", "2025-02-18"],
    ["2024-09-20", "2024-09-26", "2024-10-09"],
    ["2026-01-07", "2026-01-13", "2026-01-19"],
];

fn counted(calendar: &Calendar, start: &str, amount: u32) -> String {
    let book = book_of(profile(&WORKING, &[]), days(amount, 0), calendar);
    let start = at(&format!("{start} 10:00:00"));
    show(due(&book, known(calendar, start), 0, start, &[], start).due)
}

fn at_midnight(date: &str) -> String {
    format!("{date} 23:59:59")
}

#[test]
fn working_days_around_long_breaks() {
    for (start, ends) in RIGHT {
        for (amount, end) in [1, 3, 7, 11].into_iter().zip(ends) {
            assert_eq!(counted(Calendar::cn(), start, amount), at_midnight(end), "{start} + {amount}");
        }
    }
}

#[test]
fn a_calendar_of_monday_to_friday_is_wrong_where_it_should_be() {
    let header = "format = 1\nid = 'plain'\ntitle = ''\nweekend = ['saturday', 'sunday']\n";
    let zone = "zone = [{ from = '1970-01-01T00:00:00Z', offset = '+08:00' }]\n";
    let plain = Calendar::parse("plain", &format!("{header}{zone}"), None).unwrap();
    check_wrong(&plain, MONDAY_TO_FRIDAY);
}

#[test]
fn a_calendar_without_makeup_days_is_wrong_where_it_should_be() {
    let all = include_str!("../../data/cn.toml");
    let kept: Vec<&str> = all.lines().filter(|line| !line.contains(" makeup ")).collect();
    let wrong = Calendar::parse("no-makeup", &kept.join("\n"), None).unwrap();
    check_wrong(&wrong, NO_MAKEUP);
}

fn check_wrong(calendar: &Calendar, table: [[&str; 3]; 10]) {
    let mut differ = 0;
    for ((start, right), wrong) in RIGHT.into_iter().zip(table) {
        for (i, amount) in [3, 7, 11].into_iter().enumerate() {
            let found = counted(calendar, start, amount);
            assert_eq!(found, at_midnight(wrong[i]), "{start} + {amount}");
            differ += u32::from(found != at_midnight(right[i + 1]));
        }
    }
    assert!(differ >= 27, "only {differ} of 30 dates tell this calendar from the right one");
}
