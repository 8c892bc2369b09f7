//! What an import found, as people read it.

use std::io::Write;

use paidan_lab::import::{Column, Report, Unknown};

use crate::error::Outcome;
use crate::table::{self, Align};
use crate::text::import::ImportWords;
use crate::text::{Lang, filled, thousands};

/// Unknown words that are shown; the JSON has all.
const UNKNOWN: usize = 20;

/// A few lines: how many, what was left out, what is not known.
pub fn summary(report: &Report, lang: Lang, out: &mut dyn Write) -> Outcome<()> {
    let words = lang.import();
    writeln!(out, "{}", filled(words.imported, &[&thousands(report.rows), &thousands(report.cases)]))?;
    for (code, left_out) in &report.left_out {
        writeln!(out, "  {} {code}", filled(words.left_out, &[&thousands(left_out.rows)]))?;
    }
    if report.empty > 0 {
        writeln!(out, "  {}", filled(words.empty, &[&thousands(report.empty)]))?;
    }
    if report.cut_short {
        writeln!(out, "{}", words.cut_short)?;
    }
    unknown(report, lang, out)
}

fn unknown(report: &Report, lang: Lang, out: &mut dyn Write) -> Outcome<()> {
    let words = lang.import();
    if report.cases == 0 {
        return Ok(()); // nothing was said
    }
    match (&report.cities[..], &report.unknown[..]) {
        ([], []) => return Ok(writeln!(out, "{}", words.unasked_words)?),
        (cities, []) => return Ok(writeln!(out, "{}", filled(words.all_known, &[&cities.join(words.comma)]))?),
        ([], _) => writeln!(out, "{}", words.unknown_to_all)?,
        (cities, _) => writeln!(out, "{}", filled(words.unknown, &[&cities.join(words.comma)]))?,
    }
    let row = |Unknown { what, rule, word, count, meant }: &Unknown| {
        let meant = meant.as_ref().map_or_else(String::new, |meant| filled(words.meant, &[meant]));
        vec![format!("  {}", lang.unknown_kind(what)), word.clone(), thousands(*count), rule.clone(), meant]
    };
    table::print(&[], &[(2, Align::Right)], report.unknown.iter().take(UNKNOWN).map(row), out)?;
    let more = report.unknown.len().saturating_sub(UNKNOWN) as u64;
    if more > 0 {
        writeln!(out, "  {}", filled(words.more, &[&thousands(more)]))?;
    }
    if report.unknown_more > 0 {
        writeln!(out, "  {}", filled(words.unknown_more, &[&thousands(report.unknown_more)]))?;
    }
    Ok(())
}

/// Everything: columns, rules that apply to nothing, rows that fail.
pub fn dry_run(report: &Report, lang: Lang, out: &mut dyn Write) -> Outcome<()> {
    let words = lang.import();
    writeln!(out, "{}\n", words.dry_run)?;
    let right = [(2, Align::Right), (3, Align::Right), (4, Align::Right)];
    table::print(&words.columns, &right, report.columns.iter().map(|column| row(column, lang)), out)?;
    writeln!(out)?;
    summary(report, lang, out)?;
    if !report.idle.is_empty() {
        writeln!(out, "\n{}", words.idle)?;
        for rule in &report.idle {
            writeln!(out, "  {rule}")?;
        }
    }
    if !report.left_out.is_empty() {
        writeln!(out, "\n{}", words.failing)?;
    }
    for (code, left_out) in &report.left_out {
        writeln!(out, "{code}  {}", filled(words.rows, &[&thousands(left_out.rows)]))?;
        for example in &left_out.examples {
            writeln!(out, "  {}: {}", example.place, example.text)?;
        }
    }
    Ok(())
}

fn row(column: &Column, lang: Lang) -> Vec<String> {
    let words = lang.import();
    let more = if column.more { "+" } else { "" };
    let none_or = |count: u64| if count == 0 { String::new() } else { thousands(count) };
    vec![
        column.name.clone(),
        lands(column, words),
        thousands(column.rows),
        format!("{}{more}", thousands(column.distinct as u64)),
        none_or(column.unknown),
        column.values.join(" · "),
    ]
}

/// Where a column lands: a few rules, the JSON has all.
fn lands(column: &Column, words: &ImportWords) -> String {
    const SHOWN: usize = 3;
    let shown = column.lands[..column.lands.len().min(SHOWN)].join(words.comma);
    match column.lands.len() {
        0 => words.unused.to_owned(),
        n if n > SHOWN => format!("{shown} … {n}"),
        _ => shown,
    }
}
