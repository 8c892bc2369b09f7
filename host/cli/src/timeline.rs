//! `paidan timeline`: everything that time alone will do to a case if nobody acts. A decision says when it changes next; this
//! asks again then, and says what is another. With `--by` it is asked of a whole corpus what will be overdue by a moment.

mod changes;
mod corpus;
mod picture;
mod sheet;
mod tables;

use std::io::Write;
use std::path::{Path, PathBuf};

use paidan_calendar::Instant;
use paidan_engine::{Case, City, Decision};
use serde::Serialize;

use crate::cases_in::{self, Place};
use crate::city::{self, Cities};
use crate::error::{Exit, Failure, Outcome};
use crate::evaluate::When;
use crate::render::Page;
use crate::table;
use crate::text::{Lang, filled};

use changes::{Change, changes};

#[derive(clap::Args)]
#[command(after_help = "Events after the moment asked about are left out: the question is what happens without any.

With --by a FILE is a corpus of open cases, plain or recorded (.json, .jsonl, .jsonl.zst, .parquet, or `-`): what is overdue already, what falls \
    due on which day until --until if nobody acts, and what is the most pressing. It is read once and not kept. docs/timeline.md says what is \
    counted.

Examples:
  paidan timeline examples/cases/title-deed.json --at 2026-11-13T09:00:00+08:00
  paidan timeline case.json --until 2026-12-31T00:00:00+08:00 --json
  paidan timeline case.json --svg case.svg
  paidan timeline open.jsonl --at 2026-11-25T09:00:00+08:00 --until 2026-11-27T18:00:00+08:00 --by unit
  paidan timeline open.jsonl --until 2026-11-27T18:00:00+08:00 --by case -o friday.csv")]
pub struct Args {
    /// A file of cases as for `evaluate`, or `-`
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    which: city::Which,
    #[command(flatten)]
    when: When,
    /// Go on until then [default: until nothing changes any more, or 100 moments]
    #[arg(long, value_name = "TIME", value_parser = Instant::parse_rfc3339)]
    until: Option<Instant>,
    /// Print JSON, a line a moment; with --by all of it at once
    #[arg(long)]
    json: bool,
    /// Also draw the limits of the one case as bars over days
    #[arg(long, value_name = "FILE.svg")]
    svg: Option<PathBuf>,
    /// Ask it of all cases at once: what will be overdue by --until, a row for each unit, kind of limit or day, or for each obligation
    #[arg(long, value_enum, requires = "until", conflicts_with = "svg")]
    by: Option<By>,
    /// Rows that are shown, of obligations the soonest; 0 for all [default: 15; all, where --by case is written as CSV or JSON]
    #[arg(long, value_name = "N", requires = "by")]
    top: Option<usize>,
    /// How it is written [default: by the ending of -o, else a page for a terminal]
    #[arg(long, value_enum, requires = "by", conflicts_with = "json")]
    format: Option<Format>,
    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE", requires = "by")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum By {
    Unit,
    Clock,
    Day,
    Case,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// Everything, by `paidan schema timeline`
    Json,
    /// The rows of --by, for spreadsheets
    Csv,
}

/// Without a date to stop at, a duty that comes round again would go on for ever.
const MOMENTS_DEFAULT: usize = 100;
const MOMENTS_MAX: usize = 10_000;

/// One moment, as `--json` prints it.
#[derive(Serialize)]
struct Moment<'a> {
    case: &'a str,
    at: String,
    changes: &'a [Change],
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

pub fn run(args: Args, deployment: Option<&Path>, lang: Lang, out: &mut dyn Write) -> Outcome {
    if let (Some(by), Some(until)) = (args.by, args.until) {
        return corpus::run(&args, by, until, deployment, lang, out);
    }
    let cities = Cities::open(&args.which, deployment)?;
    let mut worst = Exit::Ok;
    let mut printed = false;
    let mut drawn = false;
    let mut take = |text: Outcome<&[u8]>, place: &Place<'_>| {
        let told = text.and_then(|text| {
            let mut case = Case::from_json(text).map_err(|error| place.error(error))?;
            let position = cities.of(&case).map_err(|failure| place.failure(failure))?;
            let Some(city) = cities.city(position) else { return Ok(()) };
            let from = args.when.moment();
            case.history.retain(|event| event.known_at() <= from);
            if printed && !args.json {
                writeln!(out)?;
            }
            printed = true;
            if args.svg.is_some() && std::mem::replace(&mut drawn, true) {
                let failure = Failure::new("cli/svg", Exit::Usage, "a picture is of one case, and here is another");
                return Err(place.failure(failure.mend("draw each case from a file of its own")));
            }
            let told = follow(&args, city, &case, from, lang, out);
            told.map_err(|failure| if failure.code.starts_with("cli/") { failure } else { place.failure(failure) })
        });
        match told {
            Err(failure) if failure.quiet || failure.code == "cli/output" => Err(failure),
            Err(failure) => {
                worst = worst.max(failure.exit);
                out.flush()?;
                // if the complaint cannot be written, the exit code still says it
                let _ = writeln!(std::io::stderr(), "{failure}");
                Ok(())
            }
            Ok(()) => Ok(out.flush()?),
        }
    };
    cases_in::each_case(&args.file, &mut take)?;
    Ok(worst)
}

fn follow(args: &Args, city: &City, case: &Case<'_>, from: Instant, lang: Lang, out: &mut dyn Write) -> Outcome<()> {
    let evaluate = |at: Instant| city.evaluate_knowing(case, at, args.when.known_at);
    let now = evaluate(from)?;
    let mut before = now.clone();
    let words = lang.case();
    if !args.json {
        Page::new(case, city, &before, lang).heading(words.timeline, out)?;
    }
    let most = if args.until.is_some() { MOMENTS_MAX } else { MOMENTS_DEFAULT };
    let mut rows = Vec::new();
    for _ in 0..most {
        let Some(next) = before.next_check.filter(|next| args.until.is_none_or(|until| next.at <= until)) else { break };
        let after = evaluate(next.at)?;
        let page = Page::new(case, city, &after, lang);
        let found = changes(&before, &page);
        if args.json {
            let moment = Moment {
                case: &case.id,
                at: next.to_string(),
                changes: &found,
                next: after.next_check.map(|next| next.to_string()),
            };
            writeln!(out, "{}", serde_json::to_string(&moment).unwrap_or_default())?;
        } else {
            rows.extend(found.iter().enumerate().map(|(i, change)| {
                let moment = if i == 0 { page.moments.whole(next.at) } else { String::new() };
                vec![moment, change.clock.as_ref().map_or_else(String::new, |clock| clock.name.clone()), change.text.clone()]
            }));
        }
        // never so, or the engine's promise is broken; a loop without an end would be the worse answer
        if after.next_check.is_some_and(|again| again.at <= next.at) {
            break;
        }
        before = after;
    }
    if let Some(path) = &args.svg {
        let svg = picture::draw(&Page::new(case, city, &now, lang), &before);
        std::fs::write(path, svg).map_err(|error| Failure { exit: Exit::Host, ..Failure::file("write", path, error) })?;
    }
    if args.json {
        return Ok(());
    }
    table::print(&[], &[], rows.into_iter(), out)?;
    Ok(writeln!(out, "{}", ending(&before, case, city, lang))?)
}

fn ending(last: &Decision<'_>, case: &Case<'_>, city: &City, lang: Lang) -> String {
    let words = lang.case();
    match last.next_check {
        None => words.nothing_ahead.to_owned(),
        Some(_) => filled(words.stopped_at, &[&Page::new(case, city, last, lang).moments.whole(last.as_of.at)]),
    }
}
