//! What a replay found, in words: titles of what ids name, counts and lengths of time.

use std::cmp::Reverse;

use paidan_calendar::State;
use paidan_engine::Versions;
use paidan_engine::contract::{Manifest, RuleDef};
use paidan_lab::replay::{Against, Differences, Group, Made, Maker, Moved, What};

use crate::render::Names;
use crate::text::replay::ReplayWords;
use crate::text::{Lang, filled, thousands};

const STATES: [State; 9] = [
    State::NotStarted,
    State::Running,
    State::Paused,
    State::Met,
    State::Missed,
    State::Lifted,
    State::Awaited,
    State::Unlimited,
    State::Agenda,
];

/// What is printed.
pub struct Page<'a> {
    pub versions: &'a Versions,
    pub against: &'a Against,
    pub found: &'a Differences,
    pub lang: Lang,
    /// Groups.
    pub top: usize,
}

impl<'a> Page<'a> {
    /// What was held against what.
    pub fn title(&self) -> String {
        let words = self.lang.replay();
        let against = match self.against {
            Against::Record => words.record.to_owned(),
            Against::Rules(versions) => name(versions),
            Against::Later(_) => filled(words.until, &[&super::until(self.versions, self.against).unwrap_or_default()]),
        };
        filled(words.title, &[&name(self.versions), &against])
    }

    /// Cases, the same, other, left out; and what was accepted.
    pub fn counts(&self) -> Vec<(&'static str, u64)> {
        let (words, found) = (self.lang.replay(), self.found);
        let left_out = found.left_out.values().sum();
        let all = [found.cases, found.same, found.differ, found.accepted, left_out];
        words.counts.into_iter().zip(all).filter(|(what, count)| *count > 0 || *what != words.counts[3]).collect()
    }

    /// Who made the records, where that is not who decided them again.
    pub fn makers(&self) -> Vec<String> {
        let words = self.lang.replay();
        let said = |made: &Made| {
            let Maker { version, rules, component, same_rules } = &made.maker;
            let (text, digest) = if *same_rules { (words.other_build, component) } else { (words.other_rules, rules) };
            let who = match version.as_str() {
                "" => words.others.to_owned(),
                version => format!("{version} ({})", digest.get(..12).unwrap_or(digest)),
            };
            filled(text, &[&thousands(made.cases), &who])
        };
        self.found.makers.iter().map(said).collect()
    }

    /// What has to be looked at first, where there is something.
    pub fn newly(&self) -> Vec<(&'static str, u64)> {
        let newly = self.found.newly;
        let counts = [newly.overdue, newly.no_longer_overdue, newly.ownerless, newly.unclocked, newly.needs_input];
        self.lang.replay().newly.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect()
    }

    /// A group's head in parts: what, of which kind, from what to what.
    pub fn head(&self, group: &Group) -> Vec<String> {
        let (words, alike) = (self.lang.replay(), &group.alike);
        let mut head = vec![self.lang.what(alike.what).to_owned()];
        if alike.above {
            head[0] += &format!("（{}）", words.above);
        }
        if !alike.of.is_empty() {
            head.push(self.names(group).map_or_else(|| alike.of.clone(), |names| of(&names, alike.what, &alike.of)));
        }
        if !(alike.before.is_empty() && alike.after.is_empty()) {
            head.push(format!("{} → {}", self.value(group, &alike.before), self.value(group, &alike.after)));
        }
        head
    }

    /// Dues that are earlier, and later.
    pub fn moved(&self, group: &Group) -> Vec<String> {
        let words = self.lang.replay();
        let both = [(group.earlier, words.earlier), (group.later, words.later)];
        let there = both.into_iter().filter(|(moved, _)| *moved != Moved::default());
        there.map(|(moved, said)| filled(said, &[&thousands(moved.dues), &length(moved.seconds, words)])).collect()
    }

    /// The rule's title and its sentence; the sentence is empty where no document has one.
    pub fn rule(&self, group: &Group) -> Option<(String, String)> {
        let names = self.names(group)?;
        let rule: &RuleDef = names.manifest.rules.iter().find(|rule| rule.id == group.alike.rule)?;
        let quote = if rule.quote.is_empty() { String::new() } else { format!("「{}」", rule.quote) };
        Some((names.rule(&rule.id), quote))
    }

    /// The units of a group, those with most first.
    pub fn units(&self, group: &Group) -> Vec<(String, u64)> {
        let mut units: Vec<_> = group.units.iter().collect();
        units.sort_by_key(|(unit, count)| (Reverse(**count), *unit));
        units.into_iter().map(|(unit, count)| (self.body(group, unit), *count)).collect()
    }

    /// What a body is called.
    pub fn body(&self, group: &Group, body: &str) -> String {
        self.names(group).map_or_else(|| body.to_owned(), |names| names.body(body))
    }

    fn names(&self, group: &Group) -> Option<Names<'a>> {
        let manifest = self.manifest(group.alike.above)?;
        Some(Names { manifest, below: None, lang: self.lang })
    }

    /// Of the newest version, or of the newest of its superior.
    fn manifest(&self, above: bool) -> Option<&'a Manifest> {
        let (_, newest) = self.versions.all().last()?;
        let city = if above { newest.superior()?.all().last().map(|(_, city)| city)? } else { newest };
        Some(&city.policy().manifest().raw)
    }

    /// What a value is called.
    pub fn value(&self, group: &Group, text: &str) -> String {
        let (words, alike) = (self.lang.replay(), &group.alike);
        let Some(names) = self.names(group) else { return text.to_owned() };
        match (alike.what, text) {
            (_, "") => words.none.to_owned(),
            (_, "there") => words.there.to_owned(),
            (What::Stage, id) => names.stage(id),
            (What::Level, id) => names.level(id),
            (What::Label, value) => names.value(&alike.of, value),
            (What::State | What::Due | What::Row, text) => {
                // a state, perhaps with the moment to which it belongs
                let (id, at) = text.split_at(text.find(' ').unwrap_or(text.len()));
                let state = STATES.into_iter().find(|state| state.as_str() == id);
                state.map_or_else(|| text.to_owned(), |state| format!("{}{at}", self.lang.case().states[state as usize]))
            }
            (What::Route, body) if matches!(alike.of.as_str(), "lead" | "accountable") => names.body(body),
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

fn name(versions: &Versions) -> String {
    let raw = versions.all().last().map(|(_, newest)| &newest.policy().manifest().raw);
    raw.map_or_else(String::new, |raw| format!("{} {} ({})", raw.id, raw.version, raw.digest.get(..12).unwrap_or_default()))
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
