//! From the rows of a plan to rows that the calendar can judge: events become instants, selectors find what stops and pauses.

use paidan_calendar::{Book, Due, Instant, Judgement, Knowledge, Pause, Row, Start};

use crate::intern::Interned;
use crate::manifest::Manifest;
use crate::policy::contract as c;

/// A row of the plan with its events found; what [`paidan_calendar::judge`] is given.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Resolved {
    /// Position in `plan.clocks`.
    pub(crate) plan_row: u16,
    pub(crate) start: Start,
    since: Option<Instant>,
    until: Option<Instant>,
    stop: Option<Instant>,
    stop_before_until: bool,
    due: Due,
    pauses: Vec<Pause>,
    /// By pause.
    pause_rules: Vec<u16>,
    ladder: Option<usize>,
    hits: Vec<Instant>,
    evidence: bool,
    /// Whether closing the case lifts it.
    pub(crate) after_close: bool,
}

impl Resolved {
    /// How many pauses the row has, united or not.
    pub(crate) fn pauses(&self) -> usize {
        self.pauses.len()
    }

    /// The rules of the pauses in which the row stood still. Only the due of a term that does not come round again is moved by one.
    pub(crate) fn stood_still(&self, judged: &Judgement) -> impl Iterator<Item = u16> {
        let moved = matches!(self.due, Due::Term(_)) && judged.round.is_none();
        let end = judged.ended.into_iter().chain(judged.due).min();
        let span = judged.start.filter(|_| moved).map(|start| (start, end));
        let meets = move |pause: &Pause| {
            span.is_some_and(|(start, end)| {
                let over = pause.ends.is_some_and(|ends| ends <= start || ends == pause.begins);
                !over && end.is_none_or(|end| pause.begins < end)
            })
        };
        self.pauses.iter().zip(&self.pause_rules).filter(move |(pause, _)| meets(pause)).map(|(_, rule)| *rule)
    }

    pub(crate) fn row(&self) -> Row<'_> {
        Row {
            start: self.start,
            since: self.since,
            until: self.until,
            stop: self.stop,
            stop_before_until: self.stop_before_until,
            due: self.due,
            pauses: &self.pauses,
            ladder: self.ladder,
            hits: &self.hits,
            evidence: self.evidence,
        }
    }
}

/// What becomes of the rows on the way to their judgement. Kept from case to case in a batch, for its memory.
#[derive(Default)]
pub(crate) struct Judged {
    /// By row of the plan.
    ends: Vec<Ends>,
    /// By row of the plan: where it stands among those resolved.
    positions: Vec<Option<usize>>,
    /// By row resolved.
    pub(crate) judgements: Vec<Judgement>,
}

impl Judged {
    /// Finds the events of every row. A row that revises what was already fulfilled before the revision is void and left out.
    pub(crate) fn resolve(&mut self, plan: &c::Plan, case: &Interned, manifest: &Manifest) -> Vec<Resolved> {
        let Self { ends, positions, .. } = self;
        let finder = Finder { plan, case, history: &case.history, facts: &case.facts, manifest: &manifest.raw };
        ends.clear();
        ends.extend(plan.clocks.iter().map(|row| finder.ends(row)));
        positions.clear();
        let mut resolved = Vec::with_capacity(ends.len());
        for (i, (row, found)) in plan.clocks.iter().zip(&*ends).enumerate() {
            let void = row.since.is_some_and(|since| {
                let siblings = plan.clocks[..i].iter().zip(&*ends);
                siblings.filter(|(other, _)| same_obligation(other, row)).any(|(_, e)| e.stop.is_some_and(|stop| stop < since))
            });
            positions.push((!void).then_some(resolved.len()));
            if !void {
                resolved.push(finder.resolve(i as u16, row, found, positions));
            }
        }
        resolved
    }

    /// Judges every row, in order: a row may start with the due of an earlier one.
    pub(crate) fn judge(&mut self, rows: &[Resolved], book: &Book, know: Knowledge<'_>, as_of: Instant) {
        paidan_calendar::judge_into(book, know, rows.iter().map(Resolved::row), as_of, &mut self.judgements);
    }
}

fn same_obligation(a: &c::Clock, b: &c::Clock) -> bool {
    a.kind == b.kind && a.body == b.body && a.start == b.start
}

/// The events at which a row ends, as positions in the history.
struct Ends {
    stop: Option<u16>,
    until: Option<u16>,
}

struct Finder<'a> {
    plan: &'a c::Plan,
    case: &'a Interned,
    history: &'a [c::Event],
    facts: &'a [c::Fact],
    manifest: &'a c::Manifest,
}

impl Finder<'_> {
    fn at(&self, event: u16) -> Instant {
        Instant(self.history[usize::from(event)].at)
    }

    fn kind(&self, row: &c::Clock) -> &c::ClockDef {
        &self.manifest.clocks[usize::from(row.kind)]
    }

    /// The first position that may end the row: after the event that starts it and the one since which it holds.
    fn first(&self, row: &c::Clock) -> usize {
        let start = match row.start {
            c::Anchor::Event(e) => Some(e),
            c::Anchor::Fact(_) | c::Anchor::DueOf(_) => None,
        };
        let after_event = start.max(row.since).map_or(0, |e| usize::from(e) + 1);
        match row.start {
            // a start that is no event: whatever happened later than it
            c::Anchor::Fact(f) => after_event.max(self.history.partition_point(|e| e.at <= self.facts[usize::from(f)].value)),
            c::Anchor::Event(_) | c::Anchor::DueOf(_) => after_event,
        }
    }

    fn ends(&self, row: &c::Clock) -> Ends {
        let kind = self.kind(row);
        let first = self.first(row);
        let closing = self.plan.closings.iter().copied().find(|&e| usize::from(e) >= first).filter(|_| !kind.after_close);
        let until = row.until.into_iter().chain(closing).min();
        let stop = row.stop.or_else(|| {
            let last = until.map_or(self.history.len(), |u| (usize::from(u) + 1).min(self.history.len()));
            let range = first.min(last)..last;
            // an event that closes the case may be the very one that fulfils the row; the row's own `until` may not
            let found =
                range.clone().find(|&i| self.matches(&kind.stops, i, row) && row.until.is_none_or(|u| i < usize::from(u)));
            found.map(|i| i as u16)
        });
        Ends { stop, until }
    }

    /// Whether an event is one that a selector means, and about the row's body.
    fn matches(&self, selectors: &[c::Selector], event: usize, row: &c::Clock) -> bool {
        let e = &self.history[event];
        let meant = selectors.iter().any(|s| {
            s.event == e.kind
                && match s.condition {
                    None => true,
                    Some(c::SelectorCondition::Reason(r)) => self.case.said(event as u16, c::Key::Reason) == Some(i64::from(r)),
                    Some(c::SelectorCondition::Fact(f)) => self.case.said(event as u16, c::Key::Input(f.input)) == Some(f.value),
                }
        });
        meant
            && match row.body {
                Some(c::Body::Unit(unit)) => e.unit.is_none_or(|u| u == unit),
                Some(c::Body::ActorOf(of)) => {
                    let actor = |event| self.case.said(event, c::Key::Actor);
                    actor(event as u16).is_none_or(|a| actor(of) == Some(a))
                }
                None => true,
            }
    }

    fn resolve(&self, plan_row: u16, row: &c::Clock, ends: &Ends, positions: &[Option<usize>]) -> Resolved {
        let kind = self.kind(row);
        let start = match row.start {
            c::Anchor::Event(e) => Start::At(self.at(e)),
            c::Anchor::Fact(f) => Start::At(Instant(self.facts[usize::from(f)].value)),
            c::Anchor::DueOf(r) => positions[usize::from(r)].map_or(Start::Never, Start::DueOf),
        };
        let due = match row.due {
            c::Due::Term(t) => Due::Term(usize::from(t)),
            c::Due::Event(e) => self.case.said(e, c::Key::Due).map_or(Due::Unlimited, |d| Due::At(Instant(d))),
            c::Due::Fact(f) => Due::At(Instant(self.facts[usize::from(f)].value)),
            c::Due::Awaited(_) => Due::Awaited,
            c::Due::Unlimited => Due::Unlimited,
        };
        let repeats = matches!(row.due, c::Due::Term(t) if self.manifest.terms[usize::from(t)].repeats);
        let first = self.first(row);
        let (pauses, pause_rules) = self.pauses(plan_row, row, kind);
        let hits = if repeats {
            (first..self.history.len()).filter(|&i| self.matches(&kind.stops, i, row)).map(|i| self.at(i as u16)).collect()
        } else {
            Vec::new()
        };
        Resolved {
            plan_row,
            start,
            since: row.since.map(|e| self.at(e)),
            until: ends.until.map(|e| self.at(e)),
            stop: if repeats { None } else { ends.stop.map(|e| self.at(e)) },
            stop_before_until: ends.stop.zip(ends.until).is_none_or(|(s, u)| s <= u),
            due,
            pauses,
            pause_rules,
            ladder: kind.ladder.map(usize::from),
            hits,
            evidence: !kind.stops.is_empty(),
            after_close: kind.after_close,
        }
    }

    /// The pauses that the kind declares, each from an event that begins one to the next that ends it, and the plan's own; and by
    /// which rule each.
    fn pauses(&self, plan_row: u16, row: &c::Clock, kind: &c::ClockDef) -> (Vec<Pause>, Vec<u16>) {
        let (mut pauses, mut rules) = (Vec::new(), Vec::new());
        for def in &kind.pauses {
            let mut from = 0;
            while let Some(begins) = (from..self.history.len()).find(|&i| self.matches(&def.begins, i, row)) {
                let ends = (begins + 1..self.history.len()).find(|&i| self.matches(&def.ends, i, row));
                pauses.push(Pause {
                    begins: self.at(begins as u16),
                    ends: ends.map(|i| self.at(i as u16)),
                    cap: def.cap.map(usize::from),
                });
                rules.push(def.rule);
                match ends {
                    Some(i) => from = i + 1,
                    None => break,
                }
            }
        }
        for own in self.plan.pauses.iter().filter(|p| p.clock == plan_row) {
            let (begins, ends) = (self.at(own.begins), own.ends.map(|e| self.at(e)));
            pauses.push(Pause { begins, ends, cap: own.cap.map(usize::from) });
            rules.push(own.rule);
        }
        (pauses, rules)
    }
}
