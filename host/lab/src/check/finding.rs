//! What a check finds: a code, how grave it is, where, and the smallest case that shows it.

use paidan_engine::{Error, nearest};
use serde::Serialize;

use super::given::Given;
use crate::error::{wrong, wrong_at};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Cases come out wrong.
    Error,
    /// Something is dead, or will surprise somebody.
    Warning,
    /// Worth knowing.
    Note,
}

use Severity::{Error as Grave, Note, Warning};

/// Every code of a finding, how grave it is, and what it means: docs/check.md lists them too.
pub const FINDINGS: &[(&str, Severity, &str)] = &[
    (
        "check/fault",
        Grave,
        "The policy fails on a case, or its plan may not be believed: two labels of a group, a required one missing, a position outside its list.",
    ),
    ("check/ownerless", Grave, "An open case for which no body answers."),
    ("check/unclocked", Grave, "An open case in which nothing is due."),
    ("check/no-lead", Grave, "An open case that nobody leads: the catalogue and its fallback leave it with no one."),
    ("check/not-applicable", Warning, "The policy refuses a case of its own jurisdiction as not its business."),
    ("check/awaited-unasked", Warning, "A row waits for an input, and the decision does not ask for it."),
    ("check/need-without-row", Note, "An input is asked for, and no row ever waits for it."),
    (
        "check/rows-overlap",
        Grave,
        "Two rows of one kind are open for the same body from the same start: two dues for one obligation.",
    ),
    (
        "check/label-disputed",
        Grave,
        "The policy gives a label and proposes another, though nobody set one: two of its rules contradict each other.",
    ),
    ("check/part-twice", Warning, "A body stands twice in the same role of a route, or leads it and stands beside itself."),
    ("check/action-twice", Warning, "The same action is asked of the same body for the same event twice."),
    ("check/due-before-start", Grave, "A row is due before it starts."),
    (
        "check/ladder-order",
        Grave,
        "The rungs of a ladder are reached in another order than they stand in, or a warning comes after the due.",
    ),
    (
        "check/warned-at-once",
        Warning,
        "A rung that warns before the due is reached as soon as the row starts: it is longer than the term.",
    ),
    (
        "check/tier-order",
        Grave,
        "Of an ordered group a graver label gives more time in one place and less in another, all else equal.",
    ),
    ("check/next-check", Grave, "Nothing changes at the next check, or something changes before it."),
    ("check/row-gone", Grave, "A row is gone once one more event is known: an obligation was taken back."),
    ("check/rule-unasked", Warning, "A rule that no case reaches: nothing asks it and nothing rests on it."),
    ("check/rule-unreachable", Warning, "A rule that is asked and never holds. The case is the one that came nearest."),
    ("check/condition-never-true", Warning, "A condition of a rule that no case fulfils."),
    ("check/condition-never-false", Note, "A condition of a rule that every case fulfils: it decides nothing."),
    ("check/never-met", Warning, "A kind of clock of which no row was ever met: nothing stops it."),
    ("check/unused", Warning, "Something is declared, and no decision ever says it: a label, a term, an action, a ladder …"),
    ("check/unit-named-only", Note, "A unit that only cases name: no rule, row of the catalogue or rung sends anything there."),
    ("check/input-idle", Warning, "An input that changes no decision."),
    ("check/event-idle", Warning, "A kind of event that changes no decision."),
    ("check/category-idle", Warning, "A category that changes no decision: its cases are routed like those without any."),
    ("check/word-idle", Note, "A channel, kind, area or reason that changes no decision; it may be declared for figures."),
    ("check/undeclared", Warning, "A case of the city's own uses a word that the policy does not declare."),
    (
        "check/duplicate",
        Warning,
        "Two entries of a list have one title, or two rules one title and one sentence: people cannot tell them apart.",
    ),
    ("check/same-term", Note, "Two terms are the same under two names."),
    ("check/stale-explanation", Warning, "check.toml explains something that is not found any more."),
];

/// What is found by one code at one place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// One of [`FINDINGS`].
    pub code: &'static str,
    /// How grave.
    pub severity: Severity,
    /// `clock.handle`, `rule.consult.often`, `input.hard`: a list and an id.
    pub place: String,
    /// What people call it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What is to be said of it; what each is, the code says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
    /// Of the cases that were decided, how many show it; 0 where it is about all of them together.
    #[serde(skip_serializing_if = "is_zero")]
    pub cases: u64,
    /// The smallest case that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Example>,
    /// Why it is meant to be so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explained: Option<String>,
}

/// A case and a moment: what `paidan evaluate --at` takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Example {
    /// The moment asked about, RFC 3339.
    pub as_of: String,
    /// The case.
    pub case: Given,
    /// The case that it is held against, where it takes two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<Given>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
fn is_zero(n: &u64) -> bool {
    *n == 0
}

impl Finding {
    pub(super) fn new(code: &'static str, place: impl Into<String>, details: Vec<String>) -> Self {
        let severity = FINDINGS.iter().find(|(known, ..)| *known == code).map_or(Grave, |(_, severity, _)| *severity);
        let place = place.into();
        Self { code, severity, place, title: String::new(), details, cases: 0, example: None, explained: None }
    }
}

/// What a policy's author knows of and means: check.toml.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explanations {
    format: u32,
    #[serde(default)]
    explained: Vec<Explained>,
}

#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Explained {
    code: String,
    /// A `*` at the end stands for any rest.
    place: String,
    because: String,
}

impl Explained {
    fn is_of(&self, finding: &Finding) -> bool {
        self.code == finding.code
            && match self.place.strip_suffix('*') {
                Some(beginning) => finding.place.starts_with(beginning),
                None => finding.place == self.place,
            }
    }
}

impl Explanations {
    /// Reads a check.toml.
    ///
    /// # Errors
    /// `check/explanations`, with the line.
    pub fn read(name: &str, text: &str) -> Result<Self, Error> {
        const MEND: &str =
            "format = 1, then for each: [[explained]] code = \"check/unused\", place = \"unit.leader\", because = \"why\"";
        let read: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().and_then(|span| text.get(..span.start)).map_or(1, |before| before.matches('\n').count() + 1);
            wrong_at("check/explanations", format!("{name}, line {line}"), error.message().to_owned(), MEND)
        })?;
        if read.format != 1 {
            let age = if read.format > 1 { "too new: use a newer paidan" } else { "too old: there was none before 1" };
            return Err(wrong("check/explanations", format!("{name}: format {} is {age}", read.format), "this version reads 1"));
        }
        for Explained { code, place, because } in &read.explained {
            let codes = || FINDINGS.iter().map(|(code, ..)| *code);
            if !codes().any(|known| known == code) {
                let near = nearest(code, codes()).map_or_else(String::new, |near| format!(", did you mean `{near}`?"));
                let text = format!("`{code}` is no code of a finding{near}");
                return Err(wrong_at("check/explanations", name.to_owned(), text, "docs/check.md lists them"));
            }
            if because.trim().is_empty() {
                let text = format!("`{code}` at `{place}` is explained by nothing");
                return Err(wrong_at("check/explanations", name.to_owned(), text, "say in `because` why it is meant"));
            }
        }
        Ok(read)
    }

    /// Marks what is explained, and complains of explanations of what is not there.
    pub(super) fn apply(&self, findings: &mut Vec<Finding>) {
        for explained in &self.explained {
            let mut found = findings.iter_mut().filter(|finding| explained.is_of(finding)).peekable();
            if found.peek().is_some() {
                found.for_each(|finding| finding.explained = Some(explained.because.clone()));
                continue;
            }
            findings.push(Finding::new("check/stale-explanation", explained.place.clone(), vec![explained.code.clone()]));
        }
    }
}
