//! What lies ahead of a corpus, as a page for a terminal: sums, a table, and what is the most pressing with the rules that say so.

use std::io::Write;

use paidan_calendar::{Calendar, Day, Instant};
use paidan_lab::ahead::{Due, Outlook, Row};
use paidan_lab::report::{Cases, Version};

use super::By;
use crate::error::Outcome;
use crate::render::{Moments, length, short};
use crate::table::{self, Align};
use crate::text::ahead::AheadWords;
use crate::text::{Lang, filled, thousands};

/// Days that have a column of their own.
const DAYS: usize = 7;
const QUOTE_SHORT: usize = 60;

pub struct Page<'a> {
    outlook: &'a Outlook,
    /// From when, up to when.
    between: (Instant, Instant),
    moments: Moments<'a>,
    words: &'static AheadWords,
    lang: Lang,
    /// Rows.
    top: usize,
}

/// What people call something: its title in Chinese, in English its id.
pub fn name(id: &str, title: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh if !title.is_empty() => title.to_owned(),
        _ => id.to_owned(),
    }
}

impl<'a> Page<'a> {
    pub fn new(outlook: &'a Outlook, calendar: &'a Calendar, between: (Instant, Instant), top: usize, lang: Lang) -> Page<'a> {
        Page { outlook, between, moments: Moments::new(calendar, between.0, lang), words: lang.ahead(), lang, top }
    }

    pub fn write(&self, by: By, out: &mut dyn Write) -> Outcome<()> {
        self.heading(out)?;
        match by {
            By::Unit => self.groups(self.words.by[0], self.words.unit, &self.outlook.units, out)?,
            By::Clock => self.groups(self.words.by[1], self.words.clock, &self.outlook.clocks, out)?,
            By::Day => self.days(out)?,
            By::Case => return self.list(self.words.by[3], &self.outlook.pressing, self.outlook.total.overdue_by_until, out),
        }
        let ahead = self.outlook.pressing.partition_point(|due| !due.overdue);
        let all = self.outlook.total.falls_due;
        let title = filled(self.words.pressing, &[&thousands(ahead as u64), &thousands(all)]);
        self.list(&title, &self.outlook.pressing[..ahead], all, out)
    }

    /// Which city, from when to when; and what everything adds up to.
    fn heading(&self, out: &mut dyn Write) -> Outcome<()> {
        let (words, outlook, total) = (self.words, self.outlook, &self.outlook.total);
        let moments = [self.between.0, self.between.1].map(|at| self.moments.whole(at));
        let cases = |judged: &Version| format!("{} ({})", judged.version, judged.cases);
        let versions = match &outlook.versions[..] {
            [] => outlook.version.clone(),
            several => several.iter().map(cases).collect::<Vec<_>>().join(", "),
        };
        let mut heading = vec![
            name(&outlook.city, &outlook.title, self.lang),
            filled(words.title, &[&moments[0], &moments[1]]),
            format!("{} {} {versions}", words.policy, outlook.city),
        ];
        heading.extend(outlook.known_at.as_ref().map(|day| filled(words.known_at, &[day])));
        writeln!(out, "{}", heading.join(" · "))?;
        let Cases { read, counted, needs_input, bad, faults, not_opened, not_applicable, contradictory } = outlook.cases;
        let said = |template: &str, numbers: &[u64]| {
            let numbers: Vec<String> = numbers.iter().map(|n| thousands(*n)).collect();
            filled(template, &numbers.iter().map(|n| n as &dyn std::fmt::Display).collect::<Vec<_>>())
        };
        writeln!(out, "{}", said(words.cases, &[read, counted, needs_input, total.cases, total.open]))?;
        let by_then = (total.overdue_by_until, total.overdue_cases + total.newly_overdue_cases);
        let sums = [
            total.overdue,
            total.overdue_cases,
            total.falls_due,
            total.falling_due_cases,
            total.newly_overdue_cases,
            by_then.0,
            by_then.1,
        ];
        writeln!(out, "{}", said(words.sums, &sums))?;
        let listed = |template: &str, names: &[&str], counts: &[u64]| {
            let there = names.iter().zip(counts).filter(|(_, count)| **count > 0);
            there.map(|(name, count)| format!("{name} {}", said(template, &[*count]))).collect::<Vec<_>>().join(words.comma)
        };
        let rest = listed(words.obligations, &words.rest, &[total.later, total.paused, total.awaited, total.unlimited]);
        let outs = listed(words.counted, &words.outs, &[bad, faults, not_opened, not_applicable, contradictory]);
        for (head, list) in [(words.without, rest), (words.out, outs)].into_iter().filter(|(_, list)| !list.is_empty()) {
            writeln!(out, "{head}{list}{}", words.full_stop)?;
        }
        for (template, count) in [(words.provisional, total.provisional), (words.reminders, total.reminders)] {
            if count > 0 {
                writeln!(out, "{}", said(template, &[count]))?;
            }
        }
        Ok(())
    }

    /// A row a group, a column a day.
    fn groups(&self, title: &str, of: &str, rows: &[Row], out: &mut dyn Write) -> Outcome<()> {
        let (words, total) = (self.words, &self.outlook.total);
        let days: Vec<&str> = self.outlook.days.iter().map(|row| row.day.as_str()).collect();
        let (days, after) = days.split_at(days.len().min(DAYS));
        let rungs: Vec<String> = (1..=total.rungs.len()).map(|number| number.to_string()).collect();
        let mut heads = vec![of.to_owned(), words.open.to_owned(), words.overdue.to_owned()];
        heads.extend(days.iter().map(|day| self.day(day)));
        heads.extend((!after.is_empty()).then(|| words.after.to_owned()));
        heads.extend([words.by_then, words.overdue_cases].map(str::to_owned));
        heads.extend((!rungs.is_empty()).then(|| filled(words.rungs, &[&rungs.join("/")])));
        // what is nowhere needs no column
        let without = [(words.paused, total.paused), (words.awaited, total.awaited)];
        heads.extend(without.iter().filter(|(_, count)| *count > 0).map(|(head, _)| (*head).to_owned()));
        let line = |name: String, row: &Row| {
            let due = |day: &&str| row.due.get(*day).copied().unwrap_or_default();
            let mut line = vec![name, thousands(row.open), thousands(row.overdue)];
            line.extend(days.iter().map(|day| thousands(due(day))));
            line.extend((!after.is_empty()).then(|| thousands(after.iter().map(due).sum())));
            line.extend([row.overdue_by_until, row.overdue_cases + row.newly_overdue_cases].map(thousands));
            let rung = |rung: usize| thousands(row.rungs.get(rung).copied().unwrap_or_default());
            line.extend((!rungs.is_empty()).then(|| (0..rungs.len()).map(rung).collect::<Vec<_>>().join("/")));
            let counts = [(row.paused, total.paused), (row.awaited, total.awaited)];
            line.extend(counts.iter().filter(|(_, all)| *all > 0).map(|(count, _)| thousands(*count)));
            line
        };
        let named = |row: &Row| if row.key.is_empty() { words.nobody.to_owned() } else { name(&row.key, &row.title, self.lang) };
        let lines = rows.iter().take(self.top).map(|row| line(named(row), row));
        let lines = lines.chain([line(words.city.to_owned(), total)]);
        writeln!(out, "\n{title}")?;
        let right: Vec<_> = (1..heads.len()).map(|column| (column, Align::Right)).collect();
        table::print(&heads.iter().map(String::as_str).collect::<Vec<_>>(), &right, lines, out)?;
        self.more(self.words.more_rows, rows.len() as u64, out)
    }

    fn days(&self, out: &mut dyn Write) -> Outcome<()> {
        let row = |row: &paidan_lab::ahead::DayRow| {
            vec![self.day(&row.day), thousands(row.due), thousands(row.provisional), thousands(row.overdue)]
        };
        if self.outlook.days.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", self.words.by[2])?;
        let right = [1, 2, 3].map(|column| (column, Align::Right));
        table::print(&self.words.days, &right, self.outlook.days.iter().take(self.top).map(row), out)?;
        self.more(self.words.more_rows, self.outlook.days.len() as u64, out)
    }

    /// A row an obligation, and the sentence of each rule once.
    fn list(&self, title: &str, list: &[Due], all: u64, out: &mut dyn Write) -> Outcome<()> {
        if list.is_empty() {
            return Ok(writeln!(out, "\n{}", self.words.nothing)?);
        }
        writeln!(out, "\n{title}")?;
        // what one owes of a case at one time is one thing to look at
        let together = list.chunk_by(|one, next| (&one.case, &one.due, &one.unit) == (&next.case, &next.due, &next.unit));
        table::print(&self.words.list, &[(1, Align::Right)], together.map(|dues| self.due(dues)), out)?;
        let (cases, mut told) = (self.lang.case(), Vec::<[String; 2]>::new());
        for due in list {
            let quote = match due.quote.as_str() {
                "" if due.fills.is_empty() || self.lang == Lang::En => cases.ours.to_owned(),
                "" => format!("{}{}{}", cases.ours, self.words.comma, filled(cases.fills, &[&due.fills])),
                quote => format!("{}{}{}", cases.quotes[0], short(quote, QUOTE_SHORT), cases.quotes[1]),
            };
            let rule = [name(&due.rule, &due.rule_title, self.lang), quote];
            if !told.contains(&rule) {
                told.push(rule);
            }
        }
        self.more(self.words.more, all, out)?;
        writeln!(out, "\n{}", self.words.reasons)?;
        table::print(&[], &[], told.into_iter().map(|rule| rule.to_vec()), out)
    }

    /// A line for obligations that differ only in what is owed, if there is one.
    fn due(&self, dues: &[Due]) -> Vec<String> {
        let Some(due) = dues.first() else { return Vec::new() };
        let (words, cases) = (self.words, self.lang.case());
        let each = |said: &dyn Fn(&Due) -> String, between: &str| {
            let mut all: Vec<String> = dues.iter().map(said).collect();
            all.dedup();
            all.join(between)
        };
        let aside = |text: &str| format!("{}{text}{}", cases.brackets[0], cases.brackets[1]);
        // what was written as a moment can be read as one
        let mut moment = Instant::parse_rfc3339(&due.due).map_or_else(|_| due.due.clone(), |at| self.moments.short(at));
        if dues.iter().any(|due| due.provisional) {
            moment += &aside(cases.provisional);
        }
        let left = match due.left_seconds {
            over @ ..0 => filled(cases.over, &[&length(-over, cases)]),
            left => filled(cases.left, &[&length(left, cases)]),
        };
        let kind = |due: &Due| {
            let round = if due.round { aside(words.round) } else { String::new() };
            name(&due.kind, &due.kind_title, self.lang) + &round
        };
        let term = |due: &Due| match due.term.as_str() {
            "" => cases.set_by_people.to_owned(),
            term => name(term, &due.term_title, self.lang),
        };
        let rule = |due: &Due| name(&due.rule, &due.rule_title, self.lang);
        let unit = if due.unit.is_empty() { words.nobody.to_owned() } else { name(&due.unit, &due.unit_title, self.lang) };
        vec![
            moment,
            left,
            due.case.clone(),
            unit,
            each(&kind, cases.comma),
            each(&term, cases.comma),
            each(&rule, words.semicolon),
        ]
    }

    fn more(&self, said: &str, all: u64, out: &mut dyn Write) -> Outcome<()> {
        match all.saturating_sub(self.top as u64) {
            0 => Ok(()),
            more => Ok(writeln!(out, "{}", filled(said, &[&thousands(more)]))?),
        }
    }

    fn day(&self, day: &str) -> String {
        Day::parse(day).map_or_else(|_| day.to_owned(), |day| self.moments.day(day))
    }
}
