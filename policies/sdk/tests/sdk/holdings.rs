use paidan_sdk::Handover::{Joins, Replaces};

use crate::world::{ask, case, holdings};

#[test]
fn a_dispatch_to_another_unit_takes_the_case_from_the_one_before() {
    assert_eq!(holdings("dispatched a, dispatched b", Replaces), ["a 0-1 relieved r0", "b 1- holds r0"]);
    assert_eq!(
        holdings("dispatched a, reassigned b, dispatched c", Replaces),
        ["a 0-1 relieved r0", "b 1-2 relieved r0", "c 2- holds r0"]
    );
}

#[test]
fn side_by_side_nobody_is_relieved() {
    assert_eq!(holdings("dispatched a, dispatched b", Joins), ["a 0- holds r0", "b 1- holds r0"]);
}

#[test]
fn being_sent_the_same_case_again_starts_nothing() {
    assert_eq!(holdings("dispatched a, returned a, dispatched a", Replaces), ["a 0- holds r0"]);
}

#[test]
fn there_and_back_is_a_holding_of_its_own() {
    assert_eq!(
        holdings("dispatched a, dispatched b, dispatched a", Replaces),
        ["a 0-1 relieved r0", "b 1-2 relieved r0", "a 2- holds r0"]
    );
}

#[test]
fn a_co_handler_relieves_nobody_and_is_not_relieved() {
    assert_eq!(
        holdings("dispatched a, joined b, dispatched c", Replaces),
        ["a 0-2 relieved r0", "b+ 1- holds r0", "c 2- holds r0"]
    );
}

#[test]
fn a_co_handler_to_whom_the_case_is_dispatched_leads_it() {
    let history = "dispatched a, joined b, dispatched b";
    assert_eq!(holdings(history, Replaces), ["a 0-2 relieved r0", "b 1- holds r0"]);
    assert_eq!(ask(history, |held| held.lead()), case("dispatched b").holdings(Replaces).lead());
}

#[test]
fn a_completion_that_names_nobody_is_everybodys() {
    assert_eq!(holdings("dispatched a, joined b, completed", Replaces), ["a 0-2 done r0", "b+ 1-2 done r0"]);
    assert_eq!(holdings("dispatched a, joined b, completed b", Replaces), ["a 0- holds r0", "b+ 1-2 done r0"]);
}

#[test]
fn whoever_was_relieved_can_no_longer_complete() {
    assert_eq!(holdings("dispatched a, dispatched b, completed a", Replaces), ["a 0-1 relieved r0", "b 1- holds r0"]);
}

#[test]
fn a_closing_ends_every_holding() {
    assert_eq!(holdings("dispatched a, joined b, withdrawn", Joins), ["a 0-2 closed r0", "b+ 1-2 closed r0"]);
    assert_eq!(holdings("dispatched a, withdrawn, dispatched a", Replaces), ["a 0-1 closed r0", "a 2- holds r1"]);
}

#[test]
fn rework_goes_to_the_unit_named_else_to_the_one_that_completed_last_else_to_the_one_that_held_it_last() {
    assert_eq!(holdings("dispatched a, completed, rework b", Replaces)[1..], ["b 2- holds r1"]);
    assert_eq!(holdings("dispatched a, joined b, completed b, completed a, rework", Joins)[2..], ["a 4- holds r1"]);
    assert_eq!(holdings("dispatched a, dispatched b, withdrawn, reopened", Replaces)[2..], ["b 3- holds r1"]);
    assert_eq!(holdings("received, closed, reopened c", Replaces), ["c 2- holds r0"]);
    assert!(holdings("received, closed, reopened", Replaces).is_empty());
}

#[test]
fn a_dispatch_that_names_nobody_gives_the_case_to_nobody() {
    assert_eq!(holdings("dispatched a, dispatched", Replaces), ["a 0- holds r0"]);
}

#[test]
fn events_of_a_holding_are_its_own_or_name_nobody_and_lie_inside_it() {
    let case = case("rework, dispatched a, rework b, rework a, rework, completed a, rework");
    let of: Vec<u16> = {
        let holdings = case.holdings(Replaces);
        let held = *holdings.iter().find(|held| held.began.position() == 1).unwrap();
        held.of(case.all(crate::world::REWORK)).map(|event| event.position()).collect()
    };
    // the order for b relieved a: what follows is no longer its own
    assert!(of.is_empty());
    let joined = case.holdings(Joins);
    let held = *joined.iter().next().unwrap();
    assert_eq!(held.of(case.all(crate::world::REWORK)).map(|event| event.position()).collect::<Vec<_>>(), [3, 4]);
}

#[test]
fn who_holds_it_when() {
    let case = case("received, dispatched a, completed, reopened");
    let holdings = case.holdings(Replaces);
    assert_eq!(case.history().map(|event| holdings.held_at(event)).collect::<Vec<_>>(), [false, true, false, true]);
    assert!(!holdings.over());
    assert!(ask("dispatched a, completed", |held| held.over()));
    assert!(!ask("received", |held| held.over()));
}

#[test]
fn a_callback_is_about_the_work_of_whoever_completed_last_before_it() {
    // the event that is asked about stands last
    let whose = |history: &str, handover| {
        let case = case(history);
        let asked = case.history().next_back().unwrap();
        case.holdings(handover).worked_before(asked).map(crate::world::name)
    };
    assert_eq!(whose("dispatched a, dispatched b, completed b, received", Replaces), Some("b"));
    assert_eq!(whose("dispatched a, completed a, rework b, received", Replaces), Some("a"));
    assert_eq!(whose("dispatched a, completed a, rework b, completed b, received", Replaces), Some("b"));
    assert_eq!(whose("dispatched a, joined b, completed a, completed b, received", Replaces), Some("a"));
    // side by side it is nobody's alone; nobody completed anything
    assert_eq!(whose("dispatched a, dispatched b, completed a, completed b, received", Joins), None);
    assert_eq!(whose("dispatched a, received", Replaces), None);
}
