//! The vocabulary: what is declared and never said, what nobody can tell apart, rules that nothing reaches.

use paidan_engine::Decision;
use paidan_engine::contract::{Basis, HoldsIf, Manifest, Name, Per, TermDef};

use super::finding::Finding;
use super::seen::Seen;
use crate::lists::List;
use crate::titles::is_of_rung;

/// What is declared and no decision says. Levels apart: cases say them too.
pub(super) fn unused(m: &Manifest, seen: &Seen, found: &mut Vec<Finding>) {
    for list in List::SAID.into_iter().filter(|list| *list != List::Level) {
        for (at, (id, _)) in list.entries(m).into_iter().enumerate() {
            // somebody's is named by ladders alone; every other unit may be named by a case
            let may_be_named = list == List::Unit && !matches!(m.units[at].per, Per::Body);
            let code = if may_be_named { "check/unit-named-only" } else { "check/unused" };
            if !seen.said.has(list, at) {
                found.push(Finding::new(code, format!("{}.{id}", list.name()), Vec::new()));
            }
        }
    }
}

/// What shows a finding about all cases: in a case, something that its decision has.
pub(super) enum Shows {
    /// A row of this kind.
    Clock(String),
    /// A need of this input.
    Need(String),
    /// A rule that was asked, and so many of its conditions hold.
    Asked(u16, u32),
}

impl Shows {
    pub(super) fn in_decision(&self, decision: &Decision<'_>) -> bool {
        match self {
            Self::Clock(kind) => decision.clocks.iter().any(|row| row.kind == kind),
            Self::Need(input) => decision.needs.iter().any(|need| need.input == Some(input)),
            Self::Asked(rule, held) => {
                let asked = decision.trace.asked.iter().filter(|asked| asked.rule == *rule);
                asked.map(|asked| asked.conditions.count_ones()).any(|now| now >= *held)
            }
        }
    }
}

/// Of all cases together, and the first that shows it.
pub(super) type Told = (Finding, Option<(u64, Shows)>);

/// Kinds of clocks that nothing meets, and inputs that are asked for in vain.
pub(super) fn in_vain(m: &Manifest, seen: &Seen) -> Vec<Told> {
    let clocks = m.clocks.iter().zip(&seen.met).filter(|(_, (met, _))| !met).filter_map(|(kind, (_, first))| {
        let finding = Finding::new("check/never-met", format!("clock.{}", kind.id), Vec::new());
        Some((finding, Some(((*first)?, Shows::Clock(kind.id.clone())))))
    });
    let needs = m.inputs.iter().zip(&seen.needed).filter(|(_, (with_row, _))| !with_row).filter_map(|(input, (_, first))| {
        let finding = Finding::new("check/need-without-row", format!("input.{}", input.id), Vec::new());
        Some((finding, Some(((*first)?, Shows::Need(input.id.clone())))))
    });
    clocks.chain(needs).collect()
}

/// Rules that were never asked or never held, the latter with the case that came nearest; conditions that only went one way.
pub(super) fn rules(m: &Manifest, seen: &Seen) -> Vec<Told> {
    let mut found = Vec::new();
    for ((at, rule), reached) in (0..).zip(&m.rules).zip(&seen.rules).filter(|((_, rule), _)| rule.basis != Basis::Unused) {
        let place = format!("rule.{}", rule.id);
        if !reached.asked {
            found.push((Finding::new("check/rule-unasked", place, Vec::new()), None));
            continue;
        }
        let never = |bits: u32| {
            let conditions = rule.conditions.iter().enumerate().filter(move |(bit, _)| bits >> bit & 1 == 0);
            conditions.map(|(_, condition)| condition).collect::<Vec<_>>()
        };
        if !reached.held {
            let lacked = never(reached.yes).iter().map(|condition| condition.title.clone()).collect();
            let nearest = reached
                .nearest
                .map(|(lacked, case)| (case, Shows::Asked(at, (rule.conditions.len() as u32).saturating_sub(lacked))));
            found.push((Finding::new("check/rule-unreachable", place, lacked), nearest));
            // of one that needs any of its conditions, that says it all
            if rule.holds == HoldsIf::Any {
                continue;
            }
        }
        let conditions = |code, list: Vec<&Name>| {
            let one = |condition: &&Name| Finding::new(code, format!("rule.{}.{}", rule.id, condition.id), Vec::new());
            let first = || Some((reached.first?, Shows::Asked(at, 0)));
            list.iter().map(|condition| (one(condition), first())).collect::<Vec<_>>()
        };
        found.extend(conditions("check/condition-never-true", never(reached.yes)));
        found.extend(conditions("check/condition-never-false", never(reached.no)));
    }
    found
}

/// What people cannot tell apart.
pub(super) fn duplicates(m: &Manifest, found: &mut Vec<Finding>) {
    let mut titles = |list: &str, entries: Vec<(String, String)>| {
        for (at, (id, title)) in entries.iter().enumerate().filter(|(_, (_, title))| !title.is_empty()) {
            if let Some((other, _)) = entries[..at].iter().find(|(_, other)| other == title) {
                found.push(Finding::new("check/duplicate", format!("{list}.{id}"), vec![format!("{list}.{other}")]));
            }
        }
    };
    for list in List::SAID.into_iter().filter(|list| *list != List::Term) {
        titles(list.name(), list.entries(m));
    }
    let names = |names: &[Name]| names.iter().map(|name| (name.id.clone(), name.title.clone())).collect::<Vec<_>>();
    for (list, entries) in [
        ("channel", &m.channels),
        ("kind", &m.kinds),
        ("category", &m.categories),
        ("area", &m.areas),
        ("event", &m.events),
        ("reason", &m.reasons),
    ] {
        titles(list, names(entries));
    }
    // one sentence may carry several rules, and an input of an event may be called like another of another event
    let rules = m.rules.iter().map(|rule| (rule.id.clone(), format!("{}\n{}\n{}", rule.title, rule.quote, rule.note)));
    titles("rule", rules.collect());
    // a rung's number has a term of its own, whatever other rungs say
    for (at, term) in m.terms.iter().enumerate().filter(|(_, term)| !is_of_rung(term)) {
        if let Some(other) = m.terms[..at].iter().find(|other| is_same(term, other)) {
            found.push(Finding::new("check/same-term", format!("term.{}", term.id), vec![format!("term.{}", other.id)]));
        }
    }
}

fn is_same(one: &TermDef, other: &TermDef) -> bool {
    let TermDef { amount, unit, profile, ends, roll, snaps, cut_off, repeats, .. } = *one;
    // one number of two sentences is two numbers
    one.rule == other.rule
        && (amount, unit, profile, ends, roll) == (other.amount, other.unit, other.profile, other.ends, other.roll)
        && (snaps, cut_off, repeats) == (other.snaps, other.cut_off, other.repeats)
}

/// What people call what stands at a place.
pub(super) fn title(m: &Manifest, place: &str) -> String {
    let Some((list, id)) = place.split_once('.') else { return String::new() };
    let named = |names: &[Name]| names.iter().find(|name| name.id == id).map(|name| name.title.clone());
    let found = match list {
        "rule" => {
            let (rule, condition) = id.split_once('.').unwrap_or((id, ""));
            let rule = m.rules.iter().find(|known| known.id == rule);
            let condition = rule.and_then(|rule| rule.conditions.iter().find(|known| known.id == condition));
            rule.map(|rule| condition.map_or_else(|| rule.title.clone(), |c| format!("{}：{}", rule.title, c.title)))
        }
        "channel" => named(&m.channels),
        "kind" => named(&m.kinds),
        "category" => named(&m.categories),
        "area" => named(&m.areas),
        "event" => named(&m.events),
        "reason" => named(&m.reasons),
        "input" => m.inputs.iter().find(|input| input.id == id).map(|input| input.title.clone()),
        _ => {
            let list = List::SAID.into_iter().find(|known| known.name() == list);
            list.and_then(|list| list.entries(m).into_iter().find(|(known, _)| known == id)).map(|(_, title)| title)
        }
    };
    found.unwrap_or_default()
}
