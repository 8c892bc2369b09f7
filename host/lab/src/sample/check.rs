//! Whether a sample.toml fits a policy: every word is one that it declares, every step leads somewhere.

use std::collections::BTreeMap;

use paidan_engine::Error;
use paidan_engine::contract::ValueKind;

use crate::error::wrong_at;

use super::spec::{Fact, Only, Spec};
use super::words::{Words, ids};

struct Checker<'a> {
    spec: &'a Spec,
    words: &'a Words<'a>,
}

pub(super) fn check(spec: &Spec, words: &Words<'_>) -> Result<(), Error> {
    let checker = Checker { spec, words };
    let lists = [
        ("channels", &spec.channels, ids(words.own(|manifest| &manifest.channels))),
        ("kinds", &spec.kinds, ids(words.own(|manifest| &manifest.kinds))),
        ("categories", &spec.categories, ids(words.own(|manifest| &manifest.categories))),
        ("areas", &spec.areas, ids(words.own(|manifest| &manifest.areas))),
    ];
    for (place, said, known) in lists.into_iter().filter(|(.., known)| known.clone().next().is_some()) {
        checker.words(place, said.keys(), known)?;
    }
    if spec.hours.len() != 24 || spec.hours.iter().all(|hour| *hour == 0) {
        return Err(bad("hours", "there are 24 of them, and one at least is not 0".to_owned()));
    }
    checker.facts("facts", &spec.facts, None)?;
    for (name, wait) in &spec.wait {
        let ascending = wait.quantiles.is_sorted_by(|a, b| a[0] < b[0] && a[1] <= b[1]);
        let ends = [wait.quantiles.first(), wait.quantiles.last()].map(|q| q.map(|[share, _]| *share));
        if !ascending || ends != [Some(0), Some(1000)] {
            return Err(bad(&format!("wait.{name}"), "quantiles ascend from per mille 0 to 1000".to_owned()));
        }
    }
    checker.steps()?;
    for rule in spec.unreached.keys() {
        checker.known("unreached", rule, words.own(|manifest| &manifest.rules).map(|rule| rule.id.as_str()))?;
    }
    if spec.text.values().any(|text| text.titles.is_empty()) || !spec.text.contains_key("") {
        return Err(bad("text", "every text has titles, and there is one for `\"\"`, all other categories".to_owned()));
    }
    Ok(())
}

fn bad(place: &str, text: String) -> Error {
    wrong_at("sample/step", place.to_owned(), text, "policies/xining/sample.toml is a whole one")
}

impl Checker<'_> {
    fn known<'k>(&self, place: &str, word: &str, known: impl Iterator<Item = &'k str> + Clone) -> Result<(), Error> {
        if known.clone().any(|known| known == word) {
            return Ok(());
        }
        let some: Vec<&str> = known.take(40).collect();
        let text = format!("neither the policy nor this file declares `{word}`");
        Err(wrong_at("sample/word", place.to_owned(), text, format!("there are: {}", some.join(", "))))
    }

    fn words<'k>(
        &self,
        place: &str,
        mut said: impl Iterator<Item = &'k String>,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> Result<(), Error> {
        said.try_for_each(|word| self.known(place, word, known.clone()))
    }

    fn only(&self, place: &str, only: &Only) -> Result<(), Error> {
        let place = format!("{place}.if");
        self.words(&place, only.category.iter(), ids(self.words.own(|manifest| &manifest.categories)))?;
        self.words(&place, only.channel.iter(), ids(self.words.own(|manifest| &manifest.channels)))?;
        self.words(&place, only.mode.iter(), ids(self.words.all(|manifest| &manifest.modes)))?;
        self.words(&place, only.level.iter(), ids(self.words.all(|manifest| &manifest.levels)))
    }

    /// Facts of the case, or of an event.
    fn facts(&self, place: &str, facts: &BTreeMap<String, Fact>, event: Option<&str>) -> Result<(), Error> {
        for (name, fact) in facts {
            let place = format!("{place}.{name}");
            let known = self.words.inputs(event);
            self.known(&place, name, known.clone().map(|input| input.id.as_str()))?;
            self.only(&place, &fact.only)?;
            let Some(input) = known.clone().find(|input| input.id == *name) else { continue };
            let fits = |word: &String| match input.kind {
                ValueKind::Flag => word == "true" || word == "false",
                ValueKind::Count => word.parse::<i64>().is_ok_and(|n| (input.least..=input.most).contains(&n)),
                ValueKind::Word => input.words.is_empty() || input.words.iter().any(|known| known.id == *word),
                ValueKind::Time => false,
                // a name that nobody declares is a body of the case's own
                ValueKind::Unit => !word.is_empty(),
                ValueKind::Category => ids(self.words.own(|manifest| &manifest.categories)).any(|known| known == word),
            };
            if let Some(word) = fact.is.keys().find(|word| !fits(word)) {
                return Err(wrong_at(
                    "sample/word",
                    place,
                    format!("`{word}` is no value of `{name}`"),
                    "paidan inspect shows its inputs",
                ));
            }
            if (input.kind == ValueKind::Time) != fact.days.is_some() {
                return Err(bad(&place, "a moment has `days`, and nothing else has".to_owned()));
            }
        }
        Ok(())
    }

    fn steps(&self) -> Result<(), Error> {
        let (spec, words) = (self.spec, self.words);
        let steps = || spec.step.keys().map(String::as_str);
        self.known("begins", &spec.begins, steps())?;
        for (name, step) in &spec.step {
            let place = format!("step.{name}");
            let event = step.event.as_deref().unwrap_or(name);
            self.known(&place, event, ids(words.all(|manifest| &manifest.events)))?;
            for wait in step.wait.iter().chain(&step.answer_within) {
                self.known(&place, wait, spec.wait.keys().map(String::as_str))?;
            }
            if let Some(unit) = step.unit.as_deref() {
                let units = words.all(|manifest| &manifest.units).map(|unit| unit.id.as_str());
                let roles = ids(words.all(|manifest| &manifest.roles));
                self.known(&place, unit, units.chain(roles).chain(["lead", "holders", "another"]))?;
            }
            self.words(&format!("{place}.level"), step.level.keys(), ids(words.all(|manifest| &manifest.levels)))?;
            self.words(&format!("{place}.reason"), step.reason.keys(), ids(words.all(|manifest| &manifest.reasons)))?;
            self.facts(&format!("{place}.facts"), &step.facts, Some(event))?;
            self.only(&place, &step.only)?;
            for (key, ways) in [("next", &step.next), ("else", &step.passed)] {
                self.words(&format!("{place}.{key}"), ways.keys(), steps().chain(["end"]))?;
            }
            if step.next.values().all(|weight| *weight == 0) {
                return Err(bad(&place, "`next` says what happens next; `end = 100` if nothing does".to_owned()));
            }
        }
        Ok(())
    }
}
