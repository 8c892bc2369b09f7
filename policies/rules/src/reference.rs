//! docs/rules-toml.md: what a person wrote, and a table for each table of rules.toml, made from the same keys as the schema.

#![allow(clippy::unwrap_used)] // a test may panic

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::Rules;
use crate::shape::{FILE, Key, Shape};
use crate::term::Term;

/// What is left out is not there, and nothing stands in for it.
const NONE: &str = "none";
const HEAD: &str = include_str!("reference.head.md");

fn page() -> String {
    let mut page = HEAD.to_owned();
    let Shape::Table(keys) = &FILE else { unreachable!("rules.toml is a table") };
    table(&mut page, "The file", "", keys);
    page
}

/// A section for a table, then one for each table in it.
fn table(page: &mut String, name: &str, says: &str, keys: &[Key]) {
    write!(page, "## {name}\n\n").unwrap();
    if !says.is_empty() {
        write!(page, "{says}\n\n").unwrap();
    }
    page.push_str("| key | | value | default | |\n|---|---|---|---|---|\n");
    for key in keys {
        let needed = if key.required { "required" } else { "" };
        let (says, default) = said(key);
        let row = [format!("`{}`", key.name), needed.to_owned(), value(&key.shape), default, says];
        writeln!(page, "| {} |", row.map(|cell| cell.replace('|', "\\|")).join(" | ")).unwrap();
    }
    page.push('\n');
    for key in keys {
        let inside = if name == "The file" { key.name.to_owned() } else { format!("{}.{}", name.trim_matches('`'), key.name) };
        match &key.shape {
            Shape::Table(keys) => table(page, &format!("`[{inside}]`"), key.says, keys),
            Shape::Each(Shape::Table(keys)) => {
                let form = format!("`[{inside}.ID]`, or a line `ID = {{ … }}` below `[{inside}]`. {}", key.says);
                table(page, &format!("`[{inside}]`"), &form, keys);
            }
            Shape::List(Shape::Table(keys)) => {
                let outside = name.trim_matches(['`', '[', ']']);
                table(page, &format!("`{}` of a {outside}", key.name), &format!("A list of `{{ … }}`. {}", said(key).0), keys);
            }
            _ => {}
        }
    }
}

/// What a key says, and what it is where it is left out.
fn said(key: &Key) -> (String, String) {
    let (says, default) = key.says.split_once("Default: ").unwrap_or((key.says, ""));
    let default = match (default, &key.shape) {
        ("", Shape::Flag) if !key.required => "`false`",
        ("", _) if !key.required => NONE,
        (default, _) => default.trim_end_matches('.'),
    };
    (says.trim_end().to_owned(), default.to_owned())
}

fn value(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text".to_owned(),
        Shape::OneOf(words) => words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", "),
        Shape::Flag => "`true` or `false`".to_owned(),
        Shape::Whole => "whole number".to_owned(),
        Shape::Table(_) => "table".to_owned(),
        Shape::Each(Shape::Table(_)) => "a table for each id".to_owned(),
        Shape::Each(inner) => format!("table of ids, each a {}", value(inner)),
        Shape::List(Shape::Table(_)) => "list of tables".to_owned(),
        Shape::List(Shape::OneOf(words)) => format!("list of {}", value(&Shape::OneOf(words))),
        Shape::List(inner) => format!("list of {}s", value(inner)),
        Shape::OneOrMore(inner) => format!("{0}, or list of {0}s", value(inner)),
    }
}

#[test]
fn docs_rules_toml_md_lists_every_key() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules-toml.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, page()).unwrap();
    }
    let stands = fs::read_to_string(&file).unwrap_or_default();
    assert!(stands == page(), "docs/rules-toml.md is stale: UPDATE=1 cargo test --release -p paidan-rules reference");
}

/// Where a single value may be left out, its key says what is then so; these are simply not there.
#[test]
fn what_is_left_out_means_something() {
    fn walk(path: &str, keys: &[Key], silent: &mut Vec<String>) {
        for key in keys {
            let path = format!("{path}.{}", key.name);
            match &key.shape {
                Shape::Table(keys) | Shape::Each(Shape::Table(keys)) | Shape::List(Shape::Table(keys)) => {
                    walk(&path, keys, silent)
                }
                Shape::Text | Shape::OneOf(_) | Shape::Whole if !key.required && said(key).1 == NONE => silent.push(path),
                _ => {}
            }
        }
    }
    let Shape::Table(keys) = &FILE else { unreachable!() };
    let mut silent = Vec::new();
    walk("", keys, &mut silent);
    assert_eq!(
        silent,
        [".policy.routes", ".rule.quote", ".rule.ours", ".rule.unused", ".rule.fills", ".unit.level", ".unit.line"]
    );
}

/// The lines of the blocks of a kind.
fn examples(kind: &str) -> Vec<&'static str> {
    let opens = format!("```{kind}\n");
    let blocks = HEAD.split(&opens).skip(1).filter_map(|rest| rest.split("```").next());
    let lines: Vec<&str> = blocks.flat_map(str::lines).collect();
    assert!(lines.len() >= 4, "{kind}");
    lines
}

/// Rules in which a selector stops a clock, and a rung stands at a point of its ladder.
fn read(selector: &str, point: &str) {
    let base = include_str!("../tests/rules/bad/base.toml").replace("routes = \"routes.csv\"\n", "");
    let base = base.replace("events = { ", "events = { tier_set = \"定级\", ");
    let text = format!(
        "format = 1\n{base}[input]\ntier = {{ title = \"定级\", kind = \"count\", on = \"tier_set\" }}\n\
        contacted = {{ title = \"是否联系\", kind = \"flag\", on = \"callback\" }}\n\
        [ladder.late]\nnotify = \"working\"\nrungs = [{{ id = \"urge\", title = \"催办\", at = \"{point}\", rule = \"days\" }}]\n\
        [clock.handle]\ntitle = \"办理\"\nowed-by = \"body\"\nladder = \"late\"\nstops = [\"{selector}\"]\nrule = \"days\"\n"
    );
    let rules = Rules::parse("rules.toml", &text, None).unwrap_or_else(|errors| panic!("{selector}, {point}: {errors}"));
    assert_eq!((rules.clocks[0].stops.len(), rules.ladders[0].rungs.len()), (1, 1), "{selector}, {point}");
}

#[test]
fn the_examples_of_the_page_are_read() {
    for term in examples("term") {
        Term::parse(term).unwrap();
    }
    examples("selector").iter().for_each(|selector| read(selector, "overdue"));
    examples("rung").iter().for_each(|point| read("completed", point));
}
