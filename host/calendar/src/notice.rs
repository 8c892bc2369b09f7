//! A notice of days off, as a government publishes it, and the lines of days in it.

use std::sync::Arc;

use crate::class::DayClass;
use crate::time::{DAY_SECS, Day};

/// A publication that sets days. The calendar in force on a day is made of the notices published up to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its title or document number, as a reader would cite it.
    pub id: String,
    /// The id of the calendar it belongs to: `cn`, or a region's own.
    pub calendar: String,
    /// The year whose days it settles; none for one that only changes days.
    pub covers: Option<i32>,
    pub published: Day,
    /// The day of publication is not certain.
    pub approximate: bool,
    pub url: String,
    /// Where it stands, for error messages only.
    pub(crate) file: Arc<str>,
    /// INVARIANT: ascending and without overlap.
    pub(crate) spans: Vec<DaySpan>,
}

/// Consecutive days that a notice sets alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DaySpan {
    pub from: i32,
    pub to: i32,
    /// None: back to the plain week.
    pub class: Option<DayClass>,
    pub name: String,
    pub line: u32,
}

impl Notice {
    /// The order in which notices of one calendar apply; the same however they were split over files.
    pub(crate) fn order(&self) -> (Day, &str) {
        (self.published, &self.id)
    }
}

impl DaySpan {
    /// "DATE[..DATE] CLASS [NAME]": `2026-02-16..2026-02-19 statutory 春节`.
    ///
    /// # Errors
    /// What was found instead.
    pub fn parse(text: &str, line: u32) -> Result<DaySpan, String> {
        let mut words = text.splitn(3, ' ');
        let (dates, class, name) = (words.next().unwrap_or(""), words.next(), words.next().unwrap_or(""));
        let (from, to) = dates.split_once("..").unwrap_or((dates, dates));
        let day = |date: &str| Day::parse(date).map_err(|e| format!("`{date}`: {e}"));
        let (from, to) = (day(from)?.0, day(to)?.0);
        if to < from || to - from > MOST_DAYS {
            return Err(format!("`{dates}` is not 1 to {MOST_DAYS} days"));
        }
        let class = match class {
            Some("statutory") => Some(DayClass::Statutory),
            Some("off") => Some(DayClass::Rest),
            Some("makeup") => Some(DayClass::MakeupWorkday),
            Some("work") => Some(DayClass::Workday),
            Some("plain") => None,
            other => return Err(format!("the class `{}`", other.unwrap_or(""))),
        };
        if name.chars().any(char::is_control) || name != name.trim() {
            return Err(format!("the name {name:?}"));
        }
        Ok(DaySpan { from, to, class, name: name.into(), line })
    }

    /// Some day is in both.
    pub fn meets(&self, other: &DaySpan) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// How the span is written, for the digest.
    pub fn canonical(&self) -> String {
        let class = self.class.map_or("plain", DayClass::as_str);
        format!("{} {} {class} {}", Day(self.from), Day(self.to), self.name)
    }
}

/// The longest run of days off that a line may give: a slip of the pen in a year should not pass.
const MOST_DAYS: i32 = 100;

/// An offset such as `+08:00`, in seconds.
pub(crate) fn parse_offset(text: &str) -> Option<i64> {
    let &[sign @ (b'+' | b'-'), h0, h1, b':', m0, m1] = text.as_bytes() else {
        return None;
    };
    let digits = [h0, h1, m0, m1].map(|b| char::from(b).to_digit(10).map(i64::from));
    let [Some(h0), Some(h1), Some(m0), Some(m1)] = digits else {
        return None;
    };
    let size = (h0 * 10 + h1) * 3600 + (m0 * 10 + m1) * 60;
    (m0 < 6 && size < DAY_SECS).then_some(if sign == b'-' { -size } else { size })
}
