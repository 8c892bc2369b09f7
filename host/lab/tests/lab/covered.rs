//! What corpora reach: planted cases are found, and what must add up does, whatever the corpus and however many workers.

use std::collections::BTreeSet;
use std::path::Path;

use paidan_engine::{Case, Versions, contract as c};
use paidan_lab::Sum;
use paidan_lab::coverage::{Coverage, Reach};
use paidan_lab::sample::{Order, Sampler, Spec};

use crate::world::{AS_OF, DINGZHOU, NINGXIA, Ordered, XINING, YINCHUAN, YUNCHENG, at, fold_into, told, xining};

/// Before most sampled cases are done.
const LATE: &str = "2027-03-01T00:00:00+08:00";

fn reach(city: &Versions, lines: &[String], workers: usize, as_of: &str) -> Reach {
    let folded = fold_into(Reach::new(city), city, lines.iter().cloned(), workers, as_of);
    assert!(folded.errors.is_empty(), "{}", folded.errors[0].1);
    folded.sum
}

fn json(reach: &Reach) -> String {
    let places: Vec<_> = (0..2).map(|version| format!("{:?}", reach.places(version))).collect();
    format!("{}{places:?}", serde_json::to_string_pretty(&reach.coverage(AS_OF)).unwrap())
}

/// A deed of a title: whether the developer is gone, and whether it was registered first.
fn deed(id: &str, gone: bool, registered: bool) -> String {
    let line = told(id, "130682", "housing/title-deed/legacy", &[("2024-03-04T09:00:00+08:00 received", "")]);
    let facts = format!(r#""facts":{{"developer_gone":{gone},"first_registered":{registered}}},"history""#);
    line.replacen("\"history\"", &facts, 1)
}

/// Asked, held, missed, the first case that held, the nearest that did not and what it lacked; of each condition yes, no, failed, alone.
fn rule(coverage: &Coverage, id: &str) -> String {
    let rule = coverage.rules.iter().find(|rule| rule.rule == id).unwrap();
    let condition =
        |of: &paidan_lab::coverage::Condition| format!("{} {} {} {} {}", of.condition, of.yes, of.no, of.failed, of.alone);
    let conditions: Vec<String> = rule.conditions.iter().map(condition).collect();
    let first = rule.first_held.as_deref().unwrap_or("-");
    let nearest = rule.nearest.as_ref().map_or("-".to_owned(), |nearest| format!("{}:{}", nearest.case, nearest.lacked));
    format!("{} {} {} {first} {nearest} | {}", rule.asked, rule.held, rule.missed, conditions.join(" | "))
}

#[test]
fn what_a_rule_lacked_is_named() {
    let [both, neither, registered, unregistered] =
        [deed("both", true, true), deed("neither", false, false), deed("registered", false, true), deed("gone", true, false)];
    let corpora: &[(&[&String], &str, &str)] = &[
        (
            &[&neither, &registered],
            "2 0 2 - neither:1 | gone 0 2 2 1 | unregistered 1 1 1 0",
            "2 0 2 - registered:1 | registered 1 1 1 0 | gone 0 2 2 1",
        ),
        (
            &[&both, &neither, &registered, &unregistered],
            "4 1 3 gone both:1 | gone 2 2 2 1 | unregistered 2 2 2 1",
            "4 1 3 both gone:1 | registered 2 2 2 1 | gone 2 2 2 1",
        ),
        (
            &[&unregistered],
            "1 1 0 gone - | gone 1 0 0 0 | unregistered 1 0 0 0",
            "1 0 1 - gone:1 | registered 0 1 1 1 | gone 1 0 0 0",
        ),
    ];
    for (lines, combined, buyer_alone) in corpora {
        let lines: Vec<String> = lines.iter().map(|line| (*line).clone()).collect();
        let coverage = reach(&DINGZHOU, &lines, 2, AS_OF).coverage(AS_OF);
        assert_eq!([rule(&coverage, "combined"), rule(&coverage, "buyer-alone")], [*combined, *buyer_alone]);
        // who applies is asked of none of them: nobody said whether there is a successor
        assert_eq!(rule(&coverage, "designated"), "0 0 0 - - | no-successor 0 0 0 0 | no-superior 0 0 0 0");
    }
}

const RUNGS: [&str; 4] = ["warn", "first", "second", "third"];

#[test]
fn what_happened_and_what_never_did() {
    let mut late = Ordered::new("2024-01-09");
    late.then = vec![r#"dispatched","unit":"housing""#.to_owned()];
    let lines: Vec<String> = [Ordered::new("2024-01-09").done(), late].iter().zip(1..).map(|(case, id)| case.line(id)).collect();
    let coverage = reach(&XINING, &lines, 2, AS_OF).coverage(AS_OF);
    let clock = |id: &str| coverage.clocks.iter().find(|clock| clock.clock == id).unwrap();
    let handle = clock("handle");
    assert_eq!((handle.rows, handle.met, handle.missed, handle.overdue, &handle.never[..]), (2, 1, 1, 1, &[][..]));
    assert_eq!(handle.rungs.iter().map(|rung| (rung.rung.as_str(), rung.fired)).collect::<Vec<_>>(), RUNGS.map(|rung| (rung, 1)));
    assert_eq!((clock("report-in").rows, &clock("report-in").never[..]), (0, &["met", "missed"][..]));
    assert_eq!((clock("close").rows, clock("callback").missed), (0, 1), "one was done, and nobody called");
    let cases = |list: &str, word: &str| {
        let list = coverage.words.iter().find(|words| words.list == list).unwrap();
        list.words.iter().find(|known| known.word == word).unwrap().cases
    };
    for (list, word, want) in [
        ("category", "housing/heating", 2),
        ("category", "housing", 2),
        ("category", "housing/title-deed", 0),
        ("area", "630103", 2),
        ("event", "signed", 1),
        ("event", "returned", 0),
        ("unit", "housing", 2),
        ("action", "supervise", 1),
        ("kind", "praise", 0),
        ("input", "hard", 0),
        ("label", "tier.t2", 2),
    ] {
        assert_eq!(cases(list, word), want, "{list} {word}");
    }
}

/// A refusal is an answer, and the rule that it rests on was used.
#[test]
fn a_refused_case_reaches_the_rule_that_refuses_it() {
    let line = Ordered::new("2024-01-09").line(1);
    let case = Case::from_json(line.as_bytes()).unwrap();
    let refusal = || c::Refusal { kind: c::RefusalKind::NotApplicable, rule: 1, event: None };
    let mut batch = xining().native(move |_: c::Case<'_>| Err(refusal()));
    let mut reach = Reach::new(&XINING);
    reach.count(xining(), &case, &batch.evaluate(&case, at(AS_OF)).unwrap());
    let coverage = reach.coverage(AS_OF);
    assert_eq!((coverage.cases.read, coverage.cases.counted, coverage.cases.not_applicable), (1, 0, 1));
    let asked: Vec<_> = coverage.rules.iter().filter(|rule| rule.asked > 0).map(|rule| (rule.rule.as_str(), rule.held)).collect();
    assert_eq!(asked, [("channels", 1)]);
    reach.not_empty().unwrap();
}

#[test]
fn of_nothing_nothing_is_said() {
    let early = reach(&XINING, &[Ordered::new("2024-01-09").line(1)], 1, "2020-01-01T00:00:00+08:00");
    assert_eq!(early.not_empty().unwrap_err().code, "coverage/empty");
    assert_eq!(early.coverage(AS_OF).cases.not_opened, 1);
}

/// Cases as a city's sample.toml makes them.
fn sampled(city: &Versions, folder: &str, count: u64) -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../policies/{folder}/sample.toml"));
    let spec = Spec::read("sample.toml", &std::fs::read_to_string(file).unwrap()).unwrap_or_else(|error| panic!("{error}"));
    let order = Order { count, seed: 11, from: None, to: None };
    let mut sampler = Sampler::new(city, &spec, order).unwrap_or_else(|error| panic!("{error}"));
    std::iter::from_fn(|| sampler.next_line().unwrap()).collect()
}

fn check(city: &Versions, folder: &str) {
    let lines = sampled(city, folder, 400);
    let whole = reach(city, &lines, 2, LATE);
    let said = json(&whole);
    for workers in [1, 5] {
        assert_eq!(json(&reach(city, &lines, workers, LATE)), said, "{folder}: {workers} workers");
    }
    let backwards: Vec<String> = lines.iter().rev().cloned().collect();
    assert_eq!(json(&reach(city, &backwards, 1, LATE)), said, "{folder}: backwards");
    let mut sum = reach(city, &lines[150..], 1, LATE);
    sum.merge(reach(city, &lines[..150], 1, LATE));
    assert_eq!(json(&sum), said, "{folder}: the sum of two parts");
    adds_up(&whole.coverage(LATE), folder);
}

fn adds_up(coverage: &Coverage, city: &str) {
    let cases = &coverage.cases;
    let decided = cases.counted + cases.not_applicable + cases.contradictory;
    assert_eq!(decided, 400, "{city}");
    let ids: BTreeSet<&str> = coverage.rules.iter().map(|rule| rule.rule.as_str()).collect();
    assert_eq!(ids.len(), coverage.rules.len(), "{city}: every rule once");
    assert!(coverage.rules.iter().any(|rule| rule.missed > 0), "{city}: no rule is ever missed, this tests nothing");
    for rule in &coverage.rules {
        let id = format!("{city} {}", rule.rule);
        assert_eq!(rule.asked, rule.held + rule.missed, "{id}");
        assert!(rule.asked <= decided, "{id}");
        assert_eq!(rule.first_held.is_some(), rule.held > 0, "{id}");
        for condition in &rule.conditions {
            let (failed, alone) = (condition.failed, condition.alone);
            assert!(alone <= failed && failed <= rule.missed && failed <= condition.no, "{id} {condition:?}");
            assert!(condition.yes.max(condition.no) <= rule.asked, "{id} {condition:?}");
            assert!(!rule.any || failed == rule.missed, "{id}: of a rule that needs any one, all failed");
        }
    }
    for clock in &coverage.clocks {
        assert!(clock.overdue <= clock.missed && clock.rungs.iter().all(|rung| rung.fired <= clock.rows), "{city} {clock:?}");
    }
    for word in coverage.words.iter().flat_map(|list| &list.words) {
        assert!(word.cases <= decided && word.lacking.is_none_or(|cases| cases <= decided), "{city} {word:?}");
    }
    let judged: u64 = coverage.versions.iter().map(|version| version.cases).sum();
    assert!(coverage.versions.is_empty() || judged == decided, "{city}");
}

#[test]
fn it_adds_up_in_every_city() {
    for (city, folder) in
        [(&XINING, "xining"), (&DINGZHOU, "dingzhou"), (&YINCHUAN, "yinchuan"), (&NINGXIA, "ningxia"), (&YUNCHENG, "yuncheng")]
    {
        check(city, folder);
    }
}
