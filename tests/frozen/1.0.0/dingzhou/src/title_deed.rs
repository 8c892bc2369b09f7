//! 办证: who applies for the registration, and how, over four facts. What nobody has said is asked for where it still matters;
//! it is never taken for a no, and the rest of the plan stands.

use paidan_sdk::{Case, Plan};

use crate::{action, applicant, category, input, order, registration, rule, unit, when};

/// The leading group's part, the place in the queue, and the table.
pub(crate) fn plan(case: &Case, plan: &mut Plan) {
    if !case.under(category::HOUSING__TITLE_DEED__LEGACY) {
        return;
    }
    plan.fired(rule::SIDE_BY_SIDE);
    plan.act(action::CONVENE, Some(unit::JOINT_MEETING.into()), None, rule::JOINT_MEETING);
    match case.count(input::DIFFICULTY).and_then(order::number) {
        Some(said) => plan.label(said, rule::EASIER_FIRST),
        None => plan.label(order::MEDIUM, rule::IN_THE_MIDDLE),
    }
    let Some(gone) = case.flag(input::DEVELOPER_GONE) else {
        return plan.need(input::DEVELOPER_GONE, rule::DEVELOPER);
    };
    let registered = case.flag(input::FIRST_REGISTERED);
    let buyer_alone = registered.is_some_and(|registered| {
        plan.ask(when::Combined { gone, unregistered: !registered });
        plan.ask(when::BuyerAlone { registered, gone })
    });
    if !gone {
        plan.label(applicant::DEVELOPER, rule::DEVELOPER);
        return plan.label(registration::USUAL, rule::DEVELOPER);
    }
    plan.act(action::NOTE, Some(unit::REGISTRY.into()), None, rule::NOTE);
    if buyer_alone {
        plan.label(applicant::BUYER, rule::BUYER_ALONE);
        return plan.label(registration::BUYER_ALONE, rule::BUYER_ALONE);
    }
    match registered {
        Some(_) => plan.label(registration::COMBINED, rule::COMBINED),
        None => plan.need(input::FIRST_REGISTERED, rule::BUYER_ALONE),
    }
    let applies = match (case.flag(input::SUCCESSOR), case.flag(input::SUPERIOR_BODY)) {
        (None, _) => return plan.need(input::SUCCESSOR, rule::SUCCESSOR),
        (Some(false), None) => return plan.need(input::SUPERIOR_BODY, rule::SUCCESSOR),
        (Some(successor), superior) => when::Successor { successor, superior: superior == Some(true) },
    };
    // until somebody has said that nothing is registered yet, it may still be the buyer
    if registered.is_none() {
        return;
    }
    plan.ask(applies);
    if plan.ask(when::Designated { no_successor: !applies.successor, no_superior: !applies.superior }) {
        return plan.label(applicant::DESIGNATED, rule::DESIGNATED);
    }
    match (applies.successor, applies.superior) {
        (true, true) => plan.label(applicant::SUCCESSOR, rule::SUCCESSOR_FIRST),
        (true, false) => plan.label(applicant::SUCCESSOR, rule::SUCCESSOR),
        (false, _) => plan.label(applicant::SUPERIOR, rule::SUCCESSOR),
    }
}
