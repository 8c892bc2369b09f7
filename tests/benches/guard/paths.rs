//! The host's own paths: reading a case, judging rows, everything between a case and its decision but the policy's call, writing.

use std::hint::black_box;
use std::path::Path;

use paidan_calendar::{Book, Calendar, DayClass, Ending, Instant, Knowledge, Profile, Roll, Term, Unit};
use paidan_engine::Case;

use crate::{city, native, text};

/// A path, and how many of what it is counted for one run of it does.
pub(crate) struct Counted {
    pub(crate) name: &'static str,
    pub(crate) each: u64,
}

const CASES: usize = 50;
const STARTS: u64 = 1000;

pub(crate) const ALL: &[Counted] = &[
    Counted { name: "calendar", each: STARTS },
    Counted { name: "parse", each: CASES as u64 },
    Counted { name: "judge", each: CASES as u64 },
    Counted { name: "write", each: CASES as u64 },
];

/// Runs a path so many times.
pub(crate) fn run(root: &Path, path: &str, times: usize) {
    let corpus = text(&root.join("tests/benches/corpus/short-5.jsonl.zst"));
    let lines: Vec<&str> = corpus.lines().take(CASES).collect();
    assert_eq!(lines.len(), CASES);
    match path {
        "calendar" => (0..times).for_each(|_| dues()),
        "parse" => {
            (0..times).for_each(|_| lines.iter().for_each(|line| drop(black_box(Case::from_json(line.as_bytes()).unwrap()))))
        }
        "judge" => {
            let (city, cases): (_, Vec<Case<'_>>) =
                (city(root, "xining"), lines.iter().map(|line| Case::from_json(line.as_bytes()).unwrap()).collect());
            let mut batch = city.native(native::xining);
            (0..times)
                .for_each(|_| cases.iter().for_each(|case| drop(black_box(batch.evaluate(case, case.last_known()).unwrap()))));
        }
        "write" => {
            let (city, cases): (_, Vec<Case<'_>>) =
                (city(root, "xining"), lines.iter().map(|line| Case::from_json(line.as_bytes()).unwrap()).collect());
            let mut batch = city.native(native::xining);
            let decisions: Vec<_> = cases.iter().map(|case| batch.evaluate(case, case.last_known()).unwrap()).collect();
            let mut out = Vec::new();
            for decision in std::iter::repeat_n(&decisions, times).flatten() {
                out.clear();
                decision.write_json(&mut out);
                black_box(&out);
            }
        }
        other => panic!("no path {other}"),
    }
}

/// Three working days from a thousand moments of one year.
fn dues() {
    let working = Profile {
        days: [DayClass::Workday, DayClass::MakeupWorkday].into_iter().collect(),
        hours: vec![(510, 720), (870, 1080)],
    };
    let term = Term {
        amount: 3,
        unit: Unit::Day,
        profile: 0,
        ends: Ending::DayEnd,
        roll: Roll::None,
        snaps: false,
        cut_off: None,
        repeats: false,
    };
    let book = Book::new(vec![working], vec![term], Vec::new(), Calendar::cn()).unwrap();
    let from = Instant::parse_rfc3339("2026-01-01T00:00:00+08:00").unwrap();
    for at in (0..STARTS as i64).map(|i| Instant(from.0 + i * 30_000)) {
        let know = Knowledge { calendar: Calendar::cn(), known_at: Calendar::cn().local(at).0 };
        black_box(paidan_calendar::due(&book, know, 0, at, &[], at));
    }
}
