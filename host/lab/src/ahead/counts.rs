//! What is counted of one group of obligations: a unit's, those of a kind, the whole city's.

use std::collections::BTreeMap;

use paidan_calendar::{Day, Instant};

use super::obligation::{Obligation, Standing};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Cases with an open obligation.
    pub(super) cases: u64,
    /// Of them, those with one that is overdue already.
    pub(super) overdue_cases: u64,
    /// And those with one that falls due.
    pub(super) falling_cases: u64,
    /// Of these, those with none overdue already.
    pub(super) newly_cases: u64,
    /// Obligations that are overdue already.
    pub(super) overdue: u64,
    /// Those that fall due, by the day of their due.
    pub(super) falls: BTreeMap<Day, Falls>,
    /// Those due later, and those without a due.
    pub(super) later: u64,
    pub(super) paused: u64,
    pub(super) awaited: u64,
    pub(super) unlimited: u64,
    /// Rungs of supervision that are reached: the first, the second …
    pub(super) rungs: Vec<u64>,
    /// Warnings that go out.
    pub(super) reminders: u64,
}

/// Of a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Falls {
    pub(super) due: u64,
    /// Of them, those whose due rests on days that no notice covers yet.
    pub(super) provisional: u64,
}

impl Counts {
    /// Of one case. `day`: in the city's zone.
    pub(super) fn of<'o>(obligations: impl Iterator<Item = &'o Obligation<'o>>, day: impl Fn(Instant) -> Day) -> Self {
        let mut counts = Counts { cases: 1, ..Counts::default() };
        for obligation in obligations {
            match obligation.standing {
                Standing::Overdue(_) => counts.overdue += 1,
                Standing::Falls(due) => {
                    let falls = counts.falls.entry(day(due)).or_default();
                    falls.due += 1;
                    falls.provisional += u64::from(obligation.provisional);
                }
                Standing::Later => counts.later += 1,
                Standing::Paused => counts.paused += 1,
                Standing::Awaited => counts.awaited += 1,
                Standing::Unlimited => counts.unlimited += 1,
            }
            obligation.rungs.iter().for_each(|number| counts.climb(*number, 1));
            counts.reminders += obligation.reminders;
        }
        counts.overdue_cases = u64::from(counts.overdue > 0);
        counts.falling_cases = u64::from(!counts.falls.is_empty());
        counts.newly_cases = u64::from(counts.overdue == 0 && !counts.falls.is_empty());
        counts
    }

    fn climb(&mut self, number: usize, times: u64) {
        self.rungs.resize(self.rungs.len().max(number), 0);
        if let Some(rung) = number.checked_sub(1).and_then(|rung| self.rungs.get_mut(rung)) {
            *rung += times;
        }
    }

    /// Adds another group's.
    pub(super) fn add(&mut self, other: Counts) {
        self.cases += other.cases;
        self.overdue_cases += other.overdue_cases;
        self.falling_cases += other.falling_cases;
        self.newly_cases += other.newly_cases;
        self.overdue += other.overdue;
        for (day, more) in other.falls {
            let falls = self.falls.entry(day).or_default();
            falls.due += more.due;
            falls.provisional += more.provisional;
        }
        self.later += other.later;
        self.paused += other.paused;
        self.awaited += other.awaited;
        self.unlimited += other.unlimited;
        (1..).zip(other.rungs).for_each(|(number, times)| self.climb(number, times));
        self.reminders += other.reminders;
    }
}
