//! Cases as they come from a file, one JSON text after the other in memory, and the batch path that decides them: bytes in,
//! bytes out, nothing kept.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant as Clock};

use paidan_calendar::{Calendar, Instant};
use paidan_engine::{Case, City, Versions};
use paidan_lab::sample::{Order, Sampler, Spec};

/// As of when sampled cases are judged: a month after the last of them came in, so nearly each with its whole history.
pub(crate) fn as_of() -> Instant {
    Instant::parse_rfc3339("2027-01-31T12:00:00+08:00").unwrap()
}

pub(crate) struct Corpus {
    text: Vec<u8>,
    /// Where each case ends.
    ends: Vec<usize>,
}

impl Corpus {
    /// One text, a case a line.
    pub(crate) fn read(file: &Path) -> Self {
        let text = fs::read(file).unwrap();
        let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1).collect();
        Self { text, ends }
    }

    /// One case after the other, round and round.
    pub(crate) fn case(&self, number: u64) -> &[u8] {
        let at = (number % self.ends.len() as u64) as usize;
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[from..self.ends[at]]
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.text.len() as u64
    }
}

/// Writes that many sampled cases of a city into a file, a line each.
pub(crate) fn sample(city: City, spec: &Path, count: u64, file: &Path) {
    let spec = Spec::read("sample.toml", &fs::read_to_string(spec).unwrap()).unwrap_or_else(|e| panic!("{e}"));
    let versions = Versions::always(city);
    let mut sampler = Sampler::new(&versions, &spec, Order { count, seed: 1, from: None, to: None }).unwrap();
    let mut out = std::io::BufWriter::new(fs::File::create(file).unwrap());
    while let Some(line) = sampler.next_line().unwrap_or_else(|e| panic!("{e}")) {
        writeln!(out, "{line}").unwrap();
    }
    out.flush().unwrap();
}

/// Cases that a thread takes at once.
const STRIDE: u64 = 256;

/// Decides so many cases of the corpus, round and round, on so many threads. How long it took, and how many bytes all decisions
/// had: the same for the same cases, whoever decided them.
pub(crate) fn decide(city: &City, corpus: &Corpus, cases: u64, threads: usize) -> (Duration, u64) {
    let (next, as_of) = (AtomicU64::new(0), as_of());
    let work = || {
        let (mut batch, mut out, mut bytes) = (city.batch(), Vec::new(), 0);
        loop {
            let from = next.fetch_add(STRIDE, Ordering::Relaxed);
            if from >= cases {
                return bytes;
            }
            for number in from..cases.min(from + STRIDE) {
                let case = Case::from_json(corpus.case(number)).unwrap_or_else(|e| panic!("{e}"));
                out.clear();
                batch.evaluate(&case, as_of).unwrap_or_else(|e| panic!("{e}")).write_json(&mut out);
                bytes += out.len() as u64;
            }
        }
    };
    let began = Clock::now();
    let bytes = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    (began.elapsed(), bytes)
}

/// The calendar by which all of this counts.
pub(crate) fn city(policy: paidan_engine::Policy) -> City {
    City::new(policy, &[Calendar::cn()]).unwrap_or_else(|e| panic!("{e}"))
}
