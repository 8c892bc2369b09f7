//! Positions in the manifest's lists, one type for each list, so that a unit cannot stand where a role is wanted. Their
//! values come from the build script; the names under which a policy uses them are the ids of rules.toml.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(pub u16);
    )* };
}

ids! {
    /// M.rules: a sentence of a document, or our reading of one.
    Rule,
    /// M.terms: "3 working days".
    Term,
    /// M.clocks: a kind of obligation.
    Clock,
    /// M.units: who may be asked to do something.
    Unit,
    /// M.stages.
    Stage,
    /// M.modes: single, parallel, task force …
    Mode,
    /// M.roles: co-handler, fallback …
    Role,
    /// M.actions: something to be done by people or by the work-order system.
    Action,
    /// M.events: a kind of event.
    Event,
    /// M.reasons.
    Reason,
    /// M.levels, low to high.
    Level,
    /// M.metrics.
    Metric,
    /// M.violations.
    Violation,
    /// M.channels.
    Channel,
    /// M.kinds: consultation, complaint …
    Kind,
    /// M.categories.
    Category,
    /// M.areas.
    Area,
    /// M.inputs of kind flag.
    Flag,
    /// M.inputs of kind count.
    Count,
    /// M.inputs of kind word.
    Word,
    /// M.inputs of kind time.
    Time,
    /// M.inputs of kind unit: a body that has a part in the case, declared or not.
    Party,
    /// M.inputs of kind category: what a case or an event is about.
    Subject,
}

/// A value of a group of labels: M.groups, and a position in its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Value {
    /// M.groups
    pub group: u16,
    /// M.groups[group].values
    pub value: u16,
}

/// An input of any kind.
pub trait Input: Copy {
    /// M.inputs
    fn index(self) -> u16;
}

macro_rules! inputs { ($($name:ident),*) => { $(impl Input for $name { fn index(self) -> u16 { self.0 } })* }; }
inputs!(Flag, Count, Word, Time, Party, Subject);
