//! Counted time inside a profile's openings: how much lies between two instants, and where so much of it is used up.

use crate::book::Hours;
use crate::spans::Span;
use crate::table::Table;
use crate::time::DAY_SECS;
use crate::zone::Zone;

/// The openings of one profile in one view.
#[derive(Clone, Copy)]
pub(crate) struct Openings<'a> {
    pub zone: &'a Zone,
    pub table: &'a Table,
    pub hours: &'a Hours,
}

impl Openings<'_> {
    /// Counted seconds in `[a, b)`.
    #[inline]
    pub fn worked(&self, a: i64, b: i64) -> i64 {
        let worked = |a, b, offset| self.before(b + offset) - self.before(a + offset);
        match self.zone.fixed() {
            _ if a >= b => 0,
            Some(offset) => worked(a, b, offset),
            None => self.zone.between(a, b).map(|(a, b, offset)| worked(a, b, offset)).sum(),
        }
    }

    /// Counted seconds in `[a, b)` less the pauses.
    #[inline]
    pub fn worked_less(&self, a: i64, b: i64, pauses: &[Span]) -> i64 {
        let paused = |pause: &Span| self.worked(a.max(pause.from), b.min(pause.to.unwrap_or(b)));
        self.worked(a, b) - pauses.iter().map(paused).sum::<i64>()
    }

    /// The earliest instant at which `seconds` (at least 1) counted seconds since `from`, less the pauses, are used; none if
    /// that lies behind a pause without an end.
    #[inline]
    pub fn advance(&self, from: i64, seconds: i64, pauses: &[Span]) -> Option<i64> {
        let (mut from, mut left) = (from, seconds);
        for pause in pauses {
            if pause.from > from {
                let worked = self.worked(from, pause.from);
                if worked >= left {
                    break;
                }
                left -= worked;
            }
            from = from.max(pause.to?);
        }
        Some(self.run(from, left))
    }

    /// The earliest instant at which so many percent of the counted seconds in `[a, b)`, less the pauses, are used; `a` if there
    /// are none. Pauses have ended.
    #[inline]
    pub fn percent(&self, percent: u8, a: i64, b: i64, pauses: &[Span]) -> i64 {
        let share = |total: i64| (total * i64::from(percent) + 99) / 100;
        if let (Some(offset), [], true) = (self.zone.fixed(), pauses, a < b) {
            let before = self.before(a + offset);
            let used = share(self.before(b + offset) - before);
            return if used > 0 { self.wall(before + used) - offset } else { a };
        }
        match share(self.worked_less(a, b, pauses)) {
            used if used > 0 => self.advance(a, used, pauses).unwrap_or(b),
            _ => a,
        }
    }

    /// `t` if it lies in an opening, else the next opening.
    #[inline]
    pub fn next_opening(&self, t: i64) -> i64 {
        let (day, second) = self.zone.local(t);
        let next = self.table.next(day);
        if next > day {
            return self.zone.instant(next, self.hours.opens());
        }
        match self.hours.openings.iter().find(|(_, closes)| second < *closes) {
            Some((opens, _)) if *opens <= second => t,
            Some((opens, _)) => self.zone.instant(day, *opens).max(t),
            None => self.zone.instant(self.table.next(day + 1), self.hours.opens()),
        }
    }

    /// [`Openings::advance`] without pauses. Within one offset local time runs evenly, so each stretch is one division.
    #[inline]
    fn run(&self, from: i64, seconds: i64) -> i64 {
        if let Some(offset) = self.zone.fixed() {
            return self.wall(self.before(from + offset) + seconds) - offset;
        }
        let mut left = seconds;
        for (a, b, offset) in self.zone.between(from, i64::MAX) {
            let used = self.before(a + offset);
            let wall = self.wall(used + left);
            if b == i64::MAX || wall <= b + offset {
                return wall - offset;
            }
            left -= self.before(b + offset) - used;
        }
        from // not reached: the last stretch has no end
    }

    /// Counted seconds from an origin that is the same for all instants, up to a local time.
    #[inline]
    fn before(&self, wall: i64) -> i64 {
        let day = wall.div_euclid(DAY_SECS);
        let (rank, next) = (self.table.rank(day as i32), self.table.rank(day as i32 + 1));
        let today = if next > rank { self.hours.before(wall - day * DAY_SECS) } else { 0 };
        i64::from(rank) * self.hours.a_day + today
    }

    /// The earliest local time before which `seconds` counted seconds lie: the inverse of `before`.
    #[inline]
    fn wall(&self, seconds: i64) -> i64 {
        let rank = (seconds - 1).div_euclid(self.hours.a_day);
        let today = seconds - rank * self.hours.a_day;
        i64::from(self.table.select(rank as i32)) * DAY_SECS + self.hours.after(today)
    }
}

impl Hours {
    /// Counted seconds of a counting day before `second`.
    #[inline]
    fn before(&self, second: i64) -> i64 {
        self.openings.iter().map(|(opens, closes)| second.min(*closes) - second.min(*opens)).sum()
    }

    /// The second of a counting day at which `counted` seconds, from 1, are used.
    #[inline]
    fn after(&self, counted: i64) -> i64 {
        let mut left = counted;
        for (opens, closes) in &self.openings {
            if left <= closes - opens {
                return opens + left;
            }
            left -= closes - opens;
        }
        self.closes()
    }
}
