//! From counts to tables.

use std::collections::BTreeMap;

use paidan_calendar::{Calendar, Instant};
use paidan_engine::contract::{Manifest, TermDef};
use paidan_engine::{City, Error};

use crate::report::Version;
use crate::titles;

use super::Ahead;
use super::counts::Counts;
use super::pressing::Entry;
use super::shape::{DayRow, Due, FORMAT, Outlook, Row};

impl Ahead {
    /// The tables, those who will have most overdue first.
    ///
    /// # Errors
    /// `timeline/empty` if no case was counted.
    pub fn outlook(mut self) -> Result<Outlook, Error> {
        let pressing = self.pressing.sorted();
        let manifest = self.joined.manifest();
        if self.cases.counted == 0 {
            return Err(self.cases.none("timeline/empty"));
        }
        let newest = self.versions.all().last().map(|(_, city)| city.calendar());
        let written = |at: Instant| newest.map_or_else(String::new, |calendar| calendar.format(at).to_string());
        let (version, rules) = self.joined.versions().last().cloned().unwrap_or_default();
        Ok(Outlook {
            timeline: FORMAT,
            city: manifest.id.clone(),
            title: manifest.title.clone(),
            version,
            rules,
            versions: self.judges(),
            at: written(self.judged.at),
            until: written(self.judged.until.unwrap_or(self.judged.at)),
            known_at: self.judged.known_at.map(|day| day.to_string()),
            cases: self.cases.clone(),
            total: row(&manifest.id, manifest.title.clone(), &self.total),
            days: days(&self.total),
            units: rows(&self.units, |key| titles::body(manifest, key, "")),
            clocks: rows(&self.clocks, |key| kind(manifest, key)),
            pressing: pressing.into_iter().filter_map(|entry| self.due(entry)).collect(),
        })
    }

    fn judges(&self) -> Vec<Version> {
        let versions = self.joined.versions();
        let judged = |(version, rules): &(String, String)| {
            let cases = self.judges.get(version).copied().unwrap_or_default();
            Version { version: version.clone(), rules: rules.clone(), cases }
        };
        if versions.len() > 1 { versions.iter().map(judged).collect() } else { Vec::new() }
    }

    /// In the words of the version that judged the case.
    fn due(&self, entry: Entry) -> Option<Due> {
        let city: &City = &self.versions.all().get(entry.version)?.1;
        let (calendar, own): (&Calendar, &Manifest) = (city.calendar(), &city.policy().manifest().raw);
        let rule = own.rules.iter().find(|rule| rule.id == entry.rule);
        let filled = rule.and_then(|rule| own.rules.get(usize::from(rule.fills?)));
        let term = |term: &&TermDef| term.id == entry.term;
        Some(Due {
            kind_title: kind(own, &entry.kind),
            unit_title: titles::body(self.joined.manifest(), &entry.body, ""),
            term_title: own.terms.iter().find(term).map_or_else(String::new, |term| term.title.clone()),
            start: entry.start.map(|start| calendar.format(start).to_string()),
            due: calendar.format(entry.due).to_string(),
            left_seconds: entry.due.0 - self.judged.at.0,
            rule_title: rule.map_or_else(|| entry.rule.clone(), |rule| rule.title.clone()),
            quote: rule.map_or_else(String::new, |rule| rule.quote.clone()),
            fills: filled.map_or_else(String::new, |filled| filled.title.clone()),
            version: own.version.clone(),
            case: entry.case,
            category: entry.category,
            kind: entry.kind,
            unit: entry.body,
            term: entry.term,
            overdue: entry.overdue,
            provisional: entry.provisional,
            round: entry.round,
            rule: entry.rule,
        })
    }
}

fn kind(manifest: &Manifest, id: &str) -> String {
    manifest.clocks.iter().find(|kind| kind.id == id).map_or_else(|| id.to_owned(), |kind| kind.title.clone())
}

fn rows(groups: &BTreeMap<String, Counts>, title: impl Fn(&str) -> String) -> Vec<Row> {
    let mut rows: Vec<Row> = groups.iter().map(|(key, counts)| row(key, title(key), counts)).collect();
    // of those with as many, in the order of their keys
    rows.sort_by_key(|row| std::cmp::Reverse((row.overdue_by_until, row.falls_due, row.open)));
    rows
}

fn row(key: &str, title: String, counts: &Counts) -> Row {
    let Counts {
        cases, overdue_cases, falling_cases, newly_cases, overdue, later, paused, awaited, unlimited, reminders, ..
    } = *counts;
    let falls_due: u64 = counts.falls.values().map(|falls| falls.due).sum();
    Row {
        key: key.to_owned(),
        title,
        cases,
        open: overdue + falls_due + later + paused + awaited + unlimited,
        overdue,
        due: counts.falls.iter().map(|(day, falls)| (day.to_string(), falls.due)).collect(),
        falls_due,
        provisional: counts.falls.values().map(|falls| falls.provisional).sum(),
        overdue_by_until: overdue + falls_due,
        overdue_cases,
        falling_due_cases: falling_cases,
        newly_overdue_cases: newly_cases,
        rungs: counts.rungs.clone(),
        reminders,
        later,
        paused,
        awaited,
        unlimited,
    }
}

fn days(total: &Counts) -> Vec<DayRow> {
    let mut overdue = total.overdue;
    let day = |(day, falls): (&paidan_calendar::Day, &super::counts::Falls)| {
        overdue += falls.due;
        DayRow { day: day.to_string(), due: falls.due, provisional: falls.provisional, overdue }
    };
    total.falls.iter().map(day).collect()
}
