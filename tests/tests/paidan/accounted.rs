//! docs/rules.md: every sentence of the five source documents, and what became of it. Made from policies/*/sources.toml, the
//! rules and the cases; `UPDATE=1 cargo test --release -p paidan-tests accounted` writes it anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use paidan_rules::Rules;
use paidan_rules::model::{Basis, Rule};
use serde::Deserialize;

use crate::support::root;

/// Folder, letter of its rows, how many sentences the document was split into, and the folders whose cases count too.
const SYSTEMS: [(&str, char, usize, &[&str]); 5] = [
    ("ningxia", 'N', 20, &[]),
    ("xining", 'X', 27, &[]),
    ("dingzhou", 'D', 24, &["dingzhou-2020"]),
    ("yinchuan", 'Q', 28, &[]),
    ("yuncheng", 'Y', 28, &[]),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sources {
    row: BTreeMap<String, Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    quote: String,
    #[serde(default)]
    rules: Vec<String>,
    /// Why no case can show it.
    outside: Option<String>,
}

/// A file of cases, as far as it says which rules it proves.
#[derive(Deserialize)]
struct Cases {
    #[serde(default)]
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    #[serde(default)]
    rule: Vec<String>,
}

/// For each rule the first case that names it: file and name.
fn proofs(folder: &Path) -> BTreeMap<String, (String, String)> {
    let mut files: Vec<_> = fs::read_dir(folder.join("cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut found = BTreeMap::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let cases: Cases = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        for case in cases.case {
            for rule in case.rule {
                found.entry(rule).or_insert_with(|| (file.clone(), case.name.clone()));
            }
        }
    }
    found
}

#[test]
fn every_sentence_is_accounted_for() {
    let mut table = String::from(HEAD);
    let mut missing = Vec::new();
    for (city, letter, count, also) in SYSTEMS {
        let folder = root().join("policies").join(city);
        let rules = Rules::read(&folder).unwrap_or_else(|errors| panic!("{errors}"));
        let sources: Sources = toml::from_str(&fs::read_to_string(folder.join("sources.toml")).unwrap()).unwrap();
        let mut proven = proofs(&folder);
        for other in also {
            proven.extend(proofs(&root().join("policies").join(other)));
        }
        writeln!(table, "\n## {} ({city})\n\n{}\n", rules.policy.title, rules.policy.source).unwrap();
        writeln!(table, "| | the document | became | rules | proof |\n|---|---|---|---|---|").unwrap();
        for number in 1..=count {
            let id = format!("{letter}{number}");
            match sources.row.get(&id) {
                Some(row) => writeln!(table, "{}", line(city, &id, row, &rules, &proven, &mut missing)).unwrap(),
                None => missing.push(format!("{city}: no row {id}")),
            }
        }
        let named: BTreeSet<&str> = sources.row.values().flat_map(|row| &row.rules).map(String::as_str).collect();
        let lost = rules.rules.iter().filter(|rule| !named.contains(rule.id.as_str()));
        missing.extend(lost.map(|rule| format!("{city}: rule `{}` belongs to no row", rule.id)));
        let strange = sources.row.keys().filter(|id| !(1..=count).any(|n| **id == format!("{letter}{n}")));
        missing.extend(strange.map(|id| format!("{city}: row {id} is not of this document")));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    let path = root().join("docs/rules.md");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &table).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == table, "docs/rules.md is not what the folders say: UPDATE=1 cargo test --release -p paidan-tests accounted");
}

fn line(
    city: &str,
    id: &str,
    row: &Row,
    rules: &Rules,
    proven: &BTreeMap<String, (String, String)>,
    missing: &mut Vec<String>,
) -> String {
    let mut found: Vec<&Rule> = Vec::new();
    for name in &row.rules {
        match rules.rules.iter().find(|rule| rule.id == *name) {
            Some(rule) => found.push(rule),
            None => missing.push(format!("{city} {id}: there is no rule `{name}`")),
        }
    }
    let applied: Vec<&&Rule> = found.iter().filter(|rule| rule.basis != Basis::Unused).collect();
    for rule in &applied {
        if !proven.contains_key(&rule.id) {
            missing.push(format!("{city} {id}: no case names the rule `{}`", rule.id));
        }
    }
    let unused = found.iter().find(|rule| rule.basis == Basis::Unused);
    let became = match (applied.is_empty(), &row.outside, unused) {
        (false, ..) => "implemented".to_owned(),
        (true, Some(why), _) => format!("outside the engine: {why}"),
        (true, None, Some(rule)) => format!("not a rule: {}", rule.note),
        (true, None, None) => {
            missing.push(format!("{city} {id}: neither rules nor `outside`"));
            String::new()
        }
    };
    // the first applied rule's case, else a negative one
    let first = applied.iter().map(|rule| &rule.id).chain(found.iter().map(|rule| &rule.id)).find_map(|id| proven.get(id));
    let proof = first.map_or_else(String::new, |(file, name)| format!("[{file}](../policies/{city}/cases/{file}): {name}"));
    let names = row.rules.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" ");
    let cells = [id, &format!("「{}」", row.quote), &became, &names, &proof].map(|cell| cell.replace('|', "\\|"));
    format!("| {} |", cells.join(" | "))
}

const HEAD: &str = "# Every sentence, and what became of it

Made from `policies/*/sources.toml`, the rules and their cases; a test fails where a sentence, a rule or a case is missing. *Implemented*: at least one of the rules
is applied, and each applied rule is named by a case (the first is shown). *Not a rule*: an example or a figure; the rule stands in rules.toml as `unused`, and a case shows that it
has no effect. *Outside the engine*: no single case can show it.
";
