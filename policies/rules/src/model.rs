//! What a folder of rules says, checked: the lists of the manifest, with references as positions in them.
//! Fields without a comment mean what docs/authoring.md says of the key of that name.
#![allow(missing_docs)]

mod time;

pub use time::{Clock, Condition, DayClass, Ladder, NamedTerm, Pause, Profile, Rung, RungPoint, Selector};

/// A position in one of the lists below; the field says which.
pub type Index = u16;

/// `[policy]`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    pub id: String,
    /// Chinese.
    pub title: String,
    pub version: String,
    /// Administrative codes, or the beginnings of some.
    pub jurisdictions: Vec<String>,
    /// Id of the calendar by which dates are counted.
    pub calendar: String,
    /// The text that every quote without a source of its own stands in.
    pub source: String,
    /// Name of the dispatch catalogue beside rules.toml.
    pub routes: Option<String>,
    /// Whether the policy reads title and description of a case.
    pub reads_text: bool,
}

/// An id as cases and decisions write it, and a Chinese title for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub id: String,
    pub title: String,
}

/// What a rule rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The quote stands in the policy's source.
    Quoted,
    /// The quote stands in another text.
    External,
    /// Our default, with the reason.
    Ours,
    /// Read, and deliberately not applied, with the reason.
    Unused,
}

/// `[rule]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub id: String,
    pub title: String,
    pub basis: Basis,
    /// Empty for ours.
    pub quote: String,
    /// The text the quote stands in.
    pub source: String,
    /// Why, for ours and unused.
    pub note: String,
    /// The rule whose gap this one fills.
    pub fills: Option<Index>,
    /// Named conditions, at most 32.
    pub conditions: Vec<Name>,
    /// Whether all conditions must hold, or any one.
    pub all: bool,
}

/// Kinds of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    Flag,
    Count,
    Word,
    Time,
    Unit,
    Category,
}

/// `[input]`: a fact that the policy reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    pub id: String,
    pub title: String,
    pub kind: InputKind,
    /// The event kinds that carry it; none: the case.
    pub on: Vec<Option<Index>>,
    /// Empty: an open set.
    pub words: Vec<Name>,
    pub least: i64,
    pub most: i64,
}

/// How many bodies a unit stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// One body.
    One,
    /// One for each code at this depth of the case's area.
    Area(u8),
    /// One for each body that it is named for (its leader in charge); only ladders may name it.
    Body,
}

/// `[unit]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub id: String,
    pub title: String,
    pub level: Option<Index>,
    /// The duty line that the same office has at every level; may be empty.
    pub line: String,
    pub per: Per,
    /// Has somebody who takes whistles.
    pub receiver: bool,
    /// The name is not from the documents.
    pub ours: bool,
}

/// `[stage]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    pub id: String,
    pub title: String,
    /// The stage of the national closed loop that it belongs to.
    pub national: String,
    /// The event kinds by which a case enters it.
    pub entered: Vec<Index>,
    pub closed: bool,
}

/// `[group]`: a group of labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub id: String,
    pub title: String,
    pub values: Vec<Name>,
    pub required: bool,
    pub many: bool,
    pub ordered: bool,
}

/// `[metric]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    pub id: String,
    pub title: String,
    pub on_time_of: Option<Index>,
    pub lower_is_better: bool,
    pub rule: Index,
}

/// `[switch]`: a reading that lib.rs takes or not. It is compiled in; the manifest says which through its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    pub id: String,
    pub title: String,
    pub is: bool,
    pub rule: Index,
}

/// A category of the dispatch catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The path: `housing/title-deed/legacy`.
    pub id: String,
    /// The path of titles: 住房/不动产登记/历史遗留.
    pub title: String,
    /// The category above.
    pub parent: Option<Index>,
}

/// A row of the dispatch catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Position in the categories.
    pub category: Index,
    /// Position in the areas; none: anywhere.
    pub area: Option<Index>,
    /// 主办
    pub lead: Index,
    /// 协办
    pub co: Vec<Index>,
    /// 兜底
    pub fallback: Option<Index>,
    /// The document's words; none: our assignment.
    pub quote: Option<String>,
    /// Line in routes.csv, from 1.
    pub line: usize,
}

/// Everything that a folder of rules declares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    pub policy: Policy,
    pub rules: Vec<Rule>,
    pub channels: Vec<Name>,
    pub kinds: Vec<Name>,
    /// Of the catalogue, parents first.
    pub categories: Vec<Category>,
    pub areas: Vec<Name>,
    pub events: Vec<Name>,
    pub reasons: Vec<Name>,
    pub inputs: Vec<Input>,
    /// Low to high.
    pub levels: Vec<Name>,
    pub units: Vec<Unit>,
    pub stages: Vec<Stage>,
    pub groups: Vec<Group>,
    pub modes: Vec<Name>,
    pub roles: Vec<Name>,
    pub profiles: Vec<Profile>,
    /// The declared ones, then those of the rungs.
    pub terms: Vec<NamedTerm>,
    pub clocks: Vec<Clock>,
    pub ladders: Vec<Ladder>,
    pub actions: Vec<Name>,
    pub violations: Vec<Name>,
    pub metrics: Vec<Metric>,
    pub switches: Vec<Switch>,
    /// Sorted by category, then area, the row for anywhere first.
    pub routes: Vec<Route>,
}
