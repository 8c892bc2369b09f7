//! Rules with one thing wrong: a number of the manifest, or the outcome of a rule. Cases that prove a policy notice each of them.
//! Nothing is built or compiled: numbers are the host's to read ([`paidan_engine::Policy::with_manifest`]), an outcome is supposed
//! ([`paidan_engine::Batch::suppose`]).

use paidan_engine::contract::{Basis, Manifest, RungPoint, TimeUnit};

use crate::titles::unit_of_time;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// What is changed: `term d3`, `rule consult`.
    pub place: String,
    /// What stands there.
    pub from: String,
    /// What is put in its place.
    pub to: String,
    /// How it is made.
    pub change: Change,
}

/// How a mutant is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// By another manifest.
    Number(Number),
    /// By what is supposed of a rule.
    Outcome {
        /// Its id.
        rule: String,
        /// What is supposed.
        holds: bool,
    },
}

/// A number of a manifest, and what it becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// M.terms: its amount.
    Amount(usize, u32),
    /// M.terms: minute of the day.
    CutOff(usize, u16),
    /// M.profiles, an interval of its hours: minute of the day.
    Opens(usize, usize, u16),
    /// As `Opens`.
    Closes(usize, usize, u16),
    /// M.ladders, a rung: percent of the term.
    Percent(usize, usize, u8),
}

/// Minutes by which a time of day is moved: opening hours are said to the half hour.
const MINUTES: u16 = 30;
/// Hundredths by which a warning is moved.
const PERCENT: u8 = 10;

/// Every mutant of a policy: each number once up and once down by the smallest step that people would speak of, each rule that is
/// asked once as if it held and once as if it did not.
#[must_use]
pub fn mutants(manifest: &Manifest) -> Vec<Mutant> {
    let mut all = Vec::new();
    for (i, term) in manifest.terms.iter().enumerate() {
        // a term counted to the second is none at all without an amount
        let least = u32::from(matches!(term.unit, TimeUnit::Minute | TimeUnit::Hour) || term.repeats);
        for to in steps(term.amount, 1, least, u32::MAX) {
            let of = |amount: u32| format!("{amount} {}{}", unit_of_time(term.unit), if amount == 1 { "" } else { "s" });
            all.push(number(format!("term {}", term.id), of(term.amount), of(to), Number::Amount(i, to)));
        }
        if let Some(at) = term.cut_off {
            let moved = steps(at, MINUTES, 0, 1439);
            all.extend(moved.map(|to| number(format!("term {}, cut-off", term.id), time(at), time(to), Number::CutOff(i, to))));
        }
    }
    for (i, profile) in manifest.profiles.iter().enumerate() {
        for (h, hours) in profile.hours.iter().enumerate() {
            let place = |what: &str| format!("profile {}, {what}", profile.id);
            let opens = steps(hours.opens, MINUTES, 0, 1440);
            all.extend(opens.map(|to| number(place("opens"), time(hours.opens), time(to), Number::Opens(i, h, to))));
            let closes = steps(hours.closes, MINUTES, 0, 1440);
            all.extend(closes.map(|to| number(place("closes"), time(hours.closes), time(to), Number::Closes(i, h, to))));
        }
    }
    for (i, ladder) in manifest.ladders.iter().enumerate() {
        for (r, rung) in ladder.rungs.iter().enumerate() {
            let RungPoint::Percent(at) = rung.at else { continue };
            let place = || format!("ladder {}, rung {}", ladder.id, rung.id);
            let moved = steps(at, PERCENT, 1, 99);
            all.extend(moved.map(|to| number(place(), format!("{at} %"), format!("{to} %"), Number::Percent(i, r, to))));
        }
    }
    for def in &manifest.rules {
        if def.conditions.is_empty() || def.basis == Basis::Unused {
            continue;
        }
        for holds in [true, false] {
            let to = if holds { "always holds" } else { "never holds" };
            let change = Change::Outcome { rule: def.id.clone(), holds };
            all.push(Mutant { place: format!("rule {}", def.id), from: "as asked".to_owned(), to: to.to_owned(), change });
        }
    }
    all
}

impl Number {
    /// The manifest with this number in it.
    #[must_use]
    pub fn put(self, manifest: &Manifest) -> Manifest {
        let mut manifest = manifest.clone();
        match self {
            Number::Amount(term, to) => manifest.terms[term].amount = to,
            Number::CutOff(term, to) => manifest.terms[term].cut_off = Some(to),
            Number::Opens(profile, hours, to) => manifest.profiles[profile].hours[hours].opens = to,
            Number::Closes(profile, hours, to) => manifest.profiles[profile].hours[hours].closes = to,
            Number::Percent(ladder, rung, to) => manifest.ladders[ladder].rungs[rung].at = RungPoint::Percent(to),
        }
        manifest
    }
}

fn number(place: String, from: String, to: String, number: Number) -> Mutant {
    Mutant { place, from, to, change: Change::Number(number) }
}

/// One step down and one up, as far as they stay within the bounds.
fn steps<N>(from: N, step: N, least: N, most: N) -> impl Iterator<Item = N>
where
    N: Copy + Ord + std::ops::Add<Output = N> + std::ops::Sub<Output = N>,
{
    let down = (from >= least + step).then(|| from - step);
    let up = (from <= most - step).then(|| from + step);
    down.into_iter().chain(up)
}

/// Minute of the day as people write it.
fn time(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
