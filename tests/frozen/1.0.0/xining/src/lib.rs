//! 西宁“有诉必应马上办”. Numbers, names, quotes: rules.toml. Which office: routes.csv. Here: what follows from what.

use paidan_sdk::contract::{Body, Due};
use paidan_sdk::{Case, Handover, Held, Holdings, Plan, Policy, Refusal, Revisions, ids};

paidan_sdk::vocabulary!();

/// Xining's rules.
#[derive(Debug)]
pub struct Xining;
paidan_sdk::export!(Xining);

impl Policy for Xining {
    fn evaluate(case: &Case, plan: &mut Plan) -> Result<(), Refusal> {
        intake(case, plan);
        let tiers = tier(case, plan);
        let legacy = case.under(category::HOUSING__TITLE_DEED__LEGACY);
        // 专班: its units hold the case side by side; else a dispatch to another unit takes it from the one before
        let holdings = case.holdings(if legacy { Handover::Joins } else { Handover::Replaces });
        route(case, plan, &holdings, legacy);
        to_dispatch(case, plan, &holdings);
        holdings.iter().for_each(|held| unit_owes(case, plan, held, &tiers));
        if !legacy && case.all_of([event::DISPATCHED, event::REASSIGNED]).count() >= 2 {
            plan.fired(rule::REDISPATCH);
        }
        if !holdings.over() && statutory(case).is_some_and(|(rule, _)| rule == rule::STATUTORY_OWED) {
            plan.need(input::STATUTORY_DUE, rule::STATUTORY_OWED);
        }
        whole_case(case, plan, &holdings, &tiers);
        whistle(case, plan);
        callback(case, plan, &holdings);
        Ok(())
    }
}

/// A case lies at the hotline from each receipt and return on; and, while nobody holds it, when it is opened in another way and
/// from each order that names nobody: being sent to no one is no dispatch.
fn to_dispatch(case: &Case, plan: &mut Plan, holdings: &Holdings<'_>) {
    let mut openings = case.openings().map(|e| e.position()).peekable();
    for event in case.history() {
        let opens = openings.next_if_eq(&event.position()).is_some();
        let sent =
            [event::DISPATCHED, event::REASSIGNED, event::REWORK_ORDERED, event::REOPENED].into_iter().any(|k| event.is(k));
        if event.is(event::RECEIVED) || event.is(event::RETURNED) || (opens || sent) && !holdings.held_at(event) {
            plan.whole(clock::DISPATCH, event).due(term::DISPATCH);
        }
    }
}

/// 接: every channel, known or not, gets the same answer; the stage follows from `entered` in rules.toml.
fn intake(case: &Case, plan: &mut Plan) {
    plan.fired(rule::ONE_DOOR);
    let hotline = [channel::PHONE, channel::WEB, channel::WECHAT].into_iter().any(|c| case.came_by(c));
    let platform = case.channel_known() && !hotline;
    plan.ask(when::Channels { hotline, platform });
    plan.fired(rule::STAGES);
    plan.fired(rule::OWNER);
    let stage = plan.stage(case);
    let endings = [
        (event::NOT_ACCEPTED, rule::NOT_ACCEPTED, outcome::NOT_ACCEPTED),
        (event::WITHDRAWN, rule::WITHDRAWN, outcome::WITHDRAWN),
        (event::MERGED, rule::MERGED, outcome::MERGED),
        (event::STRUCK_OFF, rule::SUSPENSION, outcome::STRUCK_OFF),
    ];
    if stage != stage::CLOSED {
        return;
    }
    let ended = endings.into_iter().find(|(event, ..)| case.latest(*event).is_some());
    let answer = case.latest(event::CALLBACK).and_then(|call| call.flag(input::RESOLVED));
    match (ended, answer) {
        (Some((_, rule, value)), _) => plan.label(value, rule),
        (None, Some(true)) => plan.label(outcome::RESOLVED, rule::Q_RESOLVED),
        (None, Some(false)) => plan.label(outcome::UNRESOLVED, rule::Q_RESOLVED),
        (None, None) => {}
    }
}

/// 四级处置: a person's tier wins over ours; each change is kept, with the event from which it holds.
fn tier(case: &Case, plan: &mut Plan) -> Revisions<ids::Value> {
    let given = case.count(input::DIFFICULTY).and_then(tier::number);
    if given.is_none() {
        plan.fired(rule::TIER_DEFAULT);
    }
    let ours = given.unwrap_or(if case.yes(input::HARD) { tier::T4 } else { tier::T2 });
    let set: Vec<_> = case.settings(input::TIER).filter_map(|(e, n)| Some((e, tier::number(n)?))).collect();
    if !set.is_empty() {
        plan.fired(rule::TIER_BY_HAND);
    }
    let tiers = Revisions::new(ours, set);
    plan.label_revised(&tiers, ours, rule::TIERS);
    tiers
}

/// 一派到位: who leads, who helps, who answers for it.
fn route(case: &Case, plan: &mut Plan, holdings: &Holdings<'_>, legacy: bool) {
    let often = case.all(event::RETURNED).count() >= 2;
    let consult = plan.ask(when::Consult { hard: case.yes(input::HARD), unclear: case.yes(input::OWNER_UNCLEAR), often });
    if consult {
        plan.act(action::CONSULT, Some(unit::HOTLINE.into()), None, rule::CONSULT);
    }
    if often {
        plan.fired(rule::CONSULT_AFTER);
    }
    let row = routes::TABLE.finest(case);
    let (mode, by) = if legacy {
        plan.label(matter::LEGACY, rule::LEGACY);
        plan.act(action::LEGACY, Some(unit::HOTLINE.into()), None, rule::LEGACY);
        plan.fired(rule::SLOWEST);
        (mode::PARALLEL, rule::TASK_FORCE)
    } else if case.under(category::NEIGHBOURS) {
        plan.label(matter::NEIGHBOURS, rule::MEDIATION);
        (mode::MEDIATE, rule::MEDIATION)
    } else {
        plan.label(matter::ORDINARY, rule::CATALOGUE);
        (mode::SINGLE, rule::CATALOGUE)
    };
    let mut route = plan.route(mode, by);
    route = match row {
        Some(row) => route.row(row, role::CO, role::FALLBACK),
        None => route.lead(unit::HOTLINE),
    };
    // 兜底: whoever the catalogue names, else the hotline itself
    if consult && row.is_none_or(|r| r.fallback.is_none()) {
        route.with(role::FALLBACK, unit::HOTLINE);
    }
    if consult {
        plan.fired(rule::FALLBACK);
    }
    // who holds the case leads it, whatever the catalogue proposed; a task force keeps its own lead
    if let (Some(holder), false) = (holdings.lead(), legacy) {
        plan.lead(holder);
    }
    plan.fired(rule::FIRST_RECEIVER);
    let answering = holdings.answering();
    if answering.is_some() && answering != holdings.iter().find(|h| !h.co).map(|h| h.unit) {
        plan.fired(rule::ACCEPTS);
    }
    plan.accountable(answering.unwrap_or_else(|| unit::HOTLINE.into()));
}

/// One set of rows for each time a unit held the case; a rework round is a holding of its own.
fn unit_owes(case: &Case, plan: &mut Plan, held: &Held<'_>, tiers: &Revisions<ids::Value>) {
    if held.began.is(event::REWORK_ORDERED) || held.began.is(event::REOPENED) {
        plan.ask_at(
            when::Rework { rework: held.began.is(event::REWORK_ORDERED), reopened: held.began.is(event::REOPENED) },
            held.began,
        );
    }
    plan.owes(clock::SIGN, held).rule(rule::SIGN).due(term::SIGN);
    plan.owes(clock::CONTACT, held).due(term::CONTACT);
    [rule::START, rule::FIRST_DAY, rule::LAST_DAY].into_iter().for_each(|r| plan.fired(r));
    match statutory(case) {
        Some((rule, limit)) => {
            plan.owes(clock::HANDLE, held).rule(rule).due(limit);
        }
        None => {
            let granted = extension(case, plan, held);
            plan.owes(clock::HANDLE, held).revised(&tiers.and(&granted).map(|(tier, grant)| handle_due(tier, grant)));
        }
    }
    let first = tiers.at(held.began.position());
    if tiers.between(held.began.position(), held.end()).any(|(_, tier)| tier != first) {
        plan.fired(rule::TIER_CHANGE);
    }
    if held.of(case.all(event::SUSPENDED)).next().is_some() {
        [rule::SUSPENSION, rule::SUSPENSION_CAP].into_iter().for_each(|r| plan.fired(r));
    }
}

/// 法定时限: beats the tier, longer or shorter. Where the case says that a law sets one and not which, it is awaited.
fn statutory(case: &Case) -> Option<(ids::Rule, Due)> {
    match case.time(input::STATUTORY_DUE) {
        Some(limit) => Some((rule::STATUTORY, limit)),
        None if case.yes(input::STATUTORY) => Some((rule::STATUTORY_OWED, Due::awaited(input::STATUTORY_DUE))),
        None => None,
    }
}

/// What an approved extension gives: the tier's term once more, or the limit that the approval carries.
#[derive(Debug, Clone, Copy)]
enum Grant {
    None,
    OnceMore,
    Until(Due),
}

/// 延期: one for each holding. Asking a second time is a violation, and what is granted then gives nothing.
fn extension(case: &Case, plan: &mut Plan, held: &Held<'_>) -> Revisions<Grant> {
    let mut asked = held.of(case.all(event::EXTENSION_REQUESTED));
    if asked.next().is_some() {
        plan.fired(rule::EXTENSION);
    }
    let again = asked.next();
    if let Some(again) = again {
        plan.fired(rule::EXTENSION_AGAIN);
        plan.violation(violation::EXTENSION_AGAIN, again, rule::EXTENSION_AGAIN);
    }
    let approved = held.of(case.all(event::EXTENSION_APPROVED)).next();
    let approved = approved.filter(|e| again.is_none_or(|a| e.position() < a.position()));
    if approved.is_some() {
        plan.fired(rule::EXTENSION_GRANT);
    }
    Revisions::new(Grant::None, approved.map(|e| (e, e.limit().map_or(Grant::OnceMore, Grant::Until))))
}

fn handle_due(tier: ids::Value, grant: Grant) -> Due {
    let (once, twice) = match tier {
        tier::T1 => (term::D1, term::X1),
        tier::T2 => (term::D3, term::X3),
        tier::T3 => (term::D7, term::X7),
        _ => (term::D11, term::X11),
    };
    match grant {
        Grant::None => once.into(),
        Grant::OnceMore => twice.into(),
        Grant::Until(limit) => limit,
    }
}

/// 全程: from the first dispatch, never restarted; over when the last unit that holds it is done; what begins then is a new one.
fn whole_case(case: &Case, plan: &mut Plan, holdings: &Holdings<'_>, tiers: &Revisions<ids::Value>) {
    for round in holdings.rounds() {
        let row = plan.owes_round(clock::WHOLE, &round);
        match statutory(case) {
            Some((rule, limit)) => {
                row.rule(rule).due(limit);
            }
            None => row.revised(&tiers.map(|tier| handle_due(tier, Grant::None))),
        }
    }
}

/// 吹哨报到: come when called, and tell the district's leader the same day.
fn whistle(case: &Case, plan: &mut Plan) {
    for blown in case.all(event::WHISTLE_BLOWN) {
        plan.fired(rule::WHISTLE_WHEN);
        plan.fired(rule::WHISTLE);
        let issuer =
            when::Issuer { community: blown.level() == Some(level::COMMUNITY), town: blown.level() == Some(level::TOWN) };
        if !plan.ask_at(issuer, blown) && blown.level().is_some() {
            plan.violation(violation::ISSUER, blown, rule::ISSUER);
        }
        if let Some(body) = blown.unit() {
            plan.fired(rule::REPORT_IN);
            plan.owed_by(clock::REPORT_IN, body, blown).due(term::REPORT_IN);
        }
    }
    for came in case.all(event::REPORTED_IN) {
        if let Some(body) = came.unit().filter(|b| *b != Body::from(unit::HOTLINE)) {
            plan.fired(rule::INFORM_TODAY);
            plan.owed_by(clock::INFORM, body, came).due(term::TODAY);
        }
    }
}

/// 回访: one callback a completion (not only after the last one), and its three questions are the three rates: of the unit whose
/// work they are about, where that is not who answers for the case.
fn callback(case: &Case, plan: &mut Plan, holdings: &Holdings<'_>) {
    for done in case.all(event::COMPLETED) {
        plan.fired(rule::CALLBACK_IN);
        plan.whole(clock::CALLBACK, done).due(term::CALLBACK);
    }
    for call in case.all(event::CALLBACK).filter(|call| call.flag(input::CONTACTED).is_some()) {
        plan.fired(rule::CALLBACK_YES);
        plan.whole(clock::CLOSE, call).until(case.next(event::REWORK_ORDERED, call)).due(term::CLOSE);
    }
    let Some(call) = case.all(event::CALLBACK).next_back() else { return };
    plan.fired(rule::RATES);
    let whose = holdings.worked_before(call).filter(|unit| Some(*unit) != holdings.answering());
    if whose.is_some() {
        plan.fired(rule::RATES_OF);
    }
    for (metric, question, rule) in [
        (metric::RESPONSE, input::CONTACTED, rule::Q_CONTACTED),
        (metric::RESOLUTION, input::RESOLVED, rule::Q_RESOLVED),
        (metric::SATISFACTION, input::SATISFIED, rule::Q_SATISFIED),
    ] {
        plan.measure_of(metric, whose, (call, call.flag(question)), rule);
    }
}
