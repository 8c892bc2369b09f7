//! 定州 as it was in 2020: the ordinary way of a hotline, and registrations in twelve working days. Numbers, quotes: rules.toml.

use paidan_sdk::contract::Due;
use paidan_sdk::ids::Rule;
use paidan_sdk::{Case, Event, Handover, Held, Holdings, Plan, Policy, Refusal};

paidan_sdk::vocabulary!();

/// Dingzhou's rules of 2020.
#[derive(Debug)]
pub struct Dingzhou;
paidan_sdk::export!(Dingzhou);

impl Policy for Dingzhou {
    fn evaluate(case: &Case, plan: &mut Plan) -> Result<(), Refusal> {
        let holdings = case.holdings(Handover::Replaces);
        intake(case, plan);
        route(case, plan, &holdings);
        to_assign(case, plan, &holdings);
        holdings.iter().for_each(|held| unit_owes(case, plan, held));
        if case.all_of([event::DISPATCHED, event::REASSIGNED]).count() >= 2 {
            plan.fired(rule::REASSIGN);
        }
        whole_case(case, plan, &holdings);
        Ok(())
    }
}

fn intake(case: &Case, plan: &mut Plan) {
    plan.fired(rule::OWNER);
    let endings = [
        (event::NOT_ACCEPTED, outcome::NOT_ACCEPTED, rule::NOT_ACCEPTED),
        (event::WITHDRAWN, outcome::WITHDRAWN, rule::WITHDRAWN),
        (event::MERGED, outcome::MERGED, rule::MERGED),
    ];
    if plan.stage(case) == stage::CLOSED {
        let ended = endings.into_iter().find(|(event, ..)| case.closings().last().is_some_and(|last| last.is(*event)));
        ended.into_iter().for_each(|(_, value, by)| plan.label(value, by));
    }
}

fn route(case: &Case, plan: &mut Plan, holdings: &Holdings<'_>) {
    let route = plan.route(mode::SINGLE, rule::CATALOGUE);
    match routes::TABLE.finest(case) {
        Some(row) => route.row(row, role::CO, role::FALLBACK),
        None => route.lead(unit::HOTLINE),
    };
    plan.fired(rule::HOLDER);
    match holdings.lead() {
        Some(holder) => {
            plan.lead(holder);
            plan.accountable(holder);
        }
        None => plan.accountable(unit::HOTLINE),
    }
}

/// What waits to be assigned: from each return on; while nobody holds it, from its opening and from orders that name nobody.
fn to_assign(case: &Case, plan: &mut Plan, holdings: &Holdings<'_>) {
    let sent = case.all_of([event::DISPATCHED, event::REASSIGNED, event::REWORK_ORDERED]);
    let from = case.openings().chain(sent).filter(|e| !holdings.held_at(*e));
    let mut from: Vec<_> = from.chain(case.all(event::RETURNED)).collect();
    from.sort_unstable_by_key(Event::position);
    from.dedup_by_key(|e| e.position());
    for start in from {
        plan.whole(clock::ASSIGN, start).due(term::TODAY);
    }
}

/// One set of rows for each time a unit held the case; a rework round is a holding of its own.
fn unit_owes(case: &Case, plan: &mut Plan, held: &Held<'_>) {
    let (rework, reopened) = (held.began.is(event::REWORK_ORDERED), held.began.is(event::REOPENED));
    if rework || reopened {
        plan.ask_at(when::Rework { rework, reopened }, held.began);
    }
    plan.owes(clock::SIGN, held).due(term::SIGN);
    [rule::START, rule::FIRST_DAY, rule::LAST_DAY].into_iter().for_each(|r| plan.fired(r));
    let (due, by) = limit(case, held.began);
    plan.owes(clock::HANDLE, held).rule(by).due(due);
}

/// By when, and by which rule.
fn limit(case: &Case, start: Event<'_>) -> (Due, Rule) {
    if let Some(limit) = start.limit() {
        (limit, rule::LIMIT_SET)
    } else if case.under(category::SERVICES__REGISTRATION) {
        (term::D12.into(), rule::REGISTRATION)
    } else {
        (term::D5.into(), rule::HANDLE_IN)
    }
}

/// The case's own clock, round by round; and when the last unit is done, the answer and the closing.
fn whole_case(case: &Case, plan: &mut Plan, holdings: &Holdings<'_>) {
    if case.under(category::SERVICES__REGISTRATION__TRANSFER) {
        plan.label(item::TRANSFER, rule::APART);
    } else if case.under(category::SERVICES__REGISTRATION__MORTGAGE) {
        plan.label(item::MORTGAGE, rule::APART);
    }
    for round in holdings.rounds() {
        plan.owes_round(clock::WHOLE, &round).due(limit(case, round.began).0);
        let Some(done) = round.done else { continue };
        let after = |e: &Event<'_>| e.position() > done.position();
        let again = case.all_of([event::REWORK_ORDERED, event::REOPENED]).find(after);
        plan.whole(clock::FEEDBACK, done).until(again).due(term::FEEDBACK);
        let replied = case.all_of([event::REPLIED, event::CALLBACK]).find(after);
        if let Some(replied) = replied.filter(|r| again.is_none_or(|again| r.position() < again.position())) {
            plan.whole(clock::CLOSE, replied).until(again).due(term::CLOSE);
        }
    }
}
