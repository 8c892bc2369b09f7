//! A case's words become positions in the manifest's lists. What the manifest does not declare stays here: it is noted for
//! the reader of the decision and never passed to the policy.

mod facts;
mod names;

use paidan_calendar::{Instant, View};

use crate::case::Case;
use crate::manifest::Manifest;
use crate::parts::Note;
use crate::policy::contract as c;

use facts::Carrier;
pub(crate) use names::Stranger;

/// The standard kinds of events (docs/case-format.md). A policy that has no use for one need not declare it.
pub const STANDARD_EVENTS: &[&str] = &[
    "received",
    "registered",
    "accepted",
    "not_accepted",
    "classified",
    "tier_set",
    "reported_up",
    "read",
    "dispatched",
    "signed",
    "returned",
    "reassigned",
    "co_unit_added",
    "whistle_blown",
    "reported_in",
    "arrived",
    "contacted",
    "progress",
    "extension_requested",
    "extension_approved",
    "extension_denied",
    "suspended",
    "resumed",
    "plan_set",
    "reminded",
    "supervised",
    "escalation_requested",
    "escalation_approved",
    "escalation_denied",
    "completed",
    "reviewed",
    "rework_ordered",
    "callback",
    "reopened",
    "merged",
    "withdrawn",
    "closed",
    "struck_off",
    "archived",
    "corrected",
];

/// A case as a policy sees it, and the way back. Kept from case to case in a batch, for its buffers.
#[derive(Default)]
pub(crate) struct Interned {
    /// The events that are known at the moment asked about: positions in the case's own history.
    pub(crate) known: Vec<u16>,
    category: Option<u16>,
    area: Vec<Option<u16>>,
    pub(crate) facts: Vec<c::Fact>,
    pub(crate) history: Vec<c::Event>,
    /// Title and description, where the policy reads them.
    text: Option<String>,
    channel: Option<u16>,
    kind: Option<u16>,
    /// By position in `history`: the position in the case's own history.
    pub(crate) of_case: Vec<u16>,
    /// Bodies that only the case names; unit number = length of M.units + position.
    pub(crate) strangers: Vec<Stranger>,
    pub(crate) notes: Vec<Note>,
    /// Words of open sets, in the order of their first appearance.
    open_words: Vec<String>,
    /// For each person: the event of the case that names them first.
    actors: Vec<u16>,
    /// What is supposed of a rule; stays from case to case.
    pub(crate) supposed: Option<Supposed>,
}

/// That a rule holds, or does not, whatever its conditions say.
#[derive(Clone, Copy)]
pub(crate) struct Supposed {
    /// M.rules.
    pub(crate) rule: u16,
    pub(crate) holds: bool,
}

impl Interned {
    /// Takes the events of a case that are known as of a moment; answers how many were set aside.
    pub(crate) fn start(&mut self, case: &Case<'_>, as_of: Instant) -> usize {
        self.known.clear();
        case.known(as_of, &mut self.known)
    }

    /// Interns the case of [`Interned::start`]. `view` says what kind of day each event's was.
    pub(crate) fn fill(
        &mut self,
        case: &Case<'_>,
        manifest: &Manifest,
        view: &View,
        local: impl Fn(Instant) -> (paidan_calendar::Day, u32),
    ) {
        self.clear();
        let Manifest { raw, words, .. } = manifest;
        self.text = manifest.raw.reads_text.then(|| text(case));
        self.channel = self.word(case.channel.as_deref(), (&words.channels, &raw.channels), "channel", None);
        self.kind = self.word(case.kind.as_deref(), (&words.kinds, &raw.kinds), "kind", None);
        self.category = case.category.as_deref().and_then(|path| self.finest(path, None, manifest));
        self.area.extend(case.area.iter().map(|code| words.areas.get(&raw.areas, code)));
        if let Some(Supposed { rule, holds }) = self.supposed {
            let def = manifest.rule(rule);
            let text = format!("it is supposed that the rule `{}` {}", def.id, if holds { "holds" } else { "does not hold" });
            self.notes.push(Note::new("supposed", text).about(&def.id, None, None));
            self.facts.push(c::Fact { of: None, key: c::Key::Supposed(rule), value: i64::from(holds) });
        }
        self.facts_of(None, case, manifest);
        self.history.reserve(self.known.len());
        self.of_case.reserve(self.known.len());
        self.facts.reserve(2 * self.known.len());
        for i in 0..self.known.len() {
            let index = self.known[i];
            let event = &case.history[usize::from(index)];
            let Some(kind) = self.word(Some(&event.kind), (&words.events, &raw.events), "event", Some(event.seq)) else {
                continue;
            };
            let (day, second) = local(event.at);
            let position = self.history.len() as u16;
            let unit = event.unit.as_deref().map(|name| self.unit(name, Stranger::Unit(index), case, manifest));
            let level = self.word(event.level.as_deref(), (&words.levels, &raw.levels), "level", Some(event.seq));
            let reason = self.word(event.reason.as_deref(), (&words.reasons, &raw.reasons), "reason", Some(event.seq));
            let actor = event.actor.as_deref().map(|code| self.actor(code, index, case));
            let said = [
                (c::Key::Actor, actor.map(i64::from)),
                (c::Key::Level, level.map(i64::from)),
                (c::Key::Reason, reason.map(i64::from)),
                (c::Key::Due, event.due_at.map(|due| due.0)),
            ];
            for (key, value) in said {
                self.facts.extend(value.map(|value| c::Fact { of: Some(position), key, value }));
            }
            let (minute, class) = ((second / 60) as u16, class(view.class(day)));
            self.history.push(c::Event { at: event.at.0, day: day.0, minute, class, kind, unit });
            self.of_case.push(index);
            self.facts_of(Some(Carrier { position, of_case: index, kind, seq: event.seq }), case, manifest);
        }
    }

    fn clear(&mut self) {
        self.area.clear();
        self.facts.clear();
        self.history.clear();
        self.of_case.clear();
        self.strangers.clear();
        self.notes.clear();
        self.open_words.clear();
        self.actors.clear();
    }

    /// The case to pass.
    pub(crate) fn contract(&self) -> c::Case<'_> {
        c::Case {
            text: self.text.as_deref(),
            channel: self.channel,
            kind: self.kind,
            category: self.category,
            area: &self.area,
            facts: &self.facts,
            history: &self.history,
        }
    }

    /// The facts of an event: they stand together, the case's own first, then by event.
    pub(crate) fn facts_of_event(&self, event: u16) -> &[c::Fact] {
        let from = self.facts.partition_point(|f| f.of < Some(event));
        let rest = &self.facts[from..];
        &rest[..rest.iter().take_while(|f| f.of == Some(event)).count()]
    }

    /// What an event says, if it says it.
    pub(crate) fn said(&self, event: u16, key: c::Key) -> Option<i64> {
        self.facts_of_event(event).iter().find(|f| f.key == key).map(|f| f.value)
    }
}

/// The title on the first line, whatever it holds, and the description below.
fn text(case: &Case<'_>) -> String {
    let title = case.title.as_deref().unwrap_or_default().replace(['\r', '\n'], " ");
    [title.as_str(), case.description.as_deref().unwrap_or_default()].join("\n")
}

fn class(class: paidan_calendar::DayClass) -> c::DayClass {
    use paidan_calendar::DayClass as D;
    match class {
        D::Workday => c::DayClass::Workday,
        D::MakeupWorkday => c::DayClass::MakeupWorkday,
        D::Rest => c::DayClass::Rest,
        D::Statutory => c::DayClass::Statutory,
    }
}
