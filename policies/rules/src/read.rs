//! From a checked document to the lists of the manifest: every reference becomes a position.

mod clocks;
mod ladders;
mod plain;
mod rules;
mod time;

use crate::document::Node;
use crate::errors::Report;
use crate::ids::{self, Ids, List};
use crate::model::{Index, Lists, Name, NamedTerm, Profile};
use crate::shape::{FILE, FORMAT};

/// Reads a document, as far as it can be read.
pub(crate) fn read(root: &Node, report: &mut Report) -> Lists {
    if let Some(found) = root.whole("format").filter(|found| *found != FORMAT) {
        let node = root.get("format").unwrap_or_else(|| root.clone());
        let (age, mend) = if found > FORMAT {
            ("new", "use a newer paidan, which reads it")
        } else {
            ("old", "docs/authoring.md says how it is written now")
        };
        report.add("rules/format", &node, format!("format {found} is too {age}: this version reads format {FORMAT}"), mend);
        return Lists::default();
    }
    root.check(&FILE, report);
    let ids = Ids::collect(root, report);
    Reader { root: root.clone(), ids, profiles: Vec::new(), terms: Vec::new(), report }.lists()
}

struct Reader<'d, 'r> {
    root: Node<'d>,
    ids: Ids,
    /// The declared ones.
    profiles: Vec<Profile>,
    /// The declared terms, then those that rungs make.
    terms: Vec<NamedTerm>,
    report: &'r mut Report,
}

impl<'d> Reader<'d, '_> {
    fn lists(mut self) -> Lists {
        let policy = self.policy();
        let rules = self.rules();
        self.profiles = self.declared_profiles();
        self.declared_terms();
        let ladders = self.ladders();
        let clocks = self.clocks();
        Lists {
            policy,
            rules,
            inputs: self.inputs(),
            units: self.units(),
            stages: self.stages(),
            groups: self.groups(),
            metrics: self.metrics(),
            switches: self.switches(),
            ladders,
            clocks,
            levels: self.names("levels"),
            modes: self.names("modes"),
            roles: self.names("roles"),
            actions: self.names("actions"),
            violations: self.names("violations"),
            channels: self.names("channels"),
            kinds: self.names("kinds"),
            areas: self.names("areas"),
            reasons: self.names("reasons"),
            events: self.names("events"),
            // last: whether the built-in profile is wanted is known only now
            profiles: self.all_profiles(),
            terms: self.terms,
            ..Lists::default()
        }
    }

    fn names(&self, list: &str) -> Vec<Name> {
        self.root.get("names").map(|names| named(&names.each(list))).unwrap_or_default()
    }

    fn add(&mut self, code: &'static str, node: &Node, message: impl Into<String>, mend: impl Into<String>) {
        self.report.add(code, node, message, mend);
    }

    /// The position that the id under a key has; none without the key.
    fn find(&mut self, list: List, table: &Node, key: &str) -> Option<Index> {
        let node = table.get(key)?;
        Some(self.ids.find(list, node.as_text(), &node, self.report))
    }

    /// The rule that everything rests on; a missing one was complained of by the check of the shape.
    fn rule(&mut self, table: &Node) -> Index {
        self.find(List::Rule, table, "rule").unwrap_or(0)
    }

    /// Named values in a table of their own: their ids and titles.
    fn inner(&mut self, entries: &[Node<'d>], fields: bool) -> Vec<Name> {
        ids::check_inner(entries, fields, self.report);
        named(entries)
    }
}

fn named(entries: &[Node]) -> Vec<Name> {
    entries.iter().map(|entry| Name { id: entry.id().to_owned(), title: entry.as_text().to_owned() }).collect()
}

/// The title under a key, or what stands in for it.
fn title_or(table: &Node, fallback: impl FnOnce() -> String) -> String {
    let title = table.text("title");
    if title.is_empty() { fallback() } else { title }
}
