//! A city's profiles, terms and ladders, checked once so that no walk can loop or mean something else than it says.

use std::fmt;

use crate::calendar::Calendar;
use crate::class::{ClassSet, DayClass};
use crate::term::{Ending, Ladder, Profile, Roll, RungPoint, Term, Unit};
use crate::time::DAY_SECS;

/// The longest term, in weeks: a hundred years.
const WEEKS_MAX: u64 = 5_218;
const DAY_MINUTES: u16 = 1440;

/// Checked profiles, terms and ladders.
#[derive(Debug, Clone)]
pub struct Book {
    profiles: Vec<Profile>,
    terms: Vec<Term>,
    ladders: Vec<Ladder>,
    hours: Vec<Hours>,
}

/// A profile in seconds, ready to count.
#[derive(Debug, Clone)]
pub(crate) struct Hours {
    pub days: ClassSet,
    /// INVARIANT: not empty, ascending, half-open, within the day.
    pub openings: Vec<(i64, i64)>,
    /// Seconds that a counting day counts; at least 60.
    pub a_day: i64,
}

/// What in a book would make a walk loop or lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookError {
    /// The item by kind and position, and what it says: "term 3: `roll` on a term of hours".
    pub what: String,
    /// What it should say.
    pub expected: String,
}

impl fmt::Display for BookError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}; expected {}", self.what, self.expected)
    }
}

impl std::error::Error for BookError {}

impl Book {
    /// Checks everything against everything. The calendar gives the plain week in which every profile must count a day; a book
    /// may be used with any calendar that has the same weekend.
    ///
    /// # Errors
    /// [`BookError`] for the first item that is wrong.
    pub fn new(profiles: Vec<Profile>, terms: Vec<Term>, ladders: Vec<Ladder>, calendar: &Calendar) -> Result<Book, BookError> {
        let mut hours = Vec::with_capacity(profiles.len());
        let mut weekly = Vec::with_capacity(profiles.len());
        for (at, profile) in profiles.iter().enumerate() {
            let week = calendar.week();
            let days = week.iter().filter(|class| profile.days.contains(**class)).count() as u64;
            check(days > 0, "profile", at, "it counts no day of a plain week", "`workday` or `rest` among its days")?;
            hours.push(Hours::of(profile).ok_or_else(|| {
                wrong(
                    "profile",
                    at,
                    "its hours",
                    "minutes of the day from 0 to 1440, each opening before its closing, ascending, not overlapping",
                )
            })?);
            weekly.push(days);
        }
        for (at, term) in terms.iter().enumerate() {
            check_term(at, term, &hours, &weekly)?;
        }
        for (at, ladder) in ladders.iter().enumerate() {
            check(ladder.notify < profiles.len(), "ladder", at, "`notify` names no profile", "a profile of this book")?;
            for rung in &ladder.rungs {
                check_rung(at, rung.at, &terms)?;
            }
        }
        Ok(Book { profiles, terms, ladders, hours })
    }

    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    pub fn ladders(&self) -> &[Ladder] {
        &self.ladders
    }

    /// Of a profile that a term or ladder of this book names, which was checked to be there.
    #[inline]
    pub(crate) fn hours(&self, profile: usize) -> &Hours {
        &self.hours[profile]
    }
}

impl Hours {
    fn of(profile: &Profile) -> Option<Hours> {
        let whole = [(0, DAY_MINUTES)];
        let hours = if profile.hours.is_empty() { &whole[..] } else { &profile.hours };
        let each = hours.iter().all(|(opens, closes)| opens < closes && *closes <= DAY_MINUTES);
        let ascending = hours.windows(2).all(|pair| pair[0].1 <= pair[1].0);
        let openings: Vec<_> = hours.iter().map(|(opens, closes)| (i64::from(*opens) * 60, i64::from(*closes) * 60)).collect();
        let a_day = openings.iter().map(|(opens, closes)| closes - opens).sum();
        (each && ascending).then_some(Hours { days: profile.days, openings, a_day })
    }

    #[inline]
    pub fn opens(&self) -> i64 {
        self.openings.first().map_or(0, |(opens, _)| *opens)
    }

    #[inline]
    pub fn closes(&self) -> i64 {
        self.openings.last().map_or(DAY_SECS, |(_, closes)| *closes)
    }
}

fn check_term(at: usize, term: &Term, hours: &[Hours], weekly: &[u64]) -> Result<(), BookError> {
    let check = |holds, what, expected| check(holds, "term", at, what, expected);
    let known = |profile| profile < hours.len();
    check(known(term.profile), "`profile` names no profile", "a profile of this book")?;
    if let Roll::Next(to) | Roll::Previous(to) = term.roll {
        check(known(to), "`roll` names no profile", "a profile of this book")?;
    }
    check(
        term.cut_off.is_none_or(|minute| minute <= DAY_MINUTES),
        "`cut_off` is past the end of the day",
        "a minute of the day up to 1440",
    )?;
    if term.unit.is_clock() {
        check(
            term.roll == Roll::None,
            "`roll` on a term of minutes or hours",
            "none: such a term ends inside the profile's hours",
        )?;
        check(
            term.cut_off.is_none(),
            "`cut_off` on a term of minutes or hours",
            "none: such a term begins at the next opening by itself",
        )?;
        check(!term.repeats, "`repeats` on a term of minutes or hours", "a term of days or longer")?;
    }
    if term.unit <= Unit::Day {
        check(term.ends != Ending::PeriodEnd, "`period-end` on a term of minutes, hours or days", "a term of weeks or longer")?;
    }
    let none = term.amount == 0;
    let same = term.unit == Unit::Day || term.ends == Ending::PeriodEnd;
    check(
        !none || (same && !term.repeats),
        "`amount` is 0",
        "at least 1, but for the same day and for the end of the same period",
    )?;
    let (amount, days, seconds) = (u64::from(term.amount), weekly[term.profile], hours[term.profile].a_day as u64);
    let weeks = match term.unit {
        Unit::Minute => amount * 60 / (seconds * days),
        Unit::Hour => amount * 3600 / (seconds * days),
        Unit::Day => amount / days,
        Unit::Week => amount,
        Unit::Month => amount * 31 / 7,
        Unit::Quarter => amount * 92 / 7,
        Unit::Year => amount * 366 / 7,
    };
    check(weeks <= WEEKS_MAX, "`amount` is too large", "a term of at most a hundred years")
}

fn check_rung(at: usize, point: RungPoint, terms: &[Term]) -> Result<(), BookError> {
    let check = |holds, what, expected| check(holds, "ladder", at, what, expected);
    match point {
        RungPoint::Percent(percent) => check((1..=99).contains(&percent), "a rung's percent", "1 to 99"),
        RungPoint::Before(term) | RungPoint::After(term) => {
            let Some(term) = terms.get(term) else {
                return check(false, "a rung names no term", "a term of this book");
            };
            check(!term.repeats, "a rung at a repeating term", "a term that does not repeat")?;
            let days = term.unit == Unit::Day || !matches!(point, RungPoint::Before(_));
            check(days, "a rung before the due by another unit than days", "a term of days")
        }
    }
}

fn check(holds: bool, kind: &str, at: usize, what: &str, expected: &str) -> Result<(), BookError> {
    if holds { Ok(()) } else { Err(wrong(kind, at, what, expected)) }
}

fn wrong(kind: &str, at: usize, what: &str, expected: &str) -> BookError {
    BookError { what: format!("{kind} {at}: {what}"), expected: expected.into() }
}

/// The class of each day of a plain week from Monday.
pub(crate) type PlainWeek = [DayClass; 7];
