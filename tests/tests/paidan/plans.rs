//! Plans that point past something. Every field, one at a time: the host believes none of it, and says which and why.

use paidan_engine::Error;

use crate::support::{ROGUE_AS_OF, at, outcome, read, rogue, rogue_case, xining_is_unharmed};

/// What the rogue does to its plan. A number is the first that is not there; one far beyond it is tried as well. `!`: no harm
/// in it, the plan is believed.
const PARTS: &[&str] = &[
    "!honest",
    "stage 2",
    "closings 4",
    "closings-descend",
    "closings-twice",
    "level 3",
    "level 2",
    "labels.group 2",
    "labels.value 2",
    "labels.set-by 4",
    "labels.proposed 2",
    "labels.rule 2",
    "labels-twice",
    "labels-none",
    "!labels-many",
    "route.mode 1",
    "route.lead 3",
    "route.lead 2",
    "route.lead-actor 4",
    "route.lead-actor 1",
    "route.accountable 3",
    "route.others.role 1",
    "route.others.body 3",
    "route.rule 2",
    "clocks.kind 3",
    "clocks.body 3",
    "clocks.body-actor 4",
    "clocks.body-none",
    "clocks.body-extra",
    "clocks.start 4",
    "clocks.start-fact 1",
    "clocks.start-fact 3",
    "clocks.start-due-of 2",
    "clocks.start-due-of 3",
    "!clocks.start-due-of 1",
    "clocks.since 4",
    "clocks.since 0",
    "clocks.until 4",
    "clocks.until 1",
    "clocks.stop 4",
    "clocks.stop-undecided",
    "clocks.term 6",
    "clocks.due-event 4",
    "clocks.due-event 0",
    "clocks.due-fact 1",
    "clocks.due-fact 3",
    "clocks.awaited 3",
    "clocks.rule 2",
    "pauses.clock 3",
    "pauses.clock 0",
    "pauses.begins 4",
    "pauses.begins 3",
    "pauses.ends 4",
    "pauses.ends 2",
    "pauses.cap 6",
    "pauses.rule 2",
    "escalations.at 3",
    "escalations.at 1",
    "escalations.to 3",
    "escalations.to 2",
    "escalations.to-none",
    "escalations.asked 4",
    "escalations.answered 4",
    "escalations.unanswered",
    "escalations.approver 3",
    "escalations.rule 2",
    "escalations.above-top",
    "actions.kind 1",
    "actions.body 3",
    "actions.cause 4",
    "actions.rule 2",
    "violations.kind 1",
    "violations.body 3",
    "violations.event 4",
    "violations.rule 2",
    "measures.metric 1",
    "measures.body 3",
    "measures.body 2",
    "measures.body-actor 4",
    "measures.body-actor 1",
    "measures.event 4",
    "measures.rule 2",
    "needs.input 3",
    "needs.area 256",
    "!needs.area 255",
    "needs.rule 2",
    "asked.rule 2",
    "asked.event 4",
    "asked.conditions 4",
    "!asked.conditions 3",
    "refuse 2",
    "refuse 0 4",
];

/// Strict and in a batch; the same text.
fn decide(part: &str) -> Result<String, Error> {
    let json = rogue_case(part);
    let (case, as_of) = (read(&json), at(ROGUE_AS_OF));
    let strict = rogue().evaluate(&case, as_of).map(|d| d.to_json());
    let mut batch = rogue().batch();
    for _ in 0..3 {
        assert_eq!(strict, batch.evaluate(&case, as_of).map(|d| d.to_json()), "{part}");
    }
    strict
}

/// A line for the page; what ended otherwise than it should goes to `wrong`.
fn check(part: &str, wrong: &mut Vec<String>) -> String {
    let (part, expected) = part.strip_prefix('!').map_or((part, "fault/plan"), |part| (part, "believed"));
    let mut line = String::new();
    // the first that is not there, and one far beyond
    let far = part.rsplit_once(' ').filter(|_| expected != "believed").map(|(field, _)| format!("{field} 65535"));
    for part in [part.to_owned()].into_iter().chain(far) {
        let ends = outcome(decide(&part).map(|_| "believed"));
        if !ends.starts_with(expected) {
            wrong.push(format!("{part}: {ends}"));
        }
        if line.is_empty() {
            line = format!("{part:<26} {ends}");
        }
    }
    xining_is_unharmed();
    line
}

#[test]
fn nothing_that_points_past_something_is_believed() {
    let mut wrong = Vec::new();
    let page: Vec<String> = PARTS.iter().map(|part| check(part, &mut wrong)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    insta::assert_snapshot!("plans", page.join("\n"));
}

#[test]
fn a_pause_of_the_plan_is_told_with_its_rule_and_over_with_its_cap() {
    let decision = |part: &str| serde_json::from_str::<serde_json::Value>(&decide(part).unwrap()).unwrap();
    let by = |decision: &serde_json::Value| {
        let reasons = decision["reasons"].as_array().unwrap();
        reasons.iter().map(|reason| reason["rule"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (honest, paused, capped) = (decision("honest"), decision("paused 0"), decision("paused 1"));
    assert_eq!([by(&honest), by(&paused)], [vec!["only"], vec!["only", "both"]]);
    assert_eq!(by(&capped), by(&paused));
    assert_eq!((&paused["clocks"][1]["state"], paused["clocks"][1].get("due")), (&"paused".into(), None));
    assert!(capped["clocks"][1].get("due").is_some(), "{capped}");
}
