//! Cases as files give them: one JSON object, an array of them, a case a line (compressed too), or a row of Parquet a record; from
//! standard input always a case a line.

mod array;
mod lines;

use std::fs;
use std::io::{self, BufReader, Read};
use std::path::Path;

use paidan_engine::{Error, Kind};
use paidan_lab::Unzstd;
use paidan_lab::record::{self, PARQUET, ParquetRows};

use crate::error::{Failure, Outcome};

use array::array;
pub use lines::CaseLines;

/// Compressed bytes read at once.
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
    if let Some(mut lines) = by_line(file)? {
        let mut text = Vec::new();
        while lines.fill(&mut text)? {
            for (line, spot) in lines.found.drain(..) {
                let place = spot.of(&lines.file);
                take(line.map(|line| &text[line]).map_err(|error| place.error(error)), &place)?;
            }
        }
        return lines.none(take);
    }
    let path = Path::new(file);
    if path.extension().is_some_and(|end| end == "parquet") || is_parquet(path) {
        return rows(file, fs::File::open(path).map_err(|error| unread(path, error))?, take);
    }
    let text = fs::read(path).map_err(|error| unread(path, error))?;
    if text.starts_with(PARQUET) {
        return Err(piped(file));
    }
    let text = text.strip_prefix(BOM).unwrap_or(&text);
    match text.iter().position(|byte| !byte.is_ascii_whitespace()) {
        Some(first) if text[first] == b'[' => array(file, text, first + 1, take),
        _ => take(Ok(text), &Place { file, lines: 0, columns: 0, shape: Shape::Whole }),
    }
}

fn unread(path: &Path, error: io::Error) -> Failure {
    Failure::file("read", path, error).mend("name a file of cases, or `-` for standard input")
}

/// The lines of a file, if it has a case a line.
pub fn by_line(file: &str) -> Outcome<Option<CaseLines>> {
    if file == STDIN {
        return Ok(Some(CaseLines::new(STDIN_SHOWN, Box::new(io::stdin()))));
    }
    let path = Path::new(file);
    let (plain, packed) = file.strip_suffix(".zst").map_or((path, false), |plain| (Path::new(plain), true));
    if !plain.extension().is_some_and(|end| end == "jsonl" || end == "ndjson") || is_parquet(path) {
        return Ok(None);
    }
    let unread = |error| unread(path, error);
    let bytes = fs::File::open(path).map_err(unread)?;
    let stream: Box<dyn Read + Send> = match packed {
        true => Box::new(Unzstd::new(BufReader::with_capacity(BUFFER, bytes)).map_err(unread)?),
        false => Box::new(bytes),
    };
    Ok(Some(CaseLines::new(file, stream)))
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

fn none(file: &str, take: &mut Take<'_>) -> Outcome<()> {
    let place = Place { file, lines: 0, columns: 0, shape: Shape::Whole };
    let error =
        wrong("case/empty", "there is no case here".to_owned(), "a case is a JSON object; `paidan schema case` shows its shape");
    take(Err(place.error(error)), &place)
}

fn wrong(code: &'static str, text: String, mend: &str) -> Error {
    Error { kind: Kind::Input, code, text, place: String::new(), mend: mend.to_owned() }
}
