//! Ids: what they may look like, and which positions they have.

use std::collections::HashMap;

use crate::document::Node;
use crate::errors::{Report, suggest};
use crate::model::Index;

/// The lists of rules.toml that others refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[rustfmt::skip]
pub(crate) enum List {
    Rule, Profile, Term, Ladder, Clock, Stage, Group, Unit, Input, Metric, Switch,
    Level, Mode, Role, Action, Violation, Channel, Kind, Area, Reason, Event,
}

impl List {
    #[rustfmt::skip]
    const ALL: [List; 21] = [
        List::Rule, List::Profile, List::Term, List::Ladder, List::Clock, List::Stage, List::Group, List::Unit, List::Input, List::Metric,
        List::Switch, List::Level, List::Mode, List::Role, List::Action, List::Violation, List::Channel, List::Kind, List::Area, List::Reason, List::Event,
    ];

    /// The word for one of the list, and the code where one does not exist.
    #[rustfmt::skip]
    fn named(self) -> (&'static str, &'static str) {
        match self {
            List::Rule => ("rule", "rules/unknown-rule"),
            List::Profile => ("profile", "rules/unknown-profile"),
            List::Term => ("term", "rules/unknown-term"),
            List::Ladder => ("ladder", "rules/unknown-ladder"),
            List::Clock => ("clock", "rules/unknown-clock"),
            List::Unit => ("unit", "rules/unknown-unit"),
            List::Input => ("input", "rules/unknown-input"),
            List::Level => ("level", "rules/unknown-level"),
            List::Action => ("action", "rules/unknown-action"),
            List::Reason => ("reason", "rules/unknown-reason"),
            List::Event => ("event", "rules/unknown-event"),
            // nothing in rules.toml refers to these
            List::Stage => ("stage", ""), List::Group => ("group", ""), List::Metric => ("metric", ""), List::Switch => ("switch", ""), List::Mode => ("mode", ""),
            List::Role => ("role", ""), List::Violation => ("violation", ""), List::Channel => ("channel", ""), List::Kind => ("kind", ""),
            List::Area => ("area", ""),
        }
    }

    /// The entries of the list, in the order of the file.
    fn entries<'d>(self, root: &Node<'d>) -> Vec<Node<'d>> {
        let word = self.named().0;
        if (self as usize) < List::Level as usize {
            return root.each(word);
        }
        root.get("names").map(|names| names.each(&format!("{word}s"))).unwrap_or_default()
    }
}

/// The position of every id.
pub(crate) struct Ids {
    lists: Vec<Vec<String>>,
    /// The profile of all days, which need not be declared, was wanted.
    pub calendar_profile: bool,
}

impl Ids {
    /// Collects all ids, and complains of those that cannot stand.
    pub(crate) fn collect(root: &Node, report: &mut Report) -> Ids {
        let lists = List::ALL.iter().map(|&list| {
            let entries = list.entries(root);
            check_all(list, &entries, report);
            entries.iter().map(|entry| entry.id().to_owned()).collect()
        });
        Ids { lists: lists.collect(), calendar_profile: false }
    }

    pub(crate) fn position(&self, list: List, id: &str) -> Option<Index> {
        self.lists[list as usize].iter().position(|known| known == id).and_then(|at| Index::try_from(at).ok())
    }

    /// The position of an id that stands at `node`; 0, with a complaint, if there is none.
    pub(crate) fn find(&mut self, list: List, id: &str, node: &Node, report: &mut Report) -> Index {
        if let Some(found) = self.position(list, id) {
            return found;
        }
        if list == List::Profile && id == "calendar" {
            self.calendar_profile = true;
            self.lists[list as usize].push(id.to_owned());
            return self.position(list, id).unwrap_or(0);
        }
        // an empty id was complained of already
        if !id.is_empty() {
            let (word, code) = list.named();
            let built_in = (list == List::Profile).then_some("calendar");
            let known: Vec<&str> =
                self.lists[list as usize].iter().map(String::as_str).chain(built_in.filter(|_| !self.calendar_profile)).collect();
            let message = format!("{} names {word} `{id}`, which does not exist", node.subject());
            report.add(code, node, message, suggest(id, "declared", &known));
        }
        0
    }
}

/// Complains of ids that are ill-formed, taken by the language, or the same name as another one in Rust.
pub(crate) fn check_all(list: List, entries: &[Node], report: &mut Report) {
    if entries.len() > MOST {
        let word = list.named().0;
        report.add("rules/too-many", &entries[0], format!("{} {word}s", entries.len()), format!("at most {MOST}"));
    }
    for entry in entries {
        match list {
            List::Area => check_code(entry, report),
            List::Group => check(entry.id(), entry, &[KEYWORDS, MODULES], report),
            List::Input => check(entry.id(), entry, &[KEYWORDS, CASE_KEYS], report),
            List::Rule => check(entry.id(), entry, &[&["self"]], report),
            List::Event => check(entry.id(), entry, &[&[CASE]], report),
            List::Unit => check(entry.id(), entry, &[&[BODY]], report),
            _ => check(entry.id(), entry, &[], report),
        }
    }
    check_clashes(entries.iter().map(|entry| (entry.id(), entry)), report);
}

/// Complains of ids of conditions, values and words.
pub(crate) fn check_inner(entries: &[Node], fields: bool, report: &mut Report) {
    entries.iter().for_each(|entry| check(entry.id(), entry, if fields { &[KEYWORDS] } else { &[] }, report));
    check_clashes(entries.iter().map(|entry| (entry.id(), entry)), report);
}

/// So many entries a list of the manifest may have: a host finds each by its id and by its title.
pub(crate) const MOST: usize = 32_768;

/// How ids look.
pub(crate) const ID_FORM: &str =
    "lower case letters, digits and single `-` or `_`, a letter first; the Chinese name is the title";

/// Whether a text is lower case letters, digits, `-` and `_`, begins with a letter, and has no separator last or twice.
pub(crate) fn well_formed(id: &str) -> bool {
    let separator = |b: u8| b == b'-' || b == b'_';
    let bytes = id.as_bytes();
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && bytes.iter().all(|&b| b.is_ascii_lowercase() || b.is_ascii_digit() || separator(b))
        && !bytes.windows(2).any(|pair| separator(pair[0]) && separator(pair[1]))
        && !bytes.last().is_some_and(|&b| separator(b))
}

/// Complains of ids that stand as texts, not as keys.
pub(crate) fn check_texts(nodes: &[Node], report: &mut Report) {
    nodes.iter().filter(|node| !node.as_text().is_empty()).for_each(|node| check(node.as_text(), node, &[], report));
    check_repeats(nodes, report);
}

/// Complains of texts that stand twice.
pub(crate) fn check_repeats(nodes: &[Node], report: &mut Report) {
    check_clashes(nodes.iter().map(|node| (node.as_text(), node)), report);
}

fn check(id: &str, at: &Node, reserved: &[&[&str]], report: &mut Report) {
    if !well_formed(id) {
        report.add("rules/bad-id", at, format!("`{id}` cannot be an id"), ID_FORM);
    } else if reserved.iter().any(|words| words.contains(&id.replace('-', "_").as_str())) {
        report.add(
            "rules/reserved-id",
            at,
            format!("`{id}` is taken: Rust or the format uses the word itself"),
            "choose another id",
        );
    }
}

fn check_code(entry: &Node, report: &mut Report) {
    let id = entry.id();
    if !(2..=12).contains(&id.len()) || !id.bytes().all(|b| b.is_ascii_digit()) {
        report.add("rules/bad-id", entry, format!("`{id}` is not an administrative code"), "2 to 12 digits: `630102`");
    }
}

fn check_clashes<'a, 'd: 'a>(named: impl Iterator<Item = (&'a str, &'a Node<'d>)>, report: &mut Report) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for (id, at) in named {
        if let Some(first) = seen.insert(id.replace('-', "_"), id) {
            let message = if first == id {
                format!("`{id}` stands here for the second time")
            } else {
                format!("`{first}` and `{id}` are the same name in Rust")
            };
            report.add("rules/clashing-id", at, message, "rename one of the two");
        }
    }
}

#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else", "enum", "extern",
    "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv",
    "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The modules of the vocabulary, and names at the root of a crate that a module must not hide.
#[rustfmt::skip]
const MODULES: &[&str] = &[
    "rule", "when", "term", "clock", "unit", "stage", "mode", "role", "action", "event", "reason", "level", "metric", "switch", "violation", "channel",
    "kind", "category", "area", "input", "word", "routes", "paidan_sdk", "std", "core", "alloc", "bool", "char", "str", "i8", "i16", "i32",
    "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "f32", "f64",
];

/// In the `on` of an input: the case itself, and no event.
pub(crate) const CASE: &str = "case";

/// In the `to` of a rung: the body that owes the clock, and no unit.
pub(crate) const BODY: &str = "body";

/// What an event of a case says of itself, beside its facts.
const CASE_KEYS: &[&str] =
    &["seq", "at", "kind", "unit", "actor", "level", "reason", "due_at", "recorded_at", "corrects", "facts"];
