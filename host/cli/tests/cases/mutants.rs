//! `paidan test --mutants`: what the cases would not notice.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::world::{Ran, copy, paidan};

/// One due is expected, of three working days, and one rule that is asked.
const FEW: &str = r#"
[base]
jurisdiction = "630103"
category = "housing/heating"
history = ["2026-11-09 09:00 received", "2026-11-09 09:20 dispatched unit=housing"]
[[case]]
name = "three working days"
rule = ["tier-default"]
at = "2026-11-09 12:00"
channel = "phone"
expect = { clocks."handle housing" = { due = "2026-11-12 23:59:59" }, fired = ["channels"] }
"#;

fn proof(ran: &Ran) -> Value {
    let tested: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err));
    tested[0]["mutants"].clone()
}

#[test]
fn what_a_case_expects_is_noticed_and_the_rest_is_named() {
    let ran = copy("mutants-few", FEW).test(&["--mutants", "--json"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let proof = proof(&ran);
    let unnoticed: BTreeSet<String> = proof["unnoticed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mutant| format!("{}: {} to {}", mutant["place"], mutant["from"], mutant["to"]).replace('"', ""))
        .collect();
    for noticed in ["term d3: 3 days to 2 days", "term d3: 3 days to 4 days", "rule channels: as asked to never holds"] {
        assert!(!unnoticed.contains(noticed), "{noticed}");
    }
    for missed in ["term d7: 7 days to 6 days", "profile working, opens: 08:30 to 09:00", "ladder late, rung warn: 75 % to 85 %"]
    {
        assert!(unnoticed.contains(missed), "{missed}: {unnoticed:#?}");
    }
    // it holds as it is: nobody can notice
    assert!(unnoticed.contains("rule channels: as asked to always holds"), "{unnoticed:#?}");
    assert_eq!(proof["made"].as_u64().unwrap(), proof["noticed"].as_u64().unwrap() + unnoticed.len() as u64);
}

#[test]
fn how_many_must_be_noticed_is_the_authors_to_say() {
    let few = copy("mutants-least", FEW);
    assert_eq!(few.test(&["--mutants=0"]).code, 0);
    assert_eq!(few.test(&["--mutants=101"]).code, 2);
    let failing = copy("mutants-failing", &FEW.replace("11-12 23", "11-13 23")).test(&["--mutants", "--json"]);
    assert_eq!((failing.code, proof(&failing)), (1, Value::Null), "what fails as it is would notice everything");
}

#[test]
fn the_cases_of_every_city_notice_what_goes_wrong() {
    let ran = paidan(&["test", "--mutants"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(ran.out.matches("\nmutants: ").count(), 6, "{}", ran.out);
}
