//! What stands in each column of a file, used or not.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use serde_json::Value;

use super::plan::Mapping;
use super::report::{Column, Unknown};
use super::row::Row;
use super::values::shown;

/// Different values that are counted in a column, and that are shown.
const DISTINCT_MAX: usize = 1000;
const SHOWN: usize = 3;
/// Columns that are looked at: JSON may have a key for each of its rows.
const COLUMNS_MAX: usize = 1000;

/// Every column that was seen, in the order in which they came.
pub(super) struct Looks<'m> {
    by_name: FxHashMap<String, usize>,
    all: Vec<Look>,
    /// Names of columns that the mapping uses.
    used: BTreeMap<String, Vec<usize>>,
    /// Texts that mean nothing.
    empty: &'m FxHashSet<String>,
}

#[derive(Default)]
struct Look {
    name: String,
    is_used: bool,
    rows: u64,
    values: FxHashSet<u64>,
    more: bool,
    shown: Vec<String>,
}

impl<'m> Looks<'m> {
    pub(super) fn new(mapping: &'m Mapping, heads: &[String]) -> Self {
        let mut used: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (landing, rule) in mapping.landings.iter().enumerate() {
            if let Some(column) = rule.column {
                used.entry(mapping.shown(&mapping.columns[column])).or_default().push(landing);
            }
        }
        let mut looks = Looks { by_name: FxHashMap::default(), all: Vec::new(), used, empty: &mapping.empty };
        for head in heads {
            looks.add(head);
        }
        looks
    }

    pub(super) fn look(&mut self, row: Row<'_>) {
        match row {
            // a name may stand twice: columns of CSV go by their places
            Row::Csv(record, _) => {
                for (look, field) in self.all.iter_mut().zip(record) {
                    look.see(String::from_utf8_lossy(field).trim(), self.empty);
                }
            }
            Row::Json(value) => self.json(value, &mut String::new()),
        }
    }

    /// Values by their paths.
    fn json(&mut self, value: &Value, path: &mut String) {
        let length = path.len();
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(key);
                    self.json(value, path);
                    path.truncate(length);
                }
            }
            Value::Array(list) => {
                self.see(path, if list.is_empty() { "" } else { "[…]" });
                for element in list.iter().filter(|element| element.is_object()) {
                    path.push_str("[]");
                    self.json(element, path);
                    path.truncate(length);
                }
            }
            Value::Null => self.see(path, ""),
            Value::String(text) => self.see(path, text.trim()),
            other => self.see(path, &other.to_string()),
        }
    }

    fn see(&mut self, path: &str, text: &str) {
        if let Some(at) = self.by_name.get(path).copied().or_else(|| self.add(path)) {
            self.all[at].see(text, self.empty);
        }
    }

    fn add(&mut self, name: &str) -> Option<usize> {
        if self.all.len() == COLUMNS_MAX {
            return None;
        }
        self.by_name.insert(name.to_owned(), self.all.len());
        self.all.push(Look { name: name.to_owned(), is_used: self.used.contains_key(name), ..Look::default() });
        Some(self.all.len() - 1)
    }

    /// The columns, with what the mapping makes of each.
    pub(super) fn columns(self, mapping: &Mapping, unknown: &[(usize, Unknown)]) -> Vec<Column> {
        let Looks { mut all, mut used, .. } = self;
        let mut columns = Vec::new();
        // what the mapping names and the file never has comes last
        let missing: Vec<String> = used.keys().filter(|name| !all.iter().any(|look| look.name == **name)).cloned().collect();
        all.extend(missing.into_iter().map(|name| Look { name, ..Look::default() }));
        for Look { name, rows, values, more, shown, .. } in all {
            let landings = used.remove(&name).unwrap_or_default();
            let lands = landings.iter().map(|landing| mapping.landings[*landing].name.clone()).collect();
            let unknown = unknown.iter().filter(|(landing, _)| landings.contains(landing)).map(|(_, word)| word.count).sum();
            columns.push(Column { name, lands, rows, distinct: values.len(), more, unknown, values: shown });
        }
        columns
    }
}

impl Look {
    fn see(&mut self, text: &str, empty: &FxHashSet<String>) {
        if text.is_empty() || empty.contains(text) {
            return;
        }
        self.rows += 1;
        let hash = BuildHasherDefault::<FxHasher>::default().hash_one(text);
        if self.values.len() == DISTINCT_MAX {
            self.more |= !self.values.contains(&hash);
        } else if self.values.insert(hash) && self.is_used && self.shown.len() < SHOWN {
            self.shown.push(shown(text));
        }
    }
}
