//! What lies ahead of open cases if nobody acts: what is overdue already, what falls due on which day, and which rungs of supervision
//! are reached, by who owes it and by what is owed, with the obligations that fall due soonest.
//!
//! An [`Ahead`] counts cases that were decided as of a later moment with only what is known now ([`Judged::until`](crate::Judged));
//! [`Ahead::outlook`] makes tables of the counts. Of every group, open obligations are those overdue, those that fall due, those due
//! later, and those without a due: nothing is left out silently.

mod counts;
mod obligation;
mod outlook;
mod pressing;
mod shape;

use std::collections::BTreeMap;
use std::sync::Arc;

use paidan_calendar::{Day, Instant};
use paidan_engine::{Case, City, Decision, Error, Kind, Status, Versions};

use crate::fold::{Judged, Sum};
use crate::report::{Cases, Joined, NAMES_MAX, NOBODY, answers};

use counts::Counts;
use obligation::{Obligation, rounds};
use pressing::Pressing;

pub use shape::*;

/// The counts of a corpus. Its size depends on units, kinds of clocks and days, and on how many obligations it is to name, not on cases.
#[derive(Debug, Clone)]
pub struct Ahead {
    versions: Arc<Versions>,
    joined: Arc<Joined>,
    judged: Judged,
    total: Counts,
    units: BTreeMap<String, Counts>,
    clocks: BTreeMap<String, Counts>,
    pressing: Pressing,
    /// Counted cases by the version of the rules that judged them.
    judges: BTreeMap<String, u64>,
    cases: Cases,
}

impl Ahead {
    /// Nothing yet, of a city whose cases are judged so. The `most` pressing obligations will be named.
    #[must_use]
    pub fn new(versions: &Versions, judged: Judged, most: usize) -> Self {
        Ahead {
            versions: Arc::new(versions.clone()),
            joined: Arc::new(Joined::of(versions)),
            judged,
            total: Counts::default(),
            units: BTreeMap::new(),
            clocks: BTreeMap::new(),
            pressing: Pressing::new(most),
            judges: BTreeMap::new(),
            cases: Cases::default(),
        }
    }

    /// What is open of a case, each round of a recurring duty by itself.
    fn open<'d>(&self, city: &City, case: &Case<'_>, decision: &'d Decision<'_>) -> Result<Vec<Obligation<'d>>, Error> {
        let (at, manifest) = (self.judged.at, &city.policy().manifest().raw);
        let of = |clock| Obligation::of(clock, manifest, at, || answers(decision));
        let mut all: Vec<Obligation<'d>> = decision.clocks.iter().filter_map(of).collect();
        for missed in rounds(city, case, at, decision)? {
            all.extend(decision.clocks.get(missed.row).map(|clock| Obligation::round(clock, missed, || answers(decision))));
        }
        Ok(all)
    }

    /// The version that a city is.
    fn version(&self, city: &City) -> usize {
        let of = |city: &City| {
            let raw = &city.policy().manifest().raw;
            (raw.version.clone(), raw.digest.clone())
        };
        self.versions.all().iter().position(|(_, one)| of(one) == of(city)).unwrap_or_default()
    }
}

impl Sum for Ahead {
    fn add(&mut self, city: &City, case: &Case<'_>, decision: &Decision<'_>) -> Result<(), Error> {
        let open = match decision.status {
            Status::Decided | Status::NeedsInput => self.open(city, case, decision)?,
            Status::NotOpened | Status::NotApplicable | Status::Contradictory => Vec::new(),
        };
        if !self.cases.count(decision.status) {
            return Ok(());
        }
        *self.judges.entry(city.policy().manifest().raw.version.clone()).or_default() += 1;
        if open.is_empty() {
            return Ok(());
        }
        let calendar = city.calendar();
        let day = |due: Instant| calendar.local(due).0;
        self.total.add(Counts::of(open.iter(), day));
        by(&mut self.units, &open, |obligation| &obligation.body, day);
        by(&mut self.clocks, &open, |obligation| obligation.clock.kind, day);
        let version = self.version(city);
        for obligation in &open {
            if let Some(due) = obligation.standing.overdue() {
                self.pressing.offer(obligation, due, case, version);
            }
        }
        Ok(())
    }

    fn fail(&mut self, kind: Kind) {
        self.cases.fail(kind);
    }

    fn merge(&mut self, other: Ahead) {
        self.total.add(other.total);
        for (mine, theirs) in [(&mut self.units, other.units), (&mut self.clocks, other.clocks)] {
            theirs.into_iter().for_each(|(key, counts)| mine.entry(key).or_default().add(counts));
            bound(mine);
        }
        self.pressing.merge(other.pressing);
        for (version, cases) in other.judges {
            *self.judges.entry(version).or_default() += cases;
        }
        self.cases.add(&other.cases);
    }
}

/// Adds what a case has to the groups that it has something of.
fn by<'o>(
    groups: &mut BTreeMap<String, Counts>,
    open: &'o [Obligation<'o>],
    key: impl Fn(&'o Obligation<'o>) -> &'o str,
    day: impl Fn(Instant) -> Day + Copy,
) {
    let mut keys: Vec<&str> = open.iter().map(&key).collect();
    keys.sort_unstable();
    keys.dedup();
    for one in keys {
        let counts = Counts::of(open.iter().filter(|obligation| key(obligation) == one), day);
        match groups.get_mut(one) {
            Some(group) => group.add(counts),
            None => {
                groups.insert(one.to_owned(), counts);
                bound(groups);
            }
        }
    }
}

/// Names come from cases too, and nobody bounds those: the first in their order stay, whichever came first, and the others are nobody's.
fn bound(groups: &mut BTreeMap<String, Counts>) {
    while groups.len() > NAMES_MAX {
        if let Some((_, counts)) = groups.pop_last() {
            groups.entry(NOBODY.to_owned()).or_default().add(counts);
        }
    }
}
