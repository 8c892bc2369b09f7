//! Terms walked through one view of a calendar.

use crate::book::{Book, Hours};
use crate::openings::Openings;
use crate::spans::{Span, Taken};
use crate::term::{Ending, Roll, Term, Unit};
use crate::time::{DAY_SECS, Day, days_of, month_days};
use crate::view::View;
use crate::zone::Zone;

#[derive(Clone, Copy)]
pub(crate) struct Walk<'a> {
    pub book: &'a Book,
    pub zone: &'a Zone,
    pub view: &'a View,
}

/// An instant, and whether every day on which it rests is firmly known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub at: i64,
    pub firm: bool,
}

/// The days whose class had to be asked. A profile that counts every day asks nothing.
struct Asked {
    first: i32,
    last: i32,
}

impl<'a> Walk<'a> {
    /// The last second of `term` from `start`; none if that depends on a pause that has not ended. `pauses` are disjoint and ascending.
    #[inline]
    pub fn due(&self, term: &Term, start: i64, pauses: &[Span]) -> Option<Found> {
        let snaps = term.snaps;
        self.walk(term, snaps, start, pauses)
    }

    /// One second after `term`, walked from `due` without snapping, is over.
    #[inline]
    pub fn after(&self, term: &Term, due: i64) -> Found {
        if term.amount == 0 && term.unit == Unit::Day {
            return Found { at: due + 1, firm: true };
        }
        let over = self.walk(term, false, due, &[]);
        over.map_or(Found { at: due + 1, firm: true }, |found| Found { at: found.at + 1, ..found })
    }

    /// The opening of the counting day `term` (of days) before the day of `due`.
    pub fn before(&self, term: &Term, due: i64) -> Found {
        let hours = self.book.hours(term.profile);
        let table = self.view.table(hours.days);
        let (last, _) = self.zone.local(due);
        let day = match term.amount {
            0 => table.previous(last),
            days => table.select(table.rank(last) - days as i32),
        };
        let mut asked = Asked::nothing();
        asked.days(hours, day, last);
        Found { at: self.zone.instant(day, hours.opens()), firm: asked.firm(self.view) }
    }

    /// The earliest second at which so many percent of the counted time from `start` to `due` are used; `start` if none counts.
    #[inline]
    pub fn percent(&self, profile: usize, percent: u8, start: i64, due: i64, pauses: &[Span]) -> Found {
        let at = self.openings(profile).percent(percent, start, due + 1, pauses).min(due.max(start));
        Found { at, firm: self.firm(profile, start, due) }
    }

    /// `t` if the profile is open then, else its next opening.
    #[inline]
    pub fn next_opening(&self, profile: usize, t: i64) -> Found {
        Found { at: self.openings(profile).next_opening(t), firm: true }
    }

    /// Days that the profile counts after the day of `from`, up to the day of `to`.
    pub fn days_between(&self, profile: usize, from: i64, to: i64) -> i32 {
        let table = self.view.table(self.book.hours(profile).days);
        table.between(self.zone.local(from).0 + 1, self.zone.local(to).0 + 1)
    }

    /// The k-th (from 1) due of a repeating term.
    pub fn occurrence(&self, term: &Term, start: i64, k: i64) -> Found {
        let hours = self.book.hours(term.profile);
        let mut asked = Asked::nothing();
        let (first, second) = self.deem(term, term.snaps, start, &mut asked);
        let amount = i64::from(term.amount) * k;
        let day = if term.unit == Unit::Day {
            let day = self.view.table(hours.days).after(first, amount as i32);
            asked.days(hours, first + 1, day);
            day
        } else {
            add_periods(first, amount, term.unit, term.ends)
        };
        let taken = Taken { zone: self.zone, pauses: &[], moment: 0 };
        let rolled = self.roll(term, day, &taken, &mut asked).unwrap_or(day);
        Found { at: self.zone.instant(rolled, last_second(term, hours, second)), firm: asked.firm(self.view) }
    }

    /// The day and the second at which a term is deemed to begin that starts at `t`.
    pub fn deemed(&self, term: &Term, t: i64) -> (i32, i64) {
        self.deem(term, term.snaps, t, &mut Asked::nothing())
    }

    #[inline]
    fn walk(&self, term: &Term, snaps: bool, start: i64, pauses: &[Span]) -> Option<Found> {
        // Most rows: so many days that nothing moves.
        if term.unit == Unit::Day && !snaps && term.roll == Roll::None && pauses.is_empty() {
            let hours = self.book.hours(term.profile);
            let (first, second) = self.zone.local(start);
            let from = if term.amount == 0 { first - 1 } else { first };
            let day = self.view.table(hours.days).after(from, term.amount.max(1) as i32);
            let at = self.zone.instant(day, last_second(term, hours, second));
            let firm = hours.days.is_all() || self.view.is_firm(from + 1, day);
            return Some(Found { at, firm });
        }
        self.walk_any(term, snaps, start, pauses)
    }

    fn walk_any(&self, term: &Term, snaps: bool, start: i64, pauses: &[Span]) -> Option<Found> {
        let hours = self.book.hours(term.profile);
        if term.unit.is_clock() {
            let seconds = i64::from(term.amount) * if term.unit == Unit::Hour { 3600 } else { 60 };
            let at = self.openings(term.profile).advance(start, seconds, pauses)?;
            return Some(Found { at, firm: self.firm(term.profile, start, at) });
        }
        let table = self.view.table(hours.days);
        let mut asked = Asked::nothing();
        let (first, second) = self.deem(term, snaps, start, &mut asked);
        let moment = account_second(term, hours, second);
        let taken = Taken { zone: self.zone, pauses, moment };
        // From here so many days have to be counted.
        let (from, count) = if term.unit != Unit::Day {
            let last = add_periods(first, term.amount.into(), term.unit, term.ends);
            let (lost, among) = taken.lost(table, first + 1, last)?;
            among.into_iter().for_each(|(from, to)| asked.days(hours, from, to));
            (last, lost)
        } else if term.amount == 0 {
            (first - 1, 1)
        } else {
            (first, term.amount as i32)
        };
        let day = if count > 0 { taken.after(table, from, count)? } else { from };
        asked.days(hours, from + 1, day);
        let day = self.roll(term, day, &taken, &mut asked)?;
        let at = self.zone.instant(day, last_second(term, hours, second));
        Some(Found { at, firm: asked.firm(self.view) })
    }

    /// The day and the second at which `t` is deemed to happen.
    #[inline]
    fn deem(&self, term: &Term, snaps: bool, t: i64, asked: &mut Asked) -> (i32, i64) {
        let (day, second) = self.zone.local(t);
        if !snaps {
            return (day, second);
        }
        self.snap(term, day, second, asked)
    }

    fn snap(&self, term: &Term, day: i32, second: i64, asked: &mut Asked) -> (i32, i64) {
        let hours = self.book.hours(term.profile);
        let table = self.view.table(hours.days);
        let late = match term.cut_off {
            Some(minute) => second > i64::from(minute) * 60, // 17:00:00 is in time
            None => second >= hours.closes(),                // an opening is half-open
        };
        if late || !table.counts(day) {
            let next = table.next(day + 1);
            asked.days(hours, day, next);
            return (next, hours.opens());
        }
        asked.days(hours, day, day);
        let opening = hours.openings.iter().find(|(_, closes)| second < *closes);
        (day, opening.map_or(second, |(opens, _)| second.max(*opens)))
    }

    /// `day`, moved to one that counts in the roll's profile and is not taken.
    #[inline]
    fn roll(&self, term: &Term, day: i32, taken: &Taken, asked: &mut Asked) -> Option<i32> {
        let (Roll::Next(profile) | Roll::Previous(profile)) = term.roll else {
            return Some(day);
        };
        let hours = self.book.hours(profile);
        let table = self.view.table(hours.days);
        let rolled = match term.roll {
            Roll::Next(_) => taken.after(table, day - 1, 1)?,
            _ => taken.back(table, day)?,
        };
        asked.days(hours, day.min(rolled), day.max(rolled));
        Some(rolled)
    }

    #[inline]
    pub fn openings(&self, profile: usize) -> Openings<'a> {
        let hours = self.book.hours(profile);
        Openings { zone: self.zone, table: self.view.table(hours.days), hours }
    }

    #[inline]
    fn firm(&self, profile: usize, from: i64, to: i64) -> bool {
        let local = |t| self.zone.local(t).0;
        self.book.hours(profile).days.is_all() || self.view.is_firm(local(from), local(to))
    }
}

impl Asked {
    #[inline]
    fn nothing() -> Asked {
        Asked { first: i32::MAX, last: i32::MIN }
    }

    #[inline]
    fn days(&mut self, hours: &Hours, first: i32, last: i32) {
        if !hours.days.is_all() && first <= last {
            (self.first, self.last) = (self.first.min(first), self.last.max(last));
        }
    }

    #[inline]
    fn firm(&self, view: &View) -> bool {
        view.is_firm(self.first, self.last)
    }
}

/// The moment of account: by then a pause must have begun to take the day out. Never after the last second that counts.
pub(crate) fn account_second(term: &Term, hours: &Hours, second: i64) -> i64 {
    let cut_off = term.cut_off.map_or(DAY_SECS, |minute| i64::from(minute) * 60);
    cut_off.min(last_second(term, hours, second))
}

/// The second of its last day with which a term ends that began at `second`.
fn last_second(term: &Term, hours: &Hours, second: i64) -> i64 {
    match term.ends {
        Ending::Exact => second,
        Ending::Close => hours.closes() - 1,
        Ending::DayEnd | Ending::PeriodEnd => DAY_SECS - 1,
    }
}

/// So many weeks, months, quarters or years after `day` (no such date: the last of the month), or the end of that period.
pub(crate) fn add_periods(day: i32, amount: i64, unit: Unit, ends: Ending) -> i32 {
    let to_end = ends == Ending::PeriodEnd;
    let months = match unit {
        Unit::Month => 1,
        Unit::Quarter => 3,
        Unit::Year => 12,
        Unit::Minute | Unit::Hour | Unit::Day | Unit::Week => {
            let day = (i64::from(day) + 7 * amount) as i32;
            return if to_end { day + 6 - Day(day).weekday_index() as i32 } else { day };
        }
    };
    let (year, month, date) = Day(day).date();
    let month = i64::from(year) * 12 + i64::from(month) - 1;
    let target = if to_end { month.div_euclid(months) * months + months * amount + months - 1 } else { month + months * amount };
    let (year, month) = (target.div_euclid(12) as i32, target.rem_euclid(12) as i32 + 1);
    let last = month_days(year, month);
    days_of(year, month, if to_end { last } else { date.min(last) })
}
