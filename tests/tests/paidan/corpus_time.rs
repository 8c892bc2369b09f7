//! What time alone does to the cases of the corpora, in every city: what was missed stays missed, and nothing happens unannounced.

use std::collections::BTreeSet;

use paidan_calendar::{Instant, State};
use paidan_engine::{Case, Decision};
use serde_json::Value;

use crate::corpus_world::{Judge, Kept, Served, cities};
use crate::stories::until;

/// What makes a row that row, the superior's too.
fn missed(decision: &Decision<'_>, above: &str, into: &mut BTreeSet<String>) {
    for clock in decision.clocks.iter().filter(|clock| clock.state == State::Missed) {
        let body = clock.body.map(|body| body.to_string());
        let start = clock.start.map(|start| start.at);
        let mut key = format!("{above}{} {body:?} {start:?} {:?} {:?}", clock.kind, clock.since, clock.term);
        while !into.insert(key.clone()) {
            key.push('+');
        }
    }
    if let Some(upper) = &decision.above {
        missed(&upper.decision, "above ", into);
    }
}

/// Each event, each announced change after it, and two moments long after.
fn moments(judge: &mut Judge<'_>, case: &Case<'_>) -> Vec<Instant> {
    let last = case.last_known();
    let mut moments: Vec<Instant> = case.history.iter().map(|event| event.at).collect();
    let mut next = Some(last);
    for _ in 0..8 {
        next = next.and_then(|now| judge.decide(case, now).next_check.map(|stamp| stamp.at));
        moments.extend(next);
    }
    moments.extend([last.0 + 30 * 86_400, last.0 + 400 * 86_400].map(Instant));
    moments.sort();
    moments
}

fn stays_missed(city: &Served) {
    let (mut judge, mut rows) = (city.judge(), 0);
    for kept in city.corpus() {
        let text = kept.case.to_string();
        let case = Case::from_json(text.as_bytes()).unwrap();
        let mut before = BTreeSet::new();
        for moment in moments(&mut judge, &case) {
            let mut now = BTreeSet::new();
            missed(&judge.decide(&case, moment), "", &mut now);
            let gone: Vec<&String> = before.difference(&now).collect();
            assert!(gone.is_empty(), "{}: missed before {moment:?} and no more: {gone:?}\n{text}", city.name);
            before = now;
        }
        rows += before.len();
    }
    assert!(rows > 15, "{}: only {rows} missed rows", city.name);
}

#[test]
fn a_missed_row_stays_missed() {
    cities().iter().for_each(stays_missed);
}

/// The decision but for the moment at which it was asked for, by the calendar of one day: publications are news, not time.
fn timeless(judge: &mut Judge<'_>, case: &Case<'_>, at: Instant, known: Instant, city: &Served) -> Value {
    let known_at = city.versions.all()[0].1.calendar().local(known).0;
    let mut decision = serde_json::to_value(judge.decide_knowing(case, at, Some(known_at))).unwrap();
    decision.as_object_mut().unwrap().remove("as_of");
    if let Some(above) = decision.get_mut("above") {
        above["decision"].as_object_mut().unwrap().remove("as_of");
    }
    decision
}

fn announced(city: &Served) {
    let (mut judge, mut changes) = (city.judge(), 0);
    for Kept { case, as_of, .. } in city.corpus() {
        // what is recorded later is no work of time
        let text = until(&case, as_of.0).to_string();
        let case = Case::from_json(text.as_bytes()).unwrap();
        let (mut now, mut decision) = (as_of, timeless(&mut judge, &case, as_of, as_of, city));
        for _ in 0..6 {
            let Some(next) =
                judge.decide_knowing(&case, now, Some(city.versions.all()[0].1.calendar().local(as_of).0)).next_check
            else {
                break;
            };
            let next = next.at;
            assert!(next > now, "{text}");
            assert_eq!(decision, timeless(&mut judge, &case, Instant(next.0 - 1), as_of, city), "before {next:?}: {text}");
            let then = timeless(&mut judge, &case, next, as_of, city);
            assert_ne!(decision, then, "at {next:?} nothing changes: {text}");
            (now, decision) = (next, then);
            changes += 1;
        }
        if decision.get("next_check").is_none() {
            let later = timeless(&mut judge, &case, Instant(now.0 + 500 * 86_400), as_of, city);
            assert_eq!(decision, later, "nothing more was announced: {text}");
        }
    }
    assert!(changes > 40, "{}: only {changes} changes", city.name);
}

#[test]
fn what_time_changes_is_announced() {
    cities().iter().for_each(announced);
}
