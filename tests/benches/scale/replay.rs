//! Recorded cases decided again: against what was recorded, and by two components. From a file that the kernel has in memory, line by
//! line, start-up apart.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant as Clock;

use paidan_engine::{Case, City, Versions};
use paidan_lab::record::{self, Run};
use paidan_lab::replay::{Against, Block, Question, Replay, Source, Told};
use paidan_lab::{Line, Lines};

use crate::corpus::{Corpus, as_of};
use crate::machine::{cpu, status};
use crate::point::{Figures, figures, nanos};
use crate::threads::per_second;

pub(crate) const RECORDS: [u64; 2] = [100_000, 1_000_000];
/// Of which the best counts.
pub(crate) const ROUNDS: usize = 3;

/// What is held against what, and on how many cores: each thread reads what it decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Record,
    RecordByOne,
    TwoComponents,
    /// A term of one day more: many cases differ.
    OneEdited,
}

impl Way {
    pub(crate) const ALL: [Way; 4] = [Way::Record, Way::RecordByOne, Way::TwoComponents, Way::OneEdited];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Way::Record => "replay-record",
            Way::RecordByOne => "replay-record-by-one",
            Way::TwoComponents => "replay-two-components",
            Way::OneEdited => "replay-one-edited",
        }
    }
}

fn file(folder: &Path, records: u64) -> PathBuf {
    folder.join(format!("records-{records}.jsonl"))
}

/// Records of the corpus's cases, round and round, each with an id of its own: 5.8 KB a record, so 6 GB for a million.
pub(crate) fn prepare(city: &City, corpus: &Corpus, folder: &Path) {
    for records in RECORDS {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(file(folder, records)).unwrap());
        let (mut batch, mut line) = (city.batch(), Vec::new());
        for number in 0..records {
            let text = std::str::from_utf8(corpus.case(number)).unwrap();
            let text = text.trim_end().replacen("\"id\":\"", &format!("\"id\":\"{number}-"), 1);
            let case = Case::from_json(text.as_bytes()).unwrap();
            let decision = batch.evaluate(&case, as_of()).unwrap_or_else(|e| panic!("{e}"));
            line.clear();
            record::write(
                text.as_bytes(),
                &decision,
                city,
                &Run { fuel: decision.trace.fuel, mode: "batch", micros: 9 },
                &mut line,
            );
            out.write_all(&line).unwrap();
        }
        out.flush().unwrap();
    }
}

/// What was made for it is large.
pub(crate) fn clean(folder: &Path) {
    RECORDS.iter().for_each(|records| fs::remove_file(file(folder, *records)).unwrap());
}

/// As the command line reads: workers take the lines themselves.
struct Read {
    lines: Lines<File>,
    found: Vec<Line>,
    number: u64,
}

impl Source<u64> for Read {
    fn fill(&mut self, block: &mut Block<u64>) -> bool {
        let more = self.lines.next(&mut block.text, &mut self.found).unwrap();
        for line in self.found.drain(..) {
            self.number += 1;
            block.line(self.number, line.unwrap());
        }
        more
    }
}

/// `city`: loads the policy anew.
pub(crate) fn measure(way: Way, city: &dyn Fn() -> City, folder: &Path, records: u64) -> Figures {
    let against = match way {
        Way::Record | Way::RecordByOne => Against::Record,
        Way::TwoComponents | Way::OneEdited => Against::Rules(Versions::always(city())),
    };
    let rules = Versions::always(if way == Way::OneEdited { edited(&city()) } else { city() });
    let question = Question { rules, against, at: None, known_at: None, accepted: Default::default(), same_rules: false };
    let workers = if way == Way::RecordByOne { 1 } else { crate::THREADS };
    let source = Read { lines: Lines::new(File::open(file(folder, records)).unwrap()), found: Vec::new(), number: 0 };
    let mut tell = |told: Told<'_, u64>| {
        if let Told::LeftOut(number, error) = told {
            panic!("record {number}: {error}");
        }
    };
    let (began, before) = (Clock::now(), cpu());
    let mut replay = Replay::start(&question, workers);
    replay.read(source, &mut tell);
    let found = replay.finish(false, &mut tell);
    let took = nanos(began.elapsed());
    assert_eq!((found.cases, found.same + found.differ), (records, records), "records were left out");
    assert_eq!(found.differ > 0, way == Way::OneEdited, "{} differ", found.differ);
    figures([
        ("differ", found.differ),
        ("took_ns", took),
        ("cpu_ns", nanos(cpu() - before)),
        ("per_second", per_second(records, took)),
        ("peak_bytes", status("VmHWM")),
    ])
}

/// What an author tries first: the limit by which most cases are handled, a day longer.
fn edited(city: &City) -> City {
    let mut raw = city.policy().manifest().raw.clone();
    raw.terms.iter_mut().filter(|term| term.id == "d3").for_each(|term| term.amount += 1);
    city.with_policy(city.policy().with_manifest(raw).unwrap()).unwrap()
}
