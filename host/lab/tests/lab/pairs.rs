//! Two versions of rules on one case: what is found without counting a date is what two whole decisions would say.

use paidan_calendar::Calendar;
use paidan_engine::contract::{DayClass, Manifest, RungPoint, TimeUnit};
use paidan_engine::{Case, City, Pair, Versions};

use crate::replayed::sampled;
use crate::world::{NINGXIA, XINING, YINCHUAN, YUNCHENG, at};

const MOMENT: &str = "2026-12-31T12:00:00+08:00";

/// A notice as it may come: from that day on the calendar is another.
const PUBLISHED: &str = "2026-11-05";
const NEWER: &str = r#"
format = 1
adds-to = "cn"
[[notice]]
id = "关于2027年部分节假日安排的通知（测试）"
covers = 2027
published = 2026-11-05
days = ["2027-01-01 statutory 元旦"]
"#;

type Edit = fn(&mut Manifest);

/// What another version may have otherwise, and whether some sampled case of Xining is decided otherwise by it.
const EDITS: [(&str, Edit, bool); 10] = [
    ("nothing", |_| {}, false),
    ("a quote", |m| m.rules.iter_mut().for_each(|rule| rule.quote.push('。')), false),
    (
        "one more rule",
        |m| {
            m.rules.extend(m.rules.last().map(|rule| {
                let mut more = rule.clone();
                more.id += "-2";
                more
            }))
        },
        false,
    ),
    ("longer terms", |m| m.terms.iter_mut().for_each(|term| term.amount += 1), true),
    ("one longer term", |m| m.terms.iter_mut().filter(|t| t.unit == TimeUnit::Day).take(1).for_each(|t| t.amount += 9), true),
    ("the rules of rungs", |m| m.ladders.iter_mut().flat_map(|l| &mut l.rungs).for_each(|rung| rung.rule = 0), true),
    ("the times of rungs", |m| m.ladders.iter_mut().flat_map(|l| &mut l.rungs).for_each(|r| r.at = RungPoint::Percent(7)), true),
    ("what stops clocks", |m| m.clocks.iter_mut().for_each(|clock| clock.stops.clear()), true),
    ("days that count", |m| m.profiles.iter_mut().for_each(|p| p.days.retain(|day| *day != DayClass::MakeupWorkday)), true),
    ("names of units", |m| m.units.iter_mut().for_each(|unit| unit.id += "-2"), true),
];

fn edited(city: &City, edit: Edit) -> City {
    let mut raw = city.policy().manifest().raw.clone();
    edit(&mut raw);
    city.with_policy(city.policy().with_manifest(raw).unwrap()).unwrap()
}

/// Of how many decisions no date was counted, and how many are other.
fn check(what: &str, one: &City, two: &City, cases: &[String]) -> (usize, usize) {
    let mut pair = Pair::new(one, two);
    let (mut sure, mut other) = (0, 0);
    for text in cases {
        let case = Case::from_json(text.as_bytes()).unwrap();
        for moment in [at(MOMENT), case.last_known()] {
            let singly = [one, two].map(|city| city.evaluate(&case, moment).unwrap());
            let same = singly[0].says_the_same(&singly[1]);
            other += usize::from(!same);
            match pair.evaluate_knowing(&case, moment, None).unwrap() {
                None => {
                    sure += 1;
                    assert!(same, "{what}: {text}");
                }
                Some((first, second)) => {
                    assert_eq!([first, second].map(|d| d.to_json()), singly.map(|d| d.to_json()), "{what}: {text}");
                }
            }
        }
    }
    (sure, other)
}

fn only(versions: &Versions) -> &City {
    &versions.all()[0].1
}

#[test]
fn two_versions_side_by_side_say_what_each_says() {
    let cases = sampled(&XINING, "xining", 150);
    let (one, all) = (only(&XINING), 2 * cases.len());
    for (what, edit, differs) in EDITS {
        let (sure, other) = check(what, one, &edited(one, edit), &cases);
        assert_eq!(other > 0, differs, "{what}: {other} differ");
        match what {
            "nothing" | "a quote" | "one more rule" => assert_eq!(sure, all, "{what}"),
            "names of units" => assert_eq!(sure, 0, "{what}"),
            _ => assert!(sure + other <= all, "{what}"),
        }
    }
}

#[test]
fn whoever_has_a_superior_or_another_calendar_is_decided_whole() {
    let notice = "2027.toml";
    let newer = Calendar::cn().with_notice(notice, NEWER).unwrap();
    let cases = sampled(&XINING, "xining", 50);
    let sure = |one: &City, two: &City, cases: &[String]| check(notice, one, two, cases).0;
    let before = |text: &&String| {
        let known = Case::from_json(text.as_bytes()).unwrap().last_known();
        known < at(&format!("{PUBLISHED}T00:00:00+08:00"))
    };
    let before = cases.iter().filter(before).count();
    assert!(before > 0);
    assert_eq!(sure(only(&XINING), &only(&XINING).with_calendar(&newer).unwrap(), &cases), before);
    let cases = sampled(&YINCHUAN, "yinchuan", 50);
    assert_eq!(sure(only(&YINCHUAN), only(&YINCHUAN), &cases), 0);
    // other cities' rules have other words
    let cases = sampled(&YUNCHENG, "yuncheng", 50);
    assert_eq!(sure(only(&YUNCHENG), only(&NINGXIA), &cases), 0);
    assert_eq!(sure(only(&YUNCHENG), only(&YUNCHENG), &cases), 2 * cases.len());
}
