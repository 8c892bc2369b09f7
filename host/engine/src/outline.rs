//! A plan in words before any date is counted: what intake needs to send a case on, for a fraction of a decision's cost.

use serde::Serialize;

use crate::body::BodyName;
use crate::decision::Status;
use crate::json::Json;
use crate::parts::{Label, Need, Note, Route};

/// What a policy says of a case, in terms: no date, no state, no supervision. A [`crate::Decision`] on the same case as of the same
/// moment says the same of all of it, and more.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outline<'a> {
    /// The case's id.
    pub case: &'a str,
    /// As in a decision.
    pub status: Status,
    /// Where the case stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<&'a str>,
    /// Classifications in force.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label<'a>>,
    /// Who handles it and who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<Route<'a>>,
    /// Every obligation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Owed<'a>>,
    /// What is missing and matters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need<'a>>,
    /// The ids of the rules that held, in the manifest's order; those of supervision apart, which time alone makes hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<&'a str>,
    /// What a reader should know: words that the policy does not know, events set aside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// One obligation, in terms. Events are named by their seq.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Owed<'a> {
    /// What is owed.
    pub kind: &'a str,
    /// By whom; absent: by the whole case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyName<'a>>,
    /// The event from which it is counted; absent where it is a time that the case gives or the due of an earlier row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// In force from this event on; absent: from the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<u32>,
    /// Lifted by this event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<u32>,
    /// The term by which it is due; absent where people set the limit or there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<&'a str>,
    /// The rule that says so.
    pub rule: &'a str,
}

impl<'a> Outline<'a> {
    pub(crate) fn of(case: &'a str) -> Self {
        Self {
            case,
            status: Status::Decided,
            stage: None,
            labels: Vec::new(),
            route: None,
            rows: Vec::new(),
            needs: Vec::new(),
            rules: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Appends the JSON, on one line, to a buffer that can be used again.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        self.put(out);
    }
}
