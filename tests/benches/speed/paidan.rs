//! Paidan: native, batch, strict; from a case in memory, and from JSON to JSON.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant as Clock};

use paidan_calendar::Calendar;
use paidan_engine::{Batch, Case, City, Limits, Runtime};

use crate::corpus::Corpus;
use crate::{Measurement, native};

/// What is measured.
pub(crate) struct Subject {
    pub(crate) city: &'static City,
    pub(crate) corpora: &'static [Corpus],
}

impl Subject {
    pub(crate) fn load(file: &Path, cache: &Path, corpora: &'static [Corpus]) -> Self {
        let runtime = Runtime::new(Limits::default(), Some(cache.to_owned())).unwrap();
        let city = City::new(runtime.load_file(file).unwrap(), &[Calendar::cn()]).unwrap();
        let city: &'static City = Box::leak(Box::new(city));
        same_answers(city, corpora);
        Self { city, corpora }
    }
}

/// Before anything is timed: all three ways say the same.
fn same_answers(city: &City, corpora: &[Corpus]) {
    let (mut batch, mut native) = (city.batch(), city.native(native::xining));
    for line in corpora.iter().flat_map(Corpus::lines) {
        let case = Case::from_json(line.as_bytes()).unwrap();
        let as_of = case.last_known();
        let strict = city.evaluate(&case, as_of).unwrap().to_json();
        assert_eq!(strict, batch.evaluate(&case, as_of).unwrap().to_json(), "batch, of {line}");
        assert_eq!(strict, native.evaluate(&case, as_of).unwrap().to_json(), "native, of {line}");
        let outline = |outline: paidan_engine::Outline<'_>| serde_json::to_string(&outline).unwrap();
        let strict = outline(city.outline(&case, as_of).unwrap());
        assert_eq!(strict, outline(batch.outline(&case, as_of).unwrap()), "batch, of {line}");
        assert_eq!(strict, outline(native.outline(&case, as_of).unwrap()), "native, of {line}");
    }
}

/// Who answers.
enum Who {
    Batch(Box<Batch<'static>>),
    Strict(&'static City),
}

/// Each corpus three ways, by each of three.
pub(crate) fn measurements(subject: &Subject) -> Vec<Measurement<'static>> {
    let city = subject.city;
    let mut all = Vec::new();
    for corpus in subject.corpora {
        for what in ["typed", "plan", "decision"] {
            all.push(measurement(what, corpus, "native", Who::Batch(Box::new(city.native(native::xining)))));
            all.push(measurement(what, corpus, "batch", Who::Batch(Box::new(city.batch()))));
            all.push(measurement(what, corpus, "strict", Who::Strict(city)));
        }
    }
    all
}

fn measurement(what: &'static str, corpus: &'static Corpus, name: &'static str, mut who: Who) -> Measurement<'static> {
    let count = corpus.lines().count() as u32;
    let turn: Box<dyn FnMut() -> Duration> = match what {
        "typed" => {
            let cases: &'static [Case<'static>] =
                corpus.lines().map(|line| Case::from_json(line.as_bytes()).unwrap()).collect::<Vec<_>>().leak();
            Box::new(move || timed(count, || cases.iter().for_each(|case| decide(&mut who, case))))
        }
        "plan" => {
            let mut out = Vec::new();
            Box::new(move || timed(count, || corpus.lines().for_each(|line| outline(&mut who, line, &mut out))))
        }
        _ => {
            let mut out = Vec::new();
            Box::new(move || timed(count, || corpus.lines().for_each(|line| decide_json(&mut who, line, &mut out))))
        }
    };
    Measurement::new(what, corpus.name, name, turn)
}

/// The average of one of `count`, the second time: what ran before has the caches.
pub(crate) fn timed(count: u32, mut run: impl FnMut()) -> Duration {
    run();
    let began = Clock::now();
    run();
    began.elapsed() / count
}

fn decide(who: &mut Who, case: &'static Case<'static>) {
    let as_of = case.last_known();
    drop(black_box(match who {
        Who::Batch(batch) => batch.evaluate(case, as_of).unwrap(),
        Who::Strict(city) => city.evaluate(case, as_of).unwrap(),
    }));
}

fn decide_json(who: &mut Who, line: &str, out: &mut Vec<u8>) {
    let case = Case::from_json(line.as_bytes()).unwrap();
    let as_of = case.last_known();
    out.clear();
    match who {
        Who::Batch(batch) => batch.evaluate(&case, as_of).unwrap().write_json(out),
        Who::Strict(city) => city.evaluate(&case, as_of).unwrap().write_json(out),
    }
    black_box(&out);
}

fn outline(who: &mut Who, line: &str, out: &mut Vec<u8>) {
    let case = Case::from_json(line.as_bytes()).unwrap();
    let as_of = case.last_known();
    out.clear();
    match who {
        Who::Batch(batch) => batch.outline(&case, as_of).unwrap().write_json(out),
        Who::Strict(city) => city.outline(&case, as_of).unwrap().write_json(out),
    }
    black_box(&out);
}
