//! The explanation beside a decision as JSON: what was asked, what nearly held, how each due was counted.

use paidan_calendar::{Step, What};
use paidan_engine::{City, Decision};
use serde::Serialize;

#[derive(Serialize)]
pub struct Explained<'a> {
    /// Every rule that was asked, in the order asked.
    asked: Vec<Asked<'a>>,
    /// The rules that did not hold, nearest first.
    misses: Vec<Missed<'a>>,
    /// By position in the decision's clocks; those without a due to explain are left out.
    dues: Vec<Counted<'a>>,
}

#[derive(Serialize)]
struct Asked<'a> {
    rule: &'a str,
    held: bool,
    /// The conditions that held, by id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<&'a str>,
}

#[derive(Serialize)]
struct Missed<'a> {
    rule: &'a str,
    held: Vec<&'a str>,
    failed: Vec<&'a str>,
}

#[derive(Serialize)]
struct Counted<'a> {
    clock: usize,
    days: Vec<Day<'a>>,
}

/// A day, and what it did for a due.
#[derive(Serialize)]
struct Day<'a> {
    date: String,
    what: &'static str,
    /// Which of the days that count; seconds worked; days left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<u32>,
    class: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<&'a str>,
}

pub fn explained<'a>(city: &'a City, decision: &'a Decision<'_>) -> Explained<'a> {
    let manifest = city.policy().manifest();
    let asked = decision.trace.asked.iter().map(|asked| {
        let rule = manifest.rule(asked.rule);
        let held = rule.conditions.iter().enumerate().filter(|(i, _)| asked.conditions >> i & 1 == 1);
        Asked { rule: &rule.id, held: asked.held, conditions: held.map(|(_, condition)| condition.id.as_str()).collect() }
    });
    let misses = city.misses(decision).into_iter().map(|miss| Missed {
        rule: &manifest.rule(miss.rule).id,
        held: miss.held,
        failed: miss.failed,
    });
    let dues =
        (0..decision.clocks.len()).map(|clock| Counted { clock, days: city.steps(decision, clock).iter().map(day).collect() });
    Explained { asked: asked.collect(), misses: misses.collect(), dues: dues.filter(|due| !due.days.is_empty()).collect() }
}

fn day<'a>(step: &Step<'a>) -> Day<'a> {
    let (what, n) = match step.what {
        What::Start => ("start", None),
        What::Deemed => ("deemed", None),
        What::Counted { nth } => ("counted", Some(nth)),
        What::Worked { seconds } => ("worked", Some(seconds)),
        What::Skipped => ("skipped", None),
        What::Paused => ("paused", None),
        What::Period => ("period", None),
        What::Rolled => ("rolled", None),
        What::Due => ("due", None),
        What::Open => ("open", None),
        What::Omitted { days, .. } => ("omitted", Some(days)),
    };
    Day { date: step.day.to_string(), what, n, class: step.class.as_str(), name: step.name, notice: step.notice }
}
