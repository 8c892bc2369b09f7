//! The cities, cases to order, and the way from lines to a report.

use std::path::Path;
use std::sync::LazyLock;

use paidan_calendar::{Calendar, Day, Instant};
use paidan_engine::{City, Limits, Runtime, Versions};
use paidan_lab::report::{Options, Report, Tally, report};
use paidan_lab::{Fold, Folded, Judged, Sum};

pub(crate) const AS_OF: &str = "2024-06-01T00:00:00+08:00";

/// A policy as it was built.
pub(crate) fn city(name: &str) -> City {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../target/policies/{name}.wasm"));
    assert!(file.is_file(), "{} is missing: run `make components`", file.display());
    let policy = Runtime::new(Limits::default(), None).unwrap().load_file(&file).unwrap_or_else(|error| panic!("{error}"));
    let calendars = [Calendar::cn(), Calendar::ningxia()];
    City::new(policy, &calendars).unwrap()
}

pub(crate) static XINING: LazyLock<Versions> = LazyLock::new(|| Versions::always(city("xining")));
pub(crate) static NINGXIA: LazyLock<Versions> = LazyLock::new(|| Versions::always(city("ningxia")));
pub(crate) static YUNCHENG: LazyLock<Versions> = LazyLock::new(|| Versions::always(city("yuncheng")));
/// A city below another.
pub(crate) static YINCHUAN: LazyLock<Versions> =
    LazyLock::new(|| Versions::always(city("yinchuan").below(NINGXIA.clone(), "county").unwrap()));
/// A city with two versions, the newer one from this day on.
pub(crate) const NEWER_FROM: &str = "2021-10-25";
pub(crate) static DINGZHOU: LazyLock<Versions> = LazyLock::new(|| {
    let from = Some(Day::parse(NEWER_FROM).unwrap());
    Versions::new(vec![(from, city("dingzhou")), (None, city("dingzhou-2020"))]).unwrap()
});

/// The one version of Xining.
pub(crate) fn xining() -> &'static City {
    &XINING.all()[0].1
}

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

/// A case told in a line: where, what about, and what happened, an event an entry (`"2026-11-09T09:00:00+08:00 received"`, and
/// what else is to be said of it as JSON).
pub(crate) fn told(id: impl std::fmt::Display, area: &str, category: &str, events: &[(&str, &str)]) -> String {
    let event = |(n, (event, more)): (usize, &(&str, &str))| {
        let (at, kind) = event.split_once(' ').unwrap();
        let more = if more.is_empty() { String::new() } else { format!(",{more}") };
        format!(r#"{{"seq":{},"at":"{at}","kind":"{kind}"{more}}}"#, n + 1)
    };
    let events: Vec<String> = events.iter().enumerate().map(event).collect();
    let events = events.join(",");
    format!(r#"{{"id":"{id}","jurisdiction":"{area}","area":["{area}"],"category":"{category}","history":[{events}]}}"#)
}

pub(crate) fn fold(lines: impl IntoIterator<Item = String>, workers: usize) -> Folded<usize, Tally> {
    fold_of(&XINING, lines, workers, AS_OF)
}

pub(crate) fn fold_of(
    city: &Versions,
    lines: impl IntoIterator<Item = String>,
    workers: usize,
    as_of: &str,
) -> Folded<usize, Tally> {
    fold_into(Tally::new(city), city, lines, workers, as_of)
}

pub(crate) fn fold_into<S: Sum>(
    empty: S,
    city: &Versions,
    lines: impl IntoIterator<Item = String>,
    workers: usize,
    as_of: &str,
) -> Folded<usize, S> {
    let mut fold = Fold::start(city, Judged { at: at(as_of), known_at: None, until: None }, workers, empty);
    for (i, line) in lines.into_iter().enumerate() {
        fold.push(i + 1, line.as_bytes());
    }
    fold.finish()
}

/// The counts of cases that are all good.
pub(crate) fn tally(cases: impl IntoIterator<Item = Ordered>) -> Tally {
    all_good(fold(cases.into_iter().enumerate().map(|(i, case)| case.line(i)), 2))
}

pub(crate) fn all_good(folded: Folded<usize, Tally>) -> Tally {
    assert!(folded.errors.is_empty(), "{}", folded.errors[0].1);
    folded.sum
}

pub(crate) fn made(tally: &Tally, options: Options) -> Report {
    let options = Options { as_of: AS_OF.to_owned(), ..options };
    let (report, problems) = report(tally, &options).unwrap();
    assert!(problems.is_empty(), "{}", problems[0]);
    report
}
