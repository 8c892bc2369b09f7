//! Figures that newspapers printed, out of corpora that give them.

use paidan_engine::{Case, Label};
use paidan_lab::report::{Hundredths, Options, Population, Report, Tally};

use crate::world::{AS_OF, Ordered, XINING, at, made, tally};

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

/// Counts labels as a policy gives them: of a group and values that are not Xining's, so by hand.
fn labelled(group: &str, values: &[(&str, u64)]) -> Tally {
    let line = Ordered::new("2024-03-12").done().line(1);
    let case = Case::from_json(line.as_bytes()).unwrap();
    let mut tally = Tally::new(&XINING);
    for (value, n) in values {
        let mut decision = XINING.evaluate(&case, at(AS_OF)).unwrap();
        let rule = decision.reasons[0].rule;
        decision.labels = vec![Label { group, value, set_by: None, proposed: None, rule }];
        (0..*n).for_each(|_| tally.add(&XINING, &case, &decision));
    }
    tally
}

fn group<'r>(report: &'r Report, id: &str) -> (u64, Vec<(&'r str, u64)>) {
    let group = report.labels.iter().find(|group| group.id == id).unwrap();
    (group.labelled, group.values.iter().map(|value| (value.id.as_str(), value.count.value)).collect())
}

/// Ningxia: 「62 个事项已推动解决 20 个，32 个事项已制定分步化解方案…，10 个事项因国家暂无相关政策正在…协调」.
/// Yuncheng: 「解民忧暖民心473条，…41条，…239条，…108条，…209条，…36条」 are 1106; 「32个“旧账”中的19个，其余13个」.
#[test]
fn labels_add_up_as_printed() {
    let table: &[(&[u64], u64)] = &[(&[20, 32, 10], 62), (&[473, 41, 239, 108, 209, 36], 1106), (&[19, 13], 32)];
    let outcomes = ["resolved", "unresolved", "not-accepted", "withdrawn", "merged", "struck-off"];
    for (counts, sum) in table {
        let values: Vec<(&str, u64)> = outcomes.into_iter().zip(counts.iter().copied()).collect();
        let report = made(&labelled("outcome", &values), Options::default());
        let (labelled, counted) = group(&report, "outcome");
        assert_eq!(labelled, *sum);
        assert_eq!(counted[..counts.len()], values);
        assert!(counted[counts.len()..].iter().all(|(_, n)| *n == 0), "values that nothing carries are listed too");
    }
}
