//! Records are decided again: the same rules say the same, what somebody changed in a record is found, what cannot be used is told of.

use std::collections::BTreeSet;
use std::fmt::Write;

use paidan_engine::{Case, Error, Versions};
use paidan_lab::record::{self, Reader, Run};
use paidan_lab::replay::{Against, Block, Differences, Differing, Question, Replay, Source, Told, What, read_accepted};
use paidan_lab::sample::{Order, Sampler, Spec};
use paidan_lab::{Line, Lines};

use crate::world::{DINGZHOU, XINING, YINCHUAN, at};

const MOMENT: &str = "2026-12-31T12:00:00+08:00";

/// Records of sampled cases.
pub(crate) fn records(versions: &Versions, city: &str, count: u64) -> Vec<String> {
    sampled(versions, city, count).iter().map(|line| recorded(versions, line)).collect()
}

pub(crate) fn sampled(versions: &Versions, city: &str, count: u64) -> Vec<String> {
    let file = format!("{}/../../policies/{city}/sample.toml", env!("CARGO_MANIFEST_DIR"));
    let spec = Spec::read("sample.toml", &std::fs::read_to_string(file).unwrap()).unwrap();
    let mut sampler = Sampler::new(versions, &spec, Order { count, seed: 7, from: None, to: None }).unwrap();
    let mut lines = Vec::new();
    while let Some(line) = sampler.next_line().unwrap() {
        lines.push(line);
    }
    lines
}

pub(crate) fn recorded(versions: &Versions, case: &str) -> String {
    let read = Case::from_json(case.as_bytes()).unwrap();
    let city = versions.of(&read).unwrap();
    let decision = city.evaluate(&read, at(MOMENT)).unwrap();
    let mut line = Vec::new();
    record::write(case.as_bytes(), &decision, city, &Run { fuel: 1, mode: "strict", micros: 1 }, &mut line);
    String::from_utf8(line).unwrap()
}

pub(crate) struct Found {
    pub(crate) sums: Differences,
    pub(crate) differing: Vec<Differing>,
    pub(crate) left_out: Vec<(usize, Error)>,
}

pub(crate) fn replayed(lines: &[String], question: &Question, workers: usize) -> Found {
    let mut replay = Replay::start(question, workers);
    let (mut differing, mut left_out) = (Vec::new(), Vec::new());
    let mut tell = |told: Told<'_, usize>| match told {
        Told::Differs(case) => differing.push(case.clone()),
        Told::LeftOut(line, error) => left_out.push((line, error)),
        Told::Passed { .. } => {}
    };
    for (number, line) in lines.iter().enumerate() {
        replay.push(number, line.as_bytes(), &mut tell);
    }
    let sums = replay.finish(false, &mut tell);
    Found { sums, differing, left_out }
}

pub(crate) fn question(rules: &Versions) -> Question {
    Question {
        rules: rules.clone(),
        against: Against::Record,
        at: None,
        known_at: None,
        accepted: BTreeSet::new(),
        same_rules: false,
    }
}

/// With versions, with a superior, whoever decides how many at a time.
#[test]
fn the_same_rules_say_the_same() {
    for (versions, city) in [(&*XINING, "xining"), (&*DINGZHOU, "dingzhou"), (&*YINCHUAN, "yinchuan")] {
        let records = records(versions, city, 400);
        for workers in [1, 3] {
            let Found { sums, left_out, .. } = replayed(&records, &question(versions), workers);
            assert!(left_out.is_empty(), "{city}: {:?}", left_out[0]);
            assert_eq!((sums.cases, sums.same, sums.differ, sums.groups.len()), (400, 400, 0, 0), "{city}");
        }
        let two = Question { against: Against::Rules(versions.clone()), ..question(versions) };
        assert_eq!(replayed(&records, &two, 2).sums.same, 400, "{city}: two components");
        // the cases alone, never decided before
        let cases: Vec<String> = records.iter().map(|line| case_of(line).to_owned()).collect();
        assert_eq!(replayed(&cases, &two, 2).sums.same, 400, "{city}: plain cases");
    }
}

fn case_of(line: &str) -> &str {
    let (_, rest) = line.split_once(",\"case\":").unwrap();
    rest.split_once(",\"decision\":").unwrap().0
}

pub(crate) const CASE: &str = r#"{"id":"R-1","jurisdiction":"630103","channel":"phone","category":"housing/title-deed","area":["630103"],"facts":{"decision":1},"history":[{"seq":1,"at":"2026-11-09T09:00:00+08:00","kind":"received"},{"seq":2,"at":"2026-11-09T10:00:00+08:00","kind":"dispatched","unit":"housing"}]}"#;

/// A record as somebody's older rules might have made it, and what replaying it must say.
#[test]
fn what_is_other_is_found() {
    let line = recorded(&XINING, CASE);
    let due = "\"due\":\"2026-11-12T23:59:59+08:00\",\"state\":\"missed\"";
    assert!(line.contains(due), "{line}");
    let check = |from: &str, to: &str, wanted: &[(What, &str, &str, &str, Option<i64>)]| {
        assert!(line.contains(from), "{from} is not in {line}");
        let found = replayed(&[line.replacen(from, to, 1)], &question(&XINING), 1);
        assert!(found.left_out.is_empty(), "{from}: {:?}", found.left_out);
        let [case] = &found.differing[..] else { panic!("{from}: {} differ", found.differing.len()) };
        let changes: Vec<_> =
            case.changes.iter().map(|c| (c.what, c.of.as_str(), c.before.as_str(), c.after.as_str(), c.later)).collect();
        assert_eq!(changes, wanted, "{from}");
        assert_eq!((case.case.as_str(), case.as_of.as_str(), case.number), ("R-1", MOMENT, 1));
        found.sums
    };
    let before = "2026-11-13T23:59:59+08:00";
    let moved = [(What::Due, "handle", before, "2026-11-12T23:59:59+08:00", Some(-86_400))];
    let sums = check(due, &due.replace("11-12", "11-13"), &moved);
    assert_eq!((sums.groups[0].earlier.dues, sums.groups[0].earlier.seconds, sums.groups[0].later.dues), (1, 86_400, 0));
    assert_eq!(sums.groups[0].units["housing"], 1);
    let sums = check(due, &due.replace("missed", "running"), &[(What::State, "handle", "running", "missed", None)]);
    assert_eq!((sums.newly.overdue, sums.newly.no_longer_overdue), (1, 0));
    check("\"status\":\"decided\"", "\"status\":\"needs-input\"", &[(What::Status, "", "needs-input", "decided", None)]);
    check("\"lead\":\"housing\"", "\"lead\":\"water\"", &[(What::Route, "lead", "water", "housing", None)]);
    let tier = "\"group\":\"tier\",\"value\":\"t2\"";
    check(tier, &tier.replace("t2", "t3"), &[(What::Label, "tier", "t3", "t2", None)]);
    let reason = "{\"rule\":\"one-door\",";
    let wanted = [(What::Reason, "one-window", "there", "", None), (What::Reason, "one-door", "", "there", None)];
    check(reason, &reason.replace("one-door", "one-window"), &wanted);
}

/// What was looked at and accepted is no news: a case counts again only if something else is other in it.
#[test]
fn what_is_accepted_is_no_news() {
    let line = recorded(&XINING, CASE);
    let due = "\"due\":\"2026-11-12T23:59:59+08:00\",\"state\":\"missed\"";
    let older = line.replacen(due, &due.replace("11-12", "11-13"), 1);
    let pending = replayed(std::slice::from_ref(&older), &question(&XINING), 1).sums;
    let accepted = read_accepted(&serde_json::to_string(&pending).unwrap()).unwrap();
    let asked = Question { accepted, ..question(&XINING) };
    let more = older.replacen("\"R-1\",\"status\":\"decided\"", "\"R-1\",\"status\":\"needs-input\"", 1).replacen(
        "T12:00:00",
        "T12:00:01",
        1,
    );
    let Found { sums, differing, left_out } = replayed(&[older, more], &asked, 1);
    assert!(left_out.is_empty(), "{left_out:?}");
    assert_eq!((sums.cases, sums.accepted, sums.differ), (2, 1, 1));
    let whats: Vec<What> = differing[0].changes.iter().map(|change| change.what).collect();
    assert!(whats.contains(&What::Status) && !whats.contains(&What::Due), "{whats:?}");
    let error = read_accepted("{\n\"groups\": 3}").unwrap_err();
    assert_eq!((error.code, error.place.as_str()), ("replay/accepted", "line 2, column 11"));
}

/// Who will be overdue by Friday if nobody acts.
#[test]
fn what_time_will_do() {
    let later = |until: &str| {
        let asked =
            Question { at: Some(at("2026-11-12T09:00:00+08:00")), against: Against::Later(at(until)), ..question(&XINING) };
        // what happens after the moment asked about has not happened
        let done = r#",{"seq":3,"at":"2026-11-12T10:00:00+08:00","kind":"completed","unit":"housing"}]}"#;
        let case = CASE.strip_suffix("]}").unwrap().to_owned() + done;
        let found = replayed(&[case], &asked, 1);
        assert!(found.left_out.is_empty(), "{:?}", found.left_out);
        let missed = |change: &&paidan_lab::replay::Change| change.what == What::State && change.after == "missed";
        let changes = found.differing.iter().flat_map(|case| &case.changes).filter(missed);
        changes.map(|change| format!("{} {}", change.of, change.unit).trim().to_owned()).collect::<Vec<_>>()
    };
    // due on Thursday, at 24:00
    assert_eq!(later("2026-11-12T23:59:59+08:00"), Vec::<String>::new());
    assert_eq!(later("2026-11-13T00:00:00+08:00"), ["handle housing", "whole"]);
}

/// The others of the corpus are replayed all the same.
#[test]
fn what_cannot_be_used_is_told_of() {
    let good = recorded(&XINING, CASE);
    let with = |from: &str, to: &str| {
        assert!(good.contains(from), "{from} is not in {good}");
        good.replacen(from, to, 1)
    };
    let wrong: [(String, &str); 9] = [
        (good[..good.len() / 2].to_owned(), "record/damaged"),
        (String::from("half a li"), "record/damaged"),
        (with("\"record\":2", "\"record\":9"), "record/too-new"),
        (with("\"record\":2", "\"record\":0"), "record/too-old"),
        (CASE.to_owned(), "record/none"),
        (with("\"known_at\":\"2026-12-31\"", "\"known_at\":\"2026-12-32\""), "record/damaged"),
        (with("\"policy\":{\"id\":\"xining\"", "\"policy\":{\"id\":\"yuncheng\""), "replay/other-city"),
        (with(",\"kind\":\"received\"", ""), "case/missing-field"),
        (with("\"rules\":\"", "\"rules\":\"0"), "record/digest"),
    ];
    for (number, (line, code)) in wrong.iter().enumerate() {
        // as of another moment each: else the second is the first once more
        let line = line.replace("12-31T12:00:00", &format!("12-31T12:00:{:02}", number + 1));
        let Found { sums, left_out, .. } = replayed(&[line, good.clone()], &question(&XINING), 2);
        assert_eq!(left_out.iter().map(|(line, error)| (*line, error.code)).collect::<Vec<_>>(), [(0, *code)], "{number}");
        assert!(!left_out[0].1.mend.is_empty(), "{code}: what to do");
        assert_eq!((sums.cases, sums.same, sums.left_out[code]), (2, 1, 1), "{code}");
    }
    // a record says by whose rules it was decided; of a case only its jurisdiction can
    let elsewhere = CASE.replacen("630103", "140802", 1);
    let later = Question { against: Against::Later(at(MOMENT)), ..question(&XINING) };
    assert_eq!(replayed(&[elsewhere], &later, 1).left_out[0].1.code, "replay/other-city");
    let Found { sums, left_out, .. } = replayed(&[good.clone(), good], &question(&XINING), 2);
    assert_eq!((sums.cases, sums.same), (2, 1));
    assert_eq!((left_out[0].0, left_out[0].1.code), (1, "record/twice"));
}

/// Another program may put the fields in another order, with blanks between them; the case of this one has a fact named `decision`.
#[test]
fn fields_stand_in_any_order() {
    let line = recorded(&XINING, CASE);
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    let mut turned = String::from("{ ");
    for (i, key) in
        ["decision", "run", "case", "engine", "contract", "calendar", "policy", "known_at", "as_of", "record"].iter().enumerate()
    {
        // serde_json sorts the keys of an object: the decision keeps its bytes
        let text = match *key {
            "decision" => {
                line.split_once(&format!("{},\"decision\":", CASE)).unwrap().1.split_once(",\"run\":").unwrap().0.to_owned()
            }
            _ => value[key].to_string(),
        };
        write!(turned, "{}\"{key}\" : {text}", if i > 0 { " , " } else { "" }).unwrap();
    }
    turned.push_str(" }");
    let found = replayed(&[turned.clone()], &question(&XINING), 1);
    assert!(found.left_out.is_empty(), "{:?}", found.left_out);
    assert_eq!(found.sums.same, 1);
    // and it is the same record
    let Found { left_out, .. } = replayed(&[line, turned], &question(&XINING), 1);
    assert_eq!(left_out[0].1.code, "record/twice");
}

/// Yesterday's records read tomorrow: lines of each format that there was, kept as they were written. What Xining's second rung says is
/// other now; nothing else of rungs is, though the first format knew them by position.
#[test]
fn kept_records_are_read() {
    for format in [1, 2] {
        let kept = std::fs::read_to_string(format!("{}/tests/lab/records-{format}.jsonl", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let lines: Vec<String> = kept.lines().map(|line| format!("{line}\n")).collect();
        let mut reader = Reader::default();
        let record = reader.read(lines[0].as_bytes()).unwrap().unwrap();
        assert_eq!((record.head.record, record.head.policy.id.as_str(), &*record.case.id), (format, "xining", "R-1"));
        assert_eq!((record.as_of, record.known_at.to_string().as_str()), (at(MOMENT), "2026-12-31"));
        let Found { sums, left_out, differing } = replayed(&lines, &question(&XINING), 1);
        assert!(left_out.is_empty(), "{left_out:?}");
        assert_eq!(sums.cases, sums.same + sums.differ);
        let supervision = differing.iter().flat_map(|case| &case.changes).filter(|change| change.what == What::Supervision);
        for change in supervision {
            let told = change.after.replace(" housing + leader@housing supervise", " leader@housing supervise");
            assert_eq!((format, &told), (1, &change.before), "{change:?}");
        }
    }
}

/// What format 1 said of rungs, by position and as one text, is compared by the names that the rungs have.
#[test]
fn rungs_of_the_first_format_are_known_by_name() {
    let records = records(&DINGZHOU, "dingzhou", 200);
    let first = |line: &String| {
        let older = line.replace("\"record\":2", "\"record\":1");
        let older = older.replace("\"rung\":\"supervise\"", "\"rung\":0").replace("\"rung\":\"office\"", "\"rung\":0");
        let mut told = String::new();
        for (i, part) in older.split("\"to\":[\"").enumerate() {
            told += &if i > 0 { format!("\"to\":\"{}", part.replacen("\"]", "\"", 1)) } else { part.to_owned() };
        }
        told
    };
    let older: Vec<String> = records.iter().map(first).collect();
    assert!(older.iter().filter(|line| line.contains("\"rung\":0") && line.contains("\"to\":\"handler@")).count() > 20);
    let Found { sums, left_out, differing } = replayed(&older, &question(&DINGZHOU), 1);
    assert!(left_out.is_empty() && differing.is_empty(), "{left_out:?} {:?}", differing.first());
    assert_eq!((sums.cases, sums.same), (200, 200));
    // of a rung that is not there any more the position is what is left to say
    let gone: Vec<String> = older.iter().map(|line| line.replace("\"rung\":0", "\"rung\":7")).collect();
    let Found { differing, .. } = replayed(&gone, &question(&DINGZHOU), 1);
    let change = differing.iter().flat_map(|case| &case.changes).find(|change| change.what == What::Supervision).unwrap();
    assert!(change.before.starts_with("#8 ") && change.after.starts_with("supervise "), "{change:?}");
}

/// Lines of a text, a few at a time.
struct Few {
    lines: Lines<Pieces>,
    found: Vec<Line>,
    number: usize,
}

/// Gives some bytes at once.
struct Pieces(std::io::Cursor<Vec<u8>>);

impl std::io::Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let some = into.len().min(9000);
        self.0.read(&mut into[..some])
    }
}

impl Source<usize> for Few {
    fn fill(&mut self, block: &mut Block<usize>) -> bool {
        let more = self.lines.next(&mut block.text, &mut self.found).unwrap();
        for line in self.found.drain(..) {
            block.line(self.number, line.unwrap());
            self.number += 1;
        }
        more
    }
}

/// Whoever reads them, and whatever was pushed before and after.
#[test]
fn what_workers_read_themselves_is_told_as_what_is_pushed() {
    let mut records = records(&XINING, "xining", 300);
    for (at, text) in [(7, "no record\n"), (99, "{\"record\":9}\n")] {
        records.insert(at, text.to_owned());
    }
    records.insert(200, records[150].clone());
    let late = records[40].replace("\"state\":\"met\"", "\"state\":\"missed\"");
    assert_ne!(late, records[40]);
    records[40] = late;
    let pushed = replayed(&records, &question(&XINING), 2);
    assert_eq!((pushed.sums.cases, pushed.differing.len(), pushed.left_out.len()), (303, 1, 3));
    for (workers, first, last) in [(1, 0, 303), (3, 0, 303), (2, 50, 250), (3, 303, 303), (2, 0, 0)] {
        let mut replay = Replay::start(&question(&XINING), workers);
        let (mut differing, mut left_out, mut passed) = (Vec::new(), Vec::new(), (0, 0));
        let mut tell = |told: Told<'_, usize>| match told {
            Told::Differs(case) => differing.push(case.clone()),
            Told::LeftOut(line, error) => left_out.push((line, error)),
            Told::Passed { lines, bytes } => passed = (passed.0 + lines, passed.1 + bytes),
        };
        records[..first].iter().enumerate().for_each(|(i, line)| replay.push(i, line.as_bytes(), &mut tell));
        let text = records[first..last].concat().into_bytes();
        let bytes = Pieces(std::io::Cursor::new(text));
        replay.read(Few { lines: Lines::new(bytes), found: Vec::new(), number: first }, &mut tell);
        records[last..].iter().zip(last..).for_each(|(line, i)| replay.push(i, line.as_bytes(), &mut tell));
        let sums = replay.finish(false, &mut tell);
        let all = records.iter().map(String::len).sum::<usize>() as u64;
        assert_eq!(passed, (303, all), "{workers} {first} {last}");
        assert_eq!(format!("{sums:?}"), format!("{:?}", pushed.sums), "{workers} {first} {last}");
        assert_eq!(format!("{differing:?} {left_out:?}"), format!("{:?} {:?}", pushed.differing, pushed.left_out));
    }
}
