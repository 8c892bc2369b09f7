//! What was reached under what was known then stays reached.

use crate::book::Book;
use crate::calendar::Calendar;
use crate::spans::Span;
use crate::view::View;
use crate::walk::{Found, Walk};

/// The views of the calendar that a row meets: the one known when it began, and one more with each publication after that.
#[derive(Clone, Copy)]
pub(crate) struct News<'a> {
    book: &'a Book,
    calendar: &'a Calendar,
    /// The number of the view known at the beginning.
    first: usize,
    /// The number of the view known at the end.
    last: usize,
    latest: &'a View,
}

impl<'a> News<'a> {
    /// Publications known up to view `known`, of which those after `from` are news, unless they come only once the row has ended.
    pub fn new(book: &'a Book, calendar: &'a Calendar, known: usize, from: i64, end: Option<i64>) -> News<'a> {
        let first = known.min(calendar.view_index_at(from));
        let last = match end {
            Some(end) if first < known => known.min(calendar.view_index_before(end)).max(first),
            _ => known,
        };
        News { book, calendar, first, last, latest: calendar.view_at(last) }
    }

    /// Nothing is published meanwhile.
    #[inline]
    pub fn is_none(&self) -> bool {
        self.first == self.last
    }

    /// The latest view.
    #[inline]
    pub fn latest(&self) -> Walk<'a> {
        Walk { book: self.book, zone: self.calendar.zone(), view: self.latest }
    }

    /// Pauses and publications in order of time: the answer of `f` under the first k of them, for the first k where it comes
    /// before change k + 1.
    #[inline]
    pub fn settle(&self, pauses: &[Span], f: impl Fn(Walk<'a>, &[Span]) -> Option<Found>) -> Option<Found> {
        if self.is_none() && pauses.is_empty() {
            return f(self.latest(), &[]);
        }
        let (walk, pauses) = self.settled_under(pauses, &f);
        f(walk, pauses)
    }

    /// [`News::settle`] without pauses, of something that is asked from a later moment on.
    #[inline]
    pub fn settle_from(&self, from: i64, f: impl Fn(Walk<'a>) -> Found) -> Found {
        if !self.is_none() {
            let first = self.last.min(self.calendar.view_index_at(from)).max(self.first);
            let (walk, _) = News { first, ..*self }.settled_under(&[], |walk, _| Some(f(walk)));
            return f(walk);
        }
        f(self.latest())
    }

    /// Under what [`News::settle`] finds its answer: the view, and the pauses that had begun.
    pub fn settled_under<'p>(
        &self,
        pauses: &'p [Span],
        f: impl Fn(Walk<'a>, &[Span]) -> Option<Found>,
    ) -> (Walk<'a>, &'p [Span]) {
        let (mut paused, mut view) = (0, self.first);
        loop {
            let under = (self.walk(view), &pauses[..paused]);
            let pause = pauses.get(paused).map(|pause| pause.from);
            let publication = if view < self.last { self.calendar.next_publication(view) } else { None };
            let Some(change) = pause.into_iter().chain(publication).min() else {
                return under;
            };
            if f(under.0, under.1).is_some_and(|found| found.at < change) {
                return under;
            }
            if pause == Some(change) {
                paused += 1;
            } else {
                view += 1;
            }
        }
    }

    fn walk(&self, view: usize) -> Walk<'a> {
        Walk { book: self.book, zone: self.calendar.zone(), view: self.calendar.view_at(view) }
    }
}
