//! What the tests share: a book from TOML, Xining's terms, and dates written as a reader writes them.

use std::sync::LazyLock;

use paidan_calendar::*;

pub const WORKING: [DayClass; 2] = [DayClass::Workday, DayClass::MakeupWorkday];

/// `2026-02-25 23:59:59` in China.
pub fn at(text: &str) -> Instant {
    let text = format!("{}+08:00", text.replace(' ', "T"));
    Instant::parse_rfc3339(&text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// The other way: `2026-02-25 23:59:59`, or `-`.
pub fn show(t: Option<Instant>) -> String {
    t.map_or("-".into(), |t| Calendar::cn().format(t).as_str()[..19].replace('T', " "))
}

/// An invented one with another weekend and a clock that is put forward and back.
pub fn foreign() -> &'static Calendar {
    static FOREIGN: LazyLock<Calendar> =
        LazyLock::new(|| Calendar::parse("foreign.toml", include_str!("../data/foreign.toml"), None).unwrap());
    &FOREIGN
}

/// Without a weekend, so that a book checked against another calendar may count nothing at all in it.
pub fn restless() -> &'static Calendar {
    static RESTLESS: LazyLock<Calendar> = LazyLock::new(|| {
        let zone = "zone = [{ from = '1970-01-01T00:00:00Z', offset = '+08:00' }]";
        let text = format!("format = 1\nid = 'restless'\ntitle = ''\nweekend = []\n{zone}\n");
        Calendar::parse("restless.toml", &text, None).unwrap()
    });
    &RESTLESS
}

/// All that was published by now, or by the moment judged.
pub fn known(calendar: &Calendar, as_of: Instant) -> Knowledge<'_> {
    Knowledge { calendar, known_at: calendar.local(as_of).0 }
}

pub fn profile(days: &[DayClass], hours: &[(u16, u16)]) -> Profile {
    Profile { days: days.iter().copied().collect(), hours: hours.to_vec() }
}

pub fn days(amount: u32, profile: usize) -> Term {
    Term { amount, unit: Unit::Day, profile, ends: Ending::DayEnd, roll: Roll::None, snaps: false, cut_off: None, repeats: false }
}

pub fn hours(amount: u32, profile: usize) -> Term {
    Term { unit: Unit::Hour, ends: Ending::Exact, ..days(amount, profile) }
}

/// A book of one profile and one term.
pub fn book_of(profile: Profile, term: Term, calendar: &Calendar) -> Book {
    Book::new(vec![profile], vec![term], vec![], calendar).unwrap_or_else(|e| panic!("{e}"))
}

/// The book of `tests/data/book.toml`, in which the edges and the vectors are told.
pub fn book(calendar: &Calendar) -> Book {
    let toml: toml::Table = include_str!("../data/book.toml").parse().unwrap();
    let items = |key: &str| toml[key].as_array().unwrap().iter().map(|item| item.as_table().unwrap());
    Book::new(
        items("profile").map(read_profile).collect(),
        items("term").map(read_term).collect(),
        items("ladder").map(read_ladder).collect(),
        calendar,
    )
    .unwrap_or_else(|e| panic!("{e}"))
}

fn read_profile(toml: &toml::Table) -> Profile {
    let class = |name: &toml::Value| DayClass::ALL.into_iter().find(|class| Some(class.as_str()) == name.as_str()).unwrap();
    let hours = toml.get("hours").and_then(|hours| hours.as_array()).into_iter().flatten();
    Profile {
        days: toml["days"].as_array().unwrap().iter().map(class).collect(),
        hours: hours.map(|pair| (number(&pair[0]), number(&pair[1]))).collect(),
    }
}

fn read_term(toml: &toml::Table) -> Term {
    let text = |key: &str| toml.get(key).and_then(|value| value.as_str()).unwrap_or("");
    let flag = |key: &str| toml.get(key).is_some_and(|value| value.as_bool() == Some(true));
    let unit = match text("unit") {
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "week" => Unit::Week,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "year" => Unit::Year,
        other => panic!("unit {other}"),
    };
    let ends = match text("ends") {
        "exact" => Ending::Exact,
        "close" => Ending::Close,
        "period-end" => Ending::PeriodEnd,
        _ => Ending::DayEnd,
    };
    let roll = toml.get("roll").map_or(Roll::None, |roll| match roll[0].as_str() {
        Some("next") => Roll::Next(number(&roll[1])),
        _ => Roll::Previous(number(&roll[1])),
    });
    Term {
        amount: number(&toml["amount"]),
        unit,
        profile: number(&toml["profile"]),
        ends,
        roll,
        snaps: flag("snaps"),
        cut_off: toml.get("cut_off").map(number),
        repeats: flag("repeats"),
    }
}

fn read_ladder(toml: &toml::Table) -> Ladder {
    let rung = |rung: &toml::Value| Rung {
        at: match rung[0].as_str() {
            Some("percent") => RungPoint::Percent(number(&rung[1])),
            Some("before") => RungPoint::Before(number(&rung[1])),
            _ => RungPoint::After(number(&rung[1])),
        },
    };
    let rungs = toml["rungs"].as_array().unwrap().iter().map(rung).collect();
    Ladder { notify: number(&toml["notify"]), rungs }
}

fn number<T: TryFrom<i64, Error: std::fmt::Debug>>(value: &toml::Value) -> T {
    T::try_from(value.as_integer().unwrap()).unwrap()
}
