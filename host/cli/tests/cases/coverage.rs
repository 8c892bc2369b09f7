//! What the cases reach, and what no case could reach.

use serde_json::Value;

use crate::world::{copy, paidan};

/// The clocks that only went one way.
fn clocks(args: &[&str]) -> Vec<(String, Vec<String>)> {
    let ran = paidan(&[args, &["--coverage", "--json"]].concat());
    let tested: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err));
    let texts = |list: &Value| list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect();
    let clock = |clock: &Value| (clock["clock"].as_str().unwrap().to_owned(), texts(&clock["never"]));
    tested[0]["coverage"]["clocks"].as_array().unwrap().iter().map(clock).collect()
}

/// Meetings without evidence (Dingzhou), rows that nobody ever limits (Ningxia, Yinchuan) and days that are counted in rounds
/// (Yuncheng) would all stand here, if what cannot happen were asked for and what happened were not seen.
#[test]
fn every_clock_of_every_city_went_every_way_that_it_can() {
    for city in ["dingzhou", "dingzhou-2020", "ningxia", "xining", "yinchuan", "yuncheng"] {
        assert_eq!(clocks(&["test", city]), [], "{city}");
    }
}

#[test]
fn an_occurrence_that_was_met_or_missed_counts_and_the_agenda_does_not() {
    let of =
        |city: &str, regex: &str| clocks(&["test", city, "-r", regex]).into_iter().collect::<std::collections::BTreeMap<_, _>>();
    let sunday = of("yuncheng", "rounds.toml: a Sunday that was left out");
    assert_eq!(sunday.get("daily"), None, "met on Saturday, missed on Sunday, running on the day looked at");
    let saturday = of("yuncheng", "rounds.toml: collected on Saturday");
    assert_eq!(saturday["daily"], ["missed"]);
    let meetings = of("dingzhou", "supervision.toml: a message is on the agenda");
    assert_eq!((meetings.get("weekly"), meetings["look-back"].len()), (None, 2), "no message was looked back at");
    let asked = of("ningxia", "raised.toml: police to police");
    assert_eq!(asked["handle"], ["met"], "it has no limit to miss");
}

#[test]
fn a_clock_that_no_case_starts_went_no_way() {
    let copy = copy(
        "no-way",
        "[base]\njurisdiction = \"630103\"\nhistory = [\"2026-11-09 09:00 received\"]\n[[case]]\nname = \"one\"\nrule = [\"dispatch-in\"]\nat = \"2026-11-09 09:10\"\nexpect = { stage = \"receive\" }\n",
    );
    let all = clocks(&["test", copy.folder.to_str().unwrap()]);
    assert!(all.contains(&("whole".to_owned(), vec!["met".to_owned(), "missed".to_owned()])), "{all:?}");
}
