//! What a decision says, read from its JSON: what two decisions are compared by. Who decided, and what follows from the rest (the
//! next check), is not in it. A field that this program does not know is another version's, and is passed over.

use std::borrow::Cow;

use serde::Deserialize;

type Text<'a> = Cow<'a, str>;

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Said<'a> {
    #[serde(borrow)]
    pub status: Text<'a>,
    #[serde(borrow)]
    pub stage: Option<Text<'a>>,
    pub supervised: Option<u8>,
    #[serde(borrow)]
    pub level: Option<Text<'a>>,
    #[serde(borrow)]
    pub labels: Vec<Label<'a>>,
    #[serde(borrow)]
    pub route: Option<Route<'a>>,
    #[serde(borrow)]
    pub clocks: Vec<Row<'a>>,
    #[serde(borrow)]
    pub escalations: Vec<Step<'a>>,
    #[serde(borrow)]
    pub actions: Vec<Kind<'a>>,
    #[serde(borrow)]
    pub violations: Vec<Kind<'a>>,
    #[serde(borrow)]
    pub measures: Vec<Measure<'a>>,
    #[serde(borrow)]
    pub needs: Vec<Need<'a>>,
    #[serde(borrow)]
    pub reasons: Vec<Reason<'a>>,
    #[serde(borrow)]
    pub notes: Vec<Note<'a>>,
    #[serde(borrow)]
    pub above: Option<Box<Above<'a>>>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Label<'a> {
    #[serde(borrow)]
    pub group: Text<'a>,
    #[serde(borrow)]
    pub value: Text<'a>,
    #[serde(borrow)]
    pub proposed: Option<Text<'a>>,
    #[serde(borrow)]
    pub rule: Text<'a>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Route<'a> {
    #[serde(borrow)]
    pub mode: Text<'a>,
    #[serde(borrow)]
    pub lead: Option<Text<'a>>,
    #[serde(borrow)]
    pub accountable: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub others: Vec<Part<'a>>,
    #[serde(borrow)]
    pub rule: Text<'a>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Part<'a> {
    #[serde(borrow)]
    pub role: Text<'a>,
    #[serde(borrow)]
    pub unit: Text<'a>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Row<'a> {
    #[serde(borrow)]
    pub kind: Text<'a>,
    #[serde(borrow)]
    pub body: Option<Text<'a>>,
    #[serde(borrow)]
    pub start: Option<Text<'a>>,
    pub since: Option<u32>,
    pub until: Option<u32>,
    #[serde(borrow)]
    pub due: Option<Text<'a>>,
    #[serde(borrow)]
    pub state: Text<'a>,
    #[serde(borrow)]
    pub ended: Option<Text<'a>>,
    #[serde(default)]
    pub late_at_birth: bool,
    #[serde(default)]
    pub provisional: bool,
    #[serde(borrow, default)]
    pub marks: Vec<Mark<'a>>,
    #[serde(borrow)]
    pub rule: Text<'a>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Mark<'a> {
    pub rung: u8,
    #[serde(borrow)]
    pub at: Text<'a>,
    #[serde(borrow)]
    pub notify_at: Option<Text<'a>>,
    #[serde(borrow)]
    pub to: Option<Text<'a>>,
    #[serde(borrow)]
    pub action: Option<Text<'a>>,
    #[serde(default)]
    pub fired: bool,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Step<'a> {
    #[serde(borrow)]
    pub at: Text<'a>,
    #[serde(borrow)]
    pub state: Text<'a>,
    #[serde(borrow)]
    pub approver: Option<Text<'a>>,
    #[serde(borrow)]
    pub rule: Text<'a>,
}

/// An action or a violation.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Kind<'a> {
    #[serde(borrow)]
    pub kind: Text<'a>,
    #[serde(borrow)]
    pub body: Option<Text<'a>>,
    pub event: Option<u32>,
    #[serde(borrow)]
    pub rule: Text<'a>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Measure<'a> {
    #[serde(borrow)]
    pub metric: Text<'a>,
    #[serde(borrow)]
    pub body: Option<Text<'a>>,
    pub counts: bool,
    pub hit: bool,
    #[serde(borrow)]
    pub rule: Text<'a>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Need<'a> {
    #[serde(borrow)]
    pub input: Option<Text<'a>>,
    #[serde(borrow)]
    pub field: Option<Text<'a>>,
    #[serde(borrow)]
    pub rule: Text<'a>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Reason<'a> {
    #[serde(borrow)]
    pub rule: Text<'a>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Note<'a> {
    #[serde(borrow)]
    pub code: Text<'a>,
    #[serde(borrow)]
    pub text: Text<'a>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Above<'a> {
    #[serde(borrow)]
    pub decision: Said<'a>,
}
