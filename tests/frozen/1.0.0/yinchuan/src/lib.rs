//! 银川“街乡吹哨、部门报到”. Numbers, names, quotes: rules.toml. Which office: routes.csv. Here: what follows from what.

use paidan_sdk::contract::{Anchor, Body, Due};
use paidan_sdk::{Case, Plan, Policy, Refusal, Revisions, ids};

mod calls;
mod kinds;
use calls::{Call, Calls, by_line, local};
use kinds::Affairs;

paidan_sdk::vocabulary!();

/// Yinchuan's rules.
#[derive(Debug)]
pub struct Yinchuan;
paidan_sdk::export!(Yinchuan);

impl Policy for Yinchuan {
    fn evaluate(case: &Case, plan: &mut Plan) -> Result<(), Refusal> {
        let affairs = kinds::affair(case, plan);
        let calls = Calls::of(case);
        intake(case, plan, &calls);
        kinds::whistles(case, plan, &affairs, &calls);
        route(case, plan, &affairs, &calls);
        for call in &calls.all {
            match call.whistle {
                Some(_) => whistled(case, plan, call),
                None => dispatched(plan, call, &affairs),
            }
        }
        passed_on(case, plan, &calls);
        steps(case, plan);
        answered(case, plan, &calls);
        Ok(())
    }
}

/// From the receipt to the first call. The stage follows from `entered` in rules.toml.
fn intake(case: &Case, plan: &mut Plan, calls: &Calls<'_>) {
    let [hotline, patrol, snapshot] = [channel::HOTLINE_12345, channel::PATROL, channel::SNAPSHOT].map(|c| case.came_by(c));
    plan.ask(when::Channels { hotline, patrol, snapshot });
    if hotline || snapshot {
        plan.fired(rule::RESIDENTS);
    }
    for opening in case.openings() {
        if !patrol {
            plan.whole(clock::CONTACT, opening).rule(rule::CONTACT_IN).due(term::CONTACT);
        }
        if !calls.all.iter().any(|c| c.from.position() == opening.position()) {
            plan.whole(clock::ACCEPT, opening).due(term::ACCEPT);
        }
    }
    plan.fired(rule::STAGES);
    if plan.stage(case) != stage::CLOSED {
        return;
    }
    let given_up = [event::NOT_ACCEPTED, event::WITHDRAWN, event::MERGED].into_iter().any(|e| case.latest(e).is_some());
    match case.latest(event::CALLBACK).and_then(|call| call.flag(input::RESOLVED)) {
        _ if given_up => plan.label(outcome::ENDED, rule::ENDED),
        Some(true) => plan.label(outcome::RESOLVED, rule::EVALUATION),
        Some(false) => plan.label(outcome::UNRESOLVED, rule::EVALUATION),
        None => {}
    }
}

/// 公事 the departments, 共事 the estate's Party branch, 家事 a capable neighbour; before anybody is called, whom the rules name.
fn route(case: &Case, plan: &mut Plan, affairs: &Affairs, calls: &Calls<'_>) {
    // one of an area that the case does not name is nobody: the next one up stands in
    let nearest = |unit: ids::Unit, depth: usize| {
        let chain = [unit::CENTRE, unit::STREET, unit::COMMUNITY];
        if case.area_depth() > depth { unit } else { chain[case.area_depth().saturating_sub(1)] }
    };
    let community = nearest(unit::COMMUNITY, 2);
    let (mode, by, lead, answers, level) = match affairs.latest().0 {
        Some(affair::SHARED) => (mode::CONSULT, rule::SHARED, nearest(unit::BRANCH, 3).into(), community, level::COMMUNITY),
        Some(affair::FAMILY) => (mode::MEDIATE, rule::FAMILY, nearest(unit::NEIGHBOUR, 3).into(), community, level::COMMUNITY),
        _ => (mode::WHISTLE, rule::PUBLIC, by_line(case), nearest(unit::STREET, 1), level::STREET),
    };
    let first = calls.first();
    if first.is_some() {
        plan.fired(rule::FIRST_ASKED);
    }
    plan.accountable(first.map_or(answers.into(), |c| c.unit));
    plan.level(if first.is_some_and(|c| c.whistle.is_some()) { level::COUNTY } else { level });
    let lead = calls.lead().unwrap_or(lead);
    let mut others: Vec<Body> = calls.all.iter().map(|c| c.unit).collect();
    if let (true, Some(row)) = (others.is_empty(), routes::TABLE.finest(case)) {
        others.extend(row.co.iter().map(|co| Body::from(ids::Unit(*co))));
    }
    // 1+4+N
    let (street, four) = (unit::STREET.into(), [unit::POLICE, unit::JUSTICE, unit::ENFORCEMENT, unit::MARKET]);
    others.extend((mode == mode::WHISTLE && case.area_depth() > 1).then_some(street));
    let mut route = plan.route(mode, by).lead(lead);
    for (i, &other) in others.iter().enumerate().filter(|(i, other)| **other != lead && !others[..*i].contains(other)) {
        let key = four.into_iter().any(|unit| other == unit.into());
        route = route.with(
            if other == street {
                role::CORE
            } else if key {
                role::KEY
            } else {
                role::PARTNER
            },
            others[i],
        );
    }
    plan.fired(rule::LEVELS);
    if mode == mode::WHISTLE {
        plan.fired(rule::ONE_FOUR_N);
    }
}

/// What a unit owes whom a whistle called.
fn whistled(case: &Case, plan: &mut Plan, call: &Call<'_>) {
    let Some(blown) = call.whistle else { return };
    if !plan.ask_at(when::Receiver { named: case.takes_whistles(call.unit) }, call.from) {
        plan.act(action::NAME_RECEIVER, Some(call.unit), Some(call.from), rule::RECEIVER);
    }
    let kind = kinds::kind(case, blown);
    let said = [
        (case.level_of(call.unit).is_none(), rule::ENTERPRISES),
        (case.level_of(call.unit) == Some(level::CITY), rule::SUPERIORS),
        (blown.unit().is_none(), rule::BY_LINE),
        (call.from.is(event::CO_UNIT_ADDED), rule::OWN_ROW),
        (call.again(), rule::REWORK),
    ];
    said.into_iter().filter(|s| s.0).for_each(|s| plan.fired(s.1));
    if kind == Some(whistle::EMERGENCY) {
        plan.owed_by(clock::ARRIVE, call.unit, call.from).until(call.until).due(term::ARRIVE);
        let solve = if switch::EMERGENCY_SOLVE { term::ARRIVE.into() } else { Due::Unlimited };
        plan.owed_by(clock::RESOLVE, call.unit, call.from).until(call.until).rule(rule::AFTER_ARRIVAL).due(solve);
        return;
    }
    plan.owed_by(clock::SIGN, call.unit, call.from).until(call.until).due(term::SIGN);
    let on_site = if kind == Some(whistle::HARD) { term::ON_SITE } else { term::TODAY };
    plan.owed_by(clock::REPORT_IN, call.unit, call.from).until(call.until).due(on_site);
    let quick = match (switch::QUICK_24H, switch::QUICK_ROLLS) {
        (true, _) => term::QUICK_24H,
        (_, true) => term::QUICK_ROLLED,
        _ => term::QUICK,
    };
    let (dues, rule) = match kind {
        Some(whistle::HARD) => (call.limits(case, blown), rule::HARD_LIMIT),
        Some(_) => (Revisions::constant(quick.into()), rule::QUICK),
        None => (Revisions::constant(Due::awaited(input::WHISTLE)), rule::KIND),
    };
    if call.open() && dues.latest().0 == Due::awaited(input::WHISTLE_DUE) {
        plan.need(input::WHISTLE_DUE, rule::HARD_LIMIT);
    }
    plan.owed_by(clock::RESOLVE, call.unit, call.from).until(call.until).rule(rule).revised(&dues);
}

/// Neighbours' matters have no limit and are asked after; a public one that is merely dispatched waits for its whistle.
fn dispatched(plan: &mut Plan, call: &Call<'_>, affairs: &Affairs) {
    let neighbours = |affair: Option<ids::Value>| matches!(affair, Some(affair::SHARED | affair::FAMILY));
    let from = call.from.position();
    let rule = if neighbours(affairs.at(from)) { rule::NO_LIMIT } else { rule::PUBLIC };
    plan.owed_by(clock::SETTLE, call.unit, call.from).until(call.until).rule(rule).revised(&affairs.map(|affair| match affair {
        None => Due::awaited(input::AFFAIR),
        Some(affair::PUBLIC) => Due::awaited(input::WHISTLE),
        Some(_) => Due::Unlimited,
    }));
    if call.open() && affairs.latest().0 == Some(affair::PUBLIC) {
        plan.need(input::WHISTLE, rule::PUBLIC);
    }
    let turned = affairs.between(from, call.until.or(call.done).map(|e| e.position()));
    let since = [(from, affairs.at(from))].into_iter().chain(turned).find(|(_, affair)| neighbours(*affair));
    if let Some((start, _)) = since {
        plan.owed_by(clock::FOLLOW_UP, call.unit, Anchor::Event(start)).until(call.until).due(term::FOLLOW_UP);
    }
}

/// Sideways and up is the way; back is not. What is handed to a street must be on its list, or admitted to it.
fn passed_on(case: &Case, plan: &mut Plan, calls: &Calls<'_>) {
    for back in case.all(event::RETURNED) {
        let Some(unit) = back.unit().or(calls.lead()).filter(|unit| !local(*unit)) else { continue };
        plan.violation(violation::PUSHBACK, back, rule::NO_PUSHBACK);
        let mut visits = case.all_of([event::REPORTED_IN, event::ARRIVED]);
        let been = visits.any(|came| came.position() < back.position() && came.by_or_unnamed(unit));
        if !plan.ask_at(when::OnSite { been }, back) {
            plan.violation(violation::NOT_ON_SITE, back, rule::ON_SITE);
        }
        plan.act(action::BRING_IN, Some(unit), Some(back), rule::TOGETHER);
    }
    for back in &calls.flowed_back {
        plan.violation(violation::FLOWBACK, *back, rule::NO_FLOWBACK);
    }
    let Some(row) = routes::TABLE.finest(case) else { return };
    let listed = row.lead == unit::STREET.0 || row.co.contains(&unit::STREET.0);
    let given = case.all_of([event::DISPATCHED, event::REASSIGNED, event::CO_UNIT_ADDED]);
    for given in given.filter(|e| e.unit() == Some(unit::STREET.into())) {
        let admitted = case.first(event::ADMISSION_APPROVED).is_some_and(|e| e.position() < given.position());
        if !plan.ask_at(when::List { listed, admitted }, given) {
            plan.violation(violation::NOT_ON_LIST, given, rule::LIST);
            plan.act(action::ADMISSION, Some(unit::STREET.into()), Some(given), rule::LIST);
        }
    }
}

/// 滞后: from each day on which an open case moved to the next such day. Signing, calling, pushing back move nothing.
fn steps(case: &Case, plan: &mut Plan) {
    let idle = [event::SIGNED, event::CONTACTED, event::RETURNED, event::ADMISSION_APPROVED];
    let steps = || case.history().filter(|e| !idle.into_iter().any(|kind| e.is(kind)));
    let (mut open, mut day) = (false, None);
    for step in steps() {
        open = !step.closes() && (open || case.openings().any(|e| e.position() == step.position()));
        if open && day != Some(step.when().0) {
            day = Some(step.when().0);
            let next = steps().find(|e| e.when().0 > step.when().0);
            plan.whole(clock::IDLE, step).stop(next.filter(|e| !e.closes())).due(term::IDLE);
        }
    }
}

/// 反馈、评价: each completion is answered for, each answer is evaluated, and what is not solved goes back.
fn answered(case: &Case, plan: &mut Plan, calls: &Calls<'_>) {
    let rework = |e| case.next(event::REWORK_ORDERED, e);
    for done in case.all(event::COMPLETED) {
        let ended = calls.all.iter().find(|c| c.done.is_some_and(|d| d.position() == done.position())).map(|c| c.unit);
        if let Some(unit) = done.unit().or(ended) {
            plan.owed_by(clock::REPLY, unit, done).until(rework(done)).due(term::REPLY);
        }
    }
    // of several answers, or several evaluations, in a row the first begins the next step
    let mut before = event::REWORK_ORDERED;
    for e in case.all_of([event::REPLIED, event::CALLBACK, event::REWORK_ORDERED]) {
        if e.is(event::REPLIED) && before != event::REPLIED {
            plan.whole(clock::EVALUATE, e).rule(rule::EVALUATE_IN).until(rework(e)).due(term::EVALUATE);
        } else if e.is(event::CALLBACK) && before != event::CALLBACK {
            plan.whole(clock::CLOSE, e).until(rework(e)).due(term::CLOSE);
        }
        before = [event::REPLIED, event::CALLBACK].into_iter().find(|kind| e.is(*kind)).unwrap_or(event::REWORK_ORDERED);
    }
    let evaluations = || case.all(event::CALLBACK);
    let Some(last) = evaluations().next_back() else { return };
    let community = evaluations().rfind(|e| e.level() == Some(level::COMMUNITY));
    let residents = evaluations().rfind(|e| e.level() != Some(level::COMMUNITY));
    plan.measure(metric::RESOLUTION, last.flag(input::RESOLVED), rule::EVALUATION);
    plan.measure(metric::COMMUNITY, community.and_then(|e| e.flag(input::SATISFIED)), rule::EVALUATION);
    plan.measure(metric::RESIDENTS, residents.and_then(|e| e.flag(input::SATISFIED)), rule::EVALUATION);
    if last.flag(input::RESOLVED) == Some(false) && rework(last).is_none() {
        plan.act(action::REWORK, calls.lead(), Some(last), rule::REWORK);
    }
}
