//! `paidan calendar`: days, dues and their explanation, by a calendar alone. No policy, no case.

use std::io::Write;
use std::path::{Path, PathBuf};

use paidan_calendar::{
    Book, Calendar, ClassSet, Day, DayClass, Ending, Instant, Knowledge, Profile, Reckoned, Roll, Term, Unit, due,
};
use paidan_rules::term as written;
use serde::Serialize;

use crate::calendars;
use crate::deployment::Deployment;
use crate::error::{Exit, Failure, Outcome};
use crate::explain;
use crate::table;
use crate::text::Lang;

#[derive(clap::Subcommand)]
pub enum Verb {
    /// Every day with its class
    #[command(after_help = "Example:\n  paidan calendar days --from 2026-02-13 --to 2026-02-25 --format csv")]
    Days(DaysArgs),
    /// When a term ends
    #[command(after_help = "Example:\n  paidan calendar due --start 2026-02-13T10:00:00+08:00 --term '3 working days' --json")]
    Due(DueArgs),
    /// When a term ends and why, day by day
    #[command(after_help = "Example:\n  paidan calendar explain --start 2026-02-13T10:00:00+08:00 --term '3 working days'")]
    Explain(TermArgs),
}

#[derive(clap::Args)]
struct Which {
    /// `cn`, `cn-ningxia`, one that paidan.toml names, or a calendar file
    #[arg(long, value_name = "ID|FILE", default_value = "cn")]
    calendar: String,
    /// Further notices, such as next year's, from a file
    #[arg(long, value_name = "FILE")]
    notice: Vec<PathBuf>,
    /// Know only what was published by then [default: everything]
    #[arg(long, value_name = "DATE", value_parser = Day::parse)]
    as_known_at: Option<Day>,
}

#[derive(clap::Args)]
pub struct DaysArgs {
    #[command(flatten)]
    which: Which,
    /// First day
    #[arg(long, value_name = "DATE", value_parser = Day::parse)]
    from: Day,
    /// Last day
    #[arg(long, value_name = "DATE", value_parser = Day::parse)]
    to: Day,
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// Columns, for people
    Table,
    /// date,class,name
    Csv,
    /// A list of {date, class, name}
    Json,
}

#[derive(clap::Args)]
pub struct TermArgs {
    #[command(flatten)]
    which: Which,
    /// When it begins, with offset: 2026-02-13T10:00:00+08:00
    #[arg(long, value_name = "TIME", value_parser = Instant::parse_rfc3339)]
    start: Instant,
    /// AMOUNT, `working` or `calendar`, UNIT: `3 working days`, `same working day`, `1 calendar month`; working days are whole days
    #[arg(long, value_name = "TERM", value_parser = written::Term::parse)]
    term: written::Term,
}

#[derive(clap::Args)]
pub struct DueArgs {
    #[command(flatten)]
    term: TermArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(verb: Verb, named: Option<&Path>, lang: Lang, out: &mut dyn Write) -> Outcome {
    // These verbs work outside a deployment too; one that was named must be there.
    let deployment = match named {
        Some(_) => Some(Deployment::find(named)?),
        None => Deployment::find(None).ok(),
    };
    let deployment = deployment.as_ref();
    match verb {
        Verb::Days(args) => days(&args, deployment, lang, out)?,
        Verb::Due(args) => print_due(&Question::new(&args.term, deployment)?, args.json, lang, out)?,
        Verb::Explain(args) => explain::print(&Question::new(&args, deployment)?, lang, out)?,
    }
    Ok(Exit::Ok)
}

/// A day, as `--format json` prints it.
#[derive(Serialize)]
struct DayLine<'a> {
    date: String,
    class: &'static str,
    name: &'a str,
}

fn days(args: &DaysArgs, deployment: Option<&Deployment>, lang: Lang, out: &mut dyn Write) -> Outcome<()> {
    if args.from > args.to {
        let text = format!("--from {} is after --to {}", args.from, args.to);
        return Err(Failure::new("cli/range", Exit::Usage, text).mend("swap them"));
    }
    let calendar = args.which.open(deployment)?;
    let view = calendar.view(args.which.known_at(&calendar));
    let days = (args.from.0..=args.to.0).map(Day);
    let line =
        |day: Day| DayLine { date: day.to_string(), class: view.class(day).as_str(), name: view.name(day).unwrap_or_default() };
    match args.format {
        Format::Csv => {
            writeln!(out, "date,class,name")?;
            for day in days.map(line) {
                writeln!(out, "{},{},{}", day.date, day.class, quoted(day.name))?;
            }
        }
        Format::Json => {
            writeln!(out, "{}", serde_json::to_string_pretty(&days.map(line).collect::<Vec<_>>()).unwrap_or_default())?
        }
        Format::Table => {
            let words = lang.words();
            let rows = days.map(|day| {
                let name = view.name(day).unwrap_or_default();
                vec![
                    day.to_string(),
                    words.weekday(day.weekday()).to_owned(),
                    words.class(view.class(day)).to_owned(),
                    name.to_owned(),
                ]
            });
            table::print(&[words.date, words.weekday, words.class, words.name], &[], rows, out)?;
        }
    }
    Ok(())
}

/// A due, as `--json` prints it.
#[derive(Serialize)]
struct DueAnswer<'a> {
    due_at: Option<String>,
    provisional: bool,
    start: String,
    term: String,
    calendar: CalendarName<'a>,
}

/// Which calendar answered, as decisions name it.
#[derive(Serialize)]
struct CalendarName<'a> {
    id: &'a str,
    known_at: String,
    view: &'a str,
}

fn print_due(question: &Question, json: bool, lang: Lang, out: &mut dyn Write) -> Outcome<()> {
    let Question { calendar, known_at, .. } = question;
    if !json {
        return question.heading(lang, out);
    }
    let reckoned = question.due();
    let answer = DueAnswer {
        due_at: reckoned.due.map(|due| calendar.format(due).to_string()),
        provisional: reckoned.provisional,
        start: calendar.format(question.start).to_string(),
        term: question.written.to_string(),
        calendar: CalendarName { id: calendar.id(), known_at: known_at.to_string(), view: calendar.view(*known_at).digest() },
    };
    writeln!(out, "{}", serde_json::to_string_pretty(&answer).unwrap_or_default())?;
    Ok(())
}

/// A term from a start, and everything it takes to answer.
pub struct Question {
    pub calendar: Calendar,
    pub known_at: Day,
    /// Its only term is the one asked for.
    pub book: Book,
    pub start: Instant,
    written: written::Term,
}

impl Question {
    fn new(args: &TermArgs, deployment: Option<&Deployment>) -> Outcome<Question> {
        let calendar = args.which.open(deployment)?;
        let known_at = args.which.known_at(&calendar);
        let days: ClassSet = match args.term.profile.as_str() {
            "working" => [DayClass::Workday, DayClass::MakeupWorkday].into_iter().collect(),
            "calendar" => ClassSet::all(),
            other => {
                let text = format!("`{other}` in --term is no profile here");
                return Err(Failure::new("cli/profile", Exit::Usage, text)
                    .mend("`working` or `calendar`; a city's own profiles are in its rules.toml, and `paidan evaluate --explain` counts by them"));
            }
        };
        let profile = Profile { days, hours: Vec::new() };
        let book = Book::new(vec![profile], vec![reckonable(&args.term)], Vec::new(), &calendar)
            .map_err(|error| Failure::new("cli/term", Exit::Usage, format!("{}; expected {}", error.what, error.expected)))?;
        Ok(Question { calendar, known_at, book, start: args.start, written: args.term.clone() })
    }

    pub fn knowledge(&self) -> Knowledge<'_> {
        Knowledge { calendar: &self.calendar, known_at: self.known_at }
    }

    pub fn due(&self) -> Reckoned {
        due(&self.book, self.knowledge(), 0, self.start, &[], self.start)
    }

    /// Question and answer, a line each.
    pub fn heading(&self, lang: Lang, out: &mut dyn Write) -> Outcome<()> {
        let words = lang.words();
        let time = |at: Instant| format!("{} {}", self.calendar.format(at), words.weekday(self.calendar.local(at).0.weekday()));
        let term = match lang {
            Lang::Zh => self.written.title(""),
            Lang::En => self.written.to_string(),
        };
        let reckoned = self.due();
        let firm = if reckoned.provisional { words.provisional } else { words.firm };
        let rows = [
            vec![words.term.to_owned(), term, String::new()],
            vec![words.start.to_owned(), time(self.start), String::new()],
            vec![words.due.to_owned(), reckoned.due.map(time).unwrap_or_default(), firm.to_owned()],
            vec![words.calendar.to_owned(), self.calendar.id().to_owned(), format!("{} {}", words.known_at, self.known_at)],
        ];
        table::print(&[], &[], rows.into_iter(), out)
    }
}

impl Which {
    fn open(&self, deployment: Option<&Deployment>) -> Outcome<Calendar> {
        let calendar = calendars::open(deployment, &self.calendar)?;
        self.notice.iter().try_fold(calendar, |calendar, file| calendars::with_notice(&calendar, file))
    }

    /// Without a day of its own a question is answered from all notices: the answer does not depend on today.
    fn known_at(&self, calendar: &Calendar) -> Day {
        self.as_known_at.or_else(|| calendar.notices().map(|notice| notice.published).max()).unwrap_or_default()
    }
}

/// A term as the calendar reckons it, in the book's only profile.
fn reckonable(term: &written::Term) -> Term {
    let unit = match term.unit {
        written::TimeUnit::Minute => Unit::Minute,
        written::TimeUnit::Hour => Unit::Hour,
        written::TimeUnit::Day => Unit::Day,
        written::TimeUnit::Week => Unit::Week,
        written::TimeUnit::Month => Unit::Month,
        written::TimeUnit::Quarter => Unit::Quarter,
        written::TimeUnit::Year => Unit::Year,
    };
    let ends = if term.unit.is_short() { Ending::Exact } else { Ending::DayEnd };
    Term { amount: term.amount, unit, profile: 0, ends, roll: Roll::None, snaps: false, cut_off: None, repeats: false }
}

/// A field of a CSV file.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() }
}
