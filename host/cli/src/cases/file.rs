//! Reads a file of cases: `[base]` and `[[case]]`, each case merged over the base and brought into the form of the case format.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use paidan_calendar::{Calendar, Instant};
use paidan_engine::City;
use paidan_rules::Rules;
use serde_json::{Map, Value, json};

use super::document::{Node, Source};
use super::expect::{self, Expectation};
use super::known::Known;
use super::moments;
use crate::deployment::folder_name;
use crate::error::{Exit, Failure, Outcome};

/// A file of cases.
pub struct File {
    pub path: PathBuf,
    /// As messages name it.
    pub name: String,
    pub title: String,
    pub cases: Vec<Case>,
}

/// A case, and what is expected of its decision.
pub struct Case {
    pub name: String,
    pub line: usize,
    /// Position among the file's cases.
    pub index: usize,
    /// The rules that it is about.
    pub rules: Vec<String>,
    /// The sentence that decides.
    pub quote: Option<String>,
    pub at: Instant,
    /// Another reading of the rules: it holds of the policy that is built with these settings, paths and texts.
    pub set: BTreeMap<String, String>,
    /// In the form of the case format.
    pub json: String,
    pub expect: Vec<Expectation>,
}

/// The texts of the case format that are taken over as they are.
const TEXTS: [&str; 7] = ["id", "jurisdiction", "channel", "kind", "category", "title", "description"];
const BASE: [&str; 11] =
    ["set", "id", "jurisdiction", "channel", "kind", "category", "title", "description", "area", "facts", "history"];
const CASE: [&str; 17] = [
    "name",
    "rule",
    "quote",
    "at",
    "expect",
    "base_history",
    "set",
    "id",
    "jurisdiction",
    "channel",
    "kind",
    "category",
    "title",
    "description",
    "area",
    "facts",
    "history",
];

/// Reads every file of cases of a policy's folder; of several that are wrong, each says what. `rules`: as they stand, without
/// settings.
pub fn read(folder: &Path, root: &Path, city: &City, rules: &Rules) -> Outcome<Vec<File>> {
    let folder = folder.join("cases");
    let mut paths: Vec<PathBuf> = match fs::read_dir(&folder) {
        Ok(entries) => entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|end| end == "toml"))
            .collect(),
        Err(_) => Vec::new(),
    };
    paths.sort();
    let known = Known::new(city, rules);
    let (mut files, mut failures) = (Vec::new(), Vec::new());
    for path in paths {
        match read_file(&path, root, city.calendar(), &known) {
            Ok(file) => files.push(file),
            Err(failure) => failures.push(failure.to_string()),
        }
    }
    if failures.is_empty() { Ok(files) } else { Err(Failure::passed_on(Exit::Input, failures.join("\n\n"))) }
}

fn read_file(path: &Path, root: &Path, calendar: &Calendar, known: &Known<'_>) -> Outcome<File> {
    let name = path.strip_prefix(root).unwrap_or(path).display().to_string();
    let source = Source::read(path, name.clone())?;
    let mut file = File { path: path.to_owned(), name, title: folder_name(path), cases: Vec::new() };
    let (mut base, mut cases) = (Fields::default(), Vec::new());
    for node in source.root().known(&["title", "base", "case"])? {
        match node.key() {
            "title" => file.title = node.text()?.to_owned(),
            "base" => base = Fields::default().over(&node.known(&BASE)?, calendar, known)?,
            _ => cases = node.tables()?,
        }
    }
    let stem = folder_name(&path.with_extension(""));
    for (index, node) in cases.into_iter().enumerate() {
        let case = read_case(&node, index, &base, calendar, known, &stem)?;
        if file.cases.iter().any(|other| other.name == case.name) {
            return Err(node
                .wrong("cases/same-name", &format!("`{}` stands here for the second time", case.name))
                .mend("a case is found by its name: give each its own"));
        }
        file.cases.push(case);
    }
    Ok(file)
}

/// What a case or the base says in the words of the case format.
#[derive(Clone, Default)]
struct Fields {
    plain: Map<String, Value>,
    facts: Map<String, Value>,
    history: Vec<Value>,
    set: BTreeMap<String, String>,
}

impl Fields {
    /// These, with those of a table put over them: facts join, the history goes on, all else stands in place of what was there.
    fn over(&self, entries: &[Node<'_>], calendar: &Calendar, known: &Known<'_>) -> Outcome<Fields> {
        let mut fields = self.clone();
        let own = entries.iter().find(|node| node.key() == "base_history").map(Node::flag).transpose()?;
        if own == Some(false) {
            fields.history.clear();
        }
        for node in entries {
            match node.key() {
                "area" => {
                    let codes: Vec<String> = node.texts()?.into_iter().map(|code| code.text).collect();
                    fields.plain.insert("area".to_owned(), json!(codes));
                }
                "facts" => {
                    for fact in node.entries()? {
                        fields.facts.insert(fact.key().to_owned(), fact_value(&fact)?);
                    }
                }
                "history" => {
                    for line in node.texts()? {
                        let event = moments::event(&line.text, calendar);
                        fields.history.push(event.map_err(|text| node.wrong_at("cases/bad-event", &text, line.line))?);
                    }
                }
                "set" => {
                    fields.set.clear();
                    settings(node, "", &mut fields.set)?;
                    known.settings(node, &fields.set)?;
                }
                key if TEXTS.contains(&key) => {
                    fields.plain.insert(key.to_owned(), json!(node.text()?));
                }
                _ => {}
            }
        }
        Ok(fields)
    }

    fn json(mut self, id: String) -> String {
        self.plain.entry("id").or_insert_with(|| json!(id));
        self.plain.insert("facts".to_owned(), Value::Object(self.facts));
        self.plain.insert("history".to_owned(), Value::Array(self.history));
        Value::Object(self.plain).to_string()
    }
}

/// `{ "switch.quick-24h" = true }`, or `{ switch.quick-24h = true }`: what `--set` writes `switch.quick-24h=true`.
fn settings(node: &Node<'_>, above: &str, found: &mut BTreeMap<String, String>) -> Outcome<()> {
    for entry in node.entries()? {
        let path = format!("{above}{}", entry.key());
        if entry.is_table() {
            settings(&entry, &format!("{path}."), found)?;
            continue;
        }
        let text = match (entry.as_flag(), entry.as_whole()) {
            (Some(flag), _) => flag.to_string(),
            (_, Some(number)) => number.to_string(),
            _ => entry.text()?.trim().to_owned(),
        };
        found.insert(path, text);
    }
    Ok(())
}

fn fact_value(node: &Node<'_>) -> Outcome<Value> {
    if let Some(flag) = node.as_flag() {
        return Ok(json!(flag));
    }
    match node.as_whole() {
        Some(number) => Ok(json!(number)),
        None => node.text().map(|text| json!(text)),
    }
}

fn read_case(node: &Node<'_>, index: usize, base: &Fields, calendar: &Calendar, known: &Known<'_>, stem: &str) -> Outcome<Case> {
    let entries = node.known(&CASE)?;
    let need = |key: &str| {
        let found = entries.iter().find(|entry| entry.key() == key);
        found.ok_or_else(|| {
            node.wrong("cases/missing-key", &format!("the case has no `{key}`"))
                .mend("a case has a name, the rules that it is about, a moment (`at`) and expectations")
        })
    };
    let at = need("at")?;
    let at = moments::instant(at.text()?, calendar).ok_or_else(|| {
        at.wrong("cases/bad-time", &format!("`{}` is no time", at.as_text().unwrap_or_default()))
            .mend("local time: `2026-11-09 09:00`")
    })?;
    let rules = need("rule")?;
    let rules = known.rules(rules, &rules.texts()?)?;
    let fields = base.over(&entries, calendar, known)?;
    let set = fields.set.clone();
    let json = fields.json(format!("{stem}-{}", index + 1));
    let quote = entries.iter().find(|entry| entry.key() == "quote").map(Node::text).transpose()?;
    let wanted = need("expect")?.clone().root_here();
    let case = Case {
        name: need("name")?.text()?.to_owned(),
        line: node.line(),
        index,
        rules,
        quote: quote.map(str::to_owned),
        at,
        set,
        expect: expect::read(&wanted, known, calendar, &json)?,
        json,
    };
    // the case itself is read as every other case is
    match paidan_engine::Case::from_json(case.json.as_bytes()) {
        Ok(_) => Ok(case),
        Err(error) => Err(node
            .wrong(
                "cases/bad-case",
                &format!("{} ({}{}{})", error.text, error.code, if error.place.is_empty() { "" } else { ", " }, error.place),
            )
            .mend(error.mend)),
    }
}
