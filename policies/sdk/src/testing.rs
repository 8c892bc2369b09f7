//! Cases built by hand, for native tests of a policy. Cases as people write them are tested by `paidan test`.

use crate::contract::{Case, DayClass, Event, Fact, Key};

/// A case without anything in it.
#[must_use]
pub fn empty_case() -> Case {
    Case { text: None, channel: None, kind: None, category: None, area: Vec::new(), facts: Vec::new(), history: Vec::new() }
}

/// An event on a working day, `minutes` after 1970-01-01T00:00+08:00, that names a unit or none.
#[must_use]
pub fn event(minutes: i64, kind: u16, unit: Option<u16>) -> Event {
    Event {
        at: minutes * 60 - 8 * 3600,
        day: i32::try_from(minutes.div_euclid(1440)).unwrap_or(i32::MAX),
        minute: u16::try_from(minutes.rem_euclid(1440)).unwrap_or(0),
        class: DayClass::Workday,
        kind,
        unit,
    }
}

/// A fact of the case.
#[must_use]
pub fn fact(key: u16, value: i64) -> Fact {
    Fact { of: None, key: Key::Input(key), value }
}
