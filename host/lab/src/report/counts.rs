//! What is counted of one group of cases: a month, a district, a unit. Whole numbers that add up.

use std::collections::BTreeMap;

use paidan_calendar::{Instant, State};
use paidan_engine::{Clock, Error, Kind, Status};

use super::shape::Cases;
use super::why::Why;
use crate::error::wrong;

/// Of a group of cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cases that had begun.
    pub received: u64,
    /// Of them, those that count as requests: not refused, not merged into another.
    pub accepted: u64,
    /// Received and not accepted.
    pub left_out: BTreeMap<Why, u64>,
    /// At a stage that closes the case.
    pub closed: u64,
    /// Cases sent to a unit at least once.
    pub dispatched_cases: u64,
    /// Of them, those that came back at least once.
    pub returned_cases: u64,
    /// 派单, 改派.
    pub dispatches: u64,
    /// 退单.
    pub returns: u64,
    /// Cases with a row that is over its limit and not done.
    pub overdue_cases: u64,
    /// Such rows.
    pub overdue_rows: u64,
    /// By the manifest's metrics.
    pub rates: Vec<RateCount>,
}

/// Of one metric.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RateCount {
    /// Those that hit.
    pub hits: u64,
    /// Those that count.
    pub counts: u64,
    /// Those that do not, and why.
    pub excluded: BTreeMap<Why, u64>,
    /// Of a metric of punctuality: rows that were missed, by begun days after the due.
    pub late: BTreeMap<u32, u64>,
}

/// Of one kind of clock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// Done in time.
    pub met: u64,
    /// Done late, or over the limit and not done.
    pub missed: u64,
    /// Of them, those not done.
    pub overdue: u64,
    /// Neither met nor missed.
    pub excluded: BTreeMap<Why, u64>,
    /// Missed rows by begun days after the due, up to now if they are not done.
    pub late: BTreeMap<u32, u64>,
}

pub(super) fn add<K: Ord>(to: &mut BTreeMap<K, u64>, from: BTreeMap<K, u64>) {
    from.into_iter().for_each(|(key, n)| *to.entry(key).or_default() += n);
}

impl Cases {
    /// Adds a case that was decided; whether it is in the figures.
    pub(crate) fn count(&mut self, status: Status) -> bool {
        self.read += 1;
        match status {
            Status::NotOpened => self.not_opened += 1,
            Status::NotApplicable => self.not_applicable += 1,
            Status::Contradictory => self.contradictory += 1,
            Status::Decided | Status::NeedsInput => {
                self.counted += 1;
                self.needs_input += u64::from(status == Status::NeedsInput);
                return true;
            }
        }
        false
    }

    /// Adds one that was not.
    pub(crate) fn fail(&mut self, kind: Kind) {
        self.read += 1;
        if kind == Kind::Input { self.bad += 1 } else { self.faults += 1 }
    }

    /// Adds another corpus's.
    pub(crate) fn add(&mut self, other: &Cases) {
        self.read += other.read;
        self.counted += other.counted;
        self.needs_input += other.needs_input;
        self.bad += other.bad;
        self.faults += other.faults;
        self.not_opened += other.not_opened;
        self.not_applicable += other.not_applicable;
        self.contradictory += other.contradictory;
    }

    /// What is wrong with a corpus of which nothing is in the figures.
    pub(crate) fn none(&self, code: &'static str) -> Error {
        let Cases { read, not_opened, bad, faults, .. } = self;
        let text = format!(
            "of {read} cases none can be counted: {not_opened} had not begun yet, {bad} are no cases of this city or no cases, the \
             policy failed on {faults}"
        );
        wrong(code, text, "look at the corpus, at --at and at --city")
    }
}

impl Counts {
    /// Nothing yet, of so many metrics.
    #[must_use]
    pub fn new(metrics: usize) -> Self {
        Counts { rates: vec![RateCount::default(); metrics], ..Counts::default() }
    }

    /// Adds another group's.
    pub fn add(&mut self, other: Counts) {
        self.received += other.received;
        self.accepted += other.accepted;
        add(&mut self.left_out, other.left_out);
        self.closed += other.closed;
        self.dispatched_cases += other.dispatched_cases;
        self.returned_cases += other.returned_cases;
        self.dispatches += other.dispatches;
        self.returns += other.returns;
        self.overdue_cases += other.overdue_cases;
        self.overdue_rows += other.overdue_rows;
        self.rates.resize(self.rates.len().max(other.rates.len()), RateCount::default());
        for (mine, theirs) in self.rates.iter_mut().zip(other.rates) {
            mine.hits += theirs.hits;
            mine.counts += theirs.counts;
            add(&mut mine.excluded, theirs.excluded);
            add(&mut mine.late, theirs.late);
        }
    }
}

impl Rows {
    /// Adds a row as it stands at a moment; of a recurring duty, every occurrence.
    pub fn count(&mut self, clock: &Clock<'_>, as_of: Instant) {
        if let Some(rounds) = &clock.rounds {
            self.met += u64::from(rounds.met);
            self.missed += u64::from(rounds.missed);
        }
        let why = match clock.state {
            State::Met => return self.met += 1,
            State::Missed => {
                self.missed += 1;
                self.overdue += u64::from(clock.ended.is_none());
                if let Some(due) = clock.due {
                    let until = clock.ended.map_or(as_of, |ended| ended.at);
                    *self.late.entry(begun_days(until.0 - due.at.0)).or_default() += 1;
                }
                return;
            }
            State::Running => Why::Running,
            State::Paused => Why::Paused,
            State::NotStarted => Why::NotStarted,
            State::Lifted => Why::Lifted,
            State::Awaited => Why::Awaited,
            State::Unlimited => Why::Unlimited,
            // a date without anything to show for it is no obligation
            State::Agenda => return,
        };
        *self.excluded.entry(why).or_default() += 1;
    }

    /// Adds another corpus's.
    pub fn add(&mut self, other: Rows) {
        self.met += other.met;
        self.missed += other.missed;
        self.overdue += other.overdue;
        add(&mut self.excluded, other.excluded);
        add(&mut self.late, other.late);
    }
}

/// Days by the wall clock; one that has begun counts.
fn begun_days(seconds: i64) -> u32 {
    u32::try_from(seconds.max(1).cast_unsigned().div_ceil(86_400)).unwrap_or(u32::MAX)
}

/// The smallest value at or below which at least `percent` of 100 lie (nearest rank), and how many there are.
pub(super) fn percentile(of: &BTreeMap<u32, u64>, percent: u64) -> Option<u32> {
    let all: u64 = of.values().sum();
    let rank = (all * percent).div_ceil(100).max(1);
    let mut passed = 0;
    of.iter().find_map(|(value, n)| {
        passed += n;
        (passed >= rank).then_some(*value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occurred() {
        // values, p50, p90
        let table: &[(&[u32], Option<u32>, Option<u32>)] = &[
            (&[], None, None),
            (&[4], Some(4), Some(4)),
            (&[1, 2], Some(1), Some(2)),
            (&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Some(5), Some(9)),
            (&[1, 1, 1, 1, 1, 1, 1, 1, 1, 40, 41], Some(1), Some(40)),
        ];
        for (values, p50, p90) in table {
            let mut of = BTreeMap::new();
            values.iter().for_each(|v| *of.entry(*v).or_default() += 1);
            assert_eq!((percentile(&of, 50), percentile(&of, 90)), (*p50, *p90), "{values:?}");
        }
    }
}
