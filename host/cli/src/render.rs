//! A decision as a clerk reads it: who, by when, how it stands, and why. Chinese, or English with the ids of the policy.

mod clocks;
mod explained;
mod names;
mod notes;
mod reasons;

use std::io::Write;

use paidan_engine::{Case, City, Decision, Field, Label, Need, Status};

use crate::error::Outcome;
use crate::table;
use crate::text::case::CaseWords;
use crate::text::{Lang, filled};

pub use clocks::length;
pub use explained::explained;
pub use names::{Moments, Names};
pub use reasons::short;

/// Everything that a page about a case is made of.
pub struct Page<'a> {
    pub case: &'a Case<'a>,
    pub city: &'a City,
    pub decision: &'a Decision<'a>,
    pub names: Names<'a>,
    pub moments: Moments<'a>,
    pub words: &'static CaseWords,
    pub lang: Lang,
}

type Rows = Vec<Vec<String>>;

impl<'a> Page<'a> {
    pub fn new(case: &'a Case<'a>, city: &'a City, decision: &'a Decision<'a>, lang: Lang) -> Page<'a> {
        let names = Names { manifest: &city.policy().manifest().raw, below: None, lang };
        let moments = Moments::new(city.calendar(), decision.as_of.at, lang);
        Page { case, city, decision, names, moments, words: lang.case(), lang }
    }

    pub fn print(&self, explain: bool, out: &mut dyn Write) -> Outcome<()> {
        self.heading(self.words.as_of, out)?;
        table::print(&[], &[], self.summary().into_iter(), out)?;
        self.clocks(out)?;
        self.block(self.marks(), out)?;
        self.block(self.rest(), out)?;
        if explain {
            self.block(self.whole_reasons(), out)?;
            self.misses(out)?;
            self.counting(out)?;
        } else {
            self.block(self.short_reasons(), out)?;
        }
        self.above(explain, out)
    }

    /// What the superior's rules say, as a page of its own below this one.
    fn above(&self, explain: bool, out: &mut dyn Write) -> Outcome<()> {
        let (Some(above), Some(page)) = (&self.decision.above, self.page_above()) else { return Ok(()) };
        let state = if above.in_charge { self.words.in_charge } else { self.words.not_in_charge };
        writeln!(out, "\n── {} ──", filled(self.words.above, &[&page.names.level(above.level), &state]))?;
        page.print(explain, out)
    }

    /// Whether the superior leads.
    fn raised(&self) -> bool {
        self.decision.above.as_ref().is_some_and(|above| above.in_charge)
    }

    /// The superior's decision as a page.
    pub fn page_above(&self) -> Option<Page<'a>> {
        let city = self.city.superior()?.of(self.case).ok()?;
        let mut page = Page::new(self.case, city, &self.decision.above.as_ref()?.decision, self.lang);
        page.names.below = Some(self.names.manifest);
        Some(page)
    }

    /// Case, policy, moment: a line.
    pub fn heading(&self, as_of: &str, out: &mut dyn Write) -> Outcome<()> {
        let policy = match self.lang {
            Lang::Zh => &self.names.manifest.title,
            Lang::En => &self.names.manifest.id,
        };
        let moment = self.moments.whole(self.decision.as_of.at);
        Ok(writeln!(
            out,
            "{} {} · {policy} {} · {as_of} {moment}",
            self.words.case, self.decision.case, self.decision.policy.version
        )?)
    }

    /// Something said in passing, behind what it is about.
    fn aside(&self, text: impl std::fmt::Display) -> String {
        format!("{}{text}{}", self.words.brackets[0], self.words.brackets[1])
    }

    /// Rows under each other with an empty line above, if there are any.
    fn block(&self, rows: Rows, out: &mut dyn Write) -> Outcome<()> {
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        table::print(&[], &[], rows.into_iter(), out)
    }

    fn summary(&self) -> Rows {
        let (words, names, decision) = (self.words, &self.names, self.decision);
        let mut rows = vec![vec![words.status.to_owned(), words.statuses[decision.status as usize].to_owned()]];
        let mut row = |head: &str, text: String| rows.push(vec![head.to_owned(), text]);
        if let Some(path) = self.case.category.as_deref() {
            row(words.category, names.category(path));
        }
        if let Some(stage) = decision.stage {
            let overlay = self.rung_up().map_or_else(String::new, |rung| self.aside(filled(words.supervised, &[&rung])));
            row(words.stage, names.stage(stage) + &overlay);
        }
        if let Some(level) = decision.level {
            row(words.level, names.level(level));
        }
        for label in &decision.labels {
            row(&names.group(label.group), self.label(label));
        }
        if let Some(route) = &decision.route {
            row(words.mode, names.mode(route.mode));
            for (head, body) in [(words.lead, route.lead), (words.accountable, route.accountable)] {
                row(head, body.map_or(words.nobody.to_owned(), |body| names.body(body)));
            }
            let mut roles: Vec<&str> = route.others.iter().map(|part| part.role).collect();
            roles.dedup();
            for role in roles {
                let bodies = route.others.iter().filter(|part| part.role == role).map(|part| names.body(part.unit));
                row(&names.role(role), bodies.collect::<Vec<_>>().join(words.comma));
            }
        }
        if let Some((route, page)) = decision.in_charge().route.as_ref().filter(|_| self.raised()).zip(self.page_above()) {
            for (head, body) in [(words.lead_above, route.lead), (words.accountable_above, route.accountable)] {
                row(head, body.map_or(words.nobody.to_owned(), |body| page.names.body(body)));
            }
        }
        // a refusal has no plan; why stands first then
        if matches!(decision.status, Status::NotApplicable | Status::Contradictory) {
            for reason in &decision.reasons {
                row(words.reasons, names.rule(reason.rule));
            }
        }
        rows
    }

    /// `3日  人工（事件4，11-10 周二 09:00；系统建议 1日）`
    fn label(&self, label: &Label<'_>) -> String {
        let (words, value) = (self.words, |id: &str| self.names.value(label.group, id));
        let mut by = match label.set_by {
            Some(seq) => filled(words.by_hand, &[&self.event(seq)]),
            None => words.by_rule.to_owned(),
        };
        if let Some(proposed) = label.proposed {
            by += &format!("{}{} {}", words.comma, words.proposed_is, value(proposed));
        }
        format!("{}  {by}", value(label.value))
    }

    /// `事件4，11-10 周二 09:00`
    fn event(&self, seq: u32) -> String {
        let moment = self.case.history.iter().find(|event| event.seq == Some(seq)).map(|event| self.moments.short(event.at));
        let event = filled(self.words.event, &[&seq]);
        moment.map_or(event.clone(), |moment| format!("{event} {moment}"))
    }

    /// An input, or a field of the case.
    fn needed(&self, need: &Need<'_>) -> String {
        let words = self.words;
        match need.field {
            Some(Field::Area(place)) => filled(words.area_at, &[&(u32::from(place) + 1)]),
            Some(Field::Category) => words.category.to_owned(),
            Some(Field::Kind) => words.kind.to_owned(),
            Some(Field::Channel) => words.channel.to_owned(),
            None => self.names.input(need.input.unwrap_or_default()),
        }
    }

    /// What is to be done, what was done wrong, what is missing, and what a reader should know.
    fn rest(&self) -> Rows {
        let (words, names, decision) = (self.words, &self.names, self.decision);
        let mut rows = Rows::new();
        let mut row = |head: &str, what: String, why: String| rows.push(vec![head.to_owned(), what, why]);
        for action in &decision.actions {
            let body = action.body.map_or_else(String::new, |body| format!(" → {}", names.body(body)));
            row(words.actions, names.action(action.kind) + &body, names.rule(action.rule));
        }
        for violation in &decision.violations {
            let body = violation.body.map_or_else(String::new, |body| format!("  {}", names.body(body)));
            let event = self.event(violation.event);
            row(words.violations, format!("{}{body}  {event}", names.violation(violation.kind)), names.rule(violation.rule));
        }
        for need in &decision.needs {
            row(words.needs, self.needed(need), names.rule(need.rule));
        }
        for step in &decision.escalations {
            let state = ["not-eligible", "eligible", "requested", "approved", "denied", "exhausted"]
                .iter()
                .position(|state| *state == step.state);
            let to = step.to.map_or_else(String::new, |to| format!(" → {}", names.level(to)));
            let state = state.map_or(step.state, |state| words.escalation_states[state]);
            row(words.escalations, format!("{}{to}  {state}", names.level(step.at)), names.rule(step.rule));
        }
        for measure in &decision.measures {
            let said = words.measured[if !measure.counts { 2 } else { usize::from(!measure.hit) }];
            let body = measure.body.map_or_else(String::new, |body| format!("  {}", names.body(body)));
            row(words.measures, format!("{}{body}  {said}", names.metric(measure.metric)), names.rule(measure.rule));
        }
        for note in &decision.notes {
            row(words.notes, notes::told(note, self.lang), String::new());
        }
        let next = decision.next_check.map_or(words.never.to_owned(), |next| self.moments.short(next.at));
        row(words.next_check, next, String::new());
        rows
    }
}
