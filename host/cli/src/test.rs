//! `paidan test`: runs the cases of policies against their components.

use std::io::Write;
use std::path::Path;
use std::time::Instant as Stopwatch;

use paidan_engine::{City, Limits, Runtime};
use paidan_rules::Rules;
use regex::Regex;
use serde::Serialize;
use serde_json::Value;

use crate::calendars;
use crate::cases::{self, Case, Coverage, Covered, File, Ran, Runner};
use crate::deployment::{self, Deployment};
use crate::error::{Exit, Failure, Outcome};
use crate::table;
use crate::text::test::TestWords;
use crate::text::{Lang, filled};

#[derive(clap::Args)]
#[command(
    after_help = "Every case is decided on a fresh instance and in a batch, and as of every moment of its history: nothing that was said \
    may be taken back. Exit code 1 if a case fails, or if none matches.\n\nExamples:
  paidan test
  paidan test xining -r callback --lang en
  paidan test xining --coverage
  paidan test xining --update              then read the difference before you believe it"
)]
pub struct Args {
    /// Cities by name, or folders with a rules.toml [default: all cities of the deployment]
    #[arg(value_name = "CITY|DIR")]
    cities: Vec<String>,
    /// Only cases whose `FILE: NAME` matches
    #[arg(short = 'r', long = "regex", value_name = "REGEX")]
    regex: Option<Regex>,
    /// Write what decisions say now into the files of cases, where it is not what was expected
    #[arg(long)]
    update: bool,
    /// Show which rules, conditions, clocks and rows of the catalogue the cases reach
    #[arg(long)]
    coverage: bool,
    /// Write the results as JUnit XML
    #[arg(long, value_name = "FILE")]
    junit: Option<std::path::PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The results of a policy, as `--json` prints them.
#[derive(Serialize)]
struct Tested {
    policy: String,
    passed: usize,
    failed: usize,
    failures: Vec<Failed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Covered>,
}

#[derive(Serialize)]
struct Failed {
    file: String,
    line: usize,
    name: String,
    said: Vec<String>,
}

pub fn run(args: Args, named: Option<&Path>, lang: Lang, out: &mut dyn Write) -> Outcome {
    let deployment = Deployment::find(named)?;
    let folders = match args.cities.is_empty() {
        true => deployment.cities()?,
        false => args.cities.iter().map(|city| deployment.city(city)).collect::<Outcome<_>>()?,
    };
    let runtime = Runtime::new(Limits::default(), deployment::cache_folder())?;
    let (words, watch) = (lang.test(), Stopwatch::now());
    let (mut tested, mut exit, mut all) = (Vec::new(), Exit::Ok, Vec::new());
    for folder in &folders {
        let (city, rules) = load(&deployment, &runtime, folder)?;
        let files = cases::read(folder, &deployment.root, &city)?;
        let policy = rules.policy.id.clone();
        let mut runner = Runner::new(&city, Coverage::new(rules));
        let mut results = Vec::new();
        for file in &files {
            let wanted =
                |case: &&Case| args.regex.as_ref().is_none_or(|regex| regex.is_match(&format!("{}: {}", file.name, case.name)));
            for case in file.cases.iter().filter(wanted) {
                let ran = runner.run(case);
                if !args.json {
                    print(file, case, &ran, words, out)?;
                }
                exit = exit.max(if ran.passed() {
                    Exit::Ok
                } else {
                    ran.fault.as_ref().map_or(Exit::Differences, |fault| Exit::of(fault.kind))
                });
                results.push((file, case, ran));
            }
        }
        if args.update {
            let written = update(&files, &results)?;
            writeln!(std::io::stderr(), "{}", filled(words.updated, &[&written]))?;
        }
        let failures: Vec<Failed> = results
            .iter()
            .filter(|(.., ran)| !ran.passed())
            .map(|(file, case, ran)| Failed {
                file: file.name.clone(),
                line: case.line,
                name: case.name.clone(),
                said: said(ran, words),
            })
            .collect();
        let coverage = args.coverage.then(|| runner.coverage.covered());
        if let (Some(coverage), false) = (&coverage, args.json) {
            print_coverage(coverage, words, out)?;
        }
        tested.push(Tested { policy, passed: results.len() - failures.len(), failed: failures.len(), failures, coverage });
        if let Some(path) = &args.junit {
            // several policies are one file: written again with each
            all.extend(
                results
                    .into_iter()
                    .map(|(file, case, ran)| (file.name.clone(), file.title.clone(), case.name.clone(), case.line, ran)),
            );
            cases::write_junit(path, &all, |ran| said(ran, words).join("\n"))?;
        }
    }
    let (passed, failed) = tested.iter().fold((0, 0), |sum, city| (sum.0 + city.passed, sum.1 + city.failed));
    match args.json {
        true => writeln!(out, "{}", serde_json::to_string_pretty(&tested).unwrap_or_default())?,
        false => writeln!(
            out,
            "{}",
            filled(words.tested, &[&(passed + failed), &passed, &failed, &format!("{:.2}", watch.elapsed().as_secs_f64())])
        )?,
    }
    if passed + failed == 0 {
        out.flush()?;
        return Err(Failure::new("cli/no-case", Exit::Differences, "no case matches")
            .mend("cases stand in policies/CITY/cases/*.toml; -r matches `FILE: NAME`"));
    }
    Ok(exit)
}

/// The city's component, if it is what its sources say now.
fn load(deployment: &Deployment, runtime: &Runtime, folder: &Path) -> Outcome<(City, Rules)> {
    let rules = Rules::read(folder).map_err(|errors| Failure::passed_on(Exit::Refused, errors))?;
    let file = deployment.component(&rules.policy.id);
    let name = deployment::folder_name(folder);
    let built = |code, text: String| Failure::new(code, Exit::Refused, text).mend(format!("paidan build {name}"));
    if !file.is_file() {
        return Err(built("cli/not-built", format!("`{name}` is not built")));
    }
    let policy = runtime.load_file(&file)?;
    if policy.manifest().raw.digest != rules.manifest_digest() {
        return Err(built("cli/stale", format!("`{name}` has changed since it was built")));
    }
    let calendar = calendars::open(Some(deployment), &rules.policy.calendar)?;
    Ok((City::new(policy, &[&calendar])?, rules))
}

fn update(files: &[File], results: &[(&File, &Case, Ran)]) -> Outcome<usize> {
    let of = |file: &File| {
        results
            .iter()
            .filter(move |(other, ..)| other.path == file.path)
            .map(|(_, case, ran)| (case.index, &ran.mismatches[..]))
            .collect::<Vec<_>>()
    };
    files.iter().map(|file| cases::update(&file.path, of(file).into_iter())).sum()
}

/// What is wrong, a line each.
fn said(ran: &Ran, words: &TestWords) -> Vec<String> {
    let fault = ran.fault.iter().map(ToString::to_string);
    let mismatches = ran.mismatches.iter().map(|m| {
        let got = m.got.as_ref().map_or(words.nothing.to_owned(), ToString::to_string);
        format!("{}: {} {}, {} {got}", m.written.join("."), words.expected, m.want, words.got)
    });
    fault.chain(mismatches).chain(ran.problems.iter().cloned()).collect()
}

fn print(file: &File, case: &Case, ran: &Ran, words: &TestWords, out: &mut dyn Write) -> Outcome<()> {
    let verdict = if ran.passed() { "PASS" } else { "FAIL" };
    let time = format!("{:.1} ms", ran.time.as_secs_f64() * 1000.0);
    writeln!(out, "{verdict} {time:>8}  {}:{}  {}", file.name, case.line, case.name)?;
    if ran.passed() {
        return Ok(());
    }
    if let Some(quote) = &case.quote {
        writeln!(out, "  “{quote}”  {}", case.rules.join(", "))?;
    }
    for line in said(ran, words) {
        writeln!(out, "  {line}")?;
    }
    print_clocks(&ran.decision, out)?;
    writeln!(out)?;
    Ok(())
}

/// The rows of the decision in the words of the file of cases.
fn print_clocks(decision: &Value, out: &mut dyn Write) -> Outcome<()> {
    const FIELDS: [&str; 7] = ["state", "term", "start", "due", "ended", "since", "until"];
    let rows: Vec<Vec<String>> = decision["clocks"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|clock| {
            let cell = |field: &str| match &clock[field] {
                Value::String(text) => text.get(..19).filter(|_| text.len() == 25).unwrap_or(text).replace('T', " "),
                Value::Null => String::new(),
                other => other.to_string(),
            };
            let name = format!("{} {}", cell("kind"), cell("body"));
            std::iter::once(format!("  {}", name.trim_end())).chain(FIELDS.map(cell)).collect()
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let heads: Vec<&str> = std::iter::once("  clocks").chain(FIELDS).collect();
    table::print(&heads, &[], rows.into_iter(), out)
}

fn print_coverage(covered: &Covered, words: &TestWords, out: &mut dyn Write) -> Outcome<()> {
    writeln!(out)?;
    let heads = words.covered;
    let right = [1, 2, 3].map(|column| (column, table::Align::Right));
    let row = |rule: &cases::CoveredRule| {
        vec![rule.rule.clone(), rule.named.to_string(), rule.asked.to_string(), rule.held.to_string(), rule.title.clone()]
    };
    table::print(&[heads[0], heads[1], heads[2], heads[3], ""], &right, covered.rules.iter().map(row), out)?;
    let list = |title: &str, unmet: &dyn Fn(&cases::CoveredRule) -> bool| {
        let rules: Vec<&str> = covered.rules.iter().filter(|rule| unmet(rule)).map(|rule| rule.rule.as_str()).collect();
        format!("{title}: {}", if rules.is_empty() { words.nothing.to_owned() } else { rules.join(", ") })
    };
    writeln!(out, "\n{}", list(words.never_named, &|rule| rule.named == 0))?;
    writeln!(out, "{}", list(words.never_held, &|rule| rule.held == 0))?;
    if covered.conditions.len() + covered.clocks.len() > 0 {
        writeln!(out, "{}:", words.one_way)?;
    }
    for one in &covered.conditions {
        writeln!(out, "  {}.{} {}: {} {}", one.rule, one.condition, one.title, words.never, one.never.join(", "))?;
    }
    for one in &covered.clocks {
        writeln!(out, "  {} {}: {} {}", one.clock, one.title, words.never, one.never.join(", "))?;
    }
    writeln!(out, "{}\n", filled(words.routes_used, &[&covered.routes.used, &covered.routes.rows]))?;
    Ok(())
}
