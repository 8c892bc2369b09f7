//! Effective dates: the day of registration picks the rules. Dingzhou's registrations took twelve working days, then one.

use paidan_calendar::{Calendar, Day};
use paidan_engine::{City, Versions};
use serde_json::json;

use crate::support::{at, city, load, outcome, read};

fn dingzhou(folder: &str) -> City {
    city(load(folder)).unwrap()
}

fn day(text: &str) -> Option<Day> {
    Some(Day::parse(text).unwrap())
}

fn versions() -> Versions {
    Versions::new(vec![(day("2021-10-25"), dingzhou("dingzhou")), (None, dingzhou("dingzhou-2020"))]).unwrap()
}

/// A registration of a title, with its events: `received 2021-10-24T23:59:59`, and the event that a later one cancels.
fn case(events: &[(&str, &str)], cancelled: Option<usize>) -> String {
    let mut history: Vec<_> = (1..)
        .zip(events)
        .map(|(seq, (kind, time))| json!({ "seq": seq, "at": format!("{time}+08:00"), "kind": kind, "unit": "registry" }))
        .collect();
    history.extend(
        cancelled.map(|seq| json!({ "seq": 99, "at": "2021-11-20T09:00:00+08:00", "kind": "corrected", "corrects": seq })),
    );
    json!({ "id": "D-1", "jurisdiction": "130682", "channel": "hotline_12345", "kind": "help",
        "category": "services/registration/transfer", "history": history })
    .to_string()
}

#[test]
fn the_day_of_registration_picks_the_rules() {
    let old = ("2020.12", "2021-11-10T23:59:59+08:00");
    let new = ("2021.10", "2021-10-26T23:59:59+08:00");
    // the moment asked about is long after the change
    for (events, cancelled, (version, due)) in [
        (vec![("received", "2021-10-24T23:59:59"), ("dispatched", "2021-10-25T09:00:00")], None, old),
        (vec![("received", "2021-10-25T00:00:00"), ("dispatched", "2021-10-25T09:00:00")], None, new),
        // 登记 counts, where it is recorded, and not the call before it
        (
            vec![
                ("received", "2021-10-24T23:59:59"),
                ("registered", "2021-10-25T08:00:00"),
                ("dispatched", "2021-10-25T09:00:00"),
            ],
            None,
            new,
        ),
        // nobody recorded the call: the first thing that is known
        (vec![("dispatched", "2021-10-25T09:00:00")], None, new),
        // a registration that was a mistake is none
        (
            vec![
                ("registered", "2021-10-24T08:00:00"),
                ("received", "2021-10-25T08:00:00"),
                ("dispatched", "2021-10-25T09:00:00"),
            ],
            Some(1),
            new,
        ),
    ] {
        let (text, versions) = (case(&events, cancelled), versions());
        let case = read(&text);
        let decision = versions.of(&case).unwrap().evaluate(&case, at("2021-12-01T09:00:00+08:00")).unwrap();
        let handle = decision.clocks.iter().find(|clock| clock.kind == "handle").unwrap();
        assert_eq!((decision.policy.version, handle.due.unwrap().to_string().as_str()), (version, due), "{events:?}");
    }
}

#[test]
fn what_cannot_be_served_says_so() {
    let text = case(&[("received", "2021-10-24T09:00:00")], None);
    let only_new = Versions::new(vec![(day("2021-10-25"), dingzhou("dingzhou"))]).unwrap();
    let told = [
        outcome(only_new.of(&read(&text)).map(|_| "judged")),
        outcome(Versions::new(Vec::new()).map(|_| "served")),
        outcome(Versions::new(vec![(None, dingzhou("dingzhou")), (None, dingzhou("dingzhou-2020"))]).map(|_| "served")),
        outcome(
            Versions::new(vec![(day("2021-10-25"), dingzhou("dingzhou")), (day("2021-10-25"), dingzhou("dingzhou-2020"))])
                .map(|_| "served"),
        ),
    ];
    assert_eq!(
        told,
        [
            "case/before-rules: the case was registered on 2021-10-24, and no rules were in force before 2021-10-25",
            "load/versions: a city without a version",
            "load/versions: 2021.10 and 2020.12 are both in force for ever",
            "load/versions: 2021.10 and 2020.12 are both in force from 2021-10-25",
        ]
    );
    assert_eq!(versions().all().iter().map(|(from, _)| *from).collect::<Vec<_>>(), [None, day("2021-10-25")]);
    assert_eq!(Calendar::cn().id(), versions().all()[0].1.calendar().id());
}
