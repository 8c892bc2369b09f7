//! `paidan coverage`: which rules hold over a corpus, what the others lack, which obligations are kept, which words nobody uses.

mod csv;
mod pages;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use paidan_lab::Judged;
use paidan_lab::coverage::{Coverage, Reach};

use crate::catalogue;
use crate::city::{self, Cities};
use crate::corpus::Corpus;
use crate::deployment::Deployment;
use crate::error::Outcome;
use crate::evaluate::When;
use crate::output;
use crate::problems::Problems;
use crate::text::Lang;

use pages::Pages;

#[derive(clap::Args)]
#[command(
    after_help = "A CORPUS is .jsonl or .jsonl.zst (a case a line), a .json file of cases, a file of records, or `-`. It is read once and not \
    kept. Every case is decided as of one moment. A line that is no case is told of and left out; the exit code is 3 then. Rows of the \
    dispatch catalogue are counted where the policy's sources are. docs/coverage.md says how each figure is counted.

Examples:
  paidan coverage november.parquet --at 2026-12-05T09:00:00+08:00
  paidan coverage november.jsonl.zst --by condition -o conditions.csv
  paidan coverage november.jsonl --city xining --set term.d3='3 calendar days' --format json"
)]
pub struct Args {
    /// The cases, or `-` for standard input
    #[arg(value_name = "CORPUS")]
    corpus: String,
    #[command(flatten)]
    which: city::Which,
    #[command(flatten)]
    when: When,
    /// What the CSV has a row for; text and JSON have all of it
    #[arg(long, value_enum, default_value_t = By::Rule)]
    by: By,
    /// Words of a list that are shown, and rows of the catalogue; 0 for all
    #[arg(long, value_name = "N", default_value_t = 15)]
    top: usize,
    /// How it is written [default: by the ending of -o, else text]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    Rule,
    Condition,
    Clock,
    Rung,
    Word,
    Route,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// Everything, by `paidan schema coverage`
    Json,
    /// The rows of --by, for spreadsheets
    Csv,
}

impl Args {
    fn format(&self) -> Format {
        self.format.unwrap_or(match output::ending(self.output.as_deref()) {
            Some("json") => Format::Json,
            Some("csv") => Format::Csv,
            _ => Format::Text,
        })
    }
}

pub fn run(args: &Args, deployment: Option<&Path>, lang: Lang, out: &mut dyn Write) -> Outcome {
    let cities = Cities::open(&args.which, deployment)?;
    let workers = available_parallelism().map_or(1, usize::from).min(16);
    let judged = Judged { at: args.when.moment(), known_at: args.when.known_at, until: None };
    let mut problems = Problems::default();
    let corpus = Corpus { file: &args.corpus, cities: &cities, judged, workers };
    let folded = corpus.fold(None, Reach::new, &mut problems)?;
    let worst = problems.tell(&args.corpus);
    let Some((city, reach)) = folded else { return Ok(worst) };
    reach.not_empty()?;
    let sources = Deployment::find(deployment).ok();
    let mut coverage = reach.coverage(&city::written(city, judged.at));
    coverage.catalogues = catalogue::used_of(city, &reach, args.which.set(), sources.as_ref());
    output::to(args.output.as_deref(), out, |out| write(args, &coverage, lang, out))?;
    Ok(worst)
}

fn write(args: &Args, coverage: &Coverage, lang: Lang, out: &mut dyn Write) -> Outcome<()> {
    match args.format() {
        Format::Json => Ok(writeln!(out, "{}", serde_json::to_string_pretty(coverage).unwrap_or_default())?),
        Format::Csv => csv::write(coverage, args.by, out),
        Format::Text => {
            let top = if args.top == 0 { usize::MAX } else { args.top };
            Pages { coverage, words: lang.coverage(), lang, top }.write(out)
        }
    }
}
