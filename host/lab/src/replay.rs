//! Replay: what would this change have done to last month's cases? Recorded cases are decided again, by the rules and the calendar
//! that are asked about, and each decision is held against the recorded one, or against that of other rules.
//!
//! Who decided is never compared: policy, version, digests. Nothing of a case is kept but of those that differ the clearest.

mod compare;
mod said;
mod sums;
mod worker;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem;
use std::sync::mpsc::{Receiver, Sender, SyncSender, TrySendError, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use memchr::memmem::Finder;
use paidan_calendar::{Day, Instant};
use paidan_engine::{Error, Versions};
use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::error::wrong;
use crate::record;

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

/// Bytes handed to a worker at once, about.
const BLOCK: usize = 1 << 20;

/// Lines that wait in a block because nothing can be done with them, at most.
const REFUSED: usize = 1024;
/// Records whose identities have room at once, in 19 MB of which only what is used is touched: growing would need both at a time.
const ROOM: usize = 1 << 20;

struct Block<T> {
    number: u64,
    text: Vec<u8>,
    /// What the caller calls each case, where it stands in the corpus from 1, and where its line ends.
    ends: Vec<(T, u64, usize)>,
    /// Those that could not even be read: they are told of in their place.
    refused: Vec<(u64, Odd<T>)>,
}

/// What came of a block.
struct Done<T> {
    number: u64,
    same: u64,
    /// By where it stands in the corpus.
    rest: Vec<(u64, Odd<T>)>,
    /// Of the records among them that others made than who decided them again: how many, by maker.
    makers: Vec<(Maker, u64)>,
    /// The block's memory, to be filled again.
    text: Vec<u8>,
}

/// A case that is not decided as before.
enum Odd<T> {
    Differs(Differing),
    Failed(T, Error),
}

/// What a replay tells while it goes on, in the order of the corpus.
pub enum Told<'a, T> {
    /// A case is decided otherwise.
    Differs(&'a Differing),
    /// A case is left out.
    LeftOut(T, Error),
}

/// A replay under way. `T` is what the caller calls a case: its place in a file.
pub struct Replay<T> {
    send: SyncSender<Block<T>>,
    done: Receiver<Done<T>>,
    workers: Vec<JoinHandle<()>>,
    block: Block<T>,
    identity: Identity,
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
        let (give, done): (Sender<Done<T>>, _) = channel();
        let receive = Arc::new(Mutex::new(receive));
        let work = |_| {
            let (question, receive, give) = (question.clone(), Arc::clone(&receive), give.clone());
            thread::spawn(move || worker::work(&question, &receive, &give))
        };
        let workers = (0..workers).map(work).collect();
        Replay {
            send,
            done,
            workers,
            block: Block::new(0, Vec::new()),
            identity: Identity::new(),
            seen: FxHashSet::with_capacity_and_hasher(ROOM, FxBuildHasher),
            spare: Vec::new(),
            early: BTreeMap::new(),
            next: 0,
            sums: sums::Sums::new(&question.accepted),
        }
    }

    /// The next line: a record, or, where no record is asked about, a case. `tell` hears of what was found meanwhile.
    pub fn push(&mut self, name: T, line: &[u8], tell: &mut dyn FnMut(Told<'_, T>)) {
        self.sums.found.cases += 1;
        // a record whose parts somebody has put in another order
        let ordered = (!line.starts_with(RECORD)).then(|| record::in_order(line).ok()).flatten();
        let line = ordered.as_deref().unwrap_or(line);
        if let Some(identity) = self.identity.of(line)
            && !self.seen.insert(identity)
        {
            let error = wrong(
                "record/twice",
                "a record of this case as of this moment came before",
                "two files were put together that share records; take one out",
            );
            return self.set_aside(name, error, tell);
        }
        self.block.text.extend_from_slice(line);
        self.block.ends.push((name, self.sums.found.cases, self.block.text.len()));
        if self.block.text.len() >= BLOCK {
            self.flush(tell);
        }
    }

    /// A case that could not even be read.
    pub fn refuse(&mut self, name: T, error: Error, tell: &mut dyn FnMut(Told<'_, T>)) {
        self.sums.found.cases += 1;
        self.set_aside(name, error, tell);
    }

    fn set_aside(&mut self, name: T, error: Error, tell: &mut dyn FnMut(Told<'_, T>)) {
        self.block.refused.push((self.sums.found.cases, Odd::Failed(name, error)));
        // a million bad lines take no more memory than some
        if self.block.refused.len() >= REFUSED {
            self.flush(tell);
        }
    }

    fn flush(&mut self, tell: &mut dyn FnMut(Told<'_, T>)) {
        let next = Block::new(self.block.number + 1, self.spare.pop().unwrap_or_default());
        let mut block = mem::replace(&mut self.block, next);
        // what is done is taken while the queue is full: nobody waits for anybody who waits
        loop {
            match self.send.try_send(block) {
                Ok(()) => break,
                // every worker has panicked, which `finish` passes on
                Err(TrySendError::Disconnected(_)) => return,
                Err(TrySendError::Full(back)) => {
                    block = back;
                    match self.done.recv() {
                        Ok(done) => self.take(done, tell),
                        Err(_) => return,
                    }
                }
            }
        }
        while let Ok(done) = self.done.try_recv() {
            self.take(done, tell);
        }
    }

    fn take(&mut self, mut done: Done<T>, tell: &mut dyn FnMut(Told<'_, T>)) {
        self.spare.push(mem::take(&mut done.text));
        self.early.insert(done.number, done);
        while let Some(done) = self.early.remove(&self.next) {
            self.next += 1;
            self.sums.found.same += done.same;
            done.makers.into_iter().for_each(|(maker, cases)| self.sums.made_by(maker, cases));
            for (_, odd) in done.rest {
                match odd {
                    Odd::Differs(case) => {
                        if let Some(case) = self.sums.add(case) {
                            tell(Told::Differs(&case));
                        }
                    }
                    Odd::Failed(name, error) => {
                        *self.sums.found.left_out.entry(error.code).or_default() += 1;
                        tell(Told::LeftOut(name, error));
                    }
                }
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
        while let Ok(done) = self.done.recv() {
            self.take(done, tell);
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

impl<T> Block<T> {
    fn new(number: u64, mut text: Vec<u8>) -> Self {
        text.clear();
        text.reserve(BLOCK + BLOCK / 8);
        Block { number, text, ends: Vec::new(), refused: Vec::new() }
    }
}

/// Where a record as [`record::write`] writes it begins, whatever its format.
const RECORD: &[u8] = b"{\"record\":";

/// Finds the case and the moment of a record.
struct Identity {
    as_of: Finder<'static>,
    case: Finder<'static>,
    status: Finder<'static>,
}

impl Identity {
    fn new() -> Self {
        let [as_of, case, status] = ["\"as_of\":\"", ",\"decision\":{\"case\":\"", "\",\"status\":\""].map(Finder::new);
        Identity { as_of, case, status }
    }

    /// None for a plain case. Two have the same number if both parts are the same; else hardly ever.
    fn of(&self, line: &[u8]) -> Option<u64> {
        if !line.starts_with(RECORD) {
            return None;
        }
        let as_of = worker::until_quote(line, &self.as_of)?;
        let rest = &line[self.case.find(line)? + self.case.needle().len()..];
        // no text holds that: a quote is escaped there
        let case = &rest[..self.status.find(rest)?];
        let mut hasher = DefaultHasher::new();
        (as_of, case).hash(&mut hasher);
        Some(hasher.finish())
    }
}
