//! Something that happened to a case, and what it says.

use crate::contract::Key;
use crate::ids::{self, Count, Flag, Level, Party, Subject, Time, Word};
use crate::{Case, EventKind, contract};

/// Something that happened; a position in the case's history.
#[derive(Debug, Clone, Copy)]
pub struct Event<'c> {
    pub(crate) case: &'c Case,
    pub(crate) index: u16,
}

/// The most recent event of its kind. It can be asked what it says, but can start nothing: the rounds before it count too.
#[derive(Debug, Clone, Copy)]
pub struct Latest<'c>(pub(crate) Event<'c>);

impl<'c> Event<'c> {
    pub(crate) fn raw(&self) -> &'c contract::Event {
        &self.case.raw.history[usize::from(self.index)]
    }

    fn said(&self, key: Key) -> Option<i64> {
        self.case.said(Some(self.index), key).map(|(_, value)| value)
    }

    /// What the helpers know of its kind.
    pub(crate) fn known(&self) -> Option<&'static EventKind> {
        self.case.vocabulary.events.get(usize::from(self.raw().kind))
    }

    /// Where it stands in the history, from 0.
    #[must_use]
    pub const fn position(&self) -> u16 {
        self.index
    }

    /// Whether the event is of this kind.
    #[must_use]
    pub fn is(&self, kind: ids::Event) -> bool {
        self.raw().kind == kind.0
    }

    /// Whether the event closes the case: it enters a closed stage.
    #[must_use]
    pub fn closes(&self) -> bool {
        self.known().is_some_and(|kind| kind.closes)
    }

    /// The body that the event is about: declared, or known to this case only.
    #[must_use]
    pub fn unit(&self) -> Option<contract::Body> {
        self.raw().unit.map(contract::Body::Unit)
    }

    /// Whether the event names this unit, or none at all.
    #[must_use]
    pub fn by_or_unnamed(&self, body: contract::Body) -> bool {
        self.unit().is_none_or(|u| u == body)
    }

    /// The level that the event names.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        self.said(Key::Level).map(|level| Level(level as u16))
    }

    /// The reason that the event gives.
    #[must_use]
    pub fn reason(&self) -> Option<ids::Reason> {
        self.said(Key::Reason).map(|reason| ids::Reason(reason as u16))
    }

    /// The person who acted, as a body that can owe something (首问负责).
    #[must_use]
    pub fn actor(&self) -> Option<contract::Body> {
        self.said(Key::Actor).map(|_| contract::Body::ActorOf(self.index))
    }

    /// The limit that people set with this event.
    #[must_use]
    pub fn limit(&self) -> Option<contract::Due> {
        self.said(Key::Due).map(|_| contract::Due::Event(self.index))
    }

    /// Local day (since 1970-01-01), minute of the day, and what kind of day it is.
    #[must_use]
    pub fn when(&self) -> (i32, u16, contract::DayClass) {
        (self.raw().day, self.raw().minute, self.raw().class)
    }

    /// Yes, no, or not said.
    #[must_use]
    pub fn flag(&self, input: Flag) -> Option<bool> {
        self.case.fact(Some(self.index), input).map(|(_, v)| v != 0)
    }

    /// A count that the event carries.
    #[must_use]
    pub fn count(&self, input: Count) -> Option<i64> {
        self.case.fact(Some(self.index), input).map(|(_, v)| v)
    }

    /// A word that the event carries: its position in the input's words.
    #[must_use]
    pub fn word(&self, input: Word) -> Option<i64> {
        self.case.fact(Some(self.index), input).map(|(_, v)| v)
    }

    /// A time that the event carries.
    #[must_use]
    pub fn time(&self, input: Time) -> Option<contract::Due> {
        self.case.fact(Some(self.index), input).map(|(i, _)| contract::Due::Fact(i))
    }

    /// Another body that the event names: declared, or known to this case only.
    #[must_use]
    pub fn body(&self, input: Party) -> Option<contract::Body> {
        self.case.fact(Some(self.index), input).map(|(_, unit)| contract::Body::Unit(unit as u16))
    }

    /// A category that the event gives: the finest that rules.toml declares. [`Case::lies_under`] asks where it stands.
    #[must_use]
    pub fn category(&self, input: Subject) -> Option<ids::Category> {
        self.case.fact(Some(self.index), input).map(|(_, category)| ids::Category(category as u16))
    }
}

impl Latest<'_> {
    /// The reason that the event gives.
    #[must_use]
    pub fn reason(&self) -> Option<ids::Reason> {
        self.0.reason()
    }

    /// Yes, no, or not said.
    #[must_use]
    pub fn flag(&self, input: Flag) -> Option<bool> {
        self.0.flag(input)
    }

    /// A count that the event carries.
    #[must_use]
    pub fn count(&self, input: Count) -> Option<i64> {
        self.0.count(input)
    }

    /// The body that the event is about.
    #[must_use]
    pub fn unit(&self) -> Option<contract::Body> {
        self.0.unit()
    }

    /// Another body that the event names.
    #[must_use]
    pub fn body(&self, input: Party) -> Option<contract::Body> {
        self.0.body(input)
    }
}
