//! The words of imported cases held against those that a city's rules declare: what nobody declares is kept, and counted here.

use std::collections::BTreeMap;

use paidan_engine::contract::{InputDef, Manifest, Name, ValueKind};
use paidan_engine::{City, STANDARD_EVENTS, Versions, nearest};
use rustc_hash::FxHashMap;

use super::mapping::FactKind;
use super::plan::{Field, Landing};
use super::report::Unknown;

/// Which city judges a jurisdiction: its name, and its rules.
pub type Judging<'v> = dyn Fn(&str) -> Option<(&'v str, &'v Versions)> + 'v;

/// So many different words of a rule are remembered; a column with more of them is no list of words.
const WORDS_MAX: usize = 10_000;

/// The cities that were met, and what was said to each.
pub(super) struct Words<'m, 'v> {
    judging: &'v Judging<'v>,
    landings: &'m [Landing],
    by_code: FxHashMap<String, Option<usize>>,
    cities: Vec<CityWords<'v>>,
    /// Jurisdictions that nobody judges.
    unjudged: FxHashMap<String, u64>,
    /// Unknown words beyond those that are remembered.
    pub(super) more: u64,
}

struct CityWords<'v> {
    name: &'v str,
    /// Of every version, and of those above them.
    manifests: Vec<&'v Manifest>,
    /// By landing.
    said: Vec<FxHashMap<String, Seen>>,
}

struct Seen {
    count: u64,
    /// Why it is not known; none: it is.
    unknown: Option<Stranger>,
}

/// A word that is not declared.
struct Stranger {
    what: &'static str,
    /// What is to be shown, where that is not the word itself.
    shown: Option<String>,
    meant: Option<String>,
}

impl<'m, 'v> Words<'m, 'v> {
    pub(super) fn new(judging: &'v Judging<'v>, landings: &'m [Landing]) -> Self {
        let (by_code, unjudged) = (FxHashMap::default(), FxHashMap::default());
        Words { judging, landings, by_code, cities: Vec::new(), unjudged, more: 0 }
    }

    /// Counts what a case says.
    pub(super) fn count<'w>(&mut self, jurisdiction: &str, words: impl Iterator<Item = (usize, &'w str)>) {
        let Some(city) = self.city(jurisdiction) else {
            if let Some(count) = self.unjudged.get_mut(jurisdiction) {
                *count += 1;
            } else if self.unjudged.len() < WORDS_MAX {
                self.unjudged.insert(jurisdiction.to_owned(), 1);
            } else {
                self.more += 1;
            }
            return;
        };
        let city = &mut self.cities[city];
        for (landing, word) in words {
            let field = &self.landings[landing].field;
            if matches!(field, Field::Plain | Field::Jurisdiction) {
                continue;
            }
            let said = &mut city.said[landing];
            if let Some(seen) = said.get_mut(word) {
                seen.count += 1;
                continue;
            }
            let unknown = stranger(&city.manifests, field, word);
            if said.len() < WORDS_MAX {
                said.insert(word.to_owned(), Seen { count: 1, unknown });
            } else if unknown.is_some() {
                self.more += 1;
            }
        }
    }

    fn city(&mut self, jurisdiction: &str) -> Option<usize> {
        if let Some(known) = self.by_code.get(jurisdiction) {
            return *known;
        }
        let city = (self.judging)(jurisdiction).map(|(name, versions)| {
            self.cities.iter().position(|city| city.name == name).unwrap_or_else(|| {
                let cities = || versions.all().iter().map(|(_, city)| city);
                let above = cities().flat_map(City::superiors);
                let manifests = cities().chain(above).map(|city| &city.policy().manifest().raw).collect();
                let said = self.landings.iter().map(|_| FxHashMap::default()).collect();
                self.cities.push(CityWords { name, manifests, said });
                self.cities.len() - 1
            })
        });
        if self.by_code.len() < WORDS_MAX {
            self.by_code.insert(jurisdiction.to_owned(), city);
        }
        city
    }

    /// The cities that were met.
    pub(super) fn cities(&self) -> Vec<String> {
        let mut names: Vec<String> = self.cities.iter().map(|city| city.name.to_owned()).collect();
        names.sort_unstable();
        names
    }

    /// What was not known, the most frequent first; with the landing.
    pub(super) fn unknown(&self) -> Vec<(usize, Unknown)> {
        // several values of one fact that nobody declares are one finding, and so is a word unknown to several cities
        let mut found: BTreeMap<(usize, &'static str, &str), (u64, Option<&str>)> = BTreeMap::new();
        for city in &self.cities {
            for (landing, said) in city.said.iter().enumerate() {
                for (word, Seen { count, unknown }) in said {
                    let Some(Stranger { what, shown, meant }) = unknown else { continue };
                    let word = shown.as_deref().unwrap_or(word);
                    found.entry((landing, *what, word)).or_insert((0, meant.as_deref())).0 += count;
                }
            }
        }
        if let Some(landing) = self.landings.iter().position(|landing| landing.field == Field::Jurisdiction) {
            found.extend(self.unjudged.iter().map(|(code, count)| ((landing, "jurisdiction", code.as_str()), (*count, None))));
        }
        let unknown = |((landing, what, word), (count, meant)): ((usize, &'static str, &str), (u64, Option<&str>))| {
            let rule = self.landings[landing].name.clone();
            (landing, Unknown { what, rule, word: word.to_owned(), count, meant: meant.map(str::to_owned) })
        };
        let mut all: Vec<_> = found.into_iter().map(unknown).collect();
        all.sort_by(|(a, one), (b, other)| (other.count, a, &one.word).cmp(&(one.count, b, &other.word)));
        all
    }
}

/// Why a word is unknown to all of these; none: somebody declares it.
fn stranger(manifests: &[&Manifest], field: &Field, word: &str) -> Option<Stranger> {
    let names = |what, list: fn(&Manifest) -> &[Name]| {
        let all =
            || manifests.iter().flat_map(|manifest| list(manifest)).flat_map(|name| [name.id.as_str(), name.title.as_str()]);
        among(what, word, all)
    };
    match field {
        Field::Plain | Field::Jurisdiction => None,
        Field::Channel => names("channel", |manifest| &manifest.channels),
        Field::Kind => names("kind", |manifest| &manifest.kinds),
        Field::Category => names("category", |manifest| &manifest.categories),
        // of two codes that look alike neither is a slip for the other
        Field::Area => names("area", |manifest| &manifest.areas).map(|code| Stranger { meant: None, ..code }),
        Field::Level => names("level", |manifest| &manifest.levels),
        Field::Reason => names("reason", |manifest| &manifest.reasons),
        // what every work-order system records is nothing to remark on
        Field::Event if STANDARD_EVENTS.contains(&word) => None,
        Field::Event => names("event", |manifest| &manifest.events),
        Field::Unit => unit(manifests, word),
        Field::Fact { name, kind, on } => fact(manifests, name, *kind, on.as_deref(), word),
    }
}

fn unit(manifests: &[&Manifest], word: &str) -> Option<Stranger> {
    let units = || manifests.iter().flat_map(|manifest| &manifest.units);
    // `community@630103001005`: the unit of that area
    let id = word.split_once('@').map_or(word, |(id, _)| id);
    among("unit", id, || units().flat_map(|unit| [unit.id.as_str(), unit.title.as_str()]))
}

fn among<'k, I: Iterator<Item = &'k str>>(what: &'static str, word: &str, known: impl Fn() -> I) -> Option<Stranger> {
    if word.is_empty() || known().any(|name| name == word) {
        return None;
    }
    let meant = nearest(word, known().filter(|name| !name.is_empty())).map(str::to_owned);
    Some(Stranger { what, shown: None, meant })
}

fn fact(manifests: &[&Manifest], name: &str, kind: FactKind, on: Option<&str>, word: &str) -> Option<Stranger> {
    let is_here = |manifest: &Manifest, input: &InputDef| {
        let carriers = input.on.iter().map(|event| event.map(|event| &manifest.events[usize::from(event)]));
        carriers.into_iter().any(|carrier| match (carrier, on) {
            (Some(event), Some(on)) => event.id == on || event.title == on,
            (event, on) => event.is_none() && on.is_none(),
        })
    };
    let all = || manifests.iter().flat_map(|manifest| manifest.inputs.iter().map(move |input| (manifest, input)));
    let inputs = || all().filter(|(manifest, input)| is_here(manifest, input)).map(|(_, input)| input);
    let Some(input) = inputs().find(|input| input.id == name) else {
        let meant = nearest(name, inputs().map(|input| input.id.as_str())).map(str::to_owned);
        return Some(Stranger { what: "fact", shown: Some(name.to_owned()), meant });
    };
    let wanted = match input.kind {
        ValueKind::Flag => FactKind::Flag,
        ValueKind::Count => FactKind::Count,
        ValueKind::Word => FactKind::Word,
        ValueKind::Time => FactKind::Time,
        ValueKind::Unit => FactKind::Unit,
        ValueKind::Category => FactKind::Category,
    };
    if wanted != kind {
        let meant = Some(format!("kind = \"{}\"", format!("{wanted:?}").to_lowercase()));
        return Some(Stranger { what: "fact", shown: Some(name.to_owned()), meant });
    }
    match kind {
        FactKind::Unit => unit(manifests, word),
        FactKind::Category => stranger(manifests, &Field::Category, word),
        FactKind::Word if !input.words.is_empty() => {
            among("word", word, || input.words.iter().flat_map(|word| [word.id.as_str(), word.title.as_str()]))
        }
        _ => None,
    }
}
