//! Rows of a file, one after the other: records of CSV, lines of JSON, elements of a JSON array.

use std::io::{BufRead, Read};

use csv::ByteRecord;
use encoding_rs::Encoding;
use paidan_engine::{Error, Kind};
use serde_json::Value;

use super::bytes::Text;
use super::mapping::Shape;
use super::plan::Mapping;
use super::row::{Bad, Row, not_utf8};
use super::scan::{Scan, unreadable};
use crate::error::{wrong, wrong_at};

/// Where a row stands, both from 1: heads are no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    pub(super) row: u64,
    pub(super) line: u64,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "row {}, line {}", self.row, self.line)
    }
}

/// What comes next in a file.
pub(super) enum Next<'r> {
    Row(Row<'r>),
    /// A row of nothing but commas or blanks, as spreadsheets leave them.
    Empty,
    /// A row that cannot be read; those after it can.
    Bad(Error),
    /// From here on nothing can be read.
    Cut(Error),
    End,
}

/// The rows of a file.
pub(super) struct Rows<R> {
    reader: Reader<R>,
    /// Of the row that was read last.
    place: Place,
    /// Columns of CSV, in their order.
    pub(super) heads: Vec<String>,
    at: Vec<Option<usize>>,
    record: ByteRecord,
    text: Vec<u8>,
    value: Value,
    /// Of an array: what stood before the next element; at the beginning `[` is wanted.
    begun: bool,
    lines: u64,
}

enum Reader<R> {
    Csv(Box<csv::Reader<Text<R>>>),
    Lines(Text<R>),
    Array(Text<R>),
}

impl<R: Read> Rows<R> {
    /// Reads the beginning of a file: the heads of CSV, and where each column of the mapping is.
    ///
    /// # Errors
    /// `import/no-column`, `import/heads`, `import/encoding`, `import/unreadable`.
    pub(super) fn open(source: R, mapping: &Mapping) -> Result<Self, Error> {
        let text = Text::new(source, mapping.encoding).map_err(unreadable)?;
        let reader = match mapping.shape {
            Shape::Csv => {
                let mut builder = csv::ReaderBuilder::new();
                Reader::Csv(Box::new(builder.flexible(true).has_headers(false).delimiter(mapping.delimiter).from_reader(text)))
            }
            Shape::Jsonl => Reader::Lines(text),
            Shape::Json => Reader::Array(text),
        };
        let (heads, at) = (Vec::new(), vec![None; mapping.columns.len()]);
        let (record, text, place) = (ByteRecord::new(), Vec::new(), Place::default());
        let mut rows = Rows { reader, place, heads, at, record, text, value: Value::Null, begun: false, lines: 0 };
        rows.read_heads(mapping)?;
        Ok(rows)
    }

    fn read_heads(&mut self, mapping: &Mapping) -> Result<(), Error> {
        let Reader::Csv(reader) = &mut self.reader else { return Ok(()) };
        if !reader.read_byte_record(&mut self.record).map_err(csv_unreadable)? {
            return Err(wrong("import/heads", "the file is empty", "the first row of CSV names the columns"));
        }
        for field in &self.record {
            let head = std::str::from_utf8(field).ok().filter(|head| !head.contains(['\0', '\u{fffd}'])).ok_or_else(|| {
                let Bad { code, text, .. } = not_utf8();
                let named = mapping.encoding.map_or("UTF-8", Encoding::name);
                let text = if mapping.encoding.is_some() { format!("the text is not {named}") } else { text };
                let mend = "say how the file is written: [file] encoding = \"gb18030\"";
                wrong_at(code, "line 1, the heads".to_owned(), text, mend)
            })?;
            self.heads.push(head.trim().to_owned());
        }
        for (column, at) in mapping.columns.iter().zip(&mut self.at) {
            let mut all = self.heads.iter().enumerate().filter(|(_, head)| **head == column.name).map(|(i, _)| i);
            *at = all.next();
            if let Some(second) = all.next() {
                let text = format!(
                    "the column `{}` stands twice, in places {} and {}",
                    column.name,
                    at.map_or(0, |at| at + 1),
                    second + 1
                );
                return Err(wrong_at("import/heads", "line 1".to_owned(), text, "give one of them another name"));
            }
        }
        let missing = |column: &usize| self.at[*column].is_none() && !mapping.columns[*column].optional;
        let mut missing = (0..self.at.len()).filter(missing).peekable();
        if missing.peek().is_some() {
            return Err(mapping.no_column(missing, self.heads.iter().map(String::as_str)));
        }
        Ok(())
    }

    /// Reads the next row.
    ///
    /// # Errors
    /// `import/unreadable`, `corpus/…` of compressed data: what is missing cannot be counted.
    pub(super) fn next(&mut self) -> Result<(Place, Next<'_>), Error> {
        let next = match self.step() {
            // what is wrong with the text ends the file here; what is wrong with the disk ends everything
            Err(error) if error.code.starts_with("import/") && error.kind == Kind::Input => Next::Cut(error),
            Err(error) => return Err(error),
            Ok(Step::Record) => Next::Row(Row::Csv(&self.record, &self.at)),
            Ok(Step::Object) => Next::Row(Row::Json(&self.value)),
            Ok(Step::Empty) => Next::Empty,
            Ok(Step::Bad(error)) => Next::Bad(error),
            Ok(Step::End) => Next::End,
        };
        Ok((self.place, next))
    }

    fn step(&mut self) -> Result<Step, Error> {
        match &mut self.reader {
            Reader::Csv(reader) => {
                self.place = Place { row: self.place.row + 1, line: reader.position().line() };
                reader.get_mut().begin_row();
                if !reader.read_byte_record(&mut self.record).map_err(csv_unreadable)? {
                    return Ok(Step::End);
                }
                self.place.line = self.record.position().map_or(self.place.line, csv::Position::line);
                if self.record.iter().all(|field| field.iter().all(u8::is_ascii_whitespace)) {
                    return Ok(Step::Empty);
                }
                let (found, wanted) = (self.record.len(), self.heads.len());
                if found != wanted {
                    let text = format!("the row has {found} fields, and the file {wanted} columns");
                    let mend = "a text with a comma, a quote or a line end stands in quotes, its quotes doubled";
                    return Ok(Step::Bad(wrong("import/fields", text, mend)));
                }
                Ok(Step::Record)
            }
            Reader::Lines(text) => {
                self.text.clear();
                text.begin_row();
                self.lines += 1;
                self.place = Place { row: self.place.row + 1, line: self.lines };
                if text.read_until(b'\n', &mut self.text).map_err(unreadable)? == 0 {
                    return Ok(Step::End);
                }
                Ok(self.object())
            }
            Reader::Array(text) => {
                self.text.clear();
                text.begin_row();
                let mut scan = Scan { lines: self.lines, begins: None };
                let found = scan.element(text, &mut self.begun, &mut self.text);
                (self.place, self.lines) =
                    (Place { row: self.place.row + 1, line: scan.begins.unwrap_or(scan.lines) + 1 }, scan.lines);
                if found? { Ok(self.object()) } else { Ok(Step::End) }
            }
        }
    }

    /// The text that was read, as an object.
    fn object(&mut self) -> Step {
        if self.text.iter().all(u8::is_ascii_whitespace) {
            return match self.reader {
                Reader::Array(_) => Step::Bad(wrong("import/not-json", "there is nothing between two commas", "take one out")),
                _ => Step::Empty,
            };
        }
        let Ok(text) = std::str::from_utf8(&self.text) else {
            let Bad { code, text, mend } = not_utf8();
            return Step::Bad(wrong(code, text, mend));
        };
        match serde_json::from_str::<Value>(text.trim_end()) {
            Ok(value @ Value::Object(_)) => {
                self.value = value;
                Step::Object
            }
            Ok(_) => Step::Bad(wrong("import/not-json", "the row is no JSON object", "a row is an object: {\"id\": …}")),
            Err(error) => {
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or_default();
                let place = format!("column {}", error.column());
                let text = format!("the row is no JSON: {message}");
                Step::Bad(wrong_at("import/not-json", place, text, "check the text with a JSON editor"))
            }
        }
    }

    /// The columns that there are, of JSON those of the last row.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let keys = self.value.as_object().into_iter().flat_map(|object| object.keys().map(String::as_str));
        self.heads.iter().map(String::as_str).chain(keys)
    }
}

enum Step {
    Record,
    Object,
    Empty,
    Bad(Error),
    End,
}

fn csv_unreadable(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => unreadable(error),
        other => wrong("import/fields", format!("this is no row of CSV: {other:?}"), "check the file with a spreadsheet"),
    }
}
