//! `paidan replay`: what would this change have done to last month's cases?

mod print;

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use paidan_calendar::{Day, Instant, TimeError};
use paidan_engine::{Case, Versions};
use paidan_lab::record::Reader;
use paidan_lab::replay::{Change, Differences, Differing, Question, Replay, Told};
use serde::Serialize;

use crate::cases_in::{self, Spot};
use crate::city::{self, Cities};
use crate::component;
use crate::deployment::Deployment;
use crate::error::{Exit, Failure, Outcome};
use crate::problems::Problems;
use crate::text::Lang;

use print::Page;

#[derive(clap::Args)]
#[command(
    after_help = "A CORPUS is what `paidan evaluate --record` wrote (.jsonl, .jsonl.zst, or `-`). Each case is decided again as of its recorded \
    moment, by the calendar as it was known then, and held against the recorded decision. --against previous holds it against what the \
    component before the last build says, --against FILE.wasm against another: then a CORPUS may hold plain cases too. Exit code 1: something \
    differs. docs/replay.md says how differences are grouped.

Examples:
  paidan replay november.jsonl.zst
  paidan replay november.jsonl --against previous --format json
  paidan build xining --set term.d3='2 working days' && paidan replay november.jsonl --policy target/policies/xining.set.wasm"
)]
pub struct Args {
    /// The records, or `-` for standard input
    #[arg(value_name = "CORPUS")]
    corpus: String,
    #[command(flatten)]
    which: city::Which,
    /// What each decision is held against: `record`, `previous`, or a component
    #[arg(long, value_name = "WHAT", default_value = "record")]
    against: String,
    /// Decide as of this moment, with offset [default: as recorded]
    #[arg(long, value_name = "TIME", value_parser = instant)]
    at: Option<Instant>,
    /// Count by the calendar as it was known on that day [default: as recorded]
    #[arg(long, value_name = "DATE", value_parser = day)]
    known_at: Option<Day>,
    /// Groups that are shown; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// How it is written [default: by the ending of -o, else a page for a terminal]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// Everything but the single changes
    Json,
    /// A row for each change
    Csv,
}

fn instant(text: &str) -> Result<Instant, TimeError> {
    Instant::parse_rfc3339(text)
}

fn day(text: &str) -> Result<Day, TimeError> {
    Day::parse(text)
}

impl Args {
    fn format(&self) -> Format {
        let ending = self.output.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str());
        self.format.unwrap_or(match ending {
            Some("json") => Format::Json,
            Some("csv") => Format::Csv,
            _ => Format::Text,
        })
    }
}

pub fn run(args: &Args, deployment: Option<&Path>, lang: Lang, out: &mut dyn Write) -> Outcome {
    let cities = Cities::open(&args.which, deployment)?;
    match &args.output {
        None => written(args, &cities, deployment, lang, out),
        Some(path) => {
            let failed = |error| Failure { exit: Exit::Host, ..Failure::file("write", path, error) };
            // what was there stays until there is something better
            let fresh = path.with_added_extension("part");
            let mut file = BufWriter::new(fs::File::create(&fresh).map_err(failed)?);
            let outcome = written(args, &cities, deployment, lang, &mut file);
            let outcome = outcome.and_then(|exit| file.flush().map(|()| exit).map_err(failed));
            match outcome {
                Ok(exit) => fs::rename(&fresh, path).map(|()| exit).map_err(failed),
                Err(failure) => {
                    let _ = fs::remove_file(&fresh);
                    Err(failure)
                }
            }
        }
    }
}

fn written(args: &Args, cities: &Cities, deployment: Option<&Path>, lang: Lang, out: &mut dyn Write) -> Outcome {
    if args.format() == Format::Csv {
        out.write_all(cases_in::BOM)?; // spreadsheets take UTF-8 for what it is only behind this
    }
    let mut table = (args.format() == Format::Csv).then(|| csv::Writer::from_writer(&mut *out));
    let mut problems = Problems::default();
    let mut failed = None;
    let found = replay(args, cities, deployment, &mut |told| match told {
        Told::LeftOut(spot, error) => problems.add(spot.of(&args.corpus).error(error)),
        Told::Differs(case) => {
            if let Some(table) = &mut table
                && let Err(error) = rows(case, table)
            {
                failed.get_or_insert(error);
            }
        }
    })?;
    if let Some(table) = &mut table {
        failed = failed.or_else(|| table.flush().err().map(csv::Error::from));
    }
    drop(table);
    if let Some(error) = failed {
        return Err(match error.into_kind() {
            csv::ErrorKind::Io(error) => error.into(),
            other => Failure::new("cli/output", Exit::Host, format!("cannot write the output: {other:?}")),
        });
    }
    let Some(Found { rules, against, sums, cut_short }) = found else {
        return Ok(problems.tell(&args.corpus));
    };
    cut_short.into_iter().for_each(|failure| problems.add(failure));
    match args.format() {
        Format::Csv => {}
        Format::Json => {
            let report = Report { rules: named(&rules), against: against.as_ref().map(named), found: &sums };
            writeln!(out, "{}", serde_json::to_string_pretty(&report).unwrap_or_default())?;
        }
        Format::Text => {
            let top = if args.top == 0 { usize::MAX } else { args.top };
            Page { versions: &rules, against: against.as_ref(), found: &sums, lang, top }.print(out)?;
        }
    }
    let exit = if sums.differ > 0 { Exit::Differences } else { Exit::Ok };
    Ok(exit.max(problems.tell(&args.corpus)))
}

/// As JSON.
#[derive(Serialize)]
struct Report<'a> {
    rules: Named<'a>,
    /// Absent: what was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<Named<'a>>,
    #[serde(flatten)]
    found: &'a Differences,
}

/// The newest version of a city's rules.
#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    version: &'a str,
    rules: &'a str,
}

fn named(versions: &Versions) -> Named<'_> {
    let raw = versions.all().last().map(|(_, newest)| &newest.policy().manifest().raw);
    let text = |of: fn(&paidan_engine::contract::Manifest) -> &String| raw.map_or("", |raw| of(raw).as_str());
    Named { id: text(|m| &m.id), version: text(|m| &m.version), rules: text(|m| &m.digest) }
}

/// What came of it.
struct Found {
    rules: Versions,
    against: Option<Versions>,
    sums: Differences,
    /// Why the corpus could not be read to its end.
    cut_short: Option<Failure>,
}

/// Reads the corpus through; none if there is not one case in it that a city judges.
fn replay(
    args: &Args,
    cities: &Cities,
    deployment: Option<&Path>,
    tell: &mut dyn FnMut(Told<'_, Spot>),
) -> Outcome<Option<Found>> {
    let workers = available_parallelism().map_or(1, usize::from).min(16);
    let mut running: Option<(Question, Replay<Spot>)> = None;
    // lines before the first that says which city the corpus is of
    let mut before: Vec<(Spot, paidan_engine::Error)> = Vec::new();
    let read = cases_in::each(&args.corpus, &mut |text, place| {
        let asked = text.and_then(|text| {
            if running.is_none() {
                let question = question(args, cities, deployment, text)?;
                let mut replay = Replay::start(&question, workers);
                before.drain(..).for_each(|(spot, error)| replay.refuse(spot, error));
                running = Some((question, replay));
            }
            if let Some((_, replay)) = &mut running {
                replay.push(place.spot(), text, tell);
            }
            Ok(())
        });
        match (asked, &mut running) {
            (Err(failure), _) if failure.quiet || failure.exit != Exit::Input => return Err(failure),
            (Err(failure), Some((_, replay))) => replay.refuse(place.spot(), told(failure)),
            (Err(failure), None) => before.push((place.spot(), told(failure))),
            (Ok(()), _) => {}
        }
        Ok(())
    });
    let Some((question, replay)) = running else {
        before.into_iter().for_each(|(spot, error)| tell(Told::LeftOut(spot, error)));
        return read.map(|()| None);
    };
    // what was read before the file ended too early still counts
    if let Err(failure) = &read
        && (failure.quiet || failure.exit != Exit::Input)
    {
        return Err(failure.clone());
    }
    let found = replay.finish(read.is_err(), tell);
    Ok(Some(Found { rules: question.rules, against: question.against, sums: found, cut_short: read.err() }))
}

/// As the lab tells of it.
fn told(failure: Failure) -> paidan_engine::Error {
    let Failure { code, text, mend, .. } = failure;
    paidan_engine::Error { kind: paidan_engine::Kind::Input, code, text, place: String::new(), mend }
}

/// The first case says which city the corpus is of.
fn question(args: &Args, cities: &Cities, deployment: Option<&Path>, first: &[u8]) -> Outcome<Question> {
    let position = match cities.only() {
        Some(position) => position,
        None => {
            let ordered = paidan_lab::record::in_order(first);
            let mut reader = Reader::default();
            match ordered.as_deref().map(|line| reader.read(line)) {
                Ok(record) => match record? {
                    Some(record) => cities.of(&record.case)?,
                    None => cities.of(&Case::from_json(first)?)?,
                },
                Err(error) if error.code == "record/none" && args.against != "record" => cities.of(&Case::from_json(first)?)?,
                Err(error) => return Err(error.clone().into()),
            }
        }
    };
    let Some(rules) = cities.versions(position).cloned() else {
        return Err(Failure::new("cli/unknown-city", Exit::Usage, "no city judges the first case"));
    };
    let against = match args.against.as_str() {
        "record" => None,
        "previous" => {
            let id = named(&rules).id.to_owned();
            let file = component::previous(&Deployment::find(deployment)?.component(&id));
            if !file.is_file() {
                let text = format!("there is no component of `{id}` from before the last build");
                return Err(Failure::new("cli/no-previous", Exit::Usage, text)
                    .mend("`paidan build` keeps one when its bytes change; or name a file: --against FILE.wasm"));
            }
            Some(city::replaced(&rules, &file)?)
        }
        file => Some(city::replaced(&rules, Path::new(file))?),
    };
    Ok(Question { rules, against, at: args.at, known_at: args.known_at })
}

/// A row of the CSV.
#[derive(Serialize)]
struct Row<'a> {
    case: &'a str,
    as_of: &'a str,
    number: u64,
    what: paidan_lab::replay::What,
    of: &'a str,
    unit: &'a str,
    rule: &'a str,
    before: &'a str,
    after: &'a str,
    later_seconds: Option<i64>,
    above: bool,
}

fn rows(case: &Differing, table: &mut csv::Writer<impl Write>) -> csv::Result<()> {
    for change in &case.changes {
        let Change { what, of, unit, rule, before, after, later, above } = change;
        let (what, later_seconds, above) = (*what, *later, *above);
        let (case_id, as_of, number) = (&case.case, &case.as_of, case.number);
        table.serialize(Row { case: case_id, as_of, number, what, of, unit, rule, before, after, later_seconds, above })?;
    }
    Ok(())
}
