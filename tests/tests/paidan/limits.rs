//! Policies that do not come to an end, want too much, fall over or remember: each ends in its own coded fault, within limits
//! that are fuel and bytes, with the same text on every run, and the next case is unharmed. No clock is looked at.

use paidan_engine::{City, Error};

use crate::support::{ROGUE_AS_OF, at, city, limits, load, outcome, read, rogue, rogue_case, xining_is_unharmed};

/// A part, and how it ends.
const PARTS: &[(&str, &str)] = &[
    ("loop", "fault/fuel"),
    ("memory", "fault/memory"),
    ("stack", "fault/stack"),
    ("locals", "fault/trap"), // the guest's own stack, which lies below its data
    ("panic", "fault/trap"),
    ("index", "fault/trap"),
    ("divide", "fault/trap"),
    ("unreachable", "fault/trap"),
    ("million", "fault/memory"),    // does not fit into the guest
    ("rows 40000", "fault/output"), // fits into the guest, and not out of it
    ("rows 4094", "fault/plan"),    // comes out, and is one too long
    ("pauses 4097", "fault/plan"),
    ("pauses 2001", "fault/plan"), // few enough for a list, too many for one row
    ("rounds 65", "fault/plan"),   // dates that come round daily
    ("rounds 64", "needs-input"),
    ("greedy", "needs-input"), // asks for too much, is refused, and goes on: no fault
];

fn decide(city: &City, part: &str) -> Result<String, Error> {
    let json = rogue_case(part);
    city.evaluate(&read(&json), at(ROGUE_AS_OF))
        .map(|d| serde_json::from_str::<serde_json::Value>(&d.to_json()).unwrap()["status"].as_str().unwrap().to_owned())
}

#[test]
fn each_ends_in_its_own_fault() {
    let mut page = Vec::new();
    for (part, ends) in PARTS {
        let first = outcome(decide(rogue(), part));
        assert!(first.starts_with(ends), "{part}: {first}");
        assert_eq!(first, outcome(decide(rogue(), part)), "{part}: another text the second time");
        xining_is_unharmed();
        page.push(format!("{part:<12} {first}"));
    }
    insta::assert_snapshot!("limits", page.join("\n"));
}

/// In a batch, with honest cases between: the fault is the case's own, and the others are decided as if it were not there.
#[test]
fn a_batch_goes_on_after_a_fault() {
    let as_of = at(ROGUE_AS_OF);
    let strict = |part: &str| rogue().evaluate(&read(&rogue_case(part)), as_of).map(|d| d.to_json());
    let honest = strict("");
    let mut batch = rogue().batch();
    for (part, ends) in PARTS.iter().chain(PARTS) {
        assert_eq!(honest, batch.evaluate(&read(&rogue_case("")), as_of).map(|d| d.to_json()), "before {part}");
        let ours = batch.evaluate(&read(&rogue_case(part)), as_of).map(|d| d.to_json());
        assert_eq!(strict(part), ours, "{part}");
        assert!(ours.is_ok() || ours.is_err_and(|e| e.code == *ends), "{part}");
    }
    xining_is_unharmed();
}

/// What the host does for a plan is limited too: no fuel covers it.
#[test]
fn a_plan_does_not_keep_the_host_busy() {
    let mut case: serde_json::Value = serde_json::from_str(&rogue_case("rows 3000")).unwrap();
    let history = case["history"].as_array_mut().unwrap();
    for i in 0..2000 {
        history
            .push(serde_json::json!({ "seq": 5 + i, "at": "2026-11-10T16:00:00+08:00", "kind": "completed", "unit": "office" }));
    }
    let error = rogue().evaluate(&read(&case.to_string()), at(ROGUE_AS_OF)).unwrap_err();
    assert_eq!((error.code, error.text.contains("3003 rows for 2004 events")), ("fault/plan", true), "{error}");
}

/// A policy that counts its calls answers alike on fresh instances; where an instance is used again, it is found out.
#[test]
fn a_policy_that_remembers_is_refused() {
    let json = rogue_case("count");
    let (case, as_of) = (read(&json), at(ROGUE_AS_OF));
    let strict: Vec<_> = (0..5).map(|_| rogue().evaluate(&case, as_of).unwrap().to_json()).collect();
    assert!(strict.windows(2).all(|w| w[0] == w[1]));
    let mut batch = rogue().batch();
    assert_eq!(batch.evaluate(&case, as_of).unwrap().to_json(), strict[0]);
    assert_eq!(batch.evaluate(&case, as_of).unwrap_err().code, "fault/keeps-state");
    xining_is_unharmed();
}

/// As many as the runtime was set up for, and one more is refused, not queued; once one is free, it is served.
#[test]
fn a_full_pool_says_so() {
    let runtime = paidan_engine::Runtime::new(paidan_engine::Limits { instances_max: 2, ..limits() }, None).unwrap();
    let city = city(runtime.load(&crate::support::component("rogue")).unwrap()).unwrap();
    let json = rogue_case("");
    let (case, as_of) = (read(&json), at(ROGUE_AS_OF));
    let (mut one, mut two) = (city.batch(), city.batch());
    // each keeps an instance; the second case of a batch is decided twice, and must not need a third
    for batch in [&mut one, &mut two] {
        for _ in 0..3 {
            batch.evaluate(&case, as_of).unwrap();
        }
    }
    assert_eq!(city.evaluate(&case, as_of).unwrap_err().code, "host/pool");
    one.evaluate(&case, as_of).unwrap();
    drop(one);
    city.evaluate(&case, as_of).unwrap();
}

/// The limits are the runtime's: the same policy with less fuel faults. Fuel is looked at where a loop or a function begins,
/// so the border lies a few instructions off what was used, but always at the same place.
#[test]
fn fuel_is_reproducible() {
    let policy = load("rogue");
    let json = rogue_case("");
    let (case, as_of) = (read(&json), at(ROGUE_AS_OF));
    let used = city(policy).unwrap().evaluate(&case, as_of).unwrap().trace.fuel;
    let with = |fuel_max| {
        let runtime = paidan_engine::Runtime::new(paidan_engine::Limits { fuel_max, ..limits() }, None).unwrap();
        let city = city(runtime.load(&crate::support::component("rogue")).unwrap()).unwrap();
        city.evaluate(&case, as_of).map(|d| d.trace.fuel).map_err(|e| e.code)
    };
    for _ in 0..2 {
        assert_eq!((with(used), with(used * 9 / 10)), (Ok(used), Err("fault/fuel")));
    }
}
