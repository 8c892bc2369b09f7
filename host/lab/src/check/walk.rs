//! Decides every case of a pool, on all cores, and notes what does not hold and what was said.

use std::collections::BTreeMap;
use std::ops::Range;
use std::thread;

use paidan_calendar::Instant;
use paidan_engine::{Case, Decision, Error};

use super::given::Given;
use super::grid::Grid;
use super::laws::{self, Breach};
use super::seen::Seen;
use super::{Ask, Own, Subject};

/// All that is asked about: the city's own cases first, then the grids.
pub(super) struct Pool<'p> {
    pub(super) own: &'p [Own],
    pub(super) grids: &'p [Grid<'p>],
}

impl Pool<'_> {
    pub(super) fn len(&self) -> u64 {
        self.own.len() as u64 + self.grids.iter().map(Grid::len).sum::<u64>()
    }

    /// Where the city's own cases stand, and each grid's.
    pub(super) fn parts(&self) -> Vec<Range<u64>> {
        let lengths = std::iter::once(self.own.len() as u64).chain(self.grids.iter().map(Grid::len));
        let mut from = 0;
        let part = |length: u64| {
            from += length;
            from - length..from
        };
        lengths.map(part).collect()
    }

    /// A case, and the moment as of which it is asked about.
    pub(super) fn case(&self, at: u64) -> (Given, Instant) {
        let Some(mut at) = at.checked_sub(self.own.len() as u64) else {
            let own = &self.own[usize::try_from(at).unwrap_or(0)];
            return (own.case.clone(), own.as_of);
        };
        for grid in self.grids {
            if at < grid.len() {
                return grid.case(at);
            }
            at -= grid.len();
        }
        Default::default()
    }
}

/// Where something does not hold.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    /// The first case of the pool that shows it, and as of when.
    pub(super) case: u64,
    pub(super) as_of: Instant,
    pub(super) details: Vec<String>,
    /// How many cases show it.
    pub(super) count: u64,
}

pub(super) type Hits = BTreeMap<(&'static str, String), Hit>;

/// What came of a pool.
pub(super) struct Walked {
    pub(super) seen: Seen,
    pub(super) hits: Hits,
}

/// When everything that can be late is.
const LATE: i64 = 400 * 86_400;

/// Decides them all.
///
/// # Errors
/// Where this machine fails.
pub(super) fn walk(subject: &dyn Subject, pool: &Pool<'_>, workers: usize) -> Result<Walked, Error> {
    let workers = workers.max(1);
    let work = |first: usize| {
        let mut worker = Worker::new(subject);
        for at in (first as u64..pool.len()).step_by(workers) {
            let (given, as_of) = pool.case(at);
            worker.case(&given, as_of, at)?;
        }
        Ok(worker.walked)
    };
    let walked = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|first| scope.spawn(move || work(first))).collect();
        let joined = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.collect::<Result<Vec<Walked>, Error>>()
    })?;
    let mut all = Walked { seen: Seen::nothing(&subject.city().policy().manifest().raw), hits: Hits::new() };
    for part in walked {
        all.seen.merge(&part.seen);
        for (what, hit) in part.hits {
            note(&mut all.hits, what, hit);
        }
    }
    Ok(all)
}

fn note(hits: &mut Hits, what: (&'static str, String), hit: Hit) {
    match hits.entry(what) {
        std::collections::btree_map::Entry::Vacant(vacant) => {
            vacant.insert(hit);
        }
        std::collections::btree_map::Entry::Occupied(mut occupied) => {
            let count = occupied.get().count + hit.count;
            if hit.case < occupied.get().case {
                occupied.insert(hit);
            }
            occupied.get_mut().count = count;
        }
    }
}

struct Worker<'s> {
    subject: &'s dyn Subject,
    ask: Box<dyn Ask<'s> + 's>,
    walked: Walked,
}

impl<'s> Worker<'s> {
    fn new(subject: &'s dyn Subject) -> Self {
        let walked = Walked { seen: Seen::nothing(&subject.city().policy().manifest().raw), hits: Hits::new() };
        Self { subject, ask: subject.ask(), walked }
    }

    fn case(&mut self, given: &Given, as_of: Instant, at: u64) -> Result<(), Error> {
        let json = given.json();
        // what is no case is told of elsewhere
        let Ok(case) = Case::from_json(json.as_bytes()) else { return Ok(()) };
        let late = Instant(as_of.0.max(case.last_known().0) + LATE);
        let mut found: Vec<(Breach, Instant)> = Vec::new();
        let manifest = &self.subject.city().policy().manifest().raw;
        for moment in [as_of, late] {
            match self.ask.ask(&case, moment, None) {
                Ok(decision) => {
                    self.walked.seen.add(manifest, &decision, (given, at));
                    found.extend(laws::breaches(manifest, &decision).into_iter().map(|breach| (breach, moment)));
                    if moment == as_of {
                        let more = over_time(&mut *self.ask, &case, &decision)?;
                        found.extend(more.into_iter().map(|breach| (breach, moment)));
                    }
                }
                Err(error) => found.push((fault(error)?, moment)),
            }
        }
        let mut told: Vec<(&'static str, String)> = Vec::new();
        for (Breach { code, place, details }, as_of) in found {
            // a case counts once, as of the first moment
            if !told.contains(&(code, place.clone())) {
                told.push((code, place.clone()));
                note(&mut self.walked.hits, (code, place), Hit { case: at, as_of, details, count: 1 });
            }
        }
        Ok(())
    }
}

/// The policy's fault; an error where it is this machine's.
fn fault(error: Error) -> Result<Breach, Error> {
    Breach::of_error(&error).ok_or(error)
}

/// What does not hold between two moments of a case: at the next check something changes and nothing before it, and no row that was
/// there before the last event is gone.
pub(super) fn over_time<'c>(ask: &mut dyn Ask<'c>, case: &Case<'_>, decision: &Decision<'_>) -> Result<Vec<Breach>, Error> {
    let (mut found, known_at) = (Vec::new(), Some(decision.calendar.known_at));
    // what is still to happen is no matter of time alone
    let all_known = case.last_known() <= decision.as_of.at;
    if let Some(next) = decision.next_check.filter(|_| all_known) {
        let before = match ask.ask(case, Instant(next.at.0 - 1), known_at) {
            Ok(decision) => decision,
            Err(error) => return fault(error).map(|breach| vec![breach]),
        };
        let then = match ask.ask(case, next.at, known_at) {
            Ok(decision) => decision,
            Err(error) => return fault(error).map(|breach| vec![breach]),
        };
        let (early, idle) = (!decision.stands_the_same(&before), before.stands_the_same(&then));
        if early || idle {
            let place = if early { "next_check.early" } else { "next_check.idle" };
            found.push(Breach::new("check/next-check", place.to_owned(), vec![next.to_string()]));
        }
    }
    let last = case.history.iter().map(paidan_engine::Event::known_at).filter(|at| *at <= decision.as_of.at).max();
    let corrects = case.history.iter().any(|event| event.corrects.is_some() || event.recorded_at.is_some());
    if let (Some(last), false) = (last, corrects) {
        match ask.ask(case, Instant(last.0 - 1), known_at) {
            Ok(earlier) => found.extend(laws::gone(&earlier, decision)),
            Err(error) => found.push(fault(error)?),
        }
    }
    Ok(found)
}
