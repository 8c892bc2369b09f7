//! A small vocabulary, and cases written in a line: `dispatched a, signed a, tier 4, completed`.

use paidan_sdk::contract::{Body, Fact, Key};
use paidan_sdk::ids::{Count, Event};
use paidan_sdk::testing::{empty_case, event};
use paidan_sdk::{Case, EventKind, Handover, Held, Holdings, Standard, UnitEntry, Vocabulary};

pub(crate) const KINDS: [&str; 12] = [
    "received",
    "dispatched",
    "joined",
    "reassigned",
    "returned",
    "signed",
    "completed",
    "rework",
    "reopened",
    "closed",
    "withdrawn",
    "tier",
];
pub(crate) const REWORK: Event = Event(7);
pub(crate) const TIER: Count = Count(0);
const UNITS: [&str; 3] = ["a", "b", "c"];

const fn kind(enters: Option<u16>, standard: Standard) -> EventKind {
    EventKind { enters, closes: matches!(enters, Some(3)), standard }
}

pub(crate) static VOCABULARY: Vocabulary = Vocabulary {
    rules: 64,
    events: &[
        kind(Some(0), Standard::Other),
        kind(Some(1), Standard::Dispatched),
        kind(None, Standard::CoUnitAdded),
        kind(Some(1), Standard::Reassigned),
        kind(None, Standard::Other),
        kind(None, Standard::Signed),
        kind(Some(2), Standard::Completed),
        kind(Some(1), Standard::ReworkOrdered),
        kind(Some(1), Standard::Reopened),
        kind(Some(3), Standard::Other),
        kind(Some(3), Standard::Other),
        kind(None, Standard::Other),
    ],
    // 1 and 3 lie below 0, 2 below 1
    above: &[None, Some(0), Some(1), Some(0), None],
    clock_rules: &[0, 1],
    units: &[
        UnitEntry { level: Some(0), line: "police", receiver: true },
        UnitEntry { level: Some(1), line: "police", receiver: false },
        UnitEntry { level: Some(1), line: "", receiver: false },
    ],
};

/// Reads a history: an event a minute, its kind, its unit or its tier.
pub(crate) fn raw(history: &str) -> paidan_sdk::contract::Case {
    let mut case = empty_case();
    for (i, line) in (0u16..).zip(history.split(',').filter(|line| !line.trim().is_empty())) {
        let mut words = line.split_whitespace();
        let word = words.next().unwrap();
        let kind = KINDS.iter().position(|kind| *kind == word).unwrap_or_else(|| panic!("no kind {word}"));
        let named = words.next();
        let unit = named.and_then(|name| UNITS.iter().position(|unit| *unit == name));
        case.history.push(event(i64::from(i), kind as u16, unit.map(|unit| unit as u16)));
        if let (None, Some(tier)) = (unit, named) {
            case.facts.push(Fact { of: Some(i), key: Key::Input(TIER.0), value: tier.parse().unwrap() });
        }
    }
    case
}

pub(crate) fn case(history: &str) -> Case {
    Case::new(raw(history), &VOCABULARY)
}

pub(crate) fn name(body: Body) -> &'static str {
    match body {
        Body::Unit(unit) => UNITS[usize::from(unit)],
        Body::ActorOf(_) => "somebody",
    }
}

/// `a 0-3 done r0`: who, from which event to which, how it ended, in which round.
pub(crate) fn shown(held: &Held<'_>) -> String {
    let how = match (held.done, held.until, held.end()) {
        (Some(_), ..) => "done",
        (_, Some(_), _) => "relieved",
        (.., Some(_)) => "closed",
        _ => "holds",
    };
    let end = held.end().map_or(String::new(), |end| end.to_string());
    format!("{}{} {}-{end} {how} r{}", name(held.unit), if held.co { "+" } else { "" }, held.began.position(), held.round)
}

pub(crate) fn holdings(history: &str, handover: Handover) -> Vec<String> {
    case(history).holdings(handover).iter().map(shown).collect()
}

/// Asks something of the holdings of a history, handed over one by one.
pub(crate) fn ask<T>(history: &str, question: impl Fn(&Holdings<'_>) -> T) -> T {
    question(&case(history).holdings(Handover::Replaces))
}
