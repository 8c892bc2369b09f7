//! `evaluate --record`: one line a decision, from which it can be decided again: the case as it was given, the moment, what
//! was known, and who judged by what. What a run cost stands beside it and is never compared.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use paidan_engine::{City, Decision};
use serde::Serialize;

use crate::error::{Exit, Failure, Outcome};

/// Of the lines; a reader refuses a newer one in words.
pub const FORMAT: u32 = 1;

/// A file that records are appended to.
pub struct Record {
    file: File,
    path: PathBuf,
    line: Vec<u8>,
}

/// A line. The decision is written as it was given out, byte by byte.
#[derive(Serialize)]
struct Head<'a> {
    record: u32,
    as_of: String,
    known_at: String,
    policy: PolicyId<'a>,
    calendar: CalendarId<'a>,
    contract: &'a str,
    /// Of this program.
    engine: &'static str,
}

/// Digests in full: a decision names the first half of them.
#[derive(Serialize)]
struct PolicyId<'a> {
    id: &'a str,
    version: &'a str,
    rules: &'a str,
    component: &'a str,
}

#[derive(Serialize)]
struct CalendarId<'a> {
    id: &'a str,
    view: &'a str,
}

/// What the run cost and how it ran.
#[derive(Serialize)]
pub struct Run {
    pub fuel: u64,
    pub mode: &'static str,
    pub micros: u64,
}

impl Record {
    pub fn open(path: &Path) -> Outcome<Record> {
        let failed = |error| Failure { exit: Exit::Host, ..Failure::file("record in", path, error) };
        let mut file = OpenOptions::new().create(true).append(true).read(true).open(path).map_err(failed)?;
        // A run that was cut off may have left half a line: the next must not be glued to it. A pipe has no end to look at.
        let is_file = file.metadata().is_ok_and(|about| about.is_file());
        if is_file && file.seek(SeekFrom::End(-1)).is_ok() {
            let mut last = [b'\n'];
            file.read_exact(&mut last).map_err(failed)?;
            if last != [b'\n'] {
                file.write_all(b"\n").map_err(failed)?;
            }
        }
        Ok(Record { file, path: path.to_owned(), line: Vec::with_capacity(8192) })
    }

    /// Writes a line, at once and whole. Called before the decision is given out: none is that could not be recorded.
    pub fn write(&mut self, case: &[u8], decision: &Decision<'_>, city: &City, run: &Run) -> Outcome<()> {
        let (manifest, known_at) = (&city.policy().manifest().raw, decision.calendar.known_at);
        let head = Head {
            record: FORMAT,
            as_of: decision.as_of.to_string(),
            known_at: known_at.to_string(),
            policy: PolicyId {
                id: &manifest.id,
                version: &manifest.version,
                rules: &manifest.digest,
                component: city.policy().component_digest(),
            },
            calendar: CalendarId { id: city.calendar().id(), view: city.calendar().view(known_at).digest() },
            contract: decision.contract,
            engine: env!("CARGO_PKG_VERSION"),
        };
        let line = &mut self.line;
        line.clear();
        // writing to memory cannot fail, and every value here has a JSON form
        let _ = serde_json::to_writer(&mut *line, &head);
        line.pop();
        line.extend(b",\"case\":");
        compact(case, line);
        line.extend(b",\"decision\":");
        decision.write_json(line);
        line.extend(b",\"run\":");
        let _ = serde_json::to_writer(&mut *line, run);
        line.extend(b"}\n");
        self.file.write_all(line).map_err(|error| {
            Failure::new(
                "cli/record",
                Exit::Host,
                format!("case `{}` could not be recorded in {}: {error}", decision.case, self.path.display()),
            )
            .mend("its decision was not given out, and nothing after it was decided; make room and go on from this line")
        })
    }
}

/// The JSON text without the blanks between its parts: a case that was given over many lines is a line here.
fn compact(text: &[u8], into: &mut Vec<u8>) {
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
