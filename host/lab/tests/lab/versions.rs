//! A city with two versions is judged case by case; a case that was escalated beyond a city's level is its superior's to answer for.

use paidan_engine::Kind;
use paidan_lab::report::{Options, Report, Row};

use crate::world::{AS_OF, DINGZHOU, YINCHUAN, all_good, fold_of, made, told};

fn rate<'r>(report: &Report, row: &'r Row, metric: &str) -> (u64, u64, &'r [paidan_lab::report::Excluded]) {
    let rate = &row.rates[report.metrics.iter().position(|known| known.id == metric).unwrap()];
    (rate.numerator, rate.denominator, &rate.excluded)
}

/// A registration of a title that takes three working days: in time by the twelve days of before, late by the one day of now.
fn registration(id: usize, day: &str, done: &str) -> String {
    let events = [
        (&format!("{day}T09:00:00+08:00 received")[..], ""),
        (&format!("{day}T10:00:00+08:00 dispatched")[..], r#""unit":"registry""#),
        (&format!("{done}T10:00:00+08:00 completed")[..], r#""unit":"registry""#),
    ];
    told(id, "130682", "services/registration/transfer", &events)
}

#[test]
fn each_case_is_judged_by_the_rules_of_its_day() {
    let lines = [
        registration(1, "2021-10-22", "2021-10-27"),
        registration(2, "2021-10-25", "2021-10-28"),
        registration(3, "2021-10-26", "2021-10-27"),
    ];
    let report = made(&all_good(fold_of(&DINGZHOU, lines, 2, AS_OF)), Options::default());
    let (met, judged, _) = rate(&report, &report.total, "on-time");
    assert_eq!((met, judged), (2, 3));
    let judged_by: Vec<(&str, u64)> = report.versions.iter().map(|v| (v.version.as_str(), v.cases)).collect();
    assert_eq!(judged_by, [("2020.12", 1), ("2021.10", 2)]);
    assert_eq!((report.version.as_str(), &report.rules), ("2021.10", &report.versions[1].rules));
    // kinds of clocks by id: one that only the newer rules have, one that both have, once
    let rows = |id: &str| report.clocks.iter().filter(|clock| clock.id == id).map(|c| (c.met, c.missed)).collect::<Vec<_>>();
    assert_eq!((rows("handle"), rows("weekly")), (vec![(2, 1)], vec![(0, 0)]));
    // values of one group that neither version has both of
    let items = &report.labels.iter().find(|group| group.id == "item").unwrap().values;
    let items: Vec<(&str, u64)> = items.iter().map(|item| (item.id.as_str(), item.count.value)).collect();
    assert_eq!(items, [("registration", 2), ("approval", 0), ("transfer", 1), ("mortgage", 0)]);
    // through JSON and back nothing changes
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(paidan_lab::report::read_report(&json).unwrap(), report);
}

#[test]
fn workers_change_nothing_of_that() {
    let lines =
        || (0..400).map(|i| registration(i, ["2021-10-22", "2021-10-25"][i % 2], ["2021-10-26", "2021-11-30"][i / 2 % 2]));
    let [one, three] = [1, 3].map(|workers| {
        let tally = all_good(fold_of(&DINGZHOU, lines(), workers, AS_OF));
        serde_json::to_string(&made(&tally, Options::default())).unwrap()
    });
    assert_eq!(one, three);
}

/// A whistle of a street in Xingqing, then up to the city and to the region.
fn escalated(id: usize, steps: usize) -> String {
    let events = [
        ("2024-03-04T09:00:00+08:00 received", ""),
        ("2024-03-04T10:00:00+08:00 whistle_blown", r#""unit":"building","level":"street","due_at":"2024-04-30T18:00:00+08:00""#),
        (
            "2024-03-20T10:00:00+08:00 escalation_requested",
            r#""unit":"building","reason":"funds","facts":{"matter":"livelihood"}"#,
        ),
        ("2024-03-25T10:00:00+08:00 escalation_approved", r#""unit":"city-office""#),
        ("2024-04-10T10:00:00+08:00 escalation_requested", r#""reason":"policy-gap""#),
        ("2024-04-20T10:00:00+08:00 escalation_approved", r#""unit":"region-office""#),
    ];
    told(id, "640104", "renewal/roofs", &events[..2 + 2 * steps])
}

#[test]
fn an_escalated_case_is_the_superiors_to_answer_for() {
    let lines = [escalated(1, 0), escalated(2, 1), escalated(3, 2), escalated(4, 2)];
    let report = made(&all_good(fold_of(&YINCHUAN, lines, 2, AS_OF)), Options::default());
    let received = |key: &str| report.units.iter().find(|row| row.key == key).map(|row| (row.title.as_str(), row.received.value));
    assert_eq!(received("building@640104"), Some(("兴庆区住建局", 1)));
    // the city's own name of the office; of one that only the superior knows, the superior's
    assert_eq!(received("city-building"), Some(("银川市住房和城乡建设局", 1)));
    assert_eq!(received("region-building"), Some(("自治区住房城乡建设厅", 2)));
    // what the unit of before owed stays its own: the limit of the whistle passed in all four
    let building = report.units.iter().find(|row| row.key == "building@640104").unwrap();
    assert_eq!((rate(&report, building, "on-time").0, rate(&report, building, "on-time").1), (0, 4));
    assert_eq!(report.total.received.value, 4);
    assert_eq!(report.versions, []);
}

#[test]
fn another_citys_case_is_none_of_either_version() {
    let lines =
        [registration(1, "2021-10-22", "2021-10-27"), registration(2, "2021-10-26", "2021-10-27").replace("130682", "130602")];
    let folded = fold_of(&DINGZHOU, lines, 1, AS_OF);
    let told: Vec<_> = folded.errors.iter().map(|(at, error)| (*at, error.code)).collect();
    assert_eq!((folded.sum.counted(), told, folded.worst), (1, vec![(2, "corpus/other-city")], Some(Kind::Input)));
}
