//! The decision as services store it: small, and with its fields in an order that does not move.

use serde_json::Value;

use crate::support::{ROGUE_AS_OF, at, read, rogue, rogue_case, xining};

/// A decision is stored for every case and every question about it. A late one says more: which rungs were reached, by whom.
const ON_TIME_MAX_BYTES: usize = 3 * 1024;
const LATE_MAX_BYTES: usize = 3 * 1024 + 512;

pub(crate) const SHORT: &str = include_str!("../../cases/short.json");
pub(crate) const LONG: &str = include_str!("../../cases/long.json");

#[test]
fn a_decision_is_small() {
    let moments = [
        ("2026-11-11T16:00:00+08:00", ON_TIME_MAX_BYTES),
        ("2026-11-13T09:00:00+08:00", LATE_MAX_BYTES),
        ("2026-12-24T09:00:00+08:00", LATE_MAX_BYTES),
    ];
    for case in [SHORT, LONG] {
        for (as_of, most) in moments {
            let json = xining().evaluate(&read(case), at(as_of)).unwrap().to_json();
            println!("{as_of}: {} bytes", json.len());
            assert!(json.len() <= most, "{} bytes at {as_of}, at most {most}: {json}", json.len());
        }
    }
}

/// Everything that a decision can hold, field by field. The rogue's plan has one of everything.
#[test]
fn the_canonical_form() {
    let json = rogue_case("").replace("\"seq\":4,", "\"seq\":4,\"recorded_at\":\"2026-11-10T15:30:00+08:00\",");
    let decision = rogue().evaluate(&read(&json), at(ROGUE_AS_OF)).unwrap().to_json();
    // the digest of the rogue's sources is no part of the form
    let rules = serde_json::from_str::<Value>(&decision).unwrap()["policy"]["rules"].as_str().unwrap().to_owned();
    assert_eq!(rules.len(), 32);
    insta::assert_snapshot!(
        "canonical",
        decision
            .replace(&rules, "…")
            .replace("\"clocks\":[", "\n\"clocks\":[\n")
            .replace("},{\"kind\"", "},\n{\"kind\"")
            .replace("],\"", "],\n\"")
    );
}

/// Reading a decision and writing it again changes nothing: no number, escape or blank that another writer would write otherwise.
#[test]
fn any_json_reader_gives_the_same_bytes_back() {
    let json = xining().evaluate(&read(LONG), at("2026-11-13T09:00:00+08:00")).unwrap().to_json();
    let sorted = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(sorted(&json), sorted(&sorted(&json).to_string()));
    assert!(!json.contains(['\n', '\t']) && !json.contains("\\u"), "{json}");
}
