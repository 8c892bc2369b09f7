//! Every day of twenty years against other people's lists, and what was known when.

use paidan_calendar::*;

use crate::support::{WORKING, at, book_of, day, days, profile, show};

/// Lines of "YEAR" and a letter for each of its days.
fn frozen(text: &str) -> impl Iterator<Item = (Day, char)> + '_ {
    text.lines().flat_map(|line| {
        let (year, days) = line.split_once(' ').unwrap();
        let first = day(&format!("{year}-01-01"));
        days.chars().enumerate().map(move |(n, letter)| (Day(first.0 + n as i32), letter))
    })
}

fn now() -> &'static View {
    Calendar::cn().view(day("2026-11-21"))
}

#[test]
fn agrees_with_pypi_chinesecalendar_on_every_day() {
    let days: Vec<_> = frozen(include_str!("../data/chinesecalendar.txt")).collect();
    assert_eq!((days.len(), days[0].0, days[7304].0), (7305, day("2007-01-01"), day("2026-12-31")));
    for (day, letter) in days {
        assert_eq!(WORKING.contains(&now().class(day)), letter == 'w', "{day}");
    }
}

/// `holidays` also says which days off are holidays by law: S, against those off only in exchange.
#[test]
fn agrees_with_pypi_holidays_on_every_day() {
    for (day, letter) in frozen(include_str!("../data/holidays.txt")) {
        let ours = match now().class(day) {
            DayClass::Workday | DayClass::MakeupWorkday => 'w',
            DayClass::Rest => '.',
            DayClass::Statutory => 'S',
        };
        assert_eq!(ours, letter, "{day}");
    }
}

#[test]
fn a_day_says_what_it_is_off_for_and_by_which_notice() {
    let days = ["2026-10-01", "2026-10-07", "2026-10-10", "2026-10-08", "2020-02-01", "2019-04-28"];
    let told: Vec<String> = days.map(day).map(tell).into();
    let expected = [
        "statutory 国庆节 国务院办公厅关于2026年部分节假日安排的通知 2025-11-04",
        "rest 国庆节 国务院办公厅关于2026年部分节假日安排的通知 2025-11-04",
        "makeup-workday 国庆节 国务院办公厅关于2026年部分节假日安排的通知 2025-11-04",
        "workday",
        "rest 春节 国务院办公厅关于延长2020年春节假期的通知（国办发明电〔2020〕1号） 2020-01-27",
        "makeup-workday 劳动节 国务院办公厅关于调整2019年劳动节假期安排的通知 2019-03-22",
    ];
    assert_eq!(told, expected);
}

fn tell(day: Day) -> String {
    let class = now().class(day).as_str();
    let (Some(name), Some(notice)) = (now().name(day), now().notice(day)) else { return class.into() };
    format!("{class} {name} {} {}", notice.id, notice.published)
}

/// The day before the notice, the day of it, the date, and its class by either.
const CHANGED: [(&str, &str, &str, &str, &str); 10] = [
    ("2015-05-12", "2015-05-13", "2015-09-03", "workday", "statutory"),
    ("2015-05-12", "2015-05-13", "2015-09-04", "workday", "rest"),
    ("2015-05-12", "2015-05-13", "2015-09-06", "rest", "makeup-workday"),
    ("2019-03-21", "2019-03-22", "2019-04-28", "rest", "makeup-workday"),
    ("2019-03-21", "2019-03-22", "2019-05-01", "statutory", "statutory"),
    ("2019-03-21", "2019-03-22", "2019-05-02", "workday", "rest"),
    ("2019-03-21", "2019-03-22", "2019-05-05", "rest", "makeup-workday"),
    ("2020-01-26", "2020-01-27", "2020-01-31", "workday", "rest"),
    ("2020-01-26", "2020-01-27", "2020-02-01", "makeup-workday", "rest"),
    ("2020-01-26", "2020-01-27", "2020-02-03", "workday", "workday"),
];

#[test]
fn three_years_were_changed_in_their_course() {
    for (before, published, date, was, is) in CHANGED {
        let class = |known_at| Calendar::cn().view(day(known_at)).class(day(date)).as_str();
        assert_eq!((class(before), class(published)), (was, is), "{date}");
    }
}

#[test]
fn cases_open_in_january_2020_were_due_later_from_the_27th_on() {
    let book = book_of(profile(&WORKING, &[]), days(3, 0), Calendar::cn());
    let start = at("2020-01-22 10:00:00"); // two days before the break
    let due_as_known = |date| {
        let know = Knowledge { calendar: Calendar::cn(), known_at: day(date) };
        show(due(&book, know, 0, start, &[], at(&format!("{date} 12:00:00"))).due)
    };
    assert_eq!(due_as_known("2020-01-26"), "2020-02-01 23:59:59");
    assert_eq!(due_as_known("2020-01-27"), "2020-02-04 23:59:59");
}

#[test]
fn the_last_week_of_a_year_is_firm_only_with_the_next_notice() {
    let covered = |known_at| Calendar::cn().view(day(known_at)).covered();
    assert_eq!(covered("2025-11-03"), (day("2007-01-01"), day("2025-12-24")));
    assert_eq!(covered("2025-11-04"), (day("2007-01-01"), day("2026-12-24")));
    let view = now();
    let firm = ["2006-12-31", "2007-01-01", "2018-12-29", "2026-12-24", "2026-12-25", "2027-01-01"]
        .map(|date| view.is_covered(day(date)));
    assert_eq!(firm, [false, true, true, true, false, false]);
    let (first, last) = Calendar::cn().view(day("2006-01-01")).covered();
    assert!(first > last, "nothing was known yet");
}

/// Reading data by the year of its own date misses these.
#[test]
fn a_notice_sets_days_of_the_december_before() {
    let class = |known_at, date| Calendar::cn().view(day(known_at)).class(day(date)).as_str();
    assert_eq!(class("2018-12-05", "2018-12-29"), "rest");
    assert_eq!(class("2018-12-06", "2018-12-29"), "makeup-workday");
    assert_eq!(class("2018-12-06", "2018-12-31"), "rest");
    assert_eq!(class("2006-12-18", "2006-12-30"), "makeup-workday");
}

#[test]
fn ningxia_has_its_own_days_off() {
    let book = book_of(profile(&WORKING, &[]), days(3, 0), Calendar::cn());
    let reckon = |calendar, start: &str| {
        let start = at(start);
        let found = due(&book, Knowledge { calendar, known_at: day("2026-11-21") }, 0, start, &[], start);
        (show(found.due), found.provisional)
    };
    assert_eq!(reckon(Calendar::cn(), "2021-07-16 10:00:00"), ("2021-07-21 23:59:59".into(), false));
    assert_eq!(reckon(Calendar::ningxia(), "2021-07-16 10:00:00"), ("2021-07-23 23:59:59".into(), false));
    // No source for later years: the national days, and said so.
    assert_eq!(reckon(Calendar::ningxia(), "2026-02-13 10:00:00"), ("2026-02-25 23:59:59".into(), true));
    let view = Calendar::ningxia().view(day("2026-11-21"));
    assert_eq!(view.covered(), (day("2019-01-01"), day("2022-12-24")));
    assert_eq!((view.name(day("2019-08-12")), view.name(day("2019-10-01"))), (Some("古尔邦节"), Some("国庆节")));
    assert_eq!(view.notice(day("2019-08-12")).map(|notice| notice.calendar.as_str()), Some("cn-ningxia"));
}

#[test]
fn a_further_notice_is_a_file_and_leaves_older_views_as_they_were() {
    let text = include_str!("../data/cn-2027-invented.toml");
    for calendar in [Calendar::cn(), Calendar::ningxia()] {
        let later = calendar.with_notice("cn-2027.toml", text).unwrap();
        let digest = |calendar: &Calendar, date| calendar.view(day(date)).digest().to_string();
        assert_eq!(digest(&later, "2026-12-17"), digest(calendar, "2026-12-17"));
        assert_ne!(digest(&later, "2026-12-18"), digest(calendar, "2026-12-18"));
        assert_eq!(later.view(day("2026-12-18")).class(day("2027-02-20")), DayClass::MakeupWorkday);
        assert_eq!(calendar.view(day("2026-12-18")).class(day("2027-02-20")), DayClass::Rest);
    }
    let later = Calendar::cn().with_notice("cn-2027.toml", text).unwrap();
    assert_eq!(later.view(day("2027-01-01")).covered().1, day("2027-12-24"));
}

#[test]
fn the_digest_is_the_same_however_the_notices_are_split() {
    let text = include_str!("../../data/cn.toml");
    let at = text.find("[[notice]]\nid = \"国务院办公厅关于2026年").unwrap();
    let older = Calendar::parse("cn.toml", &text[..at], None).unwrap();
    let split = older.with_notice("2026.toml", &format!("format = 1\nadds-to = 'cn'\n{}", &text[at..])).unwrap();
    let digest = |calendar: &Calendar| calendar.view(day("2026-11-21")).digest().to_string();
    assert_eq!(digest(&split), digest(Calendar::cn()));
    assert_ne!(digest(&older), digest(Calendar::cn()));
    assert_ne!(digest(Calendar::ningxia()), digest(Calendar::cn()));
    assert_eq!(digest(Calendar::cn()).len(), 64);
}

#[test]
fn views_are_shared_and_calendars_cross_threads() {
    fn is_send_and_sync<T: Send + Sync>(_: &T) {}
    is_send_and_sync(Calendar::cn());
    let view = |date| std::ptr::from_ref(Calendar::cn().view(day(date)));
    assert_eq!(view("2025-11-04"), view("2026-11-21"));
    assert_ne!(view("2025-11-03"), view("2025-11-04"));
}
