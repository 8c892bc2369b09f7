//! Words that change nothing: of every case that says one, the decision is the same without it.

use std::ops::Range;
use std::thread;

use paidan_calendar::Instant;
use paidan_engine::contract::{Manifest, Name};
use paidan_engine::{Case, Error};

use super::finding::Finding;
use super::given::{Given, Word};
use super::walk::Pool;
use super::{Ask, Subject};

/// Cases of each part of the pool that are tried for a word, at most: what has made no difference in so many makes none.
const TRIES: u32 = 400;
/// A part is gone through in steps of this prime, so that what is tried comes from all over it.
const STEP: u64 = 1_000_003;
/// When everything that can be late is.
const LATE: i64 = 400 * 86_400;

/// A word that changed nothing, and the first case that says it.
pub(super) struct Idle {
    pub(super) finding: Finding,
    /// Of the pool.
    pub(super) case: Option<u64>,
}

/// Whether a case says a word and is decided alike without it.
pub(super) fn shows<'c>(ask: &mut dyn Ask<'c>, given: &Given, place: &str, as_of: Instant) -> bool {
    let (list, id) = place.split_once('.').unwrap_or_default();
    let word = match list {
        "input" => Word::Input(id),
        "event" => Word::Event(id),
        "category" => Word::Category(id),
        "channel" => Word::Channel(id),
        "kind" => Word::Kind(id),
        "area" => Word::Area(id),
        "level" => Word::Level(id),
        _ => Word::Reason(id),
    };
    let without = given.without(&word);
    without.is_some_and(|without| matches!(same(ask, &given.json(), &without, as_of), Ok(Some(true))))
}

fn words(m: &Manifest) -> Vec<Word<'_>> {
    fn of<'w>(list: &'w [Name], word: fn(&'w str) -> Word<'w>) -> impl Iterator<Item = Word<'w>> {
        list.iter().map(move |name| word(&name.id))
    }
    let inputs = m.inputs.iter().map(|input| Word::Input(&input.id));
    of(&m.channels, Word::Channel)
        .chain(of(&m.kinds, Word::Kind))
        .chain(of(&m.categories, Word::Category))
        .chain(of(&m.areas, Word::Area))
        .chain(of(&m.events, Word::Event))
        .chain(of(&m.reasons, Word::Reason))
        .chain(of(&m.levels, Word::Level))
        .chain(inputs)
        .collect()
}

/// The words that change nothing, in the order of the manifest.
///
/// # Errors
/// Where this machine fails.
pub(super) fn idle(subject: &dyn Subject, pool: &Pool<'_>, workers: usize) -> Result<Vec<Idle>, Error> {
    let words = words(&subject.city().policy().manifest().raw);
    let workers = workers.max(1);
    // each worker has words of its own, so that what comes out does not depend on how many there are
    let work = |first: usize| {
        let own: Vec<_> = words.iter().copied().enumerate().skip(first).step_by(workers).collect();
        Worker {
            ask: subject.ask(),
            open: own.into_iter().map(|(at, word)| Open { at, word, tries: 0, left: 0, first: None }).collect(),
        }
        .run(pool)
    };
    let work = &work;
    let mut found = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|first| scope.spawn(move || work(first))).collect();
        let joined = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.collect::<Result<Vec<_>, Error>>()
    })?
    .concat();
    found.sort_by_key(|open| open.at);
    Ok(found.into_iter().map(finding).collect())
}

/// A word that has changed nothing so far.
#[derive(Clone)]
struct Open<'w> {
    at: usize,
    word: Word<'w>,
    /// How many cases were tried, and how many more of this part will be.
    tries: u32,
    left: u32,
    first: Option<u64>,
}

fn finding(open: Open<'_>) -> Idle {
    let (code, list) = match open.word {
        Word::Input(_) => ("check/input-idle", "input"),
        Word::Event(_) => ("check/event-idle", "event"),
        Word::Category(_) => ("check/category-idle", "category"),
        Word::Channel(_) => ("check/word-idle", "channel"),
        Word::Kind(_) => ("check/word-idle", "kind"),
        Word::Area(_) => ("check/word-idle", "area"),
        Word::Reason(_) => ("check/word-idle", "reason"),
        // whether decisions name it is asked elsewhere
        Word::Level(_) => ("check/unused", "level"),
    };
    let mut finding = Finding::new(code, format!("{list}.{}", open.word.id()), Vec::new());
    finding.cases = open.tries.into();
    Idle { finding, case: open.first }
}

struct Worker<'s> {
    ask: Box<dyn Ask<'s> + 's>,
    open: Vec<Open<'s>>,
}

impl<'s> Worker<'s> {
    fn run(mut self, pool: &Pool<'_>) -> Result<Vec<Open<'s>>, Error> {
        for part in pool.parts() {
            self.part(pool, part)?;
        }
        Ok(self.open)
    }

    fn part(&mut self, pool: &Pool<'_>, part: Range<u64>) -> Result<(), Error> {
        let length = part.end - part.start;
        let step = if length.is_multiple_of(STEP) { 1 } else { STEP };
        self.open.iter_mut().for_each(|open| open.left = TRIES);
        for at in (0..length).map(|turn| part.start + (u128::from(turn) * u128::from(step) % u128::from(length)) as u64) {
            if self.open.iter().all(|open| open.left == 0) {
                break;
            }
            let (given, as_of) = pool.case(at);
            let json = given.json();
            let mut open = std::mem::take(&mut self.open);
            let mut failed = None;
            open.retain_mut(|open| {
                if open.left == 0 || failed.is_some() || !json.contains(open.word.id()) {
                    return true;
                }
                let Some(without) = given.without(&open.word) else { return true };
                match same(&mut *self.ask, &json, &without, as_of) {
                    Ok(Some(true)) => {
                        (open.tries, open.left) = (open.tries + 1, open.left - 1);
                        open.first = open.first.or(Some(at));
                        true
                    }
                    Ok(Some(false)) => false,
                    Ok(None) => true,
                    Err(error) => {
                        failed = Some(error);
                        true
                    }
                }
            });
            self.open = open;
            if let Some(error) = failed {
                return Err(error);
            }
        }
        Ok(())
    }
}

/// Whether a case is decided alike without a word, now and late; none where it is no case, or the policy fails.
fn same<'c>(ask: &mut dyn Ask<'c>, json: &str, without: &Given, as_of: Instant) -> Result<Option<bool>, Error> {
    let other = without.json();
    let (Ok(case), Ok(without)) = (Case::from_json(json.as_bytes()), Case::from_json(other.as_bytes())) else { return Ok(None) };
    for moment in [as_of, Instant(as_of.0 + LATE)] {
        let (one, two) = match (ask.ask(&case, moment, None), ask.ask(&without, moment, None)) {
            (Ok(one), Ok(two)) => (one, two),
            (Err(error), _) | (_, Err(error)) if error.code.starts_with("fault/") => return Ok(None),
            (Err(error), _) | (_, Err(error)) => return Err(error),
        };
        if !one.stands_the_same(&two) {
            return Ok(Some(false));
        }
    }
    Ok(Some(true))
}
