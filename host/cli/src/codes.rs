//! Every code of the command line's own, with what it means, and the page of all codes that is made from the code.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Codes and what they mean, for people.
const CODES: &[(&str, &str)] = &[
    ("cli/build-failed", "The compiler refused a policy. What it said stands above."),
    ("cli/calendar", "No calendar of that name is built in, named in paidan.toml, or a file."),
    ("cli/city-exists", "`paidan new`: there is a city of that name, or a folder."),
    ("cli/city-name", "`paidan new`: the name is no id, so it can name neither a policy nor a package."),
    ("cli/deployment", "paidan.toml is no TOML, has a key that it does not know, or is of a newer format."),
    ("cli/file", "A file cannot be read or written."),
    ("cli/jurisdiction", "`paidan new`: the jurisdiction is no administrative code."),
    ("cli/jurisdiction-served", "`paidan new`: cases of exactly that jurisdiction are judged by another policy already."),
    ("cli/junit", "The results of a test cannot be written as XML."),
    ("cli/manifest", "A policy's folder is no package that cargo can build."),
    ("cli/no-bash", "There is no bash, which the search for a compiler of policies needs."),
    ("cli/no-cargo", "There is no cargo, which builds policies."),
    ("cli/no-case", "No case matches: a test run that tests nothing is a failure."),
    ("cli/no-component", "A compiled module does not export the contract, or imports something."),
    ("cli/no-deployment", "There is no paidan.toml here or above."),
    ("cli/no-guest-toolchain", "Nothing here can compile policies to WebAssembly."),
    ("cli/no-module", "A package compiles, but not to a WebAssembly module."),
    ("cli/no-policy", "A folder without a rules.toml, or a deployment without a city."),
    ("cli/no-previous", "`paidan replay --against previous`: no component of before the last build is kept."),
    ("cli/no-record", "`paidan records`: of what was given nothing is a record. No file was written."),
    ("cli/no-sdk", "`paidan new`: the sources of Paidan, which a policy is compiled with, were not found."),
    ("cli/not-built", "The policy has not been built yet."),
    ("cli/other-policy", "`paidan check --against`: the component is of another policy."),
    ("cli/output", "The output cannot be written."),
    ("cli/profile", "A term asks for a profile that only a city has."),
    ("cli/range", "The first day comes after the last."),
    (
        "cli/record",
        "A decision could not be recorded. It was not given out, and the run stopped there: nothing is lost silently.",
    ),
    (
        "cli/record-ending",
        "A file of records ends in .jsonl, .jsonl.zst or .parquet; `evaluate --record` appends line by line, which only .jsonl allows.",
    ),
    ("cli/record-over", "`paidan records` was to write over a file that it reads."),
    ("cli/set", "`--set` is not KEY=VALUE."),
    ("cli/set-compiled", "What `--set` would change is compiled into the policy: only terms and ladders are the host's to read."),
    ("cli/no-sources", "`--set` is said in the words of a policy's rules.toml, and that is not here."),
    ("cli/stale", "The policy's sources have changed since it was built."),
    ("cli/stopped", "A replay was stopped by Ctrl-C. What had been read by then is reported, and the report says so."),
    ("cli/svg", "A picture was asked for of more than one case."),
    ("cli/term", "A term that no calendar can count, such as one of a thousand years."),
    ("cli/unknown-city", "No city of that name is served, and nothing of that name was built."),
    ("cli/until", "`paidan timeline --by`: the moment up to which nobody acts is not after the one asked about."),
];

/// A part's codes: a heading, what is said of them all, and each with its meaning.
struct Part {
    title: &'static str,
    about: &'static str,
    codes: Vec<(&'static str, String)>,
}

fn parts() -> Vec<Part> {
    let of = |codes: &[(&'static str, &'static str)], prefix: &str| {
        codes.iter().filter(|(code, _)| code.starts_with(prefix)).map(|(code, text)| (*code, (*text).to_owned())).collect()
    };
    let engine = |prefix| of(paidan_engine::CODES, prefix);
    let rules = |prefix| of(paidan_rules::errors::CODES, prefix);
    let expects = |(code, expected, mend): &(&'static str, &str, &str)| (*code, format!("Expected: {expected}. Mend: {mend}."));
    vec![
        Part {
            title: "Cases",
            about: "Exit code 3: the case is wrong. The place names file, line, column and field.",
            codes: engine("case/"),
        },
        Part {
            title: "Loading a policy",
            about: "Exit code 4: the component is refused, and nothing of it was run but its description of itself.",
            codes: engine("load/"),
        },
        Part {
            title: "Faults of a policy",
            about: "Exit code 5: the policy failed on a case. Other cases are unharmed.",
            codes: engine("fault/"),
        },
        Part { title: "The host", about: "Exit code 6: this machine could not do it.", codes: engine("host/") },
        Part {
            title: "rules.toml",
            about: "Exit code 4, from `paidan build`: all findings at once, each with its line.",
            codes: rules("rules/"),
        },
        Part { title: "routes.csv", about: "Exit code 4, from `paidan build`.", codes: rules("routes/") },
        Part {
            title: "Cases of a policy (cases/*.toml)",
            about: "Exit code 3, from `paidan test`.",
            codes: of(crate::cases::CODES, ""),
        },
        Part {
            title: "Corpora and reports",
            about: "Exit code 3, from `paidan report` and whatever else reads a corpus.",
            codes: of(paidan_lab::CODES, "").into_iter().filter(|(code, _)| !code.starts_with("import/")).collect(),
        },
        Part {
            title: "Import",
            about: "From `paidan import`: of a row, which is left out; of the mapping or the whole file, and nothing is written. Exit code 3, \
                of `import/unreadable` 6.",
            codes: of(paidan_lab::CODES, "import/"),
        },
        Part {
            title: "Findings of a check",
            about: "From `paidan check`, about a policy and not about a run: exit code 1 for an error that check.toml does not explain. \
                [check.md](check.md) says how grave each is.",
            codes: paidan_lab::check::FINDINGS.iter().map(|(code, _, text)| (*code, (*text).to_owned())).collect(),
        },
        Part {
            title: "Calendar files",
            about: "Exit code 3.",
            codes: paidan_calendar::CalendarError::CODES.iter().map(expects).collect(),
        },
        Part {
            title: "The command line",
            about: "Exit code 2 where the command itself is wrong, else as the text says.",
            codes: of(CODES, ""),
        },
    ]
}

fn page() -> String {
    let mut page = "# Error codes\n\n\
        Every error has a code that does not change, the place, what was found, and what mends it. Of several errors in one run the exit\n\
        code is the highest. This page is made from the code: `UPDATE=1 cargo test --release -p paidan-cli codes` writes it.\n"
        .to_owned();
    for Part { title, about, codes } in parts() {
        // writing to memory cannot fail
        let _ = write!(page, "\n## {title}\n\n{about}\n\n| code | meaning |\n|---|---|\n");
        for (code, text) in codes {
            let _ = writeln!(page, "| `{code}` | {} |", text.replace('|', "\\|"));
        }
    }
    page
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn docs_errors_md_lists_every_code() {
    let file = root().join("docs/errors.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, page()).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
    let stands = fs::read_to_string(&file).unwrap_or_default();
    assert!(stands == page(), "docs/errors.md is stale: UPDATE=1 cargo test --release -p paidan-cli codes");
}

/// What the sources say, and what is listed above, are the same.
#[test]
fn every_code_of_the_command_line_is_listed() {
    let (mut said, listed) = (BTreeSet::new(), CODES.iter().map(|(code, _)| (*code).to_owned()).collect::<BTreeSet<_>>());
    let mut folders = vec![root().join("host/cli/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name != "codes.rs") {
                let text = fs::read_to_string(&path).unwrap_or_default();
                let codes = text.split('"').filter(|word| {
                    word.strip_prefix("cli/").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
                });
                said.extend(codes.filter(|code| *code != "cli/").map(str::to_owned));
            }
        }
    }
    assert_eq!(said, listed, "codes in the sources (left) and in the list (right)");
}
