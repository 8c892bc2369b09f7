//! The keys of rules.toml, once: the reader refuses what is not here; the JSON Schema for editors and docs/rules-toml.md are
//! made from it. What a key that is left out means stands last in what it says: `Default: …`; a flag is then false.

/// What a value may be.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Text that is not empty.
    Text,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Whole,
    /// A table with these keys.
    Table(&'static [Key]),
    /// A table of ids, each with such a value.
    Each(&'static Shape),
    /// A list.
    List(&'static Shape),
    /// One, or a list.
    OneOrMore(&'static Shape),
}

/// A key of a table.
#[derive(Debug)]
pub(crate) struct Key {
    pub name: &'static str,
    pub shape: Shape,
    pub required: bool,
    /// For people, in editors.
    pub says: &'static str,
}

const fn must(name: &'static str, shape: Shape, says: &'static str) -> Key {
    Key { name, shape, required: true, says }
}

const fn may(name: &'static str, shape: Shape, says: &'static str) -> Key {
    Key { name, shape, required: false, says }
}

use Shape::{Each, Flag, List, OneOf, OneOrMore, Table, Text, Whole};

/// The version of the format that this crate reads.
pub(crate) const FORMAT: i64 = 1;

/// All of rules.toml.
pub(crate) static FILE: Shape = Table(&[
    must("format", Whole, "The version of this format: 1."),
    must("policy", Table(POLICY), "What this policy is, and for whom."),
    must("rule", Each(&Table(RULE)), "Every rule with its basis: a quote, or our reason. The rules are what decisions cite."),
    may("names", Table(NAMES), "Plain words: an id and its Chinese title."),
    may("profile", Each(&Table(PROFILE)), "Which days count, and which hours of them."),
    may("term", Each(&Table(TERM)), "How long: the numbers of the policy."),
    may("ladder", Each(&Table(LADDER)), "督办: what lateness leads to, rung by rung."),
    may("clock", Each(&Table(CLOCK)), "Kinds of obligation: what stops and what pauses them."),
    must("stage", Each(&Table(STAGE)), "The stages of a case, in order."),
    may("group", Each(&Table(GROUP)), "Groups of labels: tier, ledger, outcome …"),
    must("unit", Each(&Table(UNIT)), "Who may be asked to do something."),
    may("input", Each(&Table(INPUT)), "The facts that the policy reads."),
    may("metric", Each(&Table(METRIC)), "What a case contributes to the figures of the city."),
    may("switch", Each(&Table(SWITCH)), "Readings between which lib.rs chooses: `build --set switch.ID=true`."),
]);

const POLICY: &[Key] = &[
    must("id", Text, "Id of the policy: lower case letters, digits, `-`."),
    must("title", Text, "Chinese title."),
    must("version", Text, "Version of the rules, as people write it."),
    must("jurisdictions", List(&Text), "Administrative codes, or the beginnings of some."),
    must("calendar", Text, "Id of the calendar by which dates are counted."),
    must("source", Text, "The text as a reader knows it (paper, title, date); source of every quote that names no other."),
    may("routes", Text, "The dispatch catalogue beside this file. Default: none."),
    may("reads-text", Flag, "Whether the policy reads title and description of a case."),
];

const RULE: &[Key] = &[
    may("quote", Text, "The words of the document. Every rule has a quote or `ours`."),
    may("from", Text, "The text the quote stands in. Default: the policy's source."),
    may("ours", Text, "In place of a quote, our own reading: why. Needs a Chinese title."),
    may("unused", Text, "Beside a quote: why it is not applied."),
    may("fills", Text, "The rule whose gap this one fills."),
    may("title", Text, "Chinese title. Default: the quote."),
    may("any", Each(&Text), "Named conditions, of which one is enough: an id and a Chinese title each, at most 32."),
    may("all", Each(&Text), "Named conditions, all of which must hold."),
];

const NAMES: &[Key] = &[
    may("levels", Each(&Text), "Levels of the administration, low to high."),
    must("modes", Each(&Text), "Ways to dispatch: single, parallel …"),
    may("roles", Each(&Text), "Parts that further bodies have: co-handler, fallback …"),
    may("actions", Each(&Text), "What people or the work-order system are to do."),
    may("violations", Each(&Text), "What an event can do against a rule."),
    may("channels", Each(&Text), "Where requests come from."),
    may("kinds", Each(&Text), "Consultation, complaint …"),
    may("areas", Each(&Text), "Administrative codes and their names."),
    may("reasons", Each(&Text), "Reasons that events give."),
    may("events", Each(&Text), "Kinds of events that the policy reads."),
];

/// Classes of days.
pub(crate) const DAYS: &[&str] = &["workday", "makeup-workday", "rest", "statutory"];

const PROFILE: &[Key] = &[
    may("title", Text, "Chinese title. Default: the id."),
    must("days", List(&OneOf(DAYS)), "The classes of days that count."),
    may("hours", List(&Text), "Opening hours of such a day: `08:30-12:00`. Default: all of it."),
];

const TERM: &[Key] = &[
    must("is", Text, "Amount, profile, unit: `3 working days`, `same working day`, `2 working hours`, `1 calendar month`."),
    must("rule", Text, "The rule it rests on."),
    may(
        "ends",
        OneOf(&["exact", "day-end", "close", "period-end"]),
        "When on its last day it ends: to the second, at 24:00, at the last closing, with the week, month, quarter or year. Default: exact for minutes and hours, period-end for `same calendar month` and the like, else day-end.",
    ),
    may(
        "roll",
        Text,
        "Where it goes if its last day does not count there: `next working`, `previous working`. Default: it stays.",
    ),
    may("cut-off", Text, "Later on the day is too late: `17:00`. Default: where it snaps, the last closing."),
    may("snaps", Flag, "A start on a day that does not count, or too late, is deemed to happen at the next opening."),
    may("repeats", Flag, "Due again and again, by the same term."),
    may("title", Text, "Chinese title. Default: made from `is`."),
];

const LADDER: &[Key] = &[
    may("title", Text, "Chinese title. Default: the id."),
    must("notify", Text, "The profile in whose hours people are told."),
    must("rungs", List(&Table(RUNG)), "Ascending."),
];

const RUNG: &[Key] = &[
    must("id", Text, "Id, once in its ladder."),
    must("title", Text, "Chinese title."),
    must("at", Text, "`75 %` of the time used, `-1 working day` before, `overdue`, `+1 working day` after."),
    may("to", OneOrMore(&Text), "The unit or units that are told; `body`: the body that owes the clock. Default: `body`."),
    may("action", Text, "What is to be done, one of names.actions. Default: nothing but to be told."),
    must("rule", Text, "The rule it rests on."),
];

const CLOCK: &[Key] = &[
    must("title", Text, "Chinese title."),
    must("owed-by", OneOf(&["body", "whole-case"]), "Who owes it: the body of the row, or the case as a whole."),
    may(
        "stops",
        List(&Text),
        "What fulfils it: `completed`, `callback[contacted=true]`. Default: nothing but what lib.rs says, if `decided`.",
    ),
    may("decided", Flag, "lib.rs may say itself what stops and pauses a row."),
    may("after-close", Flag, "Closing the case does not lift it."),
    may("ladder", Text, "What lateness leads to. Default: nothing."),
    must("rule", Text, "The rule it rests on."),
    may("pauses", List(&Table(PAUSE)), "When time stands still. Default: never."),
];

const PAUSE: &[Key] = &[
    must("id", Text, "Id."),
    must("title", Text, "Chinese title."),
    must("begins", List(&Text), "The events that begin it."),
    must("ends", List(&Text), "The events that end it."),
    may("cap", Text, "The term after which it ends by itself. Default: it does not."),
    must("rule", Text, "The rule it rests on."),
];

const STAGE: &[Key] = &[
    must("title", Text, "Chinese title."),
    must("national", Text, "The stage of the national closed loop (国办发〔2020〕53号) that it belongs to."),
    may("entered", OneOrMore(&Text), "The event or events by which a case enters it; only the first stage may have none."),
    may("closed", Flag, "The case is over."),
];

const GROUP: &[Key] = &[
    must("title", Text, "Chinese title."),
    may("values", Each(&Text), "Ids and Chinese titles, in order."),
    may("required", Flag, "Every plan has a label of it."),
    may("many", Flag, "A plan may have several."),
    may("ordered", Flag, "The values go from light to grave."),
];

const UNIT: &[Key] = &[
    must("title", Text, "Chinese title; `{}` stands for the area's or the body's title."),
    may("level", Text, "One of names.levels. Default: none."),
    may("line", Text, "The duty line that the same office has at every level. Default: none."),
    may("per", Text, "`area 0`: one for each district, `area 1`: for each street …; `body`: one for each body. Default: `one`."),
    may("receiver", Flag, "Has somebody who takes whistles."),
    may("ours", Flag, "The name is not from the documents."),
];

/// Kinds of facts.
pub(crate) const KINDS: &[&str] = &["flag", "count", "word", "time", "unit", "category"];

const INPUT: &[Key] = &[
    must("title", Text, "Chinese title."),
    must(
        "kind",
        OneOf(KINDS),
        "What values it has. A unit is one of `[unit]`, or a body that only the case names; a category is the finest of the catalogue's.",
    ),
    may(
        "on",
        OneOrMore(&Text),
        "The event kind or kinds that carry it; `case` among them is the case itself. Default: the case.",
    ),
    may("words", Each(&Text), "The values of a word: ids and Chinese titles. Default: any word."),
    may("least", Whole, "The least sensible count. Default: 0."),
    may("most", Whole, "The greatest sensible count. Default: no bound."),
];

const SWITCH: &[Key] = &[
    must("is", Flag, "Whether the other reading is taken."),
    must("title", Text, "Chinese: what the other reading says."),
    must("rule", Text, "The rule that it reads otherwise."),
];

const METRIC: &[Key] = &[
    must("title", Text, "Chinese title."),
    may("on-time-of", Text, "The clock whose met and missed rows it counts. Default: lib.rs says."),
    may("lower-is-better", Flag, "The lower the rate, the better: of what was late, of what was done again."),
    must("rule", Text, "The rule it rests on."),
];
