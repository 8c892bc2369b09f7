//! What people read of a run of tests.

use std::io::Write;

use serde_json::Value;

use super::mutants::{Proof, Unnoticed};
use super::readings::{Reading, arguments};
use crate::cases::{self, Case, Covered, File, Ran};
use crate::error::Outcome;
use crate::table;
use crate::text::filled;
use crate::text::test::TestWords;

/// What is wrong, a line each.
pub fn said(ran: &Ran, words: &TestWords) -> Vec<String> {
    let fault = ran.fault.iter().map(ToString::to_string);
    let mismatches = ran.mismatches.iter().map(|m| {
        let got = m.got.as_ref().map_or(words.nothing.to_owned(), ToString::to_string);
        format!("{}: {} {}, {} {got}", m.written.join("."), words.expected, m.want, words.got)
    });
    fault.chain(mismatches).chain(ran.problems.iter().cloned()).collect()
}

/// A line for a case; where it failed, why, and the rows that it came to.
pub fn case(file: &File, case: &Case, ran: &Ran, words: &TestWords, out: &mut dyn Write) -> Outcome<()> {
    let verdict = if ran.passed() { "PASS" } else { "FAIL" };
    let tenths = ran.time.as_micros() / 100;
    let time = format!("{}.{} ms", tenths / 10, tenths % 10);
    writeln!(out, "{verdict} {time:>8}  {}:{}  {}", file.name, case.line, case.name)?;
    if ran.passed() {
        return Ok(());
    }
    if let Some(quote) = &case.quote {
        writeln!(out, "  “{quote}”  {}", case.rules.join(", "))?;
    }
    for line in said(ran, words) {
        writeln!(out, "  {line}")?;
    }
    clocks(&ran.decision, out)?;
    writeln!(out)?;
    Ok(())
}

/// The rows of the decision in the words of the file of cases.
fn clocks(decision: &Value, out: &mut dyn Write) -> Outcome<()> {
    const FIELDS: [&str; 7] = ["state", "term", "start", "due", "ended", "since", "until"];
    let rows: Vec<Vec<String>> = decision["clocks"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|clock| {
            let cell = |field: &str| match &clock[field] {
                Value::String(text) => text.get(..19).filter(|_| text.len() == 25).unwrap_or(text).replace('T', " "),
                Value::Null => String::new(),
                other => other.to_string(),
            };
            let name = format!("{} {}", cell("kind"), cell("body"));
            std::iter::once(format!("  {}", name.trim_end())).chain(FIELDS.map(cell)).collect()
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let heads: Vec<&str> = std::iter::once("  clocks").chain(FIELDS).collect();
    table::print(&heads, &[], rows.into_iter(), out)
}

/// The cases that did not run, with the command for each reading.
pub fn readings(city: &str, readings: &[Reading], words: &TestWords, out: &mut dyn Write) -> Outcome<()> {
    if readings.is_empty() {
        return Ok(());
    }
    let cases: usize = readings.iter().map(|reading| reading.cases).sum();
    writeln!(out, "{}", filled(words.other_readings, &[&cases]))?;
    for reading in readings {
        writeln!(out, "  {:>3}  paidan test {city} {}", reading.cases, arguments(&reading.set))?;
    }
    Ok(())
}

/// What no case noticed.
pub fn mutants(proof: &Proof, words: &TestWords, out: &mut dyn Write) -> Outcome<()> {
    let percent = proof.percent();
    writeln!(out, "\n{}", filled(words.mutants, &[&proof.made, &proof.noticed, &percent, &proof.refused]))?;
    if !proof.unnoticed.is_empty() {
        writeln!(out, "{}", words.unnoticed)?;
    }
    for Unnoticed { place, from, to } in &proof.unnoticed {
        writeln!(out, "  {place}: {from} → {to}")?;
    }
    Ok(writeln!(out)?)
}

pub fn coverage(covered: &Covered, words: &TestWords, out: &mut dyn Write) -> Outcome<()> {
    writeln!(out)?;
    let heads = words.covered;
    let right = [1, 2, 3].map(|column| (column, table::Align::Right));
    let row = |cases::CoveredRule { named, rule }: &cases::CoveredRule| {
        vec![rule.rule.clone(), named.to_string(), rule.asked.to_string(), rule.held.to_string(), rule.title.clone()]
    };
    table::print(&[heads[0], heads[1], heads[2], heads[3], ""], &right, covered.rules.iter().map(row), out)?;
    let list = |title: &str, unmet: &dyn Fn(&cases::CoveredRule) -> bool| {
        let rules: Vec<&str> = covered.rules.iter().filter(|rule| unmet(rule)).map(|rule| rule.rule.rule.as_str()).collect();
        format!("{title}: {}", if rules.is_empty() { words.nothing.to_owned() } else { rules.join(", ") })
    };
    writeln!(out, "\n{}", list(words.never_named, &|rule| rule.named == 0))?;
    writeln!(out, "{}", list(words.never_held, &|rule| rule.rule.held == 0))?;
    if covered.conditions.len() + covered.clocks.len() > 0 {
        writeln!(out, "{}:", words.one_way)?;
    }
    for one in &covered.conditions {
        writeln!(out, "  {}.{} {}: {} {}", one.rule, one.condition, one.title, words.never, one.never.join(", "))?;
    }
    for one in &covered.clocks {
        writeln!(out, "  {} {}: {} {}", one.clock, one.title, words.never, one.never.join(", "))?;
    }
    writeln!(out, "{}\n", filled(words.routes_used, &[&covered.routes.used, &covered.routes.rows]))?;
    Ok(())
}
