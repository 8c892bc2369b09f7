//! What is left from the past: a plan and a limit for each case, a leader in charge, and the petition office.

use paidan_sdk::contract::Due;
use paidan_sdk::{Case, Held, Holdings, Plan, Revisions, Route};

use crate::{action, category, clock, event, input, role, rule, term, unit, when};

pub(crate) fn plan(case: &Case, plan: &mut Plan, holdings: &Holdings<'_>) {
    let legacy = case.under(category::LEGACY);
    let open = case.openings().last().map(|e| e.position()) > case.closings().last().map(|e| e.position());
    if let Some(in_petition) = case.flag(input::IN_PETITION) {
        let declined = plan.ask(when::Petition { in_petition, ordinary: !legacy });
        if declined && holdings.lead().is_none() && open {
            plan.act(action::DECLINE, Some(unit::PETITIONS.into()), None, rule::PETITION);
        }
        if legacy && in_petition {
            plan.fired(rule::TWO_SYSTEMS);
        }
    }
    if !legacy {
        return;
    }
    if case.under(category::LEGACY__UNFINISHED) {
        plan.fired(rule::SPECIAL_GROUP);
        if case.first(event::LEADER_ASSIGNED).is_none() {
            plan.act(action::ASSIGN_LEADER, Some(unit::SPECIAL_GROUP.into()), None, rule::LEADER);
        } else {
            plan.fired(rule::LEADER);
        }
    }
    if open && !holdings.over() && matches!(limits(case).latest().0, Due::Awaited(_)) {
        plan.need(input::RECTIFY_DUE, rule::PLAN_OWED);
    }
}

/// 领导小组, 包联领导 and 信访局 beside those whom the catalogue names.
pub(crate) fn route(case: &Case, mut route: Route<'_>) {
    if case.under(category::LEGACY__UNFINISHED) {
        route = route.with(role::GROUP, unit::SPECIAL_GROUP);
        for named in case.all(event::LEADER_ASSIGNED) {
            route = named.actor().into_iter().fold(route, |route, leader| route.with(role::LEADER, leader));
        }
    }
    if case.under(category::LEGACY) && case.yes(input::IN_PETITION) {
        route.with(role::TWO_SYSTEMS, unit::PETITIONS);
    }
}

/// The limit is the plan's: that of the case, and from each plan that sets one, that plan's. Until then it is awaited.
pub(crate) fn limits(case: &Case) -> Revisions<Due> {
    let first = case.time(input::RECTIFY_DUE).unwrap_or_else(|| Due::awaited(input::RECTIFY_DUE));
    Revisions::new(first, case.all(event::PLAN_SET).filter_map(|e| Some((e, e.limit()?))))
}

pub(crate) fn unit_owes(case: &Case, plan: &mut Plan, held: &Held<'_>) {
    let unfinished = case.under(category::LEGACY__UNFINISHED);
    let by = if unfinished { rule::OWN_PLAN } else { rule::BY_PLAN };
    plan.owes(clock::SETTLE, held).rule(by).revised(&limits(case));
    if unfinished {
        plan.owes(clock::SURVEY, held).due(term::SURVEY);
    }
}
