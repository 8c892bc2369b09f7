//! Histories of Xining as they might happen, from a seed: dispatches and returns, tiers changed, extensions, suspensions,
//! whistles, completions, callbacks, rework. Sensible in the small and wild in the large; the same on every machine.

use serde_json::{Map, Value, json};

use paidan_calendar::{Calendar, Instant};

/// SplitMix64: enough for choosing, and ours, so that a crate's new version gives no other stories.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }

    fn flag(&mut self) -> bool {
        self.below(2) == 0
    }
}

/// A case, and a moment to ask about it.
pub(crate) struct Story {
    pub(crate) case: Value,
    pub(crate) as_of: Instant,
}

const UNITS: &[&str] = &[
    "housing",
    "building",
    "registry",
    "市自然资源规划局",
    "cityworks",
    "district-building",
    "district-housing@630103",
    "town",
    "community",
    "中国移动西宁分公司",
];
const CATEGORIES: &[&str] = &[
    "housing/heating",
    "housing/heating/no-heat",
    "housing/title-deed/legacy",
    "住房/物业管理",
    "neighbours",
    "other",
    "no-such/thing",
    "municipal/bridge/leak",
];
const LATER: &[&str] = &["signed", "contacted", "progress", "completed", "returned", "dispatched", "reassigned", "co_unit_added"];
const SELDOM: &[&str] = &[
    "extension_requested",
    "extension_approved",
    "extension_denied",
    "suspended",
    "resumed",
    "tier_set",
    "callback",
    "rework_ordered",
    "reopened",
    "whistle_blown",
    "reported_in",
    "reported_up",
    "closed",
    "withdrawn",
    "reminded",
    "weather",
];

/// Seqs are tens, so that a test can put something between.
pub(crate) fn story(seed: u64) -> Story {
    let dice = &mut Dice(seed);
    let mut t = crate::support::at("2025-12-20T08:00:00+08:00").0 + dice.below(330 * 86_400) as i64;
    let mut history = Vec::new();
    let mut tell = |t: i64, kind: &str, more: Value| {
        let mut event = json!({ "seq": 10 * (history.len() + 1), "at": stamp(t), "kind": kind });
        event.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        history.push(event);
    };
    tell(t, "received", json!({}));
    let mut unit = dice.one(UNITS);
    for i in 0..dice.below(14) {
        // now and then at the same second: the seq decides
        t += [0, 60, 3600, 20_000, 86_400, 200_000][dice.below(6) as usize]
            + dice.below(3600) as i64 * i64::from(dice.below(5) > 0);
        let kind = if i == 0 {
            "dispatched"
        } else if dice.below(3) > 0 {
            dice.one(LATER)
        } else {
            dice.one(SELDOM)
        };
        if matches!(kind, "dispatched" | "reassigned" | "co_unit_added" | "whistle_blown") {
            unit = dice.one(UNITS);
        }
        let mut more = Map::new();
        if dice.below(5) > 0 && !matches!(kind, "callback" | "tier_set" | "closed") {
            more.insert("unit".into(), unit.into());
        }
        match kind {
            "tier_set" => drop(more.insert("facts".into(), json!({ "tier": 1 + dice.below(4) }))),
            "callback" => {
                drop(more.insert(
                    "facts".into(),
                    json!({ "contacted": dice.flag(), "resolved": dice.flag(), "satisfied": dice.flag() }),
                ))
            }
            "whistle_blown" => drop(more.insert("level".into(), dice.one(&["community", "town", "county"]).into())),
            "suspended" | "returned" => {
                drop(more.insert("reason".into(), dice.one(&["funds", "policy", "not-ours", "天气"]).into()))
            }
            "extension_approved" if dice.flag() => drop(more.insert("due_at".into(), stamp(t + 5 * 86_400).into())),
            _ => {}
        }
        tell(t, kind, more.into());
    }
    let mut facts = Map::new();
    for (name, value) in [
        ("difficulty", json!(1 + dice.below(4))),
        ("hard", json!(true)),
        ("owner_unclear", json!(true)),
        ("statutory", json!(true)),
        ("statutory_due", json!(stamp(t + 86_400))),
    ] {
        if dice.below(4) == 0 {
            facts.insert(name.into(), value);
        }
    }
    let case = json!({
        "id": format!("S-{seed}"), "jurisdiction": "630103", "channel": dice.one(&["phone", "web", "fax"]), "kind": "complaint",
        "category": dice.one(CATEGORIES), "area": ["630103", "630103001", "630103001005"], "facts": facts, "history": history,
    });
    // mostly later than everything, sometimes in the middle of it
    let as_of = if dice.below(4) == 0 { t - dice.below(200_000) as i64 } else { t + dice.below(40 * 86_400) as i64 };
    Story { case, as_of: Instant(as_of) }
}

pub(crate) fn stories(count: u64) -> impl Iterator<Item = Story> {
    (1..=count).map(story)
}

pub(crate) fn stamp(t: i64) -> String {
    Calendar::cn().format(Instant(t)).to_string()
}

/// The case with only what had happened by then.
pub(crate) fn until(case: &Value, t: i64) -> Value {
    let mut case = case.clone();
    case["history"].as_array_mut().unwrap().retain(|e| crate::support::at(e["at"].as_str().unwrap()).0 <= t);
    case
}
