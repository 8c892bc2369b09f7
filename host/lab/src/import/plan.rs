//! A mapping that was checked: which column lands where, each name of a map or a column resolved to a position.

use encoding_rs::Encoding;
use paidan_engine::{Error, nearest};
use rustc_hash::{FxHashMap, FxHashSet};

use super::check::Checker;
use super::mapping::{self, FactKind, Shape};
use super::times::Times;
use crate::error::wrong_at;

/// A mapping file: how the rows of another system become cases (docs/import.md).
#[derive(Debug)]
pub struct Mapping {
    /// How the file is called in messages.
    pub(super) name: String,
    pub(super) shape: Shape,
    pub(super) encoding: Option<&'static Encoding>,
    pub(super) delimiter: u8,
    pub(super) empty: FxHashSet<String>,
    pub(super) times: Times,
    pub(super) columns: Vec<Column>,
    pub(super) landings: Vec<Landing>,
    pub(super) maps: Vec<Map>,
    /// The entries of all maps, as they are told.
    pub(super) entries: Vec<String>,
    pub(super) case: CasePlan,
    pub(super) events: Vec<EventPlan>,
}

/// A column that the mapping names.
#[derive(Debug)]
pub(super) struct Column {
    /// Of a list in the row, of whose elements this is a column: its position.
    pub(super) of: Option<usize>,
    /// As the mapping has it.
    pub(super) name: String,
    /// It may be missing from a whole file.
    pub(super) optional: bool,
    /// Of the mapping file.
    pub(super) line: usize,
    /// From JSON: the way to it.
    pub(super) path: Vec<String>,
}

/// What becomes of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    /// Whatever no city declares words for: id, title, times …
    Plain,
    Jurisdiction,
    Channel,
    Kind,
    Category,
    /// The coarsest code.
    Area,
    Event,
    Unit,
    Level,
    Reason,
    /// An input of the case, or of a kind of event.
    Fact {
        name: String,
        kind: FactKind,
        on: Option<String>,
    },
}

/// A rule of the mapping: what lands where.
#[derive(Debug)]
pub(super) struct Landing {
    pub(super) field: Field,
    /// `case.channel`, `dispatched.unit`
    pub(super) name: String,
    pub(super) column: Option<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Map {
    /// Word and position among all entries.
    pub(super) words: FxHashMap<String, (String, usize)>,
    pub(super) others: Option<(String, usize)>,
}

/// How a value is taken from a row.
#[derive(Debug)]
pub(super) struct Take {
    pub(super) from: From,
    pub(super) map: Option<usize>,
    pub(super) otherwise: Option<String>,
    pub(super) split: Option<String>,
    pub(super) landing: usize,
}

#[derive(Debug)]
pub(super) enum From {
    Column(usize),
    Value(String),
}

#[derive(Debug)]
pub(super) struct TakeFact {
    pub(super) name: String,
    pub(super) kind: FactKind,
    pub(super) scale: i64,
    pub(super) take: Take,
}

#[derive(Debug)]
pub(super) struct CasePlan {
    pub(super) id: Take,
    pub(super) jurisdiction: Take,
    pub(super) channel: Option<Take>,
    pub(super) kind: Option<Take>,
    pub(super) category: Vec<Take>,
    pub(super) area: Vec<Take>,
    pub(super) title: Option<Take>,
    pub(super) description: Option<Take>,
    pub(super) facts: Vec<TakeFact>,
}

#[derive(Debug)]
pub(super) struct EventPlan {
    pub(super) kind: Take,
    /// The column of a list, and the landing.
    pub(super) each: Option<(usize, usize)>,
    pub(super) when: Option<Condition>,
    pub(super) at: Take,
    pub(super) unit: Option<Take>,
    /// Name of the field, and where its word comes from.
    pub(super) words: Vec<(&'static str, Take)>,
    pub(super) times: Vec<(&'static str, Take)>,
    pub(super) facts: Vec<TakeFact>,
}

#[derive(Debug)]
pub(super) struct Condition {
    pub(super) landing: usize,
    pub(super) column: usize,
    pub(super) is: Option<Vec<String>>,
    pub(super) filled: bool,
}

impl Mapping {
    /// Reads a mapping file and checks it.
    ///
    /// # Errors
    /// `import/mapping`, `import/mapping-format`, with line and field.
    pub fn read(name: &str, text: &str) -> Result<Mapping, Error> {
        let checked = mapping::read(text).and_then(|document| Checker::new(name, text).mapping(&document));
        checked.map_err(|error| error.within(name))
    }

    /// An error about columns that are not in a file, with the mapping's line of the first.
    pub(super) fn no_column<'k>(&self, missing: impl Iterator<Item = usize>, known: impl Iterator<Item = &'k str>) -> Error {
        const SHOWN: usize = 20;
        let mut missing: Vec<&Column> = missing.map(|column| &self.columns[column]).collect();
        missing.sort_by_key(|column| column.line);
        let known: Vec<&str> = known.collect();
        let named: Vec<String> = missing.iter().map(|column| format!("`{}`", self.shown(column))).collect();
        let near = missing.first().and_then(|column| nearest(&column.name, known.iter().copied()));
        let near = near.map_or_else(String::new, |near| format!(", did you mean `{near}`?"));
        let nor = if named.len() > 1 { format!("; nor {}", named[1..].join(", ")) } else { String::new() };
        let text = format!("the file has no column {}{near}{nor}", named.first().map_or("", String::as_str));
        let more = if known.len() > SHOWN { " …" } else { "" };
        let shown = known[..known.len().min(SHOWN)].join(", ");
        let mend = format!("there are: {shown}{more}; a column that may be missing is optional = true");
        let line = missing.first().map_or(1, |column| column.line);
        wrong_at("import/no-column", format!("{}, line {line}", self.name), text, mend)
    }

    /// `notes[].datetime`
    pub(super) fn shown(&self, column: &Column) -> String {
        column.of.map_or_else(|| column.name.clone(), |list| format!("{}[].{}", self.columns[list].name, column.name))
    }
}
