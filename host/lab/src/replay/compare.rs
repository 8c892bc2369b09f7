//! Two decisions on one case, field by field: what is other, under which rule, and by how much.

use std::borrow::Cow;
use std::collections::BTreeMap;

use paidan_calendar::Instant;
use serde::{Deserialize, Serialize};

use super::said::{Row, Rung, Said};

/// What of a decision is other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)] // docs/replay.md
pub enum What {
    Status,
    Stage,
    Level,
    Label,
    Route,
    /// An obligation is there or is not.
    Row,
    Due,
    State,
    /// The ladder of an obligation, where its due is the same.
    Supervision,
    Escalation,
    Action,
    Violation,
    Measure,
    Need,
    Reason,
    Note,
    /// Something else; the decisions differ.
    Other,
}

/// Something that is other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What.
    pub what: What,
    /// Of which group, kind of clock, metric, input, rule …; empty where there is but one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub of: String,
    /// Whom it concerns; empty: nobody in particular.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// The rule that says so afterwards; if nothing does, the one that said so before.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// As it was; empty: it was not there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// As it is; empty: it is not there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
    /// Of a due: by how many seconds it is later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub later: Option<i64>,
    /// A superior's decision, not the city's own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub above: bool,
}

/// What is other in `after`. Empty only if they say the same.
pub(super) fn compare(before: &Said<'_>, after: &Said<'_>) -> Vec<Change> {
    let mut changes = Changes { list: Vec::new(), above: false };
    changes.all(before, after);
    if changes.list.is_empty() && before != after {
        changes.add(What::Other, "", "", "", "", "");
    }
    changes.list
}

struct Changes {
    list: Vec<Change>,
    above: bool,
}

impl Changes {
    fn add(&mut self, what: What, of: &str, unit: &str, rule: &str, before: &str, after: &str) {
        if what == What::Other || before != after {
            self.list.push(Change {
                what,
                of: of.to_owned(),
                unit: unit.to_owned(),
                rule: rule.to_owned(),
                before: before.to_owned(),
                after: after.to_owned(),
                later: None,
                above: self.above,
            });
        }
    }

    fn all(&mut self, a: &Said<'_>, b: &Said<'_>) {
        self.add(What::Status, "", "", "", &a.status, &b.status);
        self.add(What::Stage, "", "", "", text(&a.stage), text(&b.stage));
        self.add(What::Level, "", "", "", text(&a.level), text(&b.level));
        let rung = |said: &Said<'_>| said.supervised.map_or_else(String::new, |rung| rung.to_string());
        self.add(What::Supervision, "", "", "", &rung(a), &rung(b));
        for (a, b) in pairs(&a.labels, &b.labels, |l| (l.group.as_ref(), "")) {
            let value = |l: Option<&super::said::Label<'_>>| {
                l.map_or_else(String::new, |l| match &l.proposed {
                    Some(proposed) => format!("{} ({proposed})", l.value),
                    None => l.value.to_string(),
                })
            };
            let rule = b.or(a).map_or("", |l| &l.rule);
            self.add(What::Label, b.or(a).map_or("", |l| &l.group), "", rule, &value(a), &value(b));
        }
        self.route(a, b);
        for (a, b) in pairs(&a.clocks, &b.clocks, key) {
            self.row(a, b);
        }
        for (a, b) in pairs(&a.escalations, &b.escalations, |s| s.at.as_ref()) {
            let said = |s: Option<&super::said::Step<'_>>| {
                s.map_or_else(String::new, |s| [&s.state, text(&s.approver)].map(|t| t as &str).join(" ").trim().to_owned())
            };
            let (at, rule) = b.or(a).map_or(("", ""), |s| (&s.at, &s.rule));
            self.add(What::Escalation, at, "", rule, &said(a), &said(b));
        }
        for (what, a, b) in [(What::Action, &a.actions, &b.actions), (What::Violation, &a.violations, &b.violations)] {
            for (a, b) in pairs(a, b, |k| (k.kind.as_ref(), text(&k.body), k.event)) {
                let (kind, unit, rule) = b.or(a).map_or(("", "", ""), |k| (&k.kind, text(&k.body), &k.rule));
                self.there(what, kind, unit, rule, a.is_some(), b.is_some());
            }
        }
        for (a, b) in pairs(&a.measures, &b.measures, |m| m.metric.as_ref()) {
            let said = |m: Option<&super::said::Measure<'_>>| {
                let how = |m: &super::said::Measure<'_>| match (m.counts, m.hit) {
                    (false, _) => "does not count",
                    (true, true) => "hit",
                    (true, false) => "miss",
                };
                m.map_or_else(String::new, |m| [how(m), text(&m.body)].join(" ").trim_end().to_owned())
            };
            let (metric, unit, rule) = b.or(a).map_or(("", "", ""), |m| (&m.metric, text(&m.body), &m.rule));
            self.add(What::Measure, metric, unit, rule, &said(a), &said(b));
        }
        for (a, b) in pairs(&a.needs, &b.needs, |n| (text(&n.input), text(&n.field))) {
            let (what, rule) = b.or(a).map_or(("", ""), |n| (n.input.as_ref().or(n.field.as_ref()).map_or("", |w| w), &n.rule));
            self.there(What::Need, what, "", rule, a.is_some(), b.is_some());
        }
        for (a, b) in pairs(&a.reasons, &b.reasons, |r| r.rule.as_ref()) {
            let rule = b.or(a).map_or("", |r| &r.rule);
            self.there(What::Reason, rule, "", rule, a.is_some(), b.is_some());
        }
        for (a, b) in pairs(&a.notes, &b.notes, |n| (n.code.as_ref(), n.text.as_ref())) {
            self.there(What::Note, b.or(a).map_or("", |n| &n.code), "", "", a.is_some(), b.is_some());
        }
        if let (Some(a), Some(b)) = (&a.above, &b.above) {
            self.above = true;
            self.all(&a.decision, &b.decision);
            self.above = false;
        } else if a.above.is_some() != b.above.is_some() {
            self.there(What::Other, "above", "", "", a.above.is_some(), b.above.is_some());
        }
    }

    /// Of something that is there or is not.
    fn there(&mut self, what: What, of: &str, unit: &str, rule: &str, before: bool, after: bool) {
        let said = |there: bool| if there { "there" } else { "" };
        if before != after {
            self.add(what, of, unit, rule, said(before), said(after));
        }
    }

    fn route(&mut self, a: &Said<'_>, b: &Said<'_>) {
        let rule = b.route.as_ref().or(a.route.as_ref()).map_or("", |r| &r.rule);
        let part = |said: &Said<'_>, of: &str| -> String {
            let Some(route) = &said.route else { return String::new() };
            match of {
                "mode" => route.mode.to_string(),
                "lead" => text(&route.lead).to_owned(),
                "accountable" => text(&route.accountable).to_owned(),
                _ => {
                    let mut others: Vec<String> = route.others.iter().map(|p| format!("{} {}", p.role, p.unit)).collect();
                    others.sort();
                    others.join(", ")
                }
            }
        };
        for of in ["mode", "lead", "accountable", "others"] {
            let (before, after) = (part(a, of), part(b, of));
            let unit = if matches!(of, "lead" | "accountable") { after.as_str() } else { "" };
            self.add(What::Route, of, unit, rule, &before, &after);
        }
    }

    fn row(&mut self, a: Option<&Row<'_>>, b: Option<&Row<'_>>) {
        let Some(said) = b.or(a) else { return };
        let (kind, unit, rule) = (said.kind.as_ref(), text(&said.body), said.rule.as_ref());
        let (Some(a), Some(b)) = (a, b) else {
            let shown = |row: Option<&Row<'_>>| row.map_or_else(String::new, |row| format!("{} {}", row.state, text(&row.due)));
            return self.add(What::Row, kind, unit, rule, shown(a).trim(), shown(b).trim());
        };
        // an obligation that has no due says how that is
        let due = |row: &Row<'_>| row.due.as_deref().unwrap_or(&row.state).to_owned();
        let moved = self.list.len();
        self.add(What::Due, kind, unit, rule, &due(a), &due(b));
        let moved = self.list.get_mut(moved);
        if let Some(change) = moved {
            let at = |row: &Row<'_>| Instant::parse_rfc3339(row.due.as_deref()?).ok();
            change.later = at(b).zip(at(a)).map(|(b, a)| b.0 - a.0);
        } else if a.marks != b.marks {
            self.add(What::Supervision, kind, unit, rule, &marks(a), &marks(b));
        }
        self.add(What::State, kind, unit, rule, &a.state, &b.state);
        let rest = |row: &Row<'_>| (row.until, row.late_at_birth, row.provisional);
        if a.state == b.state && a.due == b.due && (rest(a) != rest(b) || a.ended != b.ended || a.rule != b.rule) {
            let shown = |row: &Row<'_>| {
                let flags = [(row.late_at_birth, "late at birth"), (row.provisional, "provisional")];
                let said = flags.into_iter().filter_map(|(set, name)| set.then_some(name));
                let until = row.until.map(|seq| format!("until {seq}"));
                let ended = row.ended.as_ref().map(|at| format!("ended {at}"));
                let parts: Vec<String> =
                    until.into_iter().chain(ended).chain(said.map(str::to_owned)).chain([format!("by {}", row.rule)]).collect();
                parts.join(", ")
            };
            self.add(What::Row, kind, unit, rule, &shown(a), &shown(b));
        }
    }
}

/// What an obligation is, whatever is due when.
fn key<'r>(row: &'r Row<'_>) -> (&'r str, &'r str, &'r str, Option<u32>) {
    (&row.kind, text(&row.body), text(&row.start), row.since)
}

fn marks(row: &Row<'_>) -> String {
    let mark = |m: &super::said::Mark<'_>| {
        let rung = match &m.rung {
            Rung::Id(id) => id.to_string(),
            Rung::Place(place) => format!("#{}", place + 1),
        };
        let to = [&m.to.names().join(" + "), text(&m.action)].join(" ");
        format!("{rung} {}{} {}", m.at, if m.fired { " fired" } else { "" }, to.trim()).trim().to_owned()
    };
    row.marks.iter().map(mark).collect::<Vec<_>>().join(", ")
}

fn text<'t>(value: &'t Option<Cow<'_, str>>) -> &'t str {
    value.as_deref().unwrap_or_default()
}

/// The elements of two lists side by side: the first of a key with the first, the second with the second. In the order of `before`,
/// then what is new.
fn pairs<'s, T, K: Ord>(before: &'s [T], after: &'s [T], key: impl Fn(&'s T) -> K) -> Vec<(Option<&'s T>, Option<&'s T>)> {
    let numbered = |list: &'s [T]| {
        let mut seen: BTreeMap<K, usize> = BTreeMap::new();
        let number = |item: &'s T| {
            let n = seen.entry(key(item)).or_default();
            *n += 1;
            ((key(item), *n), item)
        };
        list.iter().map(number).collect::<Vec<_>>()
    };
    let mut new: BTreeMap<(K, usize), &T> = numbered(after).into_iter().collect();
    let mut pairs: Vec<_> = numbered(before).into_iter().map(|(key, item)| (Some(item), new.remove(&key))).collect();
    let rest: Vec<_> = numbered(after).into_iter().filter(|(key, _)| new.contains_key(key)).collect();
    pairs.extend(rest.into_iter().map(|(_, item)| (None, Some(item))));
    pairs
}
