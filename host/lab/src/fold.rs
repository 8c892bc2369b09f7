//! Decides case after case, on as many cores as there are workers, and folds each decision into a sum. Nothing of a case is kept but
//! what the sum keeps: a corpus of a million takes no more memory than one of a thousand.

use std::mem;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use paidan_calendar::{Day, Instant};
use paidan_engine::{Batch, Case, City, Decision, Error, Kind, Versions};

use crate::error::wrong_at;

/// What decisions are folded into. Adding sums up gives the sum of all: the order of cases and the number of workers change nothing.
pub trait Sum: Clone + Send + 'static {
    /// A case with its decision by `city`, one of the versions of the city that is asked.
    ///
    /// # Errors
    /// It cannot be counted, as if it could not have been decided; nothing of it was added.
    fn add(&mut self, city: &City, case: &Case<'_>, decision: &Decision<'_>) -> Result<(), Error>;

    /// A case that could not be read or decided.
    fn fail(&mut self, kind: Kind);

    /// The sum of other cases.
    fn merge(&mut self, other: Self);
}

/// As of when cases are decided, and by the calendar as known when.
#[derive(Debug, Clone, Copy)]
pub struct Judged {
    /// The moment asked about.
    pub at: Instant,
    /// None: the day of `at`.
    pub known_at: Option<Day>,
    /// Decide as of then, with what was known at `at`: what will be if nobody acts, and no notice is published in between.
    pub until: Option<Instant>,
}

/// Bytes handed to a worker at once, about.
const BLOCK: usize = 128 << 10;
/// Complaints kept word by word; of the others the number.
const KEPT: usize = 20;

struct Block<T> {
    first: u64,
    text: Vec<u8>,
    /// What the caller calls each case, and where its text ends.
    ends: Vec<(T, usize)>,
}

/// A fold under way. `T` is what the caller calls a case: its place in a file.
pub struct Fold<T, S> {
    send: SyncSender<Block<T>>,
    block: Block<T>,
    workers: Vec<JoinHandle<Part<T, S>>>,
    empty: S,
}

/// What came of it.
pub struct Folded<T, S> {
    /// Of all cases.
    pub sum: S,
    /// The first cases, in their order, that could not be decided, and why.
    pub errors: Vec<(T, Error)>,
    /// How many more there were.
    pub more: u64,
    /// The gravest kind among them.
    pub worst: Option<Kind>,
}

struct Part<T, S> {
    sum: S,
    errors: Vec<(u64, T, Error)>,
    failed: u64,
    worst: Option<Kind>,
}

impl<T: Send + 'static, S: Sum> Fold<T, S> {
    /// Starts `workers` threads that decide cases of a city, each by the version in force when it was registered, and add to `empty`.
    #[must_use]
    pub fn start(versions: &Versions, judged: Judged, workers: usize, empty: S) -> Self {
        // a bounded queue: reading waits for deciding
        let (send, receive) = sync_channel(2 * workers.max(1));
        let receive = Arc::new(Mutex::new(receive));
        let work = |_| {
            let (versions, receive, sum) = (versions.clone(), Arc::clone(&receive), empty.clone());
            thread::spawn(move || work(&versions, judged, sum, &receive))
        };
        Fold { send, block: Block::new(0), workers: (0..workers.max(1)).map(work).collect(), empty }
    }

    /// The next case.
    pub fn push(&mut self, name: T, text: &[u8]) {
        self.block.text.extend_from_slice(text);
        self.block.ends.push((name, self.block.text.len()));
        if self.block.text.len() >= BLOCK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let next = self.block.first + self.block.ends.len() as u64;
        // it fails only when every worker has panicked, which `finish` passes on
        let _ = self.send.send(mem::replace(&mut self.block, Block::new(next)));
    }

    /// Waits for the last case.
    #[must_use]
    pub fn finish(mut self) -> Folded<T, S> {
        self.flush();
        drop(self.send);
        let parts = self.workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        let mut parts: Vec<Part<T, S>> = parts.collect();
        let failed: u64 = parts.iter().map(|part| part.failed).sum();
        let worst = parts.iter().filter_map(|part| part.worst).max();
        let mut errors: Vec<_> = parts.iter_mut().flat_map(|part| mem::take(&mut part.errors)).collect();
        errors.sort_by_key(|(at, ..)| *at);
        errors.truncate(KEPT);
        let more = failed - errors.len() as u64;
        let sum = parts.into_iter().fold(self.empty, |mut all, part| {
            all.merge(part.sum);
            all
        });
        Folded { sum, errors: errors.into_iter().map(|(_, name, error)| (name, error)).collect(), more, worst }
    }
}

impl<T> Block<T> {
    fn new(first: u64) -> Self {
        Block { first, text: Vec::with_capacity(BLOCK + BLOCK / 8), ends: Vec::new() }
    }
}

fn work<T, S: Sum>(versions: &Versions, judged: Judged, sum: S, receive: &Mutex<Receiver<Block<T>>>) -> Part<T, S> {
    let mut part = Part { sum, errors: Vec::new(), failed: 0, worst: None };
    let batches = versions.all().iter().map(|(_, city)| city.batch()).collect();
    let mut judge = Judge { versions, batches, judged };
    loop {
        // a worker that panicked held no lock while it decided
        let block = receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(block) = block else { return part };
        let mut from = 0;
        for (at, (name, end)) in (block.first..).zip(block.ends) {
            let text = &block.text[from..end];
            from = end;
            if let Err(error) = judge.one(text, &mut part.sum) {
                part.sum.fail(error.kind);
                part.failed += 1;
                part.worst = part.worst.max(Some(error.kind));
                if part.errors.len() < KEPT {
                    part.errors.push((at, name, error));
                }
            }
        }
    }
}

/// Decides cases of a city.
struct Judge<'a> {
    versions: &'a Versions,
    /// Of each version.
    batches: Vec<Batch<'a>>,
    judged: Judged,
}

impl Judge<'_> {
    fn one(&mut self, text: &[u8], sum: &mut impl Sum) -> Result<(), Error> {
        let mut case = Case::from_json(text)?;
        let position = self.versions.position(&case)?;
        let city = &self.versions.all()[position].1;
        let manifest = city.policy().manifest();
        if !manifest.covers(&case.jurisdiction) {
            let text = format!("`{}` does not judge cases of `{}`", manifest.raw.id, &*case.jurisdiction);
            let mend = "one run is of one city: name it with --city, or give each city a corpus of its own";
            return Err(wrong_at("corpus/other-city", "field jurisdiction".to_owned(), text, mend));
        }
        let Judged { at, known_at, until } = self.judged;
        let batch = &mut self.batches[position];
        let decision = match until {
            None => batch.evaluate_knowing(&case, at, known_at)?,
            Some(until) => {
                // what happened or was typed in since is not known yet
                case.history.retain(|event| event.known_at() <= at);
                batch.evaluate_knowing(&case, until, Some(known_at.unwrap_or_else(|| city.calendar().local(at).0)))?
            }
        };
        sum.add(city, &case, &decision)
    }
}
