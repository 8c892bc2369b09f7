//! What comes out: the plan with dates and states, reasons with their sentences, and who decided by what.
//!
//! The JSON is canonical: fields in the order of these structs, empty lists and absent values left out, instants in RFC 3339
//! with the calendar's offset. Nothing in it depends on how the policy was run.

use serde::{Serialize, Serializer};

use crate::json::Json;
use crate::parts::{Action, Clock, Escalation, Label, Measure, Need, Note, Reason, Route, Violation};
use crate::stamp::Stamp;
use crate::superior::Above;

/// The decision on one case as of one moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decision<'a> {
    /// The case's id.
    pub case: &'a str,
    /// Whether there is a plan, and whether it lacks something.
    pub status: Status,
    /// The moment asked about.
    pub as_of: Stamp<'a>,
    /// Which rules judged it.
    pub policy: PolicyId<'a>,
    /// Which calendar, as known when.
    pub calendar: CalendarId<'a>,
    /// Version of the contract between host and policy.
    pub contract: &'a str,
    /// Where the case stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<&'a str>,
    /// 督办: the highest rung that lateness has reached on an open row, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supervised: Option<u8>,
    /// At which level it is handled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<&'a str>,
    /// Classifications in force.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label<'a>>,
    /// Who handles it and who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<Route<'a>>,
    /// Every obligation, past ones included.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<Clock<'a>>,
    /// 提级: steps of the capability ladder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub escalations: Vec<Escalation<'a>>,
    /// What is to be done by people or by the work-order system.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action<'a>>,
    /// What was done against a rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation<'a>>,
    /// The case's part in the rates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Measure<'a>>,
    /// What is missing and matters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need<'a>>,
    /// Every rule that held, and every rule that a violation is against, with the sentence that it rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason<'a>>,
    /// What a reader should know: words that the policy does not know, events set aside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// The earliest later moment at which time alone changes something here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_check: Option<Stamp<'a>>,
    /// What the superior's rules say of the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<Box<Above<'a>>>,
    /// How it came about; not part of the decision.
    #[serde(skip)]
    pub trace: Trace,
}

/// Whether there is a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// A whole plan.
    Decided,
    /// A plan, but something is missing: see `needs`. Everything that does not depend on it is decided.
    NeedsInput,
    /// Not this policy's business.
    NotApplicable,
    /// The case contradicts itself.
    Contradictory,
    /// At the moment asked about nothing had happened yet.
    NotOpened,
}

impl Status {
    /// As in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Decided => "decided",
            Self::NeedsInput => "needs-input",
            Self::NotApplicable => "not-applicable",
            Self::Contradictory => "contradictory",
            Self::NotOpened => "not-opened",
        }
    }
}

/// Which rules.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicyId<'a> {
    /// The policy's id.
    pub id: &'a str,
    /// Its version.
    pub version: &'a str,
    /// SHA-256 of its sources: the same whatever compiler built it.
    pub rules: &'a str,
}

/// Which calendar.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CalendarId<'a> {
    /// The calendar's id.
    pub id: &'a str,
    /// The day as of which its notices are taken.
    #[serde(serialize_with = "display")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date")))]
    pub known_at: paidan_calendar::Day,
    /// SHA-256 of the notices published by then: a later file that only adds to them gives the same.
    pub view: &'a str,
}

/// How a decision came about: for explanations and coverage, never compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    /// Every rule that was asked, with the conditions that held, in the order asked; then the rules that the decision rests on without
    /// having been asked: they held, and no condition is marked.
    pub asked: Vec<Asked>,
    /// What the rows were judged from, in the order of `clocks`.
    pub(crate) rows: Vec<crate::rows::Resolved>,
    /// WebAssembly instructions, about.
    pub fuel: u64,
}

/// A rule that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Position in the manifest's rules.
    pub rule: u16,
    /// Bit i: the rule's i-th condition held.
    pub conditions: u32,
    /// Whether the rule held.
    pub held: bool,
}

impl Decision<'_> {
    /// The canonical JSON, on one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = Vec::with_capacity(3072);
        self.write_json(&mut out);
        String::from_utf8(out).unwrap_or_default()
    }

    /// Whether two decisions on a case say the same, whoever decided: policy, calendar and contract are not compared, nor the sentences
    /// of the rules that held; the next check follows from the rest.
    #[must_use]
    pub fn says_the_same(&self, other: &Decision<'_>) -> bool {
        let above = match (&self.above, &other.above) {
            (Some(one), Some(two)) => {
                (one.level, one.in_charge) == (two.level, two.in_charge) && one.decision.says_the_same(&two.decision)
            }
            (one, two) => one.is_none() && two.is_none(),
        };
        above
            && (self.case, self.as_of.at) == (other.case, other.as_of.at)
            && self.stands_the_same(other)
            && self.notes == other.notes
    }

    /// Whether two decisions, of whatever moments, find the same of a case: [`Decision::says_the_same`] but for notes, the moment, and
    /// what a superior says.
    #[must_use]
    pub fn stands_the_same(&self, other: &Decision<'_>) -> bool {
        (self.status, self.stage, self.supervised, self.level) == (other.status, other.stage, other.supervised, other.level)
            && self.labels == other.labels
            && self.route == other.route
            && self.clocks == other.clocks
            && self.escalations == other.escalations
            && self.actions == other.actions
            && self.violations == other.violations
            && self.measures == other.measures
            && self.needs == other.needs
            && self.reasons.iter().map(|r| r.rule).eq(other.reasons.iter().map(|r| r.rule))
    }

    /// Appends the canonical JSON to a buffer that can be used again.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        self.put(out);
    }
}

fn display<S: Serializer>(value: &impl std::fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
