//! `paidan evaluate`: cases in, decisions out. The only place here that may ask what time it is.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Instant as Stopwatch, SystemTime, UNIX_EPOCH};

use paidan_calendar::{Day, Instant};
use paidan_engine::{Batch, Case, City, Decision};
use paidan_lab::record::Run;
use serde::Serialize;

use crate::cases_in::{self, Place};
use crate::city::{self, Cities, Position};
use crate::error::{Exit, Failure, Outcome};
use crate::record::Record;
use crate::render::{self, Page};
use crate::text::Lang;

#[derive(clap::Args)]
#[command(
    after_help = "A FILE is .json (a case, or a list of cases) or .jsonl/.ndjson (a case a line). From `-` comes a case a line; each is \
    answered by one line, at once: the decision, or {\"error\": …}. Of several failures the exit code is the highest.

Examples:
  paidan evaluate examples/cases/title-deed.json --explain
  paidan evaluate examples/cases/title-deed.json --suppose consult=yes
  paidan evaluate cases.jsonl --at 2026-11-13T09:00:00+08:00 --json --record decisions.jsonl
  my-service | paidan evaluate - | my-service"
)]
pub struct Args {
    /// Files of cases, or `-` for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    #[command(flatten)]
    which: city::Which,
    #[command(flatten)]
    when: When,
    /// A fresh instance of the policy a case, or one for all: the decisions are the same
    #[arg(long, value_enum, default_value_t = Mode::Strict)]
    mode: Mode,
    /// What if that rule held (yes), or did not (no), whatever its conditions say? The decision says so, and counts for nothing
    #[arg(long, value_name = "RULE=yes|no", conflicts_with = "record", value_parser = supposed)]
    suppose: Option<(String, bool)>,
    /// Also which rules held and which nearly did, and how each due was counted
    #[arg(long)]
    explain: bool,
    /// Append a line a decision to FILE, from which it can be decided again
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Print canonical JSON, a line a case
    #[arg(long)]
    json: bool,
}

/// As of when.
#[derive(clap::Args)]
pub struct When {
    /// The moment asked about, with offset: 2026-11-13T09:00:00+08:00 [default: now]
    #[arg(long, value_name = "TIME", value_parser = Instant::parse_rfc3339)]
    at: Option<Instant>,
    /// Count by the calendar as it was known on that day [default: the day of --at]
    #[arg(long, value_name = "DATE", value_parser = Day::parse)]
    pub known_at: Option<Day>,
}

impl When {
    /// The moment that was named; else now.
    pub fn moment(&self) -> Instant {
        self.at.unwrap_or_else(|| {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Instant(now.as_secs() as i64)
        })
    }
}

fn supposed(text: &str) -> Result<(String, bool), String> {
    match text.split_once('=') {
        Some((rule, "yes")) => Ok((rule.to_owned(), true)),
        Some((rule, "no")) => Ok((rule.to_owned(), false)),
        _ => Err("write a rule and what is supposed of it: consult=yes, consult=no".to_owned()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Mode {
    Strict,
    Batch,
}

pub fn run(args: Args, deployment: Option<&Path>, lang: Lang, out: &mut dyn Write) -> Outcome {
    let cities = Cities::open(&args.which, deployment)?;
    let record = args.record.as_deref().map(Record::open).transpose()?;
    let mut judge = Judge {
        args: &args,
        cities: &cities,
        began: args.when.moment(),
        batches: BTreeMap::new(),
        record,
        lang,
        line: Vec::new(),
        printed: false,
    };
    let mut worst = Exit::Ok;
    for file in &args.files {
        let mut take = |text: Outcome<&[u8]>, place: &Place<'_>| {
            let asked = text.and_then(|text| judge.decide(text, place, out));
            if let Err(failure) = asked {
                // nobody reads any more, or what was decided cannot be kept: going on would only lose more
                if failure.quiet || matches!(failure.code, "cli/output" | "cli/record") {
                    return Err(failure);
                }
                worst = worst.max(failure.exit);
                judge.tell(&failure, place.file, out)?;
            }
            if cases_in::streamed(file) {
                out.flush()?;
            }
            Ok(())
        };
        match cases_in::each_case(file, &mut take) {
            Err(failure) if failure.code == "cli/file" => {
                worst = worst.max(failure.exit);
                judge.tell(&failure, file, out)?;
            }
            told => told?,
        }
    }
    Ok(worst)
}

/// What is needed to answer case after case.
struct Judge<'a> {
    args: &'a Args,
    cities: &'a Cities,
    /// As of when, unless cases come one by one.
    began: Instant,
    /// Made when the first case comes.
    batches: BTreeMap<Position, Batch<'a>>,
    record: Option<Record>,
    lang: Lang,
    /// Used again from case to case.
    line: Vec<u8>,
    printed: bool,
}

impl<'a> Judge<'a> {
    fn decide(&mut self, text: &[u8], place: &Place<'_>, out: &mut dyn Write) -> Outcome<()> {
        let case = Case::from_json(text).map_err(|error| place.error(error))?;
        let position = self.cities.of(&case).map_err(|failure| place.failure(failure))?;
        let Some(city) = self.cities.city(position) else { return Ok(()) };
        // the cases of a file are asked about at one moment; those of a stream come when they come
        let as_of = if cases_in::streamed(place.file) { self.args.when.moment() } else { self.began };
        let known_at = self.args.when.known_at;
        let watch = Stopwatch::now();
        let decided = match (self.args.mode, &self.args.suppose) {
            (_, Some((rule, holds))) => {
                let mut what_if = city.batch();
                what_if.suppose(rule, *holds)?;
                what_if.evaluate_knowing(&case, as_of, known_at)
            }
            (Mode::Strict, None) => city.evaluate_knowing(&case, as_of, known_at),
            (Mode::Batch, None) => {
                self.batches.entry(position).or_insert_with(|| city.batch()).evaluate_knowing(&case, as_of, known_at)
            }
        };
        let decision = decided.map_err(|error| place.error(error))?;
        if let Some(record) = &mut self.record {
            let mode = if self.args.mode == Mode::Strict { "strict" } else { "batch" };
            let run = Run { fuel: decision.trace.fuel, mode, micros: watch.elapsed().as_micros() as u64 };
            record.write(text, &decision, city, &run).map_err(|failure| place.failure(failure))?;
        }
        if self.json(place.file) { self.write(city, &decision, out) } else { self.print(&case, city, &decision, out) }
    }

    fn json(&self, file: &str) -> bool {
        self.args.json || cases_in::streamed(file)
    }

    fn write(&mut self, city: &City, decision: &Decision<'_>, out: &mut dyn Write) -> Outcome<()> {
        self.line.clear();
        if self.args.explain {
            self.line.extend(b"{\"decision\":");
        }
        decision.write_json(&mut self.line);
        if self.args.explain {
            self.line.extend(b",\"explain\":");
            let _ = serde_json::to_writer(&mut self.line, &render::explained(city, decision));
            self.line.push(b'}');
        }
        self.line.push(b'\n');
        Ok(out.write_all(&self.line)?)
    }

    fn print(&mut self, case: &Case<'_>, city: &City, decision: &Decision<'_>, out: &mut dyn Write) -> Outcome<()> {
        if self.printed {
            writeln!(out, "\n{}\n", "─".repeat(100))?;
        }
        self.printed = true;
        Page::new(case, city, decision, self.lang).print(self.args.explain, out)
    }

    /// A case without a decision. Where lines answer lines it is answered too, or whoever waits for it would wait for ever.
    fn tell(&self, failure: &Failure, file: &str, out: &mut dyn Write) -> Outcome<()> {
        if self.json(file) {
            let told = Told {
                error: Error {
                    code: failure.code,
                    text: &failure.text,
                    place: &failure.place,
                    mend: &failure.mend,
                    exit: failure.exit as u8,
                },
            };
            writeln!(out, "{}", serde_json::to_string(&told).unwrap_or_default())?;
        }
        if !cases_in::streamed(file) {
            out.flush()?;
            // if the complaint cannot be written, the exit code still says it
            let _ = writeln!(std::io::stderr(), "{failure}");
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Told<'a> {
    error: Error<'a>,
}

/// A failure, as JSON tells it.
#[derive(Serialize)]
struct Error<'a> {
    code: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    place: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    mend: &'a str,
    /// The exit code that this alone would give.
    exit: u8,
}
