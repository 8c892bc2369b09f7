//! What was ever said of each list that decisions speak in.

use paidan_engine::contract::Manifest;
use rustc_hash::FxHashMap;

use crate::lists::List;

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
        Self { lists: List::SAID.into_iter().map(list).collect() }
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
