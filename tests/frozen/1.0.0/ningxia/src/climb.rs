//! 提级: request by request, answer by answer, one level at a time.

use paidan_sdk::contract::{Body, Due, Escalation, EscalationState};
use paidan_sdk::{Case, Event, Plan, Revisions, ids};

use crate::{batch, clock, event, input, level, matter, reason, rule, switch, unit, violation, when, word};

/// An approval that counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raised<'c> {
    pub(crate) by: Event<'c>,
    pub(crate) to: ids::Level,
    pub(crate) asked: Option<Event<'c>>,
}

/// Where the case is, and by which approvals it came there.
#[derive(Debug)]
pub(crate) struct Climb<'c> {
    pub(crate) level: ids::Level,
    pub(crate) raised: Vec<Raised<'c>>,
}

fn office(to: ids::Level) -> Body {
    if to == level::CITY { unit::CITY_OFFICE } else { unit::REGION_OFFICE }.into()
}

/// Follows the history; what is asked for and not answered yet stands last.
pub(crate) fn climb<'c>(case: &'c Case, plan: &mut Plan) -> Climb<'c> {
    let begins = case.word(input::BEGINS_AT);
    if begins.is_some() {
        plan.fired(rule::BEGINS);
    }
    let at_city = begins == Some(i64::from(word::begins_at::CITY));
    let mut climb = Climb { level: if at_city { level::CITY } else { level::COUNTY }, raised: Vec::new() };
    let (mut pending, mut set, mut batched) = (None, Vec::new(), None);
    for e in case.all_of([event::ESCALATION_REQUESTED, event::ESCALATION_APPROVED, event::ESCALATION_DENIED]) {
        let asked = e.is(event::ESCALATION_REQUESTED);
        if asked {
            set.extend(e.word(input::MATTER).and_then(|word| Some((e, matter::number(word + 1)?))));
        }
        if climb.level == level::REGION {
            if asked {
                step(plan, level::REGION, EscalationState::Exhausted, Some(e), None);
            }
            continue;
        }
        let to = ids::Level(climb.level.0 + 1);
        if e.level().is_some_and(|named| named != to) {
            plan.violation(violation::SKIPS_LEVEL, e, rule::ONE_STEP);
        }
        if asked {
            // asked anew before an answer came: the latest request counts
            answer_owed(plan, pending, to, Some(e), None);
            pending = Some(e);
            continue;
        }
        let by_office = when::Approval { office: e.unit() == Some(office(to)), unnamed: e.unit().is_none() };
        if !plan.ask_at(by_office, e) {
            plan.violation(violation::NOT_THE_OFFICE, e, rule::APPROVAL);
            continue;
        }
        let approved = e.is(event::ESCALATION_APPROVED);
        let fits = pending.map(|request| eligible(plan, request, climb.level, set.last().map(|s: &(_, _)| s.1)));
        answer_owed(plan, pending, to, None, Some(e));
        if approved {
            step(plan, climb.level, EscalationState::Approved, pending, Some(e));
            if fits == Some(false) {
                plan.violation(violation::INELIGIBLE, e, rule::HUMAN);
            }
            batched = e.count(input::BATCH).and_then(batch::number).map(|value| (e, value)).or(batched);
            climb.raised.push(Raised { by: e, to, asked: pending });
            climb.level = to;
        } else if pending.is_some() {
            step(plan, climb.level, EscalationState::Denied, pending, Some(e));
        }
        pending = None;
    }
    if let Some((e, value)) = batched {
        plan.label_revised(&Revisions::new(value, [(e, value)]), value, rule::BATCH);
    }
    let class = set.last().map(|s| s.1);
    if let Some(request) = pending {
        let fits = eligible(plan, request, climb.level, class);
        let state = if fits { EscalationState::Requested } else { EscalationState::NotEligible };
        step(plan, climb.level, state, Some(request), None);
        answer_owed(plan, Some(request), ids::Level(climb.level.0 + 1), None, None);
        if class.is_none() {
            plan.need(input::MATTER, rule::MATTER);
        }
    }
    if let Some(value) = class {
        plan.label_revised(&Revisions::new(value, set), value, rule::MATTER);
    }
    climb
}

/// The office owes an answer to each request; it has no limit.
fn answer_owed(plan: &mut Plan, request: Option<Event<'_>>, to: ids::Level, until: Option<Event<'_>>, stop: Option<Event<'_>>) {
    if let Some(request) = request {
        plan.owed_by(clock::ANSWER, office(to), request).until(until).stop(stop).due(Due::Unlimited);
    }
}

fn step(plan: &mut Plan, at: ids::Level, state: EscalationState, asked: Option<Event<'_>>, answered: Option<Event<'_>>) {
    let to = (at != level::REGION).then(|| ids::Level(at.0 + 1));
    let rule = match to {
        None => rule::TOP,
        Some(level::CITY) => rule::TO_CITY,
        Some(_) => rule::TO_REGION,
    };
    plan.escalation(Escalation {
        at: at.0,
        to: to.map(|to| to.0),
        state,
        asked: asked.map(|e| e.position()),
        answered: answered.map(|e| e.position()),
        approver: to.map(office),
        rule: rule.0,
    });
}

/// 提级条件: a reason and a class, or a matter of the city's that needs the state's ministries.
fn eligible(plan: &mut Plan, request: Event<'_>, at: ids::Level, class: Option<ids::Value>) -> bool {
    // filing the request says that the level cannot do it, unless it says that it could not get others to
    let coordination = request.word(input::TRIGGER) == Some(i64::from(word::trigger::COORDINATION_FAILED));
    plan.ask_at(when::Trigger { coordination, unable: !coordination }, request);
    let gives = |reason| request.reason() == Some(reason);
    let means = when::Means { funds: gives(reason::FUNDS), technology: gives(reason::TECHNOLOGY) };
    let sharing = when::Sharing { departments: gives(reason::CROSS_DEPARTMENT), regions: gives(reason::CROSS_REGION) };
    let objective = plan.ask_at(means, request) || gives(reason::OBJECTIVE);
    let authority = plan.ask_at(sharing, request) || gives(reason::AUTHORITY);
    let (institutional, policy) = (gives(reason::INSTITUTIONAL), gives(reason::POLICY_GAP));
    let first_two = plan.ask_at(when::Livelihood { objective, authority }, request);
    let last_two = plan.ask_at(when::Legacy { institutional, policy }, request);
    let livelihood = class == Some(matter::LIVELIHOOD) && (first_two || !switch::STRICT_PAIRING);
    let legacy = class == Some(matter::LEGACY) && (last_two || !switch::STRICT_PAIRING);
    let needed = request.flag(input::NEEDS_NATIONAL_LIAISON) == Some(true);
    let liaison = plan.ask_at(when::Liaison { needed, at_city: at == level::CITY }, request);
    let pairing = when::Pairing {
        objective_livelihood: objective && livelihood,
        authority_livelihood: authority && livelihood,
        institutional_livelihood: institutional && livelihood,
        policy_livelihood: policy && livelihood,
        objective_legacy: objective && legacy,
        authority_legacy: authority && legacy,
        institutional_legacy: institutional && legacy,
        policy_legacy: policy && legacy,
    };
    plan.ask_at(pairing, request) || liaison
}
