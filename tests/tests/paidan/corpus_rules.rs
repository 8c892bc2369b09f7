//! Every rule of every city is reached by some sampled case, or its sample.toml says why not; and what is sampled is what happens.

use std::collections::{BTreeMap, BTreeSet};

use paidan_calendar::Instant;
use paidan_engine::contract::{Basis, RuleDef};
use paidan_engine::{Case, Decision, Event, Status};

use crate::corpus_world::{Served, cities};

const SAMPLES: u64 = 3000;

/// The rules that held in a decision.
fn held(rules: &[RuleDef], decision: &Decision<'_>, into: &mut BTreeSet<usize>) {
    into.extend(decision.reasons.iter().filter_map(|reason| rules.iter().position(|rule| rule.id == reason.rule)));
    into.extend(decision.trace.asked.iter().filter(|asked| asked.held).map(|asked| usize::from(asked.rule)));
}

/// The rules of a version that no decision rests on.
fn missed<'r>(rules: &'r [RuleDef], held: &BTreeSet<usize>) -> BTreeSet<&'r str> {
    // a sentence without a number is applied by the rule that gives it one
    let filled = |rule: &usize| std::iter::successors(Some(*rule), |rule| rules[*rule].fills.map(usize::from));
    let held: BTreeSet<usize> = held.iter().flat_map(filled).collect();
    let applied = rules.iter().enumerate().filter(|(_, rule)| !matches!(rule.basis, Basis::Unused));
    applied.filter(|(i, _)| !held.contains(i)).map(|(_, rule)| rule.id.as_str()).collect()
}

fn check(city: &Served) {
    let mut judge = city.judge();
    // a month after the last day: what was missed by then shows
    let as_of = Instant(city.versions.all()[0].1.calendar().instant(city.spec.days().1, 0).0 + 30 * 86_400);
    let mut by_version: BTreeMap<&str, BTreeSet<usize>> = city.folders.iter().map(|f| (f.as_str(), BTreeSet::new())).collect();
    let rules = |folder: &str| {
        let position = city.folders.iter().position(|f| f == folder).unwrap();
        &city.versions.all()[position].1.policy().manifest().raw.rules
    };
    for text in city.samples(SAMPLES, 1, None) {
        let case = Case::from_json(text.as_bytes()).unwrap();
        let (_, folder) = city.version(&case);
        held(rules(folder), &judge.decide(&case, as_of), by_version.get_mut(folder).unwrap());
    }
    let missed: BTreeSet<&str> = by_version.iter().flat_map(|(folder, held)| missed(rules(folder), held)).collect();
    let told: BTreeSet<&str> = city.spec.unreached.keys().map(String::as_str).collect();
    assert_eq!(missed, told, "{}: rules that no sample reaches (left) and those that sample.toml names (right)", city.name);
}

#[test]
fn every_rule_is_reached_or_the_file_says_why_not() {
    cities().iter().for_each(check);
}

/// Notes that a made-up case may have, and why.
const NOTED: &[(&str, &str, &str)] = &[("*", "set-aside", "some events lie after the moment asked about")];

/// Nothing is misspelt, nothing contradicts itself, and events follow each other in time.
#[test]
fn samples_make_sense() {
    for city in cities() {
        let mut judge = city.judge();
        let as_of = Instant(city.versions.all()[0].1.calendar().instant(city.spec.days().1, 0).0 + 400 * 86_400);
        for text in city.samples(1000, 11, None) {
            let case = Case::from_json(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"));
            let decision = judge.decide(&case, as_of);
            assert!(matches!(decision.status, Status::Decided | Status::NeedsInput), "{text}");
            assert!(case.history.is_sorted_by(|a, b| a.at < b.at), "{text}");
            let allowed = |code: &str| NOTED.iter().any(|(of, note, _)| (*of == "*" || *of == city.name) && *note == code);
            let odd: Vec<_> = decision.notes.iter().filter(|note| !allowed(note.code)).collect();
            assert!(odd.is_empty(), "{odd:?}\n{text}");
        }
    }
}

/// Of the cases that went to a unit, how many per cent came back, stood still, were given more time, went to another unit too, and
/// were done again, where the city has such events.
const SHARES: &[(&str, &[&str], std::ops::RangeInclusive<usize>)] = &[
    ("returned", &["returned"], 5..=15),
    ("suspended", &["suspended"], 5..=15),
    ("extended", &["extension_requested", "limit_set"], 5..=15),
    ("sent to another", &["reassigned", "co_unit_added"], 5..=40),
    ("done again", &["rework_ordered", "reopened"], 5..=15),
];

/// Where not, and why.
const OTHERWISE: &[(&str, &str, &str)] =
    &[("ningxia", "extended", "a limit that a whistle's issuer sets is a city's, and changes nothing here")];

fn has(city: &Served, kinds: &[&str]) -> bool {
    let events = city.versions.all().iter().flat_map(|(_, version)| &version.policy().manifest().raw.events);
    events.into_iter().any(|event| kinds.contains(&event.id.as_str()))
}

#[test]
fn things_go_wrong_as_often_as_they_do() {
    for city in cities() {
        let texts = city.samples(2000, 3, None);
        let cases: Vec<Case<'_>> = texts.iter().map(|text| Case::from_json(text.as_bytes()).unwrap()).collect();
        let with = |kinds: &[&str]| cases.iter().filter(|case| case.history.iter().any(|e| kinds.contains(&&*e.kind))).count();
        let sent = with(&["dispatched", "whistle_blown"]);
        for (what, kinds, range) in SHARES.iter().filter(|(_, kinds, _)| has(city, kinds)) {
            let share = with(kinds) * 100 / sent;
            let otherwise = OTHERWISE.iter().any(|(of, known, _)| *of == city.name && known == what);
            assert!(otherwise || range.contains(&share), "{}: {share} % {what}, not {range:?}", city.name);
        }
    }
}

/// From the receipt to the answer, against 2816 real replies; a share may be off by so many per mille. What is urgent, and
/// what takes a plan, is answered otherwise.
const REPLIES: &[(i64, usize)] = &[(1, 47), (3, 159), (7, 352), (11, 493), (15, 615), (41, 900)];
const URGENT: &[&str] = &["arrived", "escalation_approved", "plan_set", "residents_decided", "cleared", "notified"];

/// What comes after the answer.
const ANSWERED: &[&str] = &["replied", "callback", "rework_ordered", "closed", "struck_off"];

#[test]
fn replies_take_as_long_as_real_ones() {
    for city in cities() {
        let mut days: Vec<i64> = Vec::new();
        for text in city.samples(3000, 5, None) {
            let case = Case::from_json(text.as_bytes()).unwrap();
            if case.history.iter().any(|event| URGENT.contains(&&*event.kind)) {
                continue;
            }
            // the last unit's completion is the answer
            let answered = |event: &&Event<'_>| !ANSWERED.contains(&&*event.kind);
            let done = case.history.iter().take_while(answered).filter(|event| &*event.kind == "completed").last();
            days.extend(done.map(|done| done.at.0 - case.history[0].at.0));
        }
        days.sort_unstable();
        assert!(days.len() > 1000, "{}: {}", city.name, days.len());
        for (within, permille) in REPLIES {
            let share = days.partition_point(|seconds| *seconds <= within * 86_400) * 1000 / days.len();
            assert!(share.abs_diff(*permille) <= 40, "{}: within {within} days {share} ‰, of real ones {permille} ‰", city.name);
        }
    }
}
