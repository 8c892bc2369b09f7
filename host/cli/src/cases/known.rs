//! The ids that a policy declares: a file of cases may name no other.

use paidan_engine::City;
use paidan_engine::contract::Manifest;
use serde_json::Value;

use super::document::{Node, Text};
use crate::error::{Failure, Outcome, did_you_mean};

/// An id that is not declared: what is wrong, and what mends it.
pub(super) type Unknown = (String, String);

/// What a policy declares, for looking ids up.
pub(super) struct Known<'a> {
    manifest: &'a Manifest,
}

impl<'a> Known<'a> {
    pub(super) fn new(city: &'a City) -> Self {
        Known { manifest: &city.policy().manifest().raw }
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
        if ids.is_empty() || ids.contains(&id) {
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

    /// A body: a declared unit, one of its area or for another body, or a name that stands in the case.
    pub(super) fn body(&self, name: &str, case: &str) -> Result<(), Unknown> {
        let unit = name.split('@').next().unwrap_or(name);
        if self.ids("units").contains(&unit) || case.contains(&Value::from(name).to_string()) {
            return Ok(());
        }
        self.check("units", unit)
    }
}

/// The complaint about it, with its place.
pub(super) fn unknown(node: &Node<'_>, (text, mend): Unknown, line: usize) -> Failure {
    node.wrong_at("cases/unknown-id", &text, line).mend(mend)
}
