//! A calendar file's text: read as TOML, and searched for the line in which something is wrong.

use serde::Deserialize;
use toml::Spanned;

use crate::error::{self, CalendarError, Kind};

const FORMAT: i64 = 1;
const BYTES_MAX: usize = 1 << 20;

pub(crate) struct Source<'a> {
    pub file: &'a str,
    text: &'a str,
    /// Where the lines after the first begin.
    lines: Vec<usize>,
}

/// Read first, so that a file of a newer format is called that and not full of unknown keys.
#[derive(Deserialize)]
struct Head {
    format: Option<Spanned<i64>>,
}

impl<'a> Source<'a> {
    pub fn new(file: &'a str, text: &'a str) -> Source<'a> {
        let lines = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        Source { file, text, lines }
    }

    /// The file as `T`, if it is of the format that this program reads.
    pub fn read<T: for<'de> Deserialize<'de>>(&self) -> Result<T, CalendarError> {
        if self.text.len() > BYTES_MAX {
            return Err(self.whole(error::TOO_LARGE, "file", &format!("{} bytes", self.text.len())));
        }
        let head: Head = toml::from_str(self.text).map_err(|e| self.syntax(&e))?;
        let Some(format) = head.format else {
            return Err(self.whole(error::MISSING_KEY, "format", "no such key"));
        };
        let age = match *format.get_ref() {
            FORMAT => return toml::from_str(self.text).map_err(|e| self.syntax(&e)),
            other if other > FORMAT => "too new",
            _ => "too old",
        };
        let found = format!("{}, which is {age}", format.get_ref());
        Err(self.error(error::FORMAT, &format, "format", &found))
    }

    /// An error at a value.
    pub fn error<T>(&self, kind: Kind, at: &Spanned<T>, field: &str, found: &str) -> CalendarError {
        self.at_line(kind, self.line(at.span().start), field, found)
    }

    pub fn at_line(&self, kind: Kind, line: u32, field: &str, found: &str) -> CalendarError {
        CalendarError::new(kind, self.file, Some(line), field, found)
    }

    /// An error of the file as a whole.
    pub fn whole(&self, kind: Kind, field: &str, found: &str) -> CalendarError {
        CalendarError::new(kind, self.file, None, field, found)
    }

    /// The line, from 1, of a position in the text.
    pub fn line(&self, at: usize) -> u32 {
        self.lines.partition_point(|begins| *begins <= at) as u32 + 1
    }

    fn syntax(&self, e: &toml::de::Error) -> CalendarError {
        let message = e.message();
        let key = message.split('`').nth(1).unwrap_or("file");
        let (kind, field) = if message.starts_with("unknown field") {
            (error::UNKNOWN_KEY, key)
        } else if message.starts_with("missing field") {
            (error::MISSING_KEY, key)
        } else {
            (error::SYNTAX, "file")
        };
        let line = e.span().map(|span| self.line(span.start));
        CalendarError::new(kind, self.file, line, field, message)
    }
}
