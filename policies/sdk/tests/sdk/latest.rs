//! What the latest event of a kind says: its own answers, and no earlier one's.

use paidan_sdk::Case;
use paidan_sdk::contract::{Case as Raw, Fact, Key};
use paidan_sdk::ids::{Event, Reason};

use crate::world::{VOCABULARY, raw};

const RETURNED: Event = Event(4);

/// The reason of the last return, where each event gives the one that is listed.
fn reason(history: &str, given: &[(u16, i64)]) -> Option<Reason> {
    let facts = given.iter().map(|(event, value)| Fact { of: Some(*event), key: Key::Reason, value: *value });
    let case = Case::new(Raw { facts: facts.collect(), ..raw(history) }, &VOCABULARY);
    case.latest(RETURNED).and_then(|latest| latest.reason())
}

#[test]
fn the_reason_is_that_of_the_latest() {
    let twice = "received, dispatched a, returned a, dispatched b, returned b";
    assert_eq!(reason(twice, &[(2, 7), (4, 3)]), Some(Reason(3)));
    assert_eq!(reason(twice, &[(2, 7)]), None, "an earlier one's reason is not the latest's");
    assert_eq!(reason("received, dispatched a, returned a", &[(1, 5), (2, 7)]), Some(Reason(7)));
    assert_eq!(reason("received", &[(0, 1)]), None);
}
