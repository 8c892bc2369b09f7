//! What holds of every row, on made-up ones.

use paidan_calendar::*;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{self, day};

/// Around the notices that came late, long breaks, and the end of what is known.
const SPOTS: [&str; 8] =
    ["2015-08-28", "2019-03-20", "2019-04-24", "2020-01-20", "2025-11-01", "2026-02-10", "2026-09-24", "2026-12-20"];
const EDGES: [i64; 8] = [0, 30_600, 43_200, 52_200, 61_200, 61_201, 64_800, 86_399];
const DAY: i64 = 86_400;
/// Terms of book.toml that do not repeat.
const SINGLE: std::ops::Range<usize> = 0..20;

fn second() -> impl Strategy<Value = i64> {
    prop_oneof![proptest::sample::select(&EDGES[..]), 0..DAY]
}

/// An instant within `days` after the first of a spot.
fn moment(days: i64) -> impl Strategy<Value = i64> {
    (proptest::sample::select(&SPOTS[..]), 0..days, second())
        .prop_map(|(spot, days, second)| Calendar::cn().instant(day(spot), 0).0 + days * DAY + second)
}

/// So many seconds after another instant, on the whole hours more often than chance would have it.
fn after(days: i64) -> impl Strategy<Value = i64> {
    (0..days, prop_oneof![Just(0), (0..24i64).prop_map(|hour| hour * 3600), 0..DAY]).prop_map(|(days, rest)| days * DAY + rest)
}

#[derive(Debug, Clone)]
struct Made {
    row: Row<'static>,
    pauses: Vec<Pause>,
    hits: Vec<Instant>,
}

impl Made {
    fn row(&self) -> Row<'_> {
        Row { pauses: &self.pauses, hits: &self.hits, ..self.row.clone() }
    }

    /// What is known of it at a moment: nothing that comes later.
    fn known_at(&self, as_of: i64) -> Made {
        let known = |t: Option<Instant>| t.filter(|t| t.0 <= as_of);
        let begun = self.pauses.iter().filter(|pause| pause.begins.0 <= as_of);
        Made {
            row: Row { until: known(self.row.until), stop: known(self.row.stop), ..self.row.clone() },
            pauses: begun.map(|pause| Pause { ends: known(pause.ends), ..*pause }).collect(),
            hits: self.hits.iter().copied().filter(|hit| hit.0 <= as_of).collect(),
        }
    }
}

fn pause(start: i64) -> impl Strategy<Value = Pause> {
    let cap = proptest::option::weighted(0.4, proptest::sample::select(&[0usize, 4, 8, 9][..]));
    (after(9), proptest::option::weighted(0.6, after(8)), cap).prop_map(move |(begins, ends, cap)| {
        let begins = start - DAY + begins;
        Pause { begins: Instant(begins), ends: ends.map(|ends| Instant(begins + ends)), cap }
    })
}

fn made() -> impl Strategy<Value = Made> {
    moment(12).prop_flat_map(|start| {
        let due = prop_oneof![
            8 => (0..25usize).prop_map(Due::Term),
            1 => after(20).prop_map(move |t| Due::At(Instant(start + t))),
            1 => Just(Due::Awaited),
            1 => Just(Due::Unlimited),
        ];
        let maybe = |days| proptest::option::weighted(0.25, after(days));
        let facts = (maybe(12), maybe(15), maybe(15), any::<bool>(), any::<bool>());
        let around = (vec(pause(start), 0..3), vec(after(40), 0..4), proptest::option::weighted(0.7, 0..3usize));
        (due, facts, around).prop_map(move |(due, (since, until, stop, first, evidence), (pauses, mut hits, ladder))| {
            let t = |after: Option<i64>| after.map(|after| Instant(start + after));
            hits.sort_unstable();
            let hits = hits.into_iter().map(|hit| Instant(start + hit)).collect();
            let row = Row {
                start: Start::At(Instant(start)),
                since: t(since),
                until: t(until),
                stop: t(stop),
                stop_before_until: first,
                due,
                pauses: &[],
                ladder,
                hits: &[],
                evidence,
            };
            Made { row, pauses, hits }
        })
    })
}

/// A row, and one that may begin when its due has passed.
fn made_rows() -> impl Strategy<Value = Vec<Made>> {
    (made(), made(), any::<bool>()).prop_map(|(first, mut second, chained)| {
        if chained {
            second.row.start = Start::DueOf(0);
        }
        vec![first, second]
    })
}

fn judge_made(book: &Book, known_at: Day, made: &[Made], as_of: i64) -> Vec<Judgement> {
    let rows: Vec<Row> = made.iter().map(Made::row).collect();
    judge(book, Knowledge { calendar: Calendar::cn(), known_at }, &rows, Instant(as_of))
}

fn today(as_of: i64) -> Day {
    Calendar::cn().local(Instant(as_of)).0
}

fn single_due(book: &Book, term: usize, start: i64, pauses: &[Pause]) -> Option<Instant> {
    let know = Knowledge { calendar: Calendar::cn(), known_at: day("2030-01-01") };
    due(book, know, term, Instant(start), pauses, Instant(start + 4000 * DAY)).due
}

/// A judgement but for when it is to be asked again.
fn verdict(judged: &[Judgement]) -> Vec<Judgement> {
    judged.iter().map(|judgement| Judgement { next: None, ..judgement.clone() }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, max_global_rejects: 1_000_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// But for terms that end at the second at which they began, where a rest day's evening passes the morning after.
    #[test]
    fn a_later_start_is_never_due_earlier(term in SINGLE, start in moment(30), more in after(20)) {
        let book = support::book(Calendar::cn());
        let given = &book.terms()[term];
        prop_assume!(given.unit < Unit::Day || given.ends != Ending::Exact || given.snaps);
        prop_assert!(single_due(&book, term, start, &[]) <= single_due(&book, term, start + more, &[]));
    }

    #[test]
    fn a_longer_term_is_never_due_earlier(term in SINGLE, more in 0..40u32, start in moment(30)) {
        let book = support::book(Calendar::cn());
        let mut terms = book.terms().to_vec();
        terms[term].amount += more;
        let longer = Book::new(book.profiles().to_vec(), terms, book.ladders().to_vec(), Calendar::cn()).unwrap();
        prop_assert!(single_due(&book, term, start, &[]) <= single_due(&longer, term, start, &[]));
    }

    #[test]
    fn nothing_reached_is_taken_back(made in made_rows(), steps in vec(after(6), 1..12)) {
        let book = support::book(Calendar::cn());
        let Start::At(start) = made[0].row.start else { unreachable!() };
        let mut as_of = start.0;
        let mut earlier = judge_made(&book, today(as_of), &made, as_of);
        for step in steps {
            as_of += step;
            let now = judge_made(&book, today(as_of), &made, as_of);
            for (was, is) in earlier.iter().zip(&now) {
                match was.state {
                    State::Missed => prop_assert!(is.state == State::Missed && is.due == was.due && was.ended.is_none_or(|_| is == was), "{was:?} {is:?}"),
                    State::Met | State::Lifted if was.round.is_none() => prop_assert_eq!(is, was),
                    _ => {}
                }
                for mark in was.marks.iter().filter(|mark| mark.fired) {
                    let kept = is.marks.iter().any(|now| now.fired && (now.rung, now.at) == (mark.rung, mark.at));
                    prop_assert!(kept, "{mark:?} {is:?}");
                }
                let (was, is) = (was.round.unwrap_or_default(), is.round.unwrap_or_default());
                prop_assert!(was.met <= is.met && was.missed <= is.missed && was.last_missed <= is.last_missed);
            }
            earlier = now;
        }
    }

    #[test]
    fn the_next_check_is_exact(made in made_rows(), elapsed in after(25), published in -3..300i32) {
        let book = support::book(Calendar::cn());
        let Start::At(start) = made[0].row.start else { unreachable!() };
        let as_of = start.0 - DAY + elapsed;
        let known: Vec<Made> = made.iter().map(|made| made.known_at(as_of)).collect();
        let known_at = Day(today(as_of).0 + published);
        let now = judge_made(&book, known_at, &known, as_of);
        let at = |as_of| verdict(&judge_made(&book, known_at, &known, as_of));
        match now.iter().filter_map(|judged| judged.next).min() {
            Some(next) => {
                prop_assert!(next.0 > as_of);
                prop_assert_eq!(at(next.0 - 1), verdict(&now));
                prop_assert_ne!(at(next.0), verdict(&now));
            }
            None => prop_assert_eq!(at(as_of + 3000 * DAY), verdict(&now)),
        }
        for (i, judged) in now.iter().enumerate() {
            if let Some(next) = judged.next {
                prop_assert_ne!(&at(next.0)[i], &verdict(&now)[i]);
            }
        }
    }

    #[test]
    fn splitting_a_pause_changes_nothing(made in made(), begins in after(6), lasts in after(6), cut in after(6), elapsed in after(25)) {
        let book = support::book(Calendar::cn());
        let Start::At(start) = made.row.start else { unreachable!() };
        let (begins, ends) = (start.0 + begins, start.0 + begins + lasts);
        let between = (begins + cut).min(ends);
        let span = |begins, ends| Pause { begins: Instant(begins), ends: Some(Instant(ends)), cap: None };
        let with = |pauses: &[Pause]| Made { pauses: [&made.pauses[..], pauses].concat(), ..made.clone() };
        let whole = with(&[span(begins, ends)]);
        let split = with(&[span(between, ends), span(begins, between)]);
        let as_of = (start.0 + elapsed).max(ends); // both have ended
        prop_assert_eq!(judge_made(&book, today(as_of), &[whole], as_of), judge_made(&book, today(as_of), &[split], as_of));
    }

    #[test]
    fn a_pause_on_days_off_changes_nothing(term in 0..6usize, start in moment(12), from in after(12), lasts in 0..DAY) {
        let book = support::book(Calendar::cn());
        let day = today(start + from);
        let view = Calendar::cn().view(crate::support::day("2026-11-21"));
        prop_assume!(matches!(view.class(day), DayClass::Rest | DayClass::Statutory));
        let begins = Calendar::cn().instant(day, 0).0.max(start);
        let ends = (begins + lasts).min(Calendar::cn().instant(day, 86_399).0);
        let pause = Pause { begins: Instant(begins), ends: Some(Instant(ends)), cap: None };
        prop_assert_eq!(single_due(&book, term, start, &[pause]), single_due(&book, term, start, &[]));
    }

    #[test]
    fn what_lies_after_a_due_does_not_touch_it(made in made(), later in after(5), lasts in after(9)) {
        let book = support::book(Calendar::cn());
        let far = |made: &Made, as_of| judge_made(&book, day("2026-11-21"), std::slice::from_ref(made), as_of).remove(0);
        let Start::At(start) = made.row.start else { unreachable!() };
        let running = Made { row: Row { until: None, stop: None, ..made.row.clone() }, ..made.clone() };
        let as_of = start.0 + 800 * DAY;
        let judged = far(&running, as_of);
        prop_assume!(judged.state == State::Missed);
        let after = Instant(judged.due.unwrap().0 + 1 + later);
        let mut touched = running.clone();
        touched.pauses.push(Pause { begins: after, ends: Some(Instant(after.0 + lasts)), cap: None });
        touched.row.stop = Some(after);
        let now = far(&touched, as_of);
        prop_assert_eq!((now.state, now.due, now.ended), (State::Missed, judged.due, Some(after)));
        prop_assert_eq!(now.late.map(|late| late.seconds), Some(1 + later));
    }

    #[test]
    fn met_until_the_due_and_missed_a_second_later(made in made()) {
        let book = support::book(Calendar::cn());
        let Start::At(start) = made.row.start else { unreachable!() };
        let open = Made { row: Row { until: None, stop: None, ..made.row.clone() }, pauses: Vec::new(), ..made.clone() };
        let state = |stop: Option<Instant>| {
            let made = Made { row: Row { stop, ..open.row.clone() }, ..open.clone() };
            judge_made(&book, day("2026-11-21"), &[made], start.0 + 800 * DAY).remove(0)
        };
        let missed = state(None);
        prop_assume!(missed.state == State::Missed);
        let due = missed.due.unwrap();
        prop_assert_eq!(state(Some(due)).state, State::Met);
        let late = state(Some(Instant(due.0 + 1)));
        prop_assert_eq!((late.state, late.late.map(|late| late.seconds)), (State::Missed, Some(1)));
    }

    #[test]
    fn an_explanation_ends_on_the_due(made in made(), elapsed in after(60)) {
        let book = support::book(Calendar::cn());
        let Start::At(start) = made.row.start else { unreachable!() };
        let as_of = start.0 + elapsed;
        let know = Knowledge { calendar: Calendar::cn(), known_at: today(as_of) };
        let row = Row { since: None, ..made.row() };
        let judged = judge(&book, know, std::slice::from_ref(&row), Instant(as_of)).remove(0);
        let steps = explain(&book, know, &row, Instant(as_of));
        let due = judged.due.map(|due| Calendar::cn().local(due).0);
        let told = steps.last().filter(|step| step.what == What::Due).map(|step| step.day);
        prop_assert_eq!(told, due);
        let amount = if let Due::Term(term) = row.due { Some(&book.terms()[term]) } else { None };
        if let Some(term) = amount.filter(|term| term.unit == Unit::Day && due.is_some() && !term.repeats) {
            let nth = steps.iter().filter_map(|step| if let What::Counted { nth } = step.what { Some(nth) } else { None }).max();
            prop_assert_eq!(nth, Some(term.amount.max(1)));
        }
    }
}

fn wild() -> impl Strategy<Value = Instant> {
    prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX), -100_000..8_000_000_000i64, 1_700_000_000..1_900_000_000i64]
        .prop_map(Instant)
}

fn wild_term() -> impl Strategy<Value = Term> {
    const UNITS: [Unit; 7] = [Unit::Minute, Unit::Hour, Unit::Day, Unit::Week, Unit::Month, Unit::Quarter, Unit::Year];
    const ENDS: [Ending; 4] = [Ending::Exact, Ending::DayEnd, Ending::Close, Ending::PeriodEnd];
    let roll = prop_oneof![Just(Roll::None), (0..4usize).prop_map(Roll::Next), (0..4usize).prop_map(Roll::Previous)];
    let amount = prop_oneof![0..40u32, 0..40_000u32, any::<u32>()];
    let kind = (amount, proptest::sample::select(&UNITS[..]), 0..4usize, proptest::sample::select(&ENDS[..]));
    (kind, roll, any::<bool>(), proptest::option::of(0..1500u16), any::<bool>()).prop_map(
        |((amount, unit, profile, ends), roll, snaps, cut_off, repeats)| Term {
            amount,
            unit,
            profile,
            ends,
            roll,
            snaps,
            cut_off,
            repeats,
        },
    )
}

fn wild_profile() -> impl Strategy<Value = Profile> {
    let classes = proptest::sample::subsequence(DayClass::ALL.to_vec(), 0..=4);
    (classes, vec(0..1500u16, 0..6)).prop_map(|(classes, mut minutes)| {
        minutes.sort_unstable();
        Profile { days: classes.into_iter().collect(), hours: minutes.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect() }
    })
}

fn wild_rung() -> impl Strategy<Value = Rung> {
    prop_oneof![
        any::<u8>().prop_map(|percent| RungPoint::Percent(percent % 120)),
        (0..8usize).prop_map(RungPoint::Before),
        (0..8usize).prop_map(RungPoint::After),
    ]
    .prop_map(|at| Rung { at })
}

fn wild_row() -> impl Strategy<Value = Made> {
    let start = prop_oneof![4 => wild().prop_map(Start::At), 1 => (0..5usize).prop_map(Start::DueOf), 1 => Just(Start::Never)];
    let due = prop_oneof![4 => (0..9usize).prop_map(Due::Term), 1 => wild().prop_map(Due::At), 1 => Just(Due::Awaited), 1 => Just(Due::Unlimited)];
    let maybe = || proptest::option::weighted(0.4, wild());
    let pause = (wild(), maybe(), proptest::option::of(0..9usize)).prop_map(|(begins, ends, cap)| Pause { begins, ends, cap });
    let facts = (maybe(), maybe(), maybe(), any::<bool>(), any::<bool>(), proptest::option::of(0..3usize));
    (start, due, facts, vec(pause, 0..4), vec(wild(), 0..4)).prop_map(|(start, due, facts, pauses, hits)| {
        let (since, until, stop, stop_before_until, evidence, ladder) = facts;
        Made {
            row: Row { start, since, until, stop, stop_before_until, due, pauses: &[], ladder, hits: &[], evidence },
            pauses,
            hits,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, max_global_rejects: 1_000_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Neither a panic nor a walk without end: what a book refuses, and what it lets through.
    #[test]
    fn nothing_is_too_wild(
        profiles in vec(wild_profile(), 1..4), terms in vec(wild_term(), 1..8), rungs in vec(wild_rung(), 0..5),
        rows in vec(wild_row(), 1..4), as_of in wild(), known_at in any::<i32>(),
    ) {
        let ladders = vec![Ladder { notify: 0, rungs }];
        let sound = |term: &Term| Book::new(profiles.clone(), vec![term.clone()], vec![], Calendar::cn()).is_ok();
        let sound: Vec<Term> = terms.iter().filter(|term| sound(term)).cloned().collect();
        let book = Book::new(profiles.clone(), sound.clone(), ladders.clone(), Calendar::cn());
        let Ok(book) = book.or_else(|_| Book::new(profiles, sound, vec![], Calendar::cn())) else { return Ok(()) };
        for calendar in [Calendar::cn(), Calendar::ningxia(), support::foreign(), support::restless()] {
            let know = Knowledge { calendar, known_at: Day(known_at) };
            let rows: Vec<Row> = rows.iter().map(Made::row).collect();
            let judged = judge(&book, know, &rows, as_of);
            prop_assert_eq!(judged.len(), rows.len());
            for (row, judged) in rows.iter().zip(&judged) {
                prop_assert!(judged.next.is_none_or(|next| next > as_of));
                explain(&book, know, row, as_of);
            }
        }
    }

    #[test]
    fn no_text_is_too_wild(text in ".{0,60}", tail in "[0-9T:+.Z-]{0,30}") {
        for text in [&text, &tail, &format!("2026-02-25T{tail}"), &format!("2026-02-25T10:00:00{text}")] {
            let _ = (Instant::parse_rfc3339(text), Day::parse(text));
        }
        let head = "format = 1\nid = 'city'\ntitle = ''\nextends = 'cn'\n[[notice]]\nid = 'x'\npublished = 2025-01-01\n";
        let _ = Calendar::parse("wild.toml", &text, None);
        let _ = Calendar::parse("wild.toml", &format!("{head}days = ['''{text}''', '2026-{tail}']"), Some(Calendar::cn()));
    }
}
