//! What a mapping file says, as it stands there (docs/import.md). [`super::plan`] checks it.

use std::collections::BTreeMap;
use std::fmt;

use paidan_engine::{Error, nearest};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use toml::Spanned;

use crate::error::wrong_at;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) format: Spanned<i64>,
    pub(super) file: File,
    #[serde(default)]
    pub(super) time: Time,
    pub(super) case: Case,
    pub(super) event: Spanned<Vec<Event>>,
    #[serde(default)]
    pub(super) map: BTreeMap<String, Spanned<BTreeMap<String, Word>>>,
}

/// How the rows are written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(rename = "type")]
    pub(super) shape: Shape,
    pub(super) encoding: Option<Spanned<String>>,
    pub(super) delimiter: Option<Spanned<String>>,
    /// Texts that mean nothing: `NULL`.
    #[serde(default)]
    pub(super) empty: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Shape {
    Csv,
    /// A JSON object a line.
    Jsonl,
    /// An array of JSON objects.
    Json,
}

/// How times are written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Time {
    pub(super) zone: Option<Spanned<String>>,
    pub(super) formats: Option<Vec<Spanned<String>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) id: Spanned<Source>,
    pub(super) jurisdiction: Spanned<Source>,
    pub(super) channel: Option<Spanned<Source>>,
    pub(super) kind: Option<Spanned<Source>>,
    #[serde(default)]
    pub(super) category: Vec<Spanned<Source>>,
    #[serde(default)]
    pub(super) area: Vec<Spanned<Source>>,
    pub(super) title: Option<Spanned<Source>>,
    pub(super) description: Option<Spanned<Source>>,
    #[serde(default)]
    pub(super) facts: BTreeMap<String, Spanned<Fact>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    pub(super) kind: Spanned<EventKind>,
    pub(super) at: Spanned<Source>,
    /// A list in the row, of whose elements each is such an event.
    pub(super) each: Option<Spanned<Source>>,
    pub(super) when: Option<Spanned<When>>,
    pub(super) unit: Option<Spanned<Source>>,
    pub(super) actor: Option<Spanned<Source>>,
    pub(super) level: Option<Spanned<Source>>,
    pub(super) reason: Option<Spanned<Source>>,
    pub(super) due_at: Option<Spanned<Source>>,
    pub(super) recorded_at: Option<Spanned<Source>>,
    #[serde(default)]
    pub(super) facts: BTreeMap<String, Spanned<Fact>>,
}

/// Under which condition an event happened.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct When {
    pub(super) column: String,
    /// One of these texts stands there.
    pub(super) is: Option<Vec<String>>,
    /// Something, or nothing, stands there.
    pub(super) filled: Option<bool>,
    #[serde(default)]
    pub(super) optional: bool,
}

/// Where a value comes from: the name of a column, or a table that says more.
#[derive(Debug, Clone, Default)]
pub(super) struct Source {
    pub(super) column: Option<String>,
    pub(super) value: Option<String>,
    pub(super) map: Option<String>,
    pub(super) otherwise: Option<String>,
    pub(super) split: Option<String>,
    pub(super) optional: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceTable {
    column: Option<String>,
    value: Option<String>,
    map: Option<String>,
    #[serde(rename = "else")]
    otherwise: Option<String>,
    split: Option<String>,
    #[serde(default)]
    optional: bool,
}

impl From<SourceTable> for Source {
    fn from(table: SourceTable) -> Source {
        let SourceTable { column, value, map, otherwise, split, optional } = table;
        Source { column, value, map, otherwise, split, optional }
    }
}

impl<'de> Deserialize<'de> for Source {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Source, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Source;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a column, or a table with `column` or `value`")
            }
            fn visit_str<E>(self, column: &str) -> Result<Source, E> {
                Ok(Source { column: Some(column.to_owned()), ..Source::default() })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Source, A::Error> {
                SourceTable::deserialize(MapAccessDeserializer::new(map)).map(Source::from)
            }
        }
        deserializer.deserialize_any(V)
    }
}

/// The kind itself, or where it comes from.
#[derive(Debug)]
pub(super) enum EventKind {
    Is(String),
    From(Source),
}

impl<'de> Deserialize<'de> for EventKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<EventKind, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = EventKind;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a kind of event such as \"dispatched\", or a table with `column`")
            }
            fn visit_str<E>(self, kind: &str) -> Result<EventKind, E> {
                Ok(EventKind::Is(kind.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<EventKind, A::Error> {
                SourceTable::deserialize(MapAccessDeserializer::new(map)).map(|table| EventKind::From(table.into()))
            }
        }
        deserializer.deserialize_any(V)
    }
}

/// A source, and what its value is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fact {
    pub(super) kind: FactKind,
    /// What a count is multiplied by: 100 makes cents of yuan.
    pub(super) scale: Option<i64>,
    column: Option<String>,
    value: Option<String>,
    map: Option<String>,
    #[serde(rename = "else")]
    otherwise: Option<String>,
    #[serde(default)]
    optional: bool,
}

impl Fact {
    pub(super) fn source(&self) -> Source {
        let Fact { column, value, map, otherwise, optional, .. } = self.clone();
        Source { column, value, map, otherwise, split: None, optional }
    }
}

/// As the inputs of a policy have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FactKind {
    Flag,
    Count,
    Word,
    Time,
    Unit,
    Category,
}

/// What a text is mapped to: a word of ours, nothing (`""`), or a flag or a number as it is written.
#[derive(Debug)]
pub(super) struct Word(pub(super) String);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Word, D::Error> {
        match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) => Ok(Word(text)),
            toml::Value::Boolean(flag) => Ok(Word(flag.to_string())),
            toml::Value::Integer(number) => Ok(Word(number.to_string())),
            other => Err(D::Error::custom(format!("invalid type: {}, expected a word", other.type_str()))),
        }
    }
}

/// Where in the text of a mapping something stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines<'t>(pub(super) &'t str);

impl Lines<'_> {
    pub(super) fn of(self, at: usize) -> usize {
        self.0.get(..at).map_or(1, |before| before.matches('\n').count() + 1)
    }
}

pub(super) const MEND: &str = "docs/import.md lists every key of a mapping";

/// Reads the text; what it says is checked elsewhere.
pub(super) fn read(text: &str) -> Result<Document, Error> {
    let bad = |error: &toml::de::Error, field: String| {
        let line = error.span().map_or(1, |span| Lines(text).of(span.start));
        let place = if field.is_empty() { format!("line {line}") } else { format!("line {line}, field {field}") };
        let message = error.message().lines().next().unwrap_or_default();
        match unknown_key(message) {
            Some((text, mend)) => wrong_at("import/mapping", place, text, mend),
            None => wrong_at("import/mapping", place, message, MEND),
        }
    };
    let deserializer = toml::Deserializer::parse(text).map_err(|error| bad(&error, String::new()))?;
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let steps = error.path().to_string();
        // how the reader carries places along is nobody's field
        let steps: Vec<&str> = steps.split('.').filter(|step| !step.starts_with("$__") && *step != "?").collect();
        bad(error.inner(), steps.join("."))
    })
}

/// What there was in place of a key, and what may stand there.
fn unknown_key(message: &str) -> Option<(String, String)> {
    let (key, rest) = message.strip_prefix("unknown field `")?.split_once('`')?;
    let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    let near = nearest(key, known.iter().copied()).map_or_else(String::new, |near| format!(", did you mean `{near}`?"));
    Some((format!("unknown key `{key}`{near}"), format!("known here: {}", known.join(", "))))
}
