//! A replay as a page for a terminal: what has to be looked at first, then group after group with its rule's sentence.

use std::io::Write;

use paidan_engine::Versions;
use paidan_engine::contract::{Manifest, RuleDef};
use paidan_lab::replay::{Differences, Example, Group, Moved, What};

use crate::error::Outcome;
use crate::render::Names;
use crate::text::replay::ReplayWords;
use crate::text::{Lang, filled};

/// Units and examples of a group that are shown.
const UNITS: usize = 5;
const EXAMPLES: usize = 3;
/// The states in the order of their words.
const STATES: [&str; 9] = ["not-started", "running", "paused", "met", "missed", "lifted", "awaited", "unlimited", "agenda"];

/// What is printed.
pub struct Page<'a> {
    pub versions: &'a Versions,
    /// None: what was recorded.
    pub against: Option<&'a Versions>,
    pub found: &'a Differences,
    pub lang: Lang,
    /// Groups.
    pub top: usize,
}

impl Page<'_> {
    pub fn print(&self, out: &mut dyn Write) -> Outcome<()> {
        let (words, found) = (self.lang.replay(), self.found);
        let against = self.against.map_or_else(|| words.record.to_owned(), name);
        writeln!(out, "{}", filled(words.title, &[&name(self.versions), &against]))?;
        if found.partial {
            writeln!(out, "{}", words.partial)?;
        }
        let left_out: u64 = found.left_out.values().sum();
        let counts = [found.cases, found.same, found.differ, left_out].map(thousands);
        writeln!(out, "{}", filled(words.counts, &[&counts[0], &counts[1], &counts[2], &counts[3]]))?;
        for (code, count) in &found.left_out {
            writeln!(out, "  {code}: {}", thousands(*count))?;
        }
        if found.differ == 0 {
            return Ok(writeln!(out, "{}", words.nothing)?);
        }
        let newly = found.newly;
        let counts = [newly.overdue, newly.no_longer_overdue, newly.ownerless, newly.unclocked, newly.needs_input];
        let said = words.newly.iter().zip(counts).filter(|(_, count)| *count > 0);
        let said: Vec<String> =
            said.map(|(what, count)| format!("{what} {}", filled(words.cases, &[&thousands(count)]))).collect();
        if !said.is_empty() {
            writeln!(out, "{}: {}", words.first, said.join(" · "))?;
        }
        for (number, group) in (1..).zip(&found.groups).take(self.top) {
            writeln!(out)?;
            self.group(number, group, words, out)?;
        }
        let more = found.groups.len().saturating_sub(self.top);
        if more > 0 {
            writeln!(out, "\n{}", filled(words.more, &[&thousands(more as u64)]))?;
        }
        Ok(())
    }

    fn group(&self, number: usize, group: &Group, words: &ReplayWords, out: &mut dyn Write) -> Outcome<()> {
        let alike = &group.alike;
        let Some(manifest) = self.manifest(alike.above) else { return Ok(()) };
        let names = Names { manifest, below: None, lang: self.lang };
        let value = |text: &str| self.value(&names, alike.what, &alike.of, text);
        let mut head = vec![format!("{number}. {}", self.lang.what(alike.what))];
        if alike.above {
            head[0] += &format!("（{}）", words.above);
        }
        if !alike.of.is_empty() {
            head.push(of(&names, alike.what, &alike.of));
        }
        if !(alike.before.is_empty() && alike.after.is_empty()) {
            head.push(format!("{} → {}", value(&alike.before), value(&alike.after)));
        }
        head.push(filled(words.cases, &[&thousands(group.cases)]));
        for (moved, said) in [(group.earlier, words.earlier), (group.later, words.later)] {
            if moved != Moved::default() {
                head.push(filled(said, &[&thousands(moved.dues), &length(moved.seconds, words)]));
            }
        }
        writeln!(out, "{}", head.join("  "))?;
        if let Some(rule) = manifest.rules.iter().find(|rule| rule.id == alike.rule) {
            writeln!(out, "   {} {}{}", words.rule, names.rule(&rule.id), sentence(rule))?;
        }
        let mut units: Vec<_> = group.units.iter().collect();
        units.sort_by_key(|(unit, count)| (std::cmp::Reverse(**count), *unit));
        if !units.is_empty() {
            let shown = units.iter().take(UNITS).map(|(unit, count)| format!("{} {}", names.body(unit), thousands(**count)));
            let rest = if units.len() > UNITS { " …" } else { "" };
            writeln!(out, "   {} {}{rest}", words.units, shown.collect::<Vec<_>>().join("，"))?;
        }
        for Example { case, as_of, unit, before, after, .. } in group.examples.iter().take(EXAMPLES) {
            let unit = if unit.is_empty() { String::new() } else { format!(" {}", names.body(unit)) };
            writeln!(out, "   {} {case} ({as_of}){unit}: {} → {}", words.example, value(before), value(after))?;
        }
        Ok(())
    }

    /// Of the newest version, or of the newest of its superior.
    fn manifest(&self, above: bool) -> Option<&Manifest> {
        let (_, newest) = self.versions.all().last()?;
        let city = if above { newest.superior()?.all().last().map(|(_, city)| city)? } else { newest };
        Some(&city.policy().manifest().raw)
    }

    /// What a value is called.
    fn value(&self, names: &Names<'_>, what: What, of: &str, text: &str) -> String {
        let words = self.lang.replay();
        match (what, text) {
            (_, "") => words.none.to_owned(),
            (_, "there") => words.there.to_owned(),
            (What::Stage, id) => names.stage(id),
            (What::Level, id) => names.level(id),
            (What::Label, value) => names.value(of, value),
            (What::State | What::Due | What::Row, text) => {
                // a state, perhaps with the moment to which it belongs
                let (id, at) = text.split_at(text.find(' ').unwrap_or(text.len()));
                let state = STATES.iter().position(|state| *state == id);
                state.map_or_else(|| text.to_owned(), |state| format!("{}{at}", self.lang.case().states[state]))
            }
            (What::Route, body) if matches!(of, "lead" | "accountable") => names.body(body),
            (_, text) => text.to_owned(),
        }
    }
}

fn of(names: &Names<'_>, what: What, id: &str) -> String {
    match what {
        What::Label => names.group(id),
        What::Row | What::Due | What::State | What::Supervision => names.clock(id),
        What::Escalation => names.level(id),
        What::Action => names.action(id),
        What::Violation => names.violation(id),
        What::Measure => names.metric(id),
        What::Need => names.input(id),
        What::Reason => names.rule(id),
        What::Route => {
            let part = ["mode", "lead", "accountable", "others"].iter().position(|part| *part == id);
            part.map_or(id, |part| names.lang.replay().route[part]).to_owned()
        }
        _ => id.to_owned(),
    }
}

/// The rule's sentence; nothing where no document has one.
fn sentence(rule: &RuleDef) -> String {
    if rule.quote.is_empty() { String::new() } else { format!(" 「{}」", rule.quote) }
}

fn name(versions: &Versions) -> String {
    let raw = versions.all().last().map(|(_, newest)| &newest.policy().manifest().raw);
    raw.map_or_else(String::new, |raw| format!("{} {} ({})", raw.id, raw.version, raw.digest.get(..12).unwrap_or_default()))
}

fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// Days and hours, or hours and minutes, or seconds.
fn length(seconds: i64, words: &ReplayWords) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let parts = match (days, seconds / 60) {
        (_, 0) => [(seconds, words.seconds), (0, "")],
        (0, _) => [(hours, words.hours), (minutes, words.minutes)],
        _ => [(days, words.days), (hours, words.hours)],
    };
    let said = parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, unit)| filled(unit, &[&thousands(n as u64)]));
    said.collect::<Vec<_>>().join(" ")
}
