//! What of a corpus could not be used: told once, not a million times.

use std::io::Write;

use crate::error::{Exit, Failure};

/// What could not be counted: the first of it word by word.
#[derive(Default)]
pub struct Problems {
    told: Vec<Failure>,
    more: u64,
    worst: Option<Exit>,
}

impl Problems {
    pub fn add(&mut self, failure: Failure) {
        const KEPT: usize = 20;
        self.worst = self.worst.max(Some(failure.exit));
        if self.told.len() < KEPT { self.told.push(failure) } else { self.more += 1 }
    }

    /// More of them, of which only the number and the gravest is known.
    pub fn add_unseen(&mut self, more: u64, worst: Option<Exit>) {
        self.more += more;
        self.worst = self.worst.max(worst);
    }

    /// Says what there is to say on standard error.
    pub fn tell(&self, file: &str) -> Exit {
        let mut text: String = self.told.iter().map(|failure| format!("{failure}\n")).collect();
        if self.more > 0 {
            text += &format!("… and {} more in {file}\n", self.more);
        }
        // if the complaint cannot be written, the exit code still says it
        let _ = std::io::stderr().write_all(text.as_bytes());
        self.worst.unwrap_or(Exit::Ok)
    }
}
