//! A replay as a page for a terminal: what has to be looked at first, then group after group with its rule's sentence.

use std::io::Write;

use paidan_lab::replay::{Example, Group};

use super::values::Page;
use crate::error::Outcome;
use crate::text::{filled, thousands};

/// Units and examples of a group that are shown.
const UNITS: usize = 5;
const EXAMPLES: usize = 3;

pub fn write(page: &Page<'_>, out: &mut dyn Write) -> Outcome<()> {
    let (words, found) = (page.lang.replay(), page.found);
    writeln!(out, "{}", page.title())?;
    if found.partial {
        writeln!(out, "{}", words.partial)?;
    }
    let counted = |(what, count): (&str, u64)| format!("{what} {}", filled(words.cases, &[&thousands(count)]));
    writeln!(out, "{}", page.counts().into_iter().map(counted).collect::<Vec<_>>().join(words.comma))?;
    for (code, count) in &found.left_out {
        writeln!(out, "  {code}: {}", thousands(*count))?;
    }
    for made in page.makers() {
        writeln!(out, "  {made}")?;
    }
    if found.differ == 0 {
        return Ok(writeln!(out, "{}", words.nothing)?);
    }
    let newly: Vec<String> = page.newly().into_iter().map(counted).collect();
    if !newly.is_empty() {
        writeln!(out, "{} {}", words.first, newly.join(words.comma))?;
    }
    for (number, shown) in (1..).zip(&found.groups).take(page.top) {
        writeln!(out)?;
        group(page, number, shown, out)?;
    }
    let more = found.groups.len().saturating_sub(page.top);
    if more > 0 {
        writeln!(out, "\n{}", filled(words.more, &[&thousands(more as u64)]))?;
    }
    Ok(())
}

fn group(page: &Page<'_>, number: usize, group: &Group, out: &mut dyn Write) -> Outcome<()> {
    let words = page.lang.replay();
    let head = [page.head(group), vec![filled(words.cases, &[&thousands(group.cases)])], page.moved(group)].concat();
    writeln!(out, "{number}. {}", head.join("  "))?;
    if let Some((title, quote)) = page.rule(group) {
        writeln!(out, "   {} {}", words.rule, format!("{title} {quote}").trim_end())?;
    }
    let units = page.units(group);
    if !units.is_empty() {
        let shown = units.iter().take(UNITS).map(|(unit, count)| format!("{unit} {}", thousands(*count)));
        let rest = if units.len() > UNITS { " …" } else { "" };
        writeln!(out, "   {} {}{rest}", words.units, shown.collect::<Vec<_>>().join(words.comma))?;
    }
    for Example { case, as_of, unit, before, after, .. } in group.examples.iter().take(EXAMPLES) {
        let unit = if unit.is_empty() { String::new() } else { format!(" {}", page.body(group, unit)) };
        let (before, after) = (page.value(group, before), page.value(group, after));
        writeln!(out, "   {} {case} ({as_of}){unit}: {before} → {after}", words.example)?;
    }
    Ok(())
}
