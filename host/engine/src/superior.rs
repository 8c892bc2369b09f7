//! 上级: the rules of the region above a city. Asked about every case of the city too; what is escalated to its level is theirs.

use serde::Serialize;

use crate::city::City;
use crate::decision::{Decision, Status};
use crate::error::Error;
use crate::manifest::Manifest;
use crate::parts::Note;
use crate::versions::Versions;

/// A superior, and where the city stands among its levels.
#[derive(Debug)]
pub(crate) struct Superior {
    pub(crate) versions: Versions,
    /// The level of the superior's at which the city stands.
    level: String,
}

/// What the superior's rules say of a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Above<'a> {
    /// The level of the superior's at which the city itself stands.
    pub level: &'a str,
    /// An escalation beyond that level was approved: who leads and who answers for the whole is what this decision says.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub in_charge: bool,
    /// Its decision, whole.
    pub decision: Decision<'a>,
}

impl Superior {
    /// # Errors
    /// `load/superior` if a version has no such level, or nothing above it.
    pub(crate) fn new(versions: Versions, level: &str) -> Result<Self, Error> {
        for (_, city) in versions.all() {
            let raw = &city.policy().manifest().raw;
            let position = raw.levels.iter().position(|l| l.id == level);
            if position.is_none_or(|position| position + 1 == raw.levels.len()) {
                let levels: Vec<&str> = raw.levels.iter().rev().skip(1).rev().map(|l| l.id.as_str()).collect();
                let text = format!("`{}` has no level `{level}` above which there is another", raw.id);
                return Err(Error::new("load/superior", text).mend(format!("one of {}", levels.join(", "))));
            }
        }
        Ok(Self { versions, level: level.to_owned() })
    }

    /// Whether a level lies above the one at which the city stands.
    fn is_beyond(&self, level: &str) -> bool {
        // the names of levels and their order are the same in every version that knows both
        self.versions.all().iter().any(|(_, city)| {
            let position = |id: &str| city.policy().manifest().raw.levels.iter().position(|l| l.id == id);
            position(level) > position(&self.level)
        })
    }
}

impl<'a> Decision<'a> {
    /// The decision that says who leads and who answers: the superior's, once the case was escalated to its level.
    #[must_use]
    pub fn in_charge(&self) -> &Decision<'a> {
        match &self.above {
            Some(above) if above.in_charge => above.decision.in_charge(),
            _ => self,
        }
    }

    /// The decision of a city with its superior's, if it stands below one that has something to say: not before the case is
    /// opened, nor of what is no case of the city. `ask` decides the case by the superior's rules.
    ///
    /// # Errors
    /// The superior's fault is the whole's: half an answer would look like a whole one.
    pub(crate) fn with_above<'s: 'a>(
        mut self,
        own: &Manifest,
        superior: Option<&'s Superior>,
        ask: impl FnOnce(&'s Versions) -> Result<(&'s City, Decision<'a>), Error>,
    ) -> Result<Self, Error> {
        if let (Some(superior), Status::Decided | Status::NeedsInput) = (superior, self.status) {
            let decided = ask(&superior.versions).map_err(|error| error.within("above"))?;
            self.put_above(own, superior, decided);
        }
        Ok(self)
    }

    /// A word is unknown only if neither of the two manifests knows it, and is named once.
    fn put_above(&mut self, own: &Manifest, superior: &'a Superior, (city, mut decision): (&City, Decision<'a>)) {
        self.notes.retain(|note| !city.policy().manifest().knows(note));
        let named = |note: &Note| self.notes.iter().any(|other| other.code == note.code && other.word() == note.word());
        decision.notes.retain(|note| !own.knows(note) && (note.word().is_none() || !named(note)));
        self.next_check = [self.next_check, decision.next_check].into_iter().flatten().min_by_key(|stamp| stamp.at);
        let beyond = |to: Option<&str>| to.is_some_and(|to| superior.is_beyond(to));
        let in_charge = decision.escalations.iter().any(|step| step.state == "approved" && beyond(step.to));
        self.above = Some(Box::new(Above { level: &superior.level, in_charge, decision }));
    }
}

impl Note {
    /// The word that is unknown, if the note says that one is.
    fn word(&self) -> Option<&str> {
        self.about.as_ref().filter(|_| self.code.starts_with("unknown-")).map(|about| about.word.as_str())
    }
}

impl Manifest {
    /// Whether a word that a note calls unknown is declared here.
    fn knows(&self, note: &Note) -> bool {
        let Some(word) = note.word() else { return false };
        let Manifest { raw, words, .. } = self;
        match note.code {
            "unknown-channel" => words.channels.get(&raw.channels, word).is_some(),
            "unknown-kind" => words.kinds.get(&raw.kinds, word).is_some(),
            "unknown-category" => words.categories.get(&raw.categories, word).is_some(),
            "unknown-event" => words.events.get(&raw.events, word).is_some(),
            "unknown-level" => words.levels.get(&raw.levels, word).is_some(),
            "unknown-reason" => words.reasons.get(&raw.reasons, word).is_some(),
            "unknown-fact" => words.inputs.get(&raw.inputs, word).is_some(),
            _ => words.input_words.iter().zip(&raw.inputs).any(|(table, input)| table.get(&input.words, word).is_some()),
        }
    }
}
