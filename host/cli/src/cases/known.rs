//! The ids that a policy declares: a file of cases may name no other.

use std::collections::BTreeMap;

use paidan_engine::City;
use paidan_engine::contract::Manifest;
use paidan_rules::Rules;
use serde_json::Value;

use super::document::{Node, Text};
use crate::error::{Failure, Outcome, did_you_mean};

/// An id that is not declared: what is wrong, and what mends it.
pub(super) type Unknown = (String, String);

/// What a policy declares, for looking ids up.
pub(super) struct Known<'a> {
    manifest: &'a Manifest,
    rules: &'a Rules,
}

impl<'a> Known<'a> {
    pub(super) fn new(city: &'a City, rules: &'a Rules) -> Self {
        Known { manifest: &city.policy().manifest().raw, rules }
    }

    /// Whether the rules can be built with these settings.
    pub(super) fn settings(&self, node: &Node<'_>, set: &BTreeMap<String, String>) -> Outcome<()> {
        let mut rules = self.rules.clone();
        for (path, text) in set {
            if let Err(errors) = rules.set(path, text) {
                let first = errors.0.into_iter().next();
                let (said, mend) = first.map_or_else(Default::default, |finding| (finding.message, finding.mend));
                return Err(node.wrong("cases/bad-setting", &format!("{path} = {text}: {said}")).mend(mend));
            }
        }
        Ok(())
    }

    pub(super) fn ids(&self, of: &str) -> Vec<&'a str> {
        let m = self.manifest;
        macro_rules! ids {
            ($list:expr) => {
                $list.iter().map(|entry| entry.id.as_str()).collect()
            };
        }
        match of {
            "rules" => ids!(m.rules),
            "labels" => ids!(m.groups),
            "clocks" => ids!(m.clocks),
            "escalations" | "level" => ids!(m.levels),
            "measures" => ids!(m.metrics),
            "actions" => ids!(m.actions),
            "violations" => ids!(m.violations),
            "needs" => ids!(m.inputs),
            "stage" => ids!(m.stages),
            "roles" => ids!(m.roles),
            "modes" => ids!(m.modes),
            "units" => ids!(m.units),
            _ => Vec::new(),
        }
    }

    /// Nothing where the id is declared, or where the list is open.
    pub(super) fn check(&self, of: &str, id: &str) -> Result<(), Unknown> {
        let ids = self.ids(of);
        if ids.is_empty() || ids.contains(&id) || of == "needs" && is_field(id) {
            return Ok(());
        }
        let shown = if ids.len() > 20 {
            "`paidan inspect` shows what is declared".to_owned()
        } else {
            format!("declared: {}", ids.join(", "))
        };
        Err((
            format!("the policy declares no `{id}` among its {of}"),
            format!("{}{shown}", did_you_mean(id, ids.iter().copied())),
        ))
    }

    pub(super) fn rules(&self, node: &Node<'_>, texts: &[Text]) -> Outcome<Vec<String>> {
        texts
            .iter()
            .map(|rule| {
                self.check("rules", &rule.text).map(|()| rule.text.clone()).map_err(|said| unknown(node, said, rule.line))
            })
            .collect()
    }

    /// A rung of the ladder of a kind of clock.
    pub(super) fn rung(&self, clock: &str, rung: &str) -> Result<(), Unknown> {
        let kind = self.manifest.clocks.iter().find(|kind| kind.id == clock);
        let ladder = kind.and_then(|kind| self.manifest.ladders.get(usize::from(kind.ladder?)));
        let rungs: Vec<&str> = ladder.into_iter().flat_map(|ladder| &ladder.rungs).map(|rung| rung.id.as_str()).collect();
        if rungs.contains(&rung) {
            return Ok(());
        }
        let mend = match rungs.is_empty() {
            true => format!("clock `{clock}` has no ladder"),
            false => format!("the rungs of its ladder: {}", rungs.join(", ")),
        };
        Err((format!("clock `{clock}` has no rung `{rung}`"), mend))
    }

    /// A body: a declared unit, one of its area or for another body, or a name that stands in the case.
    pub(super) fn body(&self, name: &str, case: &str) -> Result<(), Unknown> {
        let unit = name.split('@').next().unwrap_or(name);
        if self.ids("units").contains(&unit) || case.contains(&Value::from(name).to_string()) {
            return Ok(());
        }
        self.check("units", unit)
    }
}

/// What a decision may need of the case itself.
fn is_field(name: &str) -> bool {
    let place = name.strip_prefix("area[").and_then(|rest| rest.strip_suffix(']'));
    place.map_or(["category", "kind", "channel"].contains(&name), |place| place.parse::<u16>().is_ok())
}

/// The complaint about it, with its place.
pub(super) fn unknown(node: &Node<'_>, (text, mend): Unknown, line: usize) -> Failure {
    node.wrong_at("cases/unknown-id", &text, line).mend(mend)
}
