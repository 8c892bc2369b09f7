//! What happens to a case: a walk from step to step, forward in time, that never breaks off in the middle of a second.

use std::collections::BTreeMap;

use paidan_calendar::{Day, DayClass, Instant};
use paidan_engine::contract::{Per, UnitDef};
use paidan_engine::{City, Decision};
use serde::Serialize;
use serde_json::Value;

use super::dice::Dice;
use super::head::{self, Head};
use super::spec::{Spec, Step, Weights};

#[derive(Debug, Clone, Serialize)]
pub(super) struct Event {
    seq: u32,
    at: String,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    facts: BTreeMap<String, Value>,
}

/// Who the policy says is to have it.
#[derive(Debug, Default)]
pub(super) struct Parts {
    mode: String,
    lead: Option<String>,
    co: Vec<String>,
    fallback: Option<String>,
}

impl Parts {
    pub(super) fn of(decision: &Decision<'_>) -> Parts {
        let Some(route) = &decision.route else { return Parts::default() };
        let role = |role: &str| route.others.iter().filter(|part| part.role == role).map(|part| part.unit.to_string()).collect();
        let fallback: Vec<String> = role("fallback");
        Parts {
            mode: route.mode.to_owned(),
            lead: route.lead.map(|body| body.to_string()),
            co: role("co"),
            fallback: fallback.into_iter().next(),
        }
    }
}

/// The event with which every story begins.
pub(super) fn first(spec: &Spec, city: &City, head: &Head) -> Event {
    let kind = spec.step.get(&spec.begins).and_then(|step| step.event.as_ref()).unwrap_or(&spec.begins).clone();
    let at = city.calendar().format(head.received).to_string();
    Event { seq: 1, at, kind, unit: None, level: None, reason: None, due_at: None, facts: BTreeMap::new() }
}

pub(super) struct Story<'a> {
    spec: &'a Spec,
    city: &'a City,
    area: &'a [String],
    parts: Parts,
    now: i64,
    /// When the answer comes that everything before it is pressed into.
    answer: Option<i64>,
    /// Who has it, the leading unit first.
    holders: Vec<String>,
    visits: BTreeMap<&'a str, u32>,
    events: Vec<Event>,
}

/// A story that goes round in circles ends.
const STEPS_MAX: usize = 60;

impl<'a> Story<'a> {
    pub(super) fn new(spec: &'a Spec, city: &'a City, head: &'a Head, parts: Parts) -> Self {
        let (now, area) = (head.received.0, &head.area[..]);
        Story { spec, city, area, parts, now, answer: None, holders: Vec::new(), visits: BTreeMap::new(), events: Vec::new() }
    }

    pub(super) fn events(&self) -> &[Event] {
        &self.events
    }

    pub(super) fn tell(&mut self, dice: &mut Dice) {
        let spec = self.spec;
        let mut next = Some(spec.begins.as_str());
        for _ in 0..STEPS_MAX {
            let Some((name, step)) = next.and_then(|name| spec.step.get_key_value(name)) else { return };
            *self.visits.entry(name).or_default() += 1;
            if step.modes.is_empty() || step.modes.contains(&self.parts.mode) {
                self.happen(name, step, dice);
            }
            let open = |name: &str| {
                let visits = self.visits.get(name).copied().unwrap_or(0);
                spec.step.get(name).is_none_or(|step| visits < step.most)
            };
            let ways = step.next.iter().filter(|(name, _)| open(name)).map(|(name, weight)| (name.as_str(), *weight));
            next = dice.weighted(ways.collect::<Vec<_>>().into_iter());
        }
    }

    fn happen(&mut self, name: &'a str, step: &'a Step, dice: &mut Dice) {
        let kind = step.event.as_deref().unwrap_or(name);
        let units = self.units(step, dice);
        if step.unit.is_some() && units.is_empty() {
            return; // nobody of that role has a part in this case
        }
        let times = self.times(step, units.len().max(1), dice);
        let units = if units.is_empty() { vec![None] } else { units.into_iter().map(Some).collect() };
        for (unit, at) in units.into_iter().zip(times) {
            self.record(kind, step, unit, at, dice);
        }
        if step.answers {
            self.answer = None;
        }
        if let Some(wait) = step.answer_within.as_ref().and_then(|wait| self.spec.wait.get(wait)) {
            self.answer = Some(self.answered(wait.draw(dice), dice));
        }
    }

    fn record(&mut self, kind: &str, step: &Step, unit: Option<String>, at: i64, dice: &mut Dice) {
        if let Some(unit) = &unit {
            match kind {
                "dispatched" | "reassigned" => self.holders = vec![unit.clone()],
                "co_unit_added" if !self.holders.contains(unit) => self.holders.push(unit.clone()),
                "returned" => self.holders.retain(|holder| holder != unit),
                _ => {}
            }
        }
        let one = |weights: &Weights, dice: &mut Dice| {
            dice.weighted(weights.iter().map(|(word, weight)| (word.as_str(), *weight))).map(str::to_owned)
        };
        let format = |at: i64| self.city.calendar().format(Instant(at)).to_string();
        let due = step.due.as_ref().filter(|due| dice.chance(due.chance));
        let due_at = due.map(|due| format(at + dice.between(due.days[0], due.days[1]) * 86_400));
        let (level, reason) = (one(&step.level, dice), one(&step.reason, dice));
        let manifest = &self.city.policy().manifest().raw;
        let facts = head::facts(&step.facts, manifest, self.city, Instant(at), dice);
        let seq = u32::try_from(self.events.len() + 1).unwrap_or(u32::MAX);
        self.events.push(Event { seq, at: format(at), kind: kind.to_owned(), unit, level, reason, due_at, facts });
        self.now = at;
    }

    fn units(&self, step: &Step, dice: &mut Dice) -> Vec<String> {
        match step.unit.as_deref() {
            None => Vec::new(),
            Some("lead") => self.parts.lead.iter().cloned().collect(),
            Some("co") => self.parts.co.clone(),
            Some("fallback") => self.parts.fallback.iter().cloned().collect(),
            Some("holders") => self.holders.clone(),
            Some("another") => self.another(dice).into_iter().collect(),
            Some(id) => self
                .city
                .policy()
                .manifest()
                .raw
                .units
                .iter()
                .find(|unit| unit.id == id)
                .map(|u| self.body(u))
                .into_iter()
                .collect(),
        }
    }

    /// A unit that does not have it: mostly who is to take it if nobody else does.
    fn another(&self, dice: &mut Dice) -> Option<String> {
        let fallback = self.parts.fallback.clone().filter(|unit| !self.holders.contains(unit));
        if fallback.is_some() && dice.chance(70) {
            return fallback;
        }
        let units = &self.city.policy().manifest().raw.units;
        let others: Vec<String> = units
            .iter()
            .filter(|unit| unit.per != Per::Body)
            .map(|unit| self.body(unit))
            .filter(|u| !self.holders.contains(u))
            .collect();
        dice.one(&others).cloned()
    }

    fn body(&self, unit: &UnitDef) -> String {
        match unit.per {
            Per::Area(depth) => {
                self.area.get(usize::from(depth)).map_or_else(|| unit.id.clone(), |code| format!("{}@{code}", unit.id))
            }
            Per::One | Per::Body => unit.id.clone(),
        }
    }

    /// When a step happens, for so many units: one after the other, each at a second of its own.
    fn times(&self, step: &Step, count: usize, dice: &mut Dice) -> Vec<i64> {
        if self.events.is_empty() {
            return vec![self.now];
        }
        let after = self.now + 1;
        let last = match (step.answers, self.answer) {
            (true, Some(answer)) => answer.max(after + 60),
            (_, answer) => {
                let wait = step.wait.as_ref().and_then(|wait| self.spec.wait.get(wait)).map_or(60, |wait| wait.draw(dice));
                let then = self.now + wait.max(1);
                let then = if step.office { self.open(then, dice) } else { then };
                match answer.filter(|answer| then >= *answer - 60) {
                    Some(answer) => self.before(answer, dice),
                    None => then,
                }
            }
        };
        let span = count as i64 - 1;
        let last = last.max(after + span);
        let mut times: Vec<i64> = match step.answers {
            true => (0..span).map(|_| dice.between(after, last)).collect(),
            false => (1..=span).map(|n| last - n * 60).collect(),
        };
        times.push(last);
        times.sort_unstable();
        // nobody acts in the same second as somebody else
        let mut free = after;
        for time in &mut times {
            *time = (*time).max(free);
            free = *time + 1;
        }
        times
    }

    /// A moment before the answer, while offices are open if there is one.
    fn before(&self, answer: i64, dice: &mut Dice) -> i64 {
        let then = self.now + ((answer - self.now) * dice.between(10, 60) / 100).max(1);
        let open = self.open(then, dice);
        if open < answer - 60 { open } else { then }
    }

    /// The moment of an answer that takes so long. Few come on days off: of the others some come before, some after.
    fn answered(&self, wait: i64, dice: &mut Dice) -> i64 {
        let then = self.now + wait.max(60);
        if !self.off(self.day(then)) || dice.chance(2) {
            return self.open_hours(then, dice).max(self.now + 60);
        }
        let mut day = self.day(then);
        let step = if dice.chance(50) { -1 } else { 1 };
        while self.off(day) {
            day = Day(day.0 + step);
        }
        let moved = then + i64::from(day.0 - self.day(then).0) * 86_400;
        let moved = self.open_hours(moved, dice);
        if moved > self.now { moved } else { self.open(then, dice) }
    }

    /// The same moment while offices are open, else within the hour after they open next.
    fn open(&self, then: i64, dice: &mut Dice) -> i64 {
        let (mut day, second) = self.city.calendar().local(Instant(then));
        let next = match i64::from(second) {
            _ if self.off(day) => None,
            second if is_open(second) => return then,
            ..OPENS => Some(OPENS),
            OPENS..AFTERNOON => Some(AFTERNOON),
            _ => None,
        };
        if next.is_none() {
            day = (day.0 + 1..).map(Day).find(|day| !self.off(*day)).unwrap_or(day);
        }
        self.city.calendar().instant(day, 0).0 + next.unwrap_or(OPENS) + dice.between(0, 3599)
    }

    /// The same day, at an hour at which offices are open.
    fn open_hours(&self, then: i64, dice: &mut Dice) -> i64 {
        let (day, second) = self.city.calendar().local(Instant(then));
        if is_open(second.into()) { then } else { self.city.calendar().instant(day, 0).0 + office_second(dice) }
    }

    fn day(&self, at: i64) -> Day {
        self.city.calendar().local(Instant(at)).0
    }

    /// By every notice there is: what happened, happened.
    fn off(&self, day: Day) -> bool {
        matches!(self.city.calendar().view(Day(i32::MAX)).class(day), DayClass::Rest | DayClass::Statutory)
    }
}

/// Seconds of the day: 08:30 to 12:00 and 14:30 to 18:00.
const OPENS: i64 = 30_600;
const NOON: i64 = 43_200;
const AFTERNOON: i64 = 52_200;
const CLOSES: i64 = 64_800;

fn is_open(second: i64) -> bool {
    (OPENS..NOON).contains(&second) || (AFTERNOON..CLOSES).contains(&second)
}

fn office_second(dice: &mut Dice) -> i64 {
    let worked = OPENS + dice.between(0, NOON - OPENS + CLOSES - AFTERNOON - 1);
    if worked < NOON { worked } else { worked + AFTERNOON - NOON }
}
