//! What must hold of every decision, whatever the city's rules are.

use paidan_calendar::State;
use paidan_engine::contract::{Manifest, RungPoint};
use paidan_engine::{Clock, Decision, Error, Mark, Status};

/// Something that does not hold: a code, the place, what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Breach {
    pub(super) code: &'static str,
    pub(super) place: String,
    pub(super) details: Vec<String>,
}

impl Breach {
    pub(super) fn new(code: &'static str, place: String, details: Vec<String>) -> Self {
        Self { code, place, details }
    }

    /// A policy that fails; none where the case itself, or this machine, is at fault.
    pub(super) fn of_error(error: &Error) -> Option<Self> {
        let fault = error.code.starts_with("fault/");
        let place = if error.place.is_empty() { error.code.to_owned() } else { format!("{} {}", error.code, error.place) };
        fault.then(|| Self::new("check/fault", place, vec![error.text.clone()]))
    }
}

/// Everything that does not hold of a decision.
pub(super) fn breaches(manifest: &Manifest, decision: &Decision<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    if decision.status == Status::NotApplicable {
        let rule = decision.reasons.first().map_or("", |reason| reason.rule);
        found.push(Breach::new("check/not-applicable", format!("rule.{rule}"), Vec::new()));
    }
    for note in &decision.notes {
        if let (Some(list), Some(about)) = (note.code.strip_prefix("unknown-"), &note.about) {
            found.push(Breach::new("check/undeclared", format!("{list}.{}", about.word), about.meant.iter().cloned().collect()));
        }
    }
    let Some(stage) = decision.stage else { return found };
    for note in &decision.notes {
        let code = match note.code {
            "ownerless" => "check/ownerless",
            "unclocked" => "check/unclocked",
            _ => continue,
        };
        found.push(Breach::new(code, format!("stage.{stage}"), Vec::new()));
    }
    let closed = manifest.stages.iter().any(|known| known.id == stage && known.closed);
    if let (Some(route), false) = (&decision.route, closed)
        && route.lead.is_none()
    {
        found.push(Breach::new("check/no-lead", format!("rule.{}", route.rule), Vec::new()));
    }
    labels(decision, &mut found);
    twice(decision, &mut found);
    rows(manifest, decision, closed, &mut found);
    found
}

fn labels(decision: &Decision<'_>, found: &mut Vec<Breach>) {
    for label in decision.labels.iter().filter(|label| label.set_by.is_none()) {
        if let Some(proposed) = label.proposed.filter(|proposed| *proposed != label.value) {
            let place = format!("label.{}.{}", label.group, label.value);
            found.push(Breach::new("check/label-disputed", place, vec![format!("{}.{proposed}", label.group)]));
        }
    }
}

fn twice(decision: &Decision<'_>, found: &mut Vec<Breach>) {
    if let Some(route) = &decision.route {
        for (i, part) in route.others.iter().enumerate() {
            let again = route.others[..i].iter().any(|other| other == part) || route.lead == Some(part.unit);
            if again {
                let place = format!("role.{}", part.role);
                found.push(Breach::new("check/part-twice", place, vec![part.unit.to_string()]));
            }
        }
    }
    for (i, action) in decision.actions.iter().enumerate() {
        let same =
            |other: &paidan_engine::Action<'_>| (other.kind, other.body, other.event) == (action.kind, action.body, action.event);
        if decision.actions[..i].iter().any(same) {
            let body = action.body.map_or_else(String::new, |body| body.to_string());
            found.push(Breach::new("check/action-twice", format!("action.{}", action.kind), vec![body]));
        }
    }
}

fn rows(m: &Manifest, decision: &Decision<'_>, closed: bool, found: &mut Vec<Breach>) {
    for (i, row) in decision.clocks.iter().enumerate() {
        let open = |row: &Clock<'_>| row.ended.is_none() && row.start.is_some();
        let same = |other: &&Clock<'_>| open(other) && (other.kind, other.body, other.start) == (row.kind, row.body, row.start);
        if open(row)
            && let Some(other) = decision.clocks[..i].iter().find(same)
        {
            let due = |row: &Clock<'_>| row.due.map_or_else(|| row.state.as_str().to_owned(), |due| due.to_string());
            found.push(Breach::new("check/rows-overlap", format!("clock.{}", row.kind), vec![due(other), due(row)]));
        }
        if let (Some(term), Some(start), Some(due)) = (row.term, row.start, row.due)
            && due.at < start.at
        {
            found.push(Breach::new("check/due-before-start", format!("term.{term}"), vec![start.to_string(), due.to_string()]));
        }
        if row.state == State::Awaited && decision.needs.is_empty() && !closed {
            found.push(Breach::new("check/awaited-unasked", format!("clock.{}", row.kind), Vec::new()));
        }
        // a limit that people set may lie before everything
        if row.term.is_some() {
            marks(m, row, found);
        }
    }
}

fn marks(m: &Manifest, row: &Clock<'_>, found: &mut Vec<Breach>) {
    let told = |mark: &Mark<'_>| format!("{} {}", mark.rung, mark.at);
    let mut order = |earlier: &Mark<'_>, later: &Mark<'_>| {
        found.push(Breach::new("check/ladder-order", format!("clock.{}", row.kind), vec![told(earlier), told(later)]));
    };
    if let Some([one, other]) = row.marks.array_windows().find(|[one, other]| one.at.at > other.at.at && one.place < other.place)
    {
        order(one, other);
    }
    let ladder = m.clocks.iter().find(|kind| kind.id == row.kind).and_then(|kind| m.ladders.get(usize::from(kind.ladder?)));
    let ahead = |mark: &&Mark<'_>| {
        let rung = ladder.and_then(|ladder| ladder.rungs.get(usize::from(mark.place)));
        rung.is_some_and(|rung| matches!(rung.at, RungPoint::Before(_)))
    };
    // no mark is put before the start: one that would lie there lies on it
    if let (Some(start), None) = (row.start, row.since)
        && let Some(early) = row.marks.iter().filter(ahead).find(|mark| mark.at.at <= start.at)
    {
        found.push(Breach::new("check/warned-at-once", format!("clock.{}", row.kind), vec![told(early)]));
    }
}

/// The rows of an earlier decision that a later one does not have.
pub(super) fn gone(earlier: &Decision<'_>, later: &Decision<'_>) -> Vec<Breach> {
    let lost = earlier.clocks.iter().filter(|row| row.start.is_some() && !later.clocks.iter().any(|other| is_same(row, other)));
    let breach = |row: &Clock<'_>| {
        let start = row.start.map_or_else(String::new, |start| start.to_string());
        Breach::new("check/row-gone", format!("clock.{}", row.kind), vec![start])
    };
    lost.map(breach).collect()
}

fn is_same(one: &Clock<'_>, other: &Clock<'_>) -> bool {
    (one.kind, one.body, one.start, one.since) == (other.kind, other.body, other.start, other.since)
}
