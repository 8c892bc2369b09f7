//! The elements of a JSON array, found one after the other in a stream.

use std::io::{self, BufRead};

use paidan_engine::{Error, Kind};

use super::bytes::{ROW_MAX, too_large};
use crate::error::wrong;

const LINES: &str = "type = \"jsonl\" reads an object a line; of an array inside an object, `jq -c '.items[]'` makes such lines";

/// Finds where elements of an array begin and end, without reading them.
pub(super) struct Scan {
    /// Lines so far.
    pub(super) lines: u64,
    /// Lines before the element.
    pub(super) begins: Option<u64>,
}

impl Scan {
    /// The next element, false after the last.
    pub(super) fn element(&mut self, text: &mut impl BufRead, begun: &mut bool, into: &mut Vec<u8>) -> Result<bool, Error> {
        if !*begun {
            match self.skip_blank(text)? {
                Some(b'[') => text.consume(1),
                Some(_) => return Err(self.wrong("the file does not begin with `[`: it is no JSON array", LINES)),
                None => return Ok(false),
            }
        }
        let next = self.skip_blank(text)?;
        if next == Some(b']') {
            text.consume(1);
            return match self.skip_blank(text)? {
                None => Ok(false),
                Some(_) => Err(self.wrong("there is more text after the array", "one array a file")),
            };
        }
        if *begun && next == Some(b',') {
            text.consume(1);
            self.skip_blank(text)?;
        }
        (*begun, self.begins) = (true, Some(self.lines));
        self.value(text, into).map(|()| true)
    }

    /// Takes what stands before the next comma or bracket of the array's own.
    fn value(&mut self, text: &mut impl BufRead, into: &mut Vec<u8>) -> Result<(), Error> {
        let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
        loop {
            let buffer = text.fill_buf().map_err(unreadable)?;
            if buffer.is_empty() {
                return Err(self.wrong("the array has no end", "the file was cut short; what stands before it was read"));
            }
            let mut ended = None;
            for (at, &byte) in buffer.iter().enumerate() {
                self.lines += u64::from(byte == b'\n');
                if quoted {
                    quoted = escaped || byte != b'"';
                    escaped = !escaped && byte == b'\\';
                    continue;
                }
                match byte {
                    b'"' => quoted = true,
                    b'{' | b'[' => depth += 1,
                    b',' | b']' if depth == 0 => {
                        ended = Some(at);
                        break;
                    }
                    b'}' | b']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            let taken = ended.unwrap_or(buffer.len());
            into.extend_from_slice(&buffer[..taken]);
            text.consume(taken);
            if ended.is_some() {
                return Ok(());
            }
            if into.len() as u64 > ROW_MAX {
                return Err(too_large());
            }
        }
    }

    fn skip_blank(&mut self, text: &mut impl BufRead) -> Result<Option<u8>, Error> {
        loop {
            let buffer = text.fill_buf().map_err(unreadable)?;
            let blank = buffer.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.lines += buffer[..blank].iter().filter(|byte| **byte == b'\n').count() as u64;
            let (next, ended) = (buffer.get(blank).copied(), buffer.is_empty());
            text.consume(blank);
            if next.is_some() || ended {
                return Ok(next);
            }
        }
    }

    fn wrong(&self, text: &str, mend: &str) -> Error {
        wrong("import/not-json", text, mend)
    }
}

/// A file that cannot be read on, or that says itself what is wrong with it.
pub(super) fn unreadable(error: io::Error) -> Error {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(told) => told.clone(),
        None => Error {
            kind: Kind::Host,
            ..wrong(
                "import/unreadable",
                format!("the file cannot be read on: {error}"),
                "name a file that other programs can read",
            )
        },
    }
}
