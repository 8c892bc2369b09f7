use crate::world::{ask, name};

fn answering(history: &str) -> Option<&'static str> {
    ask(history, |held| held.answering().map(name))
}

fn lead(history: &str) -> Option<&'static str> {
    ask(history, |held| held.lead().map(name))
}

#[test]
fn the_first_unit_asked_answers_signed_or_not() {
    assert_eq!(answering("received"), None);
    assert_eq!(answering("received, dispatched a"), Some("a"));
    assert_eq!(answering("received, dispatched a, signed a"), Some("a"));
}

#[test]
fn a_return_clears_nobody() {
    assert_eq!(answering("dispatched a, returned a"), Some("a"));
    assert_eq!(answering("dispatched a, returned a, dispatched b"), Some("a"));
}

#[test]
fn it_passes_on_when_another_has_signed() {
    assert_eq!(answering("dispatched a, returned a, dispatched b, signed b"), Some("b"));
    assert_eq!(answering("dispatched a, dispatched b, signed b, returned b, dispatched c"), Some("b"));
    assert_eq!(answering("dispatched a, dispatched b, signed b, dispatched a, signed a"), Some("a"));
}

#[test]
fn a_signature_of_one_who_does_not_hold_it_is_none() {
    assert_eq!(answering("dispatched a, signed b"), Some("a"));
    assert_eq!(answering("dispatched a, signed a, dispatched b, signed a"), Some("a"));
}

#[test]
fn a_co_handler_answers_for_nothing() {
    assert_eq!(answering("dispatched a, joined b, signed b"), Some("a"));
    assert_eq!(lead("dispatched a, joined b, signed b"), Some("a"));
    assert_eq!(answering("joined b"), None);
}

#[test]
fn closed_it_is_still_known_who_answered() {
    assert_eq!(answering("dispatched a, dispatched b, signed b, completed, closed"), Some("b"));
    assert_eq!(lead("dispatched a, dispatched b, completed, closed"), Some("b"));
}
