//! Rows judged at a moment.

use crate::book::Book;
use crate::marks::Basis;
use crate::rounds;
use crate::row::{Due, Judgement, Knowledge, Late, Pause, Row, Start, State};
use crate::settle::News;
use crate::spans::{Span, unite};
use crate::term::Term;
use crate::time::{DAY_SECS, Day, Instant};
use crate::walk::Found;

/// The last moment at which anything is judged or announced. Given instants end in 2200; dues and chains of rows lie a little later.
const HORIZON: i64 = Day::of(3000, 1, 1).0 as i64 * DAY_SECS;

/// Judges the rows in order; [`Start::DueOf`] points backwards. What lies after `as_of` in a row (a stop, the end of a pause) is not known yet.
///
/// The next check of the whole is the earliest `next` of the judgements: the rows do not change before it by time alone,
/// and one of them does change there. The publication of a notice is news, not time, and is not announced.
pub fn judge(book: &Book, know: Knowledge, rows: &[Row], as_of: Instant) -> Vec<Judgement> {
    let mut judgements = Vec::with_capacity(rows.len());
    judge_into(book, know, rows.iter().cloned(), as_of, &mut judgements);
    judgements
}

/// [`judge`] into judgements of an earlier call, whose memory is used again.
pub fn judge_into<'r>(
    book: &Book,
    know: Knowledge,
    rows: impl ExactSizeIterator<Item = Row<'r>>,
    as_of: Instant,
    judgements: &mut Vec<Judgement>,
) {
    judgements.resize_with(rows.len(), Judgement::default);
    let mut bench = Bench::new(book, know, as_of);
    for (at, row) in rows.enumerate() {
        let (earlier, [judgement, ..]) = judgements.split_at_mut(at) else {
            return;
        };
        let mut marks = std::mem::take(&mut judgement.marks);
        marks.clear();
        let start = match row.start {
            Start::At(t) => Some(t.sane()),
            Start::DueOf(row) => earlier.get(row).and_then(runs_out),
            Start::Never => None,
        };
        *judgement = Judgement { start: start.map(Instant), marks, ..Judgement::default() };
        bench.judge(&row, start, judgement);
        judgement.next = judgement.next.filter(|next| next.0 > bench.as_of && next.0 <= HORIZON);
    }
}

/// When the limit of an earlier row has run out, if it will.
fn runs_out(judgement: &Judgement) -> Option<i64> {
    let once = judgement.state != State::Lifted && judgement.round.is_none();
    judgement.due.filter(|_| once).map(|due| due.0 + 1)
}

/// The due of one term from one start, as [`due`] finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reckoned {
    /// None: it depends on a pause that has not ended, or the book has no such term.
    pub due: Option<Instant>,
    /// See [`Judgement::provisional`].
    pub provisional: bool,
}

/// The due of a term from `start`; of a repeating one, the current occurrence. An `as_of` before the start counts as the start.
pub fn due(book: &Book, know: Knowledge, term: usize, start: Instant, pauses: &[Pause], as_of: Instant) -> Reckoned {
    let row = Row::of_term(term, start, pauses);
    let judged = judge(book, know, &[row], as_of.max(start)).pop().unwrap_or_default();
    Reckoned { due: judged.due, provisional: judged.provisional }
}

/// What stays the same from row to row.
pub(crate) struct Bench<'a> {
    book: &'a Book,
    know: Knowledge<'a>,
    /// The number of the view that is known.
    known: usize,
    as_of: i64,
    /// The row's pauses, united; kept from row to row for its memory.
    pauses: Vec<Span>,
}

/// How a row stands before its state is asked: what [`crate::explain`] shows day by day.
pub(crate) struct Standing<'a> {
    pub news: News<'a>,
    pub end: Option<(i64, State)>,
    pub due: Option<Found>,
    /// When the last of the open pauses ends by itself.
    pub resumes: Option<i64>,
}

impl<'a> Bench<'a> {
    pub fn new(book: &'a Book, know: Knowledge<'a>, as_of: Instant) -> Bench<'a> {
        let known = know.calendar.view_index(know.known_at);
        Bench { book, know, known, as_of: as_of.0.clamp(Instant::EARLIEST.0, HORIZON), pauses: Vec::new() }
    }

    /// The moment judged at, cut to the years that can be judged.
    pub fn as_of(&self) -> i64 {
        self.as_of
    }

    pub fn pauses(&self) -> &[Span] {
        &self.pauses
    }

    pub fn news(&self, start: i64, end: Option<i64>) -> News<'a> {
        News::new(self.book, self.know.calendar, self.known, start, end)
    }

    fn judge(&mut self, row: &Row, start: Option<i64>, out: &mut Judgement) {
        let since = row.since.map(Instant::sane);
        let Some(start) = start else { return };
        let begins = start.max(since.unwrap_or(start));
        if begins > self.as_of {
            out.next = Some(Instant(begins));
            return;
        }
        let term = self.term(row.due);
        if let Some(term) = term.filter(|term| term.repeats) {
            let end = row.until.map(Instant::sane).filter(|until| *until <= self.as_of);
            let news = self.news(start, end);
            return rounds::judge(term, row, news, start, self.as_of, out);
        }
        let standing = self.stand(row, start);
        let Standing { news, end, due, resumes } = standing;
        let open = end.is_none();
        let paused_since = self.pauses.last().filter(|pause| pause.to.is_none());
        out.due = due.map(|due| Instant(due.at));
        out.provisional = due.is_some_and(|due| !due.firm);
        out.ended = end.map(|(end, _)| Instant(end));
        let reached = end.map_or(self.as_of, |(end, _)| end);
        out.state = match (due, end) {
            (Some(due), _) if reached > due.at => State::Missed,
            (_, Some((_, state))) => state,
            (_, None) if paused_since.is_some() => State::Paused,
            (Some(_), None) => State::Running,
            (None, None) if row.due == Due::Awaited => State::Awaited,
            (None, None) => State::Unlimited,
        };
        if out.state == State::Paused {
            out.paused_since = paused_since.map(|pause| Instant(pause.from));
        }
        if let (State::Missed, Some(due), Some((end, _))) = (out.state, due, end) {
            let days = match term {
                Some(term) => news.latest().days_between(term.profile, due.at, end),
                None => self.know.calendar.zone().local(end).0 - self.know.calendar.zone().local(due.at).0,
            };
            out.late = Some(Late { seconds: end - due.at, days: days.max(0) as u32 });
        }
        out.late_at_birth = due.zip(since).is_some_and(|(due, since)| due.at < since);
        if let Some(ladder) = row.ladder.and_then(|at| self.book.ladders().get(at)) {
            let (pauses, end) = (&self.pauses[..], end.map(|(end, _)| end));
            let basis = Basis { news, start, since, end, as_of: self.as_of, term, due, late_at_birth: out.late_at_birth, pauses };
            basis.marks(ladder, &mut out.marks);
        }
        if open {
            // Each of these changes the judgement when it comes: the due is not missed yet, the mark has not fired, the clock stands.
            let overdue = due.map(|due| due.at + 1);
            let resumes = resumes.filter(|_| out.state == State::Paused);
            let marks = out.marks.iter().map(|mark| mark.at.0);
            out.next = marks.chain(overdue).chain(resumes).filter(|t| *t > self.as_of).min().map(Instant);
        }
    }

    /// The row's end, its pauses (left in `self.pauses`) and its due.
    pub fn stand(&mut self, row: &Row, start: i64) -> Standing<'a> {
        let known = |t: Option<Instant>| t.map(Instant::sane).filter(|t| *t <= self.as_of);
        let end = match (known(row.stop), known(row.until)) {
            (Some(stop), Some(until)) if stop < until || (stop == until && row.stop_before_until) => Some((stop, State::Met)),
            (_, Some(until)) => Some((until, State::Lifted)),
            (Some(stop), None) => Some((stop, State::Met)),
            (None, None) => None,
        };
        let news = self.news(start, end.map(|(end, _)| end));
        let term = self.term(row.due);
        // A due that people set is moved by people only.
        let pauses = if matches!(row.due, Due::At(_)) { &[] } else { row.pauses };
        let resumes = self.unite_pauses(pauses, start, end.map(|(end, _)| end));
        let due = match (row.due, term) {
            (Due::At(t), _) => Some(Found { at: t.sane(), firm: true }),
            (_, Some(term)) => news.settle(&self.pauses, |walk, pauses| walk.due(term, start, pauses)),
            _ => None,
        };
        Standing { news, end, due, resumes }
    }

    /// The term of the book that a due names.
    pub fn term(&self, due: Due) -> Option<&'a Term> {
        if let Due::Term(term) = due { self.book.terms().get(term) } else { None }
    }

    /// Fills `self.pauses` with what is known of them; gives when the last open one ends by itself, if all do.
    fn unite_pauses(&mut self, pauses: &[Pause], start: i64, end: Option<i64>) -> Option<i64> {
        self.pauses.clear();
        if pauses.is_empty() {
            return None;
        }
        let (mut resumes, mut for_ever) = (None, false);
        for pause in pauses {
            let from = pause.begins.sane();
            if from > self.as_of {
                continue;
            }
            let ended = pause.ends.map(Instant::sane).filter(|to| *to <= self.as_of);
            let capped = self.cap(pause, from);
            let to = ended.into_iter().chain(capped.filter(|cap| *cap <= self.as_of)).min();
            if to.is_none() {
                for_ever |= capped.is_none();
                resumes = resumes.max(capped);
            }
            self.pauses.push(Span { from, to });
        }
        unite(&mut self.pauses, start, end);
        resumes.filter(|_| !for_ever)
    }

    /// When a pause is over by its cap.
    fn cap(&self, pause: &Pause, from: i64) -> Option<i64> {
        let term = self.book.terms().get(pause.cap?)?;
        let news = self.news(from, None);
        news.settle(&[], |walk, _| walk.due(term, from, &[])).map(|found| found.at + 1)
    }
}

impl<'a> Row<'a> {
    /// A row of one term that nobody has stopped or lifted.
    pub fn of_term(term: usize, start: Instant, pauses: &'a [Pause]) -> Row<'a> {
        Row {
            start: Start::At(start),
            since: None,
            until: None,
            stop: None,
            stop_before_until: true,
            due: Due::Term(term),
            pauses,
            ladder: None,
            hits: &[],
            evidence: true,
        }
    }
}
