//! What the helpers of the SDK know: how stages are entered, the rule of each clock, the lines of units, the catalogue.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{list, option, put};
use crate::model::{Lists, Name, Route};

/// The event kinds that helpers know by name.
const STANDARD: [&str; 10] = [
    "received",
    "dispatched",
    "co_unit_added",
    "reassigned",
    "returned",
    "signed",
    "completed",
    "rework_ordered",
    "reopened",
    "closed",
];

pub(super) fn write(out: &mut String, lists: &Lists) {
    routes(out, &lists.routes);
    put!(out, "#[doc(hidden)]\npub static VOCABULARY: paidan_sdk::Vocabulary = paidan_sdk::Vocabulary {{\n    stages: &[");
    for stage in &lists.stages {
        let entered = list(&stage.entered, u16::to_string);
        put!(out, "        paidan_sdk::StageEntry {{ entered: {entered}, closed: {} }},", stage.closed);
    }
    put!(out, "    ],\n    clock_rules: {},", list(&lists.clocks, |clock| clock.rule.to_string()));
    put!(out, "    standard: paidan_sdk::Standard {{");
    for name in STANDARD {
        put!(out, "        {name}: {},", option(position(&lists.events, name)));
    }
    put!(out, "    }},\n    units: &[");
    for unit in &lists.units {
        let (level, line) = (option(unit.level), &unit.line);
        put!(out, "        paidan_sdk::UnitEntry {{ level: {level}, line: {line:?}, receiver: {} }},", unit.receiver);
    }
    put!(out, "    ],\n}};\n");
}

fn position(events: &[Name], standard: &str) -> Option<usize> {
    events.iter().position(|event| super::snake(&event.id) == standard)
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
