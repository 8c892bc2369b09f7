//! What a decision says where a case expects something of it.

use serde_json::Value;

use super::expect::{ABSENT, Expectation, Want, What};
use super::moments;

/// An expectation that is not so.
pub struct Mismatch {
    /// `clocks.handle housing.due`
    pub written: Vec<String>,
    pub want: Want,
    /// None: there is no such thing.
    pub got: Option<Want>,
    /// The entry that would have the field is not there at all.
    pub no_entry: bool,
}

/// The expectations that are not so. `decision`: its canonical JSON, read; `held`: the rules that held.
pub(super) fn compare(expect: &[Expectation], decision: &Value, held: &[String]) -> Vec<Mismatch> {
    let mismatch = |expectation: &Expectation| {
        let (got, no_entry) = match expectation.what {
            What::Fired | What::NotFired => (Some(Want::List(held.to_vec())), false),
            _ => find(&expectation.what, decision),
        };
        (!fits(&expectation.what, &expectation.want, got.as_ref())).then(|| Mismatch {
            written: expectation.written.clone(),
            want: expectation.want.clone(),
            got: said(&expectation.what, &expectation.want, got),
            no_entry,
        })
    };
    expect.iter().filter_map(mismatch).collect()
}

fn fits(what: &What, want: &Want, got: Option<&Want>) -> bool {
    match (what, want, got) {
        (What::Fired, Want::List(rules), Some(Want::List(held))) => rules.iter().all(|rule| held.contains(rule)),
        (What::NotFired, Want::List(rules), Some(Want::List(held))) => !rules.iter().any(|rule| held.contains(rule)),
        (_, Want::List(want), Some(Want::List(got))) => sorted(want) == sorted(got),
        // what canonical JSON leaves out
        (_, Want::List(want), None) => want.is_empty(),
        (_, Want::Flag(want), None) => !want,
        (_, Want::Whole(want), None) => *want == 0,
        (_, Want::Text(want), None) => want == ABSENT,
        (_, want, Some(got)) => want == got,
    }
}

/// Of a list of rules that held only those that the expectation named are of interest.
fn said(what: &What, want: &Want, got: Option<Want>) -> Option<Want> {
    let (Want::List(want), Some(Want::List(held))) = (want, &got) else { return got };
    let kept = |keep: bool| Want::List(want.iter().filter(|rule| held.contains(rule) == keep).cloned().collect());
    match what {
        What::Fired => Some(kept(true)),
        What::NotFired => Some(kept(false)),
        _ => got,
    }
}

fn sorted(list: &[String]) -> Vec<&String> {
    let mut list: Vec<&String> = list.iter().collect();
    list.sort();
    list
}

/// The value there, and whether the entry that would hold it is missing.
fn find(what: &What, decision: &Value) -> (Option<Want>, bool) {
    match what {
        What::Top(field) => (value(&decision[field]), false),
        What::Route(field) => (value(&decision["route"][field]), false),
        What::Role(role) => {
            let units = items(&decision["route"]["others"]).filter(|part| part["role"] == **role).map(|part| text(&part["unit"]));
            (Some(Want::List(units.collect())), false)
        }
        What::Entry { list, key, nth, way } => {
            // rows of a kind differ by who owes them; of the rest the id is enough
            let named = |entry: &&Value| name(entry, list.id) == *key || list.name != "clocks" && text(&entry[list.id]) == *key;
            let entry = items(&decision[list.name]).filter(named).nth(*nth);
            let found = entry.and_then(|entry| way.iter().try_fold(entry, within));
            (found.and_then(|found| value(found).or_else(|| brief(found))), entry.is_none())
        }
        What::Ids { list, id } => {
            // a need is of an input, or else of a field of the case
            let said = |entry: &Value| entry[*id].as_str().or(entry["field"].as_str()).unwrap_or_default().to_owned();
            (Some(Want::List(items(&decision[*list]).map(said).collect())), false)
        }
        What::Fired | What::NotFired => (None, false),
    }
}

/// `handle housing`: an entry's id, and the body that owes it.
pub(super) fn name(entry: &Value, id: &str) -> String {
    match entry["body"].as_str() {
        Some(body) => format!("{} {body}", text(&entry[id])),
        None => text(&entry[id]),
    }
}

/// A step into a value: a field, or the mark of a rung.
fn within<'v>(value: &'v Value, step: &String) -> Option<&'v Value> {
    match value {
        Value::Array(marks) => marks.iter().find(|mark| mark["rung"] == **step),
        _ => value.get(step),
    }
}

/// The most telling field of an entry that should not be there.
fn brief(entry: &Value) -> Option<Want> {
    let told = ["state", "value", "hit", "at"].iter().find_map(|field| value(&entry[*field]));
    entry.is_object().then(|| Want::Text(told.map_or_else(String::new, |told| told.to_string())))
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn value(value: &Value) -> Option<Want> {
    match value {
        Value::String(text) => Some(Want::Text(moments::local(text).unwrap_or_else(|| text.clone()))),
        Value::Number(number) => number.as_i64().map(Want::Whole),
        Value::Bool(flag) => Some(Want::Flag(*flag)),
        // who is told
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<_>>().map(Want::List),
        _ => None,
    }
}
