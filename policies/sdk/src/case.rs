//! A case as a policy reads it.
//!
//! Nothing here answers "the last dispatch": what starts an obligation is iterated over ([`Case::all`],
//! [`Case::holdings`]), so that no round of a case's history can be forgotten. [`Case::latest`] exists for what is about
//! the present (the last callback's answers) and cannot start a clock.

use crate::contract::{self, Key};
use crate::event::{Event, Latest};
use crate::ids::{self, Count, Flag, Input, Party, Subject, Time, Word};
use crate::vocabulary::Vocabulary;

/// A citizen's request as of the moment asked about.
#[derive(Debug)]
pub struct Case {
    pub(crate) raw: contract::Case,
    pub(crate) vocabulary: &'static Vocabulary,
    /// Bit n: something happened whose kind is n modulo 64.
    kinds: u64,
}

impl Case {
    #[doc(hidden)]
    #[must_use]
    pub fn new(raw: contract::Case, vocabulary: &'static Vocabulary) -> Self {
        let kinds = raw.history.iter().fold(0, |kinds, event| kinds | 1 << (event.kind % 64));
        Self { raw, vocabulary, kinds }
    }

    /// The rule of a what-if, by M.rules, and whether it is to hold: the first fact, if there is one.
    pub(crate) fn supposed(&self) -> Option<(u16, bool)> {
        let first = self.raw.facts.first()?;
        if let Key::Supposed(rule) = first.key { Some((rule, first.value != 0)) } else { None }
    }

    /// Title and description; empty unless rules.toml says `reads-text`.
    #[must_use]
    pub fn text(&self) -> (&str, &str) {
        let text = self.raw.text.as_deref().unwrap_or_default();
        text.split_once('\n').unwrap_or((text, ""))
    }

    /// Whether the case came by this channel. An unknown channel is none of them, and no error.
    #[must_use]
    pub fn came_by(&self, channel: ids::Channel) -> bool {
        self.raw.channel == Some(channel.0)
    }

    /// Whether the case came by any channel that rules.toml declares.
    #[must_use]
    pub const fn channel_known(&self) -> bool {
        self.raw.channel.is_some()
    }

    /// Whether the case is of this kind (consultation, complaint …).
    #[must_use]
    pub fn is(&self, kind: ids::Kind) -> bool {
        self.raw.kind == Some(kind.0)
    }

    /// Whether the case lies in this category or below it.
    #[must_use]
    pub fn under(&self, category: ids::Category) -> bool {
        self.raw.category.is_some_and(|finest| self.lies_under(ids::Category(finest), category))
    }

    /// Whether a category is another one or lies below it.
    #[must_use]
    pub fn lies_under(&self, finest: ids::Category, category: ids::Category) -> bool {
        self.upwards(Some(finest.0)).any(|above| above == category.0)
    }

    /// Whether the case lies in this area.
    #[must_use]
    pub fn within(&self, area: ids::Area) -> bool {
        self.raw.area.contains(&Some(area.0))
    }

    /// How many codes of an area the case gives: a unit per `area n` exists only if this is over n.
    #[must_use]
    pub fn area_depth(&self) -> usize {
        self.raw.area.len()
    }

    /// M.categories, fine to coarse.
    pub(crate) fn categories(&self) -> impl Iterator<Item = u16> {
        self.upwards(self.raw.category)
    }

    fn upwards(&self, finest: Option<u16>) -> impl Iterator<Item = u16> {
        let above = self.vocabulary.above;
        core::iter::successors(finest, move |category| above.get(usize::from(*category)).copied().flatten())
    }

    pub(crate) fn areas(&self) -> &[Option<u16>] {
        &self.raw.area
    }

    // ---- facts of the case itself; absent is not false --------------------------------------------------------------

    pub(crate) fn fact(&self, of: Option<u16>, input: impl Input) -> Option<(u16, i64)> {
        self.said(of, Key::Input(input.index()))
    }

    /// Position and value. They stand in the order of the history, the case's own first.
    pub(crate) fn said(&self, of: Option<u16>, key: Key) -> Option<(u16, i64)> {
        let facts = &self.raw.facts;
        // the case's own are the first
        let from = if of.is_none() { 0 } else { facts.partition_point(|f| f.of < of) };
        let found = facts[from..].iter().take_while(|f| f.of == of).position(|f| f.key == key)?;
        Some(((from + found) as u16, facts[from + found].value))
    }

    /// Whether the case says yes; false also where it says nothing. Ask [`Case::flag`] where that matters.
    #[must_use]
    pub fn yes(&self, input: Flag) -> bool {
        self.flag(input) == Some(true)
    }

    /// Yes, no, or not said.
    #[must_use]
    pub fn flag(&self, input: Flag) -> Option<bool> {
        self.fact(None, input).map(|(_, v)| v != 0)
    }

    /// A count, if given.
    #[must_use]
    pub fn count(&self, input: Count) -> Option<i64> {
        self.fact(None, input).map(|(_, v)| v)
    }

    /// A word, if given: its position in the input's words.
    #[must_use]
    pub fn word(&self, input: Word) -> Option<i64> {
        self.fact(None, input).map(|(_, v)| v)
    }

    /// A time, if given: something that may start a row or be its limit.
    #[must_use]
    pub fn time(&self, input: Time) -> Option<contract::Due> {
        self.fact(None, input).map(|(i, _)| contract::Due::Fact(i))
    }

    /// A body, if given: declared, or known to this case only.
    #[must_use]
    pub fn body(&self, input: Party) -> Option<contract::Body> {
        self.fact(None, input).map(|(_, unit)| contract::Body::Unit(unit as u16))
    }

    /// A category, if given: the finest that rules.toml declares. [`Case::lies_under`] asks where it stands.
    #[must_use]
    pub fn category(&self, input: Subject) -> Option<ids::Category> {
        self.fact(None, input).map(|(_, category)| ids::Category(category as u16))
    }

    // ---- history ----------------------------------------------------------------------------------------------------

    /// Every event, oldest first.
    pub fn history(&self) -> impl DoubleEndedIterator<Item = Event<'_>> + Clone {
        // the host passes at most u16::MAX events
        (0..self.raw.history.len() as u16).map(|index| Event { case: self, index })
    }

    /// Every event of a kind, oldest first.
    pub fn all(&self, kind: ids::Event) -> impl DoubleEndedIterator<Item = Event<'_>> + Clone {
        self.any_of(1 << (kind.0 % 64)).filter(move |e| e.is(kind))
    }

    /// Every event, or none if none is of these kinds (bit n: a kind whose number is n modulo 64). Most of what a policy asks
    /// for has not happened.
    fn any_of(&self, kinds: u64) -> impl DoubleEndedIterator<Item = Event<'_>> + Clone {
        let length = if self.kinds & kinds == 0 { 0 } else { self.raw.history.len() };
        (0..length as u16).map(|index| Event { case: self, index })
    }

    /// Every event of any of these kinds, oldest first.
    pub fn all_of<const N: usize>(&self, kinds: [ids::Event; N]) -> impl DoubleEndedIterator<Item = Event<'_>> + Clone {
        let any = kinds.iter().fold(0, |any, kind| any | 1 << (kind.0 % 64));
        self.any_of(any).filter(move |e| kinds.iter().any(|k| e.is(*k)))
    }

    /// The first event of a kind.
    #[must_use]
    pub fn first(&self, kind: ids::Event) -> Option<Event<'_>> {
        self.all(kind).next()
    }

    /// The latest event of a kind, to be asked what it says.
    #[must_use]
    pub fn latest(&self, kind: ids::Event) -> Option<Latest<'_>> {
        self.all(kind).next_back().map(Latest)
    }

    /// The first event of a kind after another event.
    #[must_use]
    pub fn next(&self, kind: ids::Event, after: Event<'_>) -> Option<Event<'_>> {
        self.all(kind).find(|e| e.index > after.index)
    }

    /// Each time that an event set this count, oldest first: the raw material of [`crate::Revisions`].
    pub fn settings(&self, input: Count) -> impl Iterator<Item = (Event<'_>, i64)> {
        self.raw
            .facts
            .iter()
            .filter(move |f| f.key == Key::Input(input.0))
            .filter_map(|f| Some((Event { case: self, index: f.of? }, f.value)))
    }

    /// Where the case stands: the stage that the latest event with a place in `entered` led to, else the first stage.
    #[must_use]
    pub fn stage(&self) -> ids::Stage {
        ids::Stage(self.history().rev().find_map(|e| e.known()?.enters).unwrap_or(0))
    }

    /// Every event that opened the case: the first that is known of it, and each that entered an open stage while it was closed.
    pub fn openings(&self) -> impl Iterator<Item = Event<'_>> {
        let mut open = false;
        self.history().filter(move |e| {
            let was_open = open;
            let enters = e.index == 0 || e.known().is_some_and(|kind| kind.enters.is_some());
            open = if enters { !e.closes() } else { open };
            open && !was_open
        })
    }

    /// Every event that closed the case.
    pub fn closings(&self) -> impl Iterator<Item = Event<'_>> {
        self.history().filter(Event::closes)
    }
}
