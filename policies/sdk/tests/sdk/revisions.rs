use paidan_sdk::Revisions;

use crate::world::{TIER, case};

fn tiers(history: &str) -> Revisions<i64> {
    Revisions::new(2, case(history).settings(TIER))
}

#[test]
fn nothing_is_overwritten() {
    let tiers = tiers("received, tier 4, dispatched a, tier 1");
    assert_eq!((0..4).map(|event| tiers.at(event)).collect::<Vec<_>>(), [2, 4, 4, 1]);
    assert_eq!(tiers.latest(), (1, Some(3)));
    assert_eq!(Revisions::constant(2).latest(), (2, None));
}

#[test]
fn between_two_events_means_strictly_between() {
    let tiers = tiers("tier 1, tier 2, tier 3, tier 4");
    assert_eq!(tiers.between(0, Some(3)).collect::<Vec<_>>(), [(1, 2), (2, 3)]);
    assert_eq!(tiers.between(2, None).collect::<Vec<_>>(), [(3, 4)]);
}

#[test]
fn both_change_whenever_either_does() {
    let tens = tiers("received, tier 10, received, tier 30");
    let ones = tiers("received, received, tier 7, tier 8");
    let sums = tens.and(&ones).map(|(ten, one)| ten + one);
    assert_eq!(sums.between(0, None).collect::<Vec<_>>(), [(1, 12), (2, 17), (3, 38)]);
    assert_eq!(sums.at(0), 4);
}
