//! Counting days of one class set in one view: how many before a day (rank), which is the n-th (select), both in constant time.

use crate::time::Day;

/// Days that no notice reaches repeat weekly, so that no question needs a walk, however far away.
#[derive(Debug)]
pub(crate) struct Table {
    /// INVARIANT: a Monday, as is the day after the last one listed; else the weekly sums would not fit on.
    first: i32,
    /// `ranks[i]`: counting days among the first `i` listed; one more than there are days.
    ranks: Vec<i32>,
    /// The counting days listed, ascending.
    days: Vec<i32>,
    week: Week,
}

/// A week without any notice, from Monday.
#[derive(Debug, Clone, Copy)]
struct Week {
    count: i32,
    before: [i32; 7],
    nth: [i32; 7],
}

/// Where a walk ends that finds no counting day at all. Only a calendar other than the one that the book was checked against gets there.
const NEVER: i32 = 400_000; // in the year 3065

impl Table {
    /// `first` is a Monday; `listed` says of each day from then on whether it counts, in whole weeks; `week` of a plain Monday to Sunday.
    pub fn new(first: i32, listed: &[bool], week: [bool; 7]) -> Table {
        debug_assert!(Day(first).weekday_index() == 0 && listed.len().is_multiple_of(7));
        let (mut ranks, mut days) = (Vec::with_capacity(listed.len() + 1), Vec::new());
        ranks.push(0);
        for (day, counts) in (first..).zip(listed) {
            if *counts {
                days.push(day);
            }
            ranks.push(days.len() as i32);
        }
        Table { first, ranks, days, week: Week::new(week) }
    }

    /// Counting days in `[first, day)`; negative before `first`.
    #[inline]
    pub fn rank(&self, day: i32) -> i32 {
        let at = day - self.first;
        match self.ranks.get(at as usize) {
            Some(rank) if at >= 0 => *rank,
            _ if at < 0 => self.week.rank(at),
            _ => self.days.len() as i32 + self.week.rank(at - self.listed()),
        }
    }

    /// The counting day with so many counting days before it.
    #[inline]
    pub fn select(&self, rank: i32) -> i32 {
        match self.days.get(rank as usize) {
            Some(day) if rank >= 0 => *day,
            _ if rank < 0 => self.week.select(rank).map_or(-NEVER, |at| self.first + at),
            _ => self.week.select(rank - self.days.len() as i32).map_or(NEVER, |at| self.first + self.listed() + at),
        }
    }

    #[inline]
    pub fn counts(&self, day: i32) -> bool {
        self.rank(day + 1) > self.rank(day)
    }

    /// Counting days in `[from, to)`; none if that is backwards.
    #[inline]
    pub fn between(&self, from: i32, to: i32) -> i32 {
        (self.rank(to) - self.rank(from)).max(0)
    }

    /// The first counting day from `day` on.
    #[inline]
    pub fn next(&self, day: i32) -> i32 {
        self.select(self.rank(day))
    }

    /// The last counting day up to `day`.
    #[inline]
    pub fn previous(&self, day: i32) -> i32 {
        self.select(self.rank(day + 1) - 1)
    }

    /// The n-th counting day after `day`, `n` from 1.
    #[inline]
    pub fn after(&self, day: i32, n: i32) -> i32 {
        self.select(self.rank(day + 1) + n - 1)
    }

    #[inline]
    fn listed(&self) -> i32 {
        self.ranks.len() as i32 - 1
    }
}

impl Week {
    fn new(counts: [bool; 7]) -> Week {
        let mut week = Week { count: 0, before: [0; 7], nth: [0; 7] };
        for (at, counts) in counts.into_iter().enumerate() {
            week.before[at] = week.count;
            if counts {
                week.nth[week.count as usize] = at as i32;
                week.count += 1;
            }
        }
        week
    }

    #[inline]
    fn rank(&self, days: i32) -> i32 {
        days.div_euclid(7) * self.count + self.before[days.rem_euclid(7) as usize]
    }

    #[inline]
    fn select(&self, rank: i32) -> Option<i32> {
        (self.count > 0).then(|| rank.div_euclid(self.count) * 7 + self.nth[rank.rem_euclid(self.count) as usize])
    }
}
