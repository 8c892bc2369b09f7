//! Of each word that a city declares: in how many cases it was given, or said by the decision.

use std::sync::Arc;

use paidan_engine::contract::Manifest;
use paidan_engine::{BodyName, Case, Decision, Event, Versions};
use rustc_hash::FxHashMap;

use crate::lists::List;

/// The lists that are told of, in this order: not what clocks and metrics speak of, which reports and the counts of clocks have.
pub(super) const TOLD: [List; 15] = [
    List::Channel,
    List::Kind,
    List::Category,
    List::Area,
    List::Event,
    List::Reason,
    List::Input,
    List::Stage,
    List::Level,
    List::Label,
    List::Mode,
    List::Role,
    List::Unit,
    List::Action,
    List::Violation,
];

/// What all versions of a city declare, joined by id, the newest version's words first.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// By [`List`].
    lists: Vec<Listed>,
    /// By input: the events that carry it; none: the case.
    carriers: Vec<Vec<Option<u16>>>,
}

#[derive(Debug)]
struct Listed {
    /// Ids and titles.
    entries: Vec<(String, String)>,
    /// By id, and by title.
    positions: FxHashMap<String, u16>,
}

impl Vocabulary {
    pub(super) fn of(versions: &Versions) -> Self {
        let newest_first = versions.all().iter().rev().map(|(_, city)| &city.policy().manifest().raw);
        let manifests: Vec<&Manifest> = newest_first.collect();
        let lists = List::SAID.into_iter().chain(List::READ).map(|list| Listed::of(list, &manifests)).collect();
        let mut vocabulary = Vocabulary { lists, carriers: Vec::new() };
        let carrier = |(id, _): &(String, String)| {
            let declares = |m: &&Manifest| m.inputs.iter().any(|input| input.id == *id);
            let newest = manifests.iter().copied().find(declares);
            let input = newest.and_then(|m| Some((m, m.inputs.iter().find(|input| input.id == *id)?)));
            let event = |m: &Manifest, event: u16| vocabulary.get(List::Event, &m.events[usize::from(event)].id);
            input.map_or_else(Vec::new, |(m, input)| input.on.iter().map(|on| on.and_then(|on| event(m, on))).collect())
        };
        vocabulary.carriers = vocabulary.entries(List::Input).iter().map(carrier).collect();
        vocabulary
    }

    pub(super) fn entries(&self, list: List) -> &[(String, String)] {
        &self.lists[list as usize].entries
    }

    fn get(&self, list: List, word: &str) -> Option<u16> {
        self.lists[list as usize].positions.get(word).copied()
    }
}

impl Listed {
    fn of(list: List, manifests: &[&Manifest]) -> Self {
        let (mut entries, mut positions) = (Vec::new(), FxHashMap::default());
        for (id, title) in manifests.iter().flat_map(|manifest| list.entries(manifest)) {
            if let std::collections::hash_map::Entry::Vacant(place) = positions.entry(id.clone()) {
                place.insert(entries.len() as u16);
                entries.push((id, title));
            }
        }
        for (at, (_, title)) in (0..).zip(&entries) {
            positions.entry(title.clone()).or_insert(at);
        }
        Listed { entries, positions }
    }
}

/// Of a word.
#[derive(Debug, Clone, Copy, Default)]
struct OfWord {
    cases: u64,
    /// The number of the last case that said it: within a case it counts once.
    last: u64,
}

impl OfWord {
    fn say(&mut self, case: u64) {
        self.cases += u64::from(self.last != case);
        self.last = case;
    }
}

/// The counts.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pub(super) vocabulary: Arc<Vocabulary>,
    /// By [`List`].
    counts: Vec<Vec<OfWord>>,
    /// By input: cases whose decision asks for it.
    lacking: Vec<OfWord>,
    /// Cases so far.
    number: u64,
    /// `GROUP.VALUE`, put together here.
    label: String,
}

impl Words {
    pub(super) fn nothing(versions: &Versions) -> Self {
        let vocabulary = Vocabulary::of(versions);
        let counts: Vec<_> = vocabulary.lists.iter().map(|list| vec![OfWord::default(); list.entries.len()]).collect();
        let lacking = counts[List::Input as usize].clone();
        Words { vocabulary: Arc::new(vocabulary), counts, lacking, number: 0, label: String::new() }
    }

    /// A word that is declared, by its id and its place in its list.
    pub(super) fn told(&self, list: List) -> impl Iterator<Item = (&(String, String), u64)> {
        self.vocabulary.entries(list).iter().zip(self.counts[list as usize].iter().map(|word| word.cases))
    }

    /// By input: cases whose decision asks for it.
    pub(super) fn lacking(&self) -> impl Iterator<Item = u64> {
        self.lacking.iter().map(|word| word.cases)
    }

    /// Of a case that the policy was asked about; into `place` go its finest category and its areas, if it has a category.
    pub(super) fn add(&mut self, case: &Case<'_>, decision: &Decision<'_>, place: &mut Vec<u16>) {
        self.number += 1;
        self.given(case, place);
        case.known_events(decision.as_of.at).for_each(|event| self.happened(event));
        self.decided(decision);
        self.timed(decision);
    }

    fn say(&mut self, list: List, word: &str) -> Option<u16> {
        let position = self.vocabulary.get(list, word)?;
        self.counts[list as usize][usize::from(position)].say(self.number);
        Some(position)
    }

    fn say_all<'w>(&mut self, list: List, words: impl IntoIterator<Item = &'w str>) {
        for word in words {
            self.say(list, word);
        }
    }

    fn units<'w>(&mut self, bodies: impl IntoIterator<Item = BodyName<'w>>) {
        self.say_all(List::Unit, bodies.into_iter().map(|body| body.unit()));
    }

    fn fact(&mut self, name: &str, on: Option<u16>) {
        let vocabulary = &self.vocabulary;
        let input = vocabulary.get(List::Input, name).map(usize::from).filter(|input| vocabulary.carriers[*input].contains(&on));
        if let Some(input) = input {
            self.counts[List::Input as usize][input].say(self.number);
        }
    }

    /// What the case says of itself. A category counts for those above it too: what is routed by a row above uses that row.
    fn given(&mut self, case: &Case<'_>, place: &mut Vec<u16>) {
        self.say_all(List::Channel, case.channel.as_deref());
        self.say_all(List::Kind, case.kind.as_deref());
        place.clear();
        for path in std::iter::successors(case.category.as_deref(), |path| Some(path.rsplit_once('/')?.0)) {
            let category = self.say(List::Category, path);
            place.extend(category.filter(|_| place.is_empty()));
        }
        let with_category = !place.is_empty();
        for code in &case.area {
            let area = self.say(List::Area, code);
            place.extend(area.filter(|_| with_category));
        }
        case.facts.0.iter().for_each(|(name, _)| self.fact(name, None));
    }

    fn happened(&mut self, event: &Event<'_>) {
        let Some(kind) = self.say(List::Event, &event.kind) else { return };
        self.say_all(List::Level, event.level.as_deref());
        self.say_all(List::Reason, event.reason.as_deref());
        event.facts.0.iter().for_each(|(name, _)| self.fact(name, Some(kind)));
    }

    fn decided(&mut self, decision: &Decision<'_>) {
        self.say_all(List::Stage, decision.stage);
        self.say_all(List::Level, decision.level);
        let mut label = std::mem::take(&mut self.label);
        for said in &decision.labels {
            label.clear();
            label.extend([said.group, ".", said.value]);
            self.say(List::Label, &label);
        }
        self.label = label;
        if let Some(route) = &decision.route {
            self.say(List::Mode, route.mode);
            self.units(route.lead.into_iter().chain(route.accountable));
            self.say_all(List::Role, route.others.iter().map(|part| part.role));
            self.units(route.others.iter().map(|part| part.unit));
        }
        for step in &decision.escalations {
            self.say_all(List::Level, step.to.into_iter().chain([step.at]));
            self.units(step.approver);
        }
        self.say_all(List::Action, decision.actions.iter().map(|action| action.kind));
        self.units(decision.actions.iter().filter_map(|action| action.body));
        self.say_all(List::Violation, decision.violations.iter().map(|violation| violation.kind));
        self.units(decision.violations.iter().filter_map(|violation| violation.body));
        self.units(decision.measures.iter().filter_map(|measure| measure.body));
        for input in decision.needs.iter().filter_map(|need| need.input) {
            if let Some(input) = self.vocabulary.get(List::Input, input) {
                self.lacking[usize::from(input)].say(self.number);
            }
        }
    }

    /// What rows speak of; of a rung, only once it is reached.
    fn timed(&mut self, decision: &Decision<'_>) {
        for row in &decision.clocks {
            self.units(row.body);
            for mark in row.marks.iter().filter(|mark| mark.fired) {
                self.units(mark.to.iter().copied());
                self.say_all(List::Action, mark.action);
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Words) {
        let own = self.counts.iter_mut().flatten().chain(&mut self.lacking);
        own.zip(other.counts.iter().flatten().chain(&other.lacking)).for_each(|(own, other)| own.cases += other.cases);
    }
}
