//! Ordered labels, from light to grave: whichever way more gravity turns the time, it turns it one way.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;

use paidan_calendar::Instant;
use paidan_engine::contract::Manifest;
use paidan_engine::{Case, Decision, Error};
use serde_json::Value;

use super::finding::{Example, Finding};
use super::given::Given;
use super::shrink::shrink;
use super::walk::Pool;
use super::{Ask, Subject};

/// Cases of each part of the pool in which every input is turned through its values.
const CASES: u64 = 200;

/// One input of a case or of an event, turned to another value.
#[derive(Clone)]
struct Turn {
    /// The event; none: the case.
    seq: Option<u32>,
    input: String,
    lighter: Value,
    graver: Value,
}

impl Turn {
    fn with(&self, given: &Given, value: &Value) -> Option<Given> {
        let mut given = given.clone();
        let facts = match self.seq {
            None => &mut given.facts,
            Some(seq) => &mut given.history.iter_mut().find(|event| event.seq == Some(seq))?.facts,
        };
        facts.insert(self.input.clone(), value.clone());
        Some(given)
    }
}

/// Two labels of a group, all else equal, and what that does to a kind of clock.
#[derive(Clone)]
struct Found {
    given: Given,
    as_of: Instant,
    turn: Turn,
    labels: [String; 2],
    dues: [String; 2],
}

/// By group and kind of clock: where the graver label gives less time, where more, and how often.
type Ways = BTreeMap<(String, String), [(u64, Option<Found>); 2]>;

/// Groups that turn the time both ways.
///
/// # Errors
/// Where this machine fails.
pub(super) fn unordered(subject: &dyn Subject, pool: &Pool<'_>, variable: &[(&str, Vec<Value>)]) -> Result<Vec<Finding>, Error> {
    let manifest = &subject.city().policy().manifest().raw;
    let groups: Vec<&str> = manifest.groups.iter().filter(|group| group.ordered).map(|group| group.id.as_str()).collect();
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let mut ask = subject.ask();
    let mut found = Ways::new();
    // from all over the pool, each time the same ones
    let some = |part: Range<u64>| {
        let step = ((part.end - part.start) / CASES).max(1);
        part.step_by(usize::try_from(step).unwrap_or(1))
    };
    for at in pool.parts().into_iter().flat_map(some) {
        let (given, as_of) = pool.case(at);
        turned(&mut *ask, manifest, &groups, &given, as_of, variable, &mut found)?;
    }
    let both = found.into_iter().filter_map(|(what, [(less, l), (more, m)])| Some((what, less, l?, more, m?)));
    let finding = |((group, clock), less, l, more, m): ((String, String), u64, Found, u64, Found)| {
        // the rarer way is the odd one
        let (odd, usual) = if less <= more { (l, m) } else { (m, l) };
        let mut small = |found: &Found| small(&mut *ask, manifest, &group, &clock, found);
        let given = small(&odd);
        let Found { as_of, turn, labels, dues, .. } = odd;
        let stamp = subject.city().calendar().format(as_of).as_str().to_owned();
        let details = vec![group.clone(), labels[0].clone(), dues[0].clone(), labels[1].clone(), dues[1].clone()];
        let details = details.into_iter().chain(usual.labels).collect();
        let mut finding = Finding::new("check/tier-order", format!("clock.{clock}"), details);
        finding.cases = less.min(more);
        let [lighter, graver] = [&turn.lighter, &turn.graver].map(|value| turn.with(&given, value).unwrap_or_default());
        finding.example = Some(Example { as_of: stamp, case: graver, beside: Some(lighter) });
        finding
    };
    Ok(both.map(finding).collect())
}

/// Turns every input of a case through its values.
fn turned<'c>(
    ask: &mut dyn Ask<'c>,
    m: &Manifest,
    groups: &[&str],
    given: &Given,
    as_of: Instant,
    variable: &[(&str, Vec<Value>)],
    found: &mut Ways,
) -> Result<(), Error> {
    for (input, values) in variable.iter().filter(|(_, values)| values.len() > 1) {
        let Some(def) = m.inputs.iter().find(|known| known.id == *input) else { continue };
        let kinds: Vec<&str> = def.on.iter().flatten().map(|event| m.events[usize::from(*event)].id.as_str()).collect();
        let events = given.history.iter().filter(|happened| kinds.contains(&happened.kind.as_str())).map(|happened| happened.seq);
        for seq in def.on.contains(&None).then_some(None).into_iter().chain(events) {
            let mut told: Vec<(Value, Vec<Told>)> = Vec::new();
            for value in values {
                let turn = Turn { seq, input: (*input).to_owned(), lighter: Value::Null, graver: Value::Null };
                let Some(this) = turn.with(given, value) else { continue };
                let these = groups.iter().filter_map(|group| tell(ask, m, group, &this, as_of).transpose());
                told.push((value.clone(), these.collect::<Result<_, Error>>()?));
            }
            for (i, (one, told_one)) in told.iter().enumerate() {
                for (other, told_other) in &told[i + 1..] {
                    for (a, b) in told_one.iter().flat_map(|a| told_other.iter().map(move |b| (a, b))) {
                        let (light, grave, x, y) = if a.label < b.label { (one, other, a, b) } else { (other, one, b, a) };
                        let turn = Turn { seq, input: (*input).to_owned(), lighter: light.clone(), graver: grave.clone() };
                        hold(found, given, as_of, &turn, x, y);
                    }
                }
            }
        }
    }
    Ok(())
}

/// Kind, body, start, since.
type Row = (String, String, Instant, Option<u32>);

/// A label of a group, and the dues beside it.
struct Told {
    group: String,
    label: usize,
    id: String,
    dues: BTreeMap<Row, (Instant, String)>,
}

fn tell<'c>(ask: &mut dyn Ask<'c>, m: &Manifest, group: &str, given: &Given, as_of: Instant) -> Result<Option<Told>, Error> {
    let json = given.json();
    let Ok(case) = Case::from_json(json.as_bytes()) else { return Ok(None) };
    let decision: Decision<'_> = match ask.ask(&case, as_of, None) {
        Ok(decision) => decision,
        Err(error) if error.code.starts_with("fault/") => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(label) = decision.labels.iter().find(|label| label.group == group) else { return Ok(None) };
    let values = m.groups.iter().find(|known| known.id == group).map(|group| &group.values[..]).unwrap_or_default();
    let Some(position) = values.iter().position(|value| value.id == label.value) else { return Ok(None) };
    let row = |row: &paidan_engine::Clock<'_>| {
        let (due, start) = (row.due.filter(|_| row.term.is_some())?, row.start?);
        let body = row.body.map_or_else(String::new, |body| body.to_string());
        Some(((row.kind.to_owned(), body, start.at, row.since), (due.at, due.to_string())))
    };
    let dues = decision.clocks.iter().filter_map(row).collect();
    Ok(Some(Told { group: group.to_owned(), label: position, id: label.value.to_owned(), dues }))
}

/// Holds two labels of a group against each other.
fn hold(found: &mut Ways, given: &Given, as_of: Instant, turn: &Turn, light: &Told, grave: &Told) {
    if light.group != grave.group || light.label == grave.label {
        return;
    }
    for (row, (due, said)) in &light.dues {
        let Some((other, said_other)) = grave.dues.get(row) else { continue };
        let way = match other.cmp(due) {
            Ordering::Less => 0,
            Ordering::Equal => continue,
            Ordering::Greater => 1,
        };
        let both = found.entry((light.group.clone(), row.0.clone())).or_default();
        both[way].0 += 1;
        both[way].1.get_or_insert_with(|| Found {
            given: given.clone(),
            as_of,
            turn: turn.clone(),
            labels: [light.id.clone(), grave.id.clone()],
            dues: [said.clone(), said_other.clone()],
        });
    }
}

/// The smallest case in which the turn does the same to the clock.
fn small<'c>(ask: &mut dyn Ask<'c>, m: &Manifest, group: &str, clock: &str, found: &Found) -> Given {
    let Found { given, as_of, turn, labels, dues } = found;
    let longer = dues[1] > dues[0];
    shrink(given.clone(), &mut |smaller| {
        let told = [&turn.lighter, &turn.graver].map(|value| {
            let this = turn.with(smaller, value)?;
            tell(ask, m, group, &this, *as_of).ok().flatten()
        });
        let [Some(light), Some(grave)] = told else { return false };
        let of = |told: &Told| told.dues.iter().find(|(row, _)| row.0 == clock).map(|(_, due)| due.0);
        let dues = of(&light).zip(of(&grave));
        light.id == labels[0] && grave.id == labels[1] && dues.is_some_and(|(l, g)| if longer { g > l } else { g < l })
    })
}
