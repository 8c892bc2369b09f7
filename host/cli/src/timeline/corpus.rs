//! What lies ahead of a corpus: read, folded and written.

use std::io::Write;
use std::path::Path;
use std::thread::available_parallelism;

use paidan_calendar::Instant;
use paidan_lab::Judged;
use paidan_lab::ahead::Ahead;

use super::tables::Page;
use super::{Args, By, Format, sheet};
use crate::city::Cities;
use crate::corpus::Corpus;
use crate::error::{Exit, Failure, Outcome};
use crate::output;
use crate::problems::Problems;
use crate::text::Lang;

/// Rows that a page for a terminal shows.
const TOP: usize = 15;

impl Args {
    fn format(&self) -> Format {
        let by_ending = match output::ending(self.output.as_deref()) {
            Some("json") => Format::Json,
            Some("csv") => Format::Csv,
            _ => Format::Text,
        };
        if self.json { Format::Json } else { self.format.unwrap_or(by_ending) }
    }

    fn top(&self, by: By) -> usize {
        match self.top {
            Some(0) => usize::MAX,
            Some(top) => top,
            // a list for a program that silently lacks most of what it lists would be a trap
            None if by == By::Case && self.format() != Format::Text => usize::MAX,
            None => TOP,
        }
    }
}

pub fn run(args: &Args, by: By, until: Instant, deployment: Option<&Path>, lang: Lang, out: &mut dyn Write) -> Outcome {
    let at = args.when.moment();
    if until <= at {
        let text = "--until is not after the moment asked about: nothing lies in between";
        let mend = "name a later moment, or an earlier one with --at; what is overdue now is in `paidan report`";
        return Err(Failure::new("cli/until", Exit::Usage, text).mend(mend));
    }
    let cities = Cities::open(&args.which, deployment)?;
    let workers = available_parallelism().map_or(1, usize::from).min(16);
    let judged = Judged { at, known_at: args.when.known_at, until: Some(until) };
    let top = args.top(by);
    let mut problems = Problems::default();
    let corpus = Corpus { file: &args.file, cities: &cities, judged, workers };
    let folded = corpus.fold(None, |city| Ahead::new(city, judged, top), &mut problems)?;
    let worst = problems.tell(&args.file);
    let Some((city, ahead)) = folded else { return Ok(worst) };
    let outlook = ahead.outlook()?;
    output::to(args.output.as_deref(), out, |out| match args.format() {
        Format::Json => Ok(writeln!(out, "{}", serde_json::to_string_pretty(&outlook).unwrap_or_default())?),
        Format::Csv => sheet::write(&outlook, by, lang, out),
        Format::Text => match city.all().last() {
            Some((_, newest)) => Page::new(&outlook, newest.calendar(), (at, until), top, lang).write(by, out),
            None => Ok(()),
        },
    })?;
    Ok(worst)
}
