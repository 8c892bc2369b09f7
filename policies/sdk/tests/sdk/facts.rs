//! What facts say: each of what carries it, and a body that is declared or known to the case only.

use paidan_sdk::Case;
use paidan_sdk::contract::{Body, Case as Raw, Fact, Key};
use paidan_sdk::ids::{Category, Count, Event, Party, Subject};

use crate::world::{VOCABULARY, raw};

const DISPATCHED: Event = Event(1);
const RETURNED: Event = Event(4);
const OWNER: Party = Party(1);
const STEP: Count = Count(2);
const ABOUT: Subject = Subject(3);

fn case(history: &str, given: &[(Option<u16>, u16, i64)]) -> Case {
    let facts = given.iter().map(|&(of, input, value)| Fact { of, key: Key::Input(input), value });
    Case::new(Raw { facts: facts.collect(), ..raw(history) }, &VOCABULARY)
}

#[test]
fn a_fact_names_a_body_that_is_declared_or_not() {
    let case = case("received, dispatched a, returned a", &[(None, 1, 2), (Some(2), 1, 3)]);
    assert_eq!(case.body(OWNER), Some(Body::Unit(2)));
    assert_eq!(case.latest(RETURNED).and_then(|back| back.body(OWNER)), Some(Body::Unit(3)));
    let first = case.first(RETURNED).unwrap();
    assert_eq!((first.unit(), first.body(OWNER)), (Some(Body::Unit(0)), Some(Body::Unit(3))));
    assert_eq!(case.level_of(Body::Unit(3)), None);
    // what the case says of itself is not said by its events
    assert_eq!(case.first(DISPATCHED).and_then(|sent| sent.body(OWNER)), None);
}

#[test]
fn one_question_has_an_answer_of_each_that_carries_it() {
    let case = case("received, dispatched a, returned a", &[(None, 2, 1), (Some(1), 2, 5), (Some(2), 2, 7)]);
    assert_eq!(case.count(STEP), Some(1));
    assert_eq!(case.first(DISPATCHED).and_then(|e| e.count(STEP)), Some(5));
    let set: Vec<_> = case.settings(STEP).map(|(e, value)| (e.position(), value)).collect();
    assert_eq!(set, [(1, 5), (2, 7)]);
}

#[test]
fn a_category_that_an_event_gives_stands_below_others() {
    // of the world's categories 1 and 3 lie below 0, 2 below 1
    let case = case("received, dispatched a, returned a", &[(None, 3, 3), (Some(2), 3, 2)]);
    assert_eq!((case.category(ABOUT), case.first(DISPATCHED).and_then(|e| e.category(ABOUT))), (Some(Category(3)), None));
    let given = case.first(RETURNED).and_then(|back| back.category(ABOUT)).unwrap();
    assert_eq!([0, 1, 2, 3, 4].map(|above| case.lies_under(given, Category(above))), [true, true, true, false, false]);
    // it is not the case's own category
    assert!(!case.under(Category(0)));
}
