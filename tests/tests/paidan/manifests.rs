//! Manifests that lie. A policy is refused at load, once, and not case by case.

use paidan_engine::{Error, Runtime};

use crate::cache::Folder;
use crate::support::{ROGUE_AS_OF, at, city, limits, outcome, read, rogue_case, rogue_that, xining_is_unharmed};

/// A lie, and how loading ends. `ok`: no lie that could do harm.
const PARTS: &[(&str, &str)] = &[
    ("id", "load/manifest"),
    ("id-long 300", "load/manifest"),
    ("id-lines", "load/manifest"),
    ("version", "load/manifest"),
    ("digest", "load/manifest"),
    ("digest-short", "load/manifest"),
    ("calendar", "load/manifest"),
    ("calendar-other", "load/calendar"),
    ("jurisdictions", "load/manifest"),
    ("jurisdictions-empty", "load/manifest"),
    ("jurisdictions-word", "load/manifest"),
    ("rules", "load/manifest"),
    ("stages", "load/manifest"),
    ("modes", "load/manifest"),
    ("channels.id", "load/manifest"),
    ("channels-twice", "load/manifest"),
    ("channels-many 40000", "load/manifest"),
    ("units-twice", "load/manifest"),
    ("units.level 3", "load/manifest"),
    ("units.per 200", "ok"),
    ("rules.fills 2", "load/manifest"),
    ("rules.note", "load/manifest"),
    ("rules.note-long 3000", "load/manifest"),
    ("rules.note-huge 15000", "load/manifest"),
    ("rules.note-huge 17000", "load/describe"),
    ("rules.title-utf8", "load/describe"),
    ("rules.conditions 33", "load/manifest"),
    ("rules.conditions 32", "ok"),
    ("rules.conditions-twice", "load/manifest"),
    ("rules-many 33000", "load/manifest"),
    ("inputs.on 6", "load/manifest"),
    ("inputs.on-none", "load/manifest"),
    ("inputs.on-twice 1", "load/manifest"),
    ("inputs.least", "load/manifest"),
    ("groups.values", "load/manifest"),
    ("groups.values-twice", "load/manifest"),
    ("metrics.on-time-of 3", "load/manifest"),
    ("metrics.rule 2", "load/manifest"),
    ("profiles.days", "load/manifest"),
    ("profiles.hours", "load/manifest"),
    ("profiles.hours-late", "load/manifest"),
    ("profiles.hours-overlap", "load/manifest"),
    ("terms.rule 2", "load/manifest"),
    ("terms.profile 2", "load/manifest"),
    ("terms.roll 2", "load/manifest"),
    ("terms.amount", "load/manifest"),
    ("terms.amount-years", "load/manifest"),
    ("terms.amount-none", "load/manifest"),
    ("terms.cut-off 1441", "load/manifest"),
    ("clocks.rule 2", "load/manifest"),
    ("clocks.ladder 1", "load/manifest"),
    ("clocks.stops 6", "load/manifest"),
    ("clocks.stops-reason 1", "load/manifest"),
    ("clocks.stops-fact 3", "load/manifest"),
    ("clocks.stops-other", "load/manifest"),
    ("clocks.pauses.cap 6", "load/manifest"),
    ("clocks.pauses.begins 6", "load/manifest"),
    ("clocks.pauses.ends 6", "load/manifest"),
    ("clocks.pauses.rule 2", "load/manifest"),
    ("ladders.notify 2", "load/manifest"),
    ("ladders.rule 2", "load/manifest"),
    ("ladders.to 3", "load/manifest"),
    ("ladders.to-twice 0", "load/manifest"),
    ("ladders.to-nobody 0", "load/manifest"),
    ("ladders.twice 0", "load/manifest"),
    ("clocks.pauses.twice 0", "load/manifest"),
    ("ladders.action 1", "load/manifest"),
    ("ladders.percent 0", "load/manifest"),
    ("ladders.percent 100", "load/manifest"),
    ("ladders.after 6", "load/manifest"),
    ("ladders.before-repeats", "load/manifest"),
    ("ladders.many 300", "load/manifest"),
    ("loop", "load/describe"),
    ("memory", "load/describe"),
    ("stack", "load/describe"),
    ("panic", "load/describe"),
];

/// Loads, and asks once: where a lie gets through, the first case must not fall over it.
fn load(runtime: &Runtime, part: &str) -> Result<&'static str, Error> {
    let city = city(runtime.load(&rogue_that(part))?)?;
    let json = rogue_case("");
    city.evaluate(&read(&json), at(ROGUE_AS_OF)).map(|_| "ok")
}

/// A line for the page, and whether loading ended as it should.
fn check(runtime: &Runtime, part: &str, ends: &str) -> (bool, String) {
    let first = outcome(load(runtime, part));
    assert_eq!(first, outcome(load(runtime, part)), "{part}: another text the second time");
    xining_is_unharmed();
    (first.starts_with(ends) && first.len() < 400, format!("{part:<24} {first}"))
}

#[test]
fn a_manifest_that_lies_is_refused() {
    // with a cache, for each is loaded twice; on two threads
    let folder = Folder::new("lies");
    let runtime = &Runtime::new(limits(), Some(folder.path())).unwrap();
    let all = |parts: &[(&str, &str)]| parts.iter().map(|(part, ends)| check(runtime, part, ends)).collect::<Vec<_>>();
    let (left, right) = PARTS.split_at(PARTS.len() / 2);
    let page = std::thread::scope(|s| {
        let left = s.spawn(|| all(left));
        let right = all(right);
        [left.join().unwrap(), right].concat()
    });
    let wrong: Vec<_> = page.iter().filter(|(good, _)| !good).map(|(_, line)| line).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    insta::assert_snapshot!("manifests", page.into_iter().map(|(_, line)| line).collect::<Vec<_>>().join("\n"));
}
