//! What a decision costs in the sandbox, beside the same policy without one and beside other rule engines. `make bench`.
//!
//! Everything is measured in one run, in rounds that take turns, so that what else the machine does falls on all alike. Read the
//! ratios: absolute times differ from machine to machine and, on a shared one, from hour to hour.
//!
//! Arguments: a number of rounds; words, to measure only what has them all in its name; `--json FILE`; `--peers PROGRAM`; another
//! build of Xining (`….wasm`).

// A measurement that cannot go on says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::float_arithmetic)]

mod corpus;
mod native;
mod paidan;
mod parts;
mod peers;
mod table;

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

const ROUNDS: usize = 41;

/// What is measured: the cost of one case, or of one of something else.
struct Measurement<'a> {
    /// `typed`, `plan`, `decision` or `part`.
    what: &'static str,
    /// The corpus, or the part's name.
    of: &'static str,
    who: &'a str,
    /// One turn: how long one took, on the average.
    turn: Box<dyn FnMut() -> Duration + 'a>,
    turns: Vec<Duration>,
}

impl<'a> Measurement<'a> {
    fn new(what: &'static str, of: &'static str, who: &'a str, turn: impl FnMut() -> Duration + 'a) -> Self {
        Self { what, of, who, turn: Box::new(turn), turns: Vec::new() }
    }

    fn median(&self) -> Duration {
        let mut turns = self.turns.clone();
        turns.sort_unstable();
        turns.get(turns.len() / 2).copied().unwrap_or_default()
    }

    /// What the machine can do when nothing else is in the way.
    fn best(&self) -> Duration {
        self.turns.iter().min().copied().unwrap_or_default()
    }
}

fn main() {
    let args: Vec<String> = env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let option = |name: &str| args.iter().position(|a| a == name).and_then(|at| args.get(at + 1)).map(PathBuf::from);
    let (json, program) = (option("--json"), option("--peers"));
    let mut loose = args.iter().enumerate().filter(|(at, a)| !(a.starts_with("--") || *at > 0 && args[at - 1].starts_with("--")));
    let rounds = loose.clone().find_map(|(_, a)| a.parse().ok()).unwrap_or(ROUNDS);
    let file = loose.clone().find(|(_, a)| a.ends_with(".wasm")).map(|(_, a)| PathBuf::from(a));
    let words: Vec<&String> =
        loose.by_ref().map(|(_, a)| a).filter(|a| !a.ends_with(".wasm") && a.parse::<usize>().is_err()).collect();

    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let file = file.unwrap_or_else(|| root.join("target/policies/xining.wasm"));
    assert!(file.is_file(), "{} is missing: run `make components`", file.display());
    let scratch = env::temp_dir().join(format!("paidan-bench-{}", std::process::id()));
    let corpora = corpus::read(root);
    let subject = paidan::Subject::load(&file, &scratch, corpora);
    let peers = program.map(|program| peers::Peers::start(&program, corpora, &scratch));
    if let Some(peers) = &peers {
        peers.check(&subject);
    }
    let mut all = paidan::measurements(&subject);
    all.extend(peers.iter().flat_map(|peers| peers.measurements()));
    all.extend(parts::measurements(root, &file, &scratch));
    all.retain(|m| words.iter().all(|word| format!("{} {} {}", m.what, m.of, m.who).contains(word.as_str())));

    let machine = paidan_tests::machine();
    println!("{machine}");
    for round in 0..=rounds {
        eprint!("\rround {round} of {rounds}");
        for m in &mut all {
            let took = (m.turn)();
            // the first round only fills every cache
            if round > 0 {
                m.turns.push(took);
            }
        }
    }
    eprintln!("\r");
    drop(fs::remove_dir_all(scratch));
    let size = fs::metadata(&file).unwrap().len();
    table::print(&all, size);
    if let Some(json) = json {
        fs::write(&json, table::json(&machine, rounds, &all, size)).unwrap();
        println!("written: {}", json.display());
    }
}
