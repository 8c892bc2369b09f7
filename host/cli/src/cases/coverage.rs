//! What the cases of a policy reach: which rules were asked and held, which conditions went which way, which rows of the
//! catalogue were used, which kinds of clocks were kept and missed.

use std::collections::{BTreeMap, BTreeSet};

use paidan_calendar::State;
use paidan_engine::{Asked, Clock, Decision};
use paidan_rules::Rules;
use paidan_rules::model::Basis;
use serde::Serialize;
use serde_json::Value;

use super::file::Case;

/// Counts while cases run.
pub struct Coverage {
    rules: Rules,
    named: BTreeMap<String, usize>,
    asked: BTreeMap<usize, usize>,
    held: BTreeMap<usize, usize>,
    /// Rule and condition: whether it was ever false, ever true.
    conditions: BTreeMap<(usize, usize), [bool; 2]>,
    clocks: BTreeMap<String, Ways>,
    /// Positions in the rules' routes.
    routes: BTreeSet<usize>,
}

/// What befell the rows of a kind of clock, and what could have: `met`, `missed`.
#[derive(Default)]
struct Ways {
    could: BTreeSet<&'static str>,
    did: BTreeSet<&'static str>,
}

/// What was counted, as `--json` prints it.
#[derive(Serialize)]
pub struct Covered {
    pub rules: Vec<Rule>,
    pub conditions: Vec<Condition>,
    pub clocks: Vec<OneWay>,
    pub routes: Routes,
}

/// A rule that is applied (not `unused`): in how many cases it is named, was asked, held.
#[derive(Serialize)]
pub struct Rule {
    pub rule: String,
    pub title: String,
    pub named: usize,
    pub asked: usize,
    pub held: usize,
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

fn count(counts: &mut BTreeMap<usize, usize>, rules: BTreeSet<usize>) {
    rules.into_iter().for_each(|rule| *counts.entry(rule).or_default() += 1);
}

impl Ways {
    /// A date that comes round again without any event to meet it (an agenda) can be neither met nor missed; a row without a
    /// limit, or one that still waits for it, cannot be missed.
    fn add(&mut self, clock: &Clock<'_>, stops: bool) {
        let limited = clock.term.is_some() || clock.due.is_some();
        let (met, missed) = clock.rounds.map_or((0, 0), |rounds| (rounds.met, rounds.missed));
        let meets = clock.rounds.is_none() || stops;
        self.could.extend(Some("met").filter(|_| meets));
        self.could.extend(Some("missed").filter(|_| meets && limited));
        self.did.extend(Some("met").filter(|_| met > 0 || clock.state == State::Met));
        self.did.extend(Some("missed").filter(|_| missed > 0 || clock.state == State::Missed));
    }

    fn never(&self) -> Vec<&'static str> {
        self.could.difference(&self.did).copied().collect()
    }
}

impl Coverage {
    pub fn new(rules: Rules) -> Self {
        Coverage {
            rules,
            named: BTreeMap::new(),
            asked: BTreeMap::new(),
            held: BTreeMap::new(),
            conditions: BTreeMap::new(),
            clocks: BTreeMap::new(),
            routes: BTreeSet::new(),
        }
    }

    pub(super) fn add(&mut self, case: &Case, decision: &Decision<'_>) {
        for rule in &case.rules {
            *self.named.entry(rule.clone()).or_default() += 1;
        }
        let asked = self.with_filled(decision.trace.asked.iter());
        let held = self.with_filled(decision.trace.asked.iter().filter(|asked| asked.held));
        count(&mut self.asked, asked);
        count(&mut self.held, held);
        for asked in &decision.trace.asked {
            let rule = usize::from(asked.rule);
            for condition in 0..self.rules.rules.get(rule).map_or(0, |rule| rule.conditions.len()) {
                let way = usize::from(asked.conditions >> condition & 1 == 1);
                self.conditions.entry((rule, condition)).or_default()[way] = true;
            }
        }
        for clock in &decision.clocks {
            let stops = self.rules.clocks.iter().any(|kind| kind.id == clock.kind && !kind.stops.is_empty());
            self.clocks.entry(clock.kind.to_owned()).or_default().add(clock, stops);
        }
        if decision.route.is_some() {
            self.routes.extend(self.route(&serde_json::from_str(&case.json).unwrap_or_default()));
        }
    }

    /// Rules, and those whose gap they fill: a sentence without a number is applied by the rule that gives it one.
    fn with_filled<'a>(&self, asked: impl Iterator<Item = &'a Asked>) -> BTreeSet<usize> {
        let fills = |rule: usize| self.rules.rules.get(rule)?.fills.map(usize::from);
        asked.flat_map(|asked| std::iter::successors(Some(usize::from(asked.rule)), |rule| fills(*rule))).collect()
    }

    /// The row for the finest category of the case that has one, and of its rows the one for the finest area.
    fn route(&self, case: &Value) -> Option<usize> {
        let path: Vec<&str> = case["category"].as_str()?.split('/').collect();
        let areas: Vec<&str> = case["area"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        (1..=path.len()).rev().find_map(|depth| {
            let named = path[..depth].join("/");
            let category = self.rules.categories.iter().position(|category| category.id == named || category.title == named)?;
            let rows = || self.rules.routes.iter().enumerate().filter(|(_, row)| usize::from(row.category) == category);
            let area =
                |row: Option<u16>| row.and_then(|area| self.rules.areas.get(usize::from(area))).map(|area| area.id.as_str());
            let here = areas.iter().rev().find_map(|code| rows().find(|(_, row)| area(row.area) == Some(*code)));
            here.or_else(|| rows().find(|(_, row)| row.area.is_none())).map(|(row, _)| row)
        })
    }

    pub fn covered(&self) -> Covered {
        let rules = &self.rules;
        let applied = || rules.rules.iter().enumerate().filter(|(_, rule)| rule.basis != Basis::Unused);
        Covered {
            rules: applied()
                .map(|(i, rule)| Rule {
                    rule: rule.id.clone(),
                    title: rule.title.clone(),
                    named: self.named.get(&rule.id).copied().unwrap_or(0),
                    asked: self.asked.get(&i).copied().unwrap_or(0),
                    held: self.held.get(&i).copied().unwrap_or(0),
                })
                .collect(),
            conditions: applied()
                .flat_map(|(i, rule)| rule.conditions.iter().enumerate().map(move |(c, condition)| (i, c, rule, condition)))
                .filter_map(|(i, c, rule, condition)| {
                    let [no, yes] = self.conditions.get(&(i, c)).copied().unwrap_or_default();
                    let never: Vec<_> =
                        [("true", yes), ("false", no)].into_iter().filter(|(_, seen)| !seen).map(|(way, _)| way).collect();
                    (!never.is_empty()).then(|| Condition {
                        rule: rule.id.clone(),
                        condition: condition.id.clone(),
                        title: condition.title.clone(),
                        never,
                    })
                })
                .collect(),
            clocks: rules
                .clocks
                .iter()
                .filter_map(|clock| {
                    let never = self.clocks.get(&clock.id).map_or(vec!["met", "missed"], Ways::never);
                    (!never.is_empty()).then(|| OneWay { clock: clock.id.clone(), title: clock.title.clone(), never })
                })
                .collect(),
            routes: Routes { rows: rules.routes.len(), used: self.routes.len() },
        }
    }
}
