//! A small city that is in order: its manifest, and its rules natively. Faults are planted into it.

use paidan_calendar::{Calendar, Day, Instant};
use paidan_engine::contract as c;
use paidan_engine::{Batch, Case, City, Decision, Error};
use paidan_lab::check::{Ask, Subject};

use crate::world::xining;

pub(super) type Planned = Result<c::Plan, c::Refusal>;

pub(super) const TIERS: u16 = 1;
pub(super) const COMPLETED: u16 = 3;
pub(super) const DIFFICULTY: u16 = 1;
pub(super) const DESK: u16 = 0;
pub(super) const HANDLE: u16 = 1;
const OWNER: u16 = 0;
const CONSULT: u16 = 2;
const RECEIVED: u16 = 0;
const DISPATCHED: u16 = 1;
const RETURNED: u16 = 2;
const CLOSED: u16 = 4;
const HARD: u16 = 0;
const WHOLE: u16 = 0;

pub(super) fn name(id: &str, title: &str) -> c::Name {
    c::Name { id: id.to_owned(), title: title.to_owned() }
}

pub(super) fn rule(id: &str, conditions: &[&str]) -> c::RuleDef {
    c::RuleDef {
        id: id.to_owned(),
        title: format!("规则{id}"),
        basis: c::Basis::Ours,
        quote: String::new(),
        source: String::new(),
        note: "the test says so".to_owned(),
        fills: None,
        conditions: conditions.iter().map(|id| name(id, id)).collect(),
        holds: c::HoldsIf::Any,
    }
}

pub(super) fn term(id: &str, amount: u32) -> c::TermDef {
    c::TermDef {
        id: id.to_owned(),
        title: format!("{amount}个工作日"),
        amount,
        unit: c::TimeUnit::Day,
        profile: 0,
        ends: c::Ending::DayEnd,
        roll: c::Roll::None,
        snaps: false,
        cut_off: None,
        repeats: false,
        rule: TIERS,
    }
}

pub(super) fn unit(id: &str) -> c::UnitDef {
    let (id, title) = (id.to_owned(), format!("单位{id}"));
    c::UnitDef { id, title, level: None, line: String::new(), per: c::Per::One, receiver: false }
}

pub(super) fn input(id: &str, kind: c::ValueKind, most: i64) -> c::InputDef {
    let (id, title) = (id.to_owned(), format!("要素{id}"));
    c::InputDef { id, title, kind, on: vec![None], words: Vec::new(), least: i64::from(most > 0), most }
}

fn clock(id: &str, owed_by: c::OwedBy, stops: &[u16], ladder: Option<u16>) -> c::ClockDef {
    let stops = stops.iter().map(|event| c::Selector { event: *event, condition: None }).collect();
    let (id, title) = (id.to_owned(), format!("节点{id}"));
    c::ClockDef { id, title, owed_by, stops, decided: false, pauses: Vec::new(), ladder, after_close: false, rule: OWNER }
}

pub(super) fn manifest() -> c::Manifest {
    let names = |list: &[(&str, &str)]| list.iter().map(|(id, title)| name(id, title)).collect::<Vec<_>>();
    let rung = |id: &str, title: &str, at| {
        let (id, title) = (id.to_owned(), title.to_owned());
        c::RungDef { id, title, at, to: vec![Some(DESK)], action: Some(0), rule: TIERS }
    };
    let stage = |id: &str, closed| c::StageDef { id: id.to_owned(), title: id.to_owned(), national: "办理".to_owned(), closed };
    c::Manifest {
        id: "mini".to_owned(),
        title: "小城".to_owned(),
        version: "1".to_owned(),
        digest: "0".repeat(64),
        jurisdictions: vec!["9901".to_owned()],
        calendar: "cn".to_owned(),
        reads_text: false,
        rules: vec![rule("owner", &[]), rule("tiers", &[]), rule("consult", &["hard", "returned"])],
        channels: Vec::new(),
        kinds: Vec::new(),
        categories: names(&[("roads", "道路"), ("roads/lamp", "道路/路灯")]),
        areas: Vec::new(),
        events: names(&[
            ("received", "受理"),
            ("dispatched", "派单"),
            ("returned", "退单"),
            ("completed", "办结"),
            ("closed", "结案"),
        ]),
        reasons: Vec::new(),
        inputs: vec![input("hard", c::ValueKind::Flag, 0), input("difficulty", c::ValueKind::Count, 3)],
        levels: Vec::new(),
        units: vec![unit("desk"), unit("roads"), unit("lamps")],
        stages: vec![stage("open", false), stage("closed", true)],
        groups: vec![c::GroupDef {
            id: "tier".to_owned(),
            title: "分级".to_owned(),
            values: names(&[("t1", "一"), ("t2", "二"), ("t3", "三")]),
            required: true,
            many: false,
            ordered: true,
        }],
        modes: names(&[("single", "单一派单")]),
        roles: names(&[("co", "协办")]),
        profiles: vec![c::ProfileDef {
            id: "working".to_owned(),
            title: "工作日".to_owned(),
            days: vec![c::DayClass::Workday, c::DayClass::MakeupWorkday],
            hours: vec![c::Hours { opens: 510, closes: 1080 }],
        }],
        terms: vec![term("d1", 1), term("d3", 3), term("d7", 7), term("d0", 0)],
        clocks: vec![
            clock("whole", c::OwedBy::WholeCase, &[CLOSED], None),
            clock("handle", c::OwedBy::Body, &[COMPLETED], Some(0)),
        ],
        ladders: vec![c::LadderDef {
            id: "late".to_owned(),
            title: "督办".to_owned(),
            notify: 0,
            rungs: vec![rung("first", "一级", c::RungPoint::After(3)), rung("second", "二级", c::RungPoint::After(0))],
        }],
        actions: names(&[("urge", "催办")]),
        violations: Vec::new(),
        metrics: Vec::new(),
    }
}

pub(super) fn fact(case: &c::Case<'_>, input: u16) -> Option<i64> {
    let of = |fact: &&c::Fact| fact.of.is_none() && fact.key == c::Key::Input(input);
    case.facts.iter().find(of).map(|fact| fact.value)
}

/// One row from each dispatch that names somebody, one for the case, and whoever has it answers for it.
#[allow(clippy::unnecessary_wraps)] // a fault may be a refusal
fn plan(case: &c::Case<'_>) -> Planned {
    let events = || (0u16..).zip(case.history);
    let closings: Vec<u16> = events().filter(|(_, event)| event.kind == CLOSED).map(|(at, _)| at).collect();
    // whatever comes first, of what the rules read; later on a receipt, or a dispatch of what was closed
    let first = events().find(|(_, event)| event.kind < CLOSED).map(|(at, _)| at);
    let opens = |at: u16, event: &c::Event| {
        let again = event.kind == DISPATCHED && closings.iter().any(|closing| *closing < at);
        Some(at) == first || event.kind == RECEIVED || again
    };
    let opened = events().filter(|(at, event)| opens(*at, event)).map(|(at, _)| at).last();
    let closed = closings.last().copied() > opened || opened.is_none();
    let tier = fact(case, DIFFICULTY).map_or(0, |level| (level.clamp(1, 3) - 1) as u16);
    let proposed = case.category.map_or(DESK, |category| category + 1);
    let (hard, returned) = (fact(case, HARD) == Some(1), events().any(|(_, event)| event.kind == RETURNED));
    let row = |kind, body, start, due| {
        let start = c::Anchor::Event(start);
        c::Clock { kind, body, start, since: None, until: None, stop: None, due, rule: OWNER }
    };
    let (mut clocks, mut holder) = (Vec::new(), None);
    for (at, event) in events() {
        if opens(at, event) {
            clocks.push(row(WHOLE, None, at, c::Due::Unlimited));
        }
        if let (DISPATCHED, Some(unit)) = (event.kind, event.unit) {
            clocks.push(row(HANDLE, Some(c::Body::Unit(unit)), at, c::Due::Term(tier)));
            holder = Some(c::Body::Unit(unit));
        }
    }
    let lead = holder.unwrap_or(c::Body::Unit(proposed));
    let with = c::Body::Unit(if hard || returned { 1 } else { DESK });
    let others = (with != lead).then_some(c::Part { role: 0, body: with }).into_iter().collect();
    Ok(c::Plan {
        stage: u16::from(closed),
        closings,
        level: None,
        labels: vec![c::Label { group: 0, value: tier, set_by: None, proposed: None, rule: TIERS }],
        route: c::Route {
            mode: 0,
            lead: Some(lead),
            accountable: Some(holder.unwrap_or(c::Body::Unit(DESK))),
            others,
            rule: OWNER,
        },
        clocks,
        pauses: Vec::new(),
        escalations: Vec::new(),
        actions: Vec::new(),
        violations: Vec::new(),
        measures: Vec::new(),
        needs: Vec::new(),
        asked: vec![c::Asked { rule: CONSULT, conditions: u32::from(hard) | u32::from(returned) << 1, event: None }],
    })
}

/// The city with its policy and its decisions bent.
pub(super) struct Bent {
    city: City,
    plan: fn(&c::Case<'_>, Planned) -> Planned,
    decision: fn(&mut Decision<'_>),
}

impl Bent {
    pub(super) fn new(
        manifest: c::Manifest,
        plan: fn(&c::Case<'_>, Planned) -> Planned,
        decision: fn(&mut Decision<'_>),
    ) -> Result<Self, Error> {
        // the component only carries the manifest: its code is never run
        let policy = xining().policy().with_manifest(manifest)?;
        Ok(Self { city: City::new(policy, &[Calendar::cn()])?, plan, decision })
    }
}

impl Subject for Bent {
    fn city(&self) -> &City {
        &self.city
    }

    fn ask(&self) -> Box<dyn Ask<'_> + '_> {
        let bend = self.plan;
        let batch = self.city.native(move |case: c::Case<'_>| bend(&case, plan(&case)));
        Box::new(Bending { batch, bend: self.decision })
    }
}

struct Bending<'c> {
    batch: Batch<'c>,
    bend: fn(&mut Decision<'_>),
}

impl<'c> Ask<'c> for Bending<'c> {
    fn ask<'a>(&mut self, case: &'a Case<'_>, at: Instant, known_at: Option<Day>) -> Result<Decision<'a>, Error>
    where
        'c: 'a,
    {
        let mut decision = self.batch.evaluate_knowing(case, at, known_at)?;
        (self.bend)(&mut decision);
        Ok(decision)
    }
}
