//! The rules of the house: who may use whom, what pure code may not ask, how large a file may grow, what a page may name.
//! They hold for what is there; a new crate or file is covered without a line here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::root;

/// Every file below a folder, but for what is built or not ours.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap()) {
        let (path, name) = (entry.path(), entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            if name != "target" && !name.starts_with('.') {
                found.extend(files(&path, ending));
            }
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// Fails with every finding at once.
fn none(rule: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{rule}:\n  {}", findings.join("\n  "));
}

/// Packages by name: where they are, and what they depend on, by kind of dependency.
fn packages() -> BTreeMap<String, (String, toml::Table)> {
    let manifests = files(root(), "Cargo.toml").into_iter().filter(|f| f.parent() != Some(root()));
    manifests
        .filter_map(|file| {
            let manifest: toml::Table = toml::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
            let name = manifest.get("package")?["name"].as_str()?.to_owned();
            Some((name, (shown(file.parent().unwrap()), manifest)))
        })
        .collect()
}

fn uses<'m>(manifest: &'m toml::Table, kinds: &[&str]) -> Vec<&'m str> {
    kinds.iter().filter_map(|kind| manifest.get(*kind)?.as_table()).flat_map(|table| table.keys().map(String::as_str)).collect()
}

/// Who of ours may be used by whom. A city is whatever else stands in policies/.
fn allowed(name: &str, folder: &str) -> &'static [&'static str] {
    match name {
        "paidan-calendar" | "paidan-rules" | "paidan-sdk" => &[],
        "paidan-engine" => &["paidan-calendar"],
        "paidan-lab" => &["paidan-calendar", "paidan-engine"],
        "paidan-cli" => &["paidan-calendar", "paidan-engine", "paidan-lab", "paidan-rules"],
        _ if folder.starts_with("examples/embed") => &["paidan-calendar", "paidan-engine"],
        // cities, those of tests and examples too
        _ => &["paidan-sdk"],
    }
}

#[test]
fn who_may_use_whom() {
    let mut found = Vec::new();
    for (name, (folder, manifest)) in packages() {
        let city = !name.starts_with("paidan-") || name.starts_with("paidan-policy-");
        for used in uses(&manifest, &["dependencies"]).into_iter().filter(|u| u.starts_with("paidan-")) {
            if !allowed(&name, &folder).contains(&used) {
                found.push(format!("{folder}: {name} uses {used}"));
            }
        }
        for used in uses(&manifest, &["build-dependencies"]).into_iter().filter(|u| u.starts_with("paidan-")) {
            if !(city && used == "paidan-rules") {
                found.push(format!("{folder}: {name} builds with {used}"));
            }
        }
    }
    none("who may use whom", &found);
}

/// A crate that only one of ours may name; and, where that is so, in which files of it.
const NAMED_ONCE: &[(&str, &str, &[&str])] = &[
    ("wasmtime", "paidan-engine", &["host/engine/src/abi.rs", "host/engine/src/policy.rs", "host/engine/src/runtime.rs"]),
    ("wit-bindgen", "paidan-sdk", &["policies/sdk/src/lib.rs"]),
    ("clap", "paidan-cli", &[]),
    ("clap_complete", "paidan-cli", &[]),
    (
        "parquet",
        "paidan-lab",
        &["host/lab/src/record/columns.rs", "host/lab/src/record/row_writer.rs", "host/lab/src/record/rows.rs"],
    ),
    ("plotters", "paidan-lab", &["host/lab/src/chart/canvas.rs"]),
];

#[test]
fn what_only_one_crate_may_name() {
    let mut found = Vec::new();
    for (name, (folder, manifest)) in packages() {
        for (crate_name, owner, _) in NAMED_ONCE {
            if name != *owner && uses(&manifest, &["dependencies", "dev-dependencies", "build-dependencies"]).contains(crate_name)
            {
                found.push(format!("{folder}: {name} depends on {crate_name}, which is {owner}'s"));
            }
        }
    }
    let this = root().join(file!());
    for (crate_name, _, where_) in NAMED_ONCE.iter().filter(|n| !n.2.is_empty()) {
        let path = format!("{}::", crate_name.replace('-', "_"));
        for file in files(root(), ".rs").into_iter().filter(|f| *f != this) {
            let named = code(&file).iter().any(|(_, line)| line.contains(&path));
            if named && !where_.contains(&shown(&file).as_str()) {
                found.push(format!("{} names {crate_name}", shown(&file)));
            }
        }
    }
    none("what only one crate may name", &found);
}

/// Lines of code with their numbers, without comments.
fn code(file: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default().to_owned());
    lines.enumerate().map(|(i, line)| (i + 1, line)).collect()
}

/// What the path from a case to a decision, and from decisions to figures, may not ask: clocks, files, the environment, chance.
const BANNED: &[&str] = &[
    "SystemTime",
    "std::time",
    "Instant::now",
    "std::fs",
    "std::env",
    "env::var",
    "std::net",
    "std::process",
    "rand::",
    "getrandom",
    "RandomState",
    "std::collections::HashMap",
    "std::collections::HashSet",
    "HashMap::new",
    "HashSet::new",
    "static mut",
    "thread_local",
    "f32",
    "f64",
];

#[test]
fn pure_code_asks_nothing() {
    // only the runtime loads, and keeps a cache in a folder that the shell names
    let loads = ["host/engine/src/runtime.rs", "host/engine/src/cache.rs"];
    let pure: Vec<PathBuf> =
        ["host/calendar/src", "host/engine/src", "host/lab/src"].iter().flat_map(|src| files(&root().join(src), ".rs")).collect();
    let guests = files(&root().join("policies"), ".rs")
        .into_iter()
        .filter(|f| !shown(f).starts_with("policies/rules/") && f.components().any(|c| c.as_os_str() == "src"));
    let mut found = Vec::new();
    for file in pure.into_iter().filter(|f| !loads.contains(&shown(f).as_str())).chain(guests) {
        for (n, line) in code(&file) {
            found.extend(BANNED.iter().filter(|b| line.contains(*b)).map(|b| format!("{}:{n}: {b}", shown(&file))));
        }
    }
    none("pure code asks nothing", &found);
}

/// A page and a half of screen is read; a thousand lines are searched.
const LINES_MAX: usize = 600;

#[test]
fn no_file_is_too_long() {
    let found: Vec<String> = files(root(), ".rs")
        .iter()
        .filter_map(|file| {
            let lines = fs::read_to_string(file).unwrap().lines().count();
            (lines > LINES_MAX).then(|| format!("{}: {lines} lines, at most {LINES_MAX}", shown(file)))
        })
        .collect();
    none("no file is too long", &found);
}

/// Words in backticks and targets of links that look like files of ours.
fn named_files(text: &str) -> Vec<String> {
    let ticked = text.split('`').skip(1).step_by(2);
    let linked = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    let tops = ["docs/", "wit/", "host/", "policies/", "examples/", "tests/", "scripts/"];
    let code = |word: &str| paidan_engine::CODES.iter().any(|c| c.0 == word);
    let path = |word: &str| {
        !code(word)
            && word.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c))
            && tops.iter().any(|t| word.starts_with(t))
    };
    let mut found: Vec<String> = ticked.chain(linked).map(str::trim).filter(|w| path(w)).map(str::to_owned).collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn pages_name_only_files_that_exist() {
    let mut found = Vec::new();
    for page in files(root(), ".md") {
        for named in named_files(&fs::read_to_string(&page).unwrap()) {
            if !root().join(&named).exists() && !page.parent().unwrap().join(&named).exists() {
                found.push(format!("{} names {named}", shown(&page)));
            }
        }
    }
    none("pages name only files that exist", &found);
}
