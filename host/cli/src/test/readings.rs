//! Other readings of the rules: cases that hold of a policy built with settings of their own.

use std::collections::BTreeMap;

use serde::Serialize;

/// Paths and texts, as `--set` has them.
pub type Settings = BTreeMap<String, String>;

/// A reading, and how many cases speak of it.
#[derive(Serialize)]
pub struct Reading {
    pub set: Settings,
    pub cases: usize,
}

/// Counts a case of a reading.
pub fn count(readings: &mut Vec<Reading>, set: &Settings) {
    match readings.iter_mut().find(|reading| reading.set == *set) {
        Some(reading) => reading.cases += 1,
        None => readings.push(Reading { set: set.clone(), cases: 1 }),
    }
}

/// `--set switch.sequential=true --set 'term.d3=3 calendar days'`: to be pasted into a shell.
pub fn arguments(set: &Settings) -> String {
    let argument = |(path, text): (&String, &String)| {
        let pair = format!("{path}={text}");
        let plain = pair.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-=:".contains(&byte));
        if plain { format!("--set {pair}") } else { format!("--set '{}'", pair.replace('\'', "'\\''")) }
    };
    set.iter().map(argument).collect::<Vec<_>>().join(" ")
}
