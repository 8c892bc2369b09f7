//! What a decision says, read from its JSON: what two decisions are compared by. Who decided, and what follows from the rest (the
//! next check), is not in it. A field that this program does not know is another version's, and is passed over.

use std::borrow::Cow;

use paidan_engine::{Case, City};
use serde::Deserialize;

type Text<'a> = Cow<'a, str>;

impl<'a> Said<'a> {
    /// Gives rungs that a record of format 1 knows by position the names that they have in the rules that judge its case.
    pub(super) fn name_rungs(&mut self, city: &'a City, case: &Case<'_>) {
        let manifest = &city.policy().manifest().raw;
        for row in &mut self.clocks {
            let kind = manifest.clocks.iter().find(|kind| kind.id == row.kind);
            let Some(ladder) = kind.and_then(|kind| manifest.ladders.get(usize::from(kind.ladder?))) else { continue };
            for mark in &mut row.marks {
                if let Rung::Place(place) = mark.rung
                    && let Some(rung) = ladder.rungs.get(usize::from(place))
                {
                    mark.rung = Rung::Id(rung.id.as_str().into());
                }
            }
        }
        if let (Some(above), Some(superior)) = (&mut self.above, city.superior().and_then(|versions| versions.of(case).ok())) {
            above.decision.name_rungs(superior, case);
        }
    }
}

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
    #[serde(borrow)]
    pub rung: Rung<'a>,
    #[serde(borrow)]
    pub at: Text<'a>,
    #[serde(borrow)]
    pub notify_at: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub to: Told<'a>,
    #[serde(borrow)]
    pub action: Option<Text<'a>>,
    #[serde(default)]
    pub fired: bool,
}

/// Which rung; records of format 1 say its position in the ladder.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub(super) enum Rung<'a> {
    Id(#[serde(borrow)] Text<'a>),
    Place(u8),
}

/// Who is told; records of format 1 say it as one text.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
pub(super) enum Told<'a> {
    #[default]
    Owes,
    One(#[serde(borrow)] Text<'a>),
    Some(#[serde(borrow)] Vec<Text<'a>>),
}

impl Told<'_> {
    pub(super) fn names(&self) -> Vec<&str> {
        match self {
            Told::Owes => Vec::new(),
            Told::One(name) => vec![name],
            Told::Some(names) => names.iter().map(AsRef::as_ref).collect(),
        }
    }
}

impl PartialEq for Told<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.names() == other.names()
    }
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
