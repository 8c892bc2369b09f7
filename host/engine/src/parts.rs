//! The parts of a decision: a plan in words, with dates and states.

use std::borrow::Cow;
use std::fmt;

use paidan_calendar::State;
use serde::{Serialize, Serializer};

use crate::body::BodyName;
use crate::policy::contract::{Basis, RuleDef};
use crate::stamp::Stamp;

fn is_false(b: &bool) -> bool {
    !*b
}

/// A classification in force.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs)]
pub struct Label<'a> {
    pub group: &'a str,
    pub value: &'a str,
    /// The event (its seq) by which a person set it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_by: Option<u32>,
    /// What the policy would have said, where that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposed: Option<&'a str>,
    pub rule: &'a str,
}

/// Who handles the case.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Route<'a> {
    /// How it is sent out.
    pub mode: &'a str,
    /// 主办
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<BodyName<'a>>,
    /// 责任单位: who answers for it, whoever handles it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accountable: Option<BodyName<'a>>,
    /// Everybody else in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Part<'a>>,
    /// The rule that says so.
    pub rule: &'a str,
}

/// A further body in a route.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs)]
pub struct Part<'a> {
    pub role: &'a str,
    pub unit: BodyName<'a>,
}

/// One obligation. Events are named by their seq.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Clock<'a> {
    /// What is owed.
    pub kind: &'a str,
    /// By whom; absent: by the whole case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyName<'a>>,
    /// The term by which it is due; absent where people set the limit or there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<&'a str>,
    /// From when it is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<Stamp<'a>>,
    /// In force from this event on; absent: from the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<u32>,
    /// Lifted by this event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<u32>,
    /// The last second that still counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Stamp<'a>>,
    /// How it stands.
    #[serde(serialize_with = "state")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub state: State,
    /// When it was fulfilled or lifted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Stamp<'a>>,
    /// By how much it was missed, once it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<Late>,
    /// The due had passed when the row came into force (a tier tightened late).
    #[serde(skip_serializing_if = "is_false")]
    pub late_at_birth: bool,
    /// The due rests on days that no notice covers yet.
    #[serde(skip_serializing_if = "is_false")]
    pub provisional: bool,
    /// A recurring obligation: how the occurrences before the current one went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounds: Option<Rounds<'a>>,
    /// What its ladder did and will do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark<'a>>,
    /// The rule that says so.
    pub rule: &'a str,
}

/// By how much a row was missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Late {
    /// Counted days of the term's profile.
    pub days: u32,
    /// Seconds by the wall clock.
    pub seconds: i64,
}

/// Occurrences of a recurring obligation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs)]
pub struct Rounds<'a> {
    pub met: u32,
    pub missed: u32,
    /// The due of the last one missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_missed: Option<Stamp<'a>>,
}

/// A rung of the ladder in time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mark<'a> {
    /// The rung of the ladder.
    pub rung: &'a str,
    /// The rung's position in the ladder, from 0: that is what its order is told by.
    #[serde(skip)]
    pub place: u8,
    /// When it is reached.
    pub at: Stamp<'a>,
    /// When people are told, where that is later: the next opening.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notify_at: Option<Stamp<'a>>,
    /// Who is told; absent: the body that owes the row, and nobody else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<BodyName<'a>>,
    /// What is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<&'a str>,
    /// Whether it is reached.
    #[serde(skip_serializing_if = "is_false")]
    pub fired: bool,
}

/// One step of the capability ladder.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs)]
pub struct Escalation<'a> {
    pub at: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<&'a str>,
    pub state: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approver: Option<BodyName<'a>>,
    pub rule: &'a str,
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs)]
pub struct Action<'a> {
    pub kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyName<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<u32>,
    pub rule: &'a str,
}

/// What an event did against a rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs)]
pub struct Violation<'a> {
    pub kind: &'a str,
    /// Who did it, where that is not the unit that the event names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyName<'a>>,
    pub event: u32,
    pub rule: &'a str,
}

/// The case's part in a rate.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Measure<'a> {
    /// Which.
    pub metric: &'a str,
    /// Whose; absent: who answers for the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyName<'a>>,
    /// The answer it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<u32>,
    /// In the denominator.
    pub counts: bool,
    /// In the numerator.
    pub hit: bool,
    /// The rule that says so.
    pub rule: &'a str,
}

/// What is missing: an input, or else a field of the case.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Need<'a> {
    /// The fact that is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<&'a str>,
    /// The field that is missing: `category`, `kind`, `channel`, or `area[2]`, the code at that place from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub field: Option<Field>,
    /// The rule that asks for it.
    pub rule: &'a str,
}

impl Need<'_> {
    /// What is missing, as the decision names it.
    #[must_use]
    pub fn named(&self) -> Cow<'_, str> {
        match (self.input, self.field) {
            (Some(input), _) => input.into(),
            (None, field) => field.map_or_else(String::new, |field| field.to_string()).into(),
        }
    }
}

/// A field of a case, by its path in the case's JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The code at this place of `area`.
    Area(u16),
    /// Its category.
    Category,
    /// Its kind.
    Kind,
    /// Its channel.
    Channel,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Area(place) => write!(f, "area[{place}]"),
            Self::Category => f.write_str("category"),
            Self::Kind => f.write_str("kind"),
            Self::Channel => f.write_str("channel"),
        }
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A rule that held, and what it rests on: a sentence of a document, or another rule whose gap we filled.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason<'a> {
    /// The rule.
    pub rule: &'a str,
    /// Verbatim from the document.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub quote: &'a str,
    /// The document, where it is not the policy's own.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub source: &'a str,
    /// The rule is ours: no document says so. `paidan inspect` shows why.
    #[serde(skip_serializing_if = "is_false")]
    pub ours: bool,
    /// All of it, written once for every decision that rests on the rule: most of a decision's text is sentences.
    #[serde(skip)]
    pub(crate) json: &'a [u8],
}

impl<'a> Reason<'a> {
    /// The rule's, but for its JSON.
    pub(crate) fn of(def: &'a RuleDef) -> Self {
        let reason = Reason { rule: &def.id, quote: "", source: "", ours: false, json: &[] };
        match def.basis {
            Basis::Quoted | Basis::Unused => Reason { quote: &def.quote, ..reason },
            Basis::External => Reason { quote: &def.quote, source: &def.source, ..reason },
            Basis::Ours => Reason { ours: true, ..reason },
        }
    }
}

/// What a reader should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Note {
    /// `unknown-event`, `set-aside` …
    pub code: &'static str,
    /// In English.
    pub text: String,
    /// What it is about, for those who say it in another language; the text has it all.
    #[serde(skip)]
    pub about: Option<About>,
}

/// What a note is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// A word of the case, or the name of a fact.
    pub word: String,
    /// The seq of the event that says it, if an event does and has one.
    pub event: Option<u32>,
    /// The word that was probably meant.
    pub meant: Option<String>,
}

impl Note {
    pub(crate) fn new(code: &'static str, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), about: None }
    }

    pub(crate) fn about(self, word: &str, event: Option<u32>, meant: Option<&str>) -> Self {
        Self { about: Some(About { word: word.to_owned(), event, meant: meant.map(str::to_owned) }), ..self }
    }
}

fn state<S: Serializer>(state: &State, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(state.as_str())
}
