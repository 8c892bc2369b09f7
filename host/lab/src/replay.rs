//! Replay: what would this change have done to last month's cases? Recorded cases are decided again, by the rules and the calendar
//! that are asked about, and each decision is held against the recorded one, or against that of other rules.
//!
//! Who decided is never compared: policy, version, digests. Nothing of a case is kept but of those that differ the clearest.

mod block;
mod compare;
mod said;
mod sums;
mod worker;

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use paidan_calendar::{Day, Instant};
use paidan_engine::{Error, Versions};
use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::error::wrong;

pub use block::{Block, Source};
use block::{Came, Decided, Done, Reading, Work};
pub use compare::{Change, What};
pub use sums::{Alike, Differences, Differing, Example, Group, Made, Maker, Moved, Newly, is_grave, read_accepted};

/// What a decision is held against.
#[derive(Debug, Clone)]
pub enum Against {
    /// The decision that was recorded.
    Record,
    /// What other rules say. These come first: what they say is before, what the rules asked about say is after.
    Rules(Versions),
    /// What the same rules will say at a later moment if nobody acts.
    Later(Instant),
}

/// What is held against what.
#[derive(Debug, Clone)]
pub struct Question {
    /// By these rules each case is decided.
    pub rules: Versions,
    /// What that is held against.
    pub against: Against,
    /// As of this moment; none: as recorded.
    pub at: Option<Instant>,
    /// By the calendar as it was known on this day; none: as recorded, or on the day of `at`.
    pub known_at: Option<Day>,
    /// Differences that are no news.
    pub accepted: BTreeSet<Alike>,
    /// A record that other rules made is left out.
    pub same_rules: bool,
}

/// Times that blocks were done and not heard of, at most.
const CAME: usize = 32;

/// Records whose identities have room at once, in 19 MB of which only what is used is touched: growing would need both at a time.
const ROOM: usize = 1 << 20;

/// What a replay tells while it goes on, in the order of the corpus.
pub enum Told<'a, T> {
    /// A case is decided otherwise.
    Differs(&'a Differing),
    /// A case is left out.
    LeftOut(T, Error),
    /// Lines were decided, with so many bytes together. Of these there may be later ones before earlier ones.
    Passed {
        /// How many.
        lines: u64,
        /// Of text.
        bytes: u64,
    },
}

/// A replay under way. `T` is what the caller calls a case: its place in a file.
pub struct Replay<T> {
    send: SyncSender<Work<T>>,
    came: Receiver<Came<T>>,
    workers: Vec<JoinHandle<()>>,
    /// Of the corpus, which were given to workers.
    lines: u64,
    /// Workers that have not yet found the source at its end.
    reading: usize,
    block: Block<T>,
    /// Of the records that were seen.
    seen: FxHashSet<u64>,
    /// Memory of blocks that are done.
    spare: Vec<Vec<u8>>,
    /// Blocks that are done before those in front of them.
    early: BTreeMap<u64, Done<T>>,
    next: u64,
    sums: sums::Sums,
}

impl<T: Send + 'static> Replay<T> {
    /// Starts `workers` threads.
    #[must_use]
    pub fn start(question: &Question, workers: usize) -> Self {
        let workers = workers.max(1);
        // a bounded queue: reading waits for deciding
        let (send, receive) = sync_channel(2 * workers);
        // and so does deciding for whoever hears of it
        let (give, came) = sync_channel(CAME);
        let receive = Arc::new(Mutex::new(receive));
        let work = |_| {
            let (question, receive, give) = (question.clone(), Arc::clone(&receive), give.clone());
            thread::spawn(move || worker::work(&question, &receive, &give))
        };
        let workers = (0..workers).map(work).collect();
        Replay {
            send,
            came,
            workers,
            lines: 0,
            reading: 0,
            block: Block::new(0, Vec::new()),
            seen: FxHashSet::with_capacity_and_hasher(ROOM, FxBuildHasher),
            spare: Vec::new(),
            early: BTreeMap::new(),
            next: 0,
            sums: sums::Sums::new(&question.accepted),
        }
    }

    /// The next line: a record, or, where no record is asked about, a case. `tell` hears of what was found meanwhile.
    pub fn push(&mut self, name: T, line: &[u8], tell: &mut dyn FnMut(Told<'_, T>)) {
        self.add(name, Ok(line), tell);
    }

    /// A case that could not even be read.
    pub fn refuse(&mut self, name: T, error: Error, tell: &mut dyn FnMut(Told<'_, T>)) {
        self.add(name, Err(error), tell);
    }

    fn add(&mut self, name: T, line: Result<&[u8], Error>, tell: &mut dyn FnMut(Told<'_, T>)) {
        match line {
            Ok(line) => self.block.copy(name, line),
            Err(error) => self.block.refuse(name, error),
        }
        if self.block.is_full() {
            self.flush(tell);
        }
    }

    /// Everything that a source has: workers read it themselves, one block after the other. `tell` hears of it meanwhile.
    pub fn read(&mut self, source: impl Source<T> + 'static, tell: &mut dyn FnMut(Told<'_, T>)) {
        self.flush(tell);
        let (number, lines) = (self.block.number, self.lines);
        let reading = Arc::new(Mutex::new(Reading { source: Box::new(source), number, lines, ended: false }));
        for _ in 0..self.workers.len() {
            self.reading += 1;
            self.hand(Work::Source(Arc::clone(&reading)), tell);
        }
        while self.reading > 0 {
            match self.came.recv() {
                Ok(came) => self.took(came, tell),
                // every worker has panicked, which `finish` passes on
                Err(_) => break,
            }
        }
        let reading = reading.lock().unwrap_or_else(PoisonError::into_inner);
        (self.block.number, self.lines) = (reading.number, reading.lines);
    }

    fn flush(&mut self, tell: &mut dyn FnMut(Told<'_, T>)) {
        let mut text = self.spare.pop().unwrap_or_default();
        text.clear();
        let next = Block::new(self.block.number + 1, text);
        let mut block = mem::replace(&mut self.block, next);
        block.count(&mut self.lines);
        self.hand(Work::Block(block), tell);
        while let Ok(came) = self.came.try_recv() {
            self.took(came, tell);
        }
    }

    fn hand(&mut self, mut work: Work<T>, tell: &mut dyn FnMut(Told<'_, T>)) {
        // what is done is taken while the queue is full: nobody waits for anybody who waits
        loop {
            match self.send.try_send(work) {
                // or every worker has panicked, which `finish` passes on
                Ok(()) | Err(TrySendError::Disconnected(_)) => return,
                Err(TrySendError::Full(back)) => {
                    work = back;
                    match self.came.recv() {
                        Ok(came) => self.took(came, tell),
                        Err(_) => return,
                    }
                }
            }
        }
    }

    fn took(&mut self, came: Came<T>, tell: &mut dyn FnMut(Told<'_, T>)) {
        match came {
            Came::Ended => self.reading -= 1,
            Came::Done(all) => {
                for mut done in all {
                    if done.text.capacity() > 0 {
                        self.spare.push(mem::take(&mut done.text));
                    }
                    let (lines, bytes) = (done.lines.len() as u64, done.bytes as u64);
                    self.take(done, tell);
                    tell(Told::Passed { lines, bytes });
                }
            }
        }
    }

    fn take(&mut self, done: Done<T>, tell: &mut dyn FnMut(Told<'_, T>)) {
        self.early.insert(done.number, done);
        while let Some(done) = self.early.remove(&self.next) {
            self.next += 1;
            done.lines.into_iter().for_each(|line| self.count(line, tell));
        }
    }

    fn count(&mut self, line: Decided<T>, tell: &mut dyn FnMut(Told<'_, T>)) {
        self.sums.found.cases += 1;
        let twice = line.identity.is_some_and(|identity| !self.seen.insert(identity));
        let outcome = if twice { Err(Box::new(self::twice())) } else { line.outcome };
        if let (Some(maker), Ok(_)) = (line.maker, &outcome) {
            self.sums.made_by(&maker);
        }
        match outcome {
            Ok(None) => self.sums.found.same += 1,
            Ok(Some(case)) => {
                if let Some(case) = self.sums.add(*case) {
                    tell(Told::Differs(&case));
                }
            }
            Err(error) => {
                *self.sums.found.left_out.entry(error.code).or_default() += 1;
                tell(Told::LeftOut(line.name, *error));
            }
        }
    }

    /// Waits for the last case. `partial`: the corpus was not read to its end.
    pub fn finish(mut self, partial: bool, tell: &mut dyn FnMut(Told<'_, T>)) -> Differences {
        self.flush(tell);
        let Replay { send, workers, .. } = &mut self;
        // an end for the workers
        drop(mem::replace(send, sync_channel(1).0));
        let workers = mem::take(workers);
        while let Ok(came) = self.came.recv() {
            self.took(came, tell);
        }
        for worker in workers {
            if let Err(panic) = worker.join() {
                std::panic::resume_unwind(panic);
            }
        }
        let found = self.sums.finish();
        Differences { partial, ..found }
    }
}

fn twice() -> Error {
    wrong(
        "record/twice",
        "a record of this case as of this moment came before",
        "two files were put together that share records; take one out",
    )
}
