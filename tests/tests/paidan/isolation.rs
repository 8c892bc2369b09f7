//! The same bytes, however a case is run: alone, in a batch, in whatever order, on many threads, while the city is replaced.

use std::sync::{Mutex, RwLock};

use paidan_calendar::Instant;
use paidan_engine::{City, Error};
use serde_json::{Value, json};

use crate::stories::{Dice, stories};
use crate::support::{city, load, read, rogue, rogue_case, xining};

const STORIES: u64 = 400;

/// Texts of cases, and moments.
fn texts() -> Vec<(String, Instant)> {
    stories(STORIES).map(|s| (s.case.to_string(), s.as_of)).collect()
}

fn decide(city: &City, (text, as_of): &(String, Instant)) -> Result<String, Error> {
    city.evaluate(&read(text), *as_of).map(|d| d.to_json())
}

#[test]
fn strict_and_batch_give_the_same_bytes() {
    let texts = texts();
    let strict: Vec<String> = texts.iter().map(|t| decide(xining(), t).unwrap()).collect();
    // that they are the same would say little if they were all alike
    let statuses = ["decided", "needs-input", "not-opened"]
        .map(|s| strict.iter().filter(|d| d.contains(&format!("\"status\":\"{s}\""))).count());
    assert!(statuses.iter().all(|n| *n > 0), "{statuses:?}");
    let rows = strict.iter().map(|d| d.matches("\"state\":\"missed\"").count()).sum::<usize>();
    assert!(rows > STORIES as usize, "{rows} missed rows");
    let mut batch = xining().batch();
    for order in [(0..texts.len()).collect::<Vec<_>>(), (0..texts.len()).rev().collect()] {
        for i in order {
            let (text, as_of) = &texts[i];
            assert_eq!(strict[i], batch.evaluate(&read(text), *as_of).unwrap().to_json(), "{text}");
        }
    }
}

#[test]
fn threads_give_the_same_bytes() {
    let texts = texts();
    let alone: Vec<String> = texts.iter().map(|t| decide(xining(), t).unwrap()).collect();
    let hostile: Vec<String> = ["loop", "memory", "stack", "panic"].iter().map(|part| rogue_case(part)).collect();
    std::thread::scope(|s| {
        for thread in 0..8 {
            let (texts, alone, hostile) = (&texts, &alone, &hostile);
            s.spawn(move || {
                let mut batch = xining().batch();
                for i in (0..texts.len()).skip(thread).step_by(3) {
                    assert_eq!(alone[i], decide(xining(), &texts[i]).unwrap());
                    assert_eq!(alone[i], batch.evaluate(&read(&texts[i].0), texts[i].1).unwrap().to_json());
                    if i % 40 == thread {
                        // beside them, on the same pool, a policy that does its worst
                        let hostile = &hostile[thread % hostile.len()];
                        assert!(rogue().evaluate(&read(hostile), Instant(1_800_000_000)).is_err());
                    }
                }
            });
        }
    });
}

/// A service replaces a city by putting another in its place; whoever still holds the old one finishes with it.
#[test]
fn a_city_is_replaced_while_others_evaluate() {
    let texts = texts();
    let alone: Vec<String> = texts.iter().map(|t| decide(xining(), t).unwrap()).collect();
    let served = RwLock::new(xining().clone());
    let left = Mutex::new((0..texts.len()).collect::<Vec<_>>());
    let next = || left.lock().unwrap().pop();
    std::thread::scope(|s| {
        for _ in 0..3 {
            s.spawn(|| {
                while let Some(i) = next() {
                    let city = served.read().unwrap().clone();
                    assert_eq!(alone[i], decide(&city, &texts[i]).unwrap());
                }
            });
        }
        for _ in 0..5 {
            *served.write().unwrap() = city(load("xining")).unwrap();
        }
    });
}

#[test]
fn the_order_of_lines_does_not_matter() {
    let dice = &mut Dice(7);
    for story in stories(STORIES) {
        let straight = decide(xining(), &(story.case.to_string(), story.as_of)).unwrap();
        let mut shuffled = story.case.clone();
        let history = shuffled["history"].as_array_mut().unwrap();
        for i in (1..history.len()).rev() {
            history.swap(i, dice.below(i as u64 + 1) as usize);
        }
        assert_eq!(straight, decide(xining(), &(shuffled.to_string(), story.as_of)).unwrap());
    }
}

/// Something that no rule asks about changes no row, no route, no label.
#[test]
fn an_irrelevant_event_changes_no_row() {
    let dice = &mut Dice(11);
    for story in stories(STORIES) {
        let plain: Value = serde_json::from_str(&decide(xining(), &(story.case.to_string(), story.as_of)).unwrap()).unwrap();
        let mut more = story.case.clone();
        let history = more["history"].as_array_mut().unwrap();
        let after = history[dice.below(history.len() as u64) as usize].clone();
        let kind = ["progress", "reminded", "read", "weather"][dice.below(4) as usize];
        history.push(json!({ "seq": after["seq"].as_u64().unwrap() + 5, "at": after["at"], "kind": kind, "unit": "traffic", "actor": "p9" }));
        let more: Value = serde_json::from_str(&decide(xining(), &(more.to_string(), story.as_of)).unwrap()).unwrap();
        for key in [
            "status",
            "stage",
            "level",
            "supervised",
            "labels",
            "route",
            "clocks",
            "actions",
            "violations",
            "measures",
            "needs",
            "reasons",
            "next_check",
        ] {
            assert_eq!(plain[key], more[key], "{key} with {kind} after {}: {}", after["seq"], story.case);
        }
    }
}
