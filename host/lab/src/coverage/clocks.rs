//! Of each kind of clock: how its rows went, how they could have gone, and which rungs of its ladder were reached.

use paidan_calendar::Instant;
use paidan_engine::Clock;
use paidan_engine::contract::{ClockDef, Manifest};

use crate::report::Rows;

/// Of a kind of clock.
#[derive(Debug, Clone, Default)]
pub(super) struct OfClock {
    /// Rows of decisions.
    pub(super) rows: u64,
    pub(super) went: Rows,
    /// Whether there was a row that could be met, and one that could be missed.
    pub(super) could: [bool; 2],
    /// By rung: rows that reached it.
    pub(super) rungs: Vec<u64>,
}

impl OfClock {
    pub(super) fn nothing(manifest: &Manifest, kind: &ClockDef) -> Self {
        let ladder = kind.ladder.and_then(|ladder| manifest.ladders.get(usize::from(ladder)));
        OfClock { rungs: vec![0; ladder.map_or(0, |ladder| ladder.rungs.len())], ..OfClock::default() }
    }

    /// A date that comes round again without any event to meet it (an agenda) can be neither met nor missed; a row without a
    /// limit, or one that still waits for it, cannot be missed.
    pub(super) fn add(&mut self, kind: &ClockDef, row: &Clock<'_>, as_of: Instant) {
        self.rows += 1;
        self.went.count(row, as_of);
        let meets = row.rounds.is_none() || !kind.stops.is_empty();
        self.could[0] |= meets;
        self.could[1] |= meets && (row.term.is_some() || row.due.is_some());
        for mark in row.marks.iter().filter(|mark| mark.fired) {
            if let Some(reached) = self.rungs.get_mut(usize::from(mark.place)) {
                *reached += 1;
            }
        }
    }

    pub(super) fn merge(&mut self, other: OfClock) {
        self.rows += other.rows;
        self.went.add(other.went);
        self.could.iter_mut().zip(other.could).for_each(|(own, other)| *own |= other);
        self.rungs.resize(self.rungs.len().max(other.rungs.len()), 0);
        self.rungs.iter_mut().zip(other.rungs).for_each(|(own, other)| *own += other);
    }

    /// What no row was, though it could have been: `met`, `missed`. Of a kind without rows, both.
    pub(super) fn never(&self) -> Vec<&'static str> {
        let did = [self.went.met, self.went.missed].map(|rows| rows > 0);
        let ways = ["met", "missed"].into_iter().zip(self.could).zip(did);
        ways.filter(|((_, could), did)| !did && (*could || self.rows == 0)).map(|((way, _), _)| way).collect()
    }
}
