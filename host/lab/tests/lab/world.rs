//! The city, cases to order, and the way from lines to a report.

use std::path::Path;
use std::sync::LazyLock;

use paidan_calendar::{Calendar, Instant};
use paidan_engine::{City, Limits, Runtime};
use paidan_lab::report::{Options, Report, Tally, report};
use paidan_lab::{Fold, Folded, Judged};

pub(crate) const AS_OF: &str = "2024-06-01T00:00:00+08:00";

pub(crate) static XINING: LazyLock<City> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/policies/xining.wasm");
    assert!(file.is_file(), "target/policies/xining.wasm is missing: run `make components`");
    let policy = Runtime::new(Limits::default(), None).unwrap().load_file(&file).unwrap_or_else(|error| panic!("{error}"));
    City::new(policy, &[Calendar::cn()]).unwrap()
});

pub(crate) fn at(text: &str) -> Instant {
    Instant::parse_rfc3339(text).unwrap()
}

/// A case to order.
#[derive(Clone)]
pub(crate) struct Ordered {
    pub(crate) day: &'static str,
    pub(crate) district: &'static str,
    pub(crate) unit: &'static str,
    /// Hours of the day at which things happen, and what happens: JSON after `kind`.
    pub(crate) then: Vec<String>,
}

impl Ordered {
    pub(crate) fn new(day: &'static str) -> Self {
        Ordered { day, district: "630103", unit: "housing", then: Vec::new() }
    }

    /// Dispatched, signed and done, the next day at the latest.
    pub(crate) fn done(mut self) -> Self {
        for kind in ["dispatched", "signed", "contacted", "completed"] {
            self.then.push(format!(r#"{kind}","unit":"{}""#, self.unit));
        }
        self
    }

    pub(crate) fn event(mut self, kind: &str) -> Self {
        self.then.push(format!(r#"{kind}""#));
        self
    }

    /// The three questions, each answered or not.
    pub(crate) fn called(mut self, answers: [Option<bool>; 3]) -> Self {
        let names = ["contacted", "resolved", "satisfied"];
        let facts = names.iter().zip(answers).filter_map(|(name, answer)| Some(format!(r#""{name}":{}"#, answer?)));
        self.then.push(format!(r#"callback","facts":{{{}}}"#, facts.collect::<Vec<_>>().join(",")));
        self
    }

    pub(crate) fn line(&self, id: usize) -> String {
        let (day, district) = (self.day, self.district);
        let mut events = vec![format!(r#"{{"seq":1,"at":"{day}T08:30:00+08:00","kind":"received"}}"#)];
        for (i, then) in self.then.iter().enumerate() {
            events.push(format!(r#"{{"seq":{},"at":"{day}T{:02}:00:00+08:00","kind":"{then}}}"#, i + 2, i + 9));
        }
        let events = events.join(",");
        format!(
            r#"{{"id":"{id}","jurisdiction":"{district}","area":["{district}"],"category":"housing/heating","history":[{events}]}}"#
        )
    }
}

pub(crate) fn fold(lines: impl IntoIterator<Item = String>, workers: usize) -> Folded<usize> {
    let mut fold = Fold::start(&XINING, Judged { at: at(AS_OF), known_at: None }, workers);
    for (i, line) in lines.into_iter().enumerate() {
        fold.push(i + 1, line.as_bytes());
    }
    fold.finish()
}

/// The counts of cases that are all good.
pub(crate) fn tally(cases: impl IntoIterator<Item = Ordered>) -> Tally {
    let folded = fold(cases.into_iter().enumerate().map(|(i, case)| case.line(i)), 2);
    assert!(folded.errors.is_empty(), "{}", folded.errors[0].1);
    folded.tally
}

pub(crate) fn made(tally: &Tally, options: Options) -> Report {
    let (report, problems) = report(&XINING, tally, &Options { as_of: AS_OF.to_owned(), ..options }).unwrap();
    assert!(problems.is_empty(), "{}", problems[0]);
    report
}
