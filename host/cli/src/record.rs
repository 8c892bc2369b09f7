//! `evaluate --record`: a file that takes one line a decision, from which it can be decided again.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use paidan_engine::{City, Decision};
use paidan_lab::record::{self, Run};

use crate::error::{Exit, Failure, Outcome};
use crate::records::Kind;

/// A file that records are appended to.
pub struct Record {
    file: File,
    path: PathBuf,
    line: Vec<u8>,
}

impl Record {
    pub fn open(path: &Path) -> Outcome<Record> {
        if matches!(Kind::of(path), Some(Kind::Zstd | Kind::Parquet)) {
            let text = "a decision is recorded before it is given out, line by line, which only JSON lines allow".to_owned();
            let mend = format!("record to a .jsonl, then `paidan records FILE.jsonl -o {}`", path.display());
            return Err(Failure::new("cli/record-ending", Exit::Usage, text).mend(mend));
        }
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
        let line = &mut self.line;
        line.clear();
        record::write(case, decision, city, run, line);
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
