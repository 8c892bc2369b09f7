//! The grid: cases made of everything that a policy says it reads. What a case says of itself, at several points of a plain story, and
//! stories that go every which way.

use std::collections::BTreeMap;

use paidan_calendar::{Day, DayClass, Instant};
use paidan_engine::City;
use paidan_engine::contract::{InputDef, Manifest, Per, ValueKind};
use serde_json::Value;

use super::given::{Given, Happened};
use super::pairs;

/// What a policy that knows them takes a plain case through, in this order.
const STORY: &[&str] = &[
    "received",
    "registered",
    "classified",
    "reported_up",
    "read",
    "whistle_blown",
    DISPATCHED,
    "signed",
    "arrived",
    "contacted",
    "completed",
    "replied",
    "callback",
    "closed",
];
const DISPATCHED: &str = "dispatched";
/// By the hotline; everything else in a story is the unit's.
const HOTLINES: &[&str] = &["received", "registered", "classified", "reported_up", "read", "callback", "closed"];
/// Events that go every which way after the story.
const SLOTS: usize = 3;
/// Seconds between two of them: half an hour, to the next day, over a term, over every term.
const GAPS: [i64; 4] = [1800, 93_600, 1_036_800, 5_270_400];
const DAY: i64 = 86_400;
/// A body that no policy declares.
const STRANGER: &str = "某某有限公司";

/// What a fact says.
#[derive(Debug, Clone, PartialEq)]
enum Fact {
    Plain(Value),
    /// A moment so many days later.
    Later(i64),
}

/// A kind of event with its facts.
#[derive(Debug, Clone)]
struct Letter<'m> {
    kind: &'m str,
    facts: Vec<(&'m str, Fact)>,
}

/// What an option of a factor decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    When,
    Channel,
    Kind,
    Category,
    Area,
    /// An input of the case, by position among those.
    Fact(usize),
    Actor,
    Unit,
    Story,
    Event(usize),
    EventUnit(usize),
    Reason(usize),
    Level(usize),
    Due(usize),
    Gap(usize),
}

/// Which combinations there are.
enum Rows {
    All(u64),
    Pairs(Vec<Vec<u16>>),
}

/// Cases to be made.
pub(super) struct Grid<'m> {
    city: &'m City,
    manifest: &'m Manifest,
    factors: Vec<(Says, usize)>,
    rows: Rows,
    /// Of all combinations, how many there are.
    pub(super) combinations: u128,
    whens: Vec<Instant>,
    areas: Vec<Vec<String>>,
    inputs: Vec<(&'m InputDef, Vec<Fact>)>,
    units: Vec<&'m str>,
    story: Vec<Letter<'m>>,
    letters: Vec<Letter<'m>>,
}

impl<'m> Grid<'m> {
    /// What a case says of itself, each at every point of the plain story; all combinations, if there are no more than `most`.
    pub(super) fn inputs(city: &'m City, start: Day, most: u64) -> Self {
        let grid = Self::empty(city, start);
        let mut says = vec![Says::Channel, Says::Kind, Says::Category, Says::Area];
        says.extend((0..grid.inputs.len()).map(Says::Fact));
        says.push(Says::Story);
        grid.of(says, most)
    }

    /// What happens to a case that a unit has, event after event, all about that unit.
    pub(super) fn sequences(city: &'m City, start: Day, most: u64) -> Self {
        Self::empty(city, start).of((0..SLOTS).map(Says::Event).collect(), most)
    }

    /// Histories that go every which way, with all else that can be said.
    pub(super) fn histories(city: &'m City, start: Day, most: u64) -> Self {
        let grid = Self::empty(city, start);
        let mut says =
            vec![Says::When, Says::Channel, Says::Kind, Says::Category, Says::Area, Says::Actor, Says::Unit, Says::Story];
        says.extend((0..grid.inputs.len()).map(Says::Fact));
        for slot in 0..SLOTS {
            says.extend([Says::Event(slot), Says::EventUnit(slot), Says::Reason(slot)]);
            says.extend([Says::Level(slot), Says::Due(slot), Says::Gap(slot)]);
        }
        grid.of(says, most)
    }

    fn empty(city: &'m City, start: Day) -> Self {
        let manifest = &city.policy().manifest().raw;
        let inputs: Vec<_> = manifest
            .inputs
            .iter()
            .filter(|input| input.on.contains(&None))
            .map(|input| (input, values(manifest, input)))
            .collect();
        let units = nameable(manifest).collect();
        let letters: Vec<Letter<'_>> =
            (0..).zip(&manifest.events).flat_map(|(at, kind)| letters(manifest, at, &kind.id)).collect();
        let fullest = |kind: &&str| letters.iter().filter(|letter| letter.kind == *kind).max_by_key(|letter| letter.facts.len());
        let mut story: Vec<_> = STORY.iter().filter_map(fullest).cloned().collect();
        if story.is_empty() {
            story.extend(letters.first().cloned());
        }
        let (whens, areas) = (whens(city, start), areas(manifest));
        let (factors, rows, combinations) = (Vec::new(), Rows::All(0), 0);
        Self { city, manifest, factors, rows, combinations, whens, areas, inputs, units, story, letters }
    }

    fn of(mut self, says: Vec<Says>, most: u64) -> Self {
        let factors = says.into_iter().map(|says| (says, self.options(says)));
        self.factors = factors.filter(|(_, options)| *options > 1).collect();
        let sizes: Vec<usize> = self.factors.iter().map(|(_, size)| *size).collect();
        self.combinations = sizes.iter().fold(1, |product: u128, size| product.saturating_mul(*size as u128));
        self.rows = match u64::try_from(self.combinations) {
            Ok(all) if all <= most => Rows::All(all),
            _ => Rows::Pairs(pairs::rows(&sizes)),
        };
        self
    }

    /// How many; where it is one of a list, the first says nothing.
    fn options(&self, says: Says) -> usize {
        let m = self.manifest;
        match says {
            Says::When => self.whens.len(),
            Says::Channel => m.channels.len() + 1,
            Says::Kind => m.kinds.len() + 1,
            Says::Category => m.categories.len() + 1,
            Says::Area => self.areas.len() + 1,
            Says::Fact(input) => self.inputs[input].1.len() + 1,
            Says::Actor => 3,
            Says::Unit => self.units.len() + 1,
            Says::Story => self.story.len() + 1,
            Says::Event(_) => self.letters.len() + 1,
            Says::EventUnit(_) => 4,
            Says::Reason(_) => m.reasons.len() + 1,
            Says::Level(_) => m.levels.len() + 1,
            Says::Due(_) => 2,
            Says::Gap(_) => GAPS.len(),
        }
    }

    /// Whether it has all combinations, and not all pairs only.
    pub(super) fn is_all(&self) -> bool {
        matches!(self.rows, Rows::All(_))
    }

    pub(super) fn len(&self) -> u64 {
        match &self.rows {
            Rows::All(all) => *all,
            Rows::Pairs(rows) => rows.len() as u64,
        }
    }

    /// The options of a case, by factor.
    fn row(&self, mut at: u64) -> Vec<u16> {
        match &self.rows {
            Rows::Pairs(rows) => rows.get(usize::try_from(at).unwrap_or(usize::MAX)).cloned().unwrap_or_default(),
            Rows::All(_) => {
                let digit = |(_, size): &(Says, usize)| {
                    let option = at % *size as u64;
                    at /= *size as u64;
                    option as u16
                };
                self.factors.iter().map(digit).collect()
            }
        }
    }

    /// A case of the grid, and the moment of its last event.
    pub(super) fn case(&self, at: u64) -> (Given, Instant) {
        self.made(&self.row(at))
    }

    fn made(&self, row: &[u16]) -> (Given, Instant) {
        let said = |says: Says| {
            let found = self.factors.iter().zip(row).find(|((of, _), _)| *of == says);
            found.map(|(_, option)| usize::from(*option))
        };
        let option = |says: Says| said(says).unwrap_or(0);
        let m = self.manifest;
        let named = |list: &[paidan_engine::contract::Name], option: usize| Some(list.get(option.checked_sub(1)?)?.id.clone());
        let received = self.whens[option(Says::When)];
        let area = option(Says::Area).checked_sub(1).map_or_else(Vec::new, |at| self.areas[at].clone());
        let facts = self.inputs.iter().enumerate().filter_map(|(at, (input, values))| {
            let value = values.get(option(Says::Fact(at)).checked_sub(1)?)?;
            Some((input.id.clone(), self.value(value, received)))
        });
        let mut teller = Teller { grid: self, now: received, actors: option(Says::Actor), events: Vec::new() };
        // without a factor for it the first unit has it
        let unit = said(Says::Unit).unwrap_or(1).checked_sub(1);
        let own = unit.and_then(|at| self.units.get(at)).copied();
        // and without one for the story it goes on until somebody has it
        let sent = self.story.iter().position(|letter| letter.kind == DISPATCHED).map_or(1, |at| at + 1);
        for letter in &self.story[..said(Says::Story).unwrap_or(sent).min(self.story.len())] {
            let unit = own.filter(|_| !HOTLINES.contains(&letter.kind));
            teller.tell(letter, unit.map(str::to_owned), 3600);
        }
        for slot in 0..SLOTS {
            let Some(letter) = option(Says::Event(slot)).checked_sub(1).and_then(|at| self.letters.get(at)) else { continue };
            let other = self.units.get((unit.unwrap_or(0) + 1) % self.units.len().max(1)).copied();
            let unit = [None, own, other, Some(STRANGER)][said(Says::EventUnit(slot)).unwrap_or(1)];
            teller.tell(letter, unit.map(str::to_owned), GAPS[option(Says::Gap(slot))]);
            if let Some(event) = teller.events.last_mut() {
                event.reason = named(&m.reasons, option(Says::Reason(slot)));
                event.level = named(&m.levels, option(Says::Level(slot)));
                event.due_at = (option(Says::Due(slot)) == 1).then(|| self.stamp(Instant(teller.now.0 + 5 * DAY)));
            }
        }
        if teller.events.is_empty()
            && let Some(first) = self.story.first()
        {
            teller.tell(first, None, 0);
        }
        let given = Given {
            id: "check".to_owned(),
            jurisdiction: jurisdiction(m, &area),
            channel: named(&m.channels, option(Says::Channel)),
            kind: named(&m.kinds, option(Says::Kind)),
            category: named(&m.categories, option(Says::Category)),
            facts: facts.collect(),
            area,
            history: teller.events,
            ..Given::default()
        };
        (given, teller.now)
    }

    fn value(&self, fact: &Fact, at: Instant) -> Value {
        match fact {
            Fact::Plain(value) => value.clone(),
            Fact::Later(days) => Value::from(self.stamp(Instant(at.0 + days * DAY))),
        }
    }

    fn stamp(&self, at: Instant) -> String {
        self.city.calendar().format(at).as_str().to_owned()
    }

    /// Of each input of a case: its values. Of each input of an event: the kind, and its values.
    pub(super) fn variable(&self) -> Vec<(&'m str, Vec<Value>)> {
        let plain =
            |values: Vec<Fact>| values.into_iter().filter_map(|fact| if let Fact::Plain(v) = fact { Some(v) } else { None });
        let inputs =
            self.manifest.inputs.iter().map(|input| (input.id.as_str(), plain(values(self.manifest, input)).collect::<Vec<_>>()));
        inputs.filter(|(_, values)| !values.is_empty()).collect()
    }
}

/// Writes a history, event after event.
struct Teller<'g, 'm> {
    grid: &'g Grid<'m>,
    now: Instant,
    /// 0: nobody is named; 1: always the same person; 2: always another.
    actors: usize,
    events: Vec<Happened>,
}

impl Teller<'_, '_> {
    fn tell(&mut self, letter: &Letter<'_>, unit: Option<String>, gap: i64) {
        let number = self.events.len() as u32 + 1;
        if number > 1 {
            self.now.0 += gap;
        }
        let facts: BTreeMap<String, Value> =
            letter.facts.iter().map(|(name, fact)| ((*name).to_owned(), self.grid.value(fact, self.now))).collect();
        let actor = [None, Some("p1".to_owned()), Some(format!("p{number}"))][self.actors].clone();
        let (at, kind) = (self.grid.stamp(self.now), letter.kind.to_owned());
        self.events.push(Happened { seq: Some(number), at, kind, unit, actor, facts, ..Happened::default() });
    }
}

/// The units that a case may name.
fn nameable(manifest: &Manifest) -> impl Iterator<Item = &str> {
    manifest.units.iter().filter(|unit| unit.per != Per::Body).map(|unit| unit.id.as_str())
}

/// The sensible values of an input: of a count with few all, else the least, one in the middle, the most.
fn values(manifest: &Manifest, input: &InputDef) -> Vec<Fact> {
    const FEW: i64 = 6;
    let (least, most) = (input.least, input.most);
    let plain = |values: Vec<Value>| values.into_iter().map(Fact::Plain).collect();
    match input.kind {
        ValueKind::Flag => plain(vec![Value::Bool(true), Value::Bool(false)]),
        ValueKind::Count if most.saturating_sub(least) < FEW => plain((least..=most).map(Value::from).collect()),
        ValueKind::Count => plain([least, least.midpoint(most), most].map(Value::from).to_vec()),
        ValueKind::Word if input.words.is_empty() => plain(vec![Value::from("甲")]),
        ValueKind::Word => plain(input.words.iter().map(|word| Value::from(word.id.as_str())).collect()),
        ValueKind::Time => vec![Fact::Later(10)],
        ValueKind::Category => plain(manifest.categories.iter().map(|category| Value::from(category.id.as_str())).collect()),
        ValueKind::Unit => plain(nameable(manifest).chain([STRANGER]).map(Value::from).collect()),
    }
}

/// A kind of event without facts, with each value of each, and with all at once: the first of each, the last of each.
fn letters<'m>(manifest: &'m Manifest, position: u16, kind: &'m str) -> Vec<Letter<'m>> {
    let inputs: Vec<_> = manifest.inputs.iter().filter(|input| input.on.contains(&Some(position))).collect();
    let mut letters = vec![Letter { kind, facts: Vec::new() }];
    for input in &inputs {
        letters.extend(values(manifest, input).into_iter().map(|fact| Letter { kind, facts: vec![(input.id.as_str(), fact)] }));
    }
    if inputs.len() > 1 {
        for pick in [<[Fact]>::first as fn(&[Fact]) -> Option<&Fact>, <[Fact]>::last] {
            let fact = |input: &&'m InputDef| Some((input.id.as_str(), pick(&values(manifest, input))?.clone()));
            letters.push(Letter { kind, facts: inputs.iter().filter_map(fact).collect() });
        }
    }
    letters
}

/// A morning and an evening of a workday, a rest day, a holiday: what is found first from a day on.
fn whens(city: &City, start: Day) -> Vec<Instant> {
    const YEAR: i32 = 366;
    let view = city.calendar().view(Day(i32::MAX));
    let first = |class: DayClass| (start.0..start.0 + YEAR).map(Day).find(|day| view.class(*day) == class);
    let hours = [
        (DayClass::Workday, 9 * 3600),
        (DayClass::Workday, 17 * 3600 + 1800),
        (DayClass::Rest, 39_600),
        (DayClass::Statutory, 36_000),
    ];
    let mut whens: Vec<Instant> =
        hours.into_iter().filter_map(|(class, second)| Some(city.calendar().instant(first(class)?, second))).collect();
    if whens.is_empty() {
        whens.push(city.calendar().instant(start, 9 * 3600));
    }
    whens
}

/// Each area as deep as units ask for codes, and the first one less deep too.
fn areas(manifest: &Manifest) -> Vec<Vec<String>> {
    let depth =
        |unit: &paidan_engine::contract::UnitDef| if let Per::Area(depth) = unit.per { usize::from(depth) + 1 } else { 1 };
    let deepest = manifest.units.iter().map(depth).max().unwrap_or(1).clamp(3, 8);
    let mut codes: Vec<String> = manifest.areas.iter().map(|area| area.id.clone()).collect();
    if codes.is_empty() {
        codes.push(jurisdiction(manifest, &[]));
    }
    let path = |code: &String, depth: usize| -> Vec<String> {
        let above = codes.iter().filter(|other| other.len() < code.len() && code.starts_with(other.as_str())).cloned();
        let mut path: Vec<String> = above.chain([code.clone()]).collect();
        path.sort_by_key(String::len);
        while path.len() < depth {
            let below = format!("{}001", path.last().unwrap_or(code));
            path.push(below);
        }
        path
    };
    let shallow = codes.first().into_iter().flat_map(|code| (1..deepest).map(|depth| path(code, depth)));
    shallow.chain(codes.iter().map(|code| path(code, deepest))).collect()
}

/// The area's own code where the policy covers it, else the policy's, filled up.
fn jurisdiction(manifest: &Manifest, area: &[String]) -> String {
    let covered = |code: &&str| manifest.jurisdictions.iter().any(|of| code.starts_with(of.as_str()));
    let own = || manifest.jurisdictions.first().map_or_else(String::new, |code| format!("{code:0<6}"));
    area.first().map(|code| code.get(..6).unwrap_or(code)).filter(covered).map_or_else(own, str::to_owned)
}
