//! 上级: the rules of the region above a city. Asked about every case of the city too; what is escalated to its level is theirs.

use serde::Serialize;

use crate::decision::{Decision, Note, Status};
use crate::error::Error;
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

    /// Whether a superior has something to say: not before the case is opened, nor of what is no case of the city.
    pub(crate) fn asks_above(&self) -> bool {
        matches!(self.status, Status::Decided | Status::NeedsInput)
    }

    /// Adds what the superior decided. A word is unknown only if neither of the two knows it.
    ///
    /// # Errors
    /// The superior's fault is the whole's: half an answer would look like a whole one.
    pub(crate) fn put_above(&mut self, superior: &'a Superior, decided: Result<Decision<'a>, Error>) -> Result<(), Error> {
        let mut decision = decided.map_err(|error| error.within("above"))?;
        let unknown = |note: &Note| note.code.starts_with("unknown-");
        let word = |note: &Note| note.text.split_once(", did you mean").map_or(note.text.len(), |(word, _)| word.len());
        let same = |a: &Note, b: &Note| a.code == b.code && a.text[..word(a)] == b.text[..word(b)];
        self.notes.retain(|note| !unknown(note) || decision.notes.iter().any(|other| same(note, other)));
        decision.notes.retain(|note| !unknown(note));
        self.next_check = [self.next_check, decision.next_check].into_iter().flatten().min_by_key(|stamp| stamp.at);
        let in_charge =
            decision.escalations.iter().any(|step| step.state == "approved" && step.to.is_some_and(|to| superior.is_beyond(to)));
        self.above = Some(Box::new(Above { level: &superior.level, in_charge, decision }));
        Ok(())
    }
}
