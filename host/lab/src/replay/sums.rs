//! What a replay found, in groups: of a million cases a reader sees which rule changes what, for how many, and the clearest of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use paidan_engine::Error;

use super::compare::{Change, What};
use crate::error::wrong_at;

/// Examples kept of each group.
const EXAMPLES: usize = 10;
/// Makers of records that are told apart.
const MAKERS: usize = 20;

/// Everything that a replay found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Differences {
    /// Cases that were given.
    pub cases: u64,
    /// Those decided as before.
    pub same: u64,
    /// Those decided otherwise.
    pub differ: u64,
    /// Those decided otherwise in nothing but what is accepted.
    pub accepted: u64,
    /// Those that could not be decided or compared, by the code of the error.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<&'static str, u64>,
    /// Records that others made than who decided them again; those of which there are most come first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub makers: Vec<Made>,
    /// What has to be looked at first.
    pub newly: Newly,
    /// Alike differences, the gravest first.
    pub groups: Vec<Group>,
    /// It was stopped before all cases were seen.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
}

/// Who made a record, where that is not who decided it again.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Maker {
    /// Of the rules; empty for all that came after too many others.
    pub version: String,
    /// Digest of the rules.
    pub rules: String,
    /// Digest of the component.
    pub component: String,
    /// It is another build of the same rules.
    pub same_rules: bool,
}

/// Records of one maker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Made {
    /// Who made them.
    #[serde(flatten)]
    pub maker: Maker,
    /// How many.
    pub cases: u64,
}

/// Cases in which something is now wrong that was not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Newly {
    /// An obligation is missed that was not.
    pub overdue: u64,
    /// None is missed any more of those that were.
    pub no_longer_overdue: u64,
    /// Open, and nobody answers for it.
    pub ownerless: u64,
    /// Open, and nothing is due in it.
    pub unclocked: u64,
    /// Something is missing that matters.
    pub needs_input: u64,
}

/// What makes differences alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Alike {
    /// What is other.
    pub what: What,
    /// Of which group, kind of clock, metric, input …
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub of: String,
    /// Under which rule.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// As it was, where there are few ways to be.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// As it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
    /// In a superior's decision.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub above: bool,
}

/// Reads what is accepted: the groups of a replay as JSON, as it was written or with those taken out that are not.
///
/// # Errors
/// `replay/accepted` for a text that is none.
pub fn read_accepted(text: &str) -> Result<BTreeSet<Alike>, Error> {
    #[derive(Deserialize)]
    struct File {
        groups: Vec<Alike>,
    }
    let read = serde_json::from_str::<File>(text).map(|file| file.groups.into_iter().collect());
    read.map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let text = error.to_string();
        let text = format!("no differences can be read: {}", text.split(" at line ").next().unwrap_or_default());
        wrong_at(
            "replay/accepted",
            place,
            text,
            "give what `paidan replay --format json` wrote, with the groups that are accepted",
        )
    })
}

/// Alike differences.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// In what they are alike.
    #[serde(flatten)]
    pub alike: Alike,
    /// In how many cases.
    pub cases: u64,
    /// Of dues: those that are later, and by how many seconds together.
    #[serde(skip_serializing_if = "Moved::is_none")]
    pub later: Moved,
    /// Those that are earlier.
    #[serde(skip_serializing_if = "Moved::is_none")]
    pub earlier: Moved,
    /// How many by unit.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub units: BTreeMap<String, u64>,
    /// The clearest: cases in which little else is other.
    pub examples: Vec<Example>,
}

/// Dues that moved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// How many.
    pub dues: u64,
    /// By how much together.
    pub seconds: i64,
}

impl Moved {
    const fn is_none(&self) -> bool {
        self.dues == 0
    }
}

/// A case of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The case.
    pub case: String,
    /// As of when.
    pub as_of: String,
    /// Where it stands in the corpus, from 1.
    pub number: u64,
    /// How much is other in it altogether.
    pub changes: usize,
    /// Whom it concerns.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// As it was.
    pub before: String,
    /// As it is.
    pub after: String,
}

/// A case that is decided otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Differing {
    /// The case.
    pub case: String,
    /// As of when.
    pub as_of: String,
    /// Where it stands in the corpus, from 1.
    pub number: u64,
    /// In what.
    pub changes: Vec<Change>,
}

/// Adds up differing cases, in the order of the corpus.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub found: Differences,
    accepted: BTreeSet<Alike>,
    groups: BTreeMap<Alike, Group>,
    makers: BTreeMap<Maker, u64>,
}

impl Sums {
    pub(super) fn new(accepted: &BTreeSet<Alike>) -> Self {
        Sums { accepted: accepted.clone(), ..Sums::default() }
    }

    /// Adds a record that somebody else made. Who says a million digests is not kept a million times.
    pub(super) fn made_by(&mut self, maker: &Maker) {
        if let Some(cases) = self.makers.get_mut(maker) {
            *cases += 1;
            return;
        }
        let maker = if self.makers.len() < MAKERS { maker.clone() } else { Maker::default() };
        *self.makers.entry(maker).or_default() += 1;
    }

    /// Adds a case; answers what of it is not accepted, if anything.
    pub(super) fn add(&mut self, mut case: Differing) -> Option<Differing> {
        if !self.accepted.is_empty() {
            case.changes.retain(|change| !self.accepted.contains(&alike(change)));
        }
        if case.changes.is_empty() {
            self.found.accepted += 1;
            return None;
        }
        self.count(&case);
        Some(case)
    }

    fn count(&mut self, case: &Differing) {
        self.found.differ += 1;
        self.newly(&case.changes);
        let mut counted: Vec<Alike> = Vec::new();
        for change in &case.changes {
            let alike = alike(change);
            let group = self.groups.entry(alike.clone()).or_insert_with(|| Group {
                alike: alike.clone(),
                cases: 0,
                later: Moved::default(),
                earlier: Moved::default(),
                units: BTreeMap::new(),
                examples: Vec::new(),
            });
            match change.later {
                Some(by @ 1..) => (group.later.dues, group.later.seconds) = (group.later.dues + 1, group.later.seconds + by),
                Some(by) => (group.earlier.dues, group.earlier.seconds) = (group.earlier.dues + 1, group.earlier.seconds - by),
                None => {}
            }
            if !change.unit.is_empty() {
                *group.units.entry(change.unit.clone()).or_default() += 1;
            }
            if !counted.contains(&alike) {
                group.cases += 1;
                group.show(case, change);
                counted.push(alike);
            }
        }
    }

    fn newly(&mut self, changes: &[Change]) {
        let own = || changes.iter().filter(|change| !change.above);
        let missed = |text: &str| text.starts_with("missed");
        let rows = || own().filter(|c| matches!(c.what, What::State | What::Row));
        let noted = |code: &str| own().any(|c| c.what == What::Note && c.of == code && !c.after.is_empty());
        let newly = &mut self.found.newly;
        let overdue = rows().any(|c| missed(&c.after) && !missed(&c.before));
        newly.overdue += u64::from(overdue);
        newly.no_longer_overdue += u64::from(!overdue && rows().any(|c| missed(&c.before) && !missed(&c.after)));
        newly.ownerless += u64::from(noted("ownerless"));
        newly.unclocked += u64::from(noted("unclocked"));
        newly.needs_input += u64::from(own().any(|c| c.what == What::Status && c.after == "needs-input"));
    }

    pub(super) fn finish(self) -> Differences {
        let mut groups: Vec<Group> = self.groups.into_values().collect();
        groups.sort_by(|a, b| {
            let order = |group: &Group| (!is_grave(&group.alike), std::cmp::Reverse(group.cases));
            order(a).cmp(&order(b)).then_with(|| a.alike.cmp(&b.alike))
        });
        let mut makers: Vec<Made> = self.makers.into_iter().map(|(maker, cases)| Made { maker, cases }).collect();
        makers.sort_by_key(|made| std::cmp::Reverse(made.cases));
        Differences { groups, makers, ..self.found }
    }
}

impl Group {
    fn show(&mut self, case: &Differing, change: &Change) {
        let least = (case.changes.len(), case.number);
        let at = self.examples.partition_point(|e| (e.changes, e.number) <= least);
        if at < EXAMPLES {
            self.examples.truncate(EXAMPLES - 1);
            self.examples.insert(
                at,
                Example {
                    case: case.case.clone(),
                    as_of: case.as_of.clone(),
                    number: case.number,
                    changes: case.changes.len(),
                    unit: change.unit.clone(),
                    before: change.before.clone(),
                    after: change.after.clone(),
                },
            );
        }
    }
}

/// What has to be looked at first: newly missed, without an owner, without a due, without an input.
#[must_use]
pub fn is_grave(alike: &Alike) -> bool {
    match alike.what {
        What::State => alike.after == "missed",
        What::Note => matches!(alike.of.as_str(), "ownerless" | "unclocked") && !alike.after.is_empty(),
        What::Status | What::Need => !alike.after.is_empty() && alike.after != "decided",
        _ => false,
    }
}

/// Values are kept apart where there are few of them; of dues, routes and ladders there are as many as cases.
fn alike(change: &Change) -> Alike {
    let few = !matches!(change.what, What::Due | What::Route | What::Supervision | What::Row | What::Escalation);
    let kept = |text: &str| if few { text.to_owned() } else { String::new() };
    Alike {
        what: change.what,
        of: change.of.clone(),
        rule: change.rule.clone(),
        before: kept(&change.before),
        after: kept(&change.after),
        above: change.above,
    }
}
