//! Values taken from a row: one or several of a column, mapped, and written as JSON.

use std::borrow::Cow;

use serde_json::to_writer;

use super::plan::{From, Mapping, Take};
use super::row::{Bad, Cell, Row, json};
use super::times::{Edge, Moment};
use super::values::shown;

/// What of the mapping a row made use of. Counted only if a case comes of it.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Words, one after the other.
    text: String,
    /// Under which landing each was said, and where it ends.
    words: Vec<(usize, usize)>,
    /// Entries of maps.
    pub(super) entries: Vec<usize>,
}

impl Said {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.words.clear();
        self.entries.clear();
    }

    pub(super) fn say(&mut self, landing: usize, word: &str) {
        self.text.push_str(word);
        self.words.push((landing, self.text.len()));
    }

    /// Landings with their words.
    pub(super) fn words(&self) -> impl Iterator<Item = (usize, &str)> {
        let begins = std::iter::once(0).chain(self.words.iter().map(|(_, end)| *end));
        begins.zip(&self.words).map(|(begin, (landing, end))| (*landing, &self.text[begin..*end]))
    }
}

/// What could not be used, and in which column.
pub(super) struct Fault(pub(super) Bad, pub(super) Option<usize>);

pub(super) type Made<T> = Result<T, Fault>;

/// What is taken from one row, or from an element of a list in it.
pub(super) struct Taking<'a, 's> {
    pub(super) mapping: &'a Mapping,
    pub(super) row: Row<'a>,
    pub(super) said: &'s mut Said,
}

impl<'a> Taking<'a, '_> {
    pub(super) fn required(&mut self, take: &'a Take, what: &str, into: &mut String) -> Made<()> {
        into.clear();
        let Some(text) = self.word(take)? else {
            let bad =
                Bad::new("import/missing", format!("there is no {what}"), "every case has one; mend the row, or leave it out");
            return Err(Fault(bad, column_of(take)));
        };
        into.push_str(&text);
        Ok(())
    }

    /// Appends a field, if there is something to say.
    pub(super) fn text(&mut self, field: &str, take: Option<&'a Take>, into: &mut Vec<u8>) -> Made<()> {
        if let Some(take) = take
            && let Some(text) = self.word(take)?
        {
            key_into(field, into);
            text_into(&text, into);
        }
        Ok(())
    }

    pub(super) fn word(&mut self, take: &'a Take) -> Made<Option<Cow<'a, str>>> {
        let word = self.one(take)?;
        if let Some(word) = &word {
            self.said.say(take.landing, word);
        }
        Ok(word)
    }

    pub(super) fn moment(&mut self, take: &'a Take, edge: Edge) -> Made<Option<Moment>> {
        let Some(text) = self.one(take)? else { return Ok(None) };
        self.mapping.times.read(&text, edge).map(Some).ok_or_else(|| {
            let found = format!("`{}` is no time by {}", shown(&text), self.mapping.times.named);
            let bad = Bad::new("import/bad-time", found, "mend it, or add its format to [time] formats");
            Fault(bad, column_of(take))
        })
    }

    /// The one value of a column, mapped.
    pub(super) fn one(&mut self, take: &'a Take) -> Made<Option<Cow<'a, str>>> {
        let text = match &take.from {
            From::Value(value) => return Ok(Some(value.into())),
            From::Column(column) => match self.cell(*column)? {
                Cell::Text(text) => self.mapped(take, text),
                Cell::Nothing => None,
                Cell::List(_) => {
                    let bad = Bad::new(
                        "import/bad-value",
                        "there is a list where one value is wanted",
                        "`each` makes events of a list",
                    );
                    return Err(Fault(bad, Some(*column)));
                }
            },
        };
        Ok(text.or_else(|| take.otherwise.as_deref().map(Cow::from)))
    }

    /// The values of columns, of which each may hold several.
    pub(super) fn list(&mut self, takes: &'a [Take]) -> Made<Vec<Cow<'a, str>>> {
        let mut all = Vec::new();
        for (n, take) in takes.iter().enumerate() {
            let before = all.len();
            match &take.from {
                From::Value(value) => all.push(value.into()),
                From::Column(column) => match (self.cell(*column)?, &take.split) {
                    (Cell::Nothing, _) => {}
                    (Cell::Text(text), None) => all.extend(self.mapped(take, text)),
                    (Cell::Text(text), Some(split)) => {
                        let parts = text.split(split.as_str()).map(str::trim).filter(|part| !part.is_empty());
                        for part in parts {
                            all.extend(self.mapped(take, Cow::Owned(part.to_owned())));
                        }
                    }
                    (Cell::List(values), _) => {
                        for value in values {
                            match json(value).map_err(|bad| Fault(bad, Some(*column)))? {
                                Cell::Text(text) => all.extend(self.mapped(take, text)),
                                Cell::Nothing => {}
                                Cell::List(_) => {
                                    let bad =
                                        Bad::new("import/bad-value", "there is a list in a list", "a list of texts is wanted");
                                    return Err(Fault(bad, Some(*column)));
                                }
                            }
                        }
                    }
                },
            }
            if all.len() == before {
                all.extend(take.otherwise.as_deref().map(Cow::from));
            }
            // what the first one says is said as a whole
            if n > 0 && all.len() > before {
                self.said.say(take.landing, "");
            }
        }
        Ok(all)
    }

    pub(super) fn cell(&self, column: usize) -> Made<Cell<'a>> {
        self.row.cell(column, self.mapping).map_err(|bad| Fault(bad, Some(column)))
    }

    /// The word that a map has for a text; without one, the text: what nobody knows is kept.
    fn mapped(&mut self, take: &Take, text: Cow<'a, str>) -> Option<Cow<'a, str>> {
        let Some(map) = take.map.map(|map| &self.mapping.maps[map]) else { return Some(text) };
        let Some((word, entry)) = map.words.get(&*text).or(map.others.as_ref()) else { return Some(text) };
        self.said.entries.push(*entry);
        (!word.is_empty()).then(|| word.into())
    }
}

pub(super) fn column_of(take: &Take) -> Option<usize> {
    if let From::Column(column) = take.from { Some(column) } else { None }
}

pub(super) fn key_into(key: &str, into: &mut Vec<u8>) {
    into.push(b',');
    text_into(key, into);
    into.push(b':');
}

/// Writing a text to memory cannot fail.
pub(super) fn text_into(text: &str, into: &mut Vec<u8>) {
    let _ = to_writer(into, text);
}

pub(super) fn list_into(list: &[Cow<'_, str>], into: &mut Vec<u8>) {
    let _ = to_writer(into, list);
}
