//! From a plan and its judged rows to the decision: positions become words again.

use paidan_calendar::{Calendar, Instant, Judgement, State};

use crate::body::BodyName;
use crate::case::Case;
use crate::decision::{Asked, Decision, Status};
use crate::intern::Interned;
use crate::manifest::Manifest;
use crate::outline::{Outline, Owed};
use crate::parts::{
    Action, Clock, Escalation, Field, Label, Late, Mark, Measure, Need, Note, Part, Reason, Rounds, Route, Violation,
};
use crate::policy::contract as c;
use crate::positions::Positions;
use crate::rows::Resolved;
use crate::stamp::Stamp;

/// Turns positions back into words.
pub(crate) struct Writer<'a, 'i, 'c> {
    pub(crate) case: &'a Case<'c>,
    pub(crate) interned: &'i Interned,
    pub(crate) manifest: &'a Manifest,
    pub(crate) calendar: &'a Calendar,
}

impl<'a> Writer<'a, '_, '_> {
    fn stamp(&self, at: Instant) -> Stamp<'a> {
        Stamp { at, calendar: self.calendar }
    }

    pub(crate) fn rule(&self, index: u16) -> &'a str {
        &self.manifest.raw.rules[usize::from(index)].id
    }

    /// The seq of an event of the history that the policy saw.
    fn seq(&self, index: u16) -> u32 {
        let of_case = usize::from(self.interned.of_case[usize::from(index)]);
        self.case.history[of_case].seq.unwrap_or(of_case as u32 + 1)
    }

    fn body(&self, body: c::Body) -> BodyName<'a> {
        let unit = match body {
            c::Body::ActorOf(event) => {
                let event = &self.case.history[usize::from(self.interned.of_case[usize::from(event)])];
                return event.actor.as_deref().unwrap_or_default().into();
            }
            c::Body::Unit(unit) => usize::from(unit),
        };
        let units = &self.manifest.raw.units;
        match units.get(unit) {
            None => self.interned.strangers[unit - units.len()].name(self.case).into(),
            Some(def) => BodyName::of_unit(def, &self.case.area),
        }
    }

    /// Who a rung speaks to: the body that owes, units, or somebody's (`leader@housing`), nobody twice. Empty: the body that owes alone.
    fn told(&self, to: &[Option<u16>], owes: Option<c::Body>) -> Vec<BodyName<'a>> {
        let owner = owes.map(|body| self.body(body));
        let one = |unit: &Option<u16>| {
            let Some(unit) = *unit else { return owner };
            let def = &self.manifest.raw.units[usize::from(unit)];
            Some(match (def.per, owner) {
                (c::Per::Body, Some(owner)) => BodyName::of_body(&def.id, owner),
                (c::Per::Body, None) => def.id.as_str().into(),
                _ => self.body(c::Body::Unit(unit)),
            })
        };
        let mut told = Vec::new();
        if to.contains(&None) && to.iter().filter_map(one).all(|body| Some(body) == owner) {
            return told;
        }
        for body in to.iter().filter_map(one) {
            // a unit that is named may be the one that owes
            if !told.contains(&body) {
                told.push(body);
            }
        }
        told
    }

    pub(crate) fn reason(&self, rule: u16) -> Reason<'a> {
        let json = &self.manifest.reasons[usize::from(rule)];
        Reason { json, ..Reason::of(self.manifest.rule(rule)) }
    }

    pub(crate) fn plan(&self, out: &mut Decision<'a>, plan: &c::Plan, resolved: &[Resolved], judged: &[Judgement]) {
        let raw = &self.manifest.raw;
        let stage = &raw.stages[usize::from(plan.stage)];
        out.stage = Some(&stage.id);
        out.level = plan.level.map(|l| raw.levels[usize::from(l)].id.as_str());
        out.labels = plan.labels.iter().map(|l| self.label(l)).collect();
        out.route = Some(self.route(&plan.route));
        out.clocks = resolved.iter().zip(judged).map(|(r, j)| self.clock(&plan.clocks[usize::from(r.plan_row)], j)).collect();
        out.supervised = self.supervised(plan, resolved, judged);
        out.escalations = plan.escalations.iter().map(|e| self.escalation(e)).collect();
        out.actions = plan
            .actions
            .iter()
            .map(|a| Action {
                kind: &raw.actions[usize::from(a.kind)].id,
                body: a.body.map(|b| self.body(b)),
                event: a.cause.map(|e| self.seq(e)),
                rule: self.rule(a.rule),
            })
            .collect();
        out.violations = plan
            .violations
            .iter()
            .map(|v| Violation {
                kind: &raw.violations[usize::from(v.kind)].id,
                body: v.body.map(|b| self.body(b)),
                event: self.seq(v.event),
                rule: self.rule(v.rule),
            })
            .collect();
        out.measures = plan
            .measures
            .iter()
            .map(|m| Measure {
                metric: &raw.metrics[usize::from(m.metric)].id,
                body: m.body.map(|b| self.body(b)),
                event: m.event.map(|e| self.seq(e)),
                counts: m.counts,
                hit: m.hit,
                rule: self.rule(m.rule),
            })
            .collect();
        out.needs = self.needs(plan);
        if !out.needs.is_empty() {
            out.status = Status::NeedsInput;
        }
        out.next_check = judged.iter().filter_map(|j| j.next).min().map(|t| self.stamp(t));
        self.asked(out, plan, resolved, judged);
        if !stage.closed {
            self.owned(out);
        }
    }

    pub(crate) fn outline(&self, out: &mut Outline<'a>, plan: &c::Plan) {
        let raw = &self.manifest.raw;
        out.stage = Some(&raw.stages[usize::from(plan.stage)].id);
        out.labels = plan.labels.iter().map(|l| self.label(l)).collect();
        out.route = Some(self.route(&plan.route));
        out.rows = plan.clocks.iter().map(|row| self.owed(row)).collect();
        out.needs = self.needs(plan);
        if !out.needs.is_empty() {
            out.status = Status::NeedsInput;
        }
        let (_, mut held) = self.held(plan);
        for row in &plan.clocks {
            if let c::Due::Term(term) = row.due {
                held.add(raw.terms[usize::from(term)].rule);
            }
        }
        out.rules.reserve_exact(held.count());
        out.rules.extend(held.iter().map(|rule| self.rule(rule)));
    }

    fn owed(&self, row: &c::Clock) -> Owed<'a> {
        Owed {
            kind: &self.manifest.raw.clocks[usize::from(row.kind)].id,
            body: row.body.map(|b| self.body(b)),
            start: match row.start {
                c::Anchor::Event(e) => Some(self.seq(e)),
                c::Anchor::Fact(_) | c::Anchor::DueOf(_) => None,
            },
            since: row.since.map(|e| self.seq(e)),
            until: row.until.map(|e| self.seq(e)),
            term: self.term(row),
            rule: self.rule(row.rule),
        }
    }

    fn term(&self, row: &c::Clock) -> Option<&'a str> {
        match row.due {
            c::Due::Term(t) => Some(&self.manifest.raw.terms[usize::from(t)].id),
            _ => None,
        }
    }

    fn needs(&self, plan: &c::Plan) -> Vec<Need<'a>> {
        let need = |need: &c::Need| {
            let (input, field) = match need.what {
                c::Needed::Input(i) => (Some(self.manifest.raw.inputs[usize::from(i)].id.as_str()), None),
                c::Needed::Area(place) => (None, Some(Field::Area(place))),
                c::Needed::Category => (None, Some(Field::Category)),
                c::Needed::Kind => (None, Some(Field::Kind)),
                c::Needed::Channel => (None, Some(Field::Channel)),
            };
            Need { input, field, rule: self.rule(need.rule) }
        };
        plan.needs.iter().map(need).collect()
    }

    /// Every open case has somebody who answers for it and something that is due, or says that it has not.
    fn owned(&self, out: &mut Decision<'a>) {
        let open = |s: State| matches!(s, State::Running | State::Paused | State::Awaited | State::Unlimited | State::Agenda);
        let overdue = |c: &Clock<'_>| c.state == State::Missed && c.ended.is_none();
        if out.route.as_ref().is_none_or(|r| r.accountable.is_none()) {
            out.notes.push(Note::new("ownerless", "no body answers for this open case"));
        }
        if !out.clocks.iter().any(|c| open(c.state) || overdue(c)) {
            out.notes.push(Note::new("unclocked", "nothing is due in this open case"));
        }
    }

    fn label(&self, label: &c::Label) -> Label<'a> {
        let group = &self.manifest.raw.groups[usize::from(label.group)];
        let value = |i: u16| group.values[usize::from(i)].id.as_str();
        Label {
            group: &group.id,
            value: value(label.value),
            set_by: label.set_by.map(|e| self.seq(e)),
            proposed: label.proposed.map(value),
            rule: self.rule(label.rule),
        }
    }

    fn route(&self, route: &c::Route) -> Route<'a> {
        let raw = &self.manifest.raw;
        Route {
            mode: &raw.modes[usize::from(route.mode)].id,
            lead: route.lead.map(|b| self.body(b)),
            accountable: route.accountable.map(|b| self.body(b)),
            others: route
                .others
                .iter()
                .map(|p| Part { role: &raw.roles[usize::from(p.role)].id, unit: self.body(p.body) })
                .collect(),
            rule: self.rule(route.rule),
        }
    }

    fn clock(&self, row: &c::Clock, judged: &Judgement) -> Clock<'a> {
        let raw = &self.manifest.raw;
        let kind = &raw.clocks[usize::from(row.kind)];
        let stamp = |t: Option<Instant>| t.map(|t| self.stamp(t));
        let ladder = kind.ladder.map(|l| &raw.ladders[usize::from(l)]);
        // of what lies ahead only the next mark is of use; all of it is recomputed at every evaluation
        let ahead = judged.marks.iter().filter(|m| !m.fired).map(|m| m.at).min().filter(|_| judged.ended.is_none());
        let marks = judged.marks.iter().filter(|m| m.fired || Some(m.at) == ahead).filter_map(|m| {
            let rung = ladder?.rungs.get(m.rung)?;
            Some(Mark {
                rung: &rung.id,
                place: m.rung as u8,
                at: self.stamp(m.at),
                notify_at: (m.notify_at != m.at).then(|| self.stamp(m.notify_at)),
                to: self.told(&rung.to, row.body),
                action: rung.action.map(|a| raw.actions[usize::from(a)].id.as_str()),
                fired: m.fired,
            })
        });
        Clock {
            kind: &kind.id,
            body: row.body.map(|b| self.body(b)),
            term: self.term(row),
            start: stamp(judged.start),
            since: row.since.map(|e| self.seq(e)),
            until: row.until.map(|e| self.seq(e)),
            due: stamp(judged.due),
            state: judged.state,
            ended: stamp(judged.ended),
            late: judged.late.map(|l| Late { days: l.days, seconds: l.seconds }),
            late_at_birth: judged.late_at_birth,
            provisional: judged.provisional,
            rounds: judged.round.as_ref().map(|r| Rounds { met: r.met, missed: r.missed, last_missed: stamp(r.last_missed) }),
            marks: marks.collect(),
            rule: self.rule(row.rule),
        }
    }

    /// 督 overlays the stage while a rung after the due is up on a row that has not ended.
    fn supervised(&self, plan: &c::Plan, resolved: &[Resolved], judged: &[Judgement]) -> Option<u8> {
        let rungs = |r: &Resolved, j: &Judgement| {
            let kind = &self.manifest.raw.clocks[usize::from(plan.clocks[usize::from(r.plan_row)].kind)];
            let ladder = &self.manifest.raw.ladders[usize::from(kind.ladder?)];
            let late = |m: &&paidan_calendar::Mark| m.fired && matches!(ladder.rungs[m.rung].at, c::RungPoint::After(_));
            Some(j.marks.iter().filter(late).count() as u8)
        };
        let open = resolved.iter().zip(judged).filter(|(_, j)| j.ended.is_none());
        open.filter_map(|(r, j)| rungs(r, j)).max().filter(|n| *n > 0)
    }

    fn escalation(&self, step: &c::Escalation) -> Escalation<'a> {
        let level = |l: u16| self.manifest.raw.levels[usize::from(l)].id.as_str();
        Escalation {
            at: level(step.at),
            to: step.to.map(level),
            state: match step.state {
                c::EscalationState::NotEligible => "not-eligible",
                c::EscalationState::Eligible => "eligible",
                c::EscalationState::Requested => "requested",
                c::EscalationState::Approved => "approved",
                c::EscalationState::Denied => "denied",
                c::EscalationState::Exhausted => "exhausted",
            },
            asked: step.asked.map(|e| self.seq(e)),
            answered: step.answered.map(|e| self.seq(e)),
            approver: step.approver.map(|b| self.body(b)),
            rule: self.rule(step.rule),
        }
    }

    /// The rules that held: those that were asked and those that rows, labels and the route rest on, in the manifest's order.
    fn asked(&self, out: &mut Decision<'a>, plan: &c::Plan, resolved: &[Resolved], judged: &[Judgement]) {
        let (asked, mut held) = self.held(plan);
        self.of_time(plan, resolved, judged, &mut held);
        let trace = &mut out.trace.asked;
        trace.reserve_exact(plan.asked.len() + held.count());
        trace.extend(plan.asked.iter().map(|r| Asked {
            rule: r.rule,
            conditions: r.conditions,
            held: self.manifest.holds(r.rule, r.conditions),
        }));
        trace.extend(held.iter().filter(|&rule| !asked.has(rule)).map(|rule| Asked { rule, conditions: 0, held: true }));
        out.reasons.reserve_exact(held.count());
        out.reasons.extend(held.iter().map(|rule| self.reason(rule)));
    }

    /// The rules that were asked, and those of them and of what the plan rests on that held.
    fn held(&self, plan: &c::Plan) -> (Positions, Positions) {
        let mut asked = Positions::of(self.manifest.raw.rules.len());
        let mut held = Positions::of(self.manifest.raw.rules.len());
        for one in &plan.asked {
            asked.add(one.rule);
            if self.manifest.holds(one.rule, one.conditions) {
                held.add(one.rule);
            }
        }
        held.add(plan.route.rule);
        plan.labels.iter().for_each(|l| held.add(l.rule));
        plan.clocks.iter().for_each(|c| held.add(c.rule));
        plan.escalations.iter().for_each(|e| held.add(e.rule));
        plan.actions.iter().for_each(|a| held.add(a.rule));
        plan.violations.iter().for_each(|v| held.add(v.rule));
        plan.measures.iter().for_each(|m| held.add(m.rule));
        plan.needs.iter().for_each(|n| held.add(n.rule));
        (asked, held)
    }

    /// The rules of the terms that rows are due by, of the pauses in which they stood still, and of the rungs that fired.
    fn of_time(&self, plan: &c::Plan, resolved: &[Resolved], judged: &[Judgement], held: &mut Positions) {
        let raw = &self.manifest.raw;
        for (resolved, judged) in resolved.iter().zip(judged) {
            let row = &plan.clocks[usize::from(resolved.plan_row)];
            if let c::Due::Term(term) = row.due {
                held.add(raw.terms[usize::from(term)].rule);
            }
            resolved.stood_still(judged).for_each(|rule| held.add(rule));
            let Some(ladder) = raw.clocks[usize::from(row.kind)].ladder else { continue };
            let rungs = &raw.ladders[usize::from(ladder)].rungs;
            judged.marks.iter().filter(|m| m.fired).filter_map(|m| rungs.get(m.rung)).for_each(|rung| held.add(rung.rule));
        }
    }
}
