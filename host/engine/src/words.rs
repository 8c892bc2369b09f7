//! From a word of a case to its position in a list of the manifest. A host may have thousands of policies loaded, each with
//! hundreds of words: a table holds two bytes for each, and looks into the manifest for the word itself.

use std::hash::{BuildHasher, BuildHasherDefault};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::policy::contract as c;

/// What a case may name by its id or by its title.
pub(crate) trait Named {
    fn id(&self) -> &str;
    fn title(&self) -> &str;
}

impl Named for c::Name {
    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &str {
        &self.title
    }
}

impl Named for c::UnitDef {
    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &str {
        &self.title
    }
}

/// An input is named by its id alone.
impl Named for c::InputDef {
    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &str {
        ""
    }
}

/// The words of a list. Every call is given the list that the table was made of.
#[derive(Default)]
pub(crate) struct Table {
    /// Twice the position, and one more for a title.
    entries: HashTable<u16>,
}

fn word<T: Named>(list: &[T], entry: u16) -> &str {
    let named = &list[usize::from(entry / 2)];
    if entry.is_multiple_of(2) { named.id() } else { named.title() }
}

fn hash(word: &str) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(word)
}

impl Table {
    /// Ids win over titles; of two equal titles the first wins. No list is longer than half of what 16 bits count.
    pub(crate) fn of<T: Named>(list: &[T]) -> Self {
        let mut table = Self::default();
        let entries = (0..).zip(list).map(|(position, _): (u16, _)| 2 * position);
        for entry in entries.clone().chain(entries.map(|id| id + 1)) {
            let new = word(list, entry);
            if !new.is_empty() && table.get(list, new).is_none() {
                table.entries.insert_unique(hash(new), entry, |entry| hash(word(list, *entry)));
            }
        }
        table.entries.shrink_to_fit(|entry| hash(word(list, *entry)));
        table
    }

    pub(crate) fn get<T: Named>(&self, list: &[T], wanted: &str) -> Option<u16> {
        self.entries.find(hash(wanted), |entry| word(list, *entry) == wanted).map(|entry| entry / 2)
    }
}

/// Every word of a list.
pub(crate) fn all<T: Named>(list: &[T]) -> impl Iterator<Item = &str> {
    list.iter().flat_map(|named| [named.id(), named.title()]).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pairs: &[(&str, &str)]) -> Vec<c::Name> {
        pairs.iter().map(|(id, title)| c::Name { id: (*id).to_owned(), title: (*title).to_owned() }).collect()
    }

    #[test]
    fn ids_win_over_titles_and_the_first_of_equal_titles_wins() {
        let list = names(&[("a", "甲"), ("b", "甲"), ("甲乙", "b"), ("c", "")]);
        let table = Table::of(&list);
        let found = ["a", "b", "c", "甲", "甲乙", "", "乙"].map(|word| table.get(&list, word));
        assert_eq!(found, [Some(0), Some(1), Some(3), Some(0), Some(2), None, None]);
        assert_eq!(all(&list).collect::<Vec<_>>(), ["a", "甲", "b", "甲", "甲乙", "b", "c"]);
    }

    #[test]
    fn thousands_of_words_are_found_again() {
        let words: Vec<String> = (0..32_767).map(|n| format!("w{n}")).collect();
        let list = names(&words.iter().map(|word| (word.as_str(), "title")).collect::<Vec<_>>());
        let table = Table::of(&list);
        assert!((0..).zip(&words).all(|(n, word)| table.get(&list, word) == Some(n)));
        assert_eq!([table.get(&list, "w32767"), table.get(&list, "title")], [None, Some(0)]);
    }
}
