//! A due explained day by day.

use crate::book::Book;
use crate::class::DayClass;
use crate::judge::{Bench, Standing, judge};
use crate::row::{Due, Knowledge, Row, Start};
use crate::spans::{Span, Taken};
use crate::term::{Roll, Term, Unit};
use crate::time::{DAY_SECS, Day, Instant};
use crate::walk::{Walk, account_second, add_periods};

/// One day of an explanation, with what the calendar said of it when the due was settled. A day may have two steps: counted, and due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step<'a> {
    pub day: Day,
    pub what: What,
    pub class: DayClass,
    /// What the day is off, or worked, for: 国庆节.
    pub name: Option<&'a str>,
    /// The id of the notice that set the day.
    pub notice: Option<&'a str>,
}

/// What a day did for a due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The day of the start itself.
    Start,
    /// The start is deemed to happen when this day opens: it came on a day that does not count, or too late.
    Deemed,
    /// The n-th day that counts.
    Counted {
        nth: u32,
    },
    /// So much of a term of minutes or hours.
    Worked {
        seconds: u32,
    },
    /// It does not count in the term's profile.
    Skipped,
    /// A pause takes it out.
    Paused,
    /// So many weeks, months, quarters or years after the start, or the end of that period.
    Period,
    /// The last day moves here, from one that does not count in the roll's profile.
    Rolled,
    Due,
    /// From here on it depends on a pause that has not ended.
    Open,
    /// So many days left out of a long explanation, the first of them this; of them so many counted.
    Omitted {
        days: u32,
        counted: u32,
    },
}

/// More steps than this are shortened to the first and the last ones.
const STEPS_MAX: usize = 120;
const HEAD: usize = 60;
const TAIL: usize = 40;
/// Longer than any term that a book accepts, with all its pauses.
const DAYS_MAX: i32 = 200_000;

/// How the due of `row` at `as_of` came about, day by day. Empty before the start, for a start that is given as another row's
/// due (put the judged start in its place), and where there is no due to explain.
pub fn explain<'a>(book: &'a Book, know: Knowledge<'a>, row: &Row, as_of: Instant) -> Vec<Step<'a>> {
    let Start::At(start) = row.start else {
        return Vec::new();
    };
    let start = start.sane();
    let mut bench = Bench::new(book, know, as_of);
    if start > bench.as_of() {
        return Vec::new();
    }
    let term = bench.term(row.due);
    if let Some(term) = term.filter(|term| term.repeats) {
        let due = judge(book, know, std::slice::from_ref(row), as_of).pop().and_then(|judged| judged.due).map(|due| due.0);
        let mut steps = Steps::new(bench.news(start, None).latest(), start);
        steps.round(term, start, due);
        return steps.shortened();
    }
    let Standing { news, due, .. } = bench.stand(row, start);
    let due = due.map(|due| due.at);
    let mut steps = match (row.due, term) {
        (Due::Term(_), Some(term)) => {
            let (walk, pauses) = news.settled_under(bench.pauses(), |walk, pauses| walk.due(term, start, pauses));
            let mut steps = Steps::new(walk, start);
            match term.unit {
                Unit::Minute | Unit::Hour => steps.hours(term, start, due, pauses),
                _ => steps.days(term, start, due, pauses),
            }
            steps
        }
        (Due::At(_), _) => Steps::new(news.latest(), start),
        _ => return Vec::new(),
    };
    if let Some(due) = due {
        steps.push(steps.walk.zone.local(due).0, What::Due);
    }
    steps.shortened()
}

struct Steps<'a> {
    walk: Walk<'a>,
    steps: Vec<Step<'a>>,
}

impl<'a> Steps<'a> {
    fn new(walk: Walk<'a>, start: i64) -> Steps<'a> {
        let mut steps = Steps { walk, steps: Vec::new() };
        steps.push(walk.zone.local(start).0, What::Start);
        steps
    }

    fn push(&mut self, day: i32, what: What) {
        let (day, view) = (Day(day), self.walk.view);
        let notice = view.notice(day).map(|notice| notice.id.as_str());
        self.steps.push(Step { day, what, class: view.class(day), name: view.name(day), notice });
    }

    fn hours(&mut self, term: &Term, start: i64, due: Option<i64>, pauses: &[Span]) {
        let openings = self.walk.openings(term.profile);
        let zone = self.walk.zone;
        let open = pauses.last().filter(|pause| pause.to.is_none()).map(|pause| pause.from);
        let end = due.or(open).unwrap_or(start);
        for day in zone.local(start).0..=zone.local(end).0 {
            let (a, b) = (start.max(zone.instant(day, 0)), end.min(zone.instant(day, DAY_SECS)));
            match openings.worked_less(a, b, pauses) {
                0 if openings.worked(a, b) > 0 => self.push(day, What::Paused),
                0 => self.push(day, What::Skipped),
                seconds => self.push(day, What::Worked { seconds: seconds as u32 }),
            }
        }
        if due.is_none() {
            self.push(zone.local(end).0, What::Open);
        }
    }

    fn days(&mut self, term: &Term, start: i64, due: Option<i64>, pauses: &[Span]) {
        let Walk { zone, view, book } = self.walk;
        let hours = book.hours(term.profile);
        let table = view.table(hours.days);
        let (first, second) = self.walk.deemed(term, start);
        let taken = Taken { zone, pauses, moment: account_second(term, hours, second) };
        for day in zone.local(start).0 + 1..first {
            self.push(day, What::Skipped);
        }
        if (first, second) != zone.local(start) {
            self.push(first, What::Deemed);
        }
        let (mut day, mut left) = if term.unit == Unit::Day {
            (if term.amount == 0 { first - 1 } else { first }, term.amount.max(1) as i32)
        } else {
            let last = add_periods(first, term.amount.into(), term.unit, term.ends);
            for day in (first + 1..=last).filter(|day| table.counts(*day) && taken.holds(*day).is_some()) {
                self.push(day, What::Paused);
            }
            self.push(last, What::Period);
            (last, taken.lost(table, first + 1, last).map_or(0, |(lost, _)| lost))
        };
        let (stop, mut nth) = (day + DAYS_MAX, 0);
        while left > 0 && day < stop {
            day += 1;
            match taken.holds(day) {
                Some(None) => return self.push(day, What::Open),
                Some(Some(_)) if table.counts(day) => self.push(day, What::Paused),
                None if table.counts(day) => {
                    (left, nth) = (left - 1, nth + 1);
                    self.push(day, What::Counted { nth });
                }
                _ => self.push(day, What::Skipped),
            }
        }
        match due.map(|due| zone.local(due).0) {
            None => self.push(day, What::Open),
            Some(due) => self.rolled(term, day, due),
        }
    }

    /// From the day counted to the day due, if a roll lies between.
    fn rolled(&mut self, term: &Term, day: i32, due: i32) {
        if term.roll != Roll::None && day != due {
            self.push(due, What::Rolled);
        }
    }

    /// The current occurrence of a repeating term.
    fn round(&mut self, term: &Term, start: i64, due: Option<i64>) {
        let (first, second) = self.walk.deemed(term, start);
        if (first, second) != self.walk.zone.local(start) {
            self.push(first, What::Deemed);
        }
        if let Some(due) = due {
            self.push(self.walk.zone.local(due).0, What::Due);
        }
    }

    fn shortened(self) -> Vec<Step<'a>> {
        let mut steps = self.steps;
        if steps.len() > STEPS_MAX {
            let left_out = &steps[HEAD..steps.len() - TAIL];
            let counted =
                left_out.iter().filter(|step| matches!(step.what, What::Counted { .. } | What::Worked { .. })).count() as u32;
            let what = What::Omitted { days: left_out.len() as u32, counted };
            let end = steps.len() - TAIL;
            let omitted = Step { what, ..steps[HEAD] };
            steps.splice(HEAD..end, [omitted]);
        }
        steps
    }
}
