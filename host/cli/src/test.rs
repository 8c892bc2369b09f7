//! `paidan test`: runs the cases of policies against their components.

mod mutants;
mod print;
mod readings;

use std::io::Write;
use std::path::Path;
use std::time::Instant as Stopwatch;

use paidan_engine::{City, Limits, Runtime};
use paidan_rules::Rules;
use regex::Regex;
use serde::Serialize;

use crate::calendars;
use crate::cases::{self, Case, Coverage, Covered, File, Ran, Runner};
use crate::deployment::{self, Deployment};
use crate::error::{Exit, Failure, Outcome};
use crate::settings;
use crate::text::{Lang, filled};
use mutants::Proof;
use readings::{Reading, arguments};

#[derive(clap::Args)]
#[command(
    after_help = "Every case is decided on a fresh instance and in a batch, and as of every moment of its history: nothing that was said \
    may be taken back. A case of another reading of the rules (`set`) runs only with just these settings; what is compiled in must be \
    built first: `paidan build CITY --set …`. Exit code 1 if a case fails, if none matches, or if the cases notice fewer mutants than they should.\n\nExamples:
  paidan test
  paidan test xining -r callback --lang en
  paidan test xining --coverage
  paidan test xining --mutants
  paidan test yinchuan --set switch.quick-24h=true
  paidan test xining --update              then read the difference before you believe it"
)]
pub struct Args {
    /// Cities by name, or folders with a rules.toml [default: all cities of the deployment]
    #[arg(value_name = "CITY|DIR")]
    cities: Vec<String>,
    /// Only cases whose `FILE: NAME` matches
    #[arg(short = 'r', long = "regex", value_name = "REGEX")]
    regex: Option<Regex>,
    /// Run the cases of another reading of the rules; of anything but terms and ladders, against the component that was built with it
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Write what decisions say now into the files of cases, where it is not what was expected
    #[arg(long)]
    update: bool,
    /// Show which rules, conditions, clocks and rows of the catalogue the cases reach
    #[arg(long)]
    coverage: bool,
    /// Also change each number and force the outcome of each rule, one at a time, and name what no case notices; exit code 1 if fewer
    /// than PERCENT of those of all these policies are noticed
    #[arg(long, value_name = "PERCENT", num_args = 0..=1, require_equals = true, default_missing_value = "95",
        value_parser = clap::value_parser!(u8).range(0..=100))]
    mutants: Option<u8>,
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
    /// Cases of other readings, which did not run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_readings: Vec<Reading>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Covered>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mutants: Option<Proof>,
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
        let rules = Rules::read(folder).map_err(|errors| Failure::passed_on(Exit::Refused, errors))?;
        let mut read_so = rules.clone();
        settings::apply(&mut read_so, &args.set)?;
        let city = load(&deployment, &runtime, folder, &read_so)?;
        let files = cases::read(folder, &deployment.root, &city, &rules)?;
        let (policy, set) = (rules.policy.id.clone(), read_so.sets().clone());
        let mut other_readings = Vec::new();
        let mut runner = Runner::new(&city, Coverage::new(&city, rules));
        let mut results = Vec::new();
        for file in &files {
            let wanted =
                |case: &&Case| args.regex.as_ref().is_none_or(|regex| regex.is_match(&format!("{}: {}", file.name, case.name)));
            for case in file.cases.iter().filter(wanted) {
                if case.set != set {
                    readings::count(&mut other_readings, &case.set);
                    continue;
                }
                let ran = runner.run(case);
                if !args.json {
                    print::case(file, case, &ran, words, out)?;
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
                said: print::said(ran, words),
            })
            .collect();
        let coverage = args.coverage.then(|| runner.coverage.covered());
        if let (Some(coverage), false) = (&coverage, args.json) {
            print::coverage(coverage, words, out)?;
        }
        let proof = match args.mutants {
            // what fails as it is would notice everything
            Some(_) if results.iter().all(|(.., ran)| ran.passed()) => {
                let proof = mutants::prove(&city, &results.iter().map(|(_, case, _)| *case).collect::<Vec<_>>())?;
                if !args.json {
                    print::mutants(&proof, words, out)?;
                }
                Some(proof)
            }
            _ => None,
        };
        // who asks for one reading knows that there are others
        other_readings.retain(|_| set.is_empty());
        if !args.json {
            print::readings(&deployment::folder_name(folder), &other_readings, words, out)?;
        }
        let passed = results.len() - failures.len();
        tested.push(Tested { policy, passed, failed: failures.len(), failures, other_readings, coverage, mutants: proof });
        if let Some(path) = &args.junit {
            // several policies are one file: written again with each
            all.extend(
                results
                    .into_iter()
                    .map(|(file, case, ran)| (file.name.clone(), file.title.clone(), case.name.clone(), case.line, ran)),
            );
            cases::write_junit(path, &all, |ran| print::said(ran, words).join("\n"))?;
        }
    }
    let proved = Proof::of_all(tested.iter().filter_map(|city| city.mutants.as_ref()));
    if args.mutants.is_some_and(|least| proved < usize::from(least)) {
        exit = exit.max(Exit::Differences);
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
        return Err(Failure::new("cli/no-case", Exit::Differences, "no case matches").mend(
            "cases stand in policies/CITY/cases/*.toml; -r matches `FILE: NAME`, --set those with exactly these settings",
        ));
    }
    Ok(exit)
}

/// The city's component, if it is what its sources say now; of another reading the one that was built with these settings.
fn load(deployment: &Deployment, runtime: &Runtime, folder: &Path, read_so: &Rules) -> Outcome<City> {
    let rules = read_so;
    let name = deployment::folder_name(folder);
    let mut build = format!("paidan build {name}");
    let mut file = deployment.component(&name);
    if !rules.sets().is_empty() {
        build += &format!(" {}", arguments(rules.sets()));
        file = deployment.component(&format!("{name}.set"));
    }
    let (with, or_settings) = match rules.sets().is_empty() {
        true => ("", ""),
        false => (" with these settings", ", or was built with other settings"),
    };
    let built = |code, text: String| Failure::new(code, Exit::Refused, text).mend(build.clone());
    if !file.is_file() {
        return Err(built("cli/not-built", format!("`{name}` is not built{with}")));
    }
    let policy = runtime.load_file(&file)?;
    if policy.manifest().raw.digest != rules.manifest_digest() {
        return Err(built("cli/stale", format!("`{name}` has changed since it was built{or_settings}")));
    }
    let calendar = calendars::open(Some(deployment), &rules.policy.calendar)?;
    Ok(City::new(policy, &[&calendar])?)
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
