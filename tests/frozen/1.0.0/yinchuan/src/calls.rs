//! Who was called, by what, until when: the history read once.

use paidan_sdk::contract::{Body, Due};
use paidan_sdk::{Case, Event, Revisions, ids};

use crate::{event, input, routes, unit};

/// A unit that was called: by a whistle, or (neighbours' matters, and what nobody has whistled for yet) by a dispatch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'c> {
    pub(crate) unit: Body,
    pub(crate) from: Event<'c>,
    /// The whistle that it answers.
    pub(crate) whistle: Option<Event<'c>>,
    /// A later whistle or a rework began it anew, or the case was closed.
    pub(crate) until: Option<Event<'c>>,
    pub(crate) done: Option<Event<'c>>,
}

impl<'c> Call<'c> {
    pub(crate) fn open(&self) -> bool {
        self.until.is_none() && self.done.is_none()
    }

    /// A rework or a reopening.
    pub(crate) fn again(&self) -> bool {
        self.from.is(event::REWORK_ORDERED) || self.from.is(event::REOPENED)
    }

    /// 限时办结: what the issuer set with the whistle, and each time that it set another limit. Rework has its own.
    pub(crate) fn limits(&self, case: &'c Case, blown: Event<'c>) -> Revisions<Due> {
        let own = self.again() || self.from.limit().is_some();
        let base = if own { self.from } else { blown };
        let given = base.limit().or_else(|| case.time(input::WHISTLE_DUE).filter(|_| !own));
        let later = case.all(event::LIMIT_SET).filter(|e| e.position() > base.position() && e.by_or_unnamed(self.unit));
        Revisions::new(given.unwrap_or(Due::awaited(input::WHISTLE_DUE)), later.filter_map(|e| Some((e, e.limit()?))))
    }
}

/// Everybody who was called, in order.
#[derive(Debug, Default)]
pub(crate) struct Calls<'c> {
    pub(crate) all: Vec<Call<'c>>,
    /// Dispatches by which departments handed the matter back to street or community: nobody is called by them.
    pub(crate) flowed_back: Vec<Event<'c>>,
}

impl<'c> Calls<'c> {
    pub(crate) fn of(case: &'c Case) -> Self {
        let (mut calls, mut whistle) = (Self::default(), None);
        for e in case.history() {
            let blown = e.is(event::WHISTLE_BLOWN);
            let anew = blown || e.is(event::REWORK_ORDERED) || e.is(event::REOPENED);
            let sent = e.is(event::DISPATCHED) || e.is(event::REASSIGNED);
            if e.is(event::COMPLETED) {
                calls.open().filter(|c| e.by_or_unnamed(c.unit)).for_each(|c| c.done = Some(e));
            } else if e.closes() {
                calls.open().for_each(|c| c.until = Some(e));
            } else if sent && e.unit().is_some_and(local) && calls.held_by_departments() {
                calls.flowed_back.push(e);
            } else if anew || sent || e.is(event::CO_UNIT_ADDED) {
                whistle = if blown { Some(e) } else { whistle };
                let named = e.unit().or_else(|| if blown { Some(by_line(case)) } else { calls.last_done().filter(|_| anew) });
                if let Some(unit) = named {
                    calls.call(Call { unit, from: e, whistle, until: None, done: None }, anew);
                }
            }
        }
        calls
    }

    /// The first whose whistle is not answered yet, else the first who holds the case, else who had it.
    pub(crate) fn lead(&self) -> Option<Body> {
        let (all, whistled) = (|| self.all.iter(), || self.all.iter().filter(|c| c.whistle.is_some()));
        let lead = whistled().find(|c| c.open()).or(all().find(|c| c.open()));
        lead.or(whistled().next()).or(all().next_back()).map(|c| c.unit)
    }

    /// 首问负责: whoever was called first, by a whistle if there was any.
    pub(crate) fn first(&self) -> Option<&Call<'c>> {
        self.all.iter().find(|c| c.whistle.is_some()).or(self.all.first())
    }

    fn open(&mut self) -> impl Iterator<Item = &mut Call<'c>> {
        self.all.iter_mut().filter(|c| c.open())
    }

    fn held_by_departments(&self) -> bool {
        self.all.iter().any(|c| c.open() && c.whistle.is_some() && !local(c.unit))
    }

    fn last_done(&self) -> Option<Body> {
        let done = self.all.iter().filter_map(|c| Some((c.done?.position(), c.unit))).max_by_key(|d| d.0);
        done.map(|d| d.1).or(self.all.last().map(|c| c.unit))
    }

    /// Who is called already is called again by a whistle or a rework only; a whistle takes over what was merely dispatched.
    fn call(&mut self, call: Call<'c>, anew: bool) {
        if !anew && self.open().any(|c| c.unit == call.unit) {
            return;
        }
        let blown = call.from.is(event::WHISTLE_BLOWN);
        self.open().filter(|c| c.unit == call.unit || blown && c.whistle.is_none()).for_each(|c| c.until = Some(call.from));
        self.all.push(call);
    }
}

/// Street, community, estate.
pub(crate) fn local(unit: Body) -> bool {
    [unit::STREET, unit::COMMUNITY, unit::BRANCH, unit::NEIGHBOUR].into_iter().any(|u| unit == u.into())
}

/// 归口: a whistle that names nobody calls whom the catalogue names, else the operations centre, which finds out.
pub(crate) fn by_line(case: &Case) -> Body {
    routes::TABLE.finest(case).map_or(unit::CENTRE, |row| ids::Unit(row.lead)).into()
}
