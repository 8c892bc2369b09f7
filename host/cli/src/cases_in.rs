//! Cases as files give them: one JSON object, an array of them, a case a line (compressed too), or a row of Parquet a record; from
//! standard input always a case a line.

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use paidan_engine::{Error, Kind};
use paidan_lab::Unzstd;
use paidan_lab::record::{self, PARQUET, ParquetRows};
use serde::de::IgnoredAny;

use crate::error::{Failure, Outcome};

/// A longer line is an error of its own: whoever forgets line ends must not fill the memory.
const LINE_MAX: u64 = 16 << 20;
/// Bytes read at once.
const BUFFER: usize = 256 << 10;
/// The file name that means standard input.
const STDIN: &str = "-";
/// How it is called in messages.
const STDIN_SHOWN: &str = "<stdin>";

/// Whether a file, as the command line or a place names it, is standard input.
pub fn streamed(file: &str) -> bool {
    file == STDIN || file == STDIN_SHOWN
}

/// Where a case begins.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    pub file: &'a str,
    /// Lines before its own.
    lines: usize,
    /// Bytes before it in its first line.
    columns: usize,
    shape: Shape,
}

/// A place without the name of its file: it can be kept, and sent to another thread.
#[derive(Debug, Clone, Copy)]
pub struct Spot {
    lines: usize,
    columns: usize,
    shape: Shape,
}

impl Spot {
    pub fn of<'f>(&self, file: &'f str) -> Place<'f> {
        Place {
            file: if streamed(file) { STDIN_SHOWN } else { file },
            lines: self.lines,
            columns: self.columns,
            shape: self.shape,
        }
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// One case.
    Whole,
    List,
    /// A case a line.
    Lines,
    /// A record a row.
    Rows,
}

impl Place<'_> {
    /// The line on which the case begins, or its row, from 1.
    pub fn line(&self) -> usize {
        self.lines + 1
    }

    pub fn spot(&self) -> Spot {
        Spot { lines: self.lines, columns: self.columns, shape: self.shape }
    }

    /// An error about this case, with the place in the file instead of the place in the case.
    pub fn error(&self, mut error: Error) -> Failure {
        if error.code == "case/not-json" && self.shape == Shape::Lines {
            "a line is a whole case here; a case over several lines goes into a .json file".clone_into(&mut error.mend);
        }
        if let Some((_, _, rest)) = position(&error.place).filter(|_| self.shape == Shape::Rows) {
            // nobody sees the line that the row was made to
            error.place = format!("row {}{rest}", self.line());
        } else if let Some((line, column, rest)) = position(&error.place) {
            let column = if line == 1 { column + self.columns } else { column };
            error.place = format!("line {}, column {column}{rest}", line + self.lines);
        } else if let Some(where_) = self.where_() {
            error = error.within(&where_);
        }
        error.within(self.file).into()
    }

    /// In the file.
    fn where_(&self) -> Option<String> {
        match self.shape {
            Shape::Whole => None,
            Shape::List | Shape::Lines => Some(format!("line {}", self.line())),
            Shape::Rows => Some(format!("row {}", self.line())),
        }
    }

    /// A failure that is no fault of the case's text, but about it.
    pub fn failure(&self, mut failure: Failure) -> Failure {
        let place = [Some(self.file.to_owned()), self.where_(), Some(failure.place)].into_iter().flatten();
        failure.place = place.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        failure
    }
}

/// `line 3, column 18, field x` taken apart.
fn position(place: &str) -> Option<(usize, usize, &str)> {
    let rest = place.strip_prefix("line ")?;
    let (line, rest) = rest.split_once(", column ")?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    Some((line.parse().ok()?, rest[..end].parse().ok()?, &rest[end..]))
}

/// What takes the cases, one after the other: the text of a case, or why there is none.
pub type Take<'t> = dyn FnMut(Outcome<&[u8]>, &Place<'_>) -> Outcome<()> + 't;

/// Gives every case of a file to `take`, until that fails: of a record, the case in it.
pub fn each_case(file: &str, take: &mut Take<'_>) -> Outcome<()> {
    each(file, &mut |text, place| match text.and_then(|text| case_in(text, place)) {
        Ok(found) => take(Ok(found.text), &found.place),
        Err(failure) => take(Err(failure), place),
    })
}

/// A case, where it begins, and whether it is that of a record.
pub struct Found<'t, 'p> {
    pub text: &'t [u8],
    pub place: Place<'p>,
    pub recorded: bool,
}

/// The case of a record; of what is no record the text itself.
pub fn case_in<'t, 'p>(text: &'t [u8], place: &Place<'p>) -> Outcome<Found<'t, 'p>> {
    match record::case_of(text) {
        Ok(Some(case)) => {
            let columns = place.columns + (case.as_ptr() as usize - text.as_ptr() as usize);
            Ok(Found { text: case, place: Place { columns, ..place.clone() }, recorded: true })
        }
        // who reads it as a case says best what is wrong with it
        Err(error) if error.code == "record/damaged" => Ok(Found { text, place: place.clone(), recorded: false }),
        Ok(None) => Ok(Found { text, place: place.clone(), recorded: false }),
        Err(error) => Err(place.error(error)),
    }
}

/// Gives every case or record of a file to `take`, until that fails.
pub fn each(file: &str, take: &mut Take<'_>) -> Outcome<()> {
    if file == STDIN {
        return lines(STDIN_SHOWN, &mut io::stdin().lock(), take);
    }
    let path = Path::new(file);
    let unread = |error| Failure::file("read", path, error).mend("name a file of cases, or `-` for standard input");
    if path.extension().is_some_and(|end| end == "parquet") || is_parquet(path) {
        return rows(file, fs::File::open(path).map_err(unread)?, take);
    }
    let (plain, packed) = file.strip_suffix(".zst").map_or((path, false), |plain| (Path::new(plain), true));
    let by_line = plain.extension().is_some_and(|end| end == "jsonl" || end == "ndjson");
    if by_line {
        let bytes = BufReader::with_capacity(BUFFER, fs::File::open(path).map_err(unread)?);
        return if packed {
            lines(file, &mut BufReader::with_capacity(BUFFER, Unzstd::new(bytes).map_err(unread)?), take)
        } else {
            lines(file, &mut { bytes }, take)
        };
    }
    let text = fs::read(path).map_err(unread)?;
    if text.starts_with(PARQUET) {
        return Err(piped(file));
    }
    let text = text.strip_prefix(BOM).unwrap_or(&text);
    match text.iter().position(|byte| !byte.is_ascii_whitespace()) {
        Some(first) if text[first] == b'[' => array(file, text, first + 1, take),
        _ => take(Ok(text), &Place { file, lines: 0, columns: 0, shape: Shape::Whole }),
    }
}

/// Whether a file is Parquet, whatever it is called. From a pipe nothing is taken to find that out.
fn is_parquet(path: &Path) -> bool {
    let mut begins = [0; PARQUET.len()];
    let is_file = fs::metadata(path).is_ok_and(|about| about.is_file());
    is_file && fs::File::open(path).and_then(|mut file| file.read_exact(&mut begins)).is_ok() && begins == *PARQUET
}

fn piped(file: &str) -> Failure {
    wrong(
        "corpus/piped",
        "this is Parquet, which is read from its end".to_owned(),
        "name the file; a pipe has no end to begin at",
    )
    .within(file)
    .into()
}

/// Record after record, some rows in memory at a time.
fn rows(file: &str, source: fs::File, take: &mut Take<'_>) -> Outcome<()> {
    let place = |row: u64| Place { file, lines: row.saturating_sub(1) as usize, columns: 0, shape: Shape::Rows };
    let rows = ParquetRows::open(source).map_err(|error| error.within(file))?;
    rows.each(&mut |row, line| {
        let place = place(row);
        take(line.map_err(|error| place.error(error)), &place)
    })?;
    if rows.count() == 0 { none(file, take) } else { Ok(()) }
}

/// What some editors put before UTF-8.
pub const BOM: &[u8] = "\u{feff}".as_bytes();

/// Case after case, none kept: as many as come, for as long as they come.
fn lines(file: &str, input: &mut dyn BufRead, take: &mut Take<'_>) -> Outcome<()> {
    let (mut line, mut number, mut cases) = (Vec::new(), 0, 0_u64);
    loop {
        let place = Place { file, lines: number, columns: 0, shape: Shape::Lines };
        let unread = |error| place.failure(unreadable(file, error));
        let buffer = input.fill_buf().map_err(unread)?;
        if number == 0 && buffer.starts_with(PARQUET) {
            return Err(piped(file));
        }
        // most lines lie in the buffer whole, and are taken from there
        let whole = memchr::memchr(b'\n', buffer).map(|end| end + 1);
        let text: &[u8] = match whole {
            Some(end) => &buffer[..end],
            None => {
                line.clear();
                if input.take(LINE_MAX).read_until(b'\n', &mut line).map_err(unread)? == 0 {
                    break;
                }
                &line
            }
        };
        number += 1;
        if !text.ends_with(b"\n") && text.len() as u64 == LINE_MAX {
            skip_line(input).map_err(unread)?;
            let error = wrong("case/too-large", "the line is longer than 16 MiB".to_owned(), "a case a line");
            take(Err(place.error(error)), &place)?;
            cases += 1;
            continue;
        }
        let text = if number == 1 { text.strip_prefix(BOM).unwrap_or(text) } else { text };
        if !text.iter().all(u8::is_ascii_whitespace) {
            cases += 1;
            take(Ok(text), &place)?;
        }
        if let Some(end) = whole {
            input.consume(end);
        }
    }
    match cases {
        0 => none(file, take),
        _ => Ok(()),
    }
}

/// A file that cannot be read on, or compressed data that says itself what is wrong with it.
fn unreadable(file: &str, error: io::Error) -> Failure {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(told) => told.clone().into(),
        None => Failure::file("read", Path::new(file), error),
    }
}

fn skip_line(input: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let (used, done) = (end.map_or(buffer.len(), |end| end + 1), end.is_some() || buffer.is_empty());
        input.consume(used);
        if done {
            return Ok(());
        }
    }
}

/// The cases of an array, each found before the next is looked for: what stands before a mistake is decided.
fn array(file: &str, text: &[u8], mut at: usize, take: &mut Take<'_>) -> Outcome<()> {
    let blank = |at: usize| at + text[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let mut walked = Lines { text, at: 0, lines: 0, begins: 0 };
    let mut cases = 0;
    loop {
        at = blank(at);
        let place = walked.place(file, at);
        match text.get(at) {
            Some(b']') if cases == 0 => return none(file, take),
            // one comma too many
            Some(b']') | None => {
                let found = if text.get(at).is_none() { "the list has no end" } else { "after the comma a case is missing" };
                return take(Err(place.error(wrong("case/not-json", found.to_owned(), "close the list with `]`"))), &place);
            }
            Some(_) => {}
        }
        let mut values = serde_json::Deserializer::from_slice(&text[at..]).into_iter::<IgnoredAny>();
        if let Some(Err(_)) | None = values.next() {
            // to be read again by who can say what is wrong
            return take(Ok(&text[at..]), &place);
        }
        let end = at + values.byte_offset();
        take(Ok(&text[at..end]), &place)?;
        cases += 1;
        at = blank(end);
        match text.get(at) {
            Some(b',') => at += 1,
            Some(b']') if text[at + 1..].iter().all(u8::is_ascii_whitespace) => return Ok(()),
            _ => {
                let place = walked.place(file, at);
                let found = "after a case of the list, `,` or `]` and the end of the file are expected".to_owned();
                return take(Err(place.error(wrong("case/not-json", found, "check the text with a JSON editor"))), &place);
            }
        }
    }
}

/// Counts lines along a text, once.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    lines: usize,
    /// Where the line begins.
    begins: usize,
}

impl Lines<'_> {
    /// The place of a position that is not before the last one asked for.
    fn place<'f>(&mut self, file: &'f str, at: usize) -> Place<'f> {
        let passed = self.text.get(self.at..at).unwrap_or_default();
        self.lines += passed.iter().filter(|byte| **byte == b'\n').count();
        self.begins = passed.iter().rposition(|byte| *byte == b'\n').map_or(self.begins, |last| self.at + last + 1);
        self.at = at;
        Place { file, lines: self.lines, columns: at - self.begins, shape: Shape::List }
    }
}

fn none(file: &str, take: &mut Take<'_>) -> Outcome<()> {
    let place = Place { file, lines: 0, columns: 0, shape: Shape::Whole };
    let error =
        wrong("case/empty", "there is no case here".to_owned(), "a case is a JSON object; `paidan schema case` shows its shape");
    take(Err(place.error(error)), &place)
}

fn wrong(code: &'static str, text: String, mend: &str) -> Error {
    Error { kind: Kind::Input, code, text, place: String::new(), mend: mend.to_owned() }
}
