//! Instants and days as text, checked against chrono.

use chrono::{DateTime, Datelike, Days, NaiveDate};
use paidan_calendar::*;

use crate::support::{self, day};

#[test]
fn every_day_of_the_years_that_can_be_written_is_chronos() {
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
    for n in 0..=day("2200-12-31").0 {
        let (ours, theirs) = (Day(n), epoch + Days::new(n as u64));
        let text = theirs.to_string();
        assert_eq!((ours.to_string(), &ours.digits()[..]), (text.clone(), text.as_bytes()));
        assert_eq!(Day::parse(&text), Ok(ours));
        assert_eq!((ours.year(), u32::from(ours.weekday())), (theirs.year(), theirs.weekday().number_from_monday()));
    }
}

#[test]
fn instants_are_read_and_written_as_chrono_does() {
    for n in 0..20_000 {
        let t = Instant(n * 363_977 + n % 86_400);
        let text = Calendar::cn().format(t).to_string();
        assert_eq!(DateTime::parse_from_rfc3339(&text).unwrap().timestamp(), t.0);
        assert_eq!(Instant::parse_rfc3339(&text), Ok(t));
    }
    let read = |text| Instant::parse_rfc3339(text).map(|t| t.0);
    for text in ["2026-02-25T10:00:00Z", "2026-02-25t10:00:00z", "2026-02-25T18:00:00.999+08:00", "2026-02-25T06:30:00-03:30"] {
        assert_eq!(read(text), Ok(1_772_013_600), "{text}");
    }
}

/// Frappe, GLPI: a time without its offset makes a new ticket late at once (frappe/helpdesk #3776).
#[test]
fn a_time_without_its_offset_is_refused() {
    let refused = [
        ("2026-02-25T10:00:00", TimeError::NoOffset),
        ("2026-02-25T10:00:00.5", TimeError::NoOffset),
        ("2026-02-25T10:00:00-00:00", TimeError::NoSuchTime),
        ("2026-02-25 10:00:00+08:00", TimeError::Shape),
        ("2026-02-25T10:00+08:00", TimeError::Shape),
        ("2026-02-25T10:00:00.+08:00", TimeError::Shape),
        ("2026-02-25T10:00:00+0800", TimeError::Shape),
        ("2026-02-25T10:00:00+24:00", TimeError::NoSuchTime),
        ("2026-02-29T10:00:00Z", TimeError::NoSuchTime),
        ("2026-02-25T24:00:00Z", TimeError::NoSuchTime),
        ("2016-12-31T23:59:60Z", TimeError::NoSuchTime),
        ("1969-12-31T23:59:59Z", TimeError::OutOfRange),
        ("2201-01-01T00:00:00Z", TimeError::OutOfRange),
        ("２０２６-02-25T10:00:00Z", TimeError::Shape),
        ("", TimeError::Shape),
    ];
    for (text, error) in refused {
        assert_eq!(Instant::parse_rfc3339(text), Err(error), "{text}");
    }
    for text in ["2026-2-5", "2026-02-25T", "20260225", "2026-13-01", "2026-00-10", "2026-04-31", "1900-02-29"] {
        assert!(Day::parse(text).is_err(), "{text}");
    }
}

#[test]
fn local_time_where_the_clock_is_put_forward_and_back() {
    let foreign = support::foreign();
    let show = |date, second| foreign.format(foreign.instant(day(date), second)).to_string();
    assert_eq!(show("2025-03-09", 7199), "2025-03-09T01:59:59-05:00");
    assert_eq!(show("2025-03-09", 9000), "2025-03-09T03:00:00-04:00"); // 02:30 did not happen
    assert_eq!(show("2025-11-02", 5400), "2025-11-02T01:30:00-04:00"); // 01:30 happened twice
    assert_eq!(show("2025-11-02", 7200), "2025-11-02T02:00:00-05:00");
    for t in (0..30_000_000).step_by(4321).map(|t| Instant(1_735_000_000 + t)) {
        let (date, second) = foreign.local(t);
        let back = foreign.instant(date, second);
        assert!(back == t || back.0 == t.0 - 3600, "{}", foreign.format(t));
    }
}

#[test]
fn no_instant_or_day_is_too_far_to_be_shown() {
    for t in [i64::MIN, i64::MIN + 1, -1, 0, 1 << 40, i64::MAX - 1, i64::MAX] {
        assert_eq!(Calendar::cn().format(Instant(t)).as_str().len(), 25);
        Calendar::cn().local(Instant(t));
    }
    for day in [i32::MIN, i32::MIN + 1, -1, i32::MAX].map(Day) {
        let view = Calendar::cn().view(day);
        let shown = (view.class(day), view.name(day), day.year(), day.weekday(), day.to_string());
        assert!(!shown.4.is_empty());
        Calendar::cn().instant(day, u32::MAX);
    }
}
