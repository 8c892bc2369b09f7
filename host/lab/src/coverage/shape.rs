//! A coverage as JSON: `paidan schema coverage` is its schema. Keys stand in the order of these fields; ids are the manifest's, titles
//! its Chinese ones; lists are in the manifest's order, the newest version's first.

use serde::Serialize;

use crate::report::{Cases, Excluded, Hundredths, Version};

/// Of the JSON.
pub const FORMAT: u32 = 1;

/// What a corpus reaches of a city's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Coverage {
    /// The format: 1.
    pub coverage: u32,
    /// The policy's id.
    pub city: String,
    /// The policy's title.
    pub title: String,
    /// Its version; of several the newest.
    pub version: String,
    /// SHA-256 of its sources, the first half.
    pub digest: String,
    /// Where there are several versions, all of them, oldest first: each case was judged by the one in force when it was registered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<Version>,
    /// The moment at which every case was judged.
    pub as_of: String,
    /// How many cases were read. What is not the policy's business or contradicts itself is covered too: by the rule that says so.
    pub cases: Cases,
    /// Every rule that is applied: those that are read and not applied (`unused`) have no say.
    pub rules: Vec<Rule>,
    /// Every kind of limit.
    pub clocks: Vec<Clock>,
    /// Every word that is declared, by list.
    pub words: Vec<Words>,
    /// The dispatch catalogues of the versions whose sources are here, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub catalogues: Vec<Catalogue>,
}

/// A rule, in cases. Asked are held and missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rule {
    /// Its id.
    pub rule: String,
    #[allow(missing_docs)]
    pub title: String,
    /// One condition is enough (`any`); else it needs all of them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub any: bool,
    /// It was asked, or a decision rests on it, or a rule that fills its gap was.
    pub asked: u64,
    /// It held, in one asking at least.
    pub held: u64,
    /// It was asked and held in no asking.
    pub missed: u64,
    /// Held, of those asked.
    pub held_percent: Option<Hundredths>,
    /// Held, of all cases that were decided.
    pub share_percent: Option<Hundredths>,
    /// The earliest case in which it held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_held: Option<String>,
    /// Of the cases that missed it, the one that lacked the fewest conditions; of several the earliest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Nearest>,
    #[allow(missing_docs)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// A case that missed a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Nearest {
    /// Its id.
    pub case: String,
    /// How many conditions it lacked.
    pub lacked: u32,
}

/// A condition of a rule, in cases. A case may ask about it more than once, and be counted as `yes` and as `no`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Condition {
    /// Its id.
    pub condition: String,
    #[allow(missing_docs)]
    pub title: String,
    /// It was so in one asking at least.
    pub yes: u64,
    /// It was not so in one asking at least.
    pub no: u64,
    /// The rule was missed, and the asking that came nearest lacked this.
    pub failed: u64,
    /// It lacked nothing else.
    pub alone: u64,
}

/// A kind of limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Clock {
    /// Its id.
    pub clock: String,
    #[allow(missing_docs)]
    pub title: String,
    /// Rows of decisions.
    pub rows: u64,
    /// Done in time; of a recurring duty, every occurrence.
    pub met: u64,
    /// Done late, or over the limit and not done; of a recurring duty, every occurrence.
    pub missed: u64,
    /// Of them, those not done.
    pub overdue: u64,
    /// Neither met nor missed, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<Excluded>,
    /// `met`, `missed`: what no row was, though one could have been.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub never: Vec<&'static str>,
    /// The rungs of its ladder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rungs: Vec<Rung>,
}

/// A rung of a ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rung {
    /// Its id.
    pub rung: String,
    #[allow(missing_docs)]
    pub title: String,
    /// Rows of the clock that reached it.
    pub fired: u64,
}

/// The words of a list of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Words {
    /// What cases are read by: `channel`, `kind`, `category`, `area`, `event`, `reason`, `input`; what decisions say: `stage`, `level`,
    /// `label`, `mode`, `role`, `unit`, `action`, `violation`.
    pub list: &'static str,
    #[allow(missing_docs)]
    pub words: Vec<Word>,
}

/// A word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Word {
    /// Its id.
    pub word: String,
    #[allow(missing_docs)]
    pub title: String,
    /// Cases that give it, or whose decision says it. A category counts with those below it.
    pub cases: u64,
    /// Of an input: cases whose decision asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lacking: Option<u64>,
}

/// A dispatch catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Catalogue {
    /// The version of the rules that it is of.
    pub version: String,
    #[allow(missing_docs)]
    pub rows: Vec<CatalogueRow>,
}

/// A row of a dispatch catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CatalogueRow {
    /// In routes.csv, from 1.
    pub line: usize,
    #[allow(missing_docs)]
    pub category: String,
    /// The category's.
    pub title: String,
    /// Absent: anywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// Routed cases for whose category and areas it is the row.
    pub cases: u64,
}

impl Condition {
    /// `true`, `false`: which way it never went.
    #[must_use]
    pub fn never(&self) -> Vec<&'static str> {
        let ways = [("true", self.yes), ("false", self.no)].into_iter();
        ways.filter(|(_, cases)| *cases == 0).map(|(way, _)| way).collect()
    }
}
