//! The facts of a case and of its events.

use paidan_calendar::Instant;

use crate::case::Case;
use crate::manifest::Manifest;
use crate::parts::Note;
use crate::policy::contract as c;
use crate::read::FactValue;
use crate::words;

use super::Interned;
use super::names::Stranger;

/// What facts stand on: an event, by its positions in the history as passed and in the case's own.
#[derive(Clone, Copy)]
pub(super) struct Carrier {
    pub(super) position: u16,
    pub(super) of_case: u16,
    pub(super) kind: u16,
    pub(super) seq: Option<u32>,
}

impl Interned {
    /// The facts of an event; none: of the case itself.
    pub(super) fn facts_of(&mut self, event: Option<Carrier>, case: &Case<'_>, manifest: &Manifest) {
        let of_case = event.map(|e| e.of_case);
        let facts = of_case.map_or(&case.facts, |of| &case.history[usize::from(of)].facts);
        let (of, seq) = (event.map(|e| e.position), event.and_then(|e| e.seq));
        let carried = |def: &c::InputDef| def.on.contains(&event.map(|e| e.kind));
        for (at, (name, value)) in (0..).zip(&facts.0) {
            let input = manifest.words.inputs.get(&manifest.raw.inputs, name);
            let def = input.map(|i| (i, &manifest.raw.inputs[usize::from(i)])).filter(|(_, def)| carried(def));
            let Some((key, def)) = def else {
                let here = manifest.raw.inputs.iter().filter(|def| carried(def)).map(|def| def.id.as_str());
                self.unknown("fact", name, here, seq);
                continue;
            };
            let read = match (def.kind, value) {
                (c::ValueKind::Flag, FactValue::Flag(v)) => Some(i64::from(*v)),
                (c::ValueKind::Count, FactValue::Count(v)) => {
                    if *v < def.least || *v > def.most {
                        let text = format!("`{name}` is {v}, which is outside {} to {}", def.least, def.most);
                        self.notes.push(Note::new("unlikely-value", text).about(name, None, None));
                    }
                    Some(*v)
                }
                (c::ValueKind::Time, FactValue::Text(v)) => Instant::parse_rfc3339(v).ok().map(|t| t.0),
                (c::ValueKind::Word, FactValue::Text(v)) if def.words.is_empty() => Some(self.open_word(v)),
                (c::ValueKind::Word, FactValue::Text(v)) => {
                    let found = manifest.words.input_words[usize::from(key)].get(&def.words, v);
                    if found.is_none() {
                        self.unknown("word", v, words::all(&def.words), seq);
                        continue;
                    }
                    found.map(i64::from)
                }
                (c::ValueKind::Category, FactValue::Text(v)) => match self.finest(v, seq, manifest) {
                    Some(category) => Some(i64::from(category)),
                    None => continue, // `finest` noted it
                },
                (c::ValueKind::Unit, FactValue::Text(v)) => {
                    Some(i64::from(self.unit(v, Stranger::Fact(of_case, at), case, manifest)))
                }
                _ => None,
            };
            match read {
                Some(value) => self.facts.push(c::Fact { of, key: c::Key::Input(key), value }),
                None => {
                    let text = format!("`{name}` is to be {}, and is set aside", wanted(def.kind));
                    self.notes.push(Note::new("unfit-fact", text).about(name, None, None));
                }
            }
        }
    }
}

fn wanted(kind: c::ValueKind) -> &'static str {
    match kind {
        c::ValueKind::Flag => "true or false",
        c::ValueKind::Count => "a whole number",
        c::ValueKind::Word => "a word",
        c::ValueKind::Time => "a time with an offset",
        c::ValueKind::Unit => "the name of a unit",
        c::ValueKind::Category => "the path of a category",
    }
}
