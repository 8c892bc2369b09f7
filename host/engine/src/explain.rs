//! How a decision came about, for people: how each due was counted, and which conditions a rule lacked.

use paidan_calendar::Step;

use crate::city::City;
use crate::decision::{Asked, Decision};

/// A rule that did not hold, and what it lacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss<'a> {
    /// The rule's position in the manifest.
    pub rule: u16,
    /// The conditions that held.
    pub held: Vec<&'a str>,
    /// The conditions that failed.
    pub failed: Vec<&'a str>,
}

impl City {
    /// The rules that were asked and did not hold, nearest first: fewest failed conditions, then most that held. Of a rule that
    /// needs any one condition, all failed; it counts as one step away.
    #[must_use]
    pub fn misses(&self, decision: &Decision<'_>) -> Vec<Miss<'_>> {
        let manifest = self.policy().manifest();
        let asked: Vec<&Asked> = decision.trace.asked.iter().collect();
        let missed = asked.iter().filter(|a| !a.held && !asked.iter().any(|b| b.rule == a.rule && b.held));
        let mut misses: Vec<Miss<'_>> = missed
            .map(|a| {
                let titles = |on: bool| {
                    let conditions = manifest.rule(a.rule).conditions.iter().enumerate();
                    conditions.filter(|(i, _)| (a.conditions >> i & 1 == 1) == on).map(|(_, c)| c.title.as_str()).collect()
                };
                Miss { rule: a.rule, held: titles(true), failed: titles(false) }
            })
            .collect();
        misses.sort_by_key(|m| {
            let any = matches!(manifest.rule(m.rule).holds, crate::policy::contract::HoldsIf::Any);
            (if any { 1 } else { m.failed.len() }, std::cmp::Reverse(m.held.len()), m.rule)
        });
        misses.dedup();
        misses
    }

    /// How the due of a row of the decision was counted, day by day. `row`: position in `decision.clocks`.
    #[must_use]
    pub fn steps(&self, decision: &Decision<'_>, row: usize) -> Vec<Step<'_>> {
        let know = self.knowledge(decision.as_of.at, Some(decision.calendar.known_at));
        match decision.trace.rows.get(row) {
            Some(resolved) => paidan_calendar::explain(self.book(), know, &resolved.row(), decision.as_of.at),
            None => Vec::new(),
        }
    }
}
