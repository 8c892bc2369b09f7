//! What is another between two decisions on the same case of which only the moment differs.

use paidan_calendar::State;
use paidan_engine::{Clock, Decision};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::render::Page;
use crate::text::filled;

/// One thing that time did.
#[derive(Serialize)]
pub struct Change {
    /// A state (`missed`, `running` …), or `due`, `provisional`, `firm`, `round`, `rung`, `supervised`, `row`, `other`.
    what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<Named>,
    /// A new due; a rung's mark with whom it speaks to; what else is another.
    #[serde(skip_serializing_if = "Value::is_null")]
    value: Value,
    /// In the superior's decision.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    above: bool,
    /// For people.
    pub text: String,
}

/// A row of the decision.
#[derive(Serialize)]
pub struct Named {
    row: usize,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    pub name: String,
}

/// `page` is the later decision.
pub fn changes(before: &Decision<'_>, page: &Page<'_>) -> Vec<Change> {
    let after = page.decision;
    let mut found = Vec::new();
    for (row, clock) in after.clocks.iter().enumerate() {
        let named = || {
            let body = clock.body.map(|body| body.to_string());
            let name = [Some(page.names.clock(clock.kind)), body.as_deref().map(|body| page.names.body(body))];
            Named { row, kind: clock.kind.to_owned(), name: name.into_iter().flatten().collect::<Vec<_>>().join(" "), body }
        };
        match before.clocks.get(row) {
            Some(earlier) => of_row(earlier, clock, page, &mut |what, value, text| {
                found.push(Change { what, clock: Some(named()), value, above: false, text })
            }),
            None => found.push(Change {
                what: "row",
                clock: Some(named()),
                value: Value::Null,
                above: false,
                text: page.words.new_row.to_owned(),
            }),
        }
    }
    let rose = after.supervised > before.supervised;
    if let Some(rung) = page.rung_up().filter(|_| rose) {
        let text = format!("{} {rung}", page.words.supervision);
        found.push(Change { what: "supervised", clock: None, value: after.supervised.into(), above: false, text });
    }
    let others = others(before, after);
    if !others.is_empty() {
        let text = filled(page.words.otherwise, &[&others.join(page.words.comma)]);
        found.push(Change { what: "other", clock: None, value: others.into(), above: false, text });
    }
    if let (Some(before), Some(page)) = (&before.above, page.page_above()) {
        found.extend(changes(&before.decision, &page).into_iter().map(|change| Change { above: true, ..change }));
    }
    found
}

type Tell<'t> = dyn FnMut(&'static str, Value, String) + 't;

fn of_row(before: &Clock<'_>, after: &Clock<'_>, page: &Page<'_>, tell: &mut Tell<'_>) {
    let words = page.words;
    if before.state != after.state {
        let text = match (before.state, after.state) {
            (State::Paused, State::Running) => words.resumes,
            (_, State::Running) => words.starts,
            (_, State::Paused) => words.pauses,
            (_, state) => words.states[state as usize],
        };
        tell(after.state.as_str(), Value::Null, text.to_owned());
    }
    let missed = |clock: &Clock<'_>| clock.rounds.map_or(0, |rounds| rounds.missed);
    if after.rounds != before.rounds {
        // what was met in time is over too, and the next one is due
        let text = if missed(after) > missed(before) { words.round_missed } else { words.round_met };
        tell("round", Value::Null, text.to_owned());
    }
    if let Some(due) = after.due.filter(|_| before.due != after.due) {
        tell("due", due.to_string().into(), format!("{} {}", words.due_moves, page.moments.short(due.at)));
    }
    match (before.provisional, after.provisional) {
        (false, true) => tell("provisional", Value::Null, words.now_provisional.to_owned()),
        (true, false) => tell("firm", Value::Null, words.now_firm.to_owned()),
        _ => {}
    }
    for mark in after.marks.iter().filter(|mark| mark.fired) {
        if !before.marks.iter().any(|earlier| earlier.fired && earlier.rung == mark.rung) {
            tell("rung", serde_json::to_value(mark).unwrap_or_default(), page.mark(after, mark));
        }
    }
}

/// Fields of the decision that are another and that the lines above do not tell.
fn others(before: &Decision<'_>, after: &Decision<'_>) -> Vec<String> {
    const TOLD: [&str; 7] = ["as_of", "calendar", "clocks", "supervised", "next_check", "reasons", "above"];
    let fields = |decision: &Decision<'_>| match serde_json::to_value(decision) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let (before, after) = (fields(before), fields(after));
    let keys = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
    keys.filter(|key| !TOLD.contains(&key.as_str()) && before.get(*key) != after.get(*key)).cloned().collect()
}
