//! A case as a service or a file gives it: a citizen's request and what happened to it.

use paidan_calendar::Instant;
use serde::Deserialize;

use crate::error::Error;
use crate::read::{Facts, Text, path, time, time_opt};

/// A citizen's request. Unknown keys are errors; words that the policy does not know are not (they are named in the decision).
/// No name, telephone number or address has a place here: a policy must not see them.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Case<'a> {
    /// Unique within the jurisdiction.
    #[serde(borrow)]
    pub id: Text<'a>,
    /// Administrative code of the place, such as 630103: picks the policy.
    #[serde(borrow)]
    pub jurisdiction: Text<'a>,
    /// By which channel the request came. An open set: a channel that the policy does not declare is no error.
    #[serde(borrow, default)]
    pub channel: Option<Text<'a>>,
    /// consultation, help, complaint, report, suggestion, praise, other; as the policy declares.
    #[serde(borrow, default)]
    pub kind: Option<Text<'a>>,
    /// Path from coarse to fine: `housing/title-deed/legacy`, or its Chinese titles in the same way.
    #[serde(borrow, default)]
    pub category: Option<Text<'a>>,
    /// Codes from coarse to fine: district, street, community.
    #[serde(borrow, default)]
    pub area: Vec<Text<'a>>,
    /// Passed to a policy only if it says that it reads text.
    #[serde(borrow, default)]
    pub title: Option<Text<'a>>,
    /// As `title`.
    #[serde(borrow, default)]
    pub description: Option<Text<'a>>,
    /// What is known of the case beyond its fields, by the names of the policy's inputs.
    #[serde(borrow, default)]
    pub facts: Facts<'a>,
    /// What happened, in any order.
    #[serde(borrow)]
    pub history: Vec<Event<'a>>,
}

/// Something that happened to a case.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Event<'a> {
    /// Order among events of equal time. On every event or on none; unique.
    #[serde(default)]
    pub seq: Option<u32>,
    /// When it happened: RFC 3339 with an offset.
    #[serde(deserialize_with = "time")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub at: Instant,
    /// What happened: `dispatched`, `completed` … (docs/case-format.md).
    #[serde(borrow)]
    pub kind: Text<'a>,
    /// The unit that it is about: an id or a title of the policy, `id@area-code`, or any other name.
    #[serde(borrow, default)]
    pub unit: Option<Text<'a>>,
    /// An opaque code of the person who acted; never a name.
    #[serde(borrow, default)]
    pub actor: Option<Text<'a>>,
    /// A level that the policy declares.
    #[serde(borrow, default)]
    pub level: Option<Text<'a>>,
    /// A reason that the policy declares.
    #[serde(borrow, default)]
    pub reason: Option<Text<'a>>,
    /// A limit that people set with this event.
    #[serde(default, deserialize_with = "time_opt")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>", extend("format" = "date-time")))]
    pub due_at: Option<Instant>,
    /// When it was typed in, if later than it happened: before that moment nobody knew it.
    #[serde(default, deserialize_with = "time_opt")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>", extend("format" = "date-time")))]
    pub recorded_at: Option<Instant>,
    /// Only for the kind `corrected`: the `seq` of the earlier event that it cancels.
    #[serde(default)]
    pub corrects: Option<u32>,
    /// What is known of the event beyond its fields.
    #[serde(borrow, default)]
    pub facts: Facts<'a>,
}

/// The kind of event that cancels an earlier one.
pub(crate) const CORRECTED: &str = "corrected";
const SIZE_MAX: usize = 10_000;

impl Event<'_> {
    /// From when on the event was known.
    #[must_use]
    pub fn known_at(&self) -> Instant {
        self.recorded_at.map_or(self.at, |r| r.max(self.at))
    }
}

impl<'a> Case<'a> {
    /// Reads a case from JSON and checks it. Texts are borrowed from the input where they can be.
    ///
    /// # Errors
    /// `case/…`, with line, column and field.
    pub fn from_json(text: &'a [u8]) -> Result<Self, Error> {
        if text.iter().all(u8::is_ascii_whitespace) {
            return Err(Error::new("case/empty", "there is no case here")
                .mend("a case is a JSON object; `paidan schema case` shows its shape"));
        }
        // all of it is checked to be UTF-8 at once, which is a fifth faster than text by text
        match simdutf8::basic::from_utf8(text).ok().and_then(|text| serde_json::from_str::<Case<'a>>(text).ok()) {
            Some(mut case) => case.put_in_order().map(|()| case),
            None => Err(crate::read::explain(text)), // reads it again, slowly, to say where
        }
    }

    /// Checks a case that was not read from JSON and brings its history into order. [`Case::from_json`] does it itself.
    ///
    /// # Errors
    /// `case/…`, with the field.
    pub fn put_in_order(&mut self) -> Result<(), Error> {
        self.check_sizes()?;
        let with_seq = self.history.iter().filter(|e| e.seq.is_some()).count();
        if with_seq != 0 && with_seq != self.history.len() {
            let without = self.history.iter().position(|e| e.seq.is_none()).unwrap_or(0);
            return Err(Error::new("case/seq-missing", "some events have a `seq` and this one has none")
                .at(path(without, "seq"))
                .mend("number every event, or none"));
        }
        // stable for those without seq: equal times are an error below, so the order of the file never decides
        if !self.history.is_sorted_by_key(|e| (e.at, e.seq)) {
            self.history.sort_by_key(|e| (e.at, e.seq));
        }
        for (i, event) in self.history.iter().enumerate() {
            if event.recorded_at.is_some_and(|r| r < event.at) {
                return Err(Error::new(
                    "case/recorded-before",
                    format!("the event `{}` was recorded before it happened", event.kind),
                )
                .at(path(i, "recorded_at"))
                .mend("`at` is when it happened, `recorded_at` when it was typed in"));
            }
            if event.seq.is_none() && i > 0 && self.history[i - 1].at == event.at {
                return Err(Error::new(
                    "case/seq-missing",
                    format!(
                        "`{}` and `{}` happened at the same second, and nothing says which came first",
                        self.history[i - 1].kind,
                        event.kind
                    ),
                )
                .at(path(i, "at"))
                .mend("give every event a `seq`"));
            }
        }
        self.number()?;
        self.check_corrections()
    }

    /// Without numbers of their own, events are numbered from 1 in order of time: decisions name events by `seq`.
    fn number(&mut self) -> Result<(), Error> {
        if self.history.iter().any(|e| e.seq.is_none()) {
            for (event, n) in self.history.iter_mut().zip(1..) {
                event.seq = Some(n);
            }
            return Ok(());
        }
        if self.history.is_sorted_by(|a, b| a.seq < b.seq) {
            return Ok(());
        }
        let mut seqs: Vec<_> = self.history.iter().filter_map(|e| e.seq).collect();
        seqs.sort_unstable();
        match seqs.windows(2).find(|w| w[0] == w[1]) {
            Some(twice) => Err(Error::new("case/seq-twice", format!("two events have the seq {}", twice[0]))
                .at("field history")
                .mend("a `seq` is unique within a case")),
            None => Ok(()),
        }
    }

    fn check_corrections(&self) -> Result<(), Error> {
        for (i, event) in self.history.iter().enumerate() {
            let wrong = match (*event.kind == *CORRECTED, event.corrects) {
                (false, None) => None,
                (false, Some(_)) => Some("only an event of kind `corrected` has `corrects`".to_owned()),
                (true, None) => Some("a `corrected` event says which event it cancels".to_owned()),
                (true, Some(seq)) => {
                    let earlier = self.history[..i].iter().any(|e| e.seq == Some(seq));
                    (!earlier).then(|| format!("there is no earlier event with the seq {seq}"))
                }
            };
            if let Some(text) = wrong {
                return Err(Error::new("case/bad-correction", text)
                    .at(path(i, "corrects"))
                    .mend("`corrects` holds the `seq` of an earlier event"));
            }
        }
        Ok(())
    }

    fn check_sizes(&self) -> Result<(), Error> {
        if self.history.is_empty() {
            return Err(Error::new("case/empty-history", "the case has no event")
                .at("field history")
                .mend("a case begins with an event such as `received`"));
        }
        for (what, text) in [("id", &self.id), ("jurisdiction", &self.jurisdiction)] {
            if text.trim().is_empty() {
                return Err(Error::new("case/missing-field", format!("`{what}` is empty")).at(format!("field {what}")));
            }
        }
        let facts = self.facts.len() + self.history.iter().map(|e| e.facts.len()).sum::<usize>();
        if self.history.len().max(facts).max(self.area.len()) > SIZE_MAX {
            return Err(Error::new("case/too-large", format!("{} events and {facts} facts", self.history.len()))
                .mend("at most 10 000 of each"));
        }
        Ok(())
    }

    /// The latest moment at which the case's record still grew: a sensible as-of for a case that is closed.
    #[must_use]
    pub fn last_known(&self) -> Instant {
        self.history.iter().map(Event::known_at).max().unwrap_or_default()
    }

    /// When the case was registered, which decides by which version of the rules it is judged: its first `registered`, else its
    /// first `received`, else its first event. Corrected events do not count.
    #[must_use]
    pub fn registered_at(&self) -> Instant {
        let corrected = |e: &&Event<'_>| e.seq.is_some() && self.history.iter().any(|other| other.corrects == e.seq);
        let standing = || self.history.iter().filter(|e| !corrected(e));
        let first = |kind: &str| standing().find(|e| *e.kind == *kind);
        first("registered").or_else(|| first("received")).or_else(|| standing().next()).map_or_else(Instant::default, |e| e.at)
    }

    /// The events that are known at a moment and not cancelled by then, in the order of the history: what a decision as of that
    /// moment rests on.
    pub fn known_events(&self, as_of: Instant) -> impl Iterator<Item = &Event<'a>> {
        let cancelled = self.cancelled(as_of);
        self.history.iter().filter(move |e| e.known_at() <= as_of && e.seq.is_none_or(|s| !cancelled.contains(&s)))
    }

    /// As [`Case::known_events`], as positions in the history; how many were set aside because they lie later.
    pub(crate) fn known(&self, as_of: Instant, into: &mut Vec<u16>) -> usize {
        into.clear();
        let mut later = 0;
        let cancelled = self.cancelled(as_of);
        for (i, event) in self.history.iter().enumerate() {
            if event.known_at() > as_of {
                later += 1;
            } else if event.seq.is_none_or(|s| !cancelled.contains(&s)) {
                into.push(i as u16);
            }
        }
        later
    }

    /// The numbers of events that corrections known at `as_of` cancel.
    fn cancelled(&self, as_of: Instant) -> Vec<u32> {
        self.history.iter().filter(|e| e.known_at() <= as_of).filter_map(|e| e.corrects).collect()
    }
}
