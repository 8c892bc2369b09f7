//! One open obligation, as time alone will leave it.

use paidan_calendar::{Instant, State};
use paidan_engine::contract::{Manifest, RungPoint};
use paidan_engine::{Case, City, Clock, Decision, Error};

/// How an obligation that is not done stands at the later moment, seen from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Over its limit already.
    Overdue(Instant),
    /// Over its limit by then, with a due that is still ahead.
    Falls(Instant),
    /// Due later.
    Later,
    /// It stands still.
    Paused,
    /// Somebody still owes its limit.
    Awaited,
    /// It has no limit.
    Unlimited,
}

impl Standing {
    /// Of what will be overdue: whether it is so already, and since or from when.
    pub(super) fn overdue(self) -> Option<(bool, Instant)> {
        match self {
            Standing::Overdue(due) => Some((true, due)),
            Standing::Falls(due) => Some((false, due)),
            Standing::Later | Standing::Paused | Standing::Awaited | Standing::Unlimited => None,
        }
    }
}

pub(super) struct Obligation<'d> {
    pub(super) clock: &'d Clock<'d>,
    /// Who owes it.
    pub(super) body: String,
    pub(super) standing: Standing,
    pub(super) provisional: bool,
    /// A round of a duty that comes round again: the next one begins when it is over.
    pub(super) round: bool,
    /// Rungs of supervision that are reached in between: the first after the due is 1.
    pub(super) rungs: Vec<usize>,
    /// Rungs before the due that are reached in between: warnings, which are no supervision.
    pub(super) reminders: u64,
}

impl<'d> Obligation<'d> {
    /// None where nothing is owed: it is done or lifted, has not begun by then, or is a date on an agenda.
    pub(super) fn of(clock: &'d Clock<'d>, manifest: &Manifest, at: Instant, answers: impl FnOnce() -> String) -> Option<Self> {
        if clock.ended.is_some() {
            return None;
        }
        let standing = match (clock.state, clock.due) {
            // the due is the last second that counts: what is due now is not overdue yet
            (State::Missed, Some(due)) if due.at < at => Standing::Overdue(due.at),
            (State::Missed, Some(due)) => Standing::Falls(due.at),
            (State::Running, _) => Standing::Later,
            (State::Paused, _) => Standing::Paused,
            (State::Awaited, _) => Standing::Awaited,
            (State::Unlimited, _) => Standing::Unlimited,
            (State::Missed | State::NotStarted | State::Met | State::Lifted | State::Agenda, _) => return None,
        };
        let (rungs, reminders) = reached(clock, manifest, at);
        let (body, provisional, round) = (owes(clock, answers), clock.provisional, clock.rounds.is_some());
        Some(Obligation { clock, body, standing, provisional, round, rungs, reminders })
    }

    /// A round that will be missed.
    pub(super) fn round(clock: &'d Clock<'d>, missed: Missed, answers: impl FnOnce() -> String) -> Self {
        let (standing, body) = (Standing::Falls(missed.due), owes(clock, answers));
        let provisional = missed.provisional;
        Obligation { clock, body, standing, provisional, round: true, rungs: Vec::new(), reminders: 0 }
    }
}

fn owes(clock: &Clock<'_>, answers: impl FnOnce() -> String) -> String {
    clock.body.map_or_else(answers, |body| body.to_string())
}

/// The rungs reached since a moment: those after the due by their number, and how many before it.
fn reached(clock: &Clock<'_>, manifest: &Manifest, at: Instant) -> (Vec<usize>, u64) {
    let kind = manifest.clocks.iter().find(|kind| kind.id == clock.kind);
    let ladder = kind.and_then(|kind| manifest.ladders.get(usize::from(kind.ladder?)));
    let Some(ladder) = ladder else { return (Vec::new(), 0) };
    let is_supervision = |rung: usize| ladder.rungs.get(rung).is_some_and(|rung| matches!(rung.at, RungPoint::After(_)));
    let new = || clock.marks.iter().filter(|mark| mark.fired && mark.at.at > at).map(|mark| usize::from(mark.place));
    let number = |rung: usize| (0..=rung).filter(|rung| is_supervision(*rung)).count();
    let rungs: Vec<usize> = new().filter(|rung| is_supervision(*rung)).map(number).collect();
    let reminders = new().count() - rungs.len();
    (rungs, reminders as u64)
}

/// A round of a recurring duty that is missed if nobody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Missed {
    pub(super) row: usize,
    pub(super) due: Instant,
    pub(super) provisional: bool,
}

/// Every round that falls due from `at` on and is missed by the moment of the decision. That decision only counts rounds; when each is
/// due is asked one after the other.
pub(super) fn rounds(city: &City, case: &Case<'_>, at: Instant, decision: &Decision<'_>) -> Result<Vec<Missed>, Error> {
    let last = |clock: &Clock<'_>| clock.rounds.and_then(|rounds| rounds.last_missed).map(|stamp| stamp.at);
    let mut found: Vec<Missed> = Vec::new();
    if !decision.clocks.iter().any(|clock| last(clock) >= Some(at)) {
        return Ok(found);
    }
    let (until, known_at) = (decision.as_of.at, decision.calendar.known_at);
    let mut next = Some(at);
    while let Some(moment) = next {
        let then = city.evaluate_knowing(case, moment, Some(known_at))?;
        next = None;
        let current = then.clocks.iter().enumerate().filter(|(_, clock)| clock.rounds.is_some());
        for (row, clock) in current.filter(|(_, clock)| matches!(clock.state, State::Running | State::Met)) {
            // a duty that was taken back keeps the due that it had last
            let Some(due) = clock.due.map(|due| due.at).filter(|due| (moment..until).contains(due)) else { continue };
            // of several duties the one that is due first is asked about next; the others are as they were then
            next = Some(next.map_or(due, |next: Instant| next.min(due)));
            let missed = Missed { row, due, provisional: clock.provisional };
            if clock.state == State::Running && !found.contains(&missed) {
                found.push(missed);
            }
        }
        next = next.map(|due| Instant(due.0 + 1));
    }
    Ok(found)
}
