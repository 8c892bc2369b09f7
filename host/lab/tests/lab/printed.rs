//! Figures that newspapers printed, out of corpora that give them.

use paidan_engine::Versions;
use paidan_lab::report::{Hundredths, Options, Population, Report};

use crate::world::{AS_OF, NINGXIA, Ordered, YUNCHENG, all_good, fold_of, made, tally, told};

/// So many of so many answered a question with yes.
#[derive(Clone, Copy)]
struct Share(usize, usize);

fn corpus(day: &'static str, cases: usize, shares: [Share; 3]) -> impl Iterator<Item = Ordered> {
    (0..cases).map(move |i| {
        let answer = |Share(yes, all): Share| (i < all).then_some(i < yes);
        Ordered::new(day).done().called(shares.map(answer))
    })
}

fn printed(value: Option<Hundredths>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}

/// 《西宁晚报》2023-12-11: 「全市整体响应率达到92.76%,环比上升28.53%,解决率达到96.69%,环比上升2.98%,满意率达到93.54%,
/// 万人诉求比126.7件/万人,下降9.14件/万人」. 上升28.53% is read as percentage points: 64.23 % before.
#[test]
fn xining_one_ratio_and_three_rates() {
    let population = || Some(Population::read("p.csv", "district,year,residents\n630100,2022,500000\n").unwrap());
    let october = tally(corpus("2023-10-17", 6792, [Share(79, 123), Share(149, 159), Share(1, 1)]));
    let previous = made(&october, Options { population: population(), ..Options::default() });
    let november = tally(corpus("2023-11-14", 6335, [Share(141, 152), Share(117, 121), Share(275, 294)]));
    let options = Options { population: population(), previous: Some(previous), ..Options::default() };
    let report = made(&november, options);
    // through JSON and back nothing changes
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(paidan_lab::report::read_report(&json).unwrap(), report);

    let total = &report.total;
    let rate =
        |i: usize| (printed(total.rates[i].percent), printed(total.rates[i].previous_percent), printed(total.rates[i].change_pp));
    let figures = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    assert_eq!(report.metrics.iter().map(|m| m.title.as_str()).collect::<Vec<_>>(), ["响应率", "解决率", "满意率", "按时办结率"]);
    assert_eq!(rate(0), figures("92.76", "64.23", "28.53"));
    assert_eq!(rate(1), figures("96.69", "93.71", "2.98"));
    assert_eq!(printed(total.rates[2].percent), "93.54");
    let ratio = total.per_10k.unwrap();
    assert_eq!(
        (printed(Some(ratio.value)), printed(ratio.previous), printed(ratio.change)),
        figures("126.70", "135.84", "-9.14")
    );
    assert_eq!((ratio.accepted, ratio.residents, ratio.year), (6335, 500_000, 2022));
    // the month before is the same as the period before here
    assert_eq!(printed(report.months[0].rates[0].change_pp), "28.53");
    assert_eq!(total.received.change_pct, Hundredths::grown(6335, 6792));
}

fn group<'r>(report: &'r Report, id: &str) -> (u64, Vec<(&'r str, u64)>) {
    let group = report.labels.iter().find(|group| group.id == id).unwrap();
    (group.labelled, group.values.iter().map(|value| (value.id.as_str(), value.count.value)).collect())
}

fn report_of(city: &Versions, lines: impl IntoIterator<Item = String>) -> Report {
    made(&all_good(fold_of(city, lines, 2, AS_OF)), Options::default())
}

/// 《光明日报》2021-12-09: 「62 个事项已推动解决 20 个，32 个事项已制定分步化解方案并明确解决时限，10 个事项因国家暂无相关政策正在
/// 积极协调有关部委推动解决」, 「三批 62 项提级督办事项」.
#[test]
fn ningxia_sixty_two_matters() {
    let outcomes: [(usize, &str, &str); 3] = [
        (20, "2021-09-20T10:00:00+08:00 completed", r#""unit":"city-building""#),
        (32, "2021-07-01T10:00:00+08:00 plan_set", r#""due_at":"2024-09-30T18:00:00+08:00","facts":{"milestone":1}"#),
        (10, "2021-07-01T10:00:00+08:00 suspended", r#""reason":"awaiting-national-policy""#),
    ];
    let lines = outcomes.iter().flat_map(|(n, event, more)| (0..*n).map(move |_| (*event, *more))).enumerate();
    let report = report_of(
        &NINGXIA,
        lines.map(|(i, came)| {
            let approved = format!(r#""unit":"city-office","facts":{{"batch":{}}}"#, i % 3 + 1);
            let asked = r#""unit":"building","reason":"funds","facts":{"matter":"livelihood","trigger":"coordination-failed"}"#;
            let events = [
                ("2021-04-12T09:00:00+08:00 received", ""),
                ("2021-04-12T10:00:00+08:00 dispatched", r#""unit":"building""#),
                ("2021-05-20T10:00:00+08:00 escalation_requested", asked),
                ("2021-06-01T10:00:00+08:00 escalation_approved", &approved),
                came,
            ];
            told(i, "640202", "renewal/cables", &events)
        }),
    );
    assert_eq!(
        group(&report, "outcome"),
        (62, vec![("resolved", 20), ("phased-plan", 32), ("awaiting-national-policy", 10), ("ended", 0)])
    );
    assert_eq!(group(&report, "batch"), (62, vec![("first", 21), ("second", 21), ("third", 20)]));
    // of all matters that were raised, those that are solved; none is the county's any more
    let solved = report.metrics.iter().position(|metric| metric.id == "solved").unwrap();
    assert_eq!((report.total.rates[solved].numerator, report.total.rates[solved].denominator), (20, 62));
    assert_eq!(report.units.iter().find(|row| row.key == "city-building").unwrap().received.value, 62);
}

/// 运城新闻网2021-05-12: 「总共确定各类“我为群众办实事”1106条」, 「“解民忧暖民心”473条，…41条，…239条，…108条，…209条，…36条」.
#[test]
fn yuncheng_six_ledgers() {
    let printed = [("relief", 473), ("old-area", 41), ("volunteer", 239), ("policy", 108), ("project", 209), ("legacy", 36)];
    let filed = printed.iter().flat_map(|(ledger, n)| (0..*n).map(move |_| *ledger)).enumerate();
    let report = report_of(
        &YUNCHENG,
        filed.map(|(i, ledger)| {
            let facts = format!(r#""facts":{{"ledger":"{ledger}"}}"#);
            let events = [("2021-04-20T09:00:00+08:00 received", ""), ("2021-04-20T10:00:00+08:00 classified", facts.as_str())];
            told(i, "140802", "other", &events)
        }),
    );
    assert_eq!(group(&report, "ledger"), (1106, printed.to_vec()));
    assert_eq!(report.cases.needs_input, 0);
}

/// As above: 「基本解决全市32个“旧账”中的19个,其余13个…」. What is solved is off its ledger only by 销号.
#[test]
fn yuncheng_old_accounts() {
    let lines = (0..32).map(|i| {
        let events = [
            ("2021-03-01T09:00:00+08:00 received", ""),
            ("2021-03-01T10:00:00+08:00 dispatched", r#""unit":"construction""#),
            ("2021-03-10T10:00:00+08:00 plan_set", r#""due_at":"2021-06-30T18:00:00+08:00""#),
            ("2021-04-25T10:00:00+08:00 completed", r#""unit":"construction""#),
            ("2021-04-26T10:00:00+08:00 replied", ""),
            ("2021-04-27T10:00:00+08:00 struck_off", ""),
        ];
        told(i, "140802", "legacy/land", if i < 19 { &events[..] } else { &events[..3] })
    });
    let report = report_of(&YUNCHENG, lines);
    assert_eq!(group(&report, "ledger").1.last(), Some(&("legacy", 32)));
    let outcomes = group(&report, "outcome");
    assert_eq!((outcomes.0, outcomes.1.iter().find(|(id, _)| *id == "struck-off")), (19, Some(&("struck-off", 19))));
    assert_eq!((report.total.received.value, report.total.closed.value, report.total.overdue.cases), (32, 19, 0));
}
