//! 宁夏提级督办. Numbers, names, quotes: rules.toml. Which office: routes.csv. Here: what follows from what.
//!
//! Until somebody asks for it, a case is the county's and its own rules hold; a level is gone up by an approval alone.

use paidan_sdk::contract::{Body, Due};
use paidan_sdk::{Case, Event, Plan, Policy, Refusal, Revisions, ids};

mod climb;
use climb::{Climb, Raised};

paidan_sdk::vocabulary!();

/// Ningxia's rules.
#[derive(Debug)]
pub struct Ningxia;
paidan_sdk::export!(Ningxia);

impl Policy for Ningxia {
    fn evaluate(case: &Case, plan: &mut Plan) -> Result<(), Refusal> {
        intake(case, plan);
        let climb = climb::climb(case, plan);
        let leads = route(case, plan, &climb);
        list(case, plan);
        if let Some(first) = climb.raised.first() {
            let waits = waits(case, first.by);
            raised(case, plan, &climb, &leads, &waits);
            milestones(case, plan, first.by, &leads, &waits);
        }
        Ok(())
    }
}

/// Who leads from which event on.
type Leads<'c> = Vec<(Event<'c>, Body)>;

fn lead_at(leads: &Leads<'_>, event: Event<'_>) -> Option<Body> {
    leads.iter().rev().find(|(from, _)| from.position() <= event.position()).map(|lead| lead.1)
}

/// What holds at every level: one row without a limit of ours, and police windows that never close.
fn intake(case: &Case, plan: &mut Plan) {
    plan.fired(rule::LEVELS);
    let police = case.under(category::PERMITS);
    for opening in case.openings() {
        plan.whole(clock::WHOLE, opening).due(Due::Unlimited);
        if police {
            plan.whole(clock::ACCEPT, opening).rule(rule::ACCEPT_IN).due(term::ACCEPT);
        }
    }
    for away in case.all(event::NOT_ACCEPTED).filter(|e| police && e.reason() == Some(reason::OUT_OF_HOURS)) {
        plan.violation(violation::TURNED_AWAY, away, rule::NOT_CLOSED);
    }
    let given_up = [event::NOT_ACCEPTED, event::WITHDRAWN, event::MERGED].into_iter().any(|e| case.latest(e).is_some());
    if plan.stage(case) == stage::CLOSED && given_up {
        plan.label(outcome::ENDED, rule::ENDED);
    }
}

/// Before an approval whoever holds the case; after it the counterpart, with everybody below at its side.
fn route<'c>(case: &'c Case, plan: &mut Plan, climb: &Climb<'c>) -> Leads<'c> {
    let given = || case.all_of([event::DISPATCHED, event::REASSIGNED]).filter_map(|e| Some((e, e.unit()?)));
    let mut leads: Leads<'c> = Vec::new();
    let mut below: Vec<Body> = Vec::new();
    for Raised { by, to, asked } in &climb.raised {
        let held = given().rfind(|(e, _)| e.position() < by.position()).map(|g| g.1);
        let original = leads.last().map(|l| l.1).or(asked.and_then(|e| e.unit())).or(held);
        below.extend(original.filter(|unit| !below.contains(unit)));
        let (here, next) = (by.position(), climb.raised.iter().map(|r| r.by.position()).find(|p| *p > by.position()));
        leads.push((*by, counterpart(case, original, *to)));
        // the upper level may give it to another of its offices
        for (e, unit) in given().filter(|(e, _)| e.position() > here && next.is_none_or(|n| e.position() < n)) {
            if case.level_of(unit) == Some(*to) && leads.last().is_none_or(|l| l.1 != unit) {
                leads.push((e, unit));
            }
        }
    }
    plan.level(climb.level);
    let Some(&(_, lead)) = leads.last() else {
        let government = if climb.level == level::CITY { unit::CITY } else { unit::COUNTY };
        let holder = given().next_back().map_or(government.into(), |g| g.1);
        plan.route(mode::LOCAL, rule::OWN_RULES).lead(holder);
        plan.accountable(holder);
        return leads;
    };
    plan.accountable(lead);
    let consulted = consulted(case, climb, lead);
    let mut route = plan.route(mode::RAISED, rule::TOGETHER).lead(lead);
    for unit in below.into_iter().filter(|unit| *unit != lead) {
        route = route.with(role::CO, unit);
    }
    for unit in consulted.iter().filter(|unit| **unit != lead) {
        route = route.with(role::CONSULT, *unit);
    }
    plan.fired(rule::COUNTERPART);
    for unit in consulted {
        plan.act(action::CONSULT, Some(unit), climb.raised.last().map(|r| r.by), rule::CONSULT);
    }
    leads
}

/// 对口: the same duty line at that level; else the catalogue's; else that level's government.
fn counterpart(case: &Case, original: Option<Body>, to: ids::Level) -> Body {
    let same_line = original.and_then(|unit| case.counterpart(unit, to));
    let by_catalogue = || routes::TABLE.finest(case).and_then(|row| case.counterpart(ids::Unit(row.lead), to));
    same_line.or_else(by_catalogue).unwrap_or(if to == level::CITY { unit::CITY } else { unit::REGION }).into()
}

/// 会商: the lead, whom the catalogue names of that level, and whom that level brought in.
fn consulted(case: &Case, climb: &Climb<'_>, lead: Body) -> Vec<Body> {
    let from = climb.raised.last().map_or(0, |r| r.by.position());
    let named = routes::TABLE.finest(case).map(|row| [row.lead].into_iter().chain(row.co.iter().copied()));
    let catalogue = named.into_iter().flatten().filter_map(|unit| case.counterpart(ids::Unit(unit), climb.level));
    let added = case.all(event::CO_UNIT_ADDED).filter(|e| e.position() > from).filter_map(|e| e.unit());
    let added = added.filter(|unit| case.level_of(*unit) == Some(climb.level));
    let mut units = vec![lead];
    for unit in catalogue.map(Body::from).chain(added) {
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    units
}

/// 督办清单: on a list from entry to exit; an approval is not an entry.
fn list(case: &Case, plan: &mut Plan) {
    let entry = |level| {
        let mut moves = case.all_of([event::LIST_ENTERED, event::LIST_LEFT]).filter(|e| e.level() == Some(level));
        moves.next_back().filter(|e| e.is(event::LIST_ENTERED))
    };
    let (city, region) = (entry(level::CITY), entry(level::REGION));
    plan.ask(when::List { city: city.is_some(), region: region.is_some() });
    for (entry, value) in [(city, list::CITY), (region, list::REGION)] {
        if let Some(entry) = entry {
            plan.label_revised(&Revisions::new(value, [(entry, value)]), value, rule::LIST);
        }
    }
}

/// 待国家政策: from where to where the item waits for others.
fn waits<'c>(case: &'c Case, first: Event<'c>) -> Vec<(Event<'c>, Option<Event<'c>>)> {
    let begins = case.all(event::SUSPENDED).filter(|e| e.reason() == Some(reason::AWAITING_NATIONAL_POLICY));
    let mut waits: Vec<(Event<'c>, Option<Event<'c>>)> = Vec::new();
    for begin in begins.filter(|e| e.position() > first.position()) {
        // suspended again while it waits is nothing new
        if waits.last().is_none_or(|w| w.1.is_some_and(|end| end.position() < begin.position())) {
            waits.push((begin, case.next(event::RESUMED, begin)));
        }
    }
    waits
}

/// What the upper level owes, and what became of it.
fn raised(case: &Case, plan: &mut Plan, climb: &Climb<'_>, leads: &Leads<'_>, waits: &[(Event<'_>, Option<Event<'_>>)]) {
    for (i, &(from, lead)) in leads.iter().enumerate() {
        plan.owed_by(clock::HANDLE, lead, from).until(leads.get(i + 1).map(|next| next.0)).due(Due::Unlimited);
    }
    for &(from, until) in waits {
        if let Some(lead) = lead_at(leads, from) {
            plan.owed_by(clock::REVIEW, lead, from).until(until).due(term::REVIEW);
        }
    }
    let (Some(last), Some(&(_, lead))) = (climb.raised.last(), leads.last()) else { return };
    let after = |e: &Event<'_>| e.position() > last.by.position();
    let resolved = case.all(event::COMPLETED).filter(after).find(|e| e.by_or_unnamed(lead));
    let awaiting = waits.last().filter(|w| w.1.is_none()).map(|w| w.0);
    let mut planned = case.all(event::PLAN_SET).filter(|e| climb.raised.first().is_some_and(|r| e.position() > r.by.position()));
    let outcome = [
        (outcome::RESOLVED, resolved),
        (outcome::AWAITING_NATIONAL_POLICY, awaiting),
        (outcome::PHASED_PLAN, planned.next_back()),
    ];
    if let Some((value, event)) = outcome.into_iter().find_map(|(value, event)| Some((value, event?))) {
        // a case that was taken back has its outcome already
        if !case.closings().any(|e| !e.is(event::CLOSED)) {
            plan.label_revised(&Revisions::new(value, [(event, value)]), value, rule::OUTCOMES);
        }
    }
    plan.measure(metric::SOLVED, Some(resolved.is_some()), rule::OUTCOMES);
}

/// 分步化解: a row for each step of the plan, due when people said; waiting for national policy lifts it until that ends.
fn milestones(case: &Case, plan: &mut Plan, first: Event<'_>, leads: &Leads<'_>, waits: &[(Event<'_>, Option<Event<'_>>)]) {
    for set in case.all(event::PLAN_SET).filter(|e| e.position() > first.position()) {
        let Some(body) = set.unit().or(lead_at(leads, set)) else { continue };
        let number = set.count(input::MILESTONE);
        let later = |e: &Event<'_>| e.position() > set.position();
        let again = case.all(event::PLAN_SET).filter(later).find(|e| number.is_some() && e.count(input::MILESTONE) == number);
        let reached = case.all_of([event::PROGRESS, event::COMPLETED]).filter(later).find(|e| {
            let step = number.is_some() && e.count(input::REACHED) == number;
            step || e.is(event::COMPLETED) && e.by_or_unnamed(body)
        });
        let before_again = |e: &Event<'_>| again.is_none_or(|again| e.position() < again.position());
        let due = set.limit().or_else(|| set.time(input::MILESTONE_DUE));
        if due.is_none() && again.is_none() && reached.is_none() {
            plan.need(input::MILESTONE_DUE, rule::MILESTONE_DUE);
        }
        let rule = if due.is_some() { rule::MILESTONES } else { rule::MILESTONE_DUE };
        let due = due.unwrap_or(Due::awaited(input::MILESTONE_DUE));
        let mut since = None;
        loop {
            let from = since.unwrap_or(set);
            let wait = waits.iter().find(|w| w.0.position() > from.position() && before_again(&w.0));
            let row = plan.owed_by(clock::MILESTONE, body, set).rule(rule).until(wait.map(|w| w.0).or(again)).stop(reached);
            match since {
                Some(resumed) => row.since(resumed).due(due),
                None => row.due(due),
            };
            since = wait.and_then(|w| w.1).filter(before_again);
            if since.is_none() {
                break;
            }
        }
    }
}
