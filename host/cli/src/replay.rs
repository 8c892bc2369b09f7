//! `paidan replay`: what would this change have done to last month's cases?

mod html;
mod print;
mod progress;
mod run;
mod values;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use paidan_calendar::{Day, Instant};
use paidan_engine::{Case, Versions};
use paidan_lab::record::{self, Reader};
use paidan_lab::replay::{Against, Alike, Change, Differences, Differing, Question, Told, read_accepted};
use serde::Serialize;

use crate::calendars;
use crate::cases_in::{self, Spot};
use crate::city::{self, Cities};
use crate::component;
use crate::deployment::Deployment;
use crate::error::{Exit, Failure, Outcome};
use crate::output;
use crate::problems::Problems;
use crate::text::Lang;

use progress::Progress;
use run::{NONE_YET, Run};
use values::Page;

#[derive(clap::Args)]
#[command(
    after_help = "A CORPUS is what `paidan evaluate --record` wrote, as it is or packed by `paidan records` (.jsonl, .jsonl.zst, .parquet, or `-`). Each case is decided again as of its recorded \
    moment, by the calendar as it was known then, and held against the recorded decision. --against previous holds it against what the \
    component before the last build says, --against FILE.wasm against another, --until TIME against what will be if nobody acts: then a CORPUS \
    may hold plain cases too. Exit code 1: something differs. docs/replay.md says how differences are grouped.

Examples:
  paidan replay november.parquet
  paidan replay november.jsonl --against previous -o pending.json && paidan replay november.jsonl --allow pending.json
  paidan replay november.jsonl --notice 2027.toml -o november.html
  paidan replay open.jsonl --at 2026-11-25T09:00:00+08:00 --until 2026-11-27T18:00:00+08:00
  paidan replay november.jsonl --city xining --set term.d3='2 working days'"
)]
pub struct Args {
    /// The records, or `-` for standard input
    #[arg(value_name = "CORPUS")]
    corpus: String,
    #[command(flatten)]
    which: city::Which,
    /// What each decision is held against: `record`, `previous`, or a component
    #[arg(long, value_name = "WHAT", default_value = "record", conflicts_with = "until")]
    against: String,
    /// What will each decision be at this moment if nobody acts? [from: --at, or as recorded]
    #[arg(long, value_name = "TIME", value_parser = Instant::parse_rfc3339)]
    until: Option<Instant>,
    /// Decide as of this moment, with offset [default: as recorded]
    #[arg(long, value_name = "TIME", value_parser = Instant::parse_rfc3339)]
    at: Option<Instant>,
    /// Count by the calendar as it was known on that day [default: as recorded]
    #[arg(long, value_name = "DATE", value_parser = Day::parse)]
    known_at: Option<Day>,
    /// Count by another calendar: an id, or a calendar file [default: the policy's]
    #[arg(long, value_name = "CALENDAR")]
    calendar: Option<String>,
    /// Count by a calendar with one more notice, such as next year's
    #[arg(long, value_name = "FILE.toml")]
    notice: Option<PathBuf>,
    /// Differences that are accepted: what `--format json` wrote of an earlier replay, looked through
    #[arg(long, value_name = "FILE.json")]
    allow: Option<PathBuf>,
    /// Leave out records that other rules made: an audit of what was recorded
    #[arg(long, conflicts_with = "until")]
    same_rules: bool,
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
    /// A page with a chart, by itself: no network, no script
    Html,
}

impl Args {
    fn format(&self) -> Format {
        self.format.unwrap_or(match output::ending(self.output.as_deref()) {
            Some("json") => Format::Json,
            Some("csv") => Format::Csv,
            Some("html" | "htm") => Format::Html,
            _ => Format::Text,
        })
    }
}

pub fn run(args: &Args, deployment: Option<&Path>, lang: Lang, out: &mut dyn Write) -> Outcome {
    let cities = Cities::open(&args.which, deployment)?;
    // what is quickly seen to be wrong comes before what takes minutes
    let asked = Asked { args, cities: &cities, deployment, accepted: accepted(args)? };
    output::to(args.output.as_deref(), out, |out| written(&asked, lang, out))
}

fn accepted(args: &Args) -> Outcome<BTreeSet<Alike>> {
    let Some(path) = &args.allow else { return Ok(BTreeSet::new()) };
    let text = fs::read_to_string(path).map_err(|error| Failure::file("read", path, error))?;
    Ok(read_accepted(&text).map_err(|error| error.within(&path.display().to_string()))?)
}

/// What was asked.
struct Asked<'a> {
    args: &'a Args,
    cities: &'a Cities,
    deployment: Option<&'a Path>,
    accepted: BTreeSet<Alike>,
}

fn written(asked: &Asked<'_>, lang: Lang, out: &mut dyn Write) -> Outcome {
    let args = asked.args;
    if args.format() == Format::Csv {
        out.write_all(cases_in::BOM)?; // spreadsheets take UTF-8 for what it is only behind this
    }
    let mut table = (args.format() == Format::Csv).then(|| csv::Writer::from_writer(&mut *out));
    let mut problems = Problems::default();
    let mut failed = None;
    let found = asked.replay(&mut |told| match told {
        Told::LeftOut(spot, error) => problems.add(spot.of(&args.corpus).error(error)),
        Told::Passed { .. } => {}
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
            let report = Report { rules: named(&rules), against: other(&against), until: until(&rules, &against), found: &sums };
            writeln!(out, "{}", serde_json::to_string_pretty(&report).unwrap_or_default())?;
        }
        format => {
            let top = if args.top == 0 { usize::MAX } else { args.top };
            let page = Page { versions: &rules, against: &against, found: &sums, lang, top };
            if format == Format::Html { html::write(&page, out)? } else { print::write(&page, out)? }
        }
    }
    let exit = if sums.differ > 0 { Exit::Differences } else { Exit::Ok };
    Ok(exit.max(problems.tell(&args.corpus)))
}

/// As JSON.
#[derive(Serialize)]
struct Report<'a> {
    rules: Named<'a>,
    /// Absent: what was recorded, or the same rules later.
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<Named<'a>>,
    /// Present: what the same rules will say then, if nobody acts.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
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

fn other(against: &Against) -> Option<Named<'_>> {
    if let Against::Rules(versions) = against { Some(named(versions)) } else { None }
}

/// The later moment, in the city's zone.
fn until(rules: &Versions, against: &Against) -> Option<String> {
    let Against::Later(at) = against else { return None };
    rules.all().last().map(|(_, newest)| newest.calendar().format(*at).to_string())
}

/// What came of it.
struct Found {
    rules: Versions,
    against: Against,
    sums: Differences,
    /// Why the corpus could not be read to its end.
    cut_short: Option<Failure>,
}

impl Asked<'_> {
    /// Reads the corpus through; none if there is not one case in it that a city judges.
    fn replay(&self, tell: &mut dyn FnMut(Told<'_, Spot>)) -> Outcome<Option<Found>> {
        let mut progress = Progress::start(&self.args.corpus)?;
        let mut tell = |told: Told<'_, Spot>| match told {
            Told::Passed { lines, bytes } => progress.passed(lines, bytes),
            told => tell(told),
        };
        let mut run = Run { asked: self, running: None, before: Vec::new() };
        let read = match cases_in::by_line(&self.args.corpus)? {
            Some(lines) => run.lines(lines, &mut tell),
            None => cases_in::each(&self.args.corpus, &mut |text, place| run.take(text, place, &mut tell)),
        };
        let Some((question, replay)) = run.running else {
            let gave_up = run.before.len() == NONE_YET;
            run.before.into_iter().for_each(|(spot, error)| tell(Told::LeftOut(spot, error)));
            return if gave_up { Ok(None) } else { read.map(|()| None) };
        };
        // what was read before somebody stopped it, or before the file ended too early, still counts
        if let Err(failure) = &read
            && (failure.quiet || failure.exit != Exit::Input && failure.code != progress::STOPPED)
        {
            return Err(failure.clone());
        }
        let sums = replay.finish(read.is_err(), &mut tell);
        Ok(Some(Found { rules: question.rules, against: question.against, sums, cut_short: read.err() }))
    }

    /// The first case says which city the corpus is of.
    fn question(&self, first: &[u8]) -> Outcome<Question> {
        let position = match self.cities.only() {
            Some(position) => position,
            None => self.city_of(first)?,
        };
        let Some(served) = self.cities.versions(position) else {
            return Err(Failure::new("cli/unknown-city", Exit::Usage, "no city judges the first case"));
        };
        let rules = self.by_calendar(served)?;
        let against = match self.args.against.as_str() {
            _ if self.args.until.is_some() => self.args.until.map_or(Against::Record, Against::Later),
            "record" => Against::Record,
            "previous" => {
                let id = named(served).id.to_owned();
                let file = component::previous(&Deployment::find(self.deployment)?.component(&id));
                if !file.is_file() {
                    let text = format!("there is no component of `{id}` from before the last build");
                    return Err(Failure::new("cli/no-previous", Exit::Usage, text)
                        .mend("`paidan build` keeps one when its bytes change; or name a file: --against FILE.wasm"));
                }
                Against::Rules(city::replaced(served, &file)?)
            }
            file => Against::Rules(city::replaced(served, Path::new(file))?),
        };
        let Args { at, known_at, .. } = self.args;
        let (accepted, same_rules) = (self.accepted.clone(), self.args.same_rules);
        Ok(Question { rules, against, at: *at, known_at: *known_at, accepted, same_rules })
    }

    fn city_of(&self, first: &[u8]) -> Outcome<city::Position> {
        match record::in_order(first) {
            Ok(line) => match Reader::default().read(&line)? {
                Some(record) => self.cities.of(&record.case),
                None => self.cities.of(&Case::from_json(first)?),
            },
            Err(error) if error.code == "record/none" && (self.args.against != "record" || self.args.until.is_some()) => {
                self.cities.of(&Case::from_json(first)?)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The rules by the calendar that is asked about.
    fn by_calendar(&self, versions: &Versions) -> Outcome<Versions> {
        let Args { calendar, notice, .. } = self.args;
        if calendar.is_none() && notice.is_none() {
            return Ok(versions.clone());
        }
        let deployment = Deployment::find(self.deployment).ok();
        let mut all = versions.all().to_vec();
        for (_, city) in &mut all {
            let mut by = match calendar {
                Some(name) => calendars::open(deployment.as_ref(), name)?,
                None => city.calendar().clone(),
            };
            if let Some(file) = notice {
                by = calendars::with_notice(&by, file)?;
            }
            *city = city.with_calendar(&by)?;
        }
        Ok(Versions::new(all)?)
    }
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
