//! What time alone does to a decision: nothing before `next_check`, something then, and nothing is ever taken back.

use std::collections::BTreeMap;

use paidan_calendar::{Calendar, Day, Instant};
use paidan_engine::City;
use serde_json::Value;

use crate::stories::{stories, until};
use crate::support::{at, load, read, xining};

const STORIES: u64 = 300;

/// The decision without the moment it was asked about, by the calendar as known on one day: publications are news, not time.
fn at_moment(case: &str, t: Instant, known_at: Day) -> Value {
    let mut decision: Value =
        serde_json::from_str(&xining().evaluate_knowing(&read(case), t, Some(known_at)).unwrap().to_json()).unwrap();
    decision.as_object_mut().unwrap().remove("as_of");
    decision
}

#[test]
fn next_check_is_when_something_changes() {
    let mut checked = 0;
    for story in stories(STORIES) {
        let case = until(&story.case, story.as_of.0);
        if case["history"].as_array().unwrap().is_empty() {
            continue;
        }
        let case = case.to_string();
        let known_at = Calendar::cn().local(story.as_of).0;
        let mut now = story.as_of;
        let mut decision = at_moment(&case, now, known_at);
        // from one change to the next, until nothing more will happen
        for _ in 0..40 {
            let Some(next) = decision["next_check"].as_str().map(at) else { break };
            assert!(next > now);
            assert_eq!(decision, at_moment(&case, Instant(next.0 - 1), known_at), "before {next:?}: {case}");
            let then = at_moment(&case, next, known_at);
            assert_ne!(decision, then, "at {next:?}: {case}");
            (now, decision) = (next, then);
            checked += 1;
        }
        if decision.get("next_check").is_none() {
            assert_eq!(decision, at_moment(&case, Instant(now.0 + 400 * 86_400), known_at), "{case}");
        }
    }
    assert!(checked > STORIES / 2, "{checked} changes");
}

/// Missed rows and fired marks of a decision, by what makes a row that row.
fn reached(decision: &Value) -> BTreeMap<String, (bool, Vec<Value>)> {
    let mut reached = BTreeMap::new();
    for row in decision["clocks"].as_array().into_iter().flatten() {
        let fired = row["marks"].as_array().into_iter().flatten().filter(|m| m["fired"] == true);
        let entry = (row["state"] == "missed", fired.cloned().collect());
        let mut key = format!("{} {} {} {} {}", row["kind"], row["body"], row["start"], row["since"], row["term"]);
        while reached.contains_key(&key) {
            key.push('+');
        }
        reached.insert(key, entry);
    }
    reached
}

#[test]
fn nothing_missed_or_fired_is_taken_back() {
    for story in stories(STORIES) {
        let text = story.case.to_string();
        let case = read(&text);
        let last = case.last_known().0;
        // at each event, and every eleven hours for sixty days after them
        let mut moments: Vec<i64> = case.history.iter().map(|e| e.at.0).collect();
        moments.extend((0..130).map(|i| last + i * 11 * 3600));
        let mut before: BTreeMap<String, (bool, Vec<Value>)> = BTreeMap::new();
        for t in moments {
            let decision: Value = serde_json::from_str(&xining().evaluate(&case, Instant(t)).unwrap().to_json()).unwrap();
            let now = reached(&decision);
            for (row, (missed, fired)) in before {
                let (still, more) = now.get(&row).unwrap_or_else(|| panic!("{row} is gone at {t}: {text}"));
                assert!(*still || !missed, "{row} was missed and is not at {t}: {text}");
                assert!(fired.iter().all(|m| more.contains(m)), "a mark of {row} was taken back at {t}: {text}");
            }
            before = now;
        }
    }
}

/// A notice as it may come: published in November, and moving days of the year after.
const NEWER: &str = r#"
format = 1
adds-to = "cn"
[[notice]]
id = "关于2027年部分节假日安排的通知（测试）"
covers = 2027
published = 2026-11-05
days = ["2027-01-01 statutory 元旦", "2027-01-02..2027-01-03 off 元旦", "2027-01-09 makeup 元旦"]
"#;

#[test]
fn a_newer_notice_changes_no_old_decision() {
    let newer = Calendar::cn().with_notice("2027.toml", NEWER).unwrap();
    let city = City::new(load("xining"), &[&newer]).unwrap();
    let published = at("2026-11-05T00:00:00+08:00");
    let (mut old, mut new) = (0, 0);
    for story in stories(STORIES) {
        let text = story.case.to_string();
        let decide = |city: &City| city.evaluate(&read(&text), story.as_of).unwrap().to_json();
        if story.as_of < published {
            assert_eq!(decide(xining()), decide(&city));
            old += 1;
        } else {
            assert_ne!(decide(xining()), decide(&city), "the view has another digest");
            new += 1;
        }
    }
    assert!(old > 50 && new > 5, "{old} old, {new} new");
}
