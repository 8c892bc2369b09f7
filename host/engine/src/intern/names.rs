//! Words, units and people of a case, by what a manifest or the case itself calls them.

use crate::case::Case;
use crate::error::nearest;
use crate::manifest::Manifest;
use crate::parts::Note;
use crate::policy::contract as c;
use crate::read::FactValue;
use crate::words::{self, Table};

use super::{Interned, STANDARD_EVENTS};

/// A body that the manifest does not declare: where the case first names it. Events are positions in the case's own history.
#[derive(Clone, Copy)]
pub(crate) enum Stranger {
    /// As the unit of an event.
    Unit(u16),
    /// As a fact of an event, or of the case itself: the position among the facts there.
    Fact(Option<u16>, u16),
}

impl Stranger {
    pub(crate) fn name<'a>(self, case: &'a Case<'_>) -> &'a str {
        let event = |event: u16| &case.history[usize::from(event)];
        match self {
            Self::Unit(of) => event(of).unit.as_deref().unwrap_or_default(),
            Self::Fact(of, fact) => match &of.map_or(&case.facts, |of| &event(of).facts).0[usize::from(fact)].1 {
                FactValue::Text(name) => name,
                FactValue::Flag(_) | FactValue::Count(_) => "",
            },
        }
    }
}

impl Interned {
    pub(super) fn word(
        &mut self,
        word: Option<&str>,
        (table, list): (&Table, &[c::Name]),
        what: &'static str,
        seq: Option<Option<u32>>,
    ) -> Option<u16> {
        let word = word?;
        let found = table.get(list, word);
        if found.is_none() {
            self.unknown(what, word, words::all(list), seq.flatten());
        }
        found
    }

    #[cold]
    pub(super) fn unknown<'k>(&mut self, what: &'static str, word: &str, known: impl Iterator<Item = &'k str>, seq: Option<u32>) {
        // what every work-order system records and this policy has no use for is nothing to remark on
        if what == "event" && STANDARD_EVENTS.contains(&word) {
            return;
        }
        let meant = nearest(word, known);
        let place = seq.map_or_else(String::new, |s| format!(" (event {s})"));
        let near = meant.map_or_else(String::new, |near| format!(", did you mean `{near}`?"));
        let note = Note::new(unknown_code(what), format!("unknown {what} `{word}`{place}{near}"));
        self.notes.push(note.about(word, seq, meant));
    }

    /// As deep as the path is declared: `a/b/x` with an undeclared `x` is `a/b`.
    pub(super) fn finest(&mut self, path: &str, seq: Option<u32>, manifest: &Manifest) -> Option<u16> {
        let known = &manifest.raw.categories;
        let get = |path: &str| manifest.words.categories.get(known, path);
        if let Some(category) = get(path) {
            return Some(category);
        }
        let above = path.rmatch_indices('/').find_map(|(end, _)| get(&path[..end]));
        // The usual unknown path is one part finer than what is declared: what else is declared below there is all that can be
        // meant, and it follows in the catalogue's order. A path whose first part is unknown is held against everything.
        let from = above.map_or(0, |above| usize::from(above) + 1);
        let lies_below = |id: &str| above.is_none_or(|above| id.starts_with(&*known[usize::from(above)].id));
        let below =
            known[from..].iter().position(|name| !lies_below(&name.id)).map_or(&known[from..], |n| &known[from..from + n]);
        self.unknown("category", path, words::all(below), seq);
        above
    }

    /// A unit by id or title; a unit per area by `id@code`; else a body of the case's own. What is somebody's is named by ladders
    /// alone: a case that writes its id means a body of its own.
    pub(super) fn unit(&mut self, name: &str, here: Stranger, case: &Case<'_>, manifest: &Manifest) -> u16 {
        let units = &manifest.raw.units;
        let get = |word: &str| manifest.words.units.get(units, word).filter(|unit| units[usize::from(*unit)].per != c::Per::Body);
        if let Some(unit) = get(name) {
            return unit;
        }
        let declared = name.split_once('@').and_then(|(id, code)| Some((get(id)?, code)));
        if let Some((unit, code)) = declared {
            let own = match units[usize::from(unit)].per {
                c::Per::Area(depth) => case.area.get(usize::from(depth)).is_some_and(|c| **c == *code),
                c::Per::One | c::Per::Body => false,
            };
            if own {
                return unit;
            }
        }
        let position = self.strangers.iter().position(|s| s.name(case) == name).unwrap_or_else(|| {
            self.strangers.push(here);
            self.strangers.len() - 1
        });
        (units.len() + position) as u16
    }

    /// The number of a person within this case: the same for the same code.
    pub(super) fn actor(&mut self, code: &str, event: u16, case: &Case<'_>) -> u16 {
        let named = |event: &u16| case.history[usize::from(*event)].actor.as_deref() == Some(code);
        let position = self.actors.iter().position(named).unwrap_or_else(|| {
            self.actors.push(event);
            self.actors.len() - 1
        });
        position as u16
    }

    pub(super) fn open_word(&mut self, word: &str) -> i64 {
        let position = self.open_words.iter().position(|w| w == word).unwrap_or_else(|| {
            self.open_words.push(word.to_owned());
            self.open_words.len() - 1
        });
        position as i64
    }
}

fn unknown_code(what: &str) -> &'static str {
    match what {
        "channel" => "unknown-channel",
        "kind" => "unknown-kind",
        "category" => "unknown-category",
        "event" => "unknown-event",
        "level" => "unknown-level",
        "reason" => "unknown-reason",
        "fact" => "unknown-fact",
        _ => "unknown-word",
    }
}
