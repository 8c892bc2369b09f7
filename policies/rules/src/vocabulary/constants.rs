//! The constants: one module a list.

use std::fmt::Write;

use super::{camel, constant, doc, put, snake};
use crate::model::{Group, Input, InputKind, Lists, Name, Rule, Switch};

pub(super) fn write(out: &mut String, lists: &Lists) {
    let rules = lists.rules.iter().map(|rule| (rule.id.as_str(), about(rule)));
    module(out, "rule", "Rule", "Sentences of the documents, and our readings of them.", rules);
    conditions(out, &lists.rules);
    let terms = lists.terms.iter().filter(|term| !term.hidden);
    module(out, "term", "Term", "How long.", terms.map(|term| (term.id.as_str(), format!("{}: {}", term.title, term.term))));
    module(out, "clock", "Clock", "Kinds of obligation.", lists.clocks.iter().map(|it| (it.id.as_str(), it.title.clone())));
    module(
        out,
        "unit",
        "Unit",
        "Who may be asked to do something.",
        lists.units.iter().map(|it| (it.id.as_str(), it.title.clone())),
    );
    module(out, "stage", "Stage", "Where a case stands.", lists.stages.iter().map(|it| (it.id.as_str(), it.title.clone())));
    module(
        out,
        "metric",
        "Metric",
        "What a case contributes to the figures.",
        lists.metrics.iter().map(|it| (it.id.as_str(), it.title.clone())),
    );
    for (name, of, says, entries) in [
        ("mode", "Mode", "Ways to dispatch.", &lists.modes),
        ("role", "Role", "Parts that further bodies have.", &lists.roles),
        ("action", "Action", "What is to be done.", &lists.actions),
        ("event", "Event", "Kinds of events.", &lists.events),
        ("reason", "Reason", "Reasons that events give.", &lists.reasons),
        ("level", "Level", "Levels of the administration, low to high.", &lists.levels),
        ("violation", "Violation", "What an event can do against a rule.", &lists.violations),
        ("channel", "Channel", "Where requests come from.", &lists.channels),
        ("kind", "Kind", "Kinds of requests.", &lists.kinds),
        ("area", "Area", "Administrative codes.", &lists.areas),
    ] {
        module(out, name, of, says, pairs(entries));
    }
    let categories = lists.categories.iter().map(|category| (category.id.as_str(), category.title.clone()));
    module(out, "category", "Category", "Categories of the dispatch catalogue.", categories);
    inputs(out, &lists.inputs);
    switches(out, &lists.switches);
    for (position, group) in lists.groups.iter().enumerate() {
        values(out, position, group);
    }
}

fn switches(out: &mut String, switches: &[Switch]) {
    put!(out, "/// Readings that can be chosen when the policy is built.\npub mod switch {{");
    for Switch { id, title, is, .. } in switches {
        put!(out, "    /// {}\n    pub const {}: bool = {is};", doc(title), constant(id));
    }
    put!(out, "}}\n");
}

fn pairs(names: &[Name]) -> impl Iterator<Item = (&str, String)> {
    names.iter().map(|name| (name.id.as_str(), name.title.clone()))
}

/// The title, and the sentence behind it.
fn about(rule: &Rule) -> String {
    match (rule.quote.as_str(), rule.note.as_str()) {
        (quote, "") if quote == rule.title => format!("「{quote}」"),
        (quote, "") => format!("{}: 「{quote}」", rule.title),
        ("", note) => format!("{}: ours: {note}", rule.title),
        (quote, note) => format!("{}: 「{quote}」, unused: {note}", rule.title),
    }
}

fn module<'a>(out: &mut String, name: &str, of: &str, says: &str, entries: impl Iterator<Item = (&'a str, String)>) {
    put!(out, "/// {says}\npub mod {name} {{");
    for (position, (id, title)) in entries.enumerate() {
        if position == 0 {
            put!(out, "    use paidan_sdk::ids::{of};");
        }
        put!(out, "    /// {}\n    pub const {}: {of} = {of}({position});", doc(&title), constant(id));
    }
    put!(out, "}}\n");
}

fn conditions(out: &mut String, rules: &[Rule]) {
    put!(out, "/// Rules that are asked by named conditions.\npub mod when {{");
    for (position, rule) in rules.iter().enumerate().filter(|(_, rule)| !rule.conditions.is_empty()) {
        let name = camel(&rule.id);
        put!(out, "    /// {}: {} of these.", doc(&rule.title), if rule.all { "all" } else { "any" });
        put!(out, "    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]\n    pub struct {name} {{");
        for condition in &rule.conditions {
            put!(out, "        /// {}\n        pub {}: bool,", doc(&condition.title), snake(&condition.id));
        }
        let bits = rule.conditions.iter().enumerate().map(|(bit, condition)| match (bit, snake(&condition.id)) {
            (0, field) => format!("u32::from(self.{field})"),
            (bit, field) => format!("(u32::from(self.{field}) << {bit})"),
        });
        let bits = bits.collect::<Vec<_>>().join(" | ");
        put!(
            out,
            "    }}\n    impl paidan_sdk::Asked for {name} {{
        const RULE: paidan_sdk::ids::Rule = paidan_sdk::ids::Rule({position});
        const ALL: bool = {};
        const COUNT: u32 = {};
        fn conditions(&self) -> u32 {{
            {bits}
        }}
    }}",
            rule.all,
            rule.conditions.len()
        );
    }
    put!(out, "}}\n");
}

fn inputs(out: &mut String, inputs: &[Input]) {
    let kind = |input: &Input| match input.kind {
        InputKind::Flag => "Flag",
        InputKind::Count => "Count",
        InputKind::Word => "Word",
        InputKind::Time => "Time",
        InputKind::Unit => "Party",
        InputKind::Category => "Subject",
    };
    put!(out, "/// The facts that the policy reads.\npub mod input {{");
    for (position, input) in inputs.iter().enumerate() {
        let (name, of) = (constant(&input.id), format!("paidan_sdk::ids::{}", kind(input)));
        put!(out, "    /// {}\n    pub const {name}: {of} = {of}({position});", doc(&input.title));
    }
    put!(out, "}}\n");
    put!(out, "/// The values of words: positions in the words of their input.\npub mod word {{");
    for input in inputs.iter().filter(|input| !input.words.is_empty()) {
        put!(out, "    /// {}\n    pub mod {} {{", doc(&input.title), snake(&input.id));
        for (position, word) in input.words.iter().enumerate() {
            put!(out, "        /// {}\n        pub const {}: u16 = {position};", doc(&word.title), constant(&word.id));
        }
        put!(out, "    }}");
    }
    put!(out, "}}\n");
}

fn values(out: &mut String, position: usize, group: &Group) {
    put!(out, "/// {}\npub mod {} {{\n    use paidan_sdk::ids::Value;", doc(&group.title), snake(&group.id));
    for (at, value) in group.values.iter().enumerate() {
        let (title, name) = (doc(&value.title), constant(&value.id));
        put!(out, "    /// {title}\n    pub const {name}: Value = Value {{ group: {position}, value: {at} }};");
    }
    let all = group.values.iter().map(|value| constant(&value.id)).collect::<Vec<_>>().join(", ");
    put!(
        out,
        "    /// All, in order.
    pub const ALL: &[Value] = &[{all}];
    /// The n-th value, from 1; none outside.
    #[must_use]
    pub fn number(n: i64) -> Option<Value> {{
        let position = usize::try_from(n).ok()?.checked_sub(1)?;
        ALL.get(position).copied()
    }}
}}
"
    );
}
