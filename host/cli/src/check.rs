//! `paidan check`: what is wrong with a policy before it goes live, each finding with a case that shows it.

mod print;
mod subject;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use paidan_engine::contract::Manifest;
use paidan_lab::check::{Change, Checked, Severity, changes, check};
use serde::Serialize;

use crate::deployment::{self, Deployment};
use crate::error::{Exit, Failure, Outcome};
use crate::output;
use crate::text::Lang;

use print::Page;
use subject::Asked;

#[derive(clap::Args)]
#[command(
    after_help = "Cases are made of everything that the policy says it reads: all combinations where there are no more than --most, else every \
    pair of values. They are decided with the city's own (cases/*.toml, and what sample.toml makes) and held against what must hold of every \
    decision. What is known and meant stands in check.toml beside rules.toml. docs/check.md lists every code.
Exit code 1: an error that nobody explained; with --strict a warning too.

Examples:
  paidan check
  paidan check xining --against previous --lang en
  paidan check yinchuan --cases /tmp/found && paidan evaluate /tmp/found/*.json --explain
  paidan check target/policies/xining.set.wasm --json"
)]
pub struct Args {
    /// Cities by name, folders with a rules.toml, or components [default: all cities of the deployment]
    #[arg(value_name = "CITY|DIR|FILE.wasm")]
    cities: Vec<String>,
    /// Also say what is declared otherwise than in `previous`, the component before the last build, or in another one
    #[arg(long, value_name = "previous|FILE.wasm")]
    against: Option<String>,
    /// Of more combinations than this, every pair of values is tried
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    most: u64,
    /// Cases that sample.toml makes
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    sample: u64,
    /// Warnings that nobody explained count too
    #[arg(long)]
    strict: bool,
    /// Write the case of each finding to a file of this folder
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A policy that was checked, as `--json` prints it.
#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    checked: Checked,
    /// Absent unless it is held against another.
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<Against>,
}

/// Another version, and what is declared otherwise.
#[derive(Serialize)]
struct Against {
    version: String,
    rules: String,
    changes: Vec<Change>,
}

pub fn run(args: &Args, named: Option<&Path>, lang: Lang, out: &mut dyn Write) -> Outcome {
    let asked = match args.cities.is_empty() {
        true => Deployment::find(named)?.cities()?.iter().map(|folder| Ok(Asked::Folder(folder.clone()))).collect(),
        false => args.cities.iter().map(|name| Asked::named(name, named)).collect::<Outcome<Vec<_>>>(),
    }?;
    if asked.is_empty() {
        let text = "there is no city to check";
        return Err(Failure::new("cli/no-policy", Exit::Usage, text).mend("name a component, or make a city: paidan new CITY"));
    }
    if let Some(folder) = &args.cases {
        fs::create_dir_all(folder).map_err(|error| Failure { exit: Exit::Host, ..Failure::file("make", folder, error) })?;
    }
    let (mut reports, mut exit) = (Vec::new(), Exit::Ok);
    for asked in &asked {
        let opened = subject::open(asked, named, args.sample)?;
        let checked = check(&opened.city, &opened.order(args.most))?;
        let manifest = &opened.city.policy().manifest().raw;
        let against = args.against.as_deref().map(|other| against(&opened.file, other, manifest)).transpose()?;
        let counts = |severity| checked.open(severity).next().is_some();
        if counts(Severity::Error) || args.strict && counts(Severity::Warning) {
            exit = Exit::Differences;
        }
        let report = Report { checked, against };
        let page = Page { lang, file: &opened.file, cases: args.cases.as_deref() };
        if let Some(folder) = &args.cases {
            written(&report.checked, folder)?;
        }
        if args.json {
            reports.push(report);
            continue;
        }
        page.write(&report, manifest, out)?;
        out.flush()?;
    }
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&reports).unwrap_or_default())?;
    }
    Ok(exit)
}

/// What is declared otherwise than in another component.
fn against(file: &Path, other: &str, manifest: &Manifest) -> Outcome<Against> {
    let (id, other) = match other {
        "previous" => {
            let previous = crate::component::previous(file);
            if !previous.is_file() {
                let text = format!("there is no component of `{}` from before the last build", manifest.id);
                return Err(Failure::new("cli/no-previous", Exit::Usage, text)
                    .mend("`paidan build` keeps one when its bytes change; or name a file: --against FILE.wasm"));
            }
            (manifest.id.clone(), previous)
        }
        file => (manifest.id.clone(), PathBuf::from(file)),
    };
    let policy = subject::load(&other)?;
    let before = &policy.manifest().raw;
    if before.id != id {
        let text = format!("{} is of `{}`, not of `{id}`", other.display(), before.id);
        return Err(Failure::new("cli/other-policy", Exit::Usage, text).mend("name another component of the same policy"));
    }
    let (version, rules) = (before.version.clone(), before.digest.clone());
    Ok(Against { version, rules, changes: changes(before, manifest) })
}

/// Where the case of a finding is written: `xining-03-ownerless.json`.
fn case_file(folder: &Path, policy: &str, number: usize, code: &str) -> PathBuf {
    let code = code.strip_prefix("check/").unwrap_or(code);
    folder.join(format!("{policy}-{number:02}-{code}.json"))
}

fn written(checked: &Checked, folder: &Path) -> Outcome<()> {
    for (number, finding) in (1..).zip(&checked.findings) {
        let Some(example) = &finding.example else { continue };
        let cases: Vec<_> = std::iter::once(&example.case).chain(&example.beside).collect();
        let json = match &cases[..] {
            [only] => serde_json::to_string_pretty(only),
            both => serde_json::to_string_pretty(both),
        };
        let path = case_file(folder, &checked.policy, number, finding.code);
        output::to(Some(&path), &mut std::io::sink(), |out| Ok(writeln!(out, "{}", json.unwrap_or_default())?))?;
    }
    Ok(())
}

/// What people call the folder or file that was named.
fn name(path: &Path) -> String {
    deployment::folder_name(&path.with_extension(""))
}
