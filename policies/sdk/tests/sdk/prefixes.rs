//! Nothing is lost: whatever a history's beginning led to stands there, unchanged, when more has happened.

use paidan_sdk::Handover;
use paidan_sdk::contract::{Case, Clock};
use proptest::prelude::*;

use crate::plan::rows;
use crate::world::{KINDS, VOCABULARY, raw};

/// A line of a history: events as likely as they matter here.
fn line() -> impl Strategy<Value = String> {
    let unit = prop_oneof![4 => Just(" a"), 3 => Just(" b"), 2 => Just(" c"), 2 => Just("")];
    let event = (prop::sample::select(&KINDS[..KINDS.len() - 1]), unit).prop_map(|(kind, unit)| format!("{kind}{unit}"));
    prop_oneof![6 => event, 1 => (1..5).prop_map(|tier| format!("tier {tier}"))]
}

fn beginning(case: &Case, events: usize) -> Case {
    let mut case = case.clone();
    case.history.truncate(events);
    case.facts.retain(|fact| fact.of.is_none_or(|of| usize::from(of) < events));
    case
}

/// What names a row; its due says by what it is judged.
fn same(a: &Clock, b: &Clock) -> bool {
    (a.kind, a.body, a.start, a.since, a.due) == (b.kind, b.body, b.start, b.since, b.due)
}

/// An end that was not there comes with the event that was not there.
fn grows(old: Option<u16>, new: Option<u16>, event: u16) -> bool {
    old == new || (old.is_none() && new == Some(event))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_row_is_lost_or_judged_anew(lines in prop::collection::vec(line(), 1..16)) {
        let case = raw(&lines.join(", "));
        let mut before: Vec<Clock> = Vec::new();
        for (events, last) in (1..=lines.len()).zip(0u16..) {
            let after = rows(beginning(&case, events));
            for old in &before {
                let new: Vec<&Clock> = after.iter().filter(|new| same(old, new)).collect();
                prop_assert_eq!(new.len(), 1, "{:?} after {:?}", old, lines);
                prop_assert!(grows(old.until, new[0].until, last) && grows(old.stop, new[0].stop, last), "{:?} became {:?} after {:?}", old, new[0], lines);
            }
            for new in after.iter().filter(|new| !before.iter().any(|old| same(old, new))) {
                let since = match new.start {
                    paidan_sdk::Anchor::Event(start) => new.since.unwrap_or(start),
                    _ => 0,
                };
                prop_assert_eq!(since, last, "{:?} appeared late after {:?}", new, lines);
            }
            before = after;
        }
    }

    #[test]
    fn one_unit_leads_at_a_time_and_somebody_goes_on_answering(lines in prop::collection::vec(line(), 1..16)) {
        let case = raw(&lines.join(", "));
        let mut answered = false;
        for events in 1..=lines.len() {
            let case = paidan_sdk::Case::new(beginning(&case, events), &VOCABULARY);
            let holdings = case.holdings(Handover::Replaces);
            let leading = holdings.iter().filter(|held| !held.co && held.end().is_none()).count();
            prop_assert!(leading <= 1, "{leading} lead after {:?}", lines);
            let answering = holdings.answering().is_some();
            prop_assert!(answering || !answered, "nobody answers any more after {:?}", lines);
            answered = answering;
        }
    }
}
