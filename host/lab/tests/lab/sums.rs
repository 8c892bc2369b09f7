//! What must add up, whatever the corpus.

use paidan_calendar::Calendar;
use paidan_engine::{Case, City, Decision, Error, Kind, Versions};
use paidan_lab::report::{Excluded, Options, Report, Why};
use paidan_lab::{Fold, Folded, Judged, Sum};

use crate::world::{AS_OF, Ordered, XINING, all_good, at, fold_of, made, tally, xining};

fn mixed() -> Vec<Ordered> {
    let yes = [Some(true); 3];
    let day = |i: usize| ["2024-01-09", "2024-01-10", "2024-02-20", "2024-03-12"][i % 4];
    let mut cases = Vec::new();
    for i in 0..40 {
        let mut new = Ordered::new(day(i));
        new.district = ["630102", "630103", "630105"][i % 3];
        new.unit = ["housing", "building", "district-cityworks"][i % 3];
        cases.push(match i % 10 {
            0 => new.event("not_accepted"),
            1 => new.event("merged"),
            2 => new.done().event("withdrawn"),
            3 => new,
            4 => new.done(),
            5 => new.done().called([None; 3]),
            6 => new.done().called([Some(true), Some(false), None]).event("closed"),
            7 => new.event("dispatched\",\"unit\":\"building").event("returned").done().called(yes),
            8 => new.event("not_accepted").event("accepted").done().called(yes),
            _ => new.done().called(yes).event("closed"),
        });
    }
    cases
}

fn sum(of: &[Excluded]) -> u64 {
    of.iter().map(|excluded| excluded.count).sum()
}

#[test]
fn every_case_counts_or_is_listed_with_the_reason() {
    let report = made(&tally(mixed()), Options { rank_least: 1, ..Options::default() });
    for row in [&report.total].into_iter().chain(&report.months).chain(&report.districts).chain(&report.units) {
        assert_eq!(row.accepted.value + sum(&row.not_accepted), row.received.value, "{}", row.key);
        for (metric, rate) in report.metrics.iter().zip(&row.rates).filter(|(metric, _)| metric.on_time_of.is_none()) {
            assert_eq!(rate.denominator + sum(&rate.excluded), row.received.value, "{} of {}", metric.id, row.key);
        }
    }
    let why = |i: usize| report.total.rates[i].excluded.iter().map(|e| (e.why, e.count)).collect::<Vec<_>>();
    let refused = [(Why::NotAccepted, 4), (Why::Merged, 4), (Why::Withdrawn, 4), (Why::NotCompleted, 4), (Why::NoCallback, 4)];
    assert_eq!(why(0), [&refused[..], &[(Why::Unanswered, 4)]].concat());
    assert_eq!(why(2), [&refused[..], &[(Why::Unanswered, 8)]].concat());
    assert_eq!((report.total.rates[1].numerator, report.total.rates[1].denominator), (12, 16));
    assert_eq!((report.total.returned_cases.numerator, report.total.returned_cases.denominator), (4, 28));
    assert_eq!((report.total.returned_dispatches.numerator, report.total.returned_dispatches.denominator), (4, 32));
    parts_make_the_whole(&report);
}

fn parts_make_the_whole(report: &Report) {
    for rows in [&report.months, &report.districts, &report.units] {
        let add = |of: &dyn Fn(&paidan_lab::report::Row) -> u64| rows.iter().map(of).sum::<u64>();
        assert_eq!(add(&|row| row.received.value), report.total.received.value);
        assert_eq!(add(&|row| row.closed.value), report.total.closed.value);
        assert_eq!(add(&|row| row.returned_dispatches.denominator), report.total.returned_dispatches.denominator);
        assert_eq!(add(&|row| row.overdue.rows), report.total.overdue.rows);
        for i in 0..report.metrics.len() {
            assert_eq!(add(&|row| row.rates[i].denominator), report.total.rates[i].denominator);
            assert_eq!(add(&|row| row.rates[i].numerator), report.total.rates[i].numerator);
        }
    }
}

#[test]
fn days_late_are_those_of_all_missed_rows() {
    // each by another number of days after Friday 2024-03-15 24:00; two are not done on
    // 2024-06-01 00:00, when the 78th day begins
    let late = |days: u32| {
        let mut case = Ordered::new("2024-03-12");
        case.then = vec![r#"dispatched","unit":"housing""#.to_owned()];
        let (whole, last) = (case.line(1), days + 16);
        let done = format!(r#"{{"seq":3,"at":"2024-03-{last}T09:00:00+08:00","kind":"completed","unit":"housing"}}]}}"#);
        if days == 0 { whole } else { format!("{},{done}", whole.trim_end_matches("]}")) }
    };
    let lines = [0, 0, 1, 2, 2, 3, 5, 6].map(late);
    let tally = crate::world::fold(lines, 1).sum;
    let report = made(&tally, Options::default());
    let rate = report.total.rates.last().unwrap();
    let late = rate.late.unwrap();
    assert_eq!((rate.numerator, rate.denominator), (0, 8));
    // a day begun counts: nine in the morning of the day after is the first
    assert_eq!((late.rows, late.p50_days, late.p90_days, late.most_days), (8, 4, 78, 78));
    assert_eq!((report.total.overdue.cases, report.total.overdue.rows), (2, 2));
}

#[test]
fn a_month_has_a_first_and_equals_share_a_rank() {
    let yes = |n: usize, of: usize, unit: &'static str, day: &'static str| {
        (0..of).map(move |i| Ordered { unit, ..Ordered::new(day) }.done().called([Some(i < n), None, None]))
    };
    let january = || yes(3, 4, "housing", "2024-01-09").chain(yes(4, 4, "building", "2024-01-09"));
    let february =
        yes(6, 8, "housing", "2024-02-20").chain(yes(3, 4, "building", "2024-02-20")).chain(yes(1, 1, "water", "2024-02-20"));
    let report = made(&tally(january().chain(february)), Options { rank_least: 2, ..Options::default() });
    let ranks = |month: &str| {
        let ranking = report.rankings.iter().find(|ranking| ranking.of == "unit" && ranking.month == month).unwrap();
        ranking.rows.iter().map(|row| (row.rank, row.previous_rank, row.key.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(ranks("2024-01"), [(Some(1), None, "building"), (Some(2), None, "housing")]);
    assert_eq!(ranks("2024-02"), [(Some(1), Some(2), "housing"), (Some(1), Some(1), "building"), (None, None, "water")]);
}

/// Building has the case now, and answers for it; the citizen was asked about what housing did.
#[test]
fn a_measure_that_names_a_body_is_that_bodys() {
    let unit = |kind: &str, unit: &str| format!(r#"{kind}","unit":"{unit}""#);
    let cases = (0..3).map(|_| {
        let mut case = Ordered::new("2024-01-09").done().called([Some(true), Some(false), None]);
        case.then.extend([unit("rework_ordered", "building"), unit("signed", "building")]);
        case
    });
    let report = made(&tally(cases), Options { rank_least: 1, ..Options::default() });
    let of = |unit: &str| report.units.iter().find(|row| row.key == unit).unwrap();
    let rates = |unit: &str| of(unit).rates[..3].iter().map(|rate| (rate.numerator, rate.denominator)).collect::<Vec<_>>();
    assert_eq!((of("housing").received.value, rates("housing")), (0, vec![(3, 3), (0, 3), (0, 0)]));
    assert_eq!((of("building").received.value, rates("building")), (3, vec![(0, 0); 3]));
    // what nobody answered leaves the case out where it is answered for
    let why = |rate: usize| of("building").rates[rate].excluded.iter().map(|e| (e.why, e.count)).collect::<Vec<_>>();
    assert_eq!([why(1), why(2)], [vec![], vec![(Why::Unanswered, 3)]]);
    parts_make_the_whole(&report);
}

#[test]
fn of_what_is_late_or_done_again_the_lowest_share_is_first() {
    let mut manifest = xining().policy().manifest().raw.clone();
    manifest.metrics[0].lower_is_better = true;
    let policy = xining().policy().with_manifest(manifest).unwrap();
    let city = Versions::always(City::new(policy, &[Calendar::cn()]).unwrap());
    let lines = [("housing", 3), ("building", 1), ("water", 0)].into_iter().flat_map(|(unit, hits)| {
        let case = move |i| Ordered { unit, ..Ordered::new("2024-01-09") }.done().called([Some(i < hits), None, None]);
        (0..if unit == "water" { 1 } else { 4 }).map(case)
    });
    let lines = lines.enumerate().map(|(i, case)| case.line(i));
    let report = made(&all_good(fold_of(&city, lines, 1, AS_OF)), Options { rank_least: 2, ..Options::default() });
    let ranking = report.rankings.iter().find(|ranking| ranking.of == "unit").unwrap();
    let ranks: Vec<_> = ranking.rows.iter().map(|row| (row.rank, row.key.as_str())).collect();
    assert_eq!(ranks, [(Some(1), "building"), (Some(2), "housing"), (None, "water")]);
    assert!(report.metrics[0].lower_is_better && !report.metrics[1].lower_is_better);
}

/// Counts cases, but for those that it cannot.
#[derive(Clone, Default)]
struct Odd {
    counted: u64,
    failed: u64,
}

impl Sum for Odd {
    fn add(&mut self, _: &City, case: &Case<'_>, _: &Decision<'_>) -> Result<(), Error> {
        if case.id.ends_with('3') {
            return Err(Case::from_json(b"no case").unwrap_err());
        }
        self.counted += 1;
        Ok(())
    }

    fn fail(&mut self, _: Kind) {
        self.failed += 1;
    }

    fn merge(&mut self, other: Self) {
        (self.counted, self.failed) = (self.counted + other.counted, self.failed + other.failed);
    }
}

#[test]
fn what_cannot_be_counted_is_told_of_as_what_cannot_be_decided() {
    let judged = Judged { at: at(AS_OF), known_at: None, until: None };
    let mut fold = Fold::start(&XINING, judged, 2, Odd::default());
    for (id, case) in mixed().iter().enumerate() {
        fold.push(id, case.line(id).as_bytes());
    }
    let Folded { sum, errors, more, worst } = fold.finish();
    let told: Vec<(usize, &str)> = errors.iter().map(|(id, error)| (*id, error.code)).collect();
    assert_eq!(told, [3, 13, 23, 33].map(|id| (id, "case/not-json")));
    assert_eq!((sum.counted, sum.failed, more, worst), (36, 4, 0, Some(Kind::Input)));
}
