//! 上级: Yinchuan's cases under Ningxia's rules too. The lower decision stays whole; the superior's stands in `above`.

use std::sync::LazyLock;

use paidan_calendar::Calendar;
use paidan_engine::{City, Decision, Versions};

use crate::support::{at, load, outcome, read};

fn alone(name: &str) -> City {
    City::new(load(name), &[Calendar::cn(), Calendar::ningxia()]).unwrap()
}

fn yinchuan() -> &'static City {
    static CITY: LazyLock<City> =
        LazyLock::new(|| alone("yinchuan").below(Versions::always(alone("ningxia")), "county").unwrap());
    &CITY
}

/// The cables of 朝阳巷, and what was asked of those above.
fn case(asked: &[&str]) -> String {
    let own = [
        r#"{"seq":1,"at":"2021-06-01T09:00:00+08:00","kind":"received"}"#,
        r#"{"seq":2,"at":"2021-06-01T09:40:00+08:00","kind":"classified","level":"community","facts":{"affair":"public"}}"#,
        r#"{"seq":3,"at":"2021-06-01T10:00:00+08:00","kind":"whistle_blown","unit":"building","level":"street","due_at":"2021-09-30T18:00:00+08:00","facts":{"whistle":"hard"}}"#,
        r#"{"seq":4,"at":"2021-06-01T10:30:00+08:00","kind":"dispatched","unit":"building"}"#,
    ];
    let history = own.iter().chain(asked).copied().collect::<Vec<_>>().join(",\n");
    format!(
        r#"{{"id":"YC-1","jurisdiction":"640104","channel":"hotline_12345","kind":"complaint","category":"renewal/cables",
        "area":["640104","640104003","640104003007","640104003007004"],"history":[{history}]}}"#
    )
}

const ASKED: &str = r#"{"seq":5,"at":"2021-06-21T10:00:00+08:00","kind":"escalation_requested","unit":"building","reason":"funds","facts":{"matter":"livelihood"}}"#;
const APPROVED: &str = r#"{"seq":6,"at":"2021-06-25T10:00:00+08:00","kind":"escalation_approved","unit":"city-office"}"#;
const ASKED_AGAIN: &str = r#"{"seq":7,"at":"2021-07-05T10:00:00+08:00","kind":"escalation_requested","unit":"city-building","reason":"funds","facts":{"matter":"livelihood"}}"#;
const APPROVED_AGAIN: &str = r#"{"seq":8,"at":"2021-07-09T10:00:00+08:00","kind":"escalation_approved","unit":"region-office"}"#;
const NOBODY_ABOVE: &str = r#"{"seq":9,"at":"2021-08-02T10:00:00+08:00","kind":"escalation_requested","unit":"region-building","reason":"funds","facts":{"matter":"livelihood"}}"#;

/// At which level, in charge or not, the last step, who leads the whole.
fn shown(decision: &Decision<'_>) -> String {
    let above = decision.above.as_deref().unwrap();
    let step = above.decision.escalations.last().map_or("nothing asked", |step| step.state);
    let lead =
        decision.in_charge().route.as_ref().and_then(|route| route.lead).map_or("nobody".to_owned(), |lead| lead.to_string());
    format!("{} {} {step} {lead}", above.decision.level.unwrap_or("-"), if above.in_charge { "leads" } else { "watches" })
}

#[test]
fn a_case_climbs_and_the_lower_decision_stays_whole() {
    for (asked, wanted) in [
        (&[][..], "county watches nothing asked building@640104"),
        (&[ASKED], "county watches requested building@640104"),
        (&[ASKED, APPROVED], "city leads approved city-building"),
        (&[ASKED, APPROVED, ASKED_AGAIN], "city leads requested city-building"),
        (&[ASKED, APPROVED, ASKED_AGAIN, APPROVED_AGAIN], "region leads approved region-building"),
        (&[ASKED, APPROVED, ASKED_AGAIN, APPROVED_AGAIN, NOBODY_ABOVE], "region leads exhausted region-building"),
    ] {
        let text = case(asked);
        let (case, as_of) = (read(&text), at("2021-08-10T12:00:00+08:00"));
        let decision = yinchuan().evaluate(&case, as_of).unwrap();
        assert_eq!(shown(&decision), wanted);
        assert!(decision.notes.is_empty(), "{:?}", decision.notes);

        // without its superior Yinchuan says the same of itself, but for words that only the superior knows
        let city = alone("yinchuan");
        let mut lower = city.evaluate(&case, as_of).unwrap();
        assert_eq!(
            lower.next_check.into_iter().chain(decision.above.as_ref().unwrap().decision.next_check).min_by_key(|t| t.at),
            decision.next_check
        );
        lower.notes.clear();
        lower.next_check = decision.next_check;
        let whole = decision.to_json();
        let (own, _) = whole.split_once(",\"above\":").unwrap();
        assert_eq!(own, lower.to_json().trim_end_matches('}'));

        let mut batch = yinchuan().batch();
        for _ in 0..3 {
            assert_eq!(batch.evaluate(&case, as_of).unwrap().to_json(), whole, "batch and strict agree");
        }
    }
}

#[test]
fn a_word_is_unknown_only_if_neither_knows_it() {
    let misspelt = ASKED.replace("\"matter\"", "\"mater\"").replace("escalation_requested", "whistle_blown");
    let text = case(&[
        &misspelt,
        r#"{"seq":6,"at":"2021-06-22T10:00:00+08:00","kind":"list_entered"}"#,
        r#"{"seq":7,"at":"2021-06-23T10:00:00+08:00","kind":"dispached"}"#,
    ]);
    let case = read(&text);
    let decision = yinchuan().evaluate(&case, at("2021-08-10T12:00:00+08:00")).unwrap();
    let codes: Vec<&str> = decision.notes.iter().map(|note| note.code).collect();
    // `list_entered` is Ningxia's; `mater` and `dispached` are nobody's
    assert_eq!(codes, ["unknown-fact", "unknown-event"], "{:?}", decision.notes);
    assert!(decision.above.unwrap().decision.notes.iter().all(|note| !note.code.starts_with("unknown-")));
}

#[test]
fn nobody_stands_where_there_is_no_place() {
    let below = |level| outcome(alone("yinchuan").below(Versions::always(alone("ningxia")), level).map(|_| "stands"));
    assert_eq!(below("county"), "stands");
    for level in ["region", "district"] {
        assert_eq!(below(level), format!("load/superior: `ningxia` has no level `{level}` above which there is another"));
    }
}
