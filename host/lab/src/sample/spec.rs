//! What a sample.toml says. Shares are percent, waits are quantiles; names are those of the policy.

use std::collections::BTreeMap;

use paidan_calendar::Day;
use paidan_engine::Error;
use serde::{Deserialize, Deserializer};

use crate::error::{wrong, wrong_at};

use super::dice::Dice;

/// How a city's cases come about.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    format: u32,
    /// Days of registration, unless others are asked for.
    #[serde(deserialize_with = "day")]
    pub(super) from: Day,
    #[serde(deserialize_with = "day")]
    pub(super) to: Day,
    /// The step with which every story begins.
    pub(super) begins: String,
    /// By hour of the day: how likely a request is received then.
    pub(super) hours: Vec<u32>,
    /// How many come on a day off, of 100 on a working day.
    pub(super) rest_days: u32,
    pub(super) channels: Weights,
    pub(super) kinds: Weights,
    /// Categories by weight.
    pub(super) categories: Weights,
    /// The weight of a category that is not listed.
    pub(super) otherwise: u32,
    /// Districts by weight.
    pub(super) areas: Weights,
    /// How many streets a district has, and communities a street: codes are made for them.
    #[serde(default)]
    pub(super) below: Vec<u32>,
    #[serde(default)]
    pub(super) facts: BTreeMap<String, Fact>,
    pub(super) wait: BTreeMap<String, Wait>,
    pub(super) step: BTreeMap<String, Step>,
    /// By category or an ancestor of it; `""` for all others.
    pub(super) text: BTreeMap<String, Text>,
    /// For `{place}` in texts.
    #[serde(default)]
    pub(super) places: Vec<String>,
    /// Rules that no sample reaches, and why.
    #[serde(default)]
    pub unreached: BTreeMap<String, String>,
}

pub(super) type Weights = BTreeMap<String, u32>;

/// What is known: a value by weight of 100, the rest of the time nothing; or a moment so many days after the receipt.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fact {
    #[serde(default)]
    pub(super) is: Weights,
    pub(super) days: Option<[i64; 2]>,
    #[serde(default = "hundred")]
    pub(super) chance: u32,
    /// Only where this other fact is true.
    pub(super) with: Option<String>,
    /// Only in such cases.
    #[serde(default, rename = "if")]
    pub(super) only: Only,
}

/// In which cases: of each list that is not empty, the case has one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Only {
    /// Categories, and all below them.
    #[serde(default)]
    pub(super) category: Vec<String>,
    #[serde(default)]
    pub(super) channel: Vec<String>,
    /// How it is routed.
    #[serde(default)]
    pub(super) mode: Vec<String>,
    /// At which level it is.
    #[serde(default)]
    pub(super) level: Vec<String>,
}

/// How long something takes: per mille and length, linear between.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wait {
    pub(super) unit: Unit,
    pub(super) quantiles: Vec<[i64; 2]>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Unit {
    Minutes,
    Hours,
}

/// Something that happens, and what may happen next.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    /// The kind of event; none: the step's own name.
    pub(super) event: Option<String>,
    /// lead, holders, another, a role (co, fallback …), or a unit's id.
    pub(super) unit: Option<String>,
    /// An opaque code of the person who acts: this and a number.
    pub(super) actor: Option<String>,
    /// What it changes in who has the case; none: what its kind of event does everywhere.
    pub(super) holds: Option<Holds>,
    /// The policy is asked again who has it now.
    #[serde(default)]
    pub(super) asks: bool,
    /// How long after what came before.
    pub(super) wait: Option<String>,
    /// It happens while offices are open.
    #[serde(default = "yes")]
    pub(super) office: bool,
    /// With it a wait for the answer begins: what comes until then is pressed into that time.
    pub(super) answer_within: Option<String>,
    /// It is that answer.
    #[serde(default)]
    pub(super) answers: bool,
    /// Passed over in all other cases.
    #[serde(default, rename = "if")]
    pub(super) only: Only,
    /// What comes next where it is passed over; nothing: as if it had happened.
    #[serde(default, rename = "else")]
    pub(super) passed: Weights,
    #[serde(default)]
    pub(super) level: Weights,
    #[serde(default)]
    pub(super) reason: Weights,
    #[serde(default)]
    pub(super) facts: BTreeMap<String, Fact>,
    /// A limit that people set, so many days later.
    pub(super) due: Option<Due>,
    /// By weight; `end`: nothing more happens.
    pub(super) next: Weights,
    /// How often at most in a story.
    #[serde(default = "two")]
    pub(super) most: u32,
}

/// What happens to who has the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Holds {
    /// The unit has it, and nobody else.
    Takes,
    /// The unit has it too.
    Joins,
    /// The unit has it no more.
    Leaves,
    /// Nothing.
    Stays,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Due {
    pub(super) days: [i64; 2],
    pub(super) chance: u32,
}

/// Texts with `{place}`, `{area}`, `{topic}`, `{n}`, `{days}`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub(super) titles: Vec<String>,
    #[serde(default)]
    pub(super) descriptions: Vec<String>,
}

fn hundred() -> u32 {
    100
}

fn two() -> u32 {
    2
}

fn yes() -> bool {
    true
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
    Day::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}

impl Spec {
    /// First and last day of registration, unless others are asked for.
    #[must_use]
    pub fn days(&self) -> (Day, Day) {
        (self.from, self.to)
    }

    /// Reads a sample.toml.
    ///
    /// # Errors
    /// `sample/file`, with the line.
    pub fn read(name: &str, text: &str) -> Result<Self, Error> {
        let spec: Spec = toml::from_str(text).map_err(|error| {
            let line = error.span().and_then(|span| text.get(..span.start)).map_or(1, |before| before.matches('\n').count() + 1);
            wrong_at(
                "sample/file",
                format!("{name}, line {line}"),
                error.message().to_owned(),
                "policies/xining/sample.toml is a whole one",
            )
        })?;
        if spec.format != 1 {
            let age = if spec.format > 1 { "too new: use a newer paidan" } else { "too old: there was none before 1" };
            return Err(wrong("sample/file", format!("{name}: format {} is {age}", spec.format), "this version reads 1"));
        }
        Ok(spec)
    }
}

impl Wait {
    /// A length in seconds.
    pub(super) fn draw(&self, dice: &mut Dice) -> i64 {
        let unit = match self.unit {
            Unit::Minutes => 60,
            Unit::Hours => 3600,
        };
        // to the thousandth of a per mille, so that every length between two quantiles can come
        let at = dice.between(0, 999_999);
        let above = self.quantiles.iter().position(|[share, _]| share * 1000 > at).unwrap_or(self.quantiles.len() - 1).max(1);
        let ([low, from], [high, to]) = (self.quantiles[above - 1], self.quantiles[above]);
        let part =
            i128::from((at - low * 1000).max(0)) * i128::from((to - from) * unit) / i128::from(((high - low) * 1000).max(1));
        from * unit + i64::try_from(part).unwrap_or(0)
    }
}

impl Fact {
    /// A value by weight; none: nobody knows.
    pub(super) fn word(&self, dice: &mut Dice) -> Option<&str> {
        let known: u32 = self.is.values().sum();
        if !dice.chance(self.chance) || !dice.chance(known.min(100)) {
            return None;
        }
        dice.weighted(self.is.iter().map(|(word, weight)| (word.as_str(), *weight)))
    }
}
