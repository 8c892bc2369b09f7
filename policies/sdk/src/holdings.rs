//! Who held the case, from which dispatch until when, in which round: what an author iterates over instead of asking for
//! "the last dispatch".

use crate::contract::Body;
use crate::{Case, Event, Standard};

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
    /// 0 for the first round; see [`Round`].
    pub round: usize,
    /// Where in the history it ended: with `until`, with `done`, or with a closing of the case. A closing is no limit of the row:
    /// the host lifts what it finds open.
    end: Option<u16>,
}

impl<'c> Held<'c> {
    const fn open(&self) -> bool {
        self.end.is_none()
    }

    /// Where in the history it ended, if it did.
    #[must_use]
    pub const fn end(&self) -> Option<u16> {
        self.end
    }

    /// The events of this holding among `events`: after it began, before it ended, by its unit or naming none.
    pub fn of(&self, events: impl Iterator<Item = Event<'c>>) -> impl Iterator<Item = Event<'c>> {
        let (began, end, unit) = (self.began.index, self.end(), self.unit);
        events.filter(move |e| e.index > began && end.is_none_or(|end| e.index < end) && e.by_or_unnamed(unit))
    }
}

/// One round: from a first dispatch until nobody holds the case any more. What begins after that (rework, a reopening, another
/// dispatch) is the next round: a round that is over is never taken up again.
#[derive(Debug, Clone, Copy)]
pub struct Round<'c> {
    /// What began it.
    pub began: Event<'c>,
    /// The completion by which the last unit that held the case in this round was done; in a parallel dispatch the slowest.
    pub done: Option<Event<'c>>,
    /// The order that gave the case to a unit of the next round before this one was done.
    pub until: Option<Event<'c>>,
    /// Where in the history it was over, in whatever way.
    pub(crate) end: Option<u16>,
}

/// Every holding of a case, in the order in which they began.
#[derive(Debug)]
pub struct Holdings<'c> {
    /// Ascending by `began` and by `round`.
    held: Vec<Held<'c>>,
    /// So many of the first are over, all of them: what happens concerns the rest.
    over: usize,
}

impl Case {
    /// Follows the standard events (dispatched, `co_unit_added`, completed, `rework_ordered` …) through the history.
    ///
    /// A dispatch to the unit that already holds the case changes nothing: being sent back to oneself must not buy time.
    /// Rework and reopening begin a new holding of the unit that they name, else of the unit that completed last, else of the
    /// one that held it last. A closing ends every holding.
    #[must_use]
    pub fn holdings(&self, handover: Handover) -> Holdings<'_> {
        let mut all = Holdings { held: Vec::with_capacity(4), over: 0 };
        for event in self.history() {
            let Some(kind) = event.known() else { continue };
            match kind.standard {
                Standard::Dispatched | Standard::Reassigned => all.dispatched(event, event.unit(), handover),
                Standard::CoUnitAdded => all.begin(event, event.unit(), true, false),
                Standard::Signed => all.open_to(event).for_each(|held| _ = held.signed.get_or_insert(event)),
                Standard::Completed => all.open_to(event).for_each(|held| {
                    held.done = Some(event);
                    held.end = Some(event.index);
                }),
                Standard::ReworkOrdered | Standard::Reopened => all.again(event, handover),
                Standard::Other => {}
            }
            if kind.closes {
                all.open().for_each(|held| held.end = Some(event.index));
            }
        }
        all
    }
}

impl<'c> Holdings<'c> {
    fn open(&mut self) -> impl Iterator<Item = &mut Held<'c>> {
        while self.held.get(self.over).is_some_and(|held| !held.open()) {
            self.over += 1;
        }
        self.held[self.over..].iter_mut().filter(|held| held.open())
    }

    /// The open holdings that an event is about.
    fn open_to(&mut self, event: Event<'c>) -> impl Iterator<Item = &mut Held<'c>> {
        self.open().filter(move |held| event.by_or_unnamed(held.unit))
    }

    /// `anew`: in a round of its own, whoever else still holds the case.
    fn begin(&mut self, began: Event<'c>, unit: Option<Body>, co: bool, anew: bool) {
        let Some(unit) = unit else { return };
        if let Some(held) = self.open().find(|h| h.unit == unit) {
            // a co-handler to whom the case is dispatched leads it, on the clock that it has
            held.co &= co;
            return;
        }
        // a unit that this very event relieves leaves the round to the one that takes its place
        let over = |h: &Held<'_>| !h.open() && h.until.is_none_or(|e| e.index != began.index);
        let round = self.held.last().map_or(0, |last| {
            let mut current = self.held.iter().rev().take_while(|h| h.round == last.round);
            last.round + usize::from(anew || current.all(over))
        });
        self.held.push(Held { unit, began, until: None, done: None, signed: None, co, round, end: None });
    }

    fn dispatched(&mut self, event: Event<'c>, unit: Option<Body>, handover: Handover) {
        self.relieve(event, unit, handover);
        self.begin(event, unit, false, false);
    }

    fn relieve(&mut self, event: Event<'c>, unit: Option<Body>, handover: Handover) {
        if handover == Handover::Replaces && unit.is_some() {
            self.open().filter(|h| !h.co && Some(h.unit) != unit).for_each(|held| {
                held.until = Some(event);
                held.end = Some(event.index);
            });
        }
    }

    fn again(&mut self, event: Event<'c>, handover: Handover) {
        let last_done = self.held.iter().filter_map(|h| Some((h.done?.index, h.unit))).max_by_key(|d| d.0).map(|d| d.1);
        let unit = event.unit().or(last_done).or(self.lead());
        self.relieve(event, unit, handover);
        self.begin(event, unit, false, true);
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
        let main = || self.held.iter().filter(|h| !h.co);
        let signed = main().filter_map(|h| Some((h.signed?.index, h.unit))).max_by_key(|s| s.0);
        signed.map(|s| s.1).or_else(|| main().next().map(|h| h.unit))
    }

    /// Whose work an event after it is about (a callback): who completed last before it, co-handlers apart; none: nobody did, or
    /// several did side by side in that round, and it is the case's.
    #[must_use]
    pub fn worked_before(&self, event: Event<'_>) -> Option<Body> {
        let main = || self.held.iter().filter(|h| !h.co);
        let done = main().filter_map(|h| Some((h.done.filter(|done| done.index < event.index)?.index, h)));
        let (_, last) = done.max_by_key(|done| done.0)?;
        let alone = main().filter(|h| h.round == last.round && h.done.is_some()).all(|h| h.unit == last.unit);
        alone.then_some(last.unit)
    }

    /// Whether any unit held the case right after this event.
    #[must_use]
    pub fn held_at(&self, event: Event<'_>) -> bool {
        let begun = self.held.partition_point(|held| held.began.index <= event.index);
        // the last of them most likely
        self.held[..begun].iter().rev().any(|held| held.end.is_none_or(|end| end > event.index))
    }

    /// Whether nobody holds the case any more; false before anybody did.
    #[must_use]
    pub fn over(&self) -> bool {
        !self.held.is_empty() && self.held[self.over..].iter().all(|held| !held.open())
    }

    /// The rounds, oldest first.
    pub fn rounds(&self) -> impl Iterator<Item = Round<'c>> + '_ {
        self.held.chunk_by(|a, b| a.round == b.round).map(|round| {
            let over = Round { began: round[0].began, done: None, until: None, end: None };
            // over when the last of its units is, so not while somebody still holds it
            let last = round.iter().max_by_key(|held| held.end.map_or(u32::MAX, u32::from));
            match last {
                Some(Held { done, until, end: end @ Some(_), .. }) => Round { done: *done, until: *until, end: *end, ..over },
                _ => over,
            }
        })
    }
}
