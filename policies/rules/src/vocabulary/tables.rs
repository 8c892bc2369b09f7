//! What the helpers of the SDK know: what each kind of event does, the rule of each clock, the lines of units, the catalogue.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{list, option, put};
use crate::model::{Lists, Route};

/// The event kinds that helpers follow, and what they are called in the SDK.
const STANDARD: [(&str, &str); 7] = [
    ("dispatched", "Dispatched"),
    ("co_unit_added", "CoUnitAdded"),
    ("reassigned", "Reassigned"),
    ("signed", "Signed"),
    ("completed", "Completed"),
    ("rework_ordered", "ReworkOrdered"),
    ("reopened", "Reopened"),
];

pub(super) fn write(out: &mut String, lists: &Lists) {
    routes(out, &lists.routes);
    put!(
        out,
        "#[doc(hidden)]\npub static VOCABULARY: paidan_sdk::Vocabulary = {{\n    use paidan_sdk::{{EventKind as E, Standard as S}};"
    );
    put!(out, "    paidan_sdk::Vocabulary {{\n        rules: {},\n        events: &[", lists.rules.len());
    for (kind, event) in lists.events.iter().enumerate() {
        let enters = lists.stages.iter().position(|stage| stage.entered.iter().any(|entered| usize::from(*entered) == kind));
        let closes = enters.is_some_and(|stage| lists.stages[stage].closed);
        let id = super::snake(&event.id);
        let standard = STANDARD.iter().find(|(name, _)| *name == id).map_or("Other", |(_, standard)| standard);
        put!(out, "            E {{ enters: {}, closes: {closes}, standard: S::{standard} }},", option(enters));
    }
    put!(out, "        ],\n        above: {},", list(&lists.categories, |category| option(category.parent)));
    put!(out, "        clock_rules: {},", list(&lists.clocks, |clock| clock.rule.to_string()));
    put!(out, "        units: &[");
    for unit in &lists.units {
        let (level, line) = (option(unit.level), &unit.line);
        put!(out, "            paidan_sdk::UnitEntry {{ level: {level}, line: {line:?}, receiver: {} }},", unit.receiver);
    }
    put!(out, "        ],\n    }}\n}};\n");
}

/// 20 bytes a row in the component: each list of co-handlers stands there once, however many rows share it.
fn routes(out: &mut String, routes: &[Route]) {
    put!(out, "/// The dispatch catalogue.\npub mod routes {{");
    let mut shared: BTreeMap<&[u16], usize> = BTreeMap::new();
    for route in routes {
        let next = shared.len();
        shared.entry(&route.co).or_insert(next);
    }
    if !routes.is_empty() {
        let mut lists: Vec<_> = shared.iter().collect();
        lists.sort_by_key(|(_, position)| **position);
        put!(out, "    use paidan_sdk::RouteRow as R;");
        put!(out, "    const CO: &[&[u16]] = {};", list(&lists, |(co, _)| list(co, u16::to_string)));
    }
    put!(
        out,
        "    /// Sorted by category, then area.\n    pub static TABLE: paidan_sdk::Routes = paidan_sdk::Routes {{\n        rows: &["
    );
    for Route { category, area, lead, co, fallback, .. } in routes {
        let (area, co, fallback) = (option(*area), shared.get(co.as_slice()).copied().unwrap_or(0), option(*fallback));
        put!(out, "            R {{ category: {category}, area: {area}, lead: {lead}, co: CO[{co}], fallback: {fallback} }},");
    }
    put!(out, "        ],\n    }};\n}}\n");
}
