//! A coverage for spreadsheets; names of columns are the JSON's.

use std::io::Write;

use paidan_lab::coverage::Coverage;
use paidan_lab::report::Hundredths;

use super::By;
use crate::error::Outcome;
use crate::table;

pub fn write(coverage: &Coverage, by: By, out: &mut dyn Write) -> Outcome<()> {
    let (heads, rows) = match by {
        By::Rule => rules(coverage),
        By::Condition => conditions(coverage),
        By::Clock => clocks(coverage),
        By::Rung => rungs(coverage),
        By::Word => words(coverage),
        By::Route => routes(coverage),
    };
    table::csv_under(heads, rows.into_iter(), out)
}

type Rows = (&'static [&'static str], Vec<Vec<String>>);

/// The cells of a row.
macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$($cell.to_string()),*] };
}

fn rules(coverage: &Coverage) -> Rows {
    let heads =
        &["rule", "title", "asked", "held", "missed", "held_percent", "share_percent", "first_held", "nearest", "nearest_lacked"];
    let percent = |percent: Option<Hundredths>| percent.map_or_else(String::new, |percent| percent.to_string());
    let row = |rule: &paidan_lab::coverage::Rule| {
        let nearest = rule.nearest.as_ref();
        row![
            rule.rule,
            rule.title,
            rule.asked,
            rule.held,
            rule.missed,
            percent(rule.held_percent),
            percent(rule.share_percent),
            rule.first_held.as_deref().unwrap_or_default(),
            nearest.map_or("", |nearest| &nearest.case),
            nearest.map_or_else(String::new, |nearest| nearest.lacked.to_string()),
        ]
    };
    (heads, coverage.rules.iter().map(row).collect())
}

fn conditions(coverage: &Coverage) -> Rows {
    let heads = &["rule", "condition", "title", "any", "asked", "missed", "yes", "no", "failed", "alone"];
    let row = |rule: &paidan_lab::coverage::Rule, of: &paidan_lab::coverage::Condition| {
        row![rule.rule, of.condition, of.title, rule.any, rule.asked, rule.missed, of.yes, of.no, of.failed, of.alone]
    };
    let rows = coverage.rules.iter().flat_map(|rule| rule.conditions.iter().map(move |condition| row(rule, condition)));
    (heads, rows.collect())
}

fn clocks(coverage: &Coverage) -> Rows {
    let heads = &["clock", "title", "rows", "met", "missed", "overdue", "never"];
    let row = |clock: &paidan_lab::coverage::Clock| {
        row![clock.clock, clock.title, clock.rows, clock.met, clock.missed, clock.overdue, clock.never.join(" ")]
    };
    (heads, coverage.clocks.iter().map(row).collect())
}

fn rungs(coverage: &Coverage) -> Rows {
    let heads = &["clock", "title", "rung", "rung_title", "fired"];
    let of = |clock: &paidan_lab::coverage::Clock| {
        let rungs = clock.rungs.iter();
        rungs.map(|rung| row![clock.clock, clock.title, rung.rung, rung.title, rung.fired]).collect::<Vec<_>>()
    };
    (heads, coverage.clocks.iter().flat_map(of).collect())
}

fn words(coverage: &Coverage) -> Rows {
    let heads = &["list", "word", "title", "cases", "lacking"];
    let of = |list: &paidan_lab::coverage::Words| {
        let lacking = |cases: Option<u64>| cases.map_or_else(String::new, |cases| cases.to_string());
        let words = list.words.iter();
        words.map(|word| row![list.list, word.word, word.title, word.cases, lacking(word.lacking)]).collect::<Vec<_>>()
    };
    (heads, coverage.words.iter().flat_map(of).collect())
}

fn routes(coverage: &Coverage) -> Rows {
    let heads = &["version", "line", "category", "title", "area", "cases"];
    let of = |catalogue: &paidan_lab::coverage::Catalogue| {
        let rows = catalogue.rows.iter();
        let area = |area: &Option<String>| area.clone().unwrap_or_default();
        rows.map(|row| row![catalogue.version, row.line, row.category, row.title, area(&row.area), row.cases]).collect::<Vec<_>>()
    };
    (heads, coverage.catalogues.iter().flat_map(of).collect())
}
