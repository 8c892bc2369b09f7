//! Who held the case, from which dispatch until when, in which round: what an author iterates over instead of asking for
//! "the last dispatch".

use crate::contract::Body;
use crate::{Case, Event};

/// What a dispatch to another unit means for the unit that holds the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handover {
    /// The new unit takes its place (single dispatch).
    Replaces,
    /// Both hold it side by side (并行派单).
    Joins,
}

/// One unit's holding of the case.
#[derive(Debug, Clone, Copy)]
pub struct Held<'c> {
    /// Who.
    pub unit: Body,
    /// The dispatch, the joining or the order of rework with which it began.
    pub began: Event<'c>,
    /// The dispatch to another unit that ended it.
    pub until: Option<Event<'c>>,
    /// The unit's completion (one that names no unit is everybody's).
    pub done: Option<Event<'c>>,
    /// When the unit signed.
    pub signed: Option<Event<'c>>,
    /// Joined as co-handler.
    pub co: bool,
    /// 0 for the first round, one more for each rework or reopening.
    pub round: usize,
}

impl<'c> Held<'c> {
    fn open(&self) -> bool {
        self.until.is_none() && self.done.is_none()
    }

    /// Where in the history it ended, if it did.
    #[must_use]
    pub fn end(&self) -> Option<u16> {
        [self.until, self.done].into_iter().flatten().map(|e| e.index).min()
    }

    /// The events of this holding among `events`: after it began, before it ended, by its unit or naming none.
    pub fn of(&self, events: impl Iterator<Item = Event<'c>>) -> impl Iterator<Item = Event<'c>> {
        let (began, end, unit) = (self.began.index, self.end(), self.unit);
        events.filter(move |e| e.index > began && end.is_none_or(|end| e.index < end) && e.by_or_unnamed(unit))
    }
}

/// One round: from the first dispatch, a rework order or a reopening, to the last completion.
#[derive(Debug, Clone, Copy)]
pub struct Round<'c> {
    /// What began it.
    pub began: Event<'c>,
    /// The completion by which the last unit that held the case in this round was done.
    pub done: Option<Event<'c>>,
}

/// Every holding of a case, in the order in which they began.
#[derive(Debug)]
pub struct Holdings<'c> {
    held: Vec<Held<'c>>,
    rounds: Vec<Event<'c>>,
}

impl Case {
    /// Follows the standard events (dispatched, `co_unit_added`, completed, `rework_ordered` …) through the history.
    ///
    /// A dispatch to the unit that already holds the case changes nothing: being sent back to oneself must not buy time.
    /// Rework and reopening begin a new holding of the unit that they name, else of the unit that completed last.
    #[must_use]
    pub fn holdings(&self, handover: Handover) -> Holdings<'_> {
        let kinds = &self.vocabulary.standard;
        let mut all = Holdings { held: Vec::new(), rounds: Vec::new() };
        for event in self.history() {
            let kind = Some(event.raw().kind);
            if kind == kinds.dispatched || kind == kinds.reassigned {
                all.dispatched(event, handover);
            } else if kind == kinds.co_unit_added {
                all.begin(event, event.unit(), true);
            } else if kind == kinds.signed {
                all.mark(event, |held| &mut held.signed);
            } else if kind == kinds.completed {
                all.mark(event, |held| &mut held.done);
            } else if kind == kinds.rework_ordered || kind == kinds.reopened {
                all.again(event);
            }
        }
        all
    }
}

impl<'c> Holdings<'c> {
    fn begin(&mut self, began: Event<'c>, unit: Option<Body>, co: bool) {
        let Some(unit) = unit else { return };
        if self.held.iter().any(|h| h.unit == unit && h.open()) {
            return;
        }
        if self.rounds.is_empty() {
            self.rounds.push(began);
        }
        let round = self.rounds.len() - 1;
        self.held.push(Held { unit, began, until: None, done: None, signed: None, co, round });
    }

    fn dispatched(&mut self, event: Event<'c>, handover: Handover) {
        if handover == Handover::Replaces && event.unit().is_some() {
            let others = self.held.iter_mut().filter(|h| h.open() && !h.co && Some(h.unit) != event.unit());
            others.for_each(|h| h.until = Some(event));
        }
        self.begin(event, event.unit(), false);
    }

    fn again(&mut self, event: Event<'c>) {
        if self.held.is_empty() {
            return;
        }
        let last_done = self.held.iter().filter_map(|h| Some((h.done?.index, h.unit))).max_by_key(|d| d.0).map(|d| d.1);
        self.rounds.push(event);
        self.begin(event, event.unit().or(last_done), false);
    }

    /// Sets a moment of every open holding that the event is about, unless it is set already.
    fn mark(&mut self, event: Event<'c>, field: impl for<'a> Fn(&'a mut Held<'c>) -> &'a mut Option<Event<'c>>) {
        for held in self.held.iter_mut().filter(|h| h.open() && event.by_or_unnamed(h.unit)) {
            field(held).get_or_insert(event);
        }
    }

    /// The holdings, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Held<'c>> {
        self.held.iter()
    }

    /// The unit that holds the case now, or held it last: co-handlers do not count.
    #[must_use]
    pub fn lead(&self) -> Option<Body> {
        let main = || self.held.iter().rev().filter(|h| !h.co);
        main().find(|h| h.open()).or_else(|| main().next()).map(|h| h.unit)
    }

    /// 首接负责: the first unit that was asked answers until another has signed; a return clears nobody.
    #[must_use]
    pub fn answering(&self) -> Option<Body> {
        let mut main = self.held.iter().filter(|h| !h.co);
        let first = main.next()?.unit;
        Some(main.filter(|h| h.signed.is_some()).last().map_or(first, |h| h.unit))
    }

    /// The rounds. One is done with the completion of the last unit that held the case in it and was not replaced; in a
    /// parallel dispatch the slowest decides.
    pub fn rounds(&self) -> impl Iterator<Item = Round<'c>> + '_ {
        self.rounds.iter().enumerate().map(|(round, &began)| {
            let mut last = None;
            for held in self.held.iter().filter(|h| h.round == round && h.until.is_none()) {
                let Some(done) = held.done else { return Round { began, done: None } };
                if last.is_none_or(|l: Event<'_>| l.index < done.index) {
                    last = Some(done);
                }
            }
            Round { began, done: last }
        })
    }
}
