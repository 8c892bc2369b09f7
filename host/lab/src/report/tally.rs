//! Decision by decision into counts.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use paidan_calendar::{Day, State};
use paidan_engine::contract::{Manifest, MetricDef, Name};
use paidan_engine::{Case, City, Clock, Decision, Error, Kind, Measure, Status, Versions};

use crate::fold::Sum;

use super::counts::{self, Counts, Rows};
use super::joined::Joined;
use super::seen::Seen;
use super::shape::Cases;
use super::why::Why;

/// A month of registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl Month {
    fn of(day: Day) -> Month {
        // a date is written YYYY-MM-DD
        let month = day.to_string().get(5..7).and_then(|month| month.parse().ok()).unwrap_or(1);
        Month { year: day.year(), month }
    }

    /// The month before.
    #[must_use]
    pub fn before(self) -> Month {
        match self.month {
            1 => Month { year: self.year - 1, month: 12 },
            month => Month { month: month - 1, ..self },
        }
    }
}

/// Of a month's cases: all, and by who they are about.
#[derive(Debug, Clone, Default)]
pub(super) struct Slice {
    pub(super) all: Counts,
    pub(super) districts: BTreeMap<String, Counts>,
    pub(super) units: BTreeMap<String, Counts>,
}

/// Names of districts and units come from cases too, and nobody bounds those.
pub(crate) const NAMES_MAX: usize = 10_000;
/// What is beyond that, and a case without a district or unit.
pub(crate) const NOBODY: &str = "";

/// Who answers for a case, and owes what the whole case owes: of one that was escalated beyond the city's level, the superior's unit.
pub(crate) fn answers(decision: &Decision<'_>) -> String {
    let in_charge = decision.in_charge().route.as_ref().or(decision.route.as_ref());
    in_charge.and_then(|route| route.accountable).map_or_else(|| NOBODY.to_owned(), |body| body.to_string())
}

/// The counts of a corpus. Its size depends on months, districts, units and categories, not on cases.
#[derive(Debug, Clone)]
pub struct Tally {
    pub(super) joined: Arc<Joined>,
    pub(super) months: BTreeMap<Month, Slice>,
    /// First and last day of registration.
    pub(super) days: Option<(Day, Day)>,
    /// By the kinds of clocks of all versions.
    pub(super) clocks: Vec<Rows>,
    /// Counted cases by the version of the rules that judged them.
    pub(super) versions: BTreeMap<String, u64>,
    /// By category, kind, channel and label, under the ids of the manifest.
    pub(super) categories: BTreeMap<String, u64>,
    pub(super) kinds: BTreeMap<String, u64>,
    pub(super) channels: BTreeMap<String, u64>,
    pub(super) labels: BTreeMap<String, BTreeMap<String, u64>>,
    /// Of all that were read.
    pub(super) cases: Cases,
}

impl Tally {
    /// Nothing yet, of a city.
    #[must_use]
    pub fn new(versions: &Versions) -> Self {
        let joined = Joined::of(versions);
        let clocks = vec![Rows::default(); joined.manifest().clocks.len()];
        Tally {
            joined: Arc::new(joined),
            months: BTreeMap::new(),
            days: None,
            clocks,
            versions: BTreeMap::new(),
            categories: BTreeMap::new(),
            kinds: BTreeMap::new(),
            channels: BTreeMap::new(),
            labels: BTreeMap::new(),
            cases: Cases::default(),
        }
    }

    fn topics(&mut self, case: &Case<'_>, decision: &Decision<'_>) {
        let manifest = self.joined.manifest();
        let named = |list: &[Name], said: Option<&str>| said.and_then(|said| find(list, said)).unwrap_or(NOBODY).to_owned();
        *self.kinds.entry(named(&manifest.kinds, case.kind.as_deref())).or_default() += 1;
        *self.channels.entry(named(&manifest.channels, case.channel.as_deref())).or_default() += 1;
        // a path that the catalogue does not have counts as its nearest ancestor, as for the policy
        let paths = std::iter::successors(case.category.as_deref(), |path| path.rsplit_once('/').map(|(up, _)| up));
        let category = paths.filter_map(|path| find(&manifest.categories, path)).next().unwrap_or(NOBODY);
        *self.categories.entry(category.to_owned()).or_default() += 1;
        for label in &decision.labels {
            let group = self.labels.entry(label.group.to_owned()).or_default();
            *group.entry(label.value.to_owned()).or_default() += 1;
        }
    }

    /// Cases that are in the figures.
    #[must_use]
    pub fn counted(&self) -> u64 {
        self.cases.counted
    }
}

impl Sum for Tally {
    fn add(&mut self, city: &City, case: &Case<'_>, decision: &Decision<'_>) -> Result<(), Error> {
        if !self.cases.count(decision.status) {
            return Ok(());
        }
        let joined = Arc::clone(&self.joined);
        let (manifest, own) = (joined.manifest(), &city.policy().manifest().raw);
        let seen = Seen::of(case, own, decision.as_of.at);
        let day = city.calendar().local(seen.began).0;
        self.days = Some(self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        self.topics(case, decision);
        *self.versions.entry(own.version.clone()).or_default() += 1;
        let parts = Parts { manifest, own, decision, seen: &seen };
        parts.clocks(&mut self.clocks);
        let slice = self.months.entry(Month::of(day)).or_default();
        parts.case(group_all(&mut slice.all, manifest));
        let district = case.area.first().map_or(NOBODY, |code| code);
        parts.case(group(&mut slice.districts, district, manifest));
        parts.units(&mut slice.units);
        Ok(())
    }

    fn fail(&mut self, kind: Kind) {
        self.cases.fail(kind);
    }

    fn merge(&mut self, other: Tally) {
        for (month, slice) in other.months {
            let mine = self.months.entry(month).or_default();
            mine.all.add(slice.all);
            slice.districts.into_iter().for_each(|(key, counts)| mine.districts.entry(key).or_default().add(counts));
            slice.units.into_iter().for_each(|(key, counts)| mine.units.entry(key).or_default().add(counts));
        }
        self.days = [self.days, other.days].into_iter().flatten().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        self.clocks.resize(self.clocks.len().max(other.clocks.len()), Rows::default());
        self.clocks.iter_mut().zip(other.clocks).for_each(|(mine, theirs)| mine.add(theirs));
        counts::add(&mut self.versions, other.versions);
        counts::add(&mut self.categories, other.categories);
        counts::add(&mut self.kinds, other.kinds);
        counts::add(&mut self.channels, other.channels);
        other.labels.into_iter().for_each(|(group, values)| counts::add(self.labels.entry(group).or_default(), values));
        self.cases.add(&other.cases);
    }
}

/// The id under which a word is declared, by id or title.
fn find<'m>(list: &'m [Name], said: &str) -> Option<&'m str> {
    list.iter().find(|name| name.id == said).or_else(|| list.iter().find(|name| name.title == said)).map(|name| name.id.as_str())
}

fn group_all<'c>(counts: &'c mut Counts, manifest: &Manifest) -> &'c mut Counts {
    if counts.rates.is_empty() {
        *counts = Counts::new(manifest.metrics.len());
    }
    counts
}

fn group<'c>(groups: &'c mut BTreeMap<String, Counts>, key: &str, manifest: &Manifest) -> &'c mut Counts {
    let key = if groups.len() < NAMES_MAX || groups.contains_key(key) { key } else { NOBODY };
    if !groups.contains_key(key) {
        groups.insert(key.to_owned(), Counts::new(manifest.metrics.len()));
    }
    groups.entry(key.to_owned()).or_default()
}

/// A case that counts.
struct Parts<'a> {
    /// Of all versions.
    manifest: &'a Manifest,
    /// Of the version that judged it.
    own: &'a Manifest,
    decision: &'a Decision<'a>,
    seen: &'a Seen,
}

impl Parts<'_> {
    fn kind(&self, clock: &Clock<'_>) -> Option<usize> {
        self.manifest.clocks.iter().position(|kind| kind.id == clock.kind)
    }

    /// The metric as the version that judged the case has it.
    fn own_metric(&self, metric: &MetricDef) -> Option<&MetricDef> {
        self.own.metrics.iter().find(|own| own.id == metric.id)
    }

    /// The kind of clock whose rows a metric counts in the version that judged the case.
    fn punctual(&self, metric: &MetricDef) -> Option<&str> {
        let clock = self.own_metric(metric)?.on_time_of?;
        self.own.clocks.get(usize::from(clock)).map(|clock| clock.id.as_str())
    }

    /// What the whole case adds to a group that it belongs to as a whole.
    fn case(&self, into: &mut Counts) {
        self.received(into);
        self.measured(into, true, |_| true);
        let (dispatched, returned) = (!self.seen.dispatched.is_empty(), !self.seen.returned.is_empty());
        into.dispatched_cases += u64::from(dispatched);
        into.returned_cases += u64::from(dispatched && returned);
        into.dispatches += self.seen.dispatched.len() as u64;
        into.returns += self.seen.returned.len() as u64;
        self.rows(into, |_| true);
    }

    /// The case itself goes to who answers for it, and so does a measure that names nobody; a row to who owes it, a dispatch and a
    /// return to the unit that it names.
    fn units(&self, units: &mut BTreeMap<String, Counts>) {
        let answers = answers(self.decision);
        let owes = |clock: &Clock<'_>| clock.body.map_or_else(|| answers.clone(), |body| body.to_string());
        let whose = |measure: &Measure<'_>| measure.body.map_or_else(|| answers.clone(), |body| body.to_string());
        let mut bodies: Vec<String> = self.decision.clocks.iter().map(owes).collect();
        bodies.extend(self.decision.measures.iter().filter(|measure| measure.counts).map(whose));
        bodies.extend(self.seen.dispatched.iter().chain(&self.seen.returned).cloned());
        bodies.push(answers.clone());
        bodies.sort_unstable();
        bodies.dedup();
        for body in bodies {
            let into = group(units, &body, self.manifest);
            if body == answers {
                self.received(into);
            }
            self.measured(into, body == answers, |measure| whose(measure) == body);
            let times = |list: &[String]| list.iter().filter(|unit| **unit == body).count() as u64;
            let (dispatched, returned) = (times(&self.seen.dispatched), times(&self.seen.returned));
            into.dispatched_cases += u64::from(dispatched > 0);
            into.returned_cases += u64::from(dispatched > 0 && returned > 0);
            into.dispatches += dispatched;
            into.returns += returned;
            self.rows(into, |clock| owes(clock) == body);
        }
    }

    /// The case as a request.
    fn received(&self, into: &mut Counts) {
        into.received += 1;
        match self.seen.ended {
            Some(why @ (Why::NotAccepted | Why::Merged)) => *into.left_out.entry(why).or_default() += 1,
            _ => into.accepted += 1,
        }
        into.closed += u64::from(self.closed());
    }

    fn closed(&self) -> bool {
        self.decision.stage.is_some_and(|id| self.manifest.stages.iter().any(|stage| stage.id == id && stage.closed))
    }

    /// The case's part in the rates that the policy measures. `answers`: a rate in which nobody has a part leaves the case out here.
    fn measured(&self, into: &mut Counts, answers: bool, whose: impl Fn(&Measure<'_>) -> bool) {
        let rates = self.manifest.metrics.iter().zip(&mut into.rates);
        for (metric, rate) in rates.filter(|(metric, _)| metric.on_time_of.is_none()) {
            let said = || self.decision.measures.iter().filter(|measure| measure.metric == metric.id);
            for measure in said().filter(|measure| measure.counts && whose(measure)) {
                rate.counts += 1;
                rate.hits += u64::from(measure.hit);
            }
            if answers && !said().any(|measure| measure.counts) {
                *rate.excluded.entry(self.left_out(metric, said().next().is_some())).or_default() += 1;
            }
        }
    }

    /// Why no measure counts of a metric of which the policy spoke or not.
    fn left_out(&self, metric: &MetricDef, spoke: bool) -> Why {
        match self.own_metric(metric) {
            None => self.seen.ended.unwrap_or(Why::LeftOut),
            Some(_) => self.seen.why(self.decision.status == Status::NeedsInput, spoke, self.closed()),
        }
    }

    /// Rows of the clocks: those of a metric of punctuality, and what is over its limit now.
    fn rows(&self, into: &mut Counts, whose: impl Fn(&Clock<'_>) -> bool) {
        let metrics = || self.manifest.metrics.iter();
        let punctual = self.own.metrics.iter().any(|metric| metric.on_time_of.is_some());
        let mut overdue = 0;
        for clock in self.decision.clocks.iter().filter(|clock| whose(clock)) {
            let of = |metric: &MetricDef| metric.on_time_of.is_some() && self.punctual(metric) == Some(clock.kind);
            let counts = !punctual || metrics().any(of);
            overdue += u64::from(counts && clock.state == State::Missed && clock.ended.is_none());
            for (_, rate) in metrics().zip(&mut into.rates).filter(|(metric, _)| of(metric)) {
                let mut row = Rows::default();
                row.count(clock, self.decision.as_of.at);
                rate.hits += row.met;
                rate.counts += row.met + row.missed;
                counts::add(&mut rate.excluded, row.excluded);
                counts::add(&mut rate.late, row.late);
            }
        }
        into.overdue_rows += overdue;
        into.overdue_cases += u64::from(overdue > 0);
    }

    fn clocks(&self, into: &mut [Rows]) {
        for clock in &self.decision.clocks {
            if let Some(rows) = self.kind(clock).and_then(|kind| into.get_mut(kind)) {
                rows.count(clock, self.decision.as_of.at);
            }
        }
    }
}
