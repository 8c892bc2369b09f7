//! A service with Paidan inside: two cities, four threads, and each city replaced while others evaluate.
//!
//! `cargo run --release -p embed [COMPONENT COMPONENT]`

use std::collections::BTreeSet;
use std::sync::RwLock;
use std::{env, thread};

use paidan_calendar::{Calendar, Instant};
use paidan_engine::{Case, City, Error, Limits, Runtime};

const CASE: &str = r#"{ "id": "E-1", "jurisdiction": "630103", "channel": "phone", "category": "housing/heating", "history": [
  { "seq": 1, "at": "2026-11-09T09:00:00+08:00", "kind": "received" },
  { "seq": 2, "at": "2026-11-09T09:20:00+08:00", "kind": "dispatched", "unit": "housing" },
  { "seq": 3, "at": "2026-11-09T10:00:00+08:00", "kind": "signed", "unit": "housing" },
  { "seq": 4, "at": "2026-11-09T15:00:00+08:00", "kind": "contacted", "unit": "housing" } ] }"#;

/// Decides the case again and again, with whatever city is in service; the decisions that came out, each once.
fn work(served: &RwLock<City>, case: &Case<'_>, as_of: Instant) -> Result<BTreeSet<String>, Error> {
    (0..1000)
        .map(|_| {
            // a clone is a pointer; the lock is held no longer than that
            let city = served.read().unwrap_or_else(|e| e.into_inner()).clone();
            let json = city.evaluate(case, as_of)?.to_json();
            Ok(json)
        })
        .collect()
}

fn main() -> Result<(), Error> {
    let named: Vec<String> = env::args().skip(1).collect();
    let files = if named.is_empty() { vec!["target/policies/xining.wasm".to_owned(); 2] } else { named };
    let runtime = Runtime::new(Limits::default(), None)?; // one for a process; a cache folder here saves compiling
    let load = |file: &String| City::new(runtime.load_file(file.as_ref())?, &[Calendar::cn()]);
    let cities = files.iter().map(|file| load(file).map(RwLock::new)).collect::<Result<Vec<_>, Error>>()?;
    let case = Case::from_json(CASE.as_bytes())?;
    let as_of = Instant(case.last_known().0 + 2 * 86_400);

    thread::scope(|scope| {
        let workers: Vec<_> = cities.iter().chain(&cities).map(|served| scope.spawn(|| work(served, &case, as_of))).collect();
        for (served, file) in cities.iter().zip(&files) {
            *served.write().unwrap_or_else(|e| e.into_inner()) = load(file)?;
        }
        let mut decisions = BTreeSet::new();
        for worker in workers {
            decisions.extend(worker.join().unwrap_or_else(|_| unreachable!("work does not panic"))?);
        }
        println!(
            "{} cities on {} threads, each replaced once: {} different decisions",
            files.len(),
            2 * files.len(),
            decisions.len()
        );
        Ok(())
    })
}
