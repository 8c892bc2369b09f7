//! What another version of a policy declares otherwise, id by id: "d3: 3 → 2 working days".

use paidan_engine::contract::{
    Basis, ClockDef, DayClass, Ending, HoldsIf, InputDef, LadderDef, Manifest, Name, OwedBy, Per, ProfileDef, Roll, RungDef,
    RungPoint, TermDef, UnitDef, ValueKind,
};
use serde::{Serialize, Serializer};

use super::finding::Severity;
use crate::titles::{is_of_rung, selectors, unit_of_time};

/// Something that is other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// A warning where recorded cases may be read otherwise; else a note.
    pub severity: Severity,
    /// `term`, `clock`, `event` …
    pub list: &'static str,
    /// Of the entry; empty for the policy itself.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// What of it; none: the entry as a whole came or went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
    /// None: there was no such entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Said>,
    /// None: there is no such entry any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Said>,
}

/// A value, as authors write it and as clerks read it. JSON has the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// `3 working days`
    pub written: String,
    /// `3个工作日`
    pub chinese: String,
}

impl Serialize for Said {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written)
    }
}

impl Said {
    fn same(text: impl Into<String>) -> Self {
        let written = text.into();
        Self { chinese: written.clone(), written }
    }

    fn flag(on: bool) -> Self {
        let (written, chinese) = if on { ("yes", "是") } else { ("no", "否") };
        Self { written: written.to_owned(), chinese: chinese.to_owned() }
    }
}

/// An entry of a list: its id, its title, its fields.
struct Entry {
    id: String,
    title: String,
    fields: Vec<(&'static str, Said)>,
}

/// Lists of words that recorded cases may use.
const READ: [&str; 9] = ["channel", "kind", "category", "area", "event", "reason", "input", "level", "unit"];

/// Everything that `after` declares otherwise than `before`.
#[must_use]
pub fn changes(before: &Manifest, after: &Manifest) -> Vec<Change> {
    let mut found = Vec::new();
    for ((list, before), (_, after)) in lists(before).into_iter().zip(lists(after)) {
        let read = READ.contains(&list);
        for old in &before {
            let Some(new) = after.iter().find(|new| new.id == old.id) else {
                let severity = if read { Severity::Warning } else { Severity::Note };
                let (id, title) = (old.id.clone(), old.title.clone());
                found.push(Change { severity, list, id, title, field: None, before: Some(Said::same("")), after: None });
                continue;
            };
            for ((field, was), (_, is)) in old.fields.iter().zip(&new.fields).filter(|(old, new)| old.1 != new.1) {
                let read = read && matches!(*field, "kind" | "on" | "words" | "per") || list == "policy" && *field != "title";
                let severity = if read { Severity::Warning } else { Severity::Note };
                let (id, title) = (new.id.clone(), new.title.clone());
                let (before, after) = (Some(was.clone()), Some(is.clone()));
                found.push(Change { severity, list, id, title, field: Some(field), before, after });
            }
        }
        for new in after.iter().filter(|new| !before.iter().any(|old| old.id == new.id)) {
            let (id, title) = (new.id.clone(), new.title.clone());
            let severity = Severity::Note;
            found.push(Change { severity, list, id, title, field: None, before: None, after: Some(Said::same("")) });
        }
    }
    // what recorded cases feel first
    found.sort_by_key(|change| change.severity);
    found
}

/// Every list, always in the same order.
fn lists(m: &Manifest) -> Vec<(&'static str, Vec<Entry>)> {
    let names = |names: &[Name]| names.iter().map(|name| entry(&name.id, &name.title, Vec::new())).collect::<Vec<_>>();
    let order = |names: &[Name]| Said::same(names.iter().map(|name| name.id.as_str()).collect::<Vec<_>>().join(" < "));
    let policy = vec![
        ("jurisdictions", Said::same(m.jurisdictions.join(" "))),
        ("calendar", Said::same(m.calendar.clone())),
        ("reads-text", Said::flag(m.reads_text)),
    ];
    let levels = vec![("order", order(&m.levels))];
    vec![
        ("policy", vec![entry("", &m.title, policy)]),
        ("term", m.terms.iter().filter(|it| !is_of_rung(it)).map(|it| term(m, it)).collect()),
        ("clock", m.clocks.iter().map(|it| clock(m, it)).collect()),
        ("ladder", m.ladders.iter().map(|it| ladder(m, it)).collect()),
        ("rung", rungs(m)),
        ("profile", m.profiles.iter().map(profile).collect()),
        ("rule", rules(m)),
        ("unit", units(m)),
        ("input", m.inputs.iter().map(|it| input(m, it)).collect()),
        ("group", groups(m)),
        ("stage", stages(m)),
        ("metric", metrics(m)),
        ("levels", vec![entry("levels", "", levels)]),
        ("level", names(&m.levels)),
        ("channel", names(&m.channels)),
        ("kind", names(&m.kinds)),
        ("category", names(&m.categories)),
        ("area", names(&m.areas)),
        ("event", names(&m.events)),
        ("reason", names(&m.reasons)),
        ("mode", names(&m.modes)),
        ("role", names(&m.roles)),
        ("action", names(&m.actions)),
        ("violation", names(&m.violations)),
    ]
}

fn entry(id: &str, title: &str, mut fields: Vec<(&'static str, Said)>) -> Entry {
    fields.insert(0, ("title", Said::same(title)));
    Entry { id: id.to_owned(), title: title.to_owned(), fields }
}

fn rule_of(m: &Manifest, rule: u16) -> Said {
    Said::same(m.rules[usize::from(rule)].id.clone())
}

fn optional<'n>(id: Option<&'n String>) -> Said {
    Said::same(id.map_or("–", |id: &'n String| id.as_str()))
}

/// As in rules.toml, and by its Chinese title.
fn length(m: &Manifest, term: &TermDef) -> Said {
    let (profile, unit) = (&m.profiles[usize::from(term.profile)].id, unit_of_time(term.unit));
    let written = match term.amount {
        0 => format!("same {profile} {unit}"),
        1 => format!("1 {profile} {unit}"),
        n => format!("{n} {profile} {unit}s"),
    };
    Said { written, chinese: term.title.clone() }
}

fn minute(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn term(m: &Manifest, term: &TermDef) -> Entry {
    let ends = match term.ends {
        Ending::Exact => "exact",
        Ending::DayEnd => "day-end",
        Ending::Close => "close",
        Ending::PeriodEnd => "period-end",
    };
    let roll = match term.roll {
        Roll::None => "–".to_owned(),
        Roll::Next(profile) => format!("next {}", m.profiles[usize::from(profile)].id),
        Roll::Previous(profile) => format!("previous {}", m.profiles[usize::from(profile)].id),
    };
    let fields = vec![
        ("is", length(m, term)),
        ("ends", Said::same(ends)),
        ("roll", Said::same(roll)),
        ("snaps", Said::flag(term.snaps)),
        ("cut-off", Said::same(term.cut_off.map_or_else(|| "–".to_owned(), minute))),
        ("repeats", Said::flag(term.repeats)),
        ("rule", rule_of(m, term.rule)),
    ];
    // its title is its length
    Entry { id: term.id.clone(), title: String::new(), fields }
}

fn clock(m: &Manifest, clock: &ClockDef) -> Entry {
    let pause = |pause: &paidan_engine::contract::PauseDef| {
        let cap = pause.cap.map_or_else(String::new, |cap| format!(" ≤ {}", m.terms[usize::from(cap)].id));
        format!("{}: {} → {}{cap}", pause.id, selectors(m, &pause.begins), selectors(m, &pause.ends))
    };
    let owed_by = match clock.owed_by {
        OwedBy::Body => "body",
        OwedBy::WholeCase => "whole-case",
    };
    let fields = vec![
        ("owed-by", Said::same(owed_by)),
        ("stops", Said::same(selectors(m, &clock.stops))),
        ("decided", Said::flag(clock.decided)),
        ("pauses", Said::same(clock.pauses.iter().map(pause).collect::<Vec<_>>().join("; "))),
        ("ladder", optional(clock.ladder.map(|ladder| &m.ladders[usize::from(ladder)].id))),
        ("after-close", Said::flag(clock.after_close)),
        ("rule", rule_of(m, clock.rule)),
    ];
    entry(&clock.id, &clock.title, fields)
}

fn ladder(m: &Manifest, ladder: &LadderDef) -> Entry {
    let notify = Said::same(m.profiles[usize::from(ladder.notify)].id.clone());
    entry(&ladder.id, &ladder.title, vec![("notify", notify)])
}

/// `late.second`: a rung of a ladder. The term that it makes is its `at`.
fn rung(m: &Manifest, ladder: &LadderDef, rung: &RungDef) -> Entry {
    let term = |term: u16| length(m, &m.terms[usize::from(term)]);
    let none = |term: u16| m.terms[usize::from(term)].amount == 0;
    let (written, chinese) = match rung.at {
        RungPoint::Percent(percent) => (format!("{percent} %"), format!("用时{percent}%")),
        RungPoint::After(at) if none(at) => ("overdue".to_owned(), "到期".to_owned()),
        RungPoint::Before(at) => (format!("-{}", term(at).written), format!("到期前{}", term(at).chinese)),
        RungPoint::After(at) => (format!("+{}", term(at).written), format!("超期{}", term(at).chinese)),
    };
    let told = |name: fn(&UnitDef) -> String, body: &str, comma: &str| {
        let named = |to: &Option<u16>| to.map_or_else(|| body.to_owned(), |unit| name(&m.units[usize::from(unit)]));
        rung.to.iter().map(named).collect::<Vec<_>>().join(comma)
    };
    let to = told(|unit| unit.id.clone(), "body", ", ");
    let to_whom = told(|unit| unit.title.replace("{}", ""), "责任方", "、");
    let fields = vec![
        ("at", Said { written, chinese }),
        ("to", Said { written: to, chinese: to_whom }),
        ("action", optional(rung.action.map(|action| &m.actions[usize::from(action)].id))),
        ("rule", rule_of(m, rung.rule)),
    ];
    entry(&format!("{}.{}", ladder.id, rung.id), &rung.title, fields)
}

fn rungs(m: &Manifest) -> Vec<Entry> {
    m.ladders.iter().flat_map(|ladder| ladder.rungs.iter().map(move |it| rung(m, ladder, it))).collect()
}

fn profile(profile: &ProfileDef) -> Entry {
    let day = |class: &DayClass| match class {
        DayClass::Workday => "workday",
        DayClass::MakeupWorkday => "makeup-workday",
        DayClass::Rest => "rest",
        DayClass::Statutory => "statutory",
    };
    let days = profile.days.iter().map(day).collect::<Vec<_>>().join(" ");
    let hours = profile.hours.iter().map(|hours| format!("{}-{}", minute(hours.opens), minute(hours.closes)));
    let hours = hours.collect::<Vec<_>>().join(" ");
    entry(&profile.id, &profile.title, vec![("days", Said::same(days)), ("hours", Said::same(hours))])
}

fn rules(m: &Manifest) -> Vec<Entry> {
    let rule = |rule: &paidan_engine::contract::RuleDef| {
        let basis = match rule.basis {
            Basis::Quoted => "quoted",
            Basis::External => "external",
            Basis::Ours => "ours",
            Basis::Unused => "unused",
        };
        let between = if rule.holds == HoldsIf::All { " + " } else { " / " };
        let conditions = rule.conditions.iter().map(|condition| condition.id.as_str()).collect::<Vec<_>>().join(between);
        let fields = vec![
            ("basis", Said::same(basis)),
            ("quote", Said::same(rule.quote.clone())),
            ("source", Said::same(rule.source.clone())),
            ("note", Said::same(rule.note.clone())),
            ("fills", optional(rule.fills.map(|of| &m.rules[usize::from(of)].id))),
            ("conditions", Said::same(conditions)),
        ];
        entry(&rule.id, &rule.title, fields)
    };
    m.rules.iter().map(rule).collect()
}

fn units(m: &Manifest) -> Vec<Entry> {
    let unit = |unit: &paidan_engine::contract::UnitDef| {
        let per = match unit.per {
            Per::One => "one".to_owned(),
            Per::Area(depth) => format!("area {depth}"),
            Per::Body => "body".to_owned(),
        };
        let fields = vec![
            ("level", optional(unit.level.map(|level| &m.levels[usize::from(level)].id))),
            ("line", Said::same(unit.line.clone())),
            ("per", Said::same(per)),
            ("receiver", Said::flag(unit.receiver)),
        ];
        entry(&unit.id, &unit.title, fields)
    };
    m.units.iter().map(unit).collect()
}

fn input(m: &Manifest, input: &InputDef) -> Entry {
    let kind = match input.kind {
        ValueKind::Flag => "flag",
        ValueKind::Count => "count",
        ValueKind::Word => "word",
        ValueKind::Time => "time",
        ValueKind::Unit => "unit",
        ValueKind::Category => "category",
    };
    let range = if input.kind == ValueKind::Count { format!("{}–{}", input.least, input.most) } else { String::new() };
    let words = input.words.iter().map(|word| word.id.as_str()).collect::<Vec<_>>().join(", ");
    // as in rules.toml
    let on = input.on.iter().map(|event| event.map_or("case", |event| &m.events[usize::from(event)].id)).collect::<Vec<_>>();
    let fields = vec![
        ("kind", Said::same(kind)),
        ("on", Said::same(on.join(", "))),
        ("words", Said::same(words)),
        ("range", Said::same(range)),
    ];
    entry(&input.id, &input.title, fields)
}

fn groups(m: &Manifest) -> Vec<Entry> {
    let group = |group: &paidan_engine::contract::GroupDef| {
        let between = if group.ordered { " < " } else { ", " };
        let values = group.values.iter().map(|value| value.id.as_str()).collect::<Vec<_>>().join(between);
        let fields = vec![
            ("values", Said::same(values)),
            ("required", Said::flag(group.required)),
            ("many", Said::flag(group.many)),
            ("ordered", Said::flag(group.ordered)),
        ];
        entry(&group.id, &group.title, fields)
    };
    m.groups.iter().map(group).collect()
}

fn stages(m: &Manifest) -> Vec<Entry> {
    let stage = |stage: &paidan_engine::contract::StageDef| {
        let fields = vec![("national", Said::same(stage.national.clone())), ("closed", Said::flag(stage.closed))];
        entry(&stage.id, &stage.title, fields)
    };
    m.stages.iter().map(stage).collect()
}

fn metrics(m: &Manifest) -> Vec<Entry> {
    let metric = |metric: &paidan_engine::contract::MetricDef| {
        let of = optional(metric.on_time_of.map(|clock| &m.clocks[usize::from(clock)].id));
        let lower = Said::flag(metric.lower_is_better);
        entry(&metric.id, &metric.title, vec![("on-time-of", of), ("lower-is-better", lower), ("rule", rule_of(m, metric.rule))])
    };
    m.metrics.iter().map(metric).collect()
}
