//! `paidan calendar explain`: a due, day by day: what each day did for it, and why.

use std::io::Write;

use paidan_calendar::{Due, Row, Start, Step, What, explain};

use crate::calendar::Question;
use crate::error::Outcome;
use crate::table;
use crate::text::{Lang, Words};

pub fn print(question: &Question, lang: Lang, out: &mut dyn Write) -> Outcome<()> {
    let words = lang.words();
    question.heading(lang, out)?;
    writeln!(out)?;
    let row = Row {
        start: Start::At(question.start),
        since: None,
        until: None,
        stop: None,
        stop_before_until: false,
        due: Due::Term(0),
        pauses: &[],
        ladder: None,
        hits: &[],
        evidence: false,
    };
    let steps = explain(&question.book, question.knowledge(), &row, question.start);
    let rows = steps.iter().map(|step| {
        vec![
            step.day.to_string(),
            words.weekday(step.day.weekday()).to_owned(),
            what(words, step.what),
            words.class(step.class).to_owned(),
            why(words, step),
        ]
    });
    table::print(&[words.date, words.weekday, words.what, words.class, words.why], &[], rows, out)
}

pub fn what(words: &Words, what: What) -> String {
    let text = match what {
        What::Start => words.started,
        What::Deemed => words.deemed,
        What::Counted { nth } => return words.counted.replacen("{}", &nth.to_string(), 1),
        What::Worked { seconds } => return words.worked.replacen("{}", &hours(seconds), 1),
        What::Skipped => words.skipped,
        What::Paused => words.paused,
        What::Period => words.period,
        What::Rolled => words.rolled,
        What::Due => words.ends,
        What::Open => words.open,
        What::Omitted { days, counted } => {
            return words.omitted.replacen("{}", &days.to_string(), 1).replacen("{}", &counted.to_string(), 1);
        }
    };
    text.to_owned()
}

/// The holiday and the notice that says so; of an ordinary day nothing.
pub fn why(words: &Words, step: &Step) -> String {
    if matches!(step.what, What::Omitted { .. }) {
        return String::new();
    }
    match (step.name, step.notice) {
        (None, None) => words.plain.to_owned(),
        (name, None) => name.unwrap_or_default().to_owned(),
        (name, Some(notice)) => format!("{}{}{notice}", name.unwrap_or(words.class(step.class)), words.notice),
    }
}

/// `7:30`, and the seconds only where there are some.
fn hours(seconds: u32) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest == 0 { format!("{hours}:{minutes:02}") } else { format!("{hours}:{minutes:02}:{rest:02}") }
}
