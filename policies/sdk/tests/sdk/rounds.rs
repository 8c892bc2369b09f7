use paidan_sdk::Handover::{self, Joins, Replaces};

use crate::world::case;

/// `0 done 3`: began, and how it ended.
fn rounds(history: &str, handover: Handover) -> Vec<String> {
    let case = case(history);
    let shown = |round: paidan_sdk::Round<'_>| match (round.done, round.until) {
        (Some(done), _) => format!("{} done {}", round.began.position(), done.position()),
        (_, Some(until)) => format!("{} until {}", round.began.position(), until.position()),
        _ => format!("{}", round.began.position()),
    };
    case.holdings(handover).rounds().map(shown).collect()
}

#[test]
fn one_round_however_often_the_case_changes_hands() {
    assert_eq!(rounds("received, dispatched a, dispatched b, dispatched c", Replaces), ["1"]);
    assert_eq!(rounds("received, dispatched a, dispatched b, completed b", Replaces), ["1 done 3"]);
}

#[test]
fn side_by_side_the_slowest_decides() {
    assert_eq!(rounds("dispatched a, dispatched b, completed a", Joins), ["0"]);
    assert_eq!(rounds("dispatched a, dispatched b, completed a, completed b", Joins), ["0 done 3"]);
    assert_eq!(rounds("dispatched a, joined b, completed a", Replaces), ["0"]);
    assert_eq!(rounds("dispatched a, joined b, completed b, completed a", Replaces), ["0 done 3"]);
}

#[test]
fn a_unit_that_was_relieved_delays_nobody() {
    assert_eq!(rounds("dispatched a, dispatched b, completed b, completed a", Replaces), ["0 done 2"]);
}

#[test]
fn a_co_handler_done_before_the_lead_is_replaced_ends_no_round() {
    assert_eq!(rounds("dispatched a, joined b, completed b, dispatched c", Replaces), ["0"]);
    assert_eq!(rounds("dispatched a, joined b, completed b, dispatched c, completed c", Replaces), ["0 done 4"]);
}

#[test]
fn what_begins_after_everybody_was_done_is_a_round_of_its_own() {
    assert_eq!(rounds("dispatched a, completed, rework", Replaces), ["0 done 1", "2"]);
    assert_eq!(rounds("dispatched a, completed, dispatched b", Replaces), ["0 done 1", "2"]);
    assert_eq!(rounds("dispatched a, completed, joined b, completed", Joins), ["0 done 1", "2 done 3"]);
    assert_eq!(rounds("dispatched a, withdrawn, reopened, completed", Replaces), ["0", "2 done 3"]);
}

#[test]
fn rework_while_the_unit_still_holds_the_case_begins_nothing() {
    assert_eq!(rounds("dispatched a, rework", Replaces), ["0"]);
    assert_eq!(rounds("dispatched a, rework a, completed", Replaces), ["0 done 2"]);
}

#[test]
fn rework_for_another_unit_before_the_first_is_done_ends_its_round() {
    assert_eq!(rounds("dispatched a, rework b, completed b", Replaces), ["0 until 1", "1 done 2"]);
    // its co-handler goes on
    assert_eq!(rounds("dispatched a, joined b, rework c", Replaces), ["0", "2"]);
    assert_eq!(rounds("dispatched a, joined b, rework c, completed", Replaces), ["0 done 3", "2 done 3"]);
}
