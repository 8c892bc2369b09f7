//! What the cases of a policy reach, counted as over any corpus; and which rules they name.

use std::collections::BTreeMap;

use paidan_engine::{City, Decision, Versions};
use paidan_lab::coverage::{self, Reach};
use paidan_rules::Rules;
use serde::Serialize;

use super::file::Case;
use crate::catalogue;

/// Counts while cases run.
pub struct Coverage {
    /// Of the catalogue.
    rules: Rules,
    named: BTreeMap<String, usize>,
    reach: Reach,
}

/// What was counted, as `--json` prints it.
#[derive(Serialize)]
pub struct Covered {
    pub rules: Vec<Rule>,
    pub conditions: Vec<Condition>,
    pub clocks: Vec<OneWay>,
    pub routes: Routes,
}

/// A rule that is applied (not `unused`), and in how many cases it is named.
#[derive(Serialize)]
pub struct Rule {
    pub named: usize,
    #[serde(flatten)]
    pub rule: coverage::Rule,
}

/// A condition that only ever went one way.
#[derive(Serialize)]
pub struct Condition {
    pub rule: String,
    pub condition: String,
    pub title: String,
    pub never: Vec<&'static str>,
}

/// A kind of clock that was never met or never missed, though it could have been.
#[derive(Serialize)]
pub struct OneWay {
    pub clock: String,
    pub title: String,
    pub never: Vec<&'static str>,
}

/// Rows of the catalogue by which a case was routed.
#[derive(Serialize)]
pub struct Routes {
    pub rows: usize,
    pub used: usize,
}

impl Coverage {
    pub fn new(city: &City, rules: Rules) -> Self {
        Coverage { rules, named: BTreeMap::new(), reach: Reach::new(&Versions::always(city.clone())) }
    }

    /// A case as it is written and as it was read, with its decision.
    pub(super) fn add(&mut self, city: &City, case: &Case, read: &paidan_engine::Case<'_>, decision: &Decision<'_>) {
        for rule in &case.rules {
            *self.named.entry(rule.clone()).or_default() += 1;
        }
        self.reach.count(city, read, decision);
    }

    pub fn covered(&self) -> Covered {
        // each case has a moment of its own
        let coverage = self.reach.coverage("");
        let one_way = |rule: &coverage::Rule| {
            let conditions = rule.conditions.iter().filter(|condition| !condition.never().is_empty());
            let told = |condition: &coverage::Condition| Condition {
                rule: rule.rule.clone(),
                condition: condition.condition.clone(),
                title: condition.title.clone(),
                never: condition.never(),
            };
            conditions.map(told).collect::<Vec<_>>()
        };
        let catalogue = catalogue::used(&self.rules, &self.reach.places(0));
        Covered {
            conditions: coverage.rules.iter().flat_map(one_way).collect(),
            rules: coverage
                .rules
                .into_iter()
                .map(|rule| Rule { named: self.named.get(&rule.rule).copied().unwrap_or(0), rule })
                .collect(),
            clocks: coverage
                .clocks
                .into_iter()
                .filter(|clock| !clock.never.is_empty())
                .map(|clock| OneWay { clock: clock.clock, title: clock.title, never: clock.never })
                .collect(),
            routes: Routes { rows: catalogue.rows.len(), used: catalogue.rows.iter().filter(|row| row.cases > 0).count() },
        }
    }
}
