//! What comes round again: met today and owed anew tomorrow, and never taken back.

use paidan_engine::{Case, Decision};
use serde_json::json;

use crate::ratchet::Ratchet;
use crate::world::city;

/// Waste that is collected on one day, as decided on that day's evening and on the mornings after.
fn collected(answer: impl Fn(&[Decision<'_>])) {
    let json = json!({
        "id": "1", "jurisdiction": "140802", "category": "city/waste",
        "history": [
            { "at": "2026-11-06T10:00:00+08:00", "kind": "dispatched", "unit": "cityworks" },
            { "at": "2026-11-07T15:00:00+08:00", "kind": "cleared", "unit": "cityworks" },
        ],
    });
    let (text, yuncheng) = (json.to_string(), city("yuncheng"));
    let case = Case::from_json(text.as_bytes()).unwrap();
    let days = ["2026-11-07T18:00:00+08:00", "2026-11-08T08:00:00+08:00", "2026-11-09T08:00:00+08:00"];
    let decide = |day| yuncheng.evaluate(&case, paidan_calendar::Instant::parse_rfc3339(day).unwrap()).unwrap();
    answer(&days.map(decide));
}

/// What the ratchet says of decisions one after another.
fn turned(decisions: &[Decision<'_>]) -> Vec<String> {
    let mut ratchet = Ratchet::default();
    decisions.iter().flat_map(|decision| ratchet.turn(decision)).collect()
}

#[test]
fn what_was_met_is_owed_anew_without_being_taken_back() {
    collected(|decisions| assert_eq!(turned(decisions), Vec::<String>::new()));
}

#[test]
fn an_occurrence_once_met_or_missed_stays_so() {
    for lost in 0..4 {
        collected(|decisions| {
            let mut again = decisions[2].clone();
            let daily = again.clocks.iter_mut().find(|clock| clock.kind == "daily").unwrap();
            let rounds = daily.rounds.as_mut().unwrap();
            assert_eq!((rounds.met, rounds.missed, rounds.last_missed.is_some()), (1, 1, true), "Saturday and Sunday");
            match lost {
                0 => rounds.met = 0,
                1 => rounds.missed = 0,
                2 => rounds.last_missed = None,
                _ => {}
            }
            let said = turned(&[decisions, &[again]].concat());
            assert_eq!(said.len(), usize::from(lost < 3), "{said:?}");
            assert!(said.iter().all(|line| line.contains("had met or missed an occurrence and no longer has")), "{said:?}");
        });
    }
}
