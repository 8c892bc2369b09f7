//! The ratchet: as time goes on and a case grows, no row of its decision is lost, and nothing that was missed, fired or ended is
//! taken back.

use std::collections::BTreeMap;

use paidan_calendar::{Instant, State};
use paidan_engine::{Case, Decision};

/// A row: kind, body, start, the event since which it holds, and the how-manieth of these.
type Name = (String, String, Instant, Option<u32>, usize);

/// What can no longer change in it.
#[derive(Clone, PartialEq, Eq)]
struct Kept {
    /// The due that was missed.
    missed: Option<Option<Instant>>,
    /// When it ended. Of a row that comes round again only its lifting: what was met there is owed anew the next time.
    ended: Option<Instant>,
    rounds: Option<Rounds>,
    /// Rungs, and when they were reached.
    fired: Vec<(String, Instant)>,
}

/// Occurrences of a row that comes round again. Each may only grow.
#[derive(Clone, PartialEq, Eq)]
struct Rounds {
    /// The current one included.
    met: u32,
    missed: u32,
    last_missed: Option<Instant>,
}

impl Rounds {
    fn keep(&self, earlier: &Rounds) -> bool {
        self.met >= earlier.met && self.missed >= earlier.missed && self.last_missed >= earlier.last_missed
    }
}

/// What the decisions so far have said for good.
#[derive(Default)]
pub struct Ratchet {
    rows: BTreeMap<Name, (Kept, Instant)>,
}

/// The moments up to `until` at which a decision can differ: a second before each event and at it, then `until` itself. With
/// each goes whether something became known there that had happened before, which may well change what was said.
pub fn moments(case: &Case<'_>, until: Instant) -> Vec<(Instant, bool)> {
    let mut moments = BTreeMap::from([(until, false)]);
    for event in &case.history {
        let at = event.known_at();
        let news = event.recorded_at.is_some_and(|recorded| recorded > event.at) || event.corrects.is_some();
        moments.entry(Instant(at.0 - 1)).or_insert(false);
        *moments.entry(at).or_insert(false) |= news;
    }
    moments.into_iter().filter(|(at, _)| *at <= until).collect()
}

impl Ratchet {
    /// Forgets what was said: an event has come in late or was corrected.
    pub fn forgive(&mut self) {
        self.rows.clear();
    }

    /// Takes the next decision and says what it takes back.
    pub fn turn(&mut self, decision: &Decision<'_>) -> Vec<String> {
        let as_of = decision.as_of.at;
        let now = rows(decision);
        let mut lost = Vec::new();
        for (name, (kept, at)) in &self.rows {
            let (kind, body, start, since, _) = name;
            let row = format!("{kind} {body}").trim().to_owned();
            let since = since.map(|event| format!(", since event {event}")).unwrap_or_default();
            let stamp = |at: Instant| {
                let mut stamp = decision.as_of;
                stamp.at = at;
                stamp
            };
            let said = match now.get(name) {
                None => "is gone".to_owned(),
                Some(new) if kept.missed.is_some() && new.missed != kept.missed => "was missed and no longer is".to_owned(),
                Some(new) if kept.ended.is_some() && new.ended != kept.ended => "had ended and no longer has".to_owned(),
                Some(new) if !kept.rounds.iter().all(|kept| new.rounds.as_ref().is_some_and(|new| new.keep(kept))) => {
                    "had met or missed an occurrence and no longer has".to_owned()
                }
                Some(new) if !kept.fired.iter().all(|rung| new.fired.contains(rung)) => {
                    "had fired a rung and no longer has".to_owned()
                }
                Some(_) => continue,
            };
            lost.push(format!(
                "row `{row}` (start {}{since}) {said}: as of {} it was so, as of {} not",
                stamp(*start),
                stamp(*at),
                stamp(as_of)
            ));
        }
        self.rows = now.into_iter().map(|(name, kept)| (name, (kept, as_of))).collect();
        lost
    }
}

fn rows(decision: &Decision<'_>) -> BTreeMap<Name, Kept> {
    let mut rows = BTreeMap::new();
    for clock in &decision.clocks {
        let Some(start) = &clock.start else { continue };
        let body = clock.body.map_or_else(String::new, |body| body.to_string());
        let mut name = (clock.kind.to_owned(), body, start.at, clock.since, 0);
        while rows.contains_key(&name) {
            name.4 += 1;
        }
        let kept = Kept {
            missed: (clock.state == State::Missed).then(|| clock.due.as_ref().map(|due| due.at)),
            ended: clock.ended.as_ref().filter(|_| clock.rounds.is_none() || clock.state == State::Lifted).map(|ended| ended.at),
            rounds: clock.rounds.as_ref().map(|rounds| Rounds {
                met: rounds.met + u32::from(clock.state == State::Met),
                missed: rounds.missed,
                last_missed: rounds.last_missed.as_ref().map(|due| due.at),
            }),
            fired: clock.marks.iter().filter(|mark| mark.fired).map(|mark| (mark.rung.to_owned(), mark.at.at)).collect(),
        };
        rows.insert(name, kept);
    }
    rows
}
