//! One obligation, being said.

use crate::contract::{self, Anchor, Due};
use crate::ids::Rule;
use crate::{Event, Plan, Revisions};

/// An obligation being built; [`Row::due`] or [`Row::revised`] puts it into the plan.
#[derive(Debug)]
#[must_use = "a row is in the plan only once its due is said"]
pub struct Row<'p> {
    pub(crate) plan: &'p mut Plan,
    pub(crate) clock: contract::Clock,
    /// From this event on there is nothing left to revise.
    pub(crate) ended: Option<u16>,
}

impl Row<'_> {
    /// Lifted by this event, neither met nor missed by it.
    pub fn until(mut self, event: Option<Event<'_>>) -> Self {
        self.clock.until = event.map(|e| e.index);
        self
    }

    /// In force only from this event on, though counted from its start.
    pub fn since(mut self, event: Event<'_>) -> Self {
        self.clock.since = Some(event.index);
        self
    }

    /// Fulfilled by this event; only for kinds that are `decided`.
    pub fn stop(mut self, event: Option<Event<'_>>) -> Self {
        self.clock.stop = event.map(|e| e.index);
        self
    }

    /// By another rule than its kind's.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.clock.rule = rule.0;
        self
    }

    /// Due by a term, by a limit that people set, awaited, or unlimited. Returns the row's position in the plan.
    pub fn due(self, due: impl Into<Due>) -> u16 {
        let Self { plan, mut clock, .. } = self;
        clock.due = due.into();
        plan.raw.clocks.push(clock);
        (plan.raw.clocks.len() - 1) as u16
    }

    /// One row for each limit that held: the old one until the change, the new one since it, both from the same start.
    pub fn revised(self, dues: &Revisions<Due>) {
        let Self { plan, mut clock, ended } = self;
        let from = match clock.start {
            Anchor::Event(event) => event.max(clock.since.unwrap_or(0)),
            _ => clock.since.unwrap_or(0),
        };
        let end = [clock.until, clock.stop, ended].into_iter().flatten().min();
        let until = clock.until;
        let stop = clock.stop.take();
        clock.due = dues.at(from);
        for (event, due) in dues.between(from, end) {
            if due != clock.due {
                plan.raw.clocks.push(contract::Clock { until: Some(event), ..clock });
                clock.since = Some(event);
                clock.due = due;
            }
        }
        plan.raw.clocks.push(contract::Clock { until, stop, ..clock });
    }
}
