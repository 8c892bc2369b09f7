//! Every code has a small file that provokes it, and nothing else: bad/rules/CODE.toml holds the sections that differ from
//! bad/base.toml, bad/routes/CODE.csv a whole catalogue. What people then read is the snapshot.

use std::collections::BTreeSet;
use std::fmt::Write;

use paidan_rules::errors::CODES;
use paidan_rules::{Errors, Rules};

use crate::{data, folder, text};

const ROUTES: &str = "category,title,area,lead,co,fallback,basis\nhousing,住房,,hotline,,,ours\n";

#[test]
fn every_code_says_what_is_wrong_where_and_what_mends_it() {
    let mut provoked = BTreeSet::new();
    let mut messages = String::new();
    let mut note = |title: &str, code: &str, errors: Errors| {
        assert!(errors.0.iter().all(|finding| finding.code == code), "{title} provokes more than `{code}`:\n{errors}");
        provoked.insert(code.to_owned());
        writeln!(messages, "## {title}\n{errors}\n").unwrap();
    };
    for (kind, name) in files() {
        let bad = text(&format!("bad/{kind}/{name}"));
        let code = format!("{kind}/{}", name.split('.').next().unwrap());
        let result = match kind {
            "rules" => Rules::parse("rules.toml", &on_base(&bad), Some(("routes.csv", ROUTES))),
            _ => Rules::parse("rules.toml", &on_base("format = 1\n"), Some(("routes.csv", &bad))),
        };
        note(&format!("{kind}/{name}"), &code, result.expect_err(&name));
    }
    for (title, code, result) in from_disk().into_iter().chain(too_many()) {
        note(title, code, result.expect_err(title));
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("errors", messages);
    });
    let listed: BTreeSet<String> = CODES.iter().map(|(code, _)| (*code).to_owned()).collect();
    assert_eq!(provoked, listed, "codes that are provoked (left) and listed (right)");
    assert_eq!(listed.len(), CODES.len(), "a code is listed twice");
}

#[test]
fn the_base_itself_is_sound() {
    Rules::parse("rules.toml", &on_base("format = 1\n"), Some(("routes.csv", ROUTES)))
        .unwrap_or_else(|errors| panic!("{errors}"));
}

#[test]
fn all_findings_come_at_once_in_the_order_of_the_lines() {
    let bad = "format = 1\n[metric]\na = { title = 1, rule = \"none\" }\n[group]\nb = { required = true, title = \"\" }\n";
    let errors = Rules::parse("rules.toml", &on_base(bad), Some(("routes.csv", "nothing\n"))).unwrap_err();
    let found: Vec<_> = errors.0.iter().map(|it| (it.file.as_str(), it.line.unwrap(), it.code)).collect();
    assert_eq!(
        found,
        [
            ("rules.toml", 3, "rules/wrong-type"),
            ("rules.toml", 3, "rules/unknown-rule"),
            ("rules.toml", 5, "rules/empty-text"),
            ("rules.toml", 5, "rules/no-values"),
            ("routes.csv", 1, "routes/header"),
        ]
    );
}

#[test]
fn nothing_that_is_cut_short_or_garbled_makes_it_panic() {
    let (rules, routes) = (text("small/rules.toml"), text("small/routes.csv"));
    for (at, _) in rules.char_indices().step_by(7) {
        let _ = Rules::parse("rules.toml", &rules[..at], Some(("routes.csv", &routes)));
        let _ = Rules::parse(
            "rules.toml",
            &[&rules[..at], &rules[at..].replacen('"', "", 1)].concat(),
            Some(("routes.csv", &routes)),
        );
    }
    for (at, _) in routes.char_indices() {
        let _ = Rules::parse("rules.toml", &rules, Some(("routes.csv", &routes[..at])));
    }
}

/// Kind and name of all bad files.
fn files() -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for kind in ["rules", "routes"] {
        let names = std::fs::read_dir(data("bad").join(kind)).unwrap();
        let mut names: Vec<_> = names.map(|entry| (kind, entry.unwrap().file_name().into_string().unwrap())).collect();
        names.sort();
        found.append(&mut names);
    }
    found
}

/// The sections of a bad file first, so that lines are its own; then what the base has beside them.
fn on_base(bad: &str) -> String {
    let section = |line: &str| line.strip_prefix('[').map(|rest| rest.split(['.', ']']).next().unwrap_or_default().to_owned());
    let own: BTreeSet<String> = bad.lines().filter_map(section).collect();
    let mut whole = format!("{bad}\n");
    let mut keep = true;
    for line in text("bad/base.toml").lines() {
        if let Some(name) = section(line) {
            keep = !own.contains(&name);
        }
        if keep {
            whole.push_str(line);
            whole.push('\n');
        }
    }
    whole
}

type Provoked = (&'static str, &'static str, Result<Rules, Errors>);

/// What can only be wrong with files on a disk, and with `set`.
fn from_disk() -> Vec<Provoked> {
    let read = |name: &'static str, rules: Option<&[u8]>, routes: Option<&[u8]>| {
        let folder = folder(name);
        for (file, bytes) in [("rules.toml", rules), ("routes.csv", routes)] {
            if let Some(bytes) = bytes {
                std::fs::write(folder.join(file), bytes).unwrap();
            }
        }
        Rules::read(&folder).map_err(|mut errors| {
            errors
                .0
                .iter_mut()
                .for_each(|finding| finding.file = finding.file.replace(&*folder.to_string_lossy(), "policies/town"));
            errors
        })
    };
    let base = on_base("format = 1\n");
    let mut gbk = ROUTES.as_bytes().to_vec();
    gbk.extend(b"roads,\xb5\xc0\xc2\xb7,,hotline,,,ours\n");
    let set = |path: &str, text: &str| {
        Rules::read(&data("small")).and_then(|mut rules| rules.set(path, text).map(|()| rules)).map_err(here)
    };
    vec![
        ("no rules.toml", "rules/not-found", read("no-rules", None, None)),
        (
            "rules.toml in another encoding",
            "rules/not-utf8",
            read("rules-gbk", Some(b"format = 1\n[policy]\ntitle = \"\xce\xf7\xc4\xfe\"\n"), None),
        ),
        ("no routes.csv", "routes/not-found", read("no-routes", Some(base.as_bytes()), None)),
        ("routes.csv was not given", "routes/not-found", Rules::parse("rules.toml", &base, None)),
        ("routes.csv in another encoding", "routes/not-utf8", read("routes-gbk", Some(base.as_bytes()), Some(&gbk))),
        ("set a term that does not exist", "rules/set", set("term.d9", "3 working days")),
        ("set a title", "rules/set", set("group.tier", "x")),
        ("set no number", "rules/set", set("input.difficulty.most", "many")),
        ("set no term", "rules/bad-term", set("term.d1", "soon")),
    ]
}

fn here(mut errors: Errors) -> Errors {
    errors.0.iter_mut().for_each(|finding| finding.file = "policies/town/rules.toml".to_owned());
    errors
}

/// More than a position can number: made here, not kept as a file.
fn too_many() -> Vec<Provoked> {
    let numbers = 0..70_000;
    let inputs: String = numbers.clone().map(|n| format!("i{n} = {{ kind = \"flag\", title = \"甲\" }}\n")).collect();
    let rows: String = numbers.map(|n| format!("c{n},甲,,hotline,,,ours\n")).collect();
    let routes = format!("category,title,area,lead,co,fallback,basis\n{rows}");
    let first = |result: Result<Rules, Errors>| result.map_err(|errors| Errors(errors.0.into_iter().take(1).collect()));
    let base = on_base("format = 1\n");
    vec![
        (
            "70 000 inputs",
            "rules/too-many",
            first(Rules::parse("rules.toml", &on_base(&format!("format = 1\n[input]\n{inputs}")), Some(("routes.csv", ROUTES)))),
        ),
        ("70 000 categories", "routes/too-many", first(Rules::parse("rules.toml", &base, Some(("routes.csv", &routes))))),
    ]
}
