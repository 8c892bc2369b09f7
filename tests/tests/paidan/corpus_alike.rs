//! What must hold of every case of the corpora, in every city: somebody answers for it, a level is gone up one at a time, and what does
//! not matter changes nothing.

use paidan_calendar::Instant;
use paidan_engine::{Case, Decision, STANDARD_EVENTS, Versions};
use serde_json::{Value, json};

use crate::corpus_world::{Kept, Served, cities};
use crate::stories::{Dice, stamp};

/// A row that is missed and not done is an open row; so is one without a limit.
#[test]
fn every_open_case_has_an_owner_and_a_clock() {
    for city in cities() {
        let (mut judge, mut open) = (city.judge(), 0);
        for kept in city.corpus() {
            let text = kept.case.to_string();
            let case = Case::from_json(text.as_bytes()).unwrap();
            for at in case.history.iter().map(|event| event.at).chain([kept.as_of]) {
                let decision = judge.decide(&case, at);
                let odd = decision.notes.iter().find(|note| matches!(note.code, "ownerless" | "unclocked"));
                assert!(odd.is_none(), "{odd:?} as of {}: {text}", stamp(at.0));
                let closed = |id: &str| {
                    city.versions
                        .all()
                        .iter()
                        .any(|(_, v)| v.policy().manifest().raw.stages.iter().any(|s| s.id == id && s.closed))
                };
                if decision.stage.is_some_and(|stage| !closed(stage)) {
                    let answers = decision.in_charge().route.as_ref().and_then(|route| route.accountable);
                    assert!(answers.is_some(), "as of {}: {text}", stamp(at.0));
                    open += 1;
                }
            }
        }
        assert!(open > 500, "{}: {open} open", city.name);
    }
}

/// The ladder of a decision: from where to where, step by step.
fn climbs(decision: &Decision<'_>, levels: &[String], text: &str) -> usize {
    let level = |id: &str| levels.iter().position(|known| known == id).unwrap();
    let approved: Vec<_> = decision.escalations.iter().filter(|step| step.state == "approved").collect();
    for step in &decision.escalations {
        if let Some(to) = step.to {
            assert_eq!(level(to), level(step.at) + 1, "more than a level at once: {text}");
        }
    }
    for [lower, upper] in approved.array_windows() {
        assert_eq!(lower.to, Some(upper.at), "a level was skipped: {text}");
    }
    if let Some(top) = approved.last() {
        assert_eq!(decision.level, top.to, "the case is where the last approval brought it: {text}");
    }
    for step in &approved {
        assert!(step.answered.is_some(), "nobody approved: {text}");
    }
    approved.len()
}

#[test]
fn one_level_at_a_time() {
    let mut steps = 0;
    for city in cities() {
        let mut judge = city.judge();
        for kept in city.corpus() {
            let text = kept.case.to_string();
            let case = Case::from_json(text.as_bytes()).unwrap();
            let mut before = 0;
            for at in case.history.iter().map(|event| event.at) {
                let decision = judge.decide(&case, at);
                let mut upper = Some(&decision);
                let mut taken = 0;
                while let Some(decided) = upper {
                    let levels = levels(&city.versions, decided.policy.id);
                    taken += climbs(decided, &levels, &text);
                    upper = decided.above.as_ref().map(|above| &above.decision);
                }
                // an event is an approval or none: no second step comes with it
                assert!(taken <= before + 1, "two steps by one event, as of {}: {text}", stamp(at.0));
                before = taken;
            }
            steps += before;
        }
    }
    assert!(steps > 50, "{steps} steps");
}

/// The levels of a policy, the city's own or a superior's.
fn levels(versions: &Versions, policy: &str) -> Vec<String> {
    for (_, city) in versions.all() {
        let raw = &city.policy().manifest().raw;
        if raw.id == policy {
            return raw.levels.iter().map(|level| level.id.clone()).collect();
        }
        if let Some(superior) = city.superior() {
            return levels(superior, policy);
        }
    }
    Vec::new()
}

#[test]
fn strict_batch_and_any_order_of_lines_give_the_same_bytes() {
    let dice = &mut Dice(23);
    for city in cities() {
        let mut judge = city.judge();
        for Kept { case, as_of, .. } in city.corpus() {
            let text = case.to_string();
            let straight = Case::from_json(text.as_bytes()).unwrap();
            let batch = judge.decide(&straight, as_of).to_json();
            let strict = city.versions.of(&straight).unwrap().evaluate(&straight, as_of).unwrap().to_json();
            assert_eq!(strict, batch, "{text}");
            let mut shuffled = case.clone();
            let history = shuffled["history"].as_array_mut().unwrap();
            for i in (1..history.len()).rev() {
                history.swap(i, dice.below(i as u64 + 1) as usize);
            }
            let text = shuffled.to_string();
            let shuffled = Case::from_json(text.as_bytes()).unwrap();
            assert_eq!(batch, judge.decide(&shuffled, as_of).to_json(), "{text}");
        }
    }
}

/// Kinds of events of the format that neither the city nor anybody above it declares, and one that nobody has heard of.
fn irrelevant(city: &Served) -> Vec<&'static str> {
    fn declares(versions: &Versions, kind: &str) -> bool {
        versions.all().iter().any(|(_, city)| {
            city.policy().manifest().raw.events.iter().any(|event| event.id == kind)
                || city.superior().is_some_and(|superior| declares(superior, kind))
        })
    }
    let standard = STANDARD_EVENTS.iter().copied().filter(|kind| *kind != "corrected" && !declares(&city.versions, kind));
    standard.chain(["weather"]).collect()
}

/// Every tenth number is used, so that something can come between two events.
fn spaced(case: &Value) -> Value {
    let mut case = case.clone();
    for event in case["history"].as_array_mut().unwrap() {
        event["seq"] = (event["seq"].as_u64().unwrap() * 10).into();
    }
    case
}

#[test]
fn an_irrelevant_event_changes_nothing() {
    let dice = &mut Dice(29);
    for city in cities() {
        let kinds = irrelevant(city);
        assert!(kinds.len() > 3, "{}: {kinds:?}", city.name);
        let mut judge = city.judge();
        for Kept { case, as_of, .. } in city.corpus() {
            let plain = spaced(&case);
            let kind = kinds[dice.below(kinds.len() as u64) as usize];
            let mut more = plain.clone();
            let history = more["history"].as_array_mut().unwrap();
            let after = history[dice.below(history.len() as u64) as usize].clone();
            let unit = after.get("unit").cloned().unwrap_or_else(|| json!("somebody"));
            let event = json!({ "seq": after["seq"].as_u64().unwrap() + 5, "at": after["at"], "kind": kind, "unit": unit, "actor": "p9" });
            history.push(event);
            let mut decide = |case: &Value, at: Instant| {
                let text = case.to_string();
                let case = Case::from_json(text.as_bytes()).unwrap();
                let mut decision = serde_json::to_value(judge.decide(&case, at)).unwrap();
                decision.as_object_mut().unwrap().remove("notes");
                if let Some(above) = decision.get_mut("above") {
                    above["decision"].as_object_mut().unwrap().remove("notes");
                }
                decision
            };
            assert_eq!(decide(&plain, as_of), decide(&more, as_of), "`{kind}` after {}: {plain}", after["seq"]);
        }
    }
}
