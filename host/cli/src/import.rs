//! `paidan import`: other people's cases into ours, by a mapping file.

mod print;

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use paidan_engine::Versions;
use paidan_lab::Unzstd;
use paidan_lab::import::{Asked, Mapping, Report, Told, import};

use crate::cases_in;
use crate::city::{self, Cities};
use crate::error::{Exit, Failure, Outcome};
use crate::output;
use crate::problems::Problems;
use crate::text::Lang;

#[derive(clap::Args)]
#[command(
    after_help = "A FILE is CSV, JSON lines or a JSON array, as the mapping says, and may be compressed (.zst). A mapping is a TOML file: which column \
    is which field, fact or event, how times are written, which of their words is which of ours. docs/import.md lists its keys; examples/import has \
    one for Open311 and one for exports of 12345 systems. Cases come out as JSON lines, in the order of the file. A row that cannot be used is told \
    of and left out; the exit code is 3 then. Words that the city's rules do not declare are kept, and counted.

Examples:
  paidan import examples/import/12345.csv --map examples/import/12345.toml --dry-run
  paidan import examples/import/12345.csv --map examples/import/12345.toml -o cases.jsonl && paidan evaluate cases.jsonl
  paidan import requests.json --map examples/import/open311.toml | paidan report - --city xining"
)]
pub struct Args {
    /// The rows, or `-` for standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// The mapping: which column is what
    #[arg(long, value_name = "FILE.toml")]
    map: PathBuf,
    #[command(flatten)]
    which: city::Which,
    /// Write no cases: show where each column lands, which rules apply to nothing, and which rows fail
    #[arg(long)]
    dry_run: bool,
    /// Print what a dry run found as JSON
    #[arg(long, requires = "dry_run")]
    json: bool,
    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(args: &Args, deployment: Option<&Path>, lang: Lang, out: &mut dyn Write) -> Outcome {
    let text = fs::read_to_string(&args.map)
        .map_err(|error| Failure::file("read", &args.map, error).mend("examples/import has mappings to start from"))?;
    let mapping = Mapping::read(&args.map.display().to_string(), &text)?;
    let judges = Judges::open(&args.which, deployment)?;
    let judging = |jurisdiction: &str| judges.of(jurisdiction);
    let asked = Asked { judging: judges.cities.as_ref().map(|_| &judging as _), columns: args.dry_run };
    let source = open(&args.file)?;
    let mut problems = Problems::default();
    let imported = output::to(args.output.as_deref(), out, |out| {
        let mut take = |told: Told<'_>| -> Outcome<()> {
            match told {
                Told::Cases(lines) if !args.dry_run => out.write_all(lines)?,
                Told::Cases(_) => {}
                Told::LeftOut(error) => problems.add(Failure::from(error.within(shown(&args.file)))),
            }
            Ok(())
        };
        let report = import(source, &mapping, asked, &mut take)?;
        if args.json {
            writeln!(out, "{}", serde_json::to_string_pretty(&report).unwrap_or_default())?;
        } else if args.dry_run {
            print::dry_run(&report, lang, out)?;
        }
        Ok(report)
    });
    let report = match imported {
        // rows tell why there is none that could be used; a mapping for other files says nothing of rows
        Err(failure) if failure.code == "import/nothing" => {
            problems.tell(shown(&args.file));
            return Err(failed(failure, &args.file));
        }
        imported => imported.map_err(|failure| failed(failure, &args.file))?,
    };
    if let Some(failure) = judges.unasked.into_inner() {
        let _ = writeln!(io::stderr(), "{}", lang.import().unasked.replace("{}", &failure.text));
    }
    if args.dry_run { Ok(exit(&report)) } else { told(&report, &problems, args, lang) }
}

/// Whether all of a file became cases.
fn exit(report: &Report) -> Exit {
    if report.left_out.is_empty() && report.cases > 0 { Exit::Ok } else { Exit::Input }
}

/// What is said of an import on standard error: standard output may be the cases.
fn told(report: &Report, problems: &Problems, args: &Args, lang: Lang) -> Outcome {
    let exit = problems.tell(shown(&args.file));
    let mut text = Vec::new();
    print::summary(report, lang, &mut text)?;
    // if it cannot be written, the exit code still says whether all is well
    let _ = io::stderr().write_all(&text);
    Ok(exit)
}

/// A failure of the whole file names it; the place of a column is the mapping.
fn failed(mut failure: Failure, file: &str) -> Failure {
    if failure.code == "import/no-column" {
        failure.text = failure.text.replacen("the file", shown(file), 1);
    } else if failure.code.starts_with("import/") {
        failure.place = [shown(file), &failure.place].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    }
    failure
}

fn shown(file: &str) -> &str {
    if cases_in::streamed(file) { "<stdin>" } else { file }
}

fn open(file: &str) -> Outcome<Box<dyn Read>> {
    if cases_in::streamed(file) {
        return Ok(Box::new(io::stdin()));
    }
    let path = Path::new(file);
    let unread = |error| Failure::file("read", path, error).mend("name a file of rows, or `-` for standard input");
    let opened = File::open(path).map_err(unread)?;
    Ok(match path.extension() {
        Some(ending) if ending == "zst" => Box::new(Unzstd::new(BufReader::new(opened)).map_err(unread)?),
        _ => Box::new(opened),
    })
}

/// Whose words the cases are held against.
struct Judges {
    /// None: there is no deployment here.
    cities: Option<Cities>,
    /// Why a city could not be asked.
    unasked: RefCell<Option<Failure>>,
}

impl Judges {
    fn open(which: &city::Which, deployment: Option<&Path>) -> Outcome<Judges> {
        let cities = match Cities::open(which, deployment) {
            // cases can be made anywhere; only nobody says then which of their words are known
            Err(failure) if failure.code == "cli/no-deployment" && !which.is_named() && deployment.is_none() => None,
            opened => Some(opened?),
        };
        Ok(Judges { cities, unasked: RefCell::default() })
    }

    fn of(&self, jurisdiction: &str) -> Option<(&str, &Versions)> {
        match self.cities.as_ref()?.judging(jurisdiction) {
            Ok(found) => Some(found),
            Err(failure) => {
                if failure.code != "case/unknown-jurisdiction" {
                    self.unasked.borrow_mut().get_or_insert(failure);
                }
                None
            }
        }
    }
}
