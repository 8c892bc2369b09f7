//! 运城“我为群众办实事”. Numbers, names, quotes: rules.toml. Which office: routes.csv. Here: ledgers, who holds a case, what every unit
//! owes; the counters, water and gas are in services.rs, what is left from the past in legacy.rs.

mod legacy;
mod services;

use paidan_sdk::contract::Due;
use paidan_sdk::ids::{Rule, Value};
use paidan_sdk::{Case, Event, Handover, Held, Holdings, Plan, Policy, Refusal, Revisions};

paidan_sdk::vocabulary!();

/// Yuncheng's rules.
#[derive(Debug)]
pub struct Yuncheng;
paidan_sdk::export!(Yuncheng);

impl Policy for Yuncheng {
    fn evaluate(case: &Case, plan: &mut Plan) -> Result<(), Refusal> {
        // 专班: its units hold the case side by side; else an assignment to another unit takes it from the one before
        let together = case.yes(input::TASK_FORCE) || case.under(category::LEGACY__UNFINISHED);
        let holdings = case.holdings(if together { Handover::Joins } else { Handover::Replaces });
        ledger(case, plan);
        outcome(case, plan, &holdings);
        route(case, plan, &holdings, together);
        to_assign(case, plan, &holdings);
        holdings.iter().for_each(|held| unit_owes(case, plan, held));
        if case.all_of([event::DISPATCHED, event::REASSIGNED]).count() >= 2 && !together {
            plan.fired(rule::REASSIGN);
        }
        whole_case(case, plan, &holdings);
        answer(case, plan, &holdings);
        services::plan(case, plan);
        legacy::plan(case, plan, &holdings);
        Ok(())
    }
}

/// 台账: exactly one, by a person's word; what is left from the past belongs to the sixth until somebody says otherwise.
fn ledger(case: &Case, plan: &mut Plan) {
    plan.fired(rule::LEDGERS);
    let read = |word: i64| usize::try_from(word).ok().and_then(|at| ledger::ALL.get(at)).copied();
    let filed = case.all(event::CLASSIFIED).filter_map(|e| Some((e, e.word(input::LEDGER).and_then(read)?)));
    let filed: Vec<(Event<'_>, Value)> = filed.collect();
    let past = case.under(category::LEGACY) || case.yes(input::IN_PETITION);
    match (past, filed.first().copied()) {
        (true, _) => plan.label_revised(&Revisions::new(ledger::LEGACY, filed), ledger::LEGACY, rule::LEGACY_LEDGER),
        (false, Some((_, first))) => {
            let filed = Revisions::new(first, filed);
            plan.label_revised(&filed, filed.latest().0, rule::BY_HAND);
        }
        (false, None) => {
            plan.act(action::CLASSIFY, Some(registrar(case).into()), None, rule::BY_HAND);
            plan.need(input::LEDGER, rule::BY_HAND);
        }
    }
}

/// 答复, 办结 and 销号 are three things: only the third takes a case off its ledger (`entered` in rules.toml).
fn outcome(case: &Case, plan: &mut Plan, holdings: &Holdings<'_>) {
    plan.stage(case);
    let petition = case.all(event::NOT_ACCEPTED).next_back().and_then(|e| e.reason()) == Some(reason::IN_PETITION);
    let since = case.all_of([event::REWORK_ORDERED, event::REOPENED]).next_back().map(|e| e.position());
    let found = |kind| case.all(kind).any(|e| Some(e.position()) > since);
    let done = found(event::COMPLETED) && (holdings.over() || holdings.lead().is_none());
    let said = [
        (found(event::STRUCK_OFF), outcome::STRUCK_OFF, rule::STRUCK_OFF),
        (found(event::NOT_ACCEPTED), outcome::NOT_ACCEPTED, if petition { rule::PETITION } else { rule::NOT_ACCEPTED }),
        (found(event::WITHDRAWN), outcome::WITHDRAWN, rule::WITHDRAWN),
        (found(event::MERGED), outcome::MERGED, rule::MERGED),
        (done, outcome::RESOLVED, rule::RESOLVED),
        (found(event::REPLIED), outcome::ANSWERED, rule::ANSWERED),
    ];
    if let Some((_, value, rule)) = said.into_iter().find(|(so, ..)| *so) {
        plan.label(value, rule);
    }
}

/// Who takes a case in, and answers for it until a unit has it.
fn registrar(case: &Case) -> paidan_sdk::ids::Unit {
    let counter = [channel::HALL, channel::SELF_SERVICE, channel::WINDOW].into_iter().any(|c| case.came_by(c));
    if counter { unit::APPROVALS } else { unit::HOTLINE }
}

/// Who leads, who helps, who answers for it.
fn route(case: &Case, plan: &mut Plan, holdings: &Holdings<'_>, together: bool) {
    if case.under(category::TRANSPORT__BUS_STOP) {
        plan.fired(rule::LEAD_AND_CO);
    }
    let (mode, by) = if together { (mode::TASK_FORCE, rule::TASK_FORCE) } else { (mode::SINGLE, rule::CATALOGUE) };
    let route = plan.route(mode, by);
    let route = match routes::TABLE.finest(case) {
        Some(row) => route.row(row, role::CO, role::FALLBACK),
        None => route.lead(unit::HOTLINE),
    };
    legacy::route(case, route);
    if let Some(holder) = holdings.lead() {
        plan.lead(holder);
    }
    plan.fired(rule::HOLDER);
    match services::first_asked(case) {
        Some((_, person)) => plan.accountable(person),
        None => plan.accountable(holdings.lead().unwrap_or_else(|| registrar(case).into())),
    }
}

/// What waits to be assigned: from each return on; while nobody holds it, from its opening and from orders that name nobody.
fn to_assign(case: &Case, plan: &mut Plan, holdings: &Holdings<'_>) {
    let sent = case.all_of([event::DISPATCHED, event::REASSIGNED, event::REWORK_ORDERED, event::REOPENED]);
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
    let again = when::Rework { rework: held.began.is(event::REWORK_ORDERED), reopened: held.began.is(event::REOPENED) };
    let anew = (again.rework || again.reopened) && plan.ask_at(again, held.began);
    plan.owes(clock::SIGN, held).due(term::SIGN);
    if case.under(category::LEGACY) {
        legacy::unit_owes(case, plan, held);
    } else if case.under(category::UTILITIES__WATER__CONNECT) && !anew {
        // 报装 has clocks of its own, from the application; what is done again has the ordinary one
    } else if case.under(category::SERVICES__BUNDLE) && held.co {
        plan.fired(rule::ONE_CLOCK);
    } else {
        [rule::START, rule::FIRST_DAY, rule::LAST_DAY].into_iter().for_each(|r| plan.fired(r));
        let (due, by) = limit(case, held.began);
        plan.owes(clock::HANDLE, held).rule(by).due(due);
    }
    if case.under(category::CITY__WASTE) {
        plan.owes(clock::DAILY, held).until(held.until.or(held.done)).due(term::DAILY);
    }
    if case.under(category::CITY__STATIONS) {
        plan.owes(clock::STATION, held).due(term::STATION);
    }
}

/// By when, and by which rule.
fn limit(case: &Case, start: Event<'_>) -> (Due, Rule) {
    if let Some(limit) = start.limit() {
        (limit, rule::LIMIT_SET)
    } else if case.under(category::SERVICES__BUNDLE__COMPANY) {
        (term::COMPANY.into(), rule::NEW_COMPANY)
    } else {
        (term::D5.into(), rule::HANDLE_IN)
    }
}

/// The case's own clock, round by round, and the answer when the last unit is done.
fn whole_case(case: &Case, plan: &mut Plan, holdings: &Holdings<'_>) {
    for round in holdings.rounds() {
        if case.under(category::LEGACY) {
            plan.owes_round(clock::WHOLE, &round).revised(&legacy::limits(case));
        } else if !case.under(category::UTILITIES__WATER__CONNECT) {
            plan.owes_round(clock::WHOLE, &round).due(limit(case, round.began).0);
        }
        if let Some(done) = round.done {
            let again = case.all_of([event::REWORK_ORDERED, event::REOPENED]).find(|e| e.position() > done.position());
            plan.whole(clock::FEEDBACK, done).until(again).due(term::FEEDBACK);
        }
    }
    if case.yes(input::TASK_FORCE) || case.under(category::LEGACY__UNFINISHED) {
        plan.fired(rule::SIDE_BY_SIDE);
    }
}

/// From the answer to 销号: an answer while a unit still works on the case is none yet; the notice of a connection is one. Only the
/// first counts, until the case begins anew.
fn answer(case: &Case, plan: &mut Plan, holdings: &Holdings<'_>) {
    let sent = case.all_of([event::DISPATCHED, event::REASSIGNED, event::REWORK_ORDERED, event::REOPENED]);
    let anew: Vec<u16> = case.openings().chain(sent).map(|e| e.position()).collect();
    let mut answered = false;
    for event in case.history() {
        let told = event.is(event::NOTIFIED) || event.is(event::REPLIED) && !holdings.held_at(event);
        if told && !answered {
            let again = case.history().find(|e| e.position() > event.position() && anew.contains(&e.position()));
            plan.whole(clock::CLOSE, event).until(again).due(term::CLOSE);
        }
        answered = (answered || told) && !anew.contains(&event.position());
    }
}
