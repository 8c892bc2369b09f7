//! Checks of a policy before it goes live: cases are made of everything that it says it reads, decided, and held against what must
//! hold of every decision; what was never said, never held or never mattered is found; and of what is found, the smallest case
//! that shows it.

mod changes;
mod finding;
mod given;
mod grid;
mod idle;
mod laws;
mod pairs;
mod said;
mod seen;
mod shrink;
mod tiers;
mod walk;
mod words;

use std::collections::BTreeSet;

use paidan_calendar::{Day, Instant};
use paidan_engine::{Batch, Case, City, Decision, Error};
use serde::Serialize;

use crate::lists::List;
use grid::Grid;
use idle::Idle;
use walk::{Pool, Walked};
use words::Shows;

pub use changes::{Change, Said, changes};
pub use finding::{Example, Explanations, FINDINGS, Finding, Severity};
pub use given::{Given, Happened};

/// Whose policy is checked: a city, or what a test puts in its place.
pub trait Subject: Sync {
    /// The city: its manifest, its calendar.
    fn city(&self) -> &City;
    /// Somebody of a thread's own who decides cases.
    fn ask(&self) -> Box<dyn Ask<'_> + '_>;
}

/// Decides case after case.
pub trait Ask<'c> {
    /// As [`Batch::evaluate_knowing`].
    ///
    /// # Errors
    /// As there.
    fn ask<'a>(&mut self, case: &'a Case<'_>, at: Instant, known_at: Option<Day>) -> Result<Decision<'a>, Error>
    where
        'c: 'a;
}

impl<'c> Ask<'c> for Batch<'c> {
    fn ask<'a>(&mut self, case: &'a Case<'_>, at: Instant, known_at: Option<Day>) -> Result<Decision<'a>, Error>
    where
        'c: 'a,
    {
        self.evaluate_knowing(case, at, known_at)
    }
}

impl Subject for City {
    fn city(&self) -> &City {
        self
    }

    fn ask(&self) -> Box<dyn Ask<'_> + '_> {
        Box::new(self.batch())
    }
}

/// A case that the city has already: of its proofs, of its sample.
#[derive(Debug, Clone)]
pub struct Own {
    case: Given,
    as_of: Instant,
}

impl Own {
    /// A case in JSON; none of what is none.
    #[must_use]
    pub fn read(json: &str, as_of: Instant) -> Option<Self> {
        Given::read(json).map(|case| Own { case, as_of })
    }
}

/// How a policy is checked.
#[derive(Debug, Clone)]
pub struct Order {
    /// Cases that the city has already. What they reach is reached.
    pub own: Vec<Own>,
    /// Words that somebody else reads of the city's cases: its superior.
    pub elsewhere: BTreeSet<String>,
    /// Cases of the grid begin in the year from this day on.
    pub start: Day,
    /// Of more combinations than this, all pairs are tried.
    pub most: u64,
    /// Threads. What is found does not depend on them.
    pub workers: usize,
    /// What is known and meant.
    pub explanations: Explanations,
}

/// What came of it.
#[derive(Debug, Clone, Serialize)]
pub struct Checked {
    /// The policy's id, its version and the digest of its sources.
    pub policy: String,
    #[allow(missing_docs)]
    pub version: String,
    #[allow(missing_docs)]
    pub rules: String,
    /// Cases of the city's own.
    pub own: usize,
    /// What was made beside them.
    pub grids: Vec<Gridded>,
    /// The gravest first.
    pub findings: Vec<Finding>,
}

/// Cases that were made.
#[derive(Debug, Clone, Serialize)]
pub struct Gridded {
    /// `inputs`: what a case says of itself; `sequences`: what happens to it while a unit has it; `histories`: all of it together.
    pub of: &'static str,
    /// How many combinations there are.
    pub combinations: u128,
    /// All of them were tried; else every pair of options.
    pub all: bool,
    /// How many cases that took.
    pub cases: u64,
}

impl Checked {
    /// Findings that nobody explained.
    pub fn open(&self, severity: Severity) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.severity == severity && finding.explained.is_none())
    }
}

/// Checks a policy.
///
/// # Errors
/// Where this machine fails: a fault of the policy is a finding.
pub fn check(subject: &dyn Subject, order: &Order) -> Result<Checked, Error> {
    let city = subject.city();
    let manifest = &city.policy().manifest().raw;
    let grids = [Grid::inputs, Grid::sequences, Grid::histories].map(|grid| grid(city, order.start, order.most));
    let pool = Pool { own: &order.own, grids: &grids };
    let Walked { mut seen, hits } = walk::walk(subject, &pool, order.workers)?;
    seen.close(manifest);
    let mut finder = Finder { subject, ask: subject.ask(), pool: &pool, found: Vec::new() };
    for ((code, place), hit) in hits {
        if code == "check/undeclared" && place.split_once('.').is_some_and(|(_, word)| order.elsewhere.contains(word)) {
            continue;
        }
        finder.breach(code, place, hit);
    }
    finder.found.extend(tiers::unordered(subject, &pool, &grids[0].variable())?);
    for (finding, shown) in words::rules(manifest, &seen).into_iter().chain(words::in_vain(manifest, &seen)) {
        finder.of_all(finding, shown);
    }
    words::unused(manifest, &seen, &mut finder.found);
    words::duplicates(manifest, &mut finder.found);
    let levels: Vec<String> = manifest.levels.iter().map(|level| format!("level.{}", level.id)).collect();
    let named = |place: &String| levels.iter().position(|level| level == place).is_some_and(|at| seen.said.has(List::Level, at));
    let idle = idle::idle(subject, &pool, order.workers)?.into_iter().filter(|idle| !named(&idle.finding.place));
    for Idle { finding, case } in idle {
        finder.idle(finding, case);
    }
    let mut findings = finder.found;
    order.explanations.apply(&mut findings);
    findings.iter_mut().for_each(|finding| finding.title = words::title(manifest, &finding.place));
    let rank = |code: &str| FINDINGS.iter().position(|(known, ..)| *known == code);
    findings.sort_by(|a, b| (a.severity, rank(a.code), &a.place).cmp(&(b.severity, rank(b.code), &b.place)));
    let gridded = grids.iter().zip(["inputs", "sequences", "histories"]).map(|(grid, of)| {
        let (combinations, all, cases) = (grid.combinations, grid.is_all(), grid.len());
        Gridded { of, combinations, all, cases }
    });
    Ok(Checked {
        policy: manifest.id.clone(),
        version: manifest.version.clone(),
        rules: manifest.digest.clone(),
        own: order.own.len(),
        grids: gridded.collect(),
        findings,
    })
}

/// Makes findings, each with its smallest case.
struct Finder<'f> {
    subject: &'f dyn Subject,
    ask: Box<dyn Ask<'f> + 'f>,
    pool: &'f Pool<'f>,
    found: Vec<Finding>,
}

impl Finder<'_> {
    fn stamp(&self, at: Instant) -> String {
        self.subject.city().calendar().format(at).as_str().to_owned()
    }

    /// What does not hold of a case.
    fn breach(&mut self, code: &'static str, place: String, hit: walk::Hit) {
        let (given, _) = self.pool.case(hit.case);
        let (subject, ask) = (self.subject, &mut *self.ask);
        let mut as_of = hit.as_of;
        let mut smallest = shrink::shrink(given, &mut |given| shrink::breaks(subject, ask, given, as_of, (code, &place)));
        if let Some(earlier) = shrink::moments(&smallest, as_of)
            .into_iter()
            .find(|moment| shrink::breaks(subject, ask, &smallest, *moment, (code, &place)))
        {
            as_of = earlier;
            smallest = shrink::shrink(smallest, &mut |given| shrink::breaks(subject, ask, given, as_of, (code, &place)));
        }
        let mut finding = Finding::new(code, place, hit.details);
        finding.cases = hit.count;
        finding.example = Some(Example { as_of: self.stamp(as_of), case: smallest, beside: None });
        self.found.push(finding);
    }

    /// What is about all cases, with the smallest of those that show it.
    fn of_all(&mut self, mut finding: Finding, shown: Option<(u64, Shows)>) {
        if let Some((at, shows)) = shown {
            let (given, as_of) = self.pool.case(at);
            let ask = &mut *self.ask;
            let case =
                shrink::shrink(given, &mut |given| shrink::decision(ask, given, as_of, &|decision| shows.in_decision(decision)));
            finding.example = Some(Example { as_of: self.stamp(as_of), case, beside: None });
        }
        self.found.push(finding);
    }

    /// A word that changes nothing.
    fn idle(&mut self, mut finding: Finding, case: Option<u64>) {
        if let Some(at) = case {
            let (given, as_of) = self.pool.case(at);
            let ask = &mut *self.ask;
            let case = shrink::shrink(given, &mut |given| idle::shows(ask, given, &finding.place, as_of));
            finding.example = Some(Example { as_of: self.stamp(as_of), case, beside: None });
        }
        self.found.push(finding);
    }
}
