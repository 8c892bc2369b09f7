//! The corpora are decided as they were when they were made. `UPDATE=1` makes them anew (it needs `zstd`): read the difference.
//!
//! That an expectation came out of the engine once says little. corpus_checked.rs holds dates and leading units against what a few
//! lines of test find without it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use paidan_calendar::{Day, Instant};
use paidan_engine::{Case, Decision};
use serde_json::{Value, json};

use crate::corpus_world::{Kept, Served, cities};
use crate::stories::stamp;
use crate::support::at;

const CASES: u64 = 300;
const SEED: u64 = 12345;

/// What a corpus keeps of a decision: what people and bodies owe by when, and the words that follow from the rules.
fn kept(decision: &Decision<'_>) -> Value {
    let said = |body: Option<paidan_engine::BodyName<'_>>| body.map(|body| body.to_string());
    let rows = decision.clocks.iter().map(|clock| {
        let due = clock.due.map(|due| due.to_string());
        let body = said(clock.body);
        json!({ "kind": clock.kind, "body": body, "due": due, "state": clock.state.as_str() })
    });
    let mut labels: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    decision.labels.iter().for_each(|label| labels.entry(label.group).or_default().push(label.value));
    let route = decision.route.as_ref().map(|route| {
        let (lead, accountable) = (said(route.lead), said(route.accountable));
        json!({ "mode": route.mode, "lead": lead, "accountable": accountable })
    });
    let steps = decision.escalations.iter().map(|step| format!("{} {}", step.at, step.state)).collect::<Vec<_>>();
    let above = decision.above.as_ref().filter(|above| above.in_charge).map(|above| kept(&above.decision));
    let mut expect = json!({
        "status": decision.status, "stage": decision.stage, "level": decision.level, "labels": labels, "route": route,
        "rows": rows.collect::<Vec<_>>(), "escalations": steps, "above": above,
        "actions": decision.actions.iter().map(|action| action.kind).collect::<Vec<_>>(),
        "violations": decision.violations.iter().map(|violation| violation.kind).collect::<Vec<_>>(),
        "needs": decision.needs.iter().map(|need| need.named()).collect::<Vec<_>>(),
    });
    slim(&mut expect);
    expect
}

/// Without what is empty.
fn slim(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(slim);
            let empty = |value: &Value| {
                value.is_null() || value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(|o| o.is_empty())
            };
            fields.retain(|_, value| !empty(value));
        }
        Value::Array(list) => list.iter_mut().for_each(slim),
        _ => {}
    }
}

/// No later than this is asked about: a later year's notice changes nothing here.
const PUBLISHED: &str = "2026-10-30T12:00:00+08:00";

/// When a case is asked about: by turns when all is over, in the middle of it, some days and some weeks later.
fn moment(n: usize, case: &Case<'_>) -> Instant {
    let (last, middle) = (case.last_known().0, case.history[case.history.len() / 2].at.0);
    let then = [last + 3600, middle + 60, last + 9 * 86_400, last + 70 * 86_400][n % 4];
    Instant(then.min(at(PUBLISHED).0)).max(case.history[0].at)
}

fn make(city: &Served) -> String {
    let to = city.spec.days().1.min(Day::parse("2026-09-15").unwrap());
    let mut judge = city.judge();
    let mut lines = String::new();
    for (n, text) in city.samples(CASES, SEED, Some(to)).iter().enumerate() {
        let case = Case::from_json(text.as_bytes()).unwrap();
        let as_of = moment(n, &case);
        let expect = kept(&judge.decide(&case, as_of));
        let case: Value = serde_json::from_str(text).unwrap();
        lines += &json!({ "case": case, "as_of": stamp(as_of.0), "expect": expect }).to_string();
        lines.push('\n');
    }
    lines
}

fn pack(text: &str) -> Vec<u8> {
    let mut zstd = Command::new("zstd")
        .args(["-19", "--quiet", "--stdout", "--check"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("UPDATE=1 packs with `zstd`: install it");
    let (mut to, bytes) = (zstd.stdin.take().unwrap(), text.as_bytes().to_vec());
    let writer = std::thread::spawn(move || to.write_all(&bytes).unwrap());
    let out = zstd.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(out.status.success());
    out.stdout
}

fn check(city: &Served) {
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(city.corpus_file().parent().unwrap()).unwrap();
        fs::write(city.corpus_file(), pack(&make(city))).unwrap();
    }
    let corpus = city.corpus();
    assert_eq!(corpus.len() as u64, CASES, "{}", city.name);
    let mut judge = city.judge();
    for Kept { case, as_of, expect } in &corpus {
        let text = case.to_string();
        let case = Case::from_json(text.as_bytes()).unwrap();
        let now = kept(&judge.decide(&case, *as_of));
        assert_eq!(*expect, now, "{} as of {}: expected (left) and decided now (right)\n{text}", &*case.id, stamp(as_of.0));
    }
}

#[test]
fn corpora_are_decided_as_they_were() {
    cities().iter().for_each(check);
}

/// A corpus of which half is the same case, or all are closed, would prove little.
#[test]
fn corpora_are_of_many_kinds() {
    for city in cities() {
        let corpus = city.corpus();
        let many = |of: &dyn Fn(&Value) -> Vec<String>| {
            let mut found: Vec<String> = corpus.iter().flat_map(|kept| of(&kept.expect)).collect();
            found.sort();
            found.dedup();
            found
        };
        let states = many(&|expect| {
            let rows = expect["rows"].as_array().into_iter().flatten();
            rows.map(|row| row["state"].as_str().unwrap().to_owned()).collect()
        });
        for state in ["met", "missed", "running", "lifted"] {
            assert!(states.iter().any(|found| found == state), "{}: no row is {state}, only {states:?}", city.name);
        }
        let leads = many(&|expect| expect["route"]["lead"].as_str().map(str::to_owned).into_iter().collect());
        assert!(leads.len() > 15, "{}: {leads:?}", city.name);
        let stages = many(&|expect| expect["stage"].as_str().map(str::to_owned).into_iter().collect());
        assert!(stages.len() > 3, "{}: {stages:?}", city.name);
        let cases = many(&|expect| vec![expect.to_string()]);
        assert!(cases.len() > 250, "{}: only {} different expectations", city.name, cases.len());
    }
}
