//! What all decisions together said: which rules held, which conditions went which way, which words of the manifest were used.

use paidan_calendar::State;
use paidan_engine::contract::{Manifest, RungPoint};
use paidan_engine::{BodyName, Decision};

use super::given::Given;
use super::said::Said;
use crate::lists::List;

/// Of a rule.
#[derive(Debug, Clone, Default)]
pub(super) struct Reached {
    pub(super) asked: bool,
    pub(super) held: bool,
    /// Conditions that were once true, once false.
    pub(super) yes: u32,
    pub(super) no: u32,
    /// The fewest conditions that it ever lacked, and of which case.
    pub(super) nearest: Option<(u32, u64)>,
    /// The first case that asked it.
    pub(super) first: Option<u64>,
}

/// What was seen.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) rules: Vec<Reached>,
    pub(super) said: Said,
    /// By kind of clock: whether a row was met, and the first case with a row that could be.
    pub(super) met: Vec<(bool, Option<u64>)>,
    /// By input: whether it was asked for while a row waited or a required label was missing, and the first case that asked for it.
    pub(super) needed: Vec<(bool, Option<u64>)>,
    /// Bodies that the events of the case at hand name.
    named: Vec<String>,
}

impl Seen {
    pub(super) fn nothing(m: &Manifest) -> Self {
        Self {
            rules: vec![Reached::default(); m.rules.len()],
            said: Said::nothing(m),
            met: vec![(false, None); m.clocks.len()],
            needed: vec![(false, None); m.inputs.len()],
            named: Vec::new(),
        }
    }

    /// A body that the rules name; whom the case names itself, it only gives back.
    fn unit(&mut self, body: BodyName<'_>) {
        let body = body.to_string();
        let unit = body.split('@').next().unwrap_or(&body);
        if !self.named.iter().any(|named| named == unit || *named == body) {
            self.said.say(List::Unit, unit);
        }
    }

    /// The decision on a case, and where the case stands in the pool.
    pub(super) fn add(&mut self, m: &Manifest, decision: &Decision<'_>, (given, case): (&Given, u64)) {
        self.named.clear();
        self.named.extend(given.history.iter().filter_map(|event| event.unit.clone()));
        for asked in &decision.trace.asked {
            let Some(reached) = self.rules.get_mut(usize::from(asked.rule)) else { continue };
            let all = (1u64 << m.rules[usize::from(asked.rule)].conditions.len()) - 1;
            let lacked = !asked.conditions & all as u32;
            reached.asked = true;
            reached.first = reached.first.into_iter().chain([case]).min();
            reached.held |= asked.held;
            reached.yes |= asked.conditions;
            reached.no |= lacked;
            if !asked.held {
                let this = (lacked.count_ones(), case);
                reached.nearest = Some(reached.nearest.map_or(this, |other| other.min(this)));
            }
        }
        if let Some(stage) = decision.stage {
            self.said.say(List::Stage, stage);
        }
        decision.level.into_iter().for_each(|level| self.said.say(List::Level, level));
        for label in &decision.labels {
            self.said.say(List::Label, &format!("{}.{}", label.group, label.value));
            label.proposed.into_iter().for_each(|value| self.said.say(List::Label, &format!("{}.{value}", label.group)));
        }
        if let Some(route) = &decision.route {
            self.said.say(List::Mode, route.mode);
            route.lead.into_iter().chain(route.accountable).for_each(|body| self.unit(body));
            for part in &route.others {
                self.said.say(List::Role, part.role);
                self.unit(part.unit);
            }
        }
        for step in &decision.escalations {
            [Some(step.at), step.to].into_iter().flatten().for_each(|level| self.said.say(List::Level, level));
            step.approver.into_iter().for_each(|body| self.unit(body));
        }
        for action in &decision.actions {
            self.said.say(List::Action, action.kind);
            action.body.into_iter().for_each(|body| self.unit(body));
        }
        for violation in &decision.violations {
            self.said.say(List::Violation, violation.kind);
            violation.body.into_iter().for_each(|body| self.unit(body));
        }
        for measure in &decision.measures {
            self.said.say(List::Metric, measure.metric);
            measure.body.into_iter().for_each(|body| self.unit(body));
        }
        self.clocks(m, decision, case);
        self.needs(m, decision, case);
    }

    fn clocks(&mut self, m: &Manifest, decision: &Decision<'_>, case: u64) {
        for row in &decision.clocks {
            self.said.say(List::Clock, row.kind);
            row.term.into_iter().for_each(|term| self.said.say(List::Term, term));
            row.body.into_iter().for_each(|body| self.unit(body));
            for mark in &row.marks {
                mark.to.iter().for_each(|body| self.unit(*body));
                mark.action.into_iter().for_each(|action| self.said.say(List::Action, action));
            }
            if let Some(kind) = m.clocks.iter().position(|kind| kind.id == row.kind) {
                let comes_round = row.rounds.is_some() && m.clocks[kind].stops.is_empty();
                let met = row.state == State::Met || row.rounds.is_some_and(|rounds| rounds.met > 0);
                let (was, could) = &mut self.met[kind];
                *was |= met;
                if row.state != State::Agenda && !comes_round {
                    *could = (*could).into_iter().chain([case]).min();
                }
            }
        }
    }

    fn needs(&mut self, m: &Manifest, decision: &Decision<'_>, case: u64) {
        for need in &decision.needs {
            let Some(input) = m.inputs.iter().position(|input| Some(input.id.as_str()) == need.input) else { continue };
            let waits = decision.clocks.iter().any(|row| row.state == State::Awaited);
            let unlabelled =
                m.groups.iter().any(|group| group.required && !decision.labels.iter().any(|label| label.group == group.id));
            let (with_row, first) = &mut self.needed[input];
            *with_row |= waits || unlabelled;
            *first = (*first).into_iter().chain([case]).min();
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (own, other) in self.rules.iter_mut().zip(&other.rules) {
            own.asked |= other.asked;
            own.held |= other.held;
            own.yes |= other.yes;
            own.no |= other.no;
            own.nearest = own.nearest.into_iter().chain(other.nearest).min();
            own.first = own.first.into_iter().chain(other.first).min();
        }
        self.said.merge(&other.said);
        for (own, other) in self.met.iter_mut().chain(&mut self.needed).zip(other.met.iter().chain(&other.needed)) {
            own.0 |= other.0;
            own.1 = own.1.into_iter().chain(other.1).min();
        }
    }

    /// What is used by what was seen: a clock brings its rule, its pauses and its ladder, a rule the rule whose gap it fills.
    pub(super) fn close(&mut self, m: &Manifest) {
        for (at, kind) in m.clocks.iter().enumerate() {
            if !self.said.has(List::Clock, at) {
                continue;
            }
            self.holds(kind.rule);
            for pause in &kind.pauses {
                self.holds(pause.rule);
                pause.cap.into_iter().for_each(|cap| self.term(m, cap));
            }
            kind.ladder.into_iter().for_each(|ladder| self.ladder(m, ladder));
            for metric in (0..).zip(&m.metrics).filter(|(_, metric)| metric.on_time_of == Some(at as u16)) {
                self.said.at(List::Metric, metric.0);
                self.holds(metric.1.rule);
            }
        }
        for at in 0..m.terms.len() {
            if self.said.has(List::Term, at) {
                self.term(m, at as u16);
            }
        }
        for (at, unit) in m.units.iter().enumerate() {
            if self.said.has(List::Unit, at) {
                unit.level.into_iter().for_each(|level| self.said.at(List::Level, level));
            }
        }
        // `fills` may point forwards: as often as there are rules is enough
        for _ in 0..m.rules.len() {
            let filled = |(at, rule): (usize, &paidan_engine::contract::RuleDef)| {
                let Reached { asked, held, .. } = self.rules[at];
                rule.fills.filter(|_| asked).map(|of| (of, held))
            };
            let filled: Vec<_> = m.rules.iter().enumerate().filter_map(filled).collect();
            for (of, held) in filled {
                let reached = &mut self.rules[usize::from(of)];
                reached.asked = true;
                reached.held |= held;
            }
        }
    }

    fn holds(&mut self, rule: u16) {
        if let Some(reached) = self.rules.get_mut(usize::from(rule)) {
            (reached.asked, reached.held) = (true, true);
        }
    }

    fn term(&mut self, m: &Manifest, term: u16) {
        self.said.at(List::Term, term);
        let Some(def) = m.terms.get(usize::from(term)) else { return };
        self.holds(def.rule);
        self.said.at(List::Profile, def.profile);
        if let paidan_engine::contract::Roll::Next(profile) | paidan_engine::contract::Roll::Previous(profile) = def.roll {
            self.said.at(List::Profile, profile);
        }
    }

    fn ladder(&mut self, m: &Manifest, ladder: u16) {
        self.said.at(List::Ladder, ladder);
        let Some(def) = m.ladders.get(usize::from(ladder)) else { return };
        self.said.at(List::Profile, def.notify);
        for rung in &def.rungs {
            if let RungPoint::Before(term) | RungPoint::After(term) = rung.at {
                self.term(m, term);
            }
        }
    }
}
