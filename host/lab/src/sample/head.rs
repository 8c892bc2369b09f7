//! A case but for its history: when, where, what about.

use std::collections::BTreeMap;

use paidan_calendar::{Day, DayClass, Instant};
use paidan_engine::City;
use paidan_engine::contract::{Manifest, ValueKind};
use serde::Serialize;
use serde_json::Value;

use crate::titles;

use super::dice::Dice;
use super::spec::{Fact, Spec, Weights};
use super::story::Event;
use super::words::{Scene, Words, ids};

pub(super) struct Head {
    pub(super) received: Instant,
    jurisdiction: String,
    pub(super) channel: Option<String>,
    kind: Option<String>,
    pub(super) category: Option<String>,
    pub(super) area: Vec<String>,
    title: String,
    description: String,
    facts: BTreeMap<String, Value>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    jurisdiction: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<&'a str>,
    area: &'a [String],
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    facts: &'a BTreeMap<String, Value>,
    history: &'a [Event],
}

impl Head {
    /// `received`: when; `words`: those of the rules in force then.
    pub(super) fn draw(spec: &Spec, city: &City, words: &Words<'_>, received: Instant, dice: &mut Dice) -> Head {
        let manifest = &city.policy().manifest().raw;
        let area = area(spec, dice);
        let category = category(spec, manifest, dice);
        let (title, description) = texts(spec, manifest, category.as_deref(), &area, dice);
        let channel = word(&spec.channels, ids(words.own(|manifest| &manifest.channels)), dice);
        let kind = word(&spec.kinds, ids(words.own(|manifest| &manifest.kinds)), dice);
        let scene = Scene { category: category.as_deref(), channel: channel.as_deref(), ..Scene::default() };
        let facts = facts(&spec.facts, &Told { words, scene, city, event: None, at: received }, dice);
        Head { received, jurisdiction: jurisdiction(manifest, &area), channel, kind, facts, category, area, title, description }
    }

    pub(super) fn line(&self, id: &str, history: &[Event]) -> String {
        let Head { jurisdiction, channel, kind, category, area, title, description, facts, .. } = self;
        let (channel, kind, category) = (channel.as_deref(), kind.as_deref(), category.as_deref());
        let line = Line { id, jurisdiction, channel, kind, category, area, title, description, facts, history };
        // every value here has a JSON form
        serde_json::to_string(&line).unwrap_or_default()
    }
}

/// One of the words that are known.
fn word<'k>(weights: &Weights, known: impl Iterator<Item = &'k str> + Clone, dice: &mut Dice) -> Option<String> {
    let open = known.clone().next().is_none();
    let known = |word: &str| open || known.clone().any(|known| known == word);
    let weights: Vec<_> = weights.iter().filter(|(word, _)| known(word)).map(|(word, weight)| (word.as_str(), *weight)).collect();
    dice.weighted(weights.into_iter()).map(str::to_owned)
}

/// The district's code where the policy covers it; else the city's own, filled up.
fn jurisdiction(manifest: &Manifest, area: &[String]) -> String {
    let covered = |code: &&str| manifest.jurisdictions.iter().any(|of| code.starts_with(of.as_str()));
    let district = area.first().map(|code| code.get(..6).unwrap_or(code)).filter(covered);
    let own = || manifest.jurisdictions.first().map_or_else(String::new, |code| format!("{code:0<6}"));
    district.map_or_else(own, str::to_owned)
}

/// Whether offices are closed that day, by every notice there is: what happened, happened.
pub(super) fn off(city: &City, day: Day) -> bool {
    matches!(city.calendar().view(Day(i32::MAX)).class(day), DayClass::Rest | DayClass::Statutory)
}

/// When it is received: by the hours' weights; what falls on a day off comes on the next working day, or not.
pub(super) fn moment(spec: &Spec, city: &City, day: Day, dice: &mut Dice) -> Instant {
    let calendar = city.calendar();
    let mut day = day;
    if off(city, day) && !dice.chance(spec.rest_days) {
        let next = (day.0..day.0 + 15).map(Day).find(|day| !off(city, *day));
        day = next.unwrap_or(day);
    }
    let hours: Vec<u32> = (0..24).collect();
    let hour = dice.weighted(hours.iter().zip(spec.hours.iter().copied())).copied().unwrap_or(9);
    let second = dice.below(3600);
    calendar.instant(day, hour * 3600 + u32::try_from(second).unwrap_or(0))
}

/// A district by weight, and in it a street and a community by number.
fn area(spec: &Spec, dice: &mut Dice) -> Vec<String> {
    let mut codes: Vec<String> = word(&spec.areas, std::iter::empty(), dice).into_iter().collect();
    for most in &spec.below {
        if let Some(above) = codes.last() {
            let code = format!("{above}{:03}", dice.between(1, i64::from(*most)));
            codes.push(code);
        }
    }
    codes
}

fn category(spec: &Spec, manifest: &Manifest, dice: &mut Dice) -> Option<String> {
    let weight = |id: &str| spec.categories.get(id).copied().unwrap_or(spec.otherwise);
    dice.weighted(manifest.categories.iter().map(|name| (name.id.as_str(), weight(&name.id)))).map(str::to_owned)
}

fn texts(spec: &Spec, manifest: &Manifest, category: Option<&str>, area: &[String], dice: &mut Dice) -> (String, String) {
    let paths = std::iter::successors(category, |path| path.rsplit_once('/').map(|(up, _)| up)).chain([""]);
    let Some(text) = paths.filter_map(|path| spec.text.get(path)).next() else { return Default::default() };
    let title = titles::name(&manifest.categories, category.unwrap_or_default());
    let topic = title.rsplit('/').next().unwrap_or(title).to_owned();
    let district = titles::name(&manifest.areas, area.first().map_or("", String::as_str)).to_owned();
    let fills = [
        ("{place}", dice.one(&spec.places).cloned().unwrap_or_default()),
        ("{area}", district),
        ("{topic}", topic),
        ("{n}", dice.between(1, 30).to_string()),
        ("{days}", dice.between(2, 9).to_string()),
    ];
    let filled = |text: &String| fills.iter().fold(text.clone(), |text, (name, value)| text.replace(name, value));
    let title = dice.one(&text.titles).map(filled).unwrap_or_default();
    (title, dice.one(&text.descriptions).map(filled).unwrap_or_default())
}

/// Of what facts are told.
pub(super) struct Told<'a> {
    pub(super) words: &'a Words<'a>,
    pub(super) scene: Scene<'a>,
    pub(super) city: &'a City,
    /// The kind of event; none: the case.
    pub(super) event: Option<&'a str>,
    pub(super) at: Instant,
}

/// Facts of a case or an event: those that the rules read.
pub(super) fn facts(facts: &BTreeMap<String, Fact>, told: &Told<'_>, dice: &mut Dice) -> BTreeMap<String, Value> {
    let mut known: BTreeMap<String, Value> = BTreeMap::new();
    // what depends on another comes after it
    let (free, bound): (Vec<_>, Vec<_>) = facts.iter().partition(|(_, fact)| fact.with.is_none());
    for (name, fact) in free.into_iter().chain(bound) {
        if fact.with.as_ref().is_some_and(|other| known.get(other) != Some(&Value::Bool(true))) || !fact.only.holds(told.scene) {
            continue;
        }
        let Some(input) = told.words.inputs(told.event).find(|input| input.id == *name) else { continue };
        let value = match (fact.days, input.kind) {
            (Some([from, to]), _) => {
                let at = Instant(told.at.0 + dice.between(from, to) * 86_400);
                dice.chance(fact.chance).then(|| Value::from(told.city.calendar().format(at).as_str()))
            }
            (None, kind) => fact.word(dice).map(|word| match kind {
                ValueKind::Flag => Value::Bool(word == "true"),
                ValueKind::Count => word.parse::<i64>().map_or_else(|_| Value::from(word), Value::from),
                ValueKind::Word | ValueKind::Time | ValueKind::Unit | ValueKind::Category => Value::from(word),
            }),
        };
        known.extend(value.map(|value| (name.clone(), value)));
    }
    known
}
