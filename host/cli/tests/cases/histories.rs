//! Xining under histories that nobody thought of: nothing that was said is taken back, both modes say the same, and every open
//! case has somebody who answers for it and something that is due.

use paidan_calendar::Instant;
use paidan_engine::{Case, Decision};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::ratchet::{Ratchet, moments};
use crate::world::XINING;

const KINDS: [&str; 21] = [
    "dispatched",
    "reassigned",
    "co_unit_added",
    "signed",
    "contacted",
    "returned",
    "extension_requested",
    "extension_approved",
    "extension_denied",
    "suspended",
    "resumed",
    "completed",
    "callback",
    "rework_ordered",
    "reopened",
    "closed",
    "withdrawn",
    "whistle_blown",
    "reported_in",
    "reported_up",
    "tier_set",
];

fn event() -> impl Strategy<Value = Value> {
    let unit =
        prop_oneof![4 => Just(Some("housing")), 3 => Just(Some("building")), 1 => Just(Some("铁路工务段")), 2 => Just(None)];
    (prop::sample::select(&KINDS[..]), unit, 1..5, any::<[bool; 2]>(), prop::sample::select(&["community", "city"][..])).prop_map(
        |(kind, unit, tier, [a, b], level)| {
            let mut event = json!({ "kind": kind });
            let facts = match kind {
                "tier_set" => json!({ "tier": tier }),
                "callback" if a || b => json!({ "contacted": a, "resolved": b }),
                _ => json!({}),
            };
            event["facts"] = facts;
            if kind == "whistle_blown" {
                event["level"] = json!(level);
            }
            // nobody's whistle calls nobody
            let somebody = ["co_unit_added", "whistle_blown", "reported_in"].contains(&kind);
            if let Some(unit) = unit.or(somebody.then_some("housing")) {
                event["unit"] = json!(unit);
            }
            event
        },
    )
}

prop_compose! {
    /// Events hours or days apart, from a receipt in the weeks before a long holiday.
    fn case()(category in prop::sample::select(&["housing/heating", "housing/title-deed/legacy", "neighbours/seepage"][..]), facts in prop::sample::select(&[0, 1, 2, 3][..]),
        events in prop::collection::vec((event(), prop_oneof![1i64..7200, 20_000i64..400_000], prop_oneof![9 => Just(0), 1 => 1i64..90_000]), 0..14)) -> String {
        let mut at = 1_758_762_000; // 2025-09-25 09:00
        let mut history = vec![json!({ "at": stamp(at), "kind": "received" })];
        for (mut event, later, typed_in) in events {
            at += later;
            event["at"] = json!(stamp(at));
            if typed_in > 0 {
                event["recorded_at"] = json!(stamp(at + typed_in));
            }
            history.push(event);
        }
        let facts = [json!({}), json!({ "hard": true }), json!({ "statutory": true }), json!({ "statutory_due": "2025-10-15T18:00:00+08:00" })][facts].clone();
        json!({ "id": "1", "jurisdiction": "630100", "category": category, "area": ["630103"], "facts": facts, "history": history }).to_string()
    }
}

fn stamp(at: i64) -> String {
    XINING.calendar().format(Instant(at)).as_str().to_owned()
}

fn told(decision: &Decision<'_>) -> Vec<&'static str> {
    decision.notes.iter().map(|note| note.code).filter(|code| ["ownerless", "unclocked"].contains(code)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_taken_back_and_nobody_is_forgotten(text in case()) {
        let case = Case::from_json(text.as_bytes()).unwrap();
        let (mut ratchet, mut batch) = (Ratchet::default(), XINING.batch());
        let until = Instant(case.last_known().0 + 40 * 86_400);
        for (as_of, news) in moments(&case, until) {
            if news {
                ratchet.forgive();
            }
            let decision = XINING.evaluate(&case, as_of).unwrap_or_else(|error| panic!("{error}\n{text}"));
            prop_assert_eq!(ratchet.turn(&decision), Vec::<String>::new(), "{}", text);
            prop_assert_eq!(batch.evaluate(&case, as_of).unwrap().to_json(), decision.to_json());
            prop_assert_eq!(told(&decision), Vec::<&str>::new(), "as of {}: {}", stamp(as_of.0), text);
        }
    }

    #[test]
    fn the_next_check_changes_something_and_nothing_changes_before(text in case()) {
        let case = Case::from_json(text.as_bytes()).unwrap();
        let said = |at: Instant| -> (Value, Option<Instant>) {
            let decision = XINING.evaluate(&case, at).unwrap();
            let next = decision.next_check.map(|next| next.at);
            let mut json: Value = serde_json::from_str(&decision.to_json()).unwrap();
            for moving in ["as_of", "next_check", "calendar"] {
                json.as_object_mut().unwrap().remove(moving);
            }
            (json, next)
        };
        let mut at = case.last_known();
        for _ in 0..6 {
            let (now, next) = said(at);
            let Some(next) = next else { break };
            prop_assert!(next > at);
            prop_assert_eq!(&said(Instant(next.0 - 1)).0, &now, "before {}: {}", stamp(next.0), text);
            prop_assert_ne!(&said(next).0, &now, "at {}: {}", stamp(next.0), text);
            at = next;
        }
    }
}
