//! Components, cities and cases that several modules need.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use paidan_calendar::{Calendar, Instant};
use paidan_engine::{Case, City, Error, Limits, Policy, Runtime};

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A component that `make components` built.
pub(crate) fn component_file(name: &str) -> PathBuf {
    let file = root().join(format!("target/policies/{name}.wasm"));
    assert!(file.is_file(), "{} is missing: run `make components guests`", file.display());
    file
}

pub(crate) fn component(name: &str) -> Vec<u8> {
    std::fs::read(component_file(name)).unwrap()
}

/// As in service, but for the fuel of `describe`: a loop there should not take seconds of a test.
pub(crate) fn limits() -> Limits {
    Limits { manifest_fuel_max: 150_000_000, ..Limits::default() }
}

/// One pool for hostile policies and honest ones, as in service.
pub(crate) fn runtime() -> &'static Runtime {
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new(limits(), None).unwrap());
    &RUNTIME
}

pub(crate) fn load(name: &str) -> Policy {
    runtime().load(&component(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

pub(crate) fn city(policy: Policy) -> Result<City, Error> {
    City::new(policy, &[Calendar::cn()])
}

pub(crate) fn xining() -> &'static City {
    static CITY: LazyLock<City> = LazyLock::new(|| city(load("xining")).unwrap());
    &CITY
}

pub(crate) fn rogue() -> &'static City {
    static CITY: LazyLock<City> = LazyLock::new(|| city(load("rogue")).unwrap());
    &CITY
}

/// The bytes of the rogue, with what its `describe` is to do written into them.
pub(crate) fn rogue_that(part: &str) -> Vec<u8> {
    const MARK: &[u8] = b"rogue plays:";
    let mut bytes = component("rogue");
    let places: Vec<usize> = (0..bytes.len() - MARK.len()).filter(|&i| bytes[i..].starts_with(MARK)).collect();
    let &[at] = &places[..] else { panic!("the mark stands {} times in the rogue", places.len()) };
    assert!(part.len() <= 84);
    bytes[at + MARK.len()..][..part.len()].copy_from_slice(part.as_bytes());
    bytes
}

pub(crate) fn at(text: &str) -> Instant {
    Instant::parse_rfc3339(text).unwrap()
}

pub(crate) fn read(json: &str) -> Case<'_> {
    Case::from_json(json.as_bytes()).unwrap_or_else(|e| panic!("{e}\n{json}"))
}

/// A case on which the rogue plays its part.
pub(crate) fn rogue_case(part: &str) -> String {
    serde_json::json!({
        "id": "R-1", "jurisdiction": "630103", "area": ["630103"], "title": part,
        "facts": { "limit": "2026-11-20T18:00:00+08:00" },
        "history": [
            { "seq": 1, "at": "2026-11-09T09:00:00+08:00", "kind": "received", "actor": "a1" },
            { "seq": 2, "at": "2026-11-09T10:00:00+08:00", "kind": "dispatched", "unit": "bureau", "due_at": "2026-11-12T18:00:00+08:00" },
            { "seq": 3, "at": "2026-11-10T09:00:00+08:00", "kind": "escalation_requested" },
            { "seq": 4, "at": "2026-11-10T15:00:00+08:00", "kind": "escalation_approved" },
        ],
    })
    .to_string()
}

pub(crate) const ROGUE_AS_OF: &str = "2026-11-16T12:00:00+08:00";

/// Decides a fixed case of Xining and compares it with the first time: nothing that a hostile policy did may show there.
pub(crate) fn xining_is_unharmed() {
    const CASE: &str = r#"{"id":"X-1","jurisdiction":"630103","category":"housing/heating","history":[
        {"seq":1,"at":"2026-11-09T09:00:00+08:00","kind":"received"},{"seq":2,"at":"2026-11-09T09:20:00+08:00","kind":"dispatched","unit":"housing"}]}"#;
    static FIRST: LazyLock<String> = LazyLock::new(decide);
    fn decide() -> String {
        xining().evaluate(&read(CASE), at("2026-11-13T09:00:00+08:00")).unwrap().to_json()
    }
    assert_eq!(*FIRST, decide());
}

/// Every part on the same page: an error's code, place and text, or the decision's status.
pub(crate) fn outcome(result: Result<impl AsRef<str>, Error>) -> String {
    match result {
        Ok(ok) => ok.as_ref().to_owned(),
        Err(e) if e.place.is_empty() => format!("{}: {}", e.code, e.text),
        Err(e) => format!("{} at {}: {}", e.code, e.place, e.text),
    }
}
