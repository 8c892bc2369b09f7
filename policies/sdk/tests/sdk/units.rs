use paidan_sdk::contract::Body;
use paidan_sdk::ids::{Level, Unit};

use crate::world::case;

// of the world's three: a is police at the lower level and takes whistles, b is police at the upper one, c has no line
const A: Body = Body::Unit(0);
const B: Body = Body::Unit(1);
const C: Body = Body::Unit(2);
const STRANGER: Body = Body::Unit(3);
const SOMEBODY: Body = Body::ActorOf(0);

#[test]
fn the_same_office_at_another_level() {
    let case = case("received");
    assert_eq!(case.counterpart(A, Level(1)), Some(Unit(1)));
    assert_eq!(case.counterpart(B, Level(0)), Some(Unit(0)));
    assert_eq!(case.counterpart(A, Level(2)), None);
    // no line is not the same line
    assert_eq!(case.counterpart(C, Level(1)), None);
    assert_eq!(case.counterpart(STRANGER, Level(1)), None);
    assert_eq!(case.counterpart(SOMEBODY, Level(1)), None);
}

#[test]
fn who_nobody_declared_has_no_level_and_takes_no_whistle() {
    let case = case("received");
    let said = [A, B, C, STRANGER, SOMEBODY].map(|body| (case.level_of(body).map(|level| level.0), case.takes_whistles(body)));
    assert_eq!(said, [(Some(0), true), (Some(1), false), (Some(1), false), (None, false), (None, false)]);
}
