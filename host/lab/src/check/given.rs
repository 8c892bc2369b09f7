//! A case as it is written: what is taken apart to find out what matters in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A case in the order in which people write it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)] // docs/case-format.md
pub struct Given {
    pub id: String,
    pub jurisdiction: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub area: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, Value>,
    pub history: Vec<Happened>,
}

/// Something that happened.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Happened {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u32>,
    pub at: String,
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<u32>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, Value>,
}

impl Given {
    /// Reads a case whose events are then numbered, so that what is left keeps its number when one is taken out.
    pub(super) fn read(json: &str) -> Option<Self> {
        let mut given: Self = serde_json::from_str(json).ok()?;
        if given.history.iter().all(|event| event.seq.is_none()) {
            // written with one offset, times are in the order of their letters
            given.history.sort_by(|one, other| one.at.cmp(&other.at));
            (1..).zip(&mut given.history).for_each(|(seq, event)| event.seq = Some(seq));
        }
        Some(given)
    }

    /// On one line.
    #[must_use]
    pub fn json(&self) -> String {
        // every value here has a JSON form
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The same case with one thing less, in every way there is, the largest things first.
    pub(super) fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        let mut with = |change: &dyn Fn(&mut Self)| {
            let mut one = self.clone();
            change(&mut one);
            if one != *self {
                all.push(one);
            }
        };
        if self.history.len() > 1 {
            (0..self.history.len()).rev().for_each(|i| {
                with(&|case| {
                    case.history.remove(i);
                });
            });
        }
        with(&|case| case.category = None);
        with(&|case| case.area.clear());
        with(&|case| case.channel = None);
        with(&|case| case.kind = None);
        with(&|case| (case.title, case.description) = (None, None));
        for name in self.facts.keys() {
            with(&|case| {
                case.facts.remove(name);
            });
        }
        if let Some((above, _)) = self.category.as_ref().and_then(|path| path.rsplit_once('/')) {
            with(&|case| case.category = Some(above.to_owned()));
        }
        with(&|case| {
            case.area.pop();
        });
        for (i, event) in self.history.iter().enumerate() {
            for name in event.facts.keys() {
                with(&|case| {
                    case.history[i].facts.remove(name);
                });
            }
            with(&|case| case.history[i].unit = None);
            with(&|case| case.history[i].actor = None);
            with(&|case| case.history[i].level = None);
            with(&|case| case.history[i].reason = None);
            with(&|case| case.history[i].due_at = None);
            with(&|case| case.history[i].recorded_at = None);
        }
        all
    }

    /// The same case without a word; none if it does not say it.
    pub(super) fn without(&self, word: &Word<'_>) -> Option<Self> {
        let mut case = self.clone();
        match *word {
            Word::Channel(id) => drop(case.channel.take_if(|said| said == id)?),
            Word::Kind(id) => drop(case.kind.take_if(|said| said == id)?),
            Word::Category(id) => drop(case.category.take_if(|said| said == id)?),
            Word::Area(id) => case.area.truncate(case.area.iter().position(|code| code == id)?),
            Word::Event(id) => case.history.retain(|event| event.kind != id),
            Word::Level(id) => case.history.iter_mut().for_each(|event| drop(event.level.take_if(|said| said == id))),
            Word::Reason(id) => case.history.iter_mut().for_each(|event| drop(event.reason.take_if(|said| said == id))),
            Word::Input(id) => {
                case.facts.remove(id);
                case.history.iter_mut().for_each(|event| drop(event.facts.remove(id)));
            }
        }
        (case != *self && !case.history.is_empty()).then_some(case)
    }
}

/// A word that a case may say.
#[derive(Debug, Clone, Copy)]
pub(super) enum Word<'w> {
    Channel(&'w str),
    Kind(&'w str),
    Category(&'w str),
    Area(&'w str),
    Event(&'w str),
    Reason(&'w str),
    Level(&'w str),
    Input(&'w str),
}

impl<'w> Word<'w> {
    pub(super) fn id(&self) -> &'w str {
        match self {
            Self::Channel(id) | Self::Kind(id) | Self::Category(id) | Self::Area(id) => id,
            Self::Event(id) | Self::Reason(id) | Self::Level(id) | Self::Input(id) => id,
        }
    }
}
