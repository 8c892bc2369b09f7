//! What an import found: how much became cases, what was left out and why, where each column lands.

use std::collections::BTreeMap;

use serde::Serialize;

/// Of a whole file.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// Rows that are not empty.
    pub rows: u64,
    /// Cases that were made.
    pub cases: u64,
    /// Rows of nothing but commas or blanks.
    pub empty: u64,
    /// By the code of the error: rows that were left out.
    pub left_out: BTreeMap<&'static str, LeftOut>,
    /// The file could not be read to its end: nobody knows how many rows are missing.
    pub cut_short: bool,
    /// Whose words were compared with; empty: nobody's.
    pub cities: Vec<String>,
    /// Words that the city's rules do not declare, the most frequent first. They are kept.
    pub unknown: Vec<Unknown>,
    /// Unknown words beyond those that are remembered.
    pub unknown_more: u64,
    /// Rules of the mapping, and entries of its maps, that nothing came to.
    pub idle: Vec<String>,
    /// Where each column lands; empty unless it was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
}

/// Rows that one kind of error left out.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LeftOut {
    /// Rows.
    pub rows: u64,
    /// The first of them.
    pub examples: Vec<Example>,
}

/// A row that was left out.
#[derive(Debug, Clone, Serialize)]
pub struct Example {
    /// `row 3, line 4, column 派单时间`
    pub place: String,
    /// What is wrong.
    pub text: String,
}

/// A word that the city's rules do not declare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unknown {
    /// channel, kind, category, area, event, unit, level, reason, fact, word, jurisdiction.
    pub what: &'static str,
    /// The rule of the mapping that said it: `case.channel`.
    pub rule: String,
    /// The word.
    pub word: String,
    /// How often it was said.
    pub count: u64,
    /// What was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meant: Option<String>,
}

/// A column of the file.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    /// As the file has it; of JSON with dots, in a list behind `[]`.
    pub name: String,
    /// The rules of the mapping that use it; none: it is not used.
    pub lands: Vec<String>,
    /// Rows in which something stands there.
    pub rows: u64,
    /// Different values.
    pub distinct: usize,
    /// There are more than were counted.
    pub more: bool,
    /// How often a word from it is not known to the city.
    pub unknown: u64,
    /// The first different values. None of a column that is not used: names and telephone numbers stand there.
    pub values: Vec<String>,
}
