//! A case's words become positions in the manifest's lists. What the manifest does not declare stays here: it is noted for
//! the reader of the decision and never passed to the policy.

use paidan_calendar::{Instant, View};

use crate::case::Case;
use crate::error::nearest;
use crate::manifest::Manifest;
use crate::parts::Note;
use crate::policy::contract as c;
use crate::read::FactValue;
use crate::words::{self, Table};

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

/// A body that the manifest does not declare: where the case first names it. Events are positions in the case's own history.
#[derive(Clone, Copy)]
pub(crate) enum Stranger {
    /// As the unit of an event.
    Unit(u16),
    /// As a fact of an event, or of the case itself: the position among the facts there.
    Fact(Option<u16>, u16),
}

impl Stranger {
    pub(crate) fn name<'a>(self, case: &'a Case<'_>) -> &'a str {
        let event = |event: u16| &case.history[usize::from(event)];
        match self {
            Self::Unit(of) => event(of).unit.as_deref().unwrap_or_default(),
            Self::Fact(of, fact) => match &of.map_or(&case.facts, |of| &event(of).facts).0[usize::from(fact)].1 {
                FactValue::Text(name) => name,
                FactValue::Flag(_) | FactValue::Count(_) => "",
            },
        }
    }
}

/// What facts stand on: an event, by its positions in the history as passed and in the case's own.
#[derive(Clone, Copy)]
struct Carrier {
    position: u16,
    of_case: u16,
    kind: u16,
    seq: Option<u32>,
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

    fn word(
        &mut self,
        word: Option<&str>,
        (table, list): (&Table, &[c::Name]),
        what: &'static str,
        seq: Option<Option<u32>>,
    ) -> Option<u16> {
        let word = word?;
        let found = table.get(list, word);
        if found.is_none() {
            self.unknown(what, word, words::all(list), seq.flatten());
        }
        found
    }

    #[cold]
    fn unknown<'k>(&mut self, what: &'static str, word: &str, known: impl Iterator<Item = &'k str>, seq: Option<u32>) {
        // what every work-order system records and this policy has no use for is nothing to remark on
        if what == "event" && STANDARD_EVENTS.contains(&word) {
            return;
        }
        let meant = nearest(word, known);
        let place = seq.map_or_else(String::new, |s| format!(" (event {s})"));
        let near = meant.map_or_else(String::new, |near| format!(", did you mean `{near}`?"));
        let note = Note::new(unknown_code(what), format!("unknown {what} `{word}`{place}{near}"));
        self.notes.push(note.about(word, seq, meant));
    }

    /// As deep as the path is declared: `a/b/x` with an undeclared `x` is `a/b`.
    fn finest(&mut self, path: &str, seq: Option<u32>, manifest: &Manifest) -> Option<u16> {
        let known = &manifest.raw.categories;
        let get = |path: &str| manifest.words.categories.get(known, path);
        if let Some(category) = get(path) {
            return Some(category);
        }
        let above = path.rmatch_indices('/').find_map(|(end, _)| get(&path[..end]));
        // The usual unknown path is one part finer than what is declared: what else is declared below there is all that can be
        // meant, and it follows in the catalogue's order. A path whose first part is unknown is held against everything.
        let from = above.map_or(0, |above| usize::from(above) + 1);
        let lies_below = |id: &str| above.is_none_or(|above| id.starts_with(&*known[usize::from(above)].id));
        let below =
            known[from..].iter().position(|name| !lies_below(&name.id)).map_or(&known[from..], |n| &known[from..from + n]);
        self.unknown("category", path, words::all(below), seq);
        above
    }

    /// A unit by id or title; a unit per area by `id@code`; else a body of the case's own. What is somebody's is named by ladders
    /// alone: a case that writes its id means a body of its own.
    fn unit(&mut self, name: &str, here: Stranger, case: &Case<'_>, manifest: &Manifest) -> u16 {
        let units = &manifest.raw.units;
        let get = |word: &str| manifest.words.units.get(units, word).filter(|unit| units[usize::from(*unit)].per != c::Per::Body);
        if let Some(unit) = get(name) {
            return unit;
        }
        let declared = name.split_once('@').and_then(|(id, code)| Some((get(id)?, code)));
        if let Some((unit, code)) = declared {
            let own = match units[usize::from(unit)].per {
                c::Per::Area(depth) => case.area.get(usize::from(depth)).is_some_and(|c| **c == *code),
                c::Per::One | c::Per::Body => false,
            };
            if own {
                return unit;
            }
        }
        let position = self.strangers.iter().position(|s| s.name(case) == name).unwrap_or_else(|| {
            self.strangers.push(here);
            self.strangers.len() - 1
        });
        (units.len() + position) as u16
    }

    /// The facts of an event; none: of the case itself.
    fn facts_of(&mut self, event: Option<Carrier>, case: &Case<'_>, manifest: &Manifest) {
        let of_case = event.map(|e| e.of_case);
        let facts = of_case.map_or(&case.facts, |of| &case.history[usize::from(of)].facts);
        let (of, seq) = (event.map(|e| e.position), event.and_then(|e| e.seq));
        let carried = |def: &c::InputDef| def.on.contains(&event.map(|e| e.kind));
        for (at, (name, value)) in (0..).zip(&facts.0) {
            let input = manifest.words.inputs.get(&manifest.raw.inputs, name);
            let def = input.map(|i| (i, &manifest.raw.inputs[usize::from(i)])).filter(|(_, def)| carried(def));
            let Some((key, def)) = def else {
                let here = manifest.raw.inputs.iter().filter(|def| carried(def)).map(|def| def.id.as_str());
                self.unknown("fact", name, here, seq);
                continue;
            };
            let read = match (def.kind, value) {
                (c::ValueKind::Flag, FactValue::Flag(v)) => Some(i64::from(*v)),
                (c::ValueKind::Count, FactValue::Count(v)) => {
                    if *v < def.least || *v > def.most {
                        let text = format!("`{name}` is {v}, which is outside {} to {}", def.least, def.most);
                        self.notes.push(Note::new("unlikely-value", text).about(name, None, None));
                    }
                    Some(*v)
                }
                (c::ValueKind::Time, FactValue::Text(v)) => Instant::parse_rfc3339(v).ok().map(|t| t.0),
                (c::ValueKind::Word, FactValue::Text(v)) if def.words.is_empty() => Some(self.open_word(v)),
                (c::ValueKind::Word, FactValue::Text(v)) => {
                    let found = manifest.words.input_words[usize::from(key)].get(&def.words, v);
                    if found.is_none() {
                        self.unknown("word", v, words::all(&def.words), seq);
                        continue;
                    }
                    found.map(i64::from)
                }
                (c::ValueKind::Category, FactValue::Text(v)) => match self.finest(v, seq, manifest) {
                    Some(category) => Some(i64::from(category)),
                    None => continue, // `finest` noted it
                },
                (c::ValueKind::Unit, FactValue::Text(v)) => {
                    Some(i64::from(self.unit(v, Stranger::Fact(of_case, at), case, manifest)))
                }
                _ => None,
            };
            match read {
                Some(value) => self.facts.push(c::Fact { of, key: c::Key::Input(key), value }),
                None => {
                    let text = format!("`{name}` is to be {}, and is set aside", wanted(def.kind));
                    self.notes.push(Note::new("unfit-fact", text).about(name, None, None));
                }
            }
        }
    }
}

impl Interned {
    /// The number of a person within this case: the same for the same code.
    fn actor(&mut self, code: &str, event: u16, case: &Case<'_>) -> u16 {
        let named = |event: &u16| case.history[usize::from(*event)].actor.as_deref() == Some(code);
        let position = self.actors.iter().position(named).unwrap_or_else(|| {
            self.actors.push(event);
            self.actors.len() - 1
        });
        position as u16
    }

    fn open_word(&mut self, word: &str) -> i64 {
        let position = self.open_words.iter().position(|w| w == word).unwrap_or_else(|| {
            self.open_words.push(word.to_owned());
            self.open_words.len() - 1
        });
        position as i64
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

fn wanted(kind: c::ValueKind) -> &'static str {
    match kind {
        c::ValueKind::Flag => "true or false",
        c::ValueKind::Count => "a whole number",
        c::ValueKind::Word => "a word",
        c::ValueKind::Time => "a time with an offset",
        c::ValueKind::Unit => "the name of a unit",
        c::ValueKind::Category => "the path of a category",
    }
}

fn unknown_code(what: &str) -> &'static str {
    match what {
        "channel" => "unknown-channel",
        "kind" => "unknown-kind",
        "category" => "unknown-category",
        "event" => "unknown-event",
        "level" => "unknown-level",
        "reason" => "unknown-reason",
        "fact" => "unknown-fact",
        _ => "unknown-word",
    }
}
