//! What happens to a case: a walk from step to step, forward in time, that never breaks off in the middle of a second.

use std::collections::BTreeMap;

use paidan_calendar::{Day, Instant};
use paidan_engine::contract::{Per, UnitDef};
use paidan_engine::{BodyName, City, Decision, Error};
use serde::Serialize;
use serde_json::Value;

use super::dice::Dice;
use super::head::{self, Head, Told};
use super::spec::{Holds, Spec, Step, Weights};
use super::words::{Scene, Words};

#[derive(Debug, Clone, Serialize)]
pub(super) struct Event {
    seq: u32,
    at: String,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<String>,
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
    level: Option<String>,
    lead: Option<String>,
    /// Everybody else, with the role.
    others: Vec<(String, String)>,
}

impl Parts {
    pub(super) fn of(decision: &Decision<'_>) -> Parts {
        let decision = decision.in_charge();
        let Some(route) = &decision.route else { return Parts::default() };
        Parts {
            mode: route.mode.to_owned(),
            level: decision.level.map(str::to_owned),
            lead: route.lead.map(|body| body.to_string()),
            others: route.others.iter().map(|part| (part.role.to_owned(), part.unit.to_string())).collect(),
        }
    }

    fn with(&self, role: &str) -> Vec<String> {
        self.others.iter().filter(|(of, _)| of == role).map(|(_, unit)| unit.clone()).collect()
    }
}

/// The event with which every story begins.
pub(super) fn first(spec: &Spec, city: &City, received: Instant) -> Event {
    let kind = spec.step.get(&spec.begins).and_then(|step| step.event.as_ref()).unwrap_or(&spec.begins).clone();
    let at = city.calendar().format(received).to_string();
    Event { seq: 1, at, kind, unit: None, actor: None, level: None, reason: None, due_at: None, facts: BTreeMap::new() }
}

/// Asks the policy where a case goes that has come so far.
pub(super) type Ask<'f> = dyn FnMut(&[Event], Instant) -> Result<Parts, Error> + 'f;

pub(super) struct Story<'a> {
    spec: &'a Spec,
    city: &'a City,
    words: &'a Words<'a>,
    head: &'a Head,
    parts: Parts,
    now: i64,
    /// When the answer comes that everything before it is pressed into.
    answer: Option<i64>,
    /// Who has it, the leading unit first.
    holders: Vec<String>,
    /// Who gave it back.
    refused: Vec<String>,
    visits: BTreeMap<&'a str, u32>,
    events: Vec<Event>,
}

/// A story that goes round in circles ends.
const STEPS_MAX: usize = 60;

impl<'a> Story<'a> {
    pub(super) fn new(spec: &'a Spec, city: &'a City, words: &'a Words<'a>, head: &'a Head, parts: Parts) -> Self {
        let (now, visits, events) = (head.received.0, BTreeMap::new(), Vec::new());
        let (holders, refused) = (Vec::new(), Vec::new());
        Story { spec, city, words, head, parts, now, answer: None, holders, refused, visits, events }
    }

    pub(super) fn events(&self) -> &[Event] {
        &self.events
    }

    pub(super) fn tell(&mut self, ask: &mut Ask<'_>, dice: &mut Dice) -> Result<(), Error> {
        let spec = self.spec;
        let mut next = Some(spec.begins.as_str());
        for _ in 0..STEPS_MAX {
            let Some((name, step)) = next.and_then(|name| spec.step.get_key_value(name)) else { return Ok(()) };
            *self.visits.entry(name).or_default() += 1;
            let kind = step.event.as_deref().unwrap_or(name);
            let applies = step.only.holds(self.scene()) && self.words.event(kind);
            if applies && self.happen(kind, step, dice) && step.asks {
                self.parts = ask(&self.events, Instant(self.now))?;
                self.holders = self.parts.lead.iter().cloned().collect();
            }
            let ways = if applies || step.passed.is_empty() { &step.next } else { &step.passed };
            let open = |name: &str| {
                let visits = self.visits.get(name).copied().unwrap_or(0);
                spec.step.get(name).is_none_or(|step| visits < step.most)
            };
            let ways = ways.iter().filter(|(name, _)| open(name)).map(|(name, weight)| (name.as_str(), *weight));
            next = dice.weighted(ways.collect::<Vec<_>>().into_iter());
        }
        Ok(())
    }

    fn scene(&self) -> Scene<'_> {
        let Head { category, channel, .. } = self.head;
        let Parts { mode, level, .. } = &self.parts;
        Scene { category: category.as_deref(), channel: channel.as_deref(), mode, level: level.as_deref() }
    }

    /// Whether there was anybody to whom it could happen.
    fn happen(&mut self, kind: &str, step: &Step, dice: &mut Dice) -> bool {
        let mut units = self.units(step, dice);
        if kind == "co_unit_added" {
            units.retain(|unit| !self.holders.contains(unit));
        }
        if step.unit.is_some() && units.is_empty() {
            return false;
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
        true
    }

    fn record(&mut self, kind: &str, step: &Step, unit: Option<String>, at: i64, dice: &mut Dice) {
        if let Some(unit) = &unit {
            self.hand_over(kind, step, unit);
        }
        let one = |weights: &Weights, dice: &mut Dice| {
            dice.weighted(weights.iter().map(|(word, weight)| (word.as_str(), *weight))).map(str::to_owned)
        };
        let format = |at: i64| self.city.calendar().format(Instant(at)).to_string();
        let due = step.due.as_ref().filter(|due| dice.chance(due.chance));
        let due_at = due.map(|due| format(at + dice.between(due.days[0], due.days[1]) * 86_400));
        let (level, reason) = (one(&step.level, dice), one(&step.reason, dice));
        let actor = step.actor.as_ref().map(|role| format!("{role}{}", dice.between(1, 40)));
        let told = Told { words: self.words, scene: self.scene(), city: self.city, event: Some(kind), at: Instant(at) };
        let facts = head::facts(&step.facts, &told, dice);
        let seq = u32::try_from(self.events.len() + 1).unwrap_or(u32::MAX);
        self.events.push(Event { seq, at: format(at), kind: kind.to_owned(), unit, actor, level, reason, due_at, facts });
        self.now = at;
    }

    fn hand_over(&mut self, kind: &str, step: &Step, unit: &str) {
        let usual = match kind {
            "dispatched" | "reassigned" => Holds::Takes,
            "co_unit_added" => Holds::Joins,
            "returned" => Holds::Leaves,
            _ => Holds::Stays,
        };
        match step.holds.unwrap_or(usual) {
            Holds::Takes => self.holders = vec![unit.to_owned()],
            Holds::Joins if !self.holders.iter().any(|holder| holder == unit) => self.holders.push(unit.to_owned()),
            Holds::Leaves => {
                self.holders.retain(|holder| holder != unit);
                self.refused.push(unit.to_owned());
            }
            Holds::Joins | Holds::Stays => {}
        }
    }

    fn units(&self, step: &Step, dice: &mut Dice) -> Vec<String> {
        match step.unit.as_deref() {
            None => Vec::new(),
            Some("lead") => self.parts.lead.iter().cloned().collect(),
            Some("holders") => self.holders.clone(),
            Some("another") => self.another(dice).into_iter().collect(),
            Some(id) => match self.words.all(|manifest| &manifest.units).find(|unit| unit.id == id) {
                Some(unit) => vec![self.body(unit)],
                None => self.parts.with(id),
            },
        }
    }

    /// A unit that does not have it: mostly who is to take it if nobody else does; else one of the level of who leads.
    fn another(&self, dice: &mut Dice) -> Option<String> {
        let free = |unit: &String| !self.holders.contains(unit) && !self.refused.contains(unit);
        let fallback = self.parts.with("fallback").into_iter().find(free);
        if fallback.is_some() && dice.chance(70) {
            return fallback;
        }
        let units = || self.words.own(|manifest| &manifest.units).filter(|unit| unit.per != Per::Body);
        let lead = units().find(|unit| self.parts.lead.as_ref() == Some(&self.body(unit))).and_then(|lead| lead.level);
        let among = |near: bool| -> Vec<String> {
            let of = units().filter(|unit| !near || lead.is_none() || unit.level == lead);
            of.map(|unit| self.body(unit)).filter(free).collect()
        };
        // a level may have no other unit
        let others = Some(among(true)).filter(|near| !near.is_empty()).unwrap_or_else(|| among(false));
        dice.one(&others).cloned()
    }

    fn body(&self, unit: &UnitDef) -> String {
        BodyName::of_unit(unit, &self.head.area).to_string()
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

    fn off(&self, day: Day) -> bool {
        head::off(self.city, day)
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
