//! 定州网络留言直报、电视问政. Numbers, names, quotes: rules.toml. Which office: routes.csv. Here: what follows from what; the table of
//! title deeds is in title_deed.rs.

mod title_deed;

use paidan_sdk::contract::Due;
use paidan_sdk::ids::{Rule, Value};
use paidan_sdk::{Case, Event, Handover, Held, Holdings, Plan, Policy, Refusal};

paidan_sdk::vocabulary!();

/// Dingzhou's rules.
#[derive(Debug)]
pub struct Dingzhou;
paidan_sdk::export!(Dingzhou);

impl Policy for Dingzhou {
    fn evaluate(case: &Case, plan: &mut Plan) -> Result<(), Refusal> {
        let path = intake(case, plan);
        let legacy = case.under(category::HOUSING__TITLE_DEED__LEGACY);
        // 联席会议: its offices hold the case side by side; else an assignment to another unit takes it from the one before
        let holdings = case.holdings(if legacy { Handover::Joins } else { Handover::Replaces });
        route(case, plan, path, &holdings);
        if path == path::ONLINE {
            direct(case, plan);
            supervise(case, plan);
        }
        to_assign(case, plan, path, &holdings);
        holdings.iter().for_each(|held| unit_owes(case, plan, path, held));
        if case.all_of([event::DISPATCHED, event::REASSIGNED]).count() >= 2 && !legacy {
            plan.fired(rule::REASSIGN);
        }
        whole_case(case, plan, path, &holdings);
        title_deed::plan(case, plan);
        proposals(case, plan, path);
        Ok(())
    }
}

/// 登记: which way the case goes (the channel alone settles that), and where it stands (`entered` in rules.toml).
fn intake(case: &Case, plan: &mut Plan) -> Value {
    let sunshine = case.came_by(channel::SUNSHINE_GOVERNANCE);
    let portal = case.came_by(channel::GOV_PORTAL);
    plan.ask(when::Channels { sunshine, hotline: case.came_by(channel::HOTLINE_12345), portal });
    plan.fired(rule::OWNER);
    let (path, by) = if plan.ask(when::Online { sunshine, portal }) {
        plan.fired(rule::STEPS);
        (path::ONLINE, rule::ONLINE)
    } else if case.came_by(channel::TV_INQUIRY) {
        (path::TELEVISION, rule::TELEVISION)
    } else if case.came_by(channel::PROACTIVE) {
        (path::PROACTIVE, rule::PROACTIVE)
    } else {
        (path::ORDINARY, rule::ORDINARY)
    };
    plan.label(path, by);
    let (closed, last) = (plan.stage(case) == stage::CLOSED, case.closings().last());
    for (event, outcome, by) in [
        (event::NOT_ACCEPTED, outcome::NOT_ACCEPTED, rule::NOT_ACCEPTED),
        (event::WITHDRAWN, outcome::WITHDRAWN, rule::WITHDRAWN),
        (event::MERGED, outcome::MERGED, rule::MERGED),
    ] {
        if closed && last.is_some_and(|last| last.is(event)) {
            plan.label(outcome, by);
        }
    }
    path
}

/// Who leads, who helps, who is told, who answers for it.
fn route(case: &Case, plan: &mut Plan, path: Value, holdings: &Holdings<'_>) {
    let legacy = case.under(category::HOUSING__TITLE_DEED__LEGACY);
    let unmanaged = case.under(category::HOUSING__UNMANAGED);
    let row = routes::TABLE.finest(case);
    if unmanaged {
        plan.fired(rule::TRINITY);
    }
    let (mode, by) = if legacy { (mode::JOINT, rule::LEADING_GROUP) } else { (mode::SINGLE, rule::CATALOGUE) };
    let mut route = plan.route(mode, by);
    route = match row {
        Some(row) => route.row(row, role::CO, role::FALLBACK),
        None => route.lead(unit::HOTLINE),
    };
    if legacy {
        route = route.with(role::CHAIR, unit::SECRETARY).with(role::CHAIR, unit::MAYOR);
    }
    if unmanaged {
        let three = [unit::PARTY_BRANCH, unit::RESIDENTS, unit::THIRD_PARTY];
        route = three.into_iter().fold(route, |route, unit| route.with(role::TRINITY, unit));
    }
    let (registrar, _) = match path {
        path::ONLINE => (unit::MESSAGES, route.with(role::REPORT_TO, unit::PRINCIPAL)),
        path::TELEVISION => (unit::INQUIRY_OFFICE, route.with(role::SUPERVISOR, unit::INQUIRY_OFFICE)),
        _ => (unit::HOTLINE, route),
    };
    if case.under(category::SERVICES__CENTRE) {
        let (level, unit) = match case.area_depth() {
            0 => (level::CITY, unit::CITY_CENTRE),
            1 => (level::TOWN, unit::TOWN_CENTRE),
            _ => (level::VILLAGE, unit::VILLAGE_STATION),
        };
        plan.fired(rule::NEAREST);
        plan.level(level);
        plan.lead(unit);
    }
    plan.fired(rule::HOLDER);
    match (holdings.lead(), legacy) {
        (_, true) => plan.accountable(unit::LEADING_GROUP),
        (Some(holder), false) => {
            plan.lead(holder);
            plan.accountable(holder);
        }
        (None, false) => plan.accountable(registrar),
    }
}

/// 直报: registered, reported, read and assigned, each the same working day.
fn direct(case: &Case, plan: &mut Plan) {
    plan.fired(rule::PRINCIPAL);
    plan.fired(rule::FROM_WHEN);
    for message in case.openings().filter(|e| e.is(event::RECEIVED)) {
        plan.whole(clock::REGISTER, message).due(term::TODAY);
    }
    let start_of = |step_before| if switch::CHAINED { step_before } else { event::REGISTERED };
    for start in case.all(event::REGISTERED) {
        plan.whole(clock::REPORT, start).due(term::TODAY);
    }
    for start in case.all(start_of(event::REPORTED_UP)) {
        plan.owed_by(clock::READ, unit::PRINCIPAL, start).due(term::TODAY);
    }
    for start in case.all(start_of(event::READ)) {
        plan.whole(clock::ASSIGN, start).due(term::TODAY);
    }
}

/// 督办: on the agenda of each week, month and quarter while it is open; looked at once more after it was closed.
fn supervise(case: &Case, plan: &mut Plan) {
    plan.fired(rule::SUPERVISE);
    plan.fired(rule::AGENDA);
    // a case that is opened more than twenty times has no need of further agendas, and the host follows no more than 64
    for opened in case.openings().take(20) {
        plan.whole(clock::WEEKLY, opened).due(term::WEEKLY);
        plan.whole(clock::MONTHLY, opened).due(term::MONTHLY);
        plan.whole(clock::QUARTERLY, opened).due(term::QUARTERLY);
    }
    for closed in case.all(event::CLOSED) {
        let again = case.openings().find(|e| e.position() > closed.position());
        plan.whole(clock::LOOK_BACK, closed).until(again).due(term::LOOK_BACK);
    }
}

/// What waits to be assigned: from each return on, and while nobody holds it: from its opening (a message by its own clocks), and
/// from an order that names nobody.
fn to_assign(case: &Case, plan: &mut Plan, path: Value, holdings: &Holdings<'_>) {
    let direct = |e: &Event<'_>| path == path::ONLINE && (e.is(event::RECEIVED) || e.is(event::REGISTERED));
    let sent = case.all_of([event::DISPATCHED, event::REASSIGNED, event::REWORK_ORDERED]);
    let from = case.openings().filter(|e| !direct(e)).chain(sent).filter(|e| !holdings.held_at(*e));
    let mut from: Vec<_> = from.chain(case.all(event::RETURNED)).collect();
    from.sort_unstable_by_key(Event::position);
    from.dedup_by_key(|e| e.position());
    for start in from {
        plan.whole(clock::ASSIGN, start).rule(rule::ASSIGN_IN).due(term::TODAY);
    }
}

/// One set of rows for each time a unit held the case; a rework round is a holding of its own.
fn unit_owes(case: &Case, plan: &mut Plan, path: Value, held: &Held<'_>) {
    let again = when::Rework { rework: held.began.is(event::REWORK_ORDERED), reopened: held.began.is(event::REOPENED) };
    if again.rework || again.reopened {
        plan.ask_at(again, held.began);
    }
    plan.owes(clock::SIGN, held).due(term::SIGN);
    [rule::START, rule::FIRST_DAY, rule::LAST_DAY].into_iter().for_each(|r| plan.fired(r));
    let kind = if path == path::TELEVISION { clock::INQUIRY } else { clock::HANDLE };
    if let Some(start) = works_from(case, plan, held) {
        let (due, by) = limit(case, start);
        let row = plan.owed_by(kind, held.unit, start).until(held.until).rule(by);
        // who joins after the decision is bound by it from then on
        let row = if start.position() < held.began.position() { row.since(held.began) } else { row };
        row.due(due);
    }
}

/// The event from which a unit works: the assignment; in the renovation of an estate the residents' decision, and nothing before.
fn works_from<'c>(case: &'c Case, plan: &mut Plan, held: &Held<'c>) -> Option<Event<'c>> {
    if !case.under(category::HOUSING__OLD_ESTATE) {
        return Some(held.began);
    }
    let decided = case.first(event::RESIDENTS_DECIDED);
    if let Some(done) = held.done.filter(|done| decided.is_none_or(|d| d.position() > done.position())) {
        plan.violation(violation::UNDECIDED, done, rule::DECIDED_FIRST);
    }
    decided.filter(|d| held.end().is_none_or(|end| d.position() < end))
}

/// By when, and by which rule.
fn limit(case: &Case, start: Event<'_>) -> (Due, Rule) {
    if let Some(limit) = start.limit() {
        (limit, rule::LIMIT_SET)
    } else if case.under(category::HOUSING__OLD_ESTATE) {
        (Due::Unlimited, rule::DECIDED_FIRST)
    } else if case.under(category::SERVICES__REGISTRATION) {
        (term::D1.into(), rule::REGISTRATION)
    } else if case.under(category::SERVICES__INVESTMENT) {
        (term::D10.into(), rule::MAIN_APPROVAL)
    } else {
        (term::D5.into(), rule::HANDLE_IN)
    }
}

/// The case's own clock, round by round; and when the last unit is done, the answer and the closing.
fn whole_case(case: &Case, plan: &mut Plan, path: Value, holdings: &Holdings<'_>) {
    if case.under(category::SERVICES__REGISTRATION) {
        plan.label(item::REGISTRATION, rule::MERGED_ITEMS);
    } else if case.under(category::SERVICES__INVESTMENT) {
        plan.label(item::APPROVAL, rule::APPROVALS);
    }
    if let (true, Some(first)) = (case.under(category::HOUSING__OLD_ESTATE), holdings.iter().next()) {
        plan.fired(rule::DECIDED_FIRST);
        plan.whole(clock::DECIDE, first.began).due(Due::Unlimited);
    }
    for round in holdings.rounds() {
        plan.owes_round(clock::WHOLE, &round).due(limit(case, round.began).0);
        let Some(done) = round.done else { continue };
        let after = |e: &Event<'_>| e.position() > done.position();
        let again = case.all_of([event::REWORK_ORDERED, event::REOPENED]).find(after);
        if path == path::PROACTIVE {
            plan.fired(rule::NO_ANSWER);
            plan.whole(clock::CLOSE, done).until(again).due(term::CLOSE);
            continue;
        }
        plan.whole(clock::FEEDBACK, done).until(again).due(term::FEEDBACK);
        let replied = case.all_of([event::REPLIED, event::CALLBACK]).find(after);
        if let Some(replied) = replied.filter(|r| again.is_none_or(|again| r.position() < again.position())) {
            plan.whole(clock::CLOSE, replied).until(again).due(term::CLOSE);
        }
    }
}

/// 问责建议: passed on when the inquiry office makes one. No rule here makes one, and none decides.
fn proposals(case: &Case, plan: &mut Plan, path: Value) {
    for made in case.all(event::ACCOUNTABILITY_PROPOSED) {
        let office = made.unit() == Some(unit::INQUIRY_OFFICE.into());
        if plan.ask_at(when::Proposal { television: path == path::TELEVISION, office }, made) {
            plan.fired(rule::PROPOSAL_BY);
            plan.act(action::PROPOSE_ACCOUNTABILITY, Some(unit::DISCIPLINE.into()), Some(made), rule::PROPOSAL);
        }
    }
}
