//! The lists of a manifest, and what of each was ever said.

use paidan_engine::contract::Manifest;
use rustc_hash::FxHashMap;

/// A list that decisions speak in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Level,
    Unit,
    Stage,
    Mode,
    Role,
    Profile,
    Term,
    Clock,
    Ladder,
    Action,
    Violation,
    Metric,
    /// `GROUP.VALUE`
    Label,
}

impl List {
    pub(super) const ALL: [Self; 13] = [
        Self::Level,
        Self::Unit,
        Self::Stage,
        Self::Mode,
        Self::Role,
        Self::Profile,
        Self::Term,
        Self::Clock,
        Self::Ladder,
        Self::Action,
        Self::Violation,
        Self::Metric,
        Self::Label,
    ];

    /// As places begin.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Unit => "unit",
            Self::Stage => "stage",
            Self::Mode => "mode",
            Self::Role => "role",
            Self::Profile => "profile",
            Self::Term => "term",
            Self::Clock => "clock",
            Self::Ladder => "ladder",
            Self::Action => "action",
            Self::Violation => "violation",
            Self::Metric => "metric",
            Self::Label => "label",
        }
    }

    /// Its ids and titles.
    pub(super) fn entries(self, m: &Manifest) -> Vec<(String, String)> {
        macro_rules! of {
            ($list:expr) => {
                $list.iter().map(|entry| (entry.id.clone(), entry.title.clone())).collect()
            };
        }
        match self {
            Self::Level => of!(m.levels),
            Self::Unit => of!(m.units),
            Self::Stage => of!(m.stages),
            Self::Mode => of!(m.modes),
            Self::Role => of!(m.roles),
            Self::Profile => of!(m.profiles),
            Self::Term => of!(m.terms),
            Self::Clock => of!(m.clocks),
            Self::Ladder => of!(m.ladders),
            Self::Action => of!(m.actions),
            Self::Violation => of!(m.violations),
            Self::Metric => of!(m.metrics),
            Self::Label => {
                let values = |group: &paidan_engine::contract::GroupDef| {
                    let (id, title) = (group.id.clone(), group.title.clone());
                    let value = move |value: &paidan_engine::contract::Name| {
                        (format!("{id}.{}", value.id), format!("{title}：{}", value.title))
                    };
                    group.values.iter().map(value).collect::<Vec<_>>()
                };
                m.groups.iter().flat_map(values).collect()
            }
        }
    }
}

/// Which entries of a list were said.
#[derive(Debug, Clone, Default)]
struct Marked {
    position: FxHashMap<String, usize>,
    said: Vec<bool>,
}

/// What was said of every list.
#[derive(Debug, Clone)]
pub(super) struct Said {
    lists: Vec<Marked>,
}

impl Said {
    pub(super) fn nothing(manifest: &Manifest) -> Self {
        let list = |list: List| {
            let entries = list.entries(manifest);
            let said = vec![false; entries.len()];
            Marked { position: entries.into_iter().enumerate().map(|(i, (id, _))| (id, i)).collect(), said }
        };
        Self { lists: List::ALL.into_iter().map(list).collect() }
    }

    /// An id was said. Bodies that only a case names are in no list.
    pub(super) fn say(&mut self, list: List, id: &str) {
        let Marked { position, said } = &mut self.lists[list as usize];
        if let Some(position) = position.get(id) {
            said[*position] = true;
        }
    }

    pub(super) fn at(&mut self, list: List, position: u16) {
        if let Some(said) = self.lists[list as usize].said.get_mut(usize::from(position)) {
            *said = true;
        }
    }

    pub(super) fn has(&self, list: List, position: usize) -> bool {
        self.lists[list as usize].said.get(position).copied().unwrap_or(true)
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (own, other) in self.lists.iter_mut().zip(&other.lists) {
            own.said.iter_mut().zip(&other.said).for_each(|(own, other)| *own |= *other);
        }
    }
}
