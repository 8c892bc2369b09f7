//! Pauses as disjoint stretches of time, and the days that they take out.

use crate::table::Table;
use crate::zone::Zone;

/// `[from, to)`; `to` none: it has not ended yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub from: i64,
    pub to: Option<i64>,
}

impl Span {
    fn ends_by(&self, t: i64) -> bool {
        self.to.is_some_and(|to| to <= t)
    }
}

/// Makes the spans ascending and disjoint, none of them empty or outside `[start, end)`.
pub(crate) fn unite(spans: &mut Vec<Span>, start: i64, end: Option<i64>) {
    spans.retain_mut(|span| {
        span.from = span.from.max(start);
        span.to = span.to.into_iter().chain(end).min();
        !span.ends_by(span.from)
    });
    spans.sort_unstable_by_key(|span| span.from);
    spans.dedup_by(|next, kept| {
        let joined = kept.to.is_none_or(|to| next.from <= to);
        if joined {
            kept.to = kept.to.zip(next.to).map(|(a, b)| a.max(b));
        }
        joined
    });
}

/// The days that pauses take out of a count: those whose moment of account lies in a pause. That makes splitting a pause, or
/// pausing over rest days only, change nothing.
#[derive(Clone, Copy)]
pub(crate) struct Taken<'a> {
    pub zone: &'a Zone,
    /// Disjoint and ascending.
    pub pauses: &'a [Span],
    /// The moment of account: a second of the day.
    pub moment: i64,
}

/// Days taken out, both included; `last` none: by a pause that has not ended.
#[derive(Clone, Copy)]
struct Days {
    first: i32,
    last: Option<i32>,
}

impl Taken<'_> {
    /// The n-th (from 1) day after `day` that counts and is not taken. None: whether it is taken is not known yet.
    #[inline]
    pub fn after(&self, table: &Table, day: i32, n: i32) -> Option<i32> {
        if self.pauses.is_empty() {
            return Some(table.after(day, n));
        }
        self.after_pauses(table, day, n)
    }

    fn after_pauses(&self, table: &Table, day: i32, n: i32) -> Option<i32> {
        let (mut day, mut left) = (day, n);
        for days in self.days() {
            if days.last.is_some_and(|last| last <= day) {
                continue;
            }
            let free = table.between(day + 1, days.first);
            if free >= left {
                break;
            }
            left -= free;
            day = days.last?;
        }
        Some(table.after(day, left))
    }

    /// The last day up to `day` that counts and is not taken.
    pub fn back(&self, table: &Table, day: i32) -> Option<i32> {
        let mut found = table.previous(day);
        for days in self.days().rev().filter(|days| days.first <= day) {
            if days.last? >= found && days.first <= found {
                found = table.previous(days.first - 1);
            }
        }
        Some(found)
    }

    /// Counting days in `[first, last]` that are taken, and the range in which these lie.
    pub fn lost(&self, table: &Table, first: i32, last: i32) -> Option<(i32, Option<(i32, i32)>)> {
        let (mut lost, mut range) = (0, None);
        if first > last {
            return Some((lost, range));
        }
        for days in self.days().filter(|days| days.first <= last && days.last.is_none_or(|to| to >= first)) {
            let (from, to) = (days.first.max(first), days.last?.min(last));
            lost += table.between(from, to + 1);
            range = Some((range.map_or(from, |(from, _)| from), to));
        }
        Some((lost, range))
    }

    /// If the day is taken, the last day that its pause takes (none: by a pause that has not ended).
    pub fn holds(&self, day: i32) -> Option<Option<i32>> {
        let holds = |days: &Days| days.first <= day && days.last.is_none_or(|last| day <= last);
        self.days().find(holds).map(|days| days.last)
    }

    fn days(&self) -> impl DoubleEndedIterator<Item = Days> + '_ {
        let days = |pause: &Span| Days { first: self.first_from(pause.from), last: pause.to.map(|to| self.first_from(to) - 1) };
        self.pauses.iter().map(days).filter(|days| days.last.is_none_or(|last| last >= days.first))
    }

    /// The first day whose moment of account is not before `t`.
    fn first_from(&self, t: i64) -> i32 {
        let (day, _) = self.zone.local(t);
        if self.zone.instant(day, self.moment) >= t { day } else { day + 1 }
    }
}
