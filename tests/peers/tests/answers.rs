//! Every engine gives the answers of Paidan's own decisions, which answers.jsonl.zst holds for the cases of tests/benches/corpus.

// A test says what is wrong by panicking.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use peers::answer::Answer;
use peers::{Engine, Peer};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn unpacked(file: &Path) -> String {
    let packed = fs::read(file).unwrap();
    let mut text = String::new();
    ruzstd::decoding::StreamingDecoder::new(&packed[..]).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The cases of all files of the corpus, in the order of the answers.
fn cases() -> Vec<String> {
    let corpus = folder().join("../benches/corpus");
    let files = ["short-5", "long-5", "long-20"].map(|name| unpacked(&corpus.join(format!("{name}.jsonl.zst"))));
    files.iter().flat_map(|text| text.lines().map(str::to_owned)).collect()
}

fn expected() -> Vec<Answer> {
    unpacked(&folder().join("answers.jsonl.zst")).lines().map(|line| Answer::read(line.as_bytes()).unwrap()).collect()
}

fn check(name: &str) {
    let Peer { mut engine, .. } = peers::all().unwrap().into_iter().find(|peer| peer.name == name).unwrap();
    let (cases, expected) = (cases(), expected());
    assert_eq!((cases.len(), expected.len()), (600, 600));
    let mut out = Vec::new();
    let mut wrong = 0;
    for (case, expected) in cases.iter().zip(&expected) {
        out.clear();
        let said = plan(engine.as_mut(), case, &mut out);
        if said.as_ref() != Ok(expected) {
            wrong += 1;
            if wrong <= 3 {
                eprintln!("{case}\n  {name} {said:#?}\n  Paidan {expected:#?}");
            }
        }
    }
    assert_eq!(wrong, 0, "cases of 600 in which {name} says something else");
}

fn plan(engine: &mut dyn Engine, case: &str, out: &mut Vec<u8>) -> Result<Answer, String> {
    engine.plan(case.as_bytes(), out).map_err(|e| format!("{e:#}"))?;
    Answer::read(out).map_err(|e| format!("{e:#}"))
}

#[test]
fn datalogic_says_what_paidan_says() {
    check("datalogic-rs");
}

#[test]
fn zen_says_what_paidan_says() {
    check("zen-engine");
}

#[test]
fn regorus_says_what_paidan_says() {
    check("regorus");
}

#[test]
fn cel_says_what_paidan_says() {
    check("cel");
}

/// Whether the answers can tell rules apart: each that is compared holds in some cases and, if it can fail, not in all.
#[test]
fn the_corpus_reaches_what_is_compared() {
    let answers = expected();
    let count = |rule: &str| answers.iter().filter(|a| a.rules.iter().any(|r| r == rule)).count();
    let always = "one-door stages owner tiers tier-days dispatch-in first-receiver sign contact start first-day last-day whole";
    for rule in always.split(' ') {
        assert_eq!(count(rule), 600, "{rule}");
    }
    let sometimes = "channels catalogue accepts consult consult-after fallback legacy task-force slowest mediation tier-default \
        tier-by-hand tier-change redispatch extension extension-grant extension-again suspension suspension-cap rates callback \
        callback-in callback-yes q-contacted q-resolved q-satisfied close-in rework";
    for rule in sometimes.split(' ') {
        assert!((10..600).contains(&count(rule)), "{rule}: {}", count(rule));
    }
}
