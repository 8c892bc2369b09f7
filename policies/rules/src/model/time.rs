//! Profiles, terms, ladders, clocks.

use super::Index;

/// Classes of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayClass {
    Workday,
    MakeupWorkday,
    Rest,
    Statutory,
}

/// `[profile]`: which days count, and which minutes of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub id: String,
    pub title: String,
    pub days: Vec<DayClass>,
    /// Minutes of the day, half-open, ascending; empty: all of it.
    pub hours: Vec<(u16, u16)>,
}

/// `[term]`, and the hidden ones that rungs make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedTerm {
    pub id: String,
    pub title: String,
    pub term: crate::term::Term,
    /// The profile by which it counts.
    pub profile: Index,
    /// The profile to whose next or previous day it rolls.
    pub roll: Option<Index>,
    pub rule: Index,
    /// Made by a rung: no constant, no `set`.
    pub hidden: bool,
}

/// An event of a kind, if a condition is given with that reason or fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selector {
    pub event: Index,
    pub condition: Option<Condition>,
}

/// The condition of a [`Selector`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    Reason(Index),
    Fact { input: Index, value: i64 },
}

/// A pause of a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    pub id: String,
    pub title: String,
    pub begins: Vec<Selector>,
    pub ends: Vec<Selector>,
    /// The term after which it ends by itself.
    pub cap: Option<Index>,
    pub rule: Index,
}

/// `[clock]`: a kind of obligation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    pub id: String,
    pub title: String,
    /// Owed by the case as a whole, not by a body.
    pub whole_case: bool,
    pub stops: Vec<Selector>,
    pub decided: bool,
    pub pauses: Vec<Pause>,
    pub ladder: Option<Index>,
    pub after_close: bool,
    pub rule: Index,
}

/// When a rung is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RungPoint {
    /// So much of the term's own time is used.
    Percent(u8),
    /// A term before the due.
    Before(Index),
    /// A term after the due; 0 days: at the due.
    After(Index),
}

/// A rung of a ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    pub id: String,
    pub title: String,
    pub at: RungPoint,
    /// Units; none: the body that owes the clock.
    pub to: Vec<Option<Index>>,
    pub action: Option<Index>,
    pub rule: Index,
}

/// `[ladder]`: what lateness leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    pub id: String,
    pub title: String,
    /// The profile in whose hours people are told.
    pub notify: Index,
    pub rungs: Vec<Rung>,
}
