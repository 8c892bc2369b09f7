//! The rungs of a ladder in time.

use crate::row::Mark;
use crate::settle::News;
use crate::spans::Span;
use crate::term::{Ladder, RungPoint, Term};
use crate::time::Instant;
use crate::walk::{Found, Walk};

/// What the marks of a row rest on.
pub(crate) struct Basis<'a> {
    pub news: News<'a>,
    pub start: i64,
    pub since: Option<i64>,
    pub end: Option<i64>,
    pub as_of: i64,
    /// None unless the due is that of a term; for one that people set, `pauses` are empty.
    pub term: Option<&'a Term>,
    pub due: Option<Found>,
    pub late_at_birth: bool,
    pub pauses: &'a [Span],
}

impl Basis<'_> {
    /// Adds a mark for each rung whose moment is known.
    pub fn marks(&self, ladder: &Ladder, marks: &mut Vec<Mark>) {
        marks.reserve(ladder.rungs.len());
        let openings = self.news.latest().openings(ladder.notify);
        for (rung, point) in ladder.rungs.iter().map(|rung| rung.at).enumerate() {
            let Some(found) = self.moment(ladder, point) else {
                continue;
            };
            let at = found.at.max(self.since.unwrap_or(found.at));
            let notify_at = if self.news.is_none() {
                openings.next_opening(at)
            } else {
                self.news.settle_from(at, |walk| walk.next_opening(ladder.notify, at)).at
            };
            let fired = at <= self.as_of && self.end.is_none_or(|end| at <= end);
            marks.push(Mark { rung, at: Instant(at), notify_at: Instant(notify_at), fired, provisional: !found.firm });
        }
    }

    fn moment(&self, ladder: &Ladder, point: RungPoint) -> Option<Found> {
        match point {
            // A row born late has no warnings: there is nothing left to warn of.
            RungPoint::Percent(_) | RungPoint::Before(_) if self.late_at_birth => None,
            // A limit that people set has no profile of its own: its time is counted where reminders go out.
            RungPoint::Percent(percent) => self.warning(|walk, due, pauses| {
                let profile = self.term.map_or(ladder.notify, |term| term.profile);
                walk.percent(profile, percent, self.start, due, pauses)
            }),
            RungPoint::Before(term) => self.warning(|walk, due, _| {
                let found = walk.before(&walk.book.terms()[term], due);
                Found { at: found.at.max(self.start), ..found }
            }),
            RungPoint::After(term) => {
                let due = self.due?.at;
                let after = |walk: Walk| walk.after(&walk.book.terms()[term], due);
                Some(self.news.settle_from(due, after))
            }
        }
    }

    /// A point ahead of the due: reached as soon as it is, under the due that was expected then.
    fn warning(&self, point: impl Fn(Walk, i64, &[Span]) -> Found) -> Option<Found> {
        if self.news.is_none() && self.pauses.is_empty() {
            return self.due.map(|due| point(self.news.latest(), due.at, &[]));
        }
        self.news.settle(self.pauses, |walk, pauses| {
            // How much time there is to use is open as long as a pause is.
            if pauses.last().is_some_and(|pause| pause.to.is_none()) {
                return None;
            }
            let due = match self.term {
                Some(term) => walk.due(term, self.start, pauses)?,
                None => self.due?,
            };
            Some(point(walk, due.at, pauses))
        })
    }
}
