//! Decisions and outlines are written by hand, for speed: the same bytes as serde's, whatever stands in a case; and an outline says
//! what the decision says.

use std::collections::BTreeMap;

use paidan_engine::{Case, City};

use crate::corpus_world::cities;
use crate::support::{at, xining};

fn check(city: &City, case: &Case<'_>, as_of: paidan_calendar::Instant, text: &str) {
    let decision = city.evaluate(case, as_of).unwrap();
    assert_eq!(decision.to_json(), serde_json::to_string(&decision).unwrap(), "{text}");
    let outline = city.outline(case, as_of).unwrap();
    let mut written = Vec::new();
    outline.write_json(&mut written);
    assert_eq!(String::from_utf8(written).unwrap(), serde_json::to_string(&outline).unwrap(), "{text}");
    assert_eq!((outline.status, outline.stage), (decision.status, decision.stage), "{text}");
    assert_eq!((&outline.labels, &outline.route), (&decision.labels, &decision.route), "{text}");
    assert_eq!(outline.needs, decision.needs, "{text}");
    // a rule that time alone makes hold stands in the decision only
    let reasons: Vec<&str> = decision.reasons.iter().map(|r| r.rule).filter(|rule| outline.rules.contains(rule)).collect();
    assert_eq!(outline.rules, reasons, "{text}");
    // a row that revises what was fulfilled before is void: the decision leaves it out
    let count = |kinds: &mut dyn Iterator<Item = &str>| {
        kinds.fold(BTreeMap::new(), |mut all, kind: &str| {
            *all.entry(kind.to_owned()).or_insert(0) += 1;
            all
        })
    };
    let planned: BTreeMap<String, i32> = count(&mut outline.rows.iter().map(|row| row.kind));
    let judged = count(&mut decision.clocks.iter().map(|row| row.kind));
    assert!(judged.iter().all(|(kind, n)| planned.get(kind) >= Some(n)), "{planned:?} {judged:?}: {text}");
}

#[test]
fn written_by_hand_as_serde_writes_it() {
    for city in cities() {
        for kept in city.corpus() {
            let text = kept.case.to_string();
            let case = Case::from_json(text.as_bytes()).unwrap();
            check(city.versions.of(&case).unwrap(), &case, kept.as_of, &text);
        }
    }
}

#[test]
fn odd_texts_are_escaped() {
    for odd in ["\"", "\\", "a\"b\\c", "\u{1}\n\t\u{8}\u{c}\r", "\u{7f}\u{2028}/", "李\"四\"", "\u{10ffff}", "@", "a@b@", "'<&>"]
    {
        let case = serde_json::json!({
            "id": format!("X{odd}"), "jurisdiction": "630103", "channel": odd, "category": format!("housing/{odd}"), "facts": { odd: 1 },
            "history": [
                { "at": "2026-11-09T09:00:00+08:00", "kind": "received" },
                { "at": "2026-11-09T09:20:00+08:00", "kind": "dispatched", "unit": odd, "actor": odd },
                { "at": "2026-11-09T10:20:00+08:00", "kind": odd, "unit": format!("{odd}{odd}"), "actor": odd },
            ],
        });
        let text = case.to_string();
        let case = Case::from_json(text.as_bytes()).unwrap();
        check(xining(), &case, at("2026-11-12T09:00:00+08:00"), &text);
    }
}

/// Texts are asked many bytes at a time what to escape: whatever the length and wherever it stands.
#[test]
fn what_is_odd_is_found_wherever_it_stands() {
    let places = (1..=40).flat_map(|length| (0..length).map(move |place| (length, place)));
    for (length, place) in places {
        for odd in ['"', '\\', '\u{1f}', '\u{7f}'] {
            let unit: String = (0..length).map(|at| if at == place { odd } else { '~' }).collect();
            let case = serde_json::json!({
                "id": "1", "jurisdiction": "630103",
                "history": [{ "at": "2026-11-09T09:20:00+08:00", "kind": "dispatched", "unit": unit }],
            });
            let text = case.to_string();
            let case = Case::from_json(text.as_bytes()).unwrap();
            check(xining(), &case, at("2026-11-12T09:00:00+08:00"), &text);
        }
    }
}
