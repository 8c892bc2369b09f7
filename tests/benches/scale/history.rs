//! Cases with ever longer histories, read, decided and written.

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant as Clock};

use paidan_calendar::{Calendar, Instant};
use paidan_engine::{Case, City};

use crate::point::{Figures, figures, nanos};

/// What the events of a history are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One unit has the case and reports on it: events that lead to nothing.
    Progress,
    /// Unit after unit is sent the case, signs for it and returns it: events that each end obligations and begin others.
    Returns,
}

impl Shape {
    pub(crate) const ALL: [Shape; 2] = [Shape::Progress, Shape::Returns];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Shape::Progress => "progress",
            Shape::Returns => "returns",
        }
    }

    /// Kinds of events and their units, from the second event on.
    fn events(self) -> Box<dyn Iterator<Item = (&'static str, &'static str)>> {
        let held = |unit| ["dispatched", "signed", "returned"].map(|kind| (kind, unit));
        match self {
            Shape::Progress => Box::new(held("housing").into_iter().take(2).chain(std::iter::repeat(("progress", "housing")))),
            Shape::Returns => Box::new([held("housing"), held("building")].concat().into_iter().cycle()),
        }
    }
}

const FIRST: &str = "2026-03-02T09:00:00+08:00";
const HOURS_APART: i64 = 2;

/// A case with so many events, and a moment shortly after the last.
fn case(shape: Shape, events: usize) -> (String, Instant) {
    let first = Instant::parse_rfc3339(FIRST).unwrap();
    let at = |number: usize| Instant(first.0 + number as i64 * HOURS_APART * 3600);
    let mut text = r#"{"id":"H-1","jurisdiction":"630103","channel":"phone","kind":"complaint","category":"housing/heating","area":["630103"],"history":["#.to_owned();
    let first = ("received", None);
    let later = shape.events().map(|(kind, unit)| (kind, Some(unit)));
    for (number, (kind, unit)) in std::iter::once(first).chain(later).take(events).enumerate() {
        let comma = if number == 0 { "" } else { "," };
        write!(text, r#"{comma}{{"seq":{},"at":"{}","kind":"{kind}""#, number + 1, Calendar::cn().format(at(number))).unwrap();
        text += &unit.map_or_else(String::new, |unit| format!(r#","unit":"{unit}""#));
        text += "}";
    }
    (text + "]}", at(events))
}

const TURN: Duration = Duration::from_millis(20);
const TURNS: usize = 25;

/// The best of many turns: what a call takes when nothing else is in the way.
pub(crate) fn best(mut call: impl FnMut()) -> u64 {
    let mut turn = |times: u32| {
        let began = Clock::now();
        (0..times).for_each(|_| call());
        began.elapsed()
    };
    turn(3);
    let times = (TURN.as_nanos() / turn(1).as_nanos().max(1)).clamp(1, 100_000) as u32;
    (0..TURNS).map(|_| nanos(turn(times)) / u64::from(times)).min().unwrap_or_default()
}

/// What a case of that shape and length costs, part by part.
pub(crate) fn measure(city: &City, shape: Shape, events: usize) -> Figures {
    let (text, as_of) = case(shape, events);
    let read = Case::from_json(text.as_bytes()).unwrap_or_else(|e| panic!("{e}"));
    let (mut batch, mut out) = (city.batch(), Vec::new());
    let reading = best(|| drop(black_box(Case::from_json(text.as_bytes()).unwrap())));
    let deciding = best(|| drop(black_box(batch.evaluate(&read, as_of).unwrap())));
    let decision = batch.evaluate(&read, as_of).unwrap_or_else(|e| panic!("{e}"));
    let writing = best(|| {
        out.clear();
        decision.write_json(&mut out);
        black_box(&out);
    });
    figures([
        ("read_ns", reading),
        ("decide_ns", deciding),
        ("write_ns", writing),
        ("all_ns", reading + deciding + writing),
        ("case_bytes", text.len() as u64),
        ("decision_bytes", out.len() as u64),
        ("rows", decision.clocks.len() as u64),
        ("fuel", decision.trace.fuel),
    ])
}
