//! The one error of the command line, and the exit codes.

use std::fmt;
use std::io;

/// What a shell sees of a run. Of several failures the highest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Nothing to complain about.
    Ok = 0,
    /// Tests failed, or differences were found.
    Differences = 1,
    /// The command line itself is wrong.
    Usage = 2,
    /// A file or a value that was given is wrong, or something is missing here.
    Input = 3,
    /// A policy was refused at load, or its build failed.
    Refused = 4,
    /// A policy trapped, or went over its limits.
    Fault = 5,
    /// This program or the machine under it failed.
    Host = 6,
}

impl Exit {
    /// Whose turn it is, as the engine says.
    pub fn of(kind: paidan_engine::Kind) -> Exit {
        match kind {
            paidan_engine::Kind::Input => Exit::Input,
            paidan_engine::Kind::Load => Exit::Refused,
            paidan_engine::Kind::Fault => Exit::Fault,
            paidan_engine::Kind::Host => Exit::Host,
        }
    }
}

/// Why a verb stopped: a stable code, what is wrong where, and what mends it.
#[derive(Debug, Clone)]
pub struct Failure {
    /// `cli/unknown-city`; empty where `text` came from a part that writes its own codes.
    pub code: &'static str,
    pub text: String,
    /// `cases.jsonl, line 3, column 18`; may be empty.
    pub place: String,
    /// What to do about it; may be empty.
    pub mend: String,
    pub exit: Exit,
    /// The reader of our output went away (`paidan … | head`): not worth a word.
    pub quiet: bool,
}

pub type Outcome<T = Exit> = Result<T, Failure>;

impl Failure {
    pub fn new(code: &'static str, exit: Exit, text: impl Into<String>) -> Failure {
        Failure { code, text: text.into(), place: String::new(), mend: String::new(), exit, quiet: false }
    }

    /// The findings of another part, passed on as they are.
    pub fn passed_on(exit: Exit, findings: impl fmt::Display) -> Failure {
        Failure::new("", exit, findings.to_string())
    }

    pub fn mend(mut self, mend: impl Into<String>) -> Failure {
        self.mend = mend.into();
        self
    }

    /// A file that cannot be read or written.
    pub fn file(doing: &str, path: &std::path::Path, error: io::Error) -> Failure {
        let exit = if error.kind() == io::ErrorKind::NotFound { Exit::Input } else { Exit::Host };
        Failure::new("cli/file", exit, format!("cannot {doing} {}: {error}", path.display()))
    }
}

impl From<paidan_engine::Error> for Failure {
    fn from(error: paidan_engine::Error) -> Failure {
        let paidan_engine::Error { kind, code, text, place, mend } = error;
        Failure { code, text, place, mend, exit: Exit::of(kind), quiet: false }
    }
}

/// Only writing to standard output fails without a path.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        let quiet = error.kind() == io::ErrorKind::BrokenPipe;
        let failure = Failure::new("cli/output", Exit::Host, format!("cannot write the output: {error}"));
        Failure { quiet, ..failure }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.code.is_empty() {
            write!(f, "error[{}]: ", self.code)?;
        }
        f.write_str(&self.text)?;
        if !self.place.is_empty() {
            write!(f, "\n  --> {}", self.place)?;
        }
        if !self.mend.is_empty() {
            write!(f, "\n  mend: {}", self.mend)?;
        }
        Ok(())
    }
}

/// `"did you mean `xining`? "`, or nothing where no name is near.
pub fn did_you_mean<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    paidan_engine::nearest(found, known).map_or_else(String::new, |name| format!("did you mean `{name}`? "))
}
