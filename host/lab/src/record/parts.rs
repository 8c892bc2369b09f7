//! A record taken apart and put together again: what lines in another order, and files that are no lines, have in common.

use memchr::{memchr, memchr3, memmem};
use paidan_engine::Error;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{CASE, CalendarId, DECISION, FORMAT, Head, OLDEST, PolicyId, RUN};
use crate::error::{wrong, wrong_at};

/// A record taken apart, for files of another kind: each part as it stands in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// Who decided, when, by what.
    pub head: Head,
    /// The case, as JSON on one line.
    pub case: Vec<u8>,
    /// The decision, byte by byte.
    pub decision: Vec<u8>,
    /// What the run cost, as JSON; a record is whole without it.
    pub run: Option<Vec<u8>>,
}

impl Parts {
    /// Takes a line apart, whatever the order of its fields.
    ///
    /// # Errors
    /// `record/damaged`, `record/none`, `record/too-new`, `record/too-old`.
    pub fn of(line: &[u8]) -> Result<Parts, Error> {
        let Loose { record, as_of, known_at, policy, calendar, contract, engine, case, decision, run } = loose(line)?;
        let one_line = |text: &RawValue| {
            let mut out = Vec::with_capacity(text.get().len());
            compact(text.get().as_bytes(), &mut out);
            out
        };
        let head = Head { record, as_of, known_at, policy, calendar, contract, engine };
        Ok(Parts { head, case: one_line(case), decision: one_line(decision), run: run.map(one_line) })
    }

    /// Appends the line, without its end; of a line that [`super::write`] wrote the same bytes.
    pub fn write(&self, line: &mut Vec<u8>) {
        self.write_record(line);
        if let Some(run) = &self.run {
            line.extend(RUN);
            line.extend(run);
        }
        line.push(b'}');
    }

    /// Appends what is compared, and is a record by itself: all but the run.
    pub(super) fn write_record(&self, line: &mut Vec<u8>) {
        self.head.begin(line);
        line.extend(CASE);
        line.extend(&self.case);
        line.extend(DECISION);
        line.extend(&self.decision);
    }
}

/// The case of a record; none if the line is no record, and so perhaps a case itself.
///
/// # Errors
/// As [`Parts::of`].
pub fn case_of(line: &[u8]) -> Result<Option<&[u8]>, Error> {
    // most lines are cases, and are not read twice to find that out
    if memmem::find(line, b"\"record\"").is_none() {
        return Ok(None);
    }
    match loose(line) {
        Ok(loose) => Ok(Some(loose.case.get().as_bytes())),
        Err(error) if error.code == "record/none" => Ok(None),
        Err(error) => Err(error),
    }
}

/// A line as somebody else may have written it again: fields in another order, blanks between them.
#[derive(Deserialize)]
struct Loose<'a> {
    record: u32,
    as_of: String,
    known_at: String,
    policy: PolicyId,
    calendar: CalendarId,
    contract: String,
    engine: String,
    #[serde(borrow)]
    case: &'a RawValue,
    #[serde(borrow)]
    decision: &'a RawValue,
    #[serde(borrow, default)]
    run: Option<&'a RawValue>,
}

/// Of what is not of the format that is read, that is said first: it may have other fields.
fn loose(line: &[u8]) -> Result<Loose<'_>, Error> {
    match serde_json::from_slice::<Loose<'_>>(line) {
        Ok(loose) if (OLDEST..=FORMAT).contains(&loose.record) => Ok(loose),
        read => {
            version(line)?;
            read.map_err(|error| damaged(&error))
        }
    }
}

/// Brings a line into the order in which [`write`] writes it; without what the run cost.
///
/// # Errors
/// `record/damaged`, `record/none`, `record/too-new`, `record/too-old`.
pub fn in_order(line: &[u8]) -> Result<Vec<u8>, Error> {
    let mut out = Vec::with_capacity(line.len());
    Parts { run: None, ..Parts::of(line)? }.write(&mut out);
    Ok(out)
}

/// Whether a line is of a format that this program reads.
pub(super) fn version(line: &[u8]) -> Result<(), Error> {
    #[derive(Deserialize)]
    struct Version {
        record: Option<u32>,
    }
    match serde_json::from_slice::<Version>(line).map_err(|error| damaged(&error))?.record {
        Some(OLDEST..=FORMAT) => Ok(()),
        Some(newer) if newer > FORMAT => Err(wrong_at(
            "record/too-new",
            "field record".to_owned(),
            format!("the record is of format {newer}, and this program reads up to {FORMAT}"),
            "read it with the program that wrote it, or a newer one",
        )),
        Some(older) => Err(wrong_at(
            "record/too-old",
            "field record".to_owned(),
            format!("the record is of format {older}, and this program reads from {OLDEST} on"),
            "decide the cases again with `paidan evaluate --record`",
        )),
        None => Err(wrong(
            "record/none",
            "the line is no record: it has no `record`",
            "`paidan evaluate --record FILE` writes records",
        )),
    }
}

fn damaged(error: &serde_json::Error) -> Error {
    // where in the file the line stands, the caller says
    let (text, column) = (error.to_string(), error.column());
    let what = text.split(" at line ").next().unwrap_or_default();
    wrong(
        "record/damaged",
        format!("the record cannot be read: {what} at column {column}"),
        "the line was cut off or changed; take it out, or record the case again",
    )
}

/// The JSON text without the blanks between its parts: a case that was given over many lines is a line here.
pub(super) fn compact(text: &[u8], into: &mut Vec<u8>) {
    let text = text.trim_ascii();
    // as programs write it
    if memchr3(b' ', b'\n', b'\t', text).is_none() && memchr(b'\r', text).is_none() {
        return into.extend_from_slice(text);
    }
    let (mut quoted, mut escaped) = (false, false);
    for &byte in text {
        if quoted || !byte.is_ascii_whitespace() {
            into.push(byte);
        }
        if escaped {
            escaped = false;
        } else if byte == b'\\' {
            escaped = quoted;
        } else if byte == b'"' {
            quoted = !quoted;
        }
    }
}
