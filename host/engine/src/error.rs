//! What can go wrong at the border, in four kinds: a caller does something different for each. Every error has a stable code
//! (docs/errors.md lists them), the place, what was expected and what to do.

use std::fmt;

/// Whose turn it is to mend something. The command line's exit codes follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A case, or another input, is wrong: exit code 3.
    Input,
    /// A policy was refused at load: exit code 4.
    Load,
    /// A policy answered wrongly or went over its limits: exit code 5.
    Fault,
    /// This machine could not do it: exit code 6.
    Host,
}

/// An error with its code and place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Whose turn it is.
    pub kind: Kind,
    /// Stable: `case/unknown-key`. One of [`CODES`].
    pub code: &'static str,
    /// What was found, and what was expected.
    pub text: String,
    /// Where: `line 3, column 18, field history[2].at`; empty where there is nothing to point at.
    pub place: String,
    /// What to do.
    pub mend: String,
}

impl Error {
    pub(crate) fn new(code: &'static str, text: impl Into<String>) -> Self {
        let kind = match code.split('/').next() {
            Some("case") => Kind::Input,
            Some("load") => Kind::Load,
            Some("fault") => Kind::Fault,
            _ => Kind::Host,
        };
        debug_assert!(CODES.iter().any(|c| c.0 == code), "{code} is not in CODES");
        Self { kind, code, text: text.into(), place: String::new(), mend: String::new() }
    }

    pub(crate) fn at(mut self, place: impl Into<String>) -> Self {
        self.place = place.into();
        self
    }

    pub(crate) fn mend(mut self, mend: impl Into<String>) -> Self {
        self.mend = mend.into();
        self
    }

    /// The same error, with a file or a line put before its place.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        self.place = if self.place.is_empty() { outer.to_owned() } else { format!("{outer}, {}", self.place) };
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: {}", self.code, self.text)?;
        if !self.place.is_empty() {
            write!(f, "\n  --> {}", self.place)?;
        }
        if !self.mend.is_empty() {
            write!(f, "\n  mend: {}", self.mend)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// The one of `known` that a word almost is. Only words of about its length that begin or end as it does are measured: cases
/// are full of words that a policy does not declare, and this is on their way.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let length = word.chars().count();
    let alike = |k: &&str| {
        let (a, b) = (word.as_bytes(), k.as_bytes());
        a.len().abs_diff(b.len()) <= length.clamp(3, 9) && (a.first() == b.first() || a.last() == b.last())
    };
    // a third of the shorter of the two: `somewhere` is no slip for `nowhere`
    let near = |(d, k): &(usize, &str)| *d <= (length.min(k.chars().count()) / 3).clamp(1, 3);
    let measured = known.into_iter().filter(alike).map(|k| (strsim::osa_distance(word, k), k));
    measured.filter(near).min().map(|(_, k)| k)
}

/// Every code of this crate, and what it means.
pub const CODES: &[(&str, &str)] = &[
    ("case/not-json", "The text is no JSON."),
    ("case/empty", "The file or the line holds no case."),
    ("case/unknown-key", "A key that the case format does not have. Facts of your own belong under `facts`."),
    ("case/missing-field", "A field without which no case can be decided."),
    ("case/wrong-type", "A value of another type than the field takes."),
    ("case/bad-time", "A timestamp that is no RFC 3339 time with an offset. A time without an offset is nobody's time."),
    ("case/empty-history", "A case without a single event: nothing has happened yet."),
    ("case/seq-missing", "Some events have a `seq` and others have none, or two events of equal time have none."),
    ("case/seq-twice", "Two events carry the same `seq`."),
    ("case/bad-correction", "A `corrected` event that names no earlier event, or another event that has `corrects`."),
    ("case/recorded-before", "An event was recorded before it happened."),
    (
        "case/bad-fact",
        "A fact is neither true or false, a whole number nor a text, stands twice, or is not what its input takes.",
    ),
    ("case/too-large", "More than 10 000 events, facts or codes in one case."),
    ("case/unknown-jurisdiction", "No policy here is responsible for the case's jurisdiction."),
    ("case/before-rules", "The case was registered before the first day on which rules of its city were in force."),
    ("case/unknown-rule", "A what-if about a rule that the policy does not have, or that it does not ask by conditions."),
    ("load/not-found", "The policy's file cannot be read."),
    ("load/not-a-component", "The file is no WebAssembly component."),
    ("load/precompiled", "The file is native code made by a runtime. Policies are taken as components only."),
    ("load/import", "The component imports something. A policy is a pure function and imports nothing."),
    ("load/world", "The component does not export the interface of the contract."),
    ("load/contract", "The component was built for a version of the contract that this host does not know."),
    ("load/manifest", "The manifest contradicts itself or points outside its own lists."),
    ("load/describe", "The policy failed while it described itself."),
    ("load/resources", "The component asks for more memory, tables or instances than the limits allow."),
    ("load/calendar", "The policy counts by a calendar that is not here."),
    ("load/versions", "The versions of a city's rules contradict each other."),
    ("load/superior", "A city stands at a level of its superior that is not there, or above which there is nothing."),
    ("fault/fuel", "The policy used up its fuel: an endless loop, or a case too large for it."),
    ("fault/memory", "The policy wanted more memory than it may have."),
    ("fault/stack", "The policy overflowed its stack: a recursion without an end."),
    ("fault/trap", "The policy stopped itself: a panic, an index out of range, a division by zero."),
    ("fault/output", "The policy's answer is larger than it may be, or is no valid answer at all."),
    ("fault/plan", "The plan points outside the manifest or the case, or breaks an invariant of the contract."),
    ("fault/keeps-state", "The policy answered differently on a fresh instance: it remembers earlier cases."),
    ("host/pool", "No instance was free: more evaluations at once than the engine was set up for."),
    ("host/open-files", "No more files can be opened: each loaded policy keeps one open."),
    ("host/engine", "The WebAssembly engine failed for a reason that is not the policy's."),
];
