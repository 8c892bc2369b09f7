//! What a worker is given to decide, and what comes back.

use std::ops::Range;
use std::sync::{Arc, Mutex};

use paidan_engine::Error;

use super::sums::{Differing, Maker};

/// Bytes that are pushed before a worker is given them, about: few enough to be still in the processor's cache when they get there.
const SIZE: usize = 128 << 10;
/// Lines that wait in a block because nothing can be done with them, at most.
const REFUSED: usize = 1024;

/// Lines of a corpus. `T` is what the caller calls each.
#[derive(Debug)]
pub struct Block<T> {
    pub(super) number: u64,
    /// Memory for a text with the lines; longer than these, if need be.
    pub text: Vec<u8>,
    pub(super) lines: Vec<Asked<T>>,
}

/// A line that is to be decided, or could not even be read.
#[derive(Debug)]
pub(super) struct Asked<T> {
    pub(super) name: T,
    /// Where it stands in the corpus, from 1.
    pub(super) number: u64,
    /// Where its text stands.
    pub(super) line: Result<Range<usize>, Error>,
}

impl<T> Block<T> {
    pub(super) fn new(number: u64, text: Vec<u8>) -> Self {
        Block { number, text, lines: Vec::new() }
    }

    /// A line: where it stands in the text.
    pub fn line(&mut self, name: T, line: Range<usize>) {
        self.lines.push(Asked { name, number: 0, line: Ok(line) });
    }

    /// A line that cannot be decided.
    pub fn refuse(&mut self, name: T, error: Error) {
        self.lines.push(Asked { name, number: 0, line: Err(error) });
    }

    /// A line that stands somewhere else.
    pub(super) fn copy(&mut self, name: T, line: &[u8]) {
        let from = self.text.len();
        if from == 0 {
            self.text.reserve(SIZE + SIZE / 4);
        }
        self.text.extend_from_slice(line);
        self.line(name, from..self.text.len());
    }

    /// A million bad lines take no more memory than some.
    pub(super) fn is_full(&self) -> bool {
        self.text.len() >= SIZE || self.lines.len() >= REFUSED
    }

    /// Says where its lines stand in the corpus, of which so many lines came before.
    pub(super) fn count(&mut self, lines: &mut u64) {
        for asked in &mut self.lines {
            *lines += 1;
            asked.number = *lines;
        }
    }
}

/// Where the lines of a corpus come from, for whichever worker asks next: what it has read itself is still in its core's cache.
pub trait Source<T>: Send {
    /// Fills an empty block, whose text is anything. False: there is no more. Why, if not because the corpus has ended, the source
    /// keeps for its maker.
    fn fill(&mut self, block: &mut Block<T>) -> bool;
}

/// A source, and how far it was read.
pub(super) struct Reading<T> {
    pub(super) source: Box<dyn Source<T>>,
    /// Of the next block.
    pub(super) number: u64,
    /// Before it.
    pub(super) lines: u64,
    pub(super) ended: bool,
}

impl<T> Reading<T> {
    /// The next block, in memory of the last.
    pub(super) fn next(&mut self, text: Vec<u8>) -> Option<Block<T>> {
        let mut block = Block::new(self.number, text);
        // what has ended is not asked again
        self.ended = self.ended || !self.source.fill(&mut block);
        if block.lines.is_empty() && self.ended {
            return None;
        }
        self.number += 1;
        block.count(&mut self.lines);
        Some(block)
    }
}

/// What is handed to a worker.
pub(super) enum Work<T> {
    Block(Block<T>),
    /// To read from until it ends.
    Source(Arc<Mutex<Reading<T>>>),
}

/// What comes back.
pub(super) enum Came<T> {
    Done(Vec<Done<T>>),
    /// A worker has found a source at its end.
    Ended,
}

/// What came of a block.
pub(super) struct Done<T> {
    pub(super) number: u64,
    pub(super) lines: Vec<Decided<T>>,
    /// Of its lines.
    pub(super) bytes: usize,
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
    /// Most often nothing, which is to be small.
    pub(super) outcome: Result<Option<Box<Differing>>, Box<Error>>,
}
