//! Decision by decision into counts.

use paidan_engine::contract::Manifest;
use paidan_engine::{Case, City, Decision, Error, Kind, Status, Versions};
use rustc_hash::FxHashMap;

use crate::fold::Sum;
use crate::lists::List;
use crate::report::Cases;

use super::clocks::OfClock;
use super::rules::Rules;
use super::words::Words;

/// The counts of a corpus. Its size depends on what the city declares, not on cases.
#[derive(Debug, Clone)]
pub struct Reach {
    /// Oldest first.
    pub(super) versions: Vec<OfVersion>,
    pub(super) words: Words,
    pub(super) cases: Cases,
    /// The place of the case at hand.
    place: Vec<u16>,
}

/// What cases judged by a version of the city reached.
#[derive(Debug, Clone)]
pub(super) struct OfVersion {
    pub(super) city: City,
    pub(super) cases: u64,
    pub(super) rules: Rules,
    /// In the order of the manifest.
    pub(super) clocks: Vec<OfClock>,
    /// Finest category and areas: routed cases.
    places: FxHashMap<Vec<u16>, u64>,
}

impl OfVersion {
    fn nothing(city: &City) -> Self {
        let manifest = &city.policy().manifest().raw;
        OfVersion {
            city: city.clone(),
            cases: 0,
            rules: Rules::nothing(&manifest.rules),
            clocks: manifest.clocks.iter().map(|kind| OfClock::nothing(manifest, kind)).collect(),
            places: FxHashMap::default(),
        }
    }

    pub(super) fn manifest(&self) -> &Manifest {
        &self.city.policy().manifest().raw
    }
}

/// Where routed cases came from, in the words of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place<'r> {
    /// The finest category that is declared.
    pub category: &'r str,
    /// The codes that are declared, coarse to fine.
    pub areas: Vec<&'r str>,
    /// How many.
    pub cases: u64,
}

impl Reach {
    /// Nothing yet, of a city.
    #[must_use]
    pub fn new(versions: &Versions) -> Self {
        Reach {
            versions: versions.all().iter().map(|(_, city)| OfVersion::nothing(city)).collect(),
            words: Words::nothing(versions),
            cases: Cases::default(),
            place: Vec::new(),
        }
    }

    /// Fails if no case could be counted.
    ///
    /// # Errors
    /// `coverage/empty`.
    pub fn not_empty(&self) -> Result<(), Error> {
        if self.versions.iter().any(|version| version.cases > 0) {
            return Ok(());
        }
        Err(self.cases.none("coverage/empty"))
    }

    /// The places of the cases that a version routed: what a catalogue is looked up by. Versions are counted from the oldest.
    #[must_use]
    pub fn places(&self, version: usize) -> Vec<Place<'_>> {
        let id = |list, at: u16| self.words.vocabulary.entries(list)[usize::from(at)].0.as_str();
        let place = |(place, cases): (&Vec<u16>, &u64)| {
            let (category, areas) = place.split_first()?;
            let areas = areas.iter().map(|area| id(List::Area, *area)).collect();
            Some(Place { category: id(List::Category, *category), areas, cases: *cases })
        };
        let mut places: Vec<_> = self.versions.get(version).into_iter().flat_map(|of| &of.places).filter_map(place).collect();
        places.sort_unstable();
        places
    }
}

impl Reach {
    /// Counts a case that was decided by one of the versions.
    pub fn count(&mut self, city: &City, case: &Case<'_>, decision: &Decision<'_>) {
        // versions of a city are clones of what was loaded
        let Some(of) = self.versions.iter_mut().find(|of| std::ptr::eq(of.city.policy(), city.policy())) else { return };
        self.cases.count(decision.status);
        if decision.status == Status::NotOpened {
            return;
        }
        self.words.add(case, decision, &mut self.place);
        let manifest = &city.policy().manifest().raw;
        of.cases += 1;
        of.rules.add(&manifest.rules, case, &decision.trace.asked);
        for row in &decision.clocks {
            if let Some(at) = manifest.clocks.iter().position(|kind| kind.id == row.kind) {
                of.clocks[at].add(&manifest.clocks[at], row, decision.as_of.at);
            }
        }
        if decision.route.is_some() && !self.place.is_empty() {
            match of.places.get_mut(&self.place) {
                Some(cases) => *cases += 1,
                None => drop(of.places.insert(self.place.clone(), 1)),
            }
        }
    }
}

impl Sum for Reach {
    fn add(&mut self, city: &City, case: &Case<'_>, decision: &Decision<'_>) -> Result<(), Error> {
        self.count(city, case, decision);
        Ok(())
    }

    fn fail(&mut self, kind: Kind) {
        self.cases.fail(kind);
    }

    fn merge(&mut self, other: Reach) {
        self.words.merge(&other.words);
        self.cases.add(&other.cases);
        for (own, other) in self.versions.iter_mut().zip(other.versions) {
            own.cases += other.cases;
            own.rules.merge(other.rules);
            own.clocks.iter_mut().zip(other.clocks).for_each(|(own, other)| own.merge(other));
            other.places.into_iter().for_each(|(place, cases)| *own.places.entry(place).or_default() += cases);
        }
    }
}
