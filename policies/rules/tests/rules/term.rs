//! Terms as people write them.

use paidan_rules::term::{Ending, Roll, Term, TimeUnit};

#[test]
fn terms_are_read_and_said_in_chinese() {
    let table = [
        ("3 working days", 3, TimeUnit::Day, "3个工作日"),
        ("1 working day", 1, TimeUnit::Day, "1个工作日"),
        ("same working day", 0, TimeUnit::Day, "当日（工作日）"),
        ("same calendar day", 0, TimeUnit::Day, "当日"),
        ("same calendar month", 0, TimeUnit::Month, "当月"),
        ("same calendar quarter", 0, TimeUnit::Quarter, "当季度"),
        ("1 calendar day", 1, TimeUnit::Day, "1天"),
        ("2 working hours", 2, TimeUnit::Hour, "2个工作小时"),
        ("24 calendar hours", 24, TimeUnit::Hour, "24小时"),
        ("30 calendar minutes", 30, TimeUnit::Minute, "30分钟"),
        ("30 working minutes", 30, TimeUnit::Minute, "30分钟（工作时间）"),
        ("2 calendar weeks", 2, TimeUnit::Week, "2周"),
        ("1 calendar month", 1, TimeUnit::Month, "1个月"),
        ("1 working quarter", 1, TimeUnit::Quarter, "1个季度（工作日）"),
        ("10 calendar years", 10, TimeUnit::Year, "10年"),
        ("5 window-open days", 5, TimeUnit::Day, "5天（窗口开放日）"),
        ("same window-open day", 0, TimeUnit::Day, "当日（窗口开放日）"),
    ];
    for (text, amount, unit, title) in table {
        let term = Term::parse(text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((term.amount, term.unit, term.title("窗口开放日").as_str()), (amount, unit, title), "{text}");
        assert_eq!(term.to_string(), text, "written again as it was read");
    }
}

#[test]
fn a_repeating_term_says_every() {
    for (text, title) in [
        ("1 calendar week", "每周"),
        ("1 calendar month", "每月"),
        ("1 calendar quarter", "每季度"),
        ("1 calendar day", "每日"),
        ("1 working day", "每个工作日"),
        ("2 calendar weeks", "每2周"),
        ("10 working days", "每10个工作日"),
    ] {
        let term = Term { repeats: true, ..Term::parse(text).unwrap() };
        assert_eq!(term.title(""), title, "{text}");
    }
}

#[test]
fn options_have_defaults() {
    let days = Term::parse("  7   calendar   days ").unwrap();
    assert_eq!((days.ends, days.roll, days.cut_off, days.snaps, days.repeats), (Ending::DayEnd, Roll::None, None, false, false));
    assert_eq!(Term::parse("1 working hour").unwrap().ends, Ending::Exact);
    assert_eq!(Term::parse("same calendar week").unwrap().ends, Ending::PeriodEnd);
}

#[test]
fn what_is_no_term_says_why() {
    for (text, message) in [
        ("", "`` is not a term"),
        ("3 days", "`3 days` does not say which days count"),
        ("3 工作日", "`3 工作日` is not a term"),
        ("-3 working days", "`-3` is not an amount"),
        ("3.5 working days", "`3.5` is not an amount"),
        ("0 working days", "`0 working days` is no time at all"),
        ("same working hour", "`same working hour`: only a day or a longer period can be the same"),
        ("99999999999999999999 working days", "`99999999999999999999 working days` is too long"),
        ("101 calendar years", "`101 calendar years` is too long"),
    ] {
        assert_eq!(Term::parse(text).unwrap_err().message, message);
    }
}
