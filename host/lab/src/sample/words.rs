//! The words that cases may use: those of a city's rules, in every version that is asked about, and of the rules above them.

use paidan_engine::contract::{InputDef, Manifest, Name};
use paidan_engine::{City, Versions};

use super::spec::Only;

/// Vocabularies, the city's own first.
pub(super) struct Words<'m> {
    own: Vec<&'m Manifest>,
    above: Vec<&'m Manifest>,
}

impl<'m> Words<'m> {
    /// Of every version.
    pub(super) fn of_all(versions: &'m Versions) -> Self {
        let cities = || versions.all().iter().map(|(_, city)| city);
        Words { own: cities().map(manifest).collect(), above: cities().flat_map(City::superiors).map(manifest).collect() }
    }

    /// Of one version: what it does not know does not happen while it is in force.
    pub(super) fn of(city: &'m City) -> Self {
        Words { own: vec![manifest(city)], above: city.superiors().into_iter().map(manifest).collect() }
    }

    /// What the city itself declares.
    pub(super) fn own<'s, T: 'm>(&'s self, list: fn(&'m Manifest) -> &'m [T]) -> impl Iterator<Item = &'m T> + Clone + 's {
        self.own.iter().copied().flat_map(list)
    }

    /// What somebody declares.
    pub(super) fn all<'s, T: 'm>(&'s self, list: fn(&'m Manifest) -> &'m [T]) -> impl Iterator<Item = &'m T> + Clone + 's {
        self.manifests().flat_map(list)
    }

    pub(super) fn event(&self, kind: &str) -> bool {
        self.all(|manifest| &manifest.events).any(|event| event.id == kind)
    }

    /// The facts that a case, or an event of a kind, may carry.
    pub(super) fn inputs<'s>(&'s self, on: Option<&'s str>) -> impl Iterator<Item = &'m InputDef> + Clone + 's {
        let carried = move |manifest: &'m Manifest, input: &InputDef| {
            let kind = |event: &Option<u16>| event.map(|event| manifest.events[usize::from(event)].id.as_str());
            input.on.iter().any(|event| kind(event) == on)
        };
        self.manifests().flat_map(move |manifest| manifest.inputs.iter().filter(move |input| carried(manifest, input)))
    }

    fn manifests<'s>(&'s self) -> impl Iterator<Item = &'m Manifest> + Clone + 's {
        self.own.iter().chain(&self.above).copied()
    }
}

fn manifest(city: &City) -> &Manifest {
    &city.policy().manifest().raw
}

/// The ids of names.
pub(super) fn ids<'n>(names: impl Iterator<Item = &'n Name> + Clone) -> impl Iterator<Item = &'n str> + Clone {
    names.map(|name| name.id.as_str())
}

/// Of a case: what decides whether something happens in it.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Scene<'c> {
    pub(super) category: Option<&'c str>,
    pub(super) channel: Option<&'c str>,
    /// How it is routed, and at which level it is, as the policy said when it was asked last.
    pub(super) mode: &'c str,
    pub(super) level: Option<&'c str>,
}

impl Only {
    pub(super) fn holds(&self, scene: Scene<'_>) -> bool {
        let under = |list: &str| {
            scene
                .category
                .is_some_and(|path| path.strip_prefix(list).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
        };
        let among =
            |list: &[String], said: Option<&str>| list.is_empty() || said.is_some_and(|said| list.iter().any(|l| l == said));
        (self.category.is_empty() || self.category.iter().any(|list| under(list)))
            && among(&self.channel, scene.channel)
            && among(&self.mode, Some(scene.mode))
            && among(&self.level, scene.level)
    }
}
