//! Bodies that facts name: declared units, or further ones that are numbered with those that events are about.

use paidan_engine::Decision;
use serde_json::{Value, json};

use crate::support::{ROGUE_AS_OF, at, read, rogue, rogue_case, xining};

/// The rogue's case with an owner of its own, a company that has it, and an owner that each event names.
fn case(part: &str, owner: Value, of_events: &[(usize, Value)]) -> String {
    let mut case: Value = serde_json::from_str(&rogue_case(part)).unwrap();
    case["facts"]["owner"] = owner;
    case["history"][1]["unit"] = json!("甲公司");
    for (event, owner) in of_events {
        case["history"][*event]["facts"]["owner"] = owner.clone();
    }
    case.to_string()
}

fn decide<T>(json: &str, ask: impl Fn(&Decision<'_>) -> T) -> T {
    ask(&rogue().evaluate(&read(json), at(ROGUE_AS_OF)).unwrap_or_else(|e| panic!("{e}\n{json}")))
}

/// Who leads, where the policy says that a unit of this number does; or which code the plan ends with.
fn lead(number: u16, owner: &str, of_events: &[(usize, Value)]) -> String {
    let json = case(&format!("route.lead {number}"), json!(owner), of_events);
    match rogue().evaluate(&read(&json), at(ROGUE_AS_OF)) {
        Ok(decision) => decision.route.and_then(|route| route.lead).map_or_else(String::new, |lead| lead.to_string()),
        Err(error) => error.code.to_string(),
    }
}

#[test]
fn a_further_body_has_one_number_wherever_it_is_named() {
    // 0 to 2 are declared; the case's own facts come first, then event by event, whom it is about before what it says
    let of_events = [(1, json!("乙公司"))];
    let all = |owner: &str, of_events: &[(usize, Value)]| [3, 4, 5, 6].map(|number| lead(number, owner, of_events));
    assert_eq!(all("丙公司", &of_events), ["丙公司", "甲公司", "乙公司", "fault/plan"]);
    assert_eq!(all("乙公司", &of_events), ["乙公司", "甲公司", "fault/plan", "fault/plan"]);
    assert_eq!(all("甲公司", &[(1, json!("甲公司"))]), ["甲公司", "fault/plan", "fault/plan", "fault/plan"]);
    // declared ones have the number that they have in the manifest, by id, title, and `id@code` of the case's own area
    for owner in ["bureau", "局", "office", "office@630103"] {
        assert_eq!(all(owner, &[]), ["甲公司", "fault/plan", "fault/plan", "fault/plan"], "{owner}");
    }
    // another area's is a body of the case's own, and so is what only ladders name
    assert_eq!(["office@630102", "leader"].map(|owner| lead(3, owner, &[])), ["office@630102", "leader"]);
}

#[test]
fn a_body_that_nobody_declares_is_nothing_to_remark_on() {
    let notes = |owner: Value| decide(&case("", owner, &[]), |d| d.notes.iter().map(|note| note.code).collect::<Vec<_>>());
    assert_eq!(notes(json!("丁公司")), [""; 0]);
    assert_eq!(notes(json!(3)), ["unfit-fact"]);
    // the kind of event that does not carry it
    let json = case("", json!("bureau"), &[(2, json!("bureau"))]);
    decide(&json, |d| assert_eq!(d.notes.iter().map(|note| note.code).collect::<Vec<_>>(), ["unknown-fact"]));
}

#[test]
fn an_event_is_selected_by_the_body_that_its_fact_names() {
    let state = |owner: &str| {
        let mut case: Value = serde_json::from_str(&rogue_case("")).unwrap();
        let next = json!({ "seq": 5, "at": "2026-11-10T16:00:00+08:00", "kind": "dispatched", "facts": { "owner": owner } });
        case["history"].as_array_mut().unwrap().push(next);
        decide(&case.to_string(), |d| format!("{:?}", d.clocks[0].state))
    };
    assert_eq!([state("局"), state("office"), state("戊公司")], ["Met", "Missed", "Missed"]);
}

/// A rung tells whom it names, once each; the body that owes is left out only where it is told alone.
#[test]
fn whom_a_rung_tells() {
    const CASE: &str = r#"{"id":"X-1","jurisdiction":"630103","category":"housing/heating","history":[
        {"seq":1,"at":"2026-11-09T09:00:00+08:00","kind":"received"},{"seq":2,"at":"2026-11-09T09:20:00+08:00","kind":"dispatched","unit":"housing"}]}"#;
    let told = |to: &[&str]| {
        let mut raw = xining().policy().manifest().raw.clone();
        let unit = |id: &&str| raw.units.iter().position(|unit| unit.id == *id).map(|at| at as u16);
        // `body` is no unit: whoever owes the row
        let to: Vec<Option<u16>> = to.iter().map(unit).collect();
        raw.ladders[0].rungs[1].to = to;
        let city = xining().with_policy(xining().policy().with_manifest(raw).unwrap()).unwrap();
        let case = read(CASE);
        let decision = city.evaluate(&case, at("2026-11-13T09:00:00+08:00")).unwrap();
        let handle = decision.clocks.iter().find(|clock| clock.kind == "handle").unwrap();
        let mark = handle.marks.iter().find(|mark| mark.rung == "first").unwrap();
        mark.to.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    for (to, expected) in [
        (&["body"][..], &[][..]),
        (&["handler"], &["handler@housing"]),
        (&["body", "leader"], &["housing", "leader@housing"]),
        (&["leader", "body", "hotline"], &["leader@housing", "housing", "hotline"]),
        // the unit that owes it is named too
        (&["body", "housing"], &[]),
        (&["housing"], &["housing"]),
        (&["housing", "hotline", "body"], &["housing", "hotline"]),
    ] {
        assert_eq!(told(to), expected, "{to:?}");
    }
}
