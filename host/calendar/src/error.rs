//! Why a calendar file is refused.

use std::fmt;

/// A calendar file that cannot be used, said so that its author can mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarError {
    /// Stable: one of [`CalendarError::CODES`].
    pub code: &'static str,
    pub file: Box<str>,
    /// From 1; none where the whole file is meant.
    pub line: Option<u32>,
    /// The key, such as `weekend`, or `notice 2026: days`.
    pub field: Box<str>,
    pub found: Box<str>,
    pub expected: &'static str,
    pub mend: &'static str,
}

/// A code, what is expected, and how to mend it.
pub(crate) type Kind = (&'static str, &'static str, &'static str);

pub(crate) const SYNTAX: Kind = ("calendar/syntax", "TOML of the shape of a shipped calendar", "compare with cn.toml");
pub(crate) const UNKNOWN_KEY: Kind = ("calendar/unknown-key", "a key that is known here", "correct the key or leave it out");
pub(crate) const MISSING_KEY: Kind = ("calendar/missing-key", "a value", "add the key, as in cn.toml");
pub(crate) const FORMAT: Kind = ("calendar/format", "format 1", "use a program that reads this format");
pub(crate) const TOO_LARGE: Kind = (
    "calendar/too-large",
    "at most 1 MiB, 400 notices and 100 lines a notice",
    "split the calendar, or join days that follow each other",
);
pub(crate) const BAD_ID: Kind = (
    "calendar/bad-id",
    "lower-case letters, digits and hyphens for a calendar, a title or document number for a notice",
    "give it an id of its own",
);
pub(crate) const UNKNOWN_BASE: Kind = (
    "calendar/unknown-base",
    "the id of a calendar that is at hand",
    "load the calendar that is named first, or name the one that the file belongs to",
);
pub(crate) const INHERITED: Kind = (
    "calendar/inherited",
    "neither zone nor weekend in a file that says `extends`",
    "leave the key out: the calendar extended gives it",
);
pub(crate) const BAD_ZONE: Kind = (
    "calendar/bad-zone",
    "{ from, offset }, `from` a time with an offset, ascending, `offset` such as +08:00",
    "compare with cn.toml",
);
pub(crate) const BAD_WEEKEND: Kind =
    ("calendar/bad-weekend", "days from monday to sunday, each once and not all seven", "write them in full and in lower case");
pub(crate) const BAD_DATE: Kind =
    ("calendar/bad-date", "a date such as 2025-11-04, a year from 1970 to 2200", "correct the date");
pub(crate) const BAD_DAY: Kind = (
    "calendar/bad-day",
    "\"DATE[..DATE] CLASS [NAME]\", CLASS one of statutory, off, makeup, work, plain",
    "write for example \"2026-10-01..2026-10-03 statutory 国庆节\"",
);
pub(crate) const DUPLICATE_NOTICE: Kind = ("calendar/duplicate-notice", "each notice once", "drop one of the two");
pub(crate) const DUPLICATE_DAY: Kind =
    ("calendar/duplicate-day", "each day once in the notices of one day", "drop one of the two");
pub(crate) const CHANGES_THE_PAST: Kind = (
    "calendar/notice-changes-the-past",
    "days before its own publication as they were, or verdicts already given would flip",
    "correct the day of publication, or leave the day out",
);

impl CalendarError {
    /// Every code, what is expected, and how to mend it.
    pub const CODES: [(&'static str, &'static str, &'static str); 15] = [
        SYNTAX,
        UNKNOWN_KEY,
        MISSING_KEY,
        FORMAT,
        TOO_LARGE,
        BAD_ID,
        UNKNOWN_BASE,
        INHERITED,
        BAD_ZONE,
        BAD_WEEKEND,
        BAD_DATE,
        BAD_DAY,
        DUPLICATE_NOTICE,
        DUPLICATE_DAY,
        CHANGES_THE_PAST,
    ];

    pub(crate) fn new(kind: Kind, file: &str, line: Option<u32>, field: &str, found: &str) -> Self {
        let (code, expected, mend) = kind;
        let [file, field, found] = [file, field, found].map(Box::from);
        CalendarError { code, file, line, field, found, expected, mend }
    }
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let CalendarError { code, file, field, found, expected, mend, .. } = self;
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        write!(f, "{file}{line}: {code}: `{field}`: {found}; expected {expected}; {mend}")
    }
}

impl std::error::Error for CalendarError {}
