//! What a decision costs: a case in memory to a decision in memory, no JSON. `make bench`, or `cargo bench -p paidan-tests`
//! with a part of a measurement's name.
//!
//! Everything is measured in one run, in rounds that take turns, so that what else the machine does falls on all alike. Read
//! the ratios: absolute times differ from machine to machine and, on a shared one, from hour to hour.

// A measurement that cannot go on says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::float_arithmetic)]

mod native;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant as Clock};
use std::{env, fs};

use paidan_calendar::{Calendar, Instant};
use paidan_engine::{Case, City, Limits, Runtime};

const SHORT: &str = include_str!("../../cases/short.json");
const LONG: &str = include_str!("../../cases/long.json");
const AS_OF: &str = "2026-11-11T16:00:00+08:00";
/// How long one turn of one measurement takes, about.
const TURN: Duration = Duration::from_millis(2);
const ROUNDS: usize = 101;

struct Measurement<'a> {
    name: &'static str,
    target: Option<Duration>,
    run: Box<dyn FnMut() + 'a>,
    turns: Vec<Duration>,
}

impl Measurement<'_> {
    fn median(&self) -> Duration {
        let mut turns = self.turns.clone();
        turns.sort_unstable();
        turns[turns.len() / 2]
    }

    /// What the machine can do when nothing else is in the way.
    fn best(&self) -> Duration {
        self.turns.iter().min().copied().unwrap_or_default()
    }

    fn turn(&mut self, times: u32) {
        // not timed: what ran before has the caches
        (0..times / 4).for_each(|_| (self.run)());
        let began = Clock::now();
        (0..times).for_each(|_| (self.run)());
        self.turns.push(began.elapsed() / times);
    }
}

fn measure(name: &'static str, target_us: Option<u64>, run: impl FnMut() + 'static) -> Measurement<'static> {
    Measurement { name, target: target_us.map(Duration::from_micros), run: Box::new(run), turns: Vec::new() }
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    // another build of Xining can be named
    let file = env::args()
        .skip(1)
        .find(|arg| arg.ends_with(".wasm"))
        .map_or_else(|| root.join("target/policies/xining.wasm"), PathBuf::from);
    assert!(file.is_file(), "{} is missing: run `make components`", file.display());
    println!("{}", machine());
    let cache = env::temp_dir().join(format!("paidan-bench-{}", std::process::id()));
    let mut all = measurements(root, &file, &cache);
    // `typed strict 1000`: only those, and long enough for a profiler
    if let Some(wanted) =
        env::args().skip(1).find(|arg| !arg.starts_with('-') && !arg.ends_with(".wasm") && arg.parse::<usize>().is_err())
    {
        all.retain(|m| m.name.contains(&wanted));
    }
    // how often each fits into a turn; the first runs also fill every cache
    let times: Vec<u32> = all
        .iter_mut()
        .map(|m| {
            (m.run)();
            let began = Clock::now();
            (m.run)();
            (TURN.as_nanos() / began.elapsed().as_nanos().max(1)).clamp(1, 100_000) as u32
        })
        .collect();
    let rounds = env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(ROUNDS);
    for _ in 0..rounds {
        all.iter_mut().zip(&times).for_each(|(m, times)| m.turn(*times));
    }
    drop(fs::remove_dir_all(cache));
    print(&all);
    println!("component: {} KB, target 128 KB without its catalogue", fs::metadata(&file).unwrap().len() / 1000);
}

fn measurements(root: &Path, file: &Path, cache: &Path) -> Vec<Measurement<'static>> {
    // they live as long as the program
    let runtime: &Runtime = Box::leak(Box::new(Runtime::new(Limits::default(), Some(cache.to_owned())).unwrap()));
    let city: &'static City = Box::leak(Box::new(City::new(runtime.load_file(file).unwrap(), &[Calendar::cn()]).unwrap()));
    let case = |text: &'static str| -> &'static Case<'static> { Box::leak(Box::new(Case::from_json(text.as_bytes()).unwrap())) };
    let (short, long) = (case(SHORT), case(LONG));
    let as_of = Instant::parse_rfc3339(AS_OF).unwrap();
    let (mut batch_short, mut batch_long) = (city.batch(), city.batch());
    let native_case = native::case(short);
    let decision: &'static _ = Box::leak(Box::new(city.evaluate(short, as_of).unwrap()));
    let mut out = Vec::new();
    let component: &'static [u8] = fs::read(file).unwrap().leak();
    vec![
        measure("policy alone, native, short case", None, move || {
            drop(black_box(paidan_policy_xining::evaluate(native_case.clone())))
        }),
        measure("decision, batch, short case", Some(4), move || drop(black_box(batch_short.evaluate(short, as_of).unwrap()))),
        measure("decision, batch, long case", Some(4), move || drop(black_box(batch_long.evaluate(long, as_of).unwrap()))),
        measure("decision, strict, short case", Some(10), move || drop(black_box(city.evaluate(short, as_of).unwrap()))),
        measure("decision, strict, long case", Some(10), move || drop(black_box(city.evaluate(long, as_of).unwrap()))),
        measure("reading the short case from JSON", None, || drop(black_box(Case::from_json(SHORT.as_bytes()).unwrap()))),
        measure("reading the long case from JSON", None, || drop(black_box(Case::from_json(LONG.as_bytes()).unwrap()))),
        measure("writing the decision as JSON", None, move || {
            out.clear();
            decision.write_json(&mut out);
            black_box(&out);
        }),
        measure("loading a policy, cached", Some(1_000), move || drop(black_box(runtime.load(component).unwrap()))),
        process(root, cache),
    ]
}

/// `paidan evaluate` from its start to its end, its cache warm.
fn process(root: &Path, cache: &Path) -> Measurement<'static> {
    let program = env::current_exe().unwrap().ancestors().nth(2).unwrap().join("paidan");
    let (root, cache): (PathBuf, PathBuf) = (root.to_owned(), cache.to_owned());
    measure("`paidan evaluate`, one process a case", Some(30_000), move || {
        let mut command = Command::new(&program);
        command
            .args(["evaluate", "tests/cases/short.json", "--json", "--at", AS_OF])
            .current_dir(&root)
            .env("PAIDAN_CACHE", &cache);
        let status = command
            .stdout(Stdio::null())
            .status()
            .unwrap_or_else(|e| panic!("{}: {e}; run `make components`", program.display()));
        assert!(status.success());
    })
}

fn print(all: &[Measurement<'_>]) {
    let Some(first) = all.first().map(Measurement::median) else { return };
    println!("{:<40} {:>10} {:>7} {:>10} {:>16}", "rounds that take turns", "median", "ratio", "best", "target");
    for m in all {
        let verdict = |t: Duration| {
            if m.median() <= t {
                "met"
            } else if m.best() <= t {
                "at best"
            } else {
                "missed"
            }
        };
        let target = m.target.map_or_else(String::new, |t| format!("{} {}", shown(t), verdict(t)));
        let ratio = m.median().as_secs_f64() / first.as_secs_f64();
        println!("{:<40} {:>10} {ratio:>7.1} {:>10} {target:>16}", m.name, shown(m.median()), shown(m.best()));
    }
}

fn shown(t: Duration) -> String {
    match t.as_nanos() {
        ns @ ..10_000 => format!("{:.2} us", ns as f64 / 1e3),
        ns @ ..1_000_000 => format!("{:.1} us", ns as f64 / 1e3),
        ns => format!("{:.2} ms", ns as f64 / 1e6),
    }
}

/// Processor, kernel, and whether there is swap, with which fresh instances are cleared the slower way.
fn machine() -> String {
    let read = |file: &str| fs::read_to_string(file).unwrap_or_default();
    let cpu = read("/proc/cpuinfo")
        .lines()
        .find_map(|l| l.strip_prefix("model name")?.split_once(": ").map(|(_, m)| m.to_owned()))
        .unwrap_or_default();
    let swap = if read("/proc/swaps").lines().count() > 1 { "swap" } else { "no swap" };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{cpu}, {cores} cores, Linux {}, {swap}", read("/proc/sys/kernel/osrelease").trim())
}
