//! `paidan report`: 一比三率, lateness, returns, hot topics and ranking over a corpus of cases.

mod csv;
mod grids;
mod html;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use paidan_calendar::Instant;
use paidan_engine::Versions;
use paidan_lab::Judged;
use paidan_lab::report::{Options, Population, Report, Tally, read_report, report};

use crate::city::{self, Cities};
use crate::corpus::Corpus;
use crate::error::{Exit, Failure, Outcome};
use crate::evaluate::When;
use crate::output;
use crate::problems::Problems;
use crate::text::Lang;

use grids::Pages;

#[derive(clap::Args)]
#[command(
    after_help = "A CORPUS is .jsonl or .jsonl.zst (a case a line), a .json file of cases, or `-`. It is read once and not kept: a million cases \
    need no more memory than a thousand. A line that is no case is told of and left out; the exit code is 3 then.

A population file is CSV (district,year,residents) or TOML ([630102], then 2023 = 459000). docs/report.md says how each figure is counted.

Examples:
  paidan report november.jsonl.zst --at 2026-12-05T09:00:00+08:00
  paidan report november.jsonl --previous october.jsonl --population population.csv -o november.html
  paidan report november.jsonl --previous october.json --by unit --format csv -o units.csv"
)]
pub struct Args {
    /// The cases, or `-` for standard input
    #[arg(value_name = "CORPUS")]
    corpus: String,
    #[command(flatten)]
    which: city::Which,
    #[command(flatten)]
    when: When,
    /// What the table and the CSV show a row for; the JSON has all of it
    #[arg(long, value_enum, default_value_t = By::District)]
    by: By,
    /// Residents by district and year, for 万人诉求比
    #[arg(long, value_name = "FILE")]
    population: Option<PathBuf>,
    /// Compare with the period before: its corpus, or a report of it as JSON
    #[arg(long, value_name = "FILE")]
    previous: Option<String>,
    /// As of when the cases of the corpus before are judged [default: as --at]
    #[arg(long, value_name = "TIME", value_parser = Instant::parse_rfc3339, requires = "previous")]
    previous_at: Option<Instant>,
    /// Rank by this metric [default: the policy's first]
    #[arg(long, value_name = "METRIC")]
    rank_by: Option<String>,
    /// Who has fewer in the denominator gets no rank
    #[arg(long, value_name = "N", default_value_t = 10)]
    rank_least: u64,
    /// Rows of a long table that are shown; 0 for all
    #[arg(long, value_name = "N", default_value_t = 15)]
    top: usize,
    /// How it is written [default: by the ending of -o, else a table]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    Unit,
    District,
    Month,
    City,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Columns for a terminal
    Table,
    /// Everything, by `paidan schema report`
    Json,
    /// The rows of --by, for spreadsheets
    Csv,
    /// A page with charts, by itself: no network, no script
    Html,
}

impl Args {
    fn format(&self) -> Format {
        self.format.unwrap_or(match output::ending(self.output.as_deref()) {
            Some("json") => Format::Json,
            Some("csv") => Format::Csv,
            Some("html" | "htm") => Format::Html,
            _ => Format::Table,
        })
    }
}

pub fn run(args: &Args, deployment: Option<&Path>, lang: Lang, out: &mut dyn Write) -> Outcome {
    // what is quickly seen to be wrong comes before what takes minutes
    let population = args.population.as_deref().map(population).transpose()?;
    let earlier = args.previous.as_deref().map(Earlier::open).transpose()?;
    let cities = Cities::open(&args.which, deployment)?;
    let workers = available_parallelism().map_or(1, usize::from).min(16);
    let judged = Judged { at: args.when.moment(), known_at: args.when.known_at, until: None };
    let mut problems = Problems::default();
    let corpus = Corpus { file: &args.corpus, cities: &cities, judged, workers };
    let Some((city, tally)) = corpus.fold(None, Tally::new, &mut problems)? else {
        return Ok(problems.tell(&args.corpus));
    };
    let mut options = Options { population, rank_by: args.rank_by.clone(), rank_least: args.rank_least, ..Options::default() };
    options.as_of = city::written(city, judged.at);
    let worst = problems.tell(&args.corpus);
    let mut worst = worst.max(compare(args, earlier, &corpus, city, &mut options)?);
    let (made, missing) = report(&tally, &options)?;
    for failure in missing.into_iter().map(Failure::from) {
        worst = worst.max(failure.exit);
        let _ = writeln!(std::io::stderr(), "{failure}");
    }
    output::to(args.output.as_deref(), out, |out| write(args, &made, lang, out))?;
    Ok(worst)
}

fn population(path: &Path) -> Outcome<Population> {
    let text = fs::read_to_string(path).map_err(|error| Failure::file("read", path, error))?;
    Ok(Population::read(&path.display().to_string(), &text)?)
}

/// What to compare with.
enum Earlier {
    Report(Box<Report>),
    Corpus(String),
}

impl Earlier {
    fn open(file: &str) -> Outcome<Earlier> {
        let path = Path::new(file);
        if path.extension().is_none_or(|ending| ending != "json") {
            fs::metadata(path).map_err(|error| Failure::file("read", path, error))?;
            return Ok(Earlier::Corpus(file.to_owned()));
        }
        let text = fs::read_to_string(path).map_err(|error| Failure::file("read", path, error))?;
        Ok(Earlier::Report(Box::new(read_report(&text).map_err(|error| error.within(file))?)))
    }
}

fn compare(args: &Args, earlier: Option<Earlier>, corpus: &Corpus<'_>, city: &Versions, options: &mut Options) -> Outcome {
    let file = match earlier {
        None => return Ok(Exit::Ok),
        Some(Earlier::Report(report)) => {
            options.previous = Some(*report);
            return Ok(Exit::Ok);
        }
        Some(Earlier::Corpus(file)) => file,
    };
    let at = args.previous_at.unwrap_or(corpus.judged.at);
    let corpus = Corpus { file: &file, judged: Judged { at, ..corpus.judged }, ..*corpus };
    let mut problems = Problems::default();
    let folded = corpus.fold(Some(city), Tally::new, &mut problems)?;
    let worst = problems.tell(&file);
    if let Some((_, tally)) = folded {
        let before = Options { as_of: city::written(city, at), previous: None, ..options.clone() };
        let (made, _) = report(&tally, &before).map_err(|error| error.within(&file))?;
        options.previous = Some(made);
    }
    Ok(worst)
}

fn write(args: &Args, report: &Report, lang: Lang, out: &mut dyn Write) -> Outcome<()> {
    let pages = Pages { report, words: lang.report(), lang, top: if args.top == 0 { usize::MAX } else { args.top } };
    match args.format() {
        Format::Json => Ok(writeln!(out, "{}", serde_json::to_string_pretty(report).unwrap_or_default())?),
        Format::Csv => csv::write(&pages, args.by, out),
        Format::Html => html::write(&pages, args.by, out),
        Format::Table => {
            writeln!(out, "{}", pages.heading().join(" · "))?;
            pages.grids(args.by).into_iter().try_for_each(|grid| grid.print(out))
        }
    }
}
