//! Cases on lines.

use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

use paidan_engine::Error;
use paidan_lab::record::PARQUET;
use paidan_lab::{Line, Lines};

use super::{BOM, Place, Shape, Spot, Take, none, piped, wrong};
use crate::error::{Failure, Outcome};

/// A stream of lines, with a case on each that is not blank: none kept, as many as come, for as long as they come.
pub struct CaseLines {
    lines: Lines<Box<dyn Read + Send>>,
    /// As messages call it.
    pub file: String,
    /// Lines so far.
    number: usize,
    /// Cases so far.
    cases: u64,
    /// What the last call found: where each case stands in its text, or why there is none, and where it is in the file.
    pub found: Vec<(Result<Range<usize>, Error>, Spot)>,
    memory: Vec<Line>,
}

impl CaseLines {
    pub(super) fn new(file: &str, stream: Box<dyn Read + Send>) -> Self {
        let lines = Lines::new(stream);
        Self { lines, file: file.to_owned(), number: 0, cases: 0, found: Vec::new(), memory: Vec::new() }
    }

    /// Says, at the end, that there was no case, if there was none.
    pub fn none(&self, take: &mut Take<'_>) -> Outcome<()> {
        if self.cases == 0 { none(&self.file, take) } else { Ok(()) }
    }

    /// Fills `text` with the next lines. False: there are no more.
    pub fn fill(&mut self, text: &mut Vec<u8>) -> Outcome<bool> {
        let Self { lines, file, number, cases, found, memory } = self;
        let more = lines.next(text, memory).map_err(|error| {
            let place = Place { file, lines: *number, columns: 0, shape: Shape::Lines };
            place.failure(unreadable(file, error))
        })?;
        if *number == 0 && more && text.starts_with(PARQUET) {
            return Err(piped(file));
        }
        for line in memory.drain(..) {
            let spot = Spot { lines: *number, columns: 0, shape: Shape::Lines };
            *number += 1;
            let case = match line {
                None => Err(wrong("case/too-large", "the line is longer than 16 MiB".to_owned(), "a case a line")),
                Some(line) => {
                    let bom = if *number == 1 && text[line.clone()].starts_with(BOM) { BOM.len() } else { 0 };
                    let line = line.start + bom..line.end;
                    if text[line.clone()].iter().all(u8::is_ascii_whitespace) {
                        continue;
                    }
                    Ok(line)
                }
            };
            *cases += 1;
            found.push((case, spot));
        }
        Ok(more)
    }
}

/// A file that cannot be read on, or compressed data that says itself what is wrong with it.
fn unreadable(file: &str, error: io::Error) -> Failure {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(told) => told.clone().into(),
        None => Failure::file("read", Path::new(file), error),
    }
}
