//! A manifest as JSON: positions are given as the ids that they stand for.

use paidan_engine::contract::{Basis, DayClass, Ending, HoldsIf, Name, OwedBy, Per, Roll, RungPoint, ValueKind};
use paidan_lab::titles::{selectors, unit_of_time};
use serde_json::{Value, json};

use super::Inspected;
use super::pages::clock;

/// Everything there is to know.
pub fn whole(inspected: &Inspected) -> Value {
    let (m, policy) = (inspected.manifest(), &inspected.policy);
    let limits = policy.limits();
    let rule = |i: u16| m.rules[usize::from(i)].id.as_str();
    let term = |i: u16| m.terms[usize::from(i)].id.as_str();
    let profile = |i: u16| m.profiles[usize::from(i)].id.as_str();
    let name = |list: &[Name], i: Option<u16>| i.map(|i| list[usize::from(i)].id.clone());
    json!({
        "policy": { "id": m.id, "title": m.title, "version": m.version, "rules": m.digest, "component": policy.component_digest(), "bytes": inspected.bytes },
        "contract": paidan_engine::CONTRACT,
        "jurisdictions": m.jurisdictions,
        "calendar": m.calendar,
        "reads_text": m.reads_text,
        "limits": {
            "fuel_max": limits.fuel_max, "memory_max_bytes": limits.memory_max_bytes, "output_max_bytes": limits.output_max_bytes,
            "manifest_max_bytes": limits.manifest_max_bytes, "manifest_fuel_max": limits.manifest_fuel_max, "list_max": limits.list_max, "repeating_max": limits.repeating_max,
            "stack_max_bytes": limits.stack_max_bytes, "instances_max": limits.instances_max,
        },
        "rules": m.rules.iter().map(|it| json!({
            "id": it.id, "title": it.title, "basis": basis(it.basis), "quote": it.quote, "source": it.source, "note": it.note,
            "fills": it.fills.map(rule), "conditions": names(&it.conditions),
            "holds": match it.holds { HoldsIf::All => "all", HoldsIf::Any => "any" },
        })).collect::<Vec<_>>(),
        "terms": m.terms.iter().map(|it| json!({
            "id": it.id, "title": it.title, "amount": it.amount, "unit": unit_of_time(it.unit), "profile": profile(it.profile),
            "ends": match it.ends { Ending::Exact => "exact", Ending::DayEnd => "day-end", Ending::Close => "close", Ending::PeriodEnd => "period-end" },
            "roll": match it.roll { Roll::None => Value::Null, Roll::Next(p) => json!({ "next": profile(p) }), Roll::Previous(p) => json!({ "previous": profile(p) }) },
            "cut_off": it.cut_off.map(clock), "snaps": it.snaps, "repeats": it.repeats, "rule": rule(it.rule),
        })).collect::<Vec<_>>(),
        "clocks": m.clocks.iter().map(|it| json!({
            "id": it.id, "title": it.title, "owed_by": match it.owed_by { OwedBy::Body => "body", OwedBy::WholeCase => "whole-case" },
            "stops": selectors(m, &it.stops), "decided": it.decided, "after_close": it.after_close, "rule": rule(it.rule),
            "ladder": it.ladder.map(|i| m.ladders[usize::from(i)].id.as_str()),
            "pauses": it.pauses.iter().map(|pause| json!({
                "id": pause.id, "title": pause.title, "begins": selectors(m, &pause.begins), "ends": selectors(m, &pause.ends),
                "cap": pause.cap.map(term), "rule": rule(pause.rule),
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "ladders": m.ladders.iter().map(|it| json!({
            "id": it.id, "title": it.title, "notify": profile(it.notify),
            "rungs": it.rungs.iter().map(|rung| json!({
                "id": rung.id, "title": rung.title,
                "at": match rung.at { RungPoint::Percent(p) => json!({ "percent": p }), RungPoint::Before(t) => json!({ "before": term(t) }), RungPoint::After(t) => json!({ "after": term(t) }) },
                "to": rung.to.iter().map(|to| to.map_or("body", |i| m.units[usize::from(i)].id.as_str())).collect::<Vec<_>>(), "action": name(&m.actions, rung.action), "rule": rule(rung.rule),
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "profiles": m.profiles.iter().map(|it| json!({
            "id": it.id, "title": it.title, "days": it.days.iter().map(|day| class(*day)).collect::<Vec<_>>(),
            "hours": it.hours.iter().map(|hours| [clock(hours.opens), clock(hours.closes)]).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "stages": m.stages.iter().map(|it| json!({ "id": it.id, "title": it.title, "national": it.national, "closed": it.closed })).collect::<Vec<_>>(),
        "groups": m.groups.iter().map(|it| json!({
            "id": it.id, "title": it.title, "values": names(&it.values), "required": it.required, "many": it.many, "ordered": it.ordered,
        })).collect::<Vec<_>>(),
        "units": m.units.iter().map(|it| json!({
            "id": it.id, "title": it.title, "level": name(&m.levels, it.level), "line": it.line, "receiver": it.receiver,
            "per": match it.per { Per::One => json!("one"), Per::Area(depth) => json!({ "area": depth }), Per::Body => json!("body") },
        })).collect::<Vec<_>>(),
        "inputs": m.inputs.iter().map(|it| json!({
            "id": it.id, "title": it.title, "kind": kind(it.kind), "on": it.on.iter().map(|on| name(&m.events, *on)).collect::<Vec<_>>(), "words": names(&it.words), "least": it.least, "most": it.most,
        })).collect::<Vec<_>>(),
        "metrics": m.metrics.iter().map(|it| json!({
            "id": it.id, "title": it.title, "on_time_of": it.on_time_of.map(|i| m.clocks[usize::from(i)].id.as_str()),
            "lower_is_better": it.lower_is_better, "rule": rule(it.rule),
        })).collect::<Vec<_>>(),
        "names": {
            "levels": names(&m.levels), "modes": names(&m.modes), "roles": names(&m.roles), "actions": names(&m.actions), "violations": names(&m.violations),
            "channels": names(&m.channels), "kinds": names(&m.kinds), "areas": names(&m.areas), "reasons": names(&m.reasons), "events": names(&m.events),
        },
        "categories": names(&m.categories),
    })
}

/// A list, not an object: its order says something.
fn names(list: &[Name]) -> Vec<Value> {
    list.iter().map(|it| json!({ "id": it.id, "title": it.title })).collect()
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Quoted => "quoted",
        Basis::External => "external",
        Basis::Ours => "ours",
        Basis::Unused => "unused",
    }
}

fn class(class: DayClass) -> &'static str {
    match class {
        DayClass::Workday => "workday",
        DayClass::MakeupWorkday => "makeup-workday",
        DayClass::Rest => "rest",
        DayClass::Statutory => "statutory",
    }
}

fn kind(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Flag => "flag",
        ValueKind::Count => "count",
        ValueKind::Word => "word",
        ValueKind::Time => "time",
        ValueKind::Unit => "unit",
        ValueKind::Category => "category",
    }
}
