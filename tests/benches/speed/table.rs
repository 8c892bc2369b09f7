//! What was measured, as a table and as JSON; what was to be reached, and whether it was.

use std::time::Duration;

use serde_json::{Value, json};

use crate::Measurement;

/// The figure that another is held against.
fn of<'m>(all: &'m [Measurement<'_>], what: &str, corpus: &str, who: &str) -> Option<&'m Measurement<'m>> {
    all.iter().find(|m| m.what == what && m.of == corpus && m.who == who)
}

fn us(t: Duration) -> f64 {
    t.as_secs_f64() * 1e6
}

/// Everything, with ratios against native or, among the engines, against Paidan's batch.
pub(crate) fn print(all: &[Measurement<'_>], component: u64) {
    let titles = [
        ("typed", "a case in memory to a decision in memory", "native"),
        ("plan", "plan only, JSON to JSON: tier, route, owner, which rows, which rules", "batch"),
        ("decision", "whole decision, JSON to JSON: calendar, rows, ladders, reasons with their sentences", "native"),
    ];
    for (what, title, base) in titles {
        let mut some = all.iter().filter(|m| m.what == what).peekable();
        if some.peek().is_none() {
            continue;
        }
        println!("\n{title}\n{:<10} {:<14} {:>10} {:>10} {:>12}", "corpus", "by", "median", "best", format!("of {base}"));
        for m in some {
            let ratio = of(all, what, m.of, base).map_or_else(String::new, |b| format!("{:.2}", us(m.median()) / us(b.median())));
            println!("{:<10} {:<14} {:>10} {:>10} {ratio:>12}", m.of, m.who, shown(m.median()), shown(m.best()));
        }
    }
    let parts: Vec<_> = all.iter().filter(|m| m.what == "part").collect();
    if !parts.is_empty() {
        println!("\n{:<40} {:>10} {:>10}", "single steps", "median", "best");
        parts.iter().for_each(|m| println!("{:<40} {:>10} {:>10}", m.of, shown(m.median()), shown(m.best())));
    }
    println!("\ncomponent with its catalogue: {} KB\n", component / 1000);
    goals(all).iter().for_each(|goal| println!("{goal}"));
}

/// What was to be reached: of medians, in this one run.
fn goals(all: &[Measurement<'_>]) -> Vec<String> {
    let mut goals = Vec::new();
    let mut goal = |title: String, found: f64, must: f64, aim: f64, unit: &str| {
        let verdict = if found <= aim {
            "aim reached"
        } else if found <= must {
            "reached"
        } else {
            "MISSED"
        };
        goals.push(format!("{title:<52} {found:>7.2} {unit:<5} must {must:<5} aim {aim:<5} {verdict}"));
    };
    let median = |what: &str, corpus: &str, who: &str| of(all, what, corpus, who).map(|m| us(m.median()));
    for corpus in ["short-5", "long-5", "long-20"] {
        if let (Some(native), Some(batch)) = (median("typed", corpus, "native"), median("typed", corpus, "batch")) {
            goal(format!("{corpus}: typed batch over typed native"), batch - native, 1.5, 0.8, "us");
        }
        if let (Some(batch), Some(strict)) = (median("typed", corpus, "batch"), median("typed", corpus, "strict")) {
            goal(format!("{corpus}: strict over batch"), strict - batch, 5.0, 3.0, "us");
            if corpus != "long-20" {
                goal(format!("{corpus}: typed batch"), batch, 4.0, 4.0, "us");
                goal(format!("{corpus}: typed strict"), strict, 10.0, 10.0, "us");
            }
        }
        if let (Some(native), Some(batch)) = (median("decision", corpus, "native"), median("decision", corpus, "batch")) {
            goal(format!("{corpus}: decision JSON to JSON, batch of native"), batch / native, 1.5, 1.3, "times");
        }
        for (engine, must, aim) in
            [("datalogic-rs", 2.0, 1.0), ("zen-engine", 1.0, 0.2), ("regorus", 1.0, 1.0 / 3.0), ("cel", 1.0, 1.0)]
        {
            if let (Some(ours), Some(theirs)) = (median("plan", corpus, "batch"), median("plan", corpus, engine)) {
                goal(
                    format!("{corpus}: plan JSON to JSON, batch of {engine}"),
                    ours / theirs,
                    must,
                    (aim * 100.0_f64).round() / 100.0,
                    "times",
                );
            }
        }
    }
    goals
}

/// For programs.
pub(crate) fn json(machine: &str, rounds: usize, all: &[Measurement<'_>], component: u64) -> String {
    let measured: Vec<Value> = all
        .iter()
        .map(|m| {
            let (median, best) = (m.median().as_nanos() as u64, m.best().as_nanos() as u64);
            json!({ "what": m.what, "of": m.of, "by": m.who, "median_ns": median, "best_ns": best })
        })
        .collect();
    let all = json!({ "machine": machine, "rounds": rounds, "component_bytes": component, "measured": measured });
    format!("{all:#}\n")
}

fn shown(t: Duration) -> String {
    match t.as_nanos() {
        ns @ ..10_000 => format!("{:.2} us", ns as f64 / 1e3),
        ns @ ..1_000_000 => format!("{:.1} us", ns as f64 / 1e3),
        ns => format!("{:.2} ms", ns as f64 / 1e6),
    }
}
