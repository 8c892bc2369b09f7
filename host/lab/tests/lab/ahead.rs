//! What lies ahead of cases if nobody acts: planted ones, and samples held against each case decided by itself.

use std::collections::BTreeMap;

use paidan_calendar::State;
use paidan_engine::contract::RungPoint;
use paidan_engine::{Case, City, Decision, Status, Versions};
use paidan_lab::ahead::{Ahead, Outlook, Row};
use paidan_lab::sample::{Order, Sampler, Spec};
use paidan_lab::{Fold, Folded, Judged};

use crate::world::{DINGZHOU, XINING, YINCHUAN, YUNCHENG, at, told};

const NONE: &str = "";

fn folded(city: &Versions, lines: &[String], judged: Judged, workers: usize, most: usize) -> Folded<usize, Ahead> {
    let mut fold = Fold::start(city, judged, workers, Ahead::new(city, judged, most));
    lines.iter().enumerate().for_each(|(i, line)| fold.push(i + 1, line.as_bytes()));
    fold.finish()
}

fn judged(from: &str, until: &str) -> Judged {
    Judged { at: at(from), known_at: None, until: Some(at(until)) }
}

fn outlook(city: &Versions, lines: &[String], judged: Judged) -> Outlook {
    let folded = folded(city, lines, judged, 2, usize::MAX);
    assert!(folded.errors.is_empty(), "{}", folded.errors[0].1);
    folded.sum.outlook().unwrap()
}

/// A planted corpus of one or two cases.
struct Planted {
    what: &'static str,
    city: &'static Versions,
    lines: Vec<String>,
    from: &'static str,
    until: &'static str,
    /// Overdue, falling due, later, paused, awaited, unlimited.
    counts: [u64; 6],
    /// What will be overdue: due, kind, who; `!` already, `?` provisional, `*` a round.
    list: &'static [&'static str],
    /// Supervision that is reached, and warnings.
    rungs: (&'static [u64], u64),
}

fn check(planted: &Planted) {
    let Planted { what, city, lines, from, until, counts, list, rungs } = planted;
    let made = outlook(city, lines, judged(&format!("{from}:00+08:00"), &format!("{until}:00+08:00")));
    let mark = |set: bool, mark: &'static str| if set { mark } else { NONE };
    let told = made.pressing.iter().map(|due| {
        let marks = [mark(due.overdue, "!"), mark(due.provisional, "?"), mark(due.round, "*")].concat();
        format!("{}{marks} {} {}", due.due.trim_end_matches("+08:00"), due.kind, due.unit)
    });
    let Row { overdue, falls_due, later, paused, awaited, unlimited, rungs: reached, reminders, .. } = &made.total;
    let found =
        (told.collect::<Vec<_>>(), [overdue, falls_due, later, paused, awaited, unlimited].map(|n| *n), reached, reminders);
    let wanted = (list.iter().map(|due| (*due).to_owned()).collect(), *counts, &rungs.0.to_vec(), &rungs.1);
    assert_eq!(found, wanted, "{what}");
    adds_up(&made);
}

/// Received on a day at nine, sent to a unit at ten, signed and called back to at eleven: what is left is the work and the whole.
fn sent(id: usize, day: &str, unit: &str, more: &[(&str, &str)]) -> String {
    let unit = format!(r#""unit":"{unit}""#);
    let hours = ["09:00:00+08:00 received", "10:00:00+08:00 dispatched", "11:00:00+08:00 signed", "11:30:00+08:00 contacted"];
    let hours = hours.map(|hour| format!("{day}T{hour}"));
    let mut events: Vec<(&str, &str)> = hours.iter().map(|hour| (hour.as_str(), unit.as_str())).collect();
    events[0].1 = NONE;
    events.extend(more);
    told(id, "630103", "housing/heating", &events)
}

fn planted() -> Vec<Planted> {
    let xining = |what, lines, from, until| Planted {
        what,
        city: &XINING,
        lines,
        from,
        until,
        counts: [0; 6],
        list: &[],
        rungs: (&[], 0),
    };
    // three working days from Monday, 9 November 2026: Thursday at midnight
    let monday = |more: &[(&str, &str)]| vec![sent(1, "2026-11-09", "housing", more)];
    let done = ("2026-11-12T10:00:00+08:00 completed", r#""unit":"housing""#);
    let due = &["2026-11-12T23:59:59 handle housing", "2026-11-12T23:59:59 whole housing"];
    let facts = |line: String, facts: &str| line.replacen(r#""history""#, &format!(r#""facts":{{{facts}}},"history""#), 1);
    let waste = [
        ("2026-11-05T09:00:00+08:00 received", NONE),
        ("2026-11-05T09:05:00+08:00 classified", r#""facts":{"ledger":"relief"}"#),
        ("2026-11-05T09:10:00+08:00 signed", NONE),
        ("2026-11-06T10:00:00+08:00 dispatched", r#""unit":"cityworks""#),
        ("2026-11-06T10:10:00+08:00 signed", r#""unit":"cityworks""#),
        ("2026-11-08T08:00:00+08:00 cleared", r#""unit":"cityworks""#),
    ];
    vec![
        Planted {
            counts: [0, 2, 0, 0, 0, 0],
            list: due,
            rungs: (&[1], 1),
            ..xining(
                "what is done on Thursday is not known on Wednesday",
                monday(&[done]),
                "2026-11-11T17:00",
                "2026-11-13T18:00",
            )
        },
        Planted {
            counts: [0, 0, 2, 0, 0, 0],
            ..xining("the due is the last second that counts", monday(&[]), "2026-11-12T17:00", "2026-11-12T23:59")
        },
        Planted {
            counts: [2, 0, 0, 0, 0, 0],
            list: &["2026-11-12T23:59:59! handle housing", "2026-11-12T23:59:59! whole housing"],
            rungs: (&[0, 1], 0),
            ..xining("overdue already, and the second rung on Monday", monday(&[]), "2026-11-13T00:00", "2026-11-16T00:00")
        },
        Planted {
            counts: [0, 2, 0, 0, 0, 0],
            list: &["2026-10-10T23:59:59 handle housing", "2026-10-10T23:59:59 whole housing"],
            rungs: (&[1], 1),
            // 30 September, 8 and 9 October; Saturday the tenth is worked, and Sunday is not
            ..xining(
                "seven days of holidays do not count, and a Saturday that is worked does",
                vec![sent(1, "2026-09-30", "housing", &[])],
                "2026-09-30T12:00",
                "2026-10-12T00:00",
            )
        },
        Planted {
            counts: [0, 1, 1, 1, 0, 0],
            list: &["2026-11-12T23:59:59 whole housing"],
            ..xining(
                "a limit that stands still is not due, a second case is due later",
                vec![
                    sent(1, "2026-11-09", "housing", &[("2026-11-10T10:00:00+08:00 suspended", r#""unit":"housing""#)]),
                    sent(2, "2026-11-12", "housing", &[("2026-11-12T12:00:00+08:00 completed", r#""unit":"housing""#)]),
                ],
                "2026-11-12T13:00",
                "2026-11-13T18:00",
            )
        },
        Planted {
            counts: [0, 0, 0, 0, 2, 0],
            ..xining(
                "somebody still owes the limit",
                vec![facts(sent(1, "2026-11-09", "housing", &[]), r#""statutory":true"#)],
                "2026-11-11T17:00",
                "2026-11-30T00:00",
            )
        },
        Planted {
            counts: [0, 2, 0, 0, 0, 0],
            list: &["2027-01-05T23:59:59? handle housing", "2027-01-05T23:59:59? whole housing"],
            rungs: (&[1, 1], 1),
            ..xining(
                "the holidays of the next year are not out",
                vec![sent(1, "2026-12-31", "housing", &[])],
                "2026-12-31T17:00",
                "2027-01-08T00:00",
            )
        },
        Planted {
            what: "a duty that comes round again is due once for each round; what was missed before and done today is none",
            city: &YUNCHENG,
            lines: vec![told(1, "140802", "city/waste", &waste)],
            from: "2026-11-08T12:00",
            until: "2026-11-11T00:00",
            counts: [0, 2, 3, 0, 0, 0],
            list: &["2026-11-09T23:59:59* daily cityworks", "2026-11-10T23:59:59* daily cityworks"],
            rungs: (&[], 0),
        },
    ]
}

#[test]
fn planted_cases_lie_ahead_as_they_must() {
    planted().iter().for_each(check);
}

/// Each unit of an area is a unit, and what names nobody is owed by whoever answers: the superior's unit once it leads.
#[test]
fn everything_is_somebodys() {
    let escalated = |id: usize, steps: usize| {
        let events = [
            ("2024-03-04T09:00:00+08:00 received", NONE),
            (
                "2024-03-04T10:00:00+08:00 whistle_blown",
                r#""unit":"building","level":"street","due_at":"2024-04-30T18:00:00+08:00""#,
            ),
            (
                "2024-03-20T10:00:00+08:00 escalation_requested",
                r#""unit":"building","reason":"funds","facts":{"matter":"livelihood"}"#,
            ),
            ("2024-03-25T10:00:00+08:00 escalation_approved", r#""unit":"city-office""#),
        ];
        told(id, "640104", "renewal/roofs", &events[..2 + 2 * steps])
    };
    let units =
        |made: &Outlook| -> BTreeMap<String, u64> { made.units.iter().map(|row| (row.title.clone(), row.open)).collect() };
    let lines = [escalated(1, 0), escalated(2, 1)];
    let made = outlook(&YINCHUAN, &lines, judged("2024-04-29T09:00:00+08:00", "2024-05-06T00:00:00+08:00"));
    let found = units(&made);
    assert!(found.contains_key("兴庆区住建局") && found.contains_key("银川市住房和城乡建设局"), "{found:?}");
    assert_eq!(
        made.days.iter().map(|row| (row.day.as_str(), row.due)).find(|(day, _)| *day == "2024-04-30"),
        Some(("2024-04-30", 2))
    );
    let streets = ["630102", "630104"].map(|area| sent(1, "2026-11-09", "district-housing", &[]).replace("630103", area));
    let made = outlook(&XINING, &streets, judged("2026-11-11T09:00:00+08:00", "2026-11-14T00:00:00+08:00"));
    let found: Vec<&str> = made.units.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(found, ["城东区房产管理局", "城西区房产管理局"]);
    adds_up(&made);
}

/// What of a group is together what is of the whole, and open obligations are nowhere left out.
fn adds_up(made: &Outlook) {
    let sums =
        |row: &Row| [row.open, row.overdue, row.falls_due, row.provisional, row.later, row.paused, row.awaited, row.unlimited];
    for rows in [&made.units, &made.clocks] {
        let all = rows.iter().map(sums).fold([0; 8], |all, row| std::array::from_fn(|i| all[i] + row[i]));
        assert_eq!(all, sums(&made.total));
        for (rung, times) in made.total.rungs.iter().enumerate() {
            assert_eq!(rows.iter().map(|row| row.rungs.get(rung).copied().unwrap_or_default()).sum::<u64>(), *times);
        }
    }
    for row in made.units.iter().chain(&made.clocks).chain([&made.total]) {
        assert_eq!(row.open, row.overdue + row.falls_due + row.later + row.paused + row.awaited + row.unlimited, "{}", row.key);
        assert_eq!(row.falls_due, row.due.values().sum::<u64>(), "{}", row.key);
        assert_eq!(row.overdue_by_until, row.overdue + row.falls_due, "{}", row.key);
        assert!(row.newly_overdue_cases <= row.falling_due_cases && row.overdue_cases + row.newly_overdue_cases <= row.cases);
    }
    let last = made.days.last().map_or(made.total.overdue, |day| day.overdue);
    assert_eq!(last, made.total.overdue_by_until);
    assert_eq!(made.days.iter().map(|day| day.due).sum::<u64>(), made.total.falls_due);
}

/// Samples of a city, and a moment in the middle of them.
fn samples() -> Vec<(&'static str, &'static Versions, Vec<String>, &'static str)> {
    let cities: [(&str, &'static Versions, &str); 4] = [
        ("xining", &XINING, "2026-06-24"),
        ("yuncheng", &YUNCHENG, "2021-06-23"),
        ("yinchuan", &YINCHUAN, "2024-04-03"),
        ("dingzhou", &DINGZHOU, "2021-10-27"),
    ];
    let lines = |name: &str, city: &Versions, day: &str| {
        let file = format!("{}/../../policies/{name}/sample.toml", env!("CARGO_MANIFEST_DIR"));
        let spec = Spec::read("sample.toml", &std::fs::read_to_string(file).unwrap()).unwrap();
        let day = paidan_calendar::Day::parse(day).unwrap();
        let (from, to) = (paidan_calendar::Day(day.0 - 20), paidan_calendar::Day(day.0 + 1));
        let order = Order { count: 700, seed: 5, from: Some(from), to: Some(to) };
        let mut sampler = Sampler::new(city, &spec, order).unwrap_or_else(|error| panic!("{name}: {error}"));
        std::iter::from_fn(|| sampler.next_line().unwrap()).collect::<Vec<_>>()
    };
    cities.map(|(name, city, day)| (name, city, lines(name, city, day), day)).into()
}

/// A case by itself: what is over its limit at a moment, what is otherwise open, and how often supervision was reached.
#[derive(Debug, Default, PartialEq, Eq)]
struct Alone {
    overdue: u64,
    rounds: u64,
    others: BTreeMap<&'static str, u64>,
    rungs: u64,
    reminders: u64,
}

fn alone(city: &City, decision: &Decision<'_>) -> Alone {
    let mut found = Alone::default();
    let manifest = &city.policy().manifest().raw;
    for clock in &decision.clocks {
        found.rounds += clock.rounds.map_or(0, |rounds| u64::from(rounds.missed));
        let ladder = manifest.clocks.iter().find(|kind| kind.id == clock.kind).and_then(|kind| kind.ladder);
        for mark in clock.marks.iter().filter(|mark| mark.fired) {
            let late =
                matches!(manifest.ladders[usize::from(ladder.unwrap())].rungs[usize::from(mark.place)].at, RungPoint::After(_));
            if late { found.rungs += 1 } else { found.reminders += 1 }
        }
        match clock.state {
            State::Missed if clock.ended.is_none() => found.overdue += 1,
            State::Running | State::Paused | State::Awaited | State::Unlimited => {
                *found.others.entry(clock.state.as_str()).or_default() += 1;
            }
            _ => {}
        }
    }
    found
}

#[test]
fn samples_lie_ahead_as_each_case_does_by_itself() {
    for (name, city, lines, day) in samples() {
        for (from, until) in [(9, 3), (17, 1), (0, 14)] {
            let from = at(&format!("{day}T{from:02}:00:00+08:00"));
            let until = paidan_calendar::Instant(from.0 + until * 86_400 - 3600);
            let made = outlook(city, &lines, Judged { at: from, known_at: None, until: Some(until) });
            adds_up(&made);
            let (mut now, mut then) = (Alone::default(), Alone::default());
            for line in &lines {
                let mut case = Case::from_json(line.as_bytes()).unwrap();
                let city = city.of(&case).unwrap();
                case.history.retain(|event| event.known_at() <= from);
                for (moment, sum) in [(from, &mut now), (until, &mut then)] {
                    let known = Some(city.calendar().local(from).0);
                    let decision = city.evaluate_knowing(&case, moment, known).unwrap();
                    if matches!(decision.status, Status::Decided | Status::NeedsInput) {
                        let found = alone(city, &decision);
                        sum.overdue += found.overdue;
                        sum.rounds += found.rounds;
                        sum.rungs += found.rungs;
                        sum.reminders += found.reminders;
                        found.others.into_iter().for_each(|(state, n)| *sum.others.entry(state).or_default() += n);
                    }
                }
            }
            let total = &made.total;
            assert_eq!(total.overdue, now.overdue, "{name}");
            assert_eq!(total.overdue_by_until, then.overdue + then.rounds - now.rounds, "{name}");
            assert_eq!(total.rungs.iter().sum::<u64>(), then.rungs - now.rungs, "{name}");
            assert_eq!(total.reminders, then.reminders - now.reminders, "{name}");
            let others =
                [("running", total.later), ("paused", total.paused), ("awaited", total.awaited), ("unlimited", total.unlimited)];
            for (state, n) in others {
                assert_eq!(n, then.others.get(state).copied().unwrap_or_default(), "{name}: {state}");
            }
            assert!(total.overdue > 0 && total.falls_due > 0, "{name}: a test of nothing");
        }
    }
}

#[test]
fn workers_change_nothing() {
    for (name, city, lines, day) in samples() {
        let judged = judged(&format!("{day}T09:00:00+08:00"), &format!("{day}T23:59:59+08:00"));
        let judged = Judged { until: judged.until.map(|until| paidan_calendar::Instant(until.0 + 3 * 86_400)), ..judged };
        let made = |workers: usize, most: usize| {
            let made = folded(city, &lines, judged, workers, most).sum.outlook().unwrap();
            (serde_json::to_string(&made).unwrap(), made)
        };
        let (all, few) = (made(1, usize::MAX), made(1, 7));
        assert_eq!(all.1.pressing[..7], few.1.pressing, "{name}");
        assert!(all.1.pressing.is_sorted_by_key(|due| (due.overdue, due.due.clone(), due.case.clone())), "{name}");
        assert_eq!(all.1.pressing.len() as u64, all.1.total.overdue_by_until, "{name}");
        for workers in [2, 5] {
            assert_eq!((made(workers, usize::MAX).0, made(workers, 7).0), (all.0.clone(), few.0.clone()), "{name}");
        }
    }
}

#[test]
fn what_has_not_begun_or_is_elsewhere_is_told_of() {
    let lines = [sent(1, "2026-11-09", "housing", &[]), sent(2, "2026-11-20", "housing", &[]), "{}".to_owned()];
    let folded =
        |lines: &[String]| folded(&XINING, lines, judged("2026-11-11T09:00:00+08:00", "2026-11-14T00:00:00+08:00"), 1, 0);
    let made = folded(&lines).sum.outlook().unwrap();
    assert_eq!((made.cases.read, made.cases.counted, made.cases.not_opened, made.cases.bad), (3, 1, 1, 1));
    assert_eq!((made.pressing.len(), made.total.falls_due), (0, 2));
    assert_eq!(folded(&lines[1..]).sum.outlook().unwrap_err().code, "timeline/empty");
}
