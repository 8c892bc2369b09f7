//! How far a replay has come, on a terminal; and that somebody wants it to stop.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use crate::cases_in;
use crate::error::{Exit, Failure, Outcome};

/// The code of a replay that was stopped.
pub const STOPPED: &str = "cli/stopped";

static STOP: AtomicBool = AtomicBool::new(false);

/// Shown on standard error if that is a terminal. Ctrl-C once: what was read so far is reported; twice: the program ends.
pub struct Progress {
    bar: ProgressBar,
    /// Bytes per byte of the file are known only for what is not compressed.
    by_bytes: bool,
    cases: u64,
    bytes: u64,
}

/// Cases between two looks.
const STEP: u64 = 1024;

impl Progress {
    pub fn start(corpus: &str) -> Outcome<Progress> {
        let stop = || {
            if STOP.swap(true, Ordering::Relaxed) {
                std::process::exit(Exit::Host as i32);
            }
        };
        ctrlc::set_handler(stop)
            .map_err(|error| Failure::new("cli/output", Exit::Host, format!("Ctrl-C cannot be heard: {error}")))?;
        let length = fs::metadata(corpus)
            .ok()
            .filter(|_| !cases_in::streamed(corpus) && !corpus.ends_with(".zst") && !corpus.ends_with(".parquet"));
        let (bar, template) = match &length {
            Some(file) => (ProgressBar::new(file.len()), "{bar:30} {percent:>3} %  {msg}  ETA {eta}"),
            None => (ProgressBar::new_spinner(), "{spinner} {msg}"),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Ok(Progress { bar, by_bytes: length.is_some(), cases: 0, bytes: 0 })
    }

    /// So many cases more.
    pub fn passed(&mut self, cases: u64, bytes: u64) {
        let looked = self.cases / STEP;
        self.cases += cases;
        self.bytes += bytes;
        if self.cases / STEP == looked {
            return;
        }
        if self.by_bytes {
            self.bar.set_position(self.bytes);
        } else {
            self.bar.tick();
        }
        let rate = self.cases * 1000 / (self.bar.elapsed().as_millis() as u64).max(1);
        self.bar.set_message(format!("{} cases, {}/s", HumanCount(self.cases), HumanCount(rate)));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// # Errors
/// [`STOPPED`] if somebody wants it to stop.
pub fn go_on() -> Outcome<()> {
    match STOP.load(Ordering::Relaxed) {
        true => Err(Failure::new(STOPPED, Exit::Host, "stopped before the end")
            .mend("what was read before is reported; run it again for all of it")),
        false => Ok(()),
    }
}
