//! From counts to what is said of them: the versions of a city joined under one id.

use paidan_engine::contract::{Basis, ClockDef, HoldsIf, Name, RuleDef, RungDef};

use crate::lists::List;
use crate::report::{Excluded, Hundredths, Version};

use super::clocks::OfClock;
use super::reach::{OfVersion, Reach};
use super::rules::{Example, OfCondition, OfRule};
use super::shape::*;
use super::words::TOLD;

impl Reach {
    /// What was reached. `as_of`: the moment at which the cases were judged, as it is to be written; what stands in the sources
    /// alone is left out.
    #[must_use]
    pub fn coverage(&self, as_of: &str) -> Coverage {
        let newest = self.newest_first().next().map(OfVersion::manifest);
        let text = |of: fn(&paidan_engine::contract::Manifest) -> &String| newest.map(of).cloned().unwrap_or_default();
        Coverage {
            coverage: FORMAT,
            city: text(|m| &m.id),
            title: text(|m| &m.title),
            version: text(|m| &m.version),
            digest: short(&text(|m| &m.digest)),
            versions: self.judged_by(),
            as_of: as_of.to_owned(),
            cases: self.cases.clone(),
            rules: self.rules(),
            clocks: self.clocks(),
            words: TOLD.into_iter().map(|list| self.words(list)).filter(|list| !list.words.is_empty()).collect(),
            catalogues: Vec::new(),
        }
    }

    fn newest_first(&self) -> impl Iterator<Item = &OfVersion> {
        self.versions.iter().rev()
    }

    fn judged_by(&self) -> Vec<Version> {
        let version = |of: &OfVersion| {
            let manifest = of.manifest();
            Version { version: manifest.version.clone(), rules: short(&manifest.digest), cases: of.cases }
        };
        self.versions.iter().filter(|_| self.versions.len() > 1).map(version).collect()
    }

    fn rules(&self) -> Vec<Rule> {
        let defs = self.newest_first().flat_map(|of| of.manifest().rules.iter().zip(&of.rules.counts));
        let applied = defs.filter(|(def, _)| def.basis != Basis::Unused);
        let cases = self.versions.iter().map(|of| of.cases).sum();
        grouped(applied, |(def, _)| &def.id).iter().map(|same| rule(same, cases)).collect()
    }

    fn clocks(&self) -> Vec<Clock> {
        let kinds = self.newest_first().flat_map(|of| {
            let manifest = of.manifest();
            manifest.clocks.iter().zip(&of.clocks).map(move |(kind, count)| {
                let ladder = kind.ladder.and_then(|ladder| manifest.ladders.get(usize::from(ladder)));
                (kind, ladder.map_or(&[][..], |ladder| &ladder.rungs), count)
            })
        });
        let clock = |same: &Vec<(&ClockDef, &[RungDef], &OfClock)>| {
            let mut all = OfClock::default();
            same.iter().for_each(|(.., count)| all.merge((*count).clone()));
            let rungs = same.iter().flat_map(|(_, rungs, count)| rungs.iter().zip(&count.rungs));
            let rung = |same: &Vec<(&RungDef, &u64)>| {
                let newest = same[0].0;
                let fired = same.iter().map(|(_, fired)| *fired).sum();
                Rung { rung: newest.id.clone(), title: newest.title.clone(), fired }
            };
            let excluded = all.went.excluded.iter().map(|(why, count)| Excluded { why: *why, count: *count });
            Clock {
                clock: same[0].0.id.clone(),
                title: same[0].0.title.clone(),
                rows: all.rows,
                met: all.went.met,
                missed: all.went.missed,
                overdue: all.went.overdue,
                never: all.never(),
                excluded: excluded.collect(),
                rungs: grouped(rungs, |(def, _)| &def.id).iter().map(rung).collect(),
            }
        };
        grouped(kinds, |(kind, ..)| &kind.id).iter().map(clock).collect()
    }

    fn words(&self, list: List) -> Words {
        let mut words: Vec<Word> = self
            .words
            .told(list)
            .map(|((word, title), cases)| Word { word: word.clone(), title: title.clone(), cases, lacking: None })
            .collect();
        if list == List::Input {
            words.iter_mut().zip(self.words.lacking()).for_each(|(word, cases)| word.lacking = Some(cases));
        }
        Words { list: list.name(), words }
    }
}

/// What has one id, together; in the order in which the ids come first.
fn grouped<T>(all: impl Iterator<Item = T>, id: impl Fn(&T) -> &String) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = Vec::new();
    for one in all {
        match groups.iter_mut().find(|group| id(&group[0]) == id(&one)) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

/// A rule as its versions have it, the newest first; of so many cases.
fn rule(same: &[(&RuleDef, &OfRule)], cases: u64) -> Rule {
    let sum = |of: fn(&OfRule) -> u64| same.iter().map(|(_, count)| of(count)).sum::<u64>();
    let least = |of: fn(&OfRule) -> &Option<Example>| same.iter().filter_map(|(_, count)| of(count).as_ref()).min();
    let (asked, held) = (sum(|count| count.asked), sum(|count| count.held));
    let conditions = same.iter().flat_map(|(def, count)| def.conditions.iter().zip(&count.conditions));
    Rule {
        rule: same[0].0.id.clone(),
        title: same[0].0.title.clone(),
        any: same[0].0.holds == HoldsIf::Any && same[0].0.conditions.len() > 1,
        asked,
        held,
        missed: asked - held,
        held_percent: Hundredths::percent(held, asked),
        share_percent: Hundredths::percent(held, cases),
        first_held: least(|count| &count.first).map(|example| example.case.to_string()),
        nearest: least(|count| &count.nearest).map(|example| Nearest { case: example.case.to_string(), lacked: example.lacked }),
        conditions: grouped(conditions, |(name, _)| &name.id).iter().map(|same| condition(same)).collect(),
    }
}

fn condition(same: &[(&Name, &OfCondition)]) -> Condition {
    let mut all = OfCondition::default();
    same.iter().for_each(|(_, count)| all.add(**count));
    let OfCondition { yes, no, failed, alone } = all;
    Condition { condition: same[0].0.id.clone(), title: same[0].0.title.clone(), yes, no, failed, alone }
}

/// 128 bits of a digest tell two versions apart.
fn short(digest: &str) -> String {
    digest.get(..32).unwrap_or(digest).to_owned()
}
