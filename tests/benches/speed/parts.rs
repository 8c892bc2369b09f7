//! Single steps, and what is not paid for each case: loading, a process.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant as Clock;
use std::{env, fs};

use paidan_calendar::{Calendar, Instant};
use paidan_engine::{Case, City, Limits, Runtime};

use crate::native::Over;
use crate::paidan::timed;
use crate::{Measurement, native};

const SHORT: &str = include_str!("../../cases/short.json");
const LONG: &str = include_str!("../../cases/long.json");
const AS_OF: &str = "2026-11-11T16:00:00+08:00";
const TIMES: u32 = 200;

/// Everything that is measured once and not for each corpus.
pub(crate) fn measurements(root: &Path, file: &Path, cache: &Path) -> Vec<Measurement<'static>> {
    // they live as long as the program
    let runtime: &Runtime = Box::leak(Box::new(Runtime::new(Limits::default(), Some(cache.to_owned())).unwrap()));
    let city: &'static City = Box::leak(Box::new(City::new(runtime.load_file(file).unwrap(), &[Calendar::cn()]).unwrap()));
    let case: &'static Case<'static> = Box::leak(Box::new(Case::from_json(SHORT.as_bytes()).unwrap()));
    let decision: &'static _ = Box::leak(Box::new(city.evaluate(case, Instant::parse_rfc3339(AS_OF).unwrap()).unwrap()));
    let component: &'static [u8] = fs::read(file).unwrap().leak();
    let mut taken = None;
    drop(
        city.native(|case| {
            let case: paidan_sdk::contract::Case = case.over();
            let plan = paidan_policy_xining::evaluate(case.clone());
            taken = Some(case);
            plan.map(Over::over).map_err(Over::over)
        })
        .evaluate(case, Instant::parse_rfc3339(AS_OF).unwrap()),
    );
    let taken = taken.unwrap();
    let mut out = Vec::new();
    let part = |of: &'static str, times: u32, mut run: Box<dyn FnMut()>| {
        Measurement::new("part", of, "", move || timed(times, || (0..times).for_each(|_| run())))
    };
    let as_of = Instant::parse_rfc3339(AS_OF).unwrap();
    let long: &'static Case<'static> = Box::leak(Box::new(Case::from_json(LONG.as_bytes()).unwrap()));
    let (mut native, mut batch, mut batch_long) = (city.native(native::xining), city.batch(), city.batch());
    vec![
        part("the short case, typed, native", TIMES, Box::new(move || drop(black_box(native.evaluate(case, as_of).unwrap())))),
        part("the short case, typed, batch", TIMES, Box::new(move || drop(black_box(batch.evaluate(case, as_of).unwrap())))),
        part("the long case, typed, batch", TIMES, Box::new(move || drop(black_box(batch_long.evaluate(long, as_of).unwrap())))),
        part("the short case, typed, strict", TIMES, Box::new(move || drop(black_box(city.evaluate(case, as_of).unwrap())))),
        part("the long case, typed, strict", TIMES, Box::new(move || drop(black_box(city.evaluate(long, as_of).unwrap())))),
        part(
            "the policy alone, native, short case",
            TIMES,
            Box::new(move || {
                drop(black_box(paidan_policy_xining::evaluate(taken.clone())));
            }),
        ),
        part("reading the short case from JSON", TIMES, Box::new(|| drop(black_box(Case::from_json(SHORT.as_bytes()).unwrap())))),
        part("reading the long case from JSON", TIMES, Box::new(|| drop(black_box(Case::from_json(LONG.as_bytes()).unwrap())))),
        part(
            "writing the short case's decision",
            TIMES,
            Box::new(move || {
                out.clear();
                decision.write_json(&mut out);
                black_box(&out);
            }),
        ),
        part("loading a policy, cached", 1, Box::new(move || drop(black_box(runtime.load(component).unwrap())))),
        process(root, cache),
    ]
}

/// `paidan evaluate` from its start to its end, its cache warm.
fn process(root: &Path, cache: &Path) -> Measurement<'static> {
    let program = env::current_exe().unwrap().ancestors().nth(2).unwrap().join("paidan");
    let (root, cache): (PathBuf, PathBuf) = (root.to_owned(), cache.to_owned());
    Measurement::new("part", "`paidan evaluate`, a process a case", "", move || {
        let mut command = Command::new(&program);
        command
            .args(["evaluate", "tests/cases/short.json", "--json", "--at", AS_OF])
            .current_dir(&root)
            .env("PAIDAN_CACHE", &cache);
        let began = Clock::now();
        let status = command
            .stdout(Stdio::null())
            .status()
            .unwrap_or_else(|e| panic!("{}: {e}; run `make components`", program.display()));
        assert!(status.success());
        began.elapsed()
    })
}
