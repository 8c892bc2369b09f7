//! Duties that come round again.

use crate::row::{Judgement, Round, Row, State};
use crate::settle::News;
use crate::term::{Term, Unit};
use crate::time::{DAY_SECS, Instant};
use crate::walk::Found;

/// Days by which an occurrence may be rolled away from its date; more only in a calendar in which a profile never counts.
const ROLLED_DAYS_MAX: i64 = 4000;

/// Judges the occurrence that is current at `as_of` and counts those before it. The starting period does not count, two that
/// roll onto one day are one, and one event satisfies the occurrence in whose time it falls.
pub(crate) fn judge(term: &Term, row: &Row, news: News, start: i64, as_of: i64, out: &mut Judgement) {
    let until = row.until.map(Instant::sane).filter(|until| *until <= as_of);
    let mut hits = row.hits.iter().map(|hit| hit.sane()).filter(|hit| *hit <= as_of).peekable();
    let (mut round, mut previous) = (Round::default(), start);
    out.state = if row.evidence { State::Running } else { State::Agenda };
    for k in 1..=occurrences_max(term, start, as_of) {
        let Some(Found { at: due, firm }) = news.settle(&[], |walk, _| Some(walk.occurrence(term, start, k))) else {
            return;
        };
        if due <= previous {
            continue;
        }
        while hits.next_if(|hit| *hit <= previous).is_some() {}
        let over = until.filter(|until| *until <= due);
        let hit = hits.peek().copied().filter(|hit| row.evidence && *hit <= over.unwrap_or(due));
        if over.is_some() || as_of <= due {
            (out.due, out.provisional, out.round) = (Some(Instant(due)), !firm, Some(round));
            (out.state, out.ended) = match (hit, over) {
                (Some(hit), _) => (State::Met, Some(Instant(hit))),
                (None, Some(until)) => (State::Lifted, Some(Instant(until))),
                (None, None) => (out.state, None),
            };
            out.next = over.is_none().then_some(Instant(due + 1));
            return;
        }
        match hit {
            Some(_) => round.met += 1,
            None if row.evidence => (round.missed, round.last_missed) = (round.missed + 1, Some(Instant(due))),
            None => {}
        }
        previous = due;
    }
}

/// After so many the current occurrence must have come.
fn occurrences_max(term: &Term, start: i64, as_of: i64) -> i64 {
    let period_days = match term.unit {
        Unit::Minute | Unit::Hour | Unit::Day => 1,
        Unit::Week => 7,
        Unit::Month => 28,
        Unit::Quarter => 90,
        Unit::Year => 365,
    };
    ((as_of - start) / DAY_SECS + ROLLED_DAYS_MAX) / (period_days * i64::from(term.amount.max(1))) + 2
}
