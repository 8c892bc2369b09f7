//! A plan that has one of everything, and every way to point past something with it.

use paidan_sdk::contract::{
    Action, Anchor, Asked, Body, Clock, Due, Escalation, EscalationState, Label, Measure, Need, Needed, Part, Pause, Plan, Route,
    Violation,
};

use crate::number;

/// Fits a case whose history is: received (with an actor), dispatched (with a limit), escalation requested, approved.
pub fn honest() -> Plan {
    let row = |kind, body, due| Clock { kind, body, start: Anchor::Event(1), since: None, until: None, stop: None, due, rule: 0 };
    Plan {
        stage: 0,
        closings: vec![],
        level: Some(1),
        labels: vec![Label { group: 0, value: 0, set_by: Some(0), proposed: Some(1), rule: 0 }],
        route: Route {
            mode: 0,
            lead: Some(Body::Unit(0)),
            accountable: Some(Body::ActorOf(0)),
            others: vec![Part { role: 0, body: Body::Unit(1) }],
            rule: 0,
        },
        clocks: vec![
            row(0, Some(Body::Unit(0)), Due::Term(0)),
            row(1, None, Due::Event(1)),
            Clock { start: Anchor::DueOf(0), ..row(1, None, Due::Fact(0)) },
        ],
        pauses: vec![Pause { clock: 1, begins: 2, ends: Some(3), cap: Some(0), rule: 0 }],
        escalations: vec![Escalation {
            at: 0,
            to: Some(1),
            state: EscalationState::Approved,
            asked: Some(2),
            answered: Some(3),
            approver: Some(Body::Unit(0)),
            rule: 0,
        }],
        actions: vec![Action { kind: 0, body: Some(Body::Unit(0)), cause: Some(1), rule: 0 }],
        violations: vec![Violation { kind: 0, body: Some(Body::Unit(1)), event: 1, rule: 0 }],
        measures: vec![Measure { metric: 0, body: Some(Body::ActorOf(0)), event: Some(3), counts: true, hit: true, rule: 0 }],
        needs: [Needed::Input(0), Needed::Area(2), Needed::Category, Needed::Kind, Needed::Channel]
            .map(|what| Need { what, rule: 0 })
            .to_vec(),
        asked: vec![Asked { rule: 1, conditions: 1, event: Some(1) }],
    }
}

/// Fits any case.
pub fn plain() -> Plan {
    let Plan { labels, mut route, .. } = honest();
    route.accountable = None;
    Plan {
        stage: 0,
        closings: vec![],
        level: None,
        labels: vec![Label { set_by: None, proposed: None, ..labels[0] }],
        route,
        clocks: vec![],
        pauses: vec![],
        escalations: vec![],
        actions: vec![],
        violations: vec![],
        measures: vec![],
        needs: vec![],
        asked: vec![],
    }
}

/// `FIELD` or `FIELD NUMBER`: that field of the plan is no longer what it should be. An unknown field changes nothing.
pub fn spoil(plan: &mut Plan, part: &str) {
    let (field, value) = part.split_once(' ').unwrap_or((part, ""));
    let n = number(value);
    let row = plan.clocks[0];
    match field {
        "stage" => plan.stage = n,
        "closings" => plan.closings = vec![n],
        "closings-descend" => plan.closings = vec![3, 2],
        "closings-twice" => plan.closings = vec![3, 3],
        "level" => plan.level = Some(n),
        "labels.group" => plan.labels[0].group = n,
        "labels.value" => plan.labels[0].value = n,
        "labels.set-by" => plan.labels[0].set_by = Some(n),
        "labels.proposed" => plan.labels[0].proposed = Some(n),
        "labels.rule" => plan.labels[0].rule = n,
        "labels-twice" => plan.labels.push(plan.labels[0]),
        "labels-none" => (plan.labels, plan.needs) = (vec![], vec![]),
        "labels-many" => plan.labels.extend([0, 1].map(|value| Label { group: 1, value, set_by: None, proposed: None, rule: 0 })),
        "route.mode" => plan.route.mode = n,
        "route.lead" => plan.route.lead = Some(Body::Unit(n)),
        "route.lead-actor" => plan.route.lead = Some(Body::ActorOf(n)),
        "route.accountable" => plan.route.accountable = Some(Body::Unit(n)),
        "route.others.role" => plan.route.others[0].role = n,
        "route.others.body" => plan.route.others[0].body = Body::Unit(n),
        "route.rule" => plan.route.rule = n,
        "clocks.kind" => plan.clocks[0].kind = n,
        "clocks.body" => plan.clocks[0].body = Some(Body::Unit(n)),
        "clocks.body-actor" => plan.clocks[0].body = Some(Body::ActorOf(n)),
        "clocks.body-none" => plan.clocks[0].body = None,
        "clocks.body-extra" => plan.clocks[1].body = Some(Body::Unit(0)),
        "clocks.start" => plan.clocks[0].start = Anchor::Event(n),
        "clocks.start-fact" => plan.clocks[0].start = Anchor::Fact(n),
        "clocks.start-due-of" => plan.clocks[2].start = Anchor::DueOf(n),
        "clocks.since" => plan.clocks[0].since = Some(n),
        "clocks.until" => plan.clocks[0].until = Some(n),
        "clocks.stop" => plan.clocks[1].stop = Some(n),
        "clocks.stop-undecided" => plan.clocks[0].stop = Some(3),
        "clocks.term" => plan.clocks[0].due = Due::Term(n),
        "clocks.due-event" => plan.clocks[0].due = Due::Event(n),
        "clocks.due-fact" => plan.clocks[0].due = Due::Fact(n),
        "clocks.awaited" => plan.clocks[0].due = Due::Awaited(n),
        "clocks.rule" => plan.clocks[0].rule = n,
        "pauses.clock" => plan.pauses[0].clock = n,
        "pauses.begins" => plan.pauses[0].begins = n,
        "pauses.ends" => plan.pauses[0].ends = Some(n),
        // a row that counts stands still by the rule that else did not hold, for ever or for as long as the cap says
        "paused" => {
            plan.clocks[1].due = Due::Term(0);
            plan.pauses[0] = Pause { ends: None, cap: (n == 1).then_some(0), rule: 1, ..plan.pauses[0] };
        }
        "pauses.cap" => plan.pauses[0].cap = Some(n),
        "pauses.rule" => plan.pauses[0].rule = n,
        "escalations.at" => plan.escalations[0].at = n,
        "escalations.to" => plan.escalations[0].to = Some(n),
        "escalations.to-none" => plan.escalations[0].to = None,
        "escalations.asked" => plan.escalations[0].asked = Some(n),
        "escalations.answered" => plan.escalations[0].answered = Some(n),
        "escalations.unanswered" => plan.escalations[0].answered = None,
        "escalations.approver" => plan.escalations[0].approver = Some(Body::Unit(n)),
        "escalations.rule" => plan.escalations[0].rule = n,
        "escalations.above-top" => (plan.escalations[0].at, plan.escalations[0].to) = (2, None),
        "actions.kind" => plan.actions[0].kind = n,
        "actions.body" => plan.actions[0].body = Some(Body::Unit(n)),
        "actions.cause" => plan.actions[0].cause = Some(n),
        "actions.rule" => plan.actions[0].rule = n,
        "violations.kind" => plan.violations[0].kind = n,
        "violations.body" => plan.violations[0].body = Some(Body::Unit(n)),
        "violations.event" => plan.violations[0].event = n,
        "violations.rule" => plan.violations[0].rule = n,
        "measures.metric" => plan.measures[0].metric = n,
        "measures.body" => plan.measures[0].body = Some(Body::Unit(n)),
        "measures.body-actor" => plan.measures[0].body = Some(Body::ActorOf(n)),
        "measures.event" => plan.measures[0].event = Some(n),
        "measures.rule" => plan.measures[0].rule = n,
        "needs.input" => plan.needs[0].what = Needed::Input(n),
        "needs.area" => plan.needs[1].what = Needed::Area(n),
        "needs.rule" => plan.needs[0].rule = n,
        "asked.rule" => plan.asked[0].rule = n,
        "asked.event" => plan.asked[0].event = Some(n),
        "asked.conditions" => plan.asked[0].conditions = u32::from(n),
        // size
        "rows" => plan.clocks.extend(vec![row; usize::from(n)]),
        "million" => plan.clocks = vec![row; 1_000_000],
        "whole-rows" => {
            plan.pauses.clear();
            plan.clocks = (0..n).map(|_| Clock { kind: 1, body: None, due: Due::Term(0), ..row }).collect();
        }
        // rows that are dear to judge: a date that comes round daily since 1970
        "rounds" => {
            plan.pauses.clear();
            plan.clocks =
                (0..n).map(|_| Clock { kind: 2, body: None, start: Anchor::Fact(0), due: Due::Term(2), ..row }).collect();
        }
        "pauses" => plan.pauses = vec![plan.pauses[0]; usize::from(n)],
        _ => {}
    }
}
