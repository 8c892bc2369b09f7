//! A city's rules in all their versions as one vocabulary: a report speaks of a rate, a kind of clock or a category once, whichever
//! version judged a case.

use paidan_engine::contract::{Manifest, MetricDef, Name};
use paidan_engine::{City, Versions};

/// The lists of every version, joined by id; where versions say the same id otherwise, the newest one's words are taken.
#[derive(Debug, Clone)]
pub(crate) struct Joined {
    manifest: Manifest,
    /// Of each version, oldest first: its version and the digest of its rules.
    versions: Vec<(String, String)>,
}

impl Joined {
    /// Of a city.
    pub(crate) fn of(versions: &Versions) -> Self {
        let manifest = |city: &City| city.policy().manifest().raw.clone();
        let mut newest_first = versions.all().iter().rev().map(|(_, city)| city);
        // INVARIANT of Versions: not empty
        #[allow(clippy::expect_used)]
        let newest = newest_first.next().expect("a city has a version");
        let mut joined = manifest(newest);
        newest_first.for_each(|city| join(&mut joined, manifest(city)));
        // whoever answers for an escalated case is called as the superior calls it
        for city in versions.all().iter().flat_map(|(_, city)| city.superiors()) {
            let raw = manifest(city);
            add(&mut joined.units, raw.units, |unit| &unit.id);
            names(&mut joined.areas, raw.areas);
        }
        let told = |city: &City| {
            let raw = &city.policy().manifest().raw;
            (raw.version.clone(), raw.digest.get(..32).unwrap_or(&raw.digest).to_owned())
        };
        Joined { manifest: joined, versions: versions.all().iter().map(|(_, city)| told(city)).collect() }
    }

    /// What all versions declare, under the newest one's name.
    pub(crate) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Version and rules, oldest first.
    pub(crate) fn versions(&self) -> &[(String, String)] {
        &self.versions
    }
}

fn join(into: &mut Manifest, from: Manifest) {
    let clock_ids: Vec<String> = from.clocks.iter().map(|clock| clock.id.clone()).collect();
    add(&mut into.clocks, from.clocks, |clock| &clock.id);
    // a metric names its clock by position
    let position = |into: &Manifest, clock: u16| {
        let id = clock_ids.get(usize::from(clock))?;
        u16::try_from(into.clocks.iter().position(|clock| clock.id == *id)?).ok()
    };
    let metrics = from.metrics.into_iter();
    let metrics: Vec<MetricDef> = metrics
        .map(|metric| MetricDef { on_time_of: metric.on_time_of.and_then(|clock| position(into, clock)), ..metric })
        .collect();
    add(&mut into.metrics, metrics, |metric| &metric.id);
    for (list, more) in [
        (&mut into.channels, from.channels),
        (&mut into.kinds, from.kinds),
        (&mut into.categories, from.categories),
        (&mut into.areas, from.areas),
    ] {
        names(list, more);
    }
    for group in from.groups {
        match into.groups.iter_mut().find(|known| known.id == group.id) {
            Some(known) => names(&mut known.values, group.values),
            None => into.groups.push(group),
        }
    }
    add(&mut into.stages, from.stages, |stage| &stage.id);
    add(&mut into.units, from.units, |unit| &unit.id);
}

fn names(into: &mut Vec<Name>, from: Vec<Name>) {
    add(into, from, |name| &name.id);
}

fn add<T>(into: &mut Vec<T>, from: Vec<T>, id: fn(&T) -> &String) {
    for one in from {
        if !into.iter().any(|known| id(known) == id(&one)) {
            into.push(one);
        }
    }
}
