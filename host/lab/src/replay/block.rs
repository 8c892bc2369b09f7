//! What is handed to a worker, and what comes back.

use std::sync::Arc;

use paidan_engine::Error;

use super::sums::{Differing, Maker};

/// Bytes handed to a worker at once, about: few enough to be still in the processor's cache when they get there.
const SIZE: usize = 128 << 10;
/// Lines that wait in a block because nothing can be done with them, at most.
const REFUSED: usize = 1024;

/// Lines of a corpus.
pub(super) struct Block<T> {
    pub(super) number: u64,
    pub(super) text: Vec<u8>,
    pub(super) lines: Vec<Line<T>>,
}

/// A line that is to be decided, or could not even be read.
pub(super) struct Line<T> {
    /// What the caller calls it.
    pub(super) name: T,
    /// Where it stands in the corpus, from 1.
    pub(super) number: u64,
    /// Where its text ends.
    pub(super) end: usize,
    pub(super) refused: Option<Error>,
}

/// What came of a block.
pub(super) struct Done<T> {
    pub(super) number: u64,
    pub(super) lines: Vec<Decided<T>>,
    /// The block's memory, to be filled again.
    pub(super) text: Vec<u8>,
}

/// What came of a line.
pub(super) struct Decided<T> {
    pub(super) name: T,
    /// Of a record, by which case and which moment it is known again.
    pub(super) identity: Option<u64>,
    /// Of a record that others made than who decided it again.
    pub(super) maker: Option<Arc<Maker>>,
    pub(super) outcome: Result<Option<Differing>, Error>,
}

impl<T> Block<T> {
    pub(super) fn new(number: u64, mut text: Vec<u8>) -> Self {
        text.clear();
        text.reserve(SIZE + SIZE / 4);
        Block { number, text, lines: Vec::new() }
    }

    pub(super) fn add(&mut self, name: T, number: u64, text: Result<&[u8], Error>) {
        let refused = match text {
            Ok(text) => {
                self.text.extend_from_slice(text);
                None
            }
            Err(error) => Some(error),
        };
        self.lines.push(Line { name, number, end: self.text.len(), refused });
    }

    /// A million bad lines take no more memory than some.
    pub(super) fn is_full(&self) -> bool {
        self.text.len() >= SIZE || self.lines.len() >= REFUSED
    }
}
