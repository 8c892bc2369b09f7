//! A policy's manifest, checked: every position lies inside its list, every id is there once. What is checked here need not
//! be checked again for each case.

mod check;

use crate::error::Error;
use crate::json;
use crate::parts::Reason;
use crate::policy::contract as c;
use crate::words::Table;

/// What a policy declares, and the tables by which a case's words are interned.
pub struct Manifest {
    /// As the policy said it.
    pub raw: c::Manifest,
    pub(crate) words: Words,
    /// By M.rules: the rule as a reason, in canonical JSON.
    pub(crate) reasons: Vec<Box<[u8]>>,
}

/// From a word to its position. Units, categories, areas and the like are known by id and by title.
#[derive(Default)]
pub(crate) struct Words {
    pub(crate) channels: Table,
    pub(crate) kinds: Table,
    pub(crate) categories: Table,
    pub(crate) areas: Table,
    pub(crate) events: Table,
    pub(crate) reasons: Table,
    pub(crate) levels: Table,
    pub(crate) units: Table,
    pub(crate) inputs: Table,
    /// By M.inputs: the words of an input of kind word.
    pub(crate) input_words: Vec<Table>,
}

impl std::fmt::Debug for Manifest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Manifest({} {})", self.raw.id, self.raw.version)
    }
}

impl Manifest {
    pub(crate) fn check(raw: c::Manifest) -> Result<Self, Error> {
        if let Some((place, text)) = check::wrong(&raw) {
            return Err(Error::new("load/manifest", format!("the manifest of `{}` is wrong: {text}", check::shown(&raw.id)))
                .at(place)
                .mend("build the policy again with this host's `paidan build`; a manifest is made from rules.toml"));
        }
        let words = Words {
            channels: Table::of(&raw.channels),
            kinds: Table::of(&raw.kinds),
            categories: Table::of(&raw.categories),
            areas: Table::of(&raw.areas),
            events: Table::of(&raw.events),
            reasons: Table::of(&raw.reasons),
            levels: Table::of(&raw.levels),
            units: Table::of(&raw.units),
            inputs: Table::of(&raw.inputs),
            input_words: raw.inputs.iter().map(|i| Table::of(&i.words)).collect(),
        };
        let reason = |rule| {
            let mut json = Vec::new();
            json::put_reason(&Reason::of(rule), &mut json);
            json.into_boxed_slice()
        };
        let reasons = raw.rules.iter().map(reason).collect();
        Ok(Self { raw, words, reasons })
    }

    /// The rule at a position, with everything a reader wants to know of it.
    #[must_use]
    pub fn rule(&self, index: u16) -> &c::RuleDef {
        &self.raw.rules[usize::from(index)]
    }

    /// Whether a rule held, by its conditions: of none asked, it holds.
    #[must_use]
    pub fn holds(&self, rule: u16, conditions: u32) -> bool {
        let def = self.rule(rule);
        match def.holds {
            _ if def.conditions.is_empty() => true,
            c::HoldsIf::All => conditions.count_ones() as usize == def.conditions.len(),
            c::HoldsIf::Any => conditions != 0,
        }
    }

    /// Whether the policy judges cases of this jurisdiction (an administrative code).
    #[must_use]
    pub fn covers(&self, jurisdiction: &str) -> bool {
        self.raw.jurisdictions.iter().any(|j| jurisdiction.starts_with(j.as_str()))
    }
}
