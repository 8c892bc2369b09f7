//! Why: the rules that held with their sentences, those that nearly did, and each due day by day.

use std::io::Write;

use paidan_calendar::{State, Step, What};
use paidan_engine::Clock;
use paidan_engine::contract::{Basis, HoldsIf, RuleDef};

use super::{Page, Rows};
use crate::error::Outcome;
use crate::explain;
use crate::table;
use crate::text::{Lang, filled};

/// So many near misses are of use; the rest is noise.
const MISSES: usize = 5;
const QUOTE_SHORT: usize = 36;

impl Page<'_> {
    /// A line a rule: what it is called, and the beginning of its sentence.
    pub(super) fn short_reasons(&self) -> Rows {
        self.reasons(|rule, words| match rule.basis {
            Basis::Ours => match self.filled_by(rule) {
                Some(other) => format!("{}，{}", words.ours, filled(words.fills, &[&other])),
                None => words.ours.to_owned(),
            },
            _ => format!("{}{}{}", words.quotes[0], short(&rule.quote, QUOTE_SHORT), words.quotes[1]),
        })
    }

    /// A line a rule: the whole sentence, where it is not the policy's own document that one, and the conditions that held.
    pub(super) fn whole_reasons(&self) -> Rows {
        let own =
            self.names.manifest.rules.iter().find(|rule| matches!(rule.basis, Basis::Quoted)).map_or("", |rule| &rule.source);
        let mut rows = self.reasons(|rule, words| {
            let mut text = match (rule.basis, self.lang) {
                // why we say so stands in the policy in English; who reads Chinese is told for what it stands in
                (Basis::Ours, Lang::En) => format!("{}: {}", words.ours, rule.note),
                (Basis::Ours, Lang::Zh) => self
                    .filled_by(rule)
                    .map_or(words.ours.to_owned(), |other| format!("{}，{}", words.ours, filled(words.fills, &[&other]))),
                _ => format!("{}{}{}", words.quotes[0], rule.quote, words.quotes[1]),
            };
            if !rule.source.is_empty() && rule.source != own {
                text += &format!(" {}", rule.source);
            }
            let held = self.held(rule);
            if !held.is_empty() {
                text += &format!("  {}{}", words.has, held.join(words.comma));
            }
            text
        });
        if !rows.is_empty() {
            rows.push(vec![String::new(), self.words.source_else.to_owned(), own.to_owned()]);
        }
        rows
    }

    /// The conditions of a rule that held.
    fn held<'r>(&self, rule: &'r RuleDef) -> Vec<&'r str> {
        let asked =
            self.decision.trace.asked.iter().filter(|asked| self.names.manifest.rules[usize::from(asked.rule)].id == rule.id);
        let bits = asked.fold(0, |bits, asked| bits | asked.conditions);
        rule.conditions
            .iter()
            .enumerate()
            .filter(|(i, _)| bits >> i & 1 == 1)
            .map(|(_, condition)| condition.title.as_str())
            .collect()
    }

    fn reasons(&self, text: impl Fn(&RuleDef, &crate::text::case::CaseWords) -> String) -> Rows {
        let rows = self.decision.reasons.iter().enumerate().filter_map(|(i, reason)| {
            let rule = self.names.manifest.rules.iter().find(|rule| rule.id == reason.rule)?;
            let head = if i == 0 { self.words.reasons } else { "" };
            Some(vec![head.to_owned(), self.names.rule(&rule.id), text(rule, self.words)])
        });
        rows.collect()
    }

    /// The rule whose gap this one fills.
    fn filled_by(&self, rule: &RuleDef) -> Option<String> {
        let other = self.names.manifest.rules.get(usize::from(rule.fills?))?;
        Some(self.names.rule(&other.id))
    }

    /// The rules that were asked and did not hold, with the conditions that failed.
    pub(super) fn misses(&self, out: &mut dyn Write) -> Outcome<()> {
        let rows: Rows = self
            .city
            .misses(self.decision)
            .iter()
            .take(MISSES)
            .map(|miss| {
                let rule = &self.names.manifest.rules[usize::from(miss.rule)];
                let lacks = self.words.lacks[usize::from(matches!(rule.holds, HoldsIf::Any))];
                let mut text = format!("{lacks}{}", miss.failed.join(self.words.comma));
                if !miss.held.is_empty() {
                    text += &format!("；{}{}", self.words.has, miss.held.join(self.words.comma));
                }
                vec![format!("  {}", self.names.rule(&rule.id)), text]
            })
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", self.words.missed_rules)?;
        table::print(&[], &[], rows.into_iter(), out)
    }

    /// How the dues were counted that are not over and done with; rows that are counted alike are told once.
    pub(super) fn counting(&self, out: &mut dyn Write) -> Outcome<()> {
        let clocks = self.decision.clocks.iter().enumerate();
        let matters = |clock: &Clock<'_>| !matches!(clock.state, State::Met | State::Lifted);
        let all = !self.decision.clocks.iter().any(matters);
        let mut told: Vec<(String, Vec<Step<'_>>)> = Vec::new();
        for (i, clock) in clocks.filter(|(_, clock)| all || matters(clock)) {
            let steps = self.city.steps(self.decision, i);
            if steps.is_empty() {
                continue;
            }
            let term = clock.term.map_or(self.words.set_by_people.to_owned(), |term| self.names.term(term));
            let body = clock.body.map(|body| self.names.body(body));
            let name = [Some(self.names.clock(clock.kind)), body].into_iter().flatten().collect::<Vec<_>>().join(" ");
            match told.iter_mut().find(|(_, other)| *other == steps) {
                Some((names, _)) => *names += &format!("{}{name}", self.words.comma),
                None => told.push((format!("{term}  {name}"), steps)),
            }
        }
        if told.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", self.words.counting)?;
        for (name, steps) in &told {
            writeln!(out, "  {name}")?;
            table::print(&[], &[], self.days(steps).into_iter(), out)?;
        }
        Ok(())
    }

    /// Days under each other. Those that follow each other alike are one line, and so is everything that happened on a day.
    fn days(&self, steps: &[Step<'_>]) -> Rows {
        let words = self.lang.words();
        // the last day that did something is mostly the day due: said there
        let (steps, due) = match steps {
            [earlier @ .., last, due] if matches!(due.what, What::Due) && last.day == due.day => (&steps[..=earlier.len()], true),
            _ => (steps, false),
        };
        let alike = |a: &Step<'_>, b: &Step<'_>| match (a.what, b.what) {
            (What::Counted { .. }, What::Counted { .. }) | (What::Skipped, What::Skipped) | (What::Paused, What::Paused) => {
                (a.class, a.name) == (b.class, b.name)
            }
            _ => a.day == b.day,
        };
        let rows = steps.chunk_by(alike).map(|run| {
            let (first, last) = (&run[0], &run[run.len() - 1]);
            let days = match first.day == last.day {
                true => self.moments.day(first.day),
                false => format!("{} – {}", self.moments.day(first.day), self.moments.day(last.day)),
            };
            let what = match (first.what, last.what) {
                (What::Counted { nth: a }, What::Counted { nth: b }) if a < b => filled(self.words.counted_run, &[&a, &b]),
                _ if first.day != last.day => explain::what(words, first.what) + &filled(self.words.days_long, &[&run.len()]),
                _ => run.iter().map(|step| explain::what(words, step.what)).collect::<Vec<_>>().join(self.words.comma),
            };
            let why = match (first.what, first.name, first.notice) {
                (What::Omitted { .. }, ..) => String::new(),
                (_, None, None) => words.class(first.class).to_owned(),
                _ => format!("{} {}", words.class(first.class), explain::why(words, first)),
            };
            vec![format!("    {days}"), what, why]
        });
        let mut rows: Rows = rows.collect();
        if let (Some(last), true) = (rows.last_mut(), due) {
            last[1] += &format!("{}{}", self.words.comma, words.ends);
        }
        rows
    }
}

/// The beginning of a text.
pub fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
