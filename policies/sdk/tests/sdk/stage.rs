use crate::world::case;

fn stage(history: &str) -> u16 {
    case(history).stage().0
}

#[test]
fn the_latest_event_with_a_place_decides() {
    assert_eq!(stage(""), 0);
    assert_eq!(stage("received"), 0);
    assert_eq!(stage("received, dispatched a, signed a, tier 4"), 1);
    assert_eq!(stage("received, dispatched a, completed"), 2);
    assert_eq!(stage("received, dispatched a, completed, rework"), 1);
    assert_eq!(stage("received, dispatched a, completed, closed, reopened"), 1);
}

#[test]
fn every_closing_counts() {
    let case = case("received, withdrawn, reopened, dispatched a, closed");
    assert_eq!(case.closings().map(|event| event.position()).collect::<Vec<_>>(), [1, 4]);
    assert_eq!(case.stage().0, 3);
}

#[test]
fn a_case_opens_with_its_first_event_and_whenever_it_leaves_a_closed_stage() {
    let opened = |history: &str| case(history).openings().map(|event| event.position()).collect::<Vec<_>>();
    assert_eq!(opened("received, dispatched a, completed"), [0]);
    assert_eq!(opened("tier 4, received"), [0]);
    assert_eq!(opened("received, withdrawn, signed a, reopened, rework, closed, received"), [0, 3, 6]);
    assert_eq!(opened("closed, closed, reopened"), [2]);
}
