//! Times as other systems write them. Every one comes out as RFC 3339 with an offset.

use std::fmt::Write;

use chrono::format::{Fixed, Item, Parsed, StrftimeItems, parse};
use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, Offset, SecondsFormat, TimeZone};
use paidan_calendar::Instant;

/// One way to write a time.
#[derive(Debug)]
enum Format {
    Rfc3339,
    /// Since 1970, in UTC: so many to a second.
    Epoch(i64),
    /// `%Y-%m-%d %H:%M`
    Pattern(Vec<Item<'static>>),
}

/// The ways that are tried in turn, and the zone of what does not name its own.
#[derive(Debug)]
pub(super) struct Times {
    formats: Vec<Format>,
    zone: Option<FixedOffset>,
    /// As the mapping names them.
    pub(super) named: String,
}

/// A moment, and how it is written in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) at: Instant,
    pub(super) text: String,
}

/// Which end of a day is meant by a date alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// When something happened.
    First,
    /// A limit: its last second still counts.
    Last,
}

/// `+08:00`
pub(super) fn zone(text: &str) -> Option<FixedOffset> {
    let (sign, rest) = text.strip_prefix('+').map(|rest| (1, rest)).or_else(|| Some((-1, text.strip_prefix('-')?)))?;
    let (hours, minutes) = rest.split_once(':')?;
    let two = |digits: &str| (digits.len() == 2).then(|| digits.parse::<u8>().ok()).flatten().map(i32::from);
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    (hours < 24 && minutes < 60).then(|| FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))).flatten()
}

impl Times {
    pub(super) fn new(zone: Option<FixedOffset>) -> Self {
        Times { formats: Vec::new(), zone, named: String::new() }
    }

    /// Adds a format: `rfc3339`, `seconds`, `millis`, or a pattern of `%`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn add(&mut self, text: &str) -> Result<(), String> {
        let format = match text {
            "rfc3339" => Format::Rfc3339,
            "seconds" => Format::Epoch(1),
            "millis" => Format::Epoch(1000),
            _ => self.pattern(text)?,
        };
        self.formats.push(format);
        self.named += &format!("{}`{text}`", if self.named.is_empty() { "" } else { ", " });
        Ok(())
    }

    fn pattern(&self, text: &str) -> Result<Format, String> {
        let items = StrftimeItems::new(text).parse_to_owned().map_err(|_| format!("`{text}` is no pattern of a time"))?;
        // a pattern is one if what it writes can be read again
        let sample = DateTime::UNIX_EPOCH.fixed_offset();
        let mut written = String::new();
        let read = write!(written, "{}", sample.format_with_items(items.iter())).ok().and_then(|()| parsed(&written, &items));
        if !text.contains('%') || read.and_then(|parsed| parsed.to_naive_date().ok()).is_none() {
            return Err(format!("`{text}` does not say year, month and day"));
        }
        let offset = |item: &Item<'_>| {
            use Fixed::{RFC2822, RFC3339, TimezoneOffset, TimezoneOffsetColon, TimezoneOffsetColonZ, TimezoneOffsetZ};
            matches!(
                item,
                Item::Fixed(RFC2822 | RFC3339 | TimezoneOffset | TimezoneOffsetColon | TimezoneOffsetColonZ | TimezoneOffsetZ)
            )
        };
        if self.zone.is_none() && !items.iter().any(offset) {
            return Err(format!("`{text}` has no offset, and no zone is named"));
        }
        Ok(Format::Pattern(items))
    }

    /// The first format that fits; none if there is none, or the year is none in which cases lie.
    pub(super) fn read(&self, text: &str, edge: Edge) -> Option<Moment> {
        self.formats.iter().find_map(|format| self.by(format, text, edge)).and_then(|time| {
            let text = time.to_rfc3339_opts(SecondsFormat::Secs, false);
            // what the engine would refuse is no time here either: a leap second, a year that no calendar has
            Some(Moment { at: Instant::parse_rfc3339(&text).ok()?, text })
        })
    }

    fn by(&self, format: &Format, text: &str, edge: Edge) -> Option<DateTime<FixedOffset>> {
        match format {
            Format::Rfc3339 => DateTime::parse_from_rfc3339(text).ok(),
            Format::Epoch(a_second) => {
                let utc = DateTime::from_timestamp(text.parse::<i64>().ok()?.div_euclid(*a_second), 0)?;
                Some(utc.with_timezone(&self.zone.unwrap_or(chrono::Utc.fix())))
            }
            Format::Pattern(items) => {
                let parsed = parsed(text, items)?;
                let offset = parsed.offset().map_or(self.zone, FixedOffset::east_opt)?;
                offset.from_local_datetime(&local(&parsed, edge)?).single()
            }
        }
    }
}

fn parsed(text: &str, items: &[Item<'_>]) -> Option<Parsed> {
    let mut parsed = Parsed::new();
    parse(&mut parsed, text, items.iter()).ok().map(|()| parsed)
}

/// A date without an hour is its first or its last second.
fn local(parsed: &Parsed, edge: Edge) -> Option<NaiveDateTime> {
    if parsed.hour_div_12().is_none() && parsed.hour_mod_12().is_none() && parsed.timestamp().is_none() {
        let day = parsed.to_naive_date().ok()?;
        return Some(day.and_time(if edge == Edge::Last { NaiveTime::from_hms_opt(23, 59, 59)? } else { NaiveTime::MIN }));
    }
    parsed.to_naive_datetime_with_offset(0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(formats: &[&str]) -> Times {
        let mut times = Times::new(zone("+08:00"));
        formats.iter().for_each(|format| times.add(format).unwrap_or_else(|error| panic!("{error}")));
        times
    }

    #[test]
    fn times_as_they_are_written() {
        // formats, text, what it is; of a limit where that is another
        let cases: &[(&[&str], &str, Option<&str>)] = &[
            (&["%Y-%m-%d %H:%M:%S"], "2026-03-05 09:05:07", Some("2026-03-05T09:05:07+08:00")),
            (&["%Y-%m-%d %H:%M:%S%.f"], "2026-03-05 09:05:07.123", Some("2026-03-05T09:05:07+08:00")),
            (&["%Y-%m-%d %H:%M:%S%.f"], "2026-03-05 09:05:07", Some("2026-03-05T09:05:07+08:00")),
            (&["%Y/%m/%d %H:%M"], "2026/3/5 9:05", Some("2026-03-05T09:05:00+08:00")),
            (&["%Y-%m-%d", "%Y/%m/%d %H:%M"], "2026/3/5 19:05", Some("2026-03-05T19:05:00+08:00")),
            (&["%Y年%m月%d日 %H时%M分"], "2026年3月5日 9时05分", Some("2026-03-05T09:05:00+08:00")),
            (&["%Y%m%d%H%M%S"], "20260305090507", Some("2026-03-05T09:05:07+08:00")),
            (&["%m/%d/%Y %I:%M:%S %p"], "03/05/2026 09:05:07 PM", Some("2026-03-05T21:05:07+08:00")),
            (&["%Y-%m-%dT%H:%M:%S%z"], "2026-03-05T09:05:07-0600", Some("2026-03-05T09:05:07-06:00")),
            (&["%Y-%m-%d"], "2026-03-05", Some("2026-03-05T00:00:00+08:00")),
            (&["rfc3339"], "2026-03-05T09:05:07.25Z", Some("2026-03-05T09:05:07+00:00")),
            (&["seconds"], "1772701507", Some("2026-03-05T17:05:07+08:00")),
            (&["millis"], "1772701507999", Some("2026-03-05T17:05:07+08:00")),
            // no such time
            (&["%Y-%m-%d %H:%M:%S"], "2026-02-29 09:05:07", None),
            (&["%Y-%m-%d %H:%M:%S"], "2026-02-28 24:00:00", None),
            (&["%Y-%m-%d %H:%M:%S"], "2026-02-28 23:59:60", None),
            (&["%Y-%m-%d %H:%M:%S"], "2026-02-28 09:05", None),
            (&["%Y-%m-%d %H:%M"], "2026-02-28 09:05:07", None),
            (&["%Y-%m-%d"], "1969-12-31", None),
            (&["rfc3339"], "2026-03-05T09:05:07", None),
            (&["rfc3339"], "2026-03-05T23:59:60+08:00", None),
            (&["seconds"], "99999999999999999999", None),
            (&["seconds"], "9223372036854775807", None),
            (&["millis"], "昨天", None),
        ];
        for (formats, text, expected) in cases {
            let read = times(formats).read(text, Edge::First);
            assert_eq!(read.map(|moment| moment.text).as_deref(), *expected, "{text} by {formats:?}");
        }
        let limit = times(&["%Y-%m-%d"]).read("2026-03-05", Edge::Last).map(|moment| moment.text);
        assert_eq!(limit.as_deref(), Some("2026-03-05T23:59:59+08:00"));
    }

    #[test]
    fn patterns_that_are_none() {
        for bad in ["%Q", "%H:%M", "yyyy-MM-dd", "", "%Y-%m", "epoch", "%"] {
            assert!(Times::new(zone("+08:00")).add(bad).is_err(), "{bad}");
        }
        assert!(Times::new(None).add("%Y-%m-%d %H:%M").is_err());
        for good in ["%Y-%m-%dT%H:%M:%S%z", "%+", "rfc3339", "seconds"] {
            assert!(Times::new(None).add(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn zones() {
        for (text, secs) in [("+08:00", Some(28_800)), ("-03:30", Some(-12_600)), ("+8", None), ("+08:60", None), ("CST", None)] {
            assert_eq!(zone(text).map(|zone| zone.local_minus_utc()), secs, "{text}");
        }
    }
}
