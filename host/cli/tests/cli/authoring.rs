//! docs/authoring.md, done exactly as it is written, in a fresh copy of the repository: every command is run, every edit is
//! made, and what the page says is printed is printed.
//!
//! A `console` block is commands (`$ …`) and what they print; a line `…` stands for any lines, and a line that ends in `…` for
//! any that begins so. A `diff` block edits the files that it names (`@@ FILE @@`), a block whose first line is
//! `# new file: FILE` makes one. `UPDATE=1` writes what is printed into the page; then shorten it by hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::new::{files, kept_folder};
use crate::{root, text};

const PAGE: &str = "docs/authoring.md";
/// What the reader makes there.
const CITY: &str = "policies/tianshui";

/// A block of the page: its language, and its lines with the number of the first.
struct Block {
    kind: String,
    line: usize,
    lines: Vec<String>,
}

fn blocks(page: &str) -> Vec<Block> {
    let (mut blocks, mut open): (Vec<Block>, Option<Block>) = (Vec::new(), None);
    for (i, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(kind), None) => open = Some(Block { kind: kind.to_owned(), line: i + 1, lines: Vec::new() }),
            (None, Some(block)) => block.lines.push(line.to_owned()),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block of {PAGE} is not closed");
    blocks
}

/// A copy of the repository, without what is built and without its history; and its files as they were.
fn copy() -> (PathBuf, BTreeMap<String, String>) {
    let (place, all) = (kept_folder("authoring"), files(&root()));
    for path in all.keys() {
        let to = place.join(path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(root().join(path), to).unwrap();
    }
    (place, all)
}

/// A city is a folder: outside it nothing changed but paidan.toml, and the lock, in which cargo notes the package.
fn only_the_city_changed(place: &Path, before: &BTreeMap<String, String>) {
    let now = files(place);
    let changed: Vec<&str> = now
        .iter()
        .filter(|(path, text)| !path.starts_with(CITY) && before.get(*path) != Some(*text))
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(changed, ["Cargo.lock", "paidan.toml"]);
    assert!(before.keys().all(|path| now.contains_key(path)), "a file is gone");
    let package = "[[package]]\nname = \"paidan-policy-tianshui\"\nversion = \"0.1.0\"\ndependencies = [\n \"paidan-rules\",\n \"paidan-sdk\",\n]\n\n";
    assert_eq!(now["Cargo.lock"].replace(package, ""), before["Cargo.lock"]);
    assert!(now["paidan.toml"].starts_with(&before["paidan.toml"]));
}

/// What a command prints, on both streams.
fn print(place: &Path, command: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_paidan")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        // cargo's progress is not the same twice
        .args(["-c", &format!("exec 2>&1; {command}")])
        .current_dir(place)
        .env("PATH", path)
        .env("CARGO_TERM_QUIET", "true")
        .env("CARGO_TERM_COLOR", "never")
        .env("PAIDAN_CACHE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"))
        .output()
        .unwrap();
    text(&output.stdout).to_owned()
}

/// Whether lines are as the page shows them.
fn alike(shown: &[String], printed: &[&str]) -> bool {
    let Some((first, rest)) = shown.split_first() else { return printed.is_empty() };
    if first == "…" {
        return (0..=printed.len()).any(|from| alike(rest, &printed[from..]));
    }
    let Some((line, others)) = printed.split_first() else { return false };
    let line = line.trim_end();
    let same = first.strip_suffix('…').map_or(first == line, |start| line.starts_with(start.trim_end()));
    same && alike(rest, others)
}

/// Runs the commands of a block; answers the block as it should be.
fn console(place: &Path, block: &Block, wrong: &mut Vec<String>) -> Vec<String> {
    let mut now = Vec::new();
    let mut lines = block.lines.iter().peekable();
    while let Some(line) = lines.next() {
        let command = line.strip_prefix("$ ").unwrap_or_else(|| panic!("{PAGE}:{}: `{line}` is no command", block.line));
        let mut shown = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
            shown.push(line.clone());
        }
        let output = print(place, command);
        let printed: Vec<&str> = output.trim_end().lines().collect();
        now.push(line.clone());
        if alike(&shown, &printed) {
            now.extend(shown);
        } else {
            wrong.push(format!("{PAGE}:{}: {command}\n{output}", block.line));
            now.extend(printed.iter().map(|line| line.trim_end().to_owned()));
        }
    }
    now
}

/// Makes the edits of a block in the city's folder: each `@@ FILE @@` begins a place, and `@@ FILE @@ HEADING` one right below the
/// line that begins with the heading.
fn edit(city: &Path, block: &Block) {
    let mut places: Vec<(&str, &str, String, String)> = Vec::new();
    for line in &block.lines {
        if let Some((file, heading)) = line.strip_prefix("@@ ").and_then(|rest| rest.split_once(" @@")) {
            places.push((file, heading.trim(), String::new(), String::new()));
            continue;
        }
        let (.., old, new) = places.last_mut().unwrap_or_else(|| panic!("{PAGE}:{}: no file is named", block.line));
        let (mark, rest) = line.split_at(line.len().min(1));
        if mark != "+" {
            old.push_str(&format!("{rest}\n"));
        }
        if mark != "-" {
            new.push_str(&format!("{rest}\n"));
        }
    }
    for (file, heading, old, new) in places {
        let path = city.join(file);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{PAGE}:{}: {file}: {error}", block.line));
        let above = match heading {
            "" => String::new(),
            _ => text.lines().filter(|line| line.trim_start().starts_with(heading)).map(|line| format!("{line}\n")).collect(),
        };
        let (old, new) = (format!("{above}{old}"), format!("{above}{new}"));
        let found = text.matches(&old).count();
        assert_eq!(found, 1, "{PAGE}:{}: this stands {found} times in {file}:\n{old}", block.line);
        fs::write(path, text.replacen(&old, &new, 1)).unwrap();
    }
}

#[test]
fn the_page_for_authors_does_what_it_says() {
    let page = fs::read_to_string(root().join(PAGE)).unwrap();
    let (place, before) = copy();
    let mut wrong = Vec::new();
    let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
    let mut moved = 0_isize;
    let (mut commands, mut edits) = (0, 0);
    for block in blocks(&page) {
        let new_file = block.lines.first().and_then(|line| line.strip_prefix("# new file: "));
        match (block.kind.as_str(), new_file) {
            ("console", _) => {
                let now = console(&place, &block, &mut wrong);
                let from = block.line.checked_add_signed(moved).unwrap();
                moved += isize::try_from(now.len()).unwrap() - isize::try_from(block.lines.len()).unwrap();
                lines.splice(from..from + block.lines.len(), now);
                commands += 1;
            }
            ("diff", _) => {
                edit(&place.join(CITY), &block);
                edits += 1;
            }
            (_, Some(file)) => fs::write(place.join(file), block.lines[1..].join("\n") + "\n").unwrap(),
            _ => {}
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root().join(PAGE), lines.join("\n") + "\n").unwrap();
    }
    only_the_city_changed(&place, &before);
    assert!(wrong.is_empty(), "UPDATE=1 writes what is printed into the page:\n{}", wrong.join("\n"));
    assert!(commands >= 5 && edits >= 6, "{commands} blocks of commands, {edits} of edits");
    assert!(page.lines().count() <= 300, "{} lines: the page is read in one go", page.lines().count());
}

/// Every code that the page names is a code.
#[test]
fn the_page_for_authors_names_codes_that_there_are() {
    let page = fs::read_to_string(root().join(PAGE)).unwrap();
    let codes = fs::read_to_string(root().join("docs/errors.md")).unwrap();
    let heads = ["case/", "cases/", "cli/", "load/", "fault/", "rules/", "routes/"];
    let named =
        page.split('`').skip(1).step_by(2).filter(|word| heads.iter().any(|head| word.starts_with(head)) && !word.contains('.'));
    for code in named {
        assert!(code.ends_with('/') || codes.contains(&format!("| `{code}` |")), "{code}");
    }
}
