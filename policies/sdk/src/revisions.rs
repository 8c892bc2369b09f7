//! A value that people change while a case is open: what it was at first, and from which event on it was what.

use crate::Event;

/// A value and its changes, ascending by event. Nothing is overwritten: that a limit was 3 days until Wednesday stays known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revisions<T> {
    first: T,
    changes: Vec<(u16, T)>,
}

impl<T: Copy> Revisions<T> {
    /// A value that has not changed yet.
    #[must_use]
    pub const fn constant(first: T) -> Self {
        Self { first, changes: Vec::new() }
    }

    /// A value changed by events, in the order of the history.
    #[must_use]
    pub fn new<'c>(first: T, changes: impl IntoIterator<Item = (Event<'c>, T)>) -> Self {
        Self { first, changes: changes.into_iter().map(|(e, v)| (e.index, v)).collect() }
    }

    /// The value now, and the event that set it (none: nobody changed it).
    #[must_use]
    pub fn latest(&self) -> (T, Option<u16>) {
        self.changes.last().map_or((self.first, None), |&(e, v)| (v, Some(e)))
    }

    /// The value in force at the event `index` (changes made by that very event included).
    #[must_use]
    pub fn at(&self, index: u16) -> T {
        self.changes.iter().rev().find(|(e, _)| *e <= index).map_or(self.first, |&(_, v)| v)
    }

    /// The changes strictly between two events; `before` none: to the end.
    pub fn between(&self, after: u16, before: Option<u16>) -> impl Iterator<Item = (u16, T)> + '_ {
        self.changes.iter().copied().filter(move |(e, _)| *e > after && before.is_none_or(|b| *e < b))
    }

    /// Another value that follows from this one, change by change.
    #[must_use]
    pub fn map<U: Copy>(&self, f: impl Fn(T) -> U) -> Revisions<U> {
        Revisions { first: f(self.first), changes: self.changes.iter().map(|&(e, v)| (e, f(v))).collect() }
    }

    /// Both values together: changes whenever either does.
    #[must_use]
    pub fn and<U: Copy>(&self, other: &Revisions<U>) -> Revisions<(T, U)> {
        let mut events: Vec<u16> = self.changes.iter().map(|c| c.0).chain(other.changes.iter().map(|c| c.0)).collect();
        events.sort_unstable();
        events.dedup();
        Revisions {
            first: (self.first, other.first),
            changes: events.into_iter().map(|e| (e, (self.at(e), other.at(e)))).collect(),
        }
    }
}
