//! Calendar files that are refused, each with its code, and with the line where there is one.

use paidan_calendar::*;

const HEAD: &str = r#"format = 1
id = "city"
title = "City"
weekend = ["saturday", "sunday"]
zone = [{ from = "1970-01-01T00:00:00Z", offset = "+08:00" }]
"#;

fn notice(id: &str, published: &str, days: &str) -> String {
    format!("[[notice]]\nid = '{id}'\ncovers = 2026\npublished = {published}\ndays = [{days}]\n")
}

/// The code and the line of the error.
fn refused(text: &str) -> (&'static str, Option<u32>) {
    let error = Calendar::parse("city.toml", text, Some(Calendar::cn())).expect_err(text);
    assert!(CalendarError::CODES.iter().any(|(code, ..)| *code == error.code), "{error}");
    let shown = error.to_string();
    for part in ["city.toml", error.code, &*error.field, error.expected, error.mend] {
        assert!(!part.is_empty() && shown.contains(part), "{shown}");
    }
    (error.code, error.line)
}

#[test]
fn each_slip_has_its_code_and_line() {
    let cut = |from: &str, to: &str| HEAD.replace(from, to);
    let with = |notices: &str| format!("{HEAD}{notices}");
    let extends = "format = 1\nid = 'city'\ntitle = ''\n";
    let cases = [
        ("format = ".into(), "calendar/syntax", Some(1)),
        (cut("\"City\"", "7"), "calendar/syntax", Some(3)),
        (cut("title", "titel"), "calendar/unknown-key", Some(3)),
        (with("[[notice]]\nid = 'a'\npublishd = 2025-11-04\n"), "calendar/unknown-key", Some(8)),
        (cut("format = 1\n", ""), "calendar/missing-key", None),
        (cut("id = \"city\"\n", ""), "calendar/missing-key", Some(1)),
        (cut("weekend = [\"saturday\", \"sunday\"]\n", ""), "calendar/missing-key", None),
        (cut("zone", "# zone"), "calendar/missing-key", None),
        (cut("format = 1", "format = 2\nfuture = true"), "calendar/format", Some(1)),
        (cut("format = 1", "format = 0"), "calendar/format", Some(1)),
        (format!("{HEAD}# {}", "x".repeat(1 << 20)), "calendar/too-large", None),
        (with(&(0..401).map(|n| notice(&n.to_string(), "2025-11-04", "")).collect::<String>()), "calendar/too-large", None),
        (with(&notice("a", "2025-11-04", &"'2026-05-01 off',".repeat(101))), "calendar/too-large", Some(6)),
        (cut("\"city\"", "\"City 1\""), "calendar/bad-id", Some(2)),
        (with(&notice("", "2025-11-04", "")), "calendar/bad-id", Some(6)),
        (format!("{extends}extends = 'kn'\n"), "calendar/unknown-base", Some(4)),
        (format!("{extends}extends = 'cn'\nweekend = []\n"), "calendar/inherited", Some(5)),
        (format!("{extends}extends = 'cn'\nzone = []\n"), "calendar/inherited", Some(5)),
        (format!("{extends}extends = 'cn'\n").replace("city", "cn"), "calendar/bad-id", Some(2)),
        (cut("+08:00", "8"), "calendar/bad-zone", Some(5)),
        (cut("+08:00", "+24:00"), "calendar/bad-zone", Some(5)),
        (cut("1970-01-01T00:00:00Z", "1970-01-01T00:00:00"), "calendar/bad-zone", Some(5)),
        (cut("[{ from = \"1970-01-01T00:00:00Z\", offset = \"+08:00\" }]", "[]"), "calendar/bad-zone", Some(5)),
        (cut("}]", "}, { from = \"1970-01-01T00:00:00Z\", offset = \"+09:00\" }]"), "calendar/bad-zone", Some(5)),
        (cut("\"sunday\"", "\"sun\""), "calendar/bad-weekend", Some(4)),
        (cut("\"sunday\"", "\"saturday\""), "calendar/bad-weekend", Some(4)),
        (
            cut("[\"saturday\", \"sunday\"]", "['monday','tuesday','wednesday','thursday','friday','saturday','sunday']"),
            "calendar/bad-weekend",
            Some(4),
        ),
        (with(&notice("a", "2025-02-30", "")), "calendar/syntax", Some(9)),
        (with(&notice("a", "'2025-02-30'", "")), "calendar/bad-date", Some(9)),
        (with(&notice("a", "2025-11-04T10:00:00Z", "")), "calendar/bad-date", Some(9)),
        (with(&notice("a", "2025", "")), "calendar/bad-date", Some(9)),
        (with(&notice("a", "2025-11-04", "").replace("2026", "20266")), "calendar/bad-date", Some(8)),
        (with(&notice("a", "2025-11-04", "'2026-02-30 off'")), "calendar/bad-day", Some(10)),
        (with(&notice("a", "2025-11-04", "'2026-05-01'")), "calendar/bad-day", Some(10)),
        (with(&notice("a", "2025-11-04", "'2026-05-01 holiday'")), "calendar/bad-day", Some(10)),
        (with(&notice("a", "2025-11-04", "'2026-05-02..2026-05-01 off'")), "calendar/bad-day", Some(10)),
        (with(&notice("a", "2025-11-04", "'2026-05-01..2027-05-01 off'")), "calendar/bad-day", Some(10)),
        (with(&notice("a", "2025-11-04", "\"2026-05-01 off \\n\"")), "calendar/bad-day", Some(10)),
        (with(&notice("a", "2025-11-04", "'2026-05-01 off',\n'2026-04-30..2026-05-02 off'")), "calendar/duplicate-day", Some(10)),
        (with(&(notice("a", "2025-11-04", "") + &notice("a", "2025-11-05", ""))), "calendar/duplicate-notice", Some(11)),
        (
            with(&(notice("a", "2025-11-04", "'2026-05-01 off'") + &notice("b", "2025-11-04", "'2026-05-01 statutory'"))),
            "calendar/duplicate-day",
            Some(15),
        ),
        (
            with(&notice("a", "2026-05-01", "'2026-05-05 off',\n'2026-04-30..2026-05-03 off'")),
            "calendar/notice-changes-the-past",
            Some(11),
        ),
    ];
    for (text, code, line) in cases {
        assert_eq!(refused(&text), (code, line), "{}", text.chars().take(400).collect::<String>());
    }
}

/// The notice of 2020-01-27 may say the whole break again, with the days that had passed, as long as these stay what they were.
#[test]
fn a_notice_may_repeat_the_past() {
    let old = notice("a", "2025-11-04", "'2026-05-01..2026-05-03 off'");
    let longer = notice("b", "2026-05-02", "'2026-05-01..2026-05-05 off'");
    let changed = notice("b", "2026-05-02", "'2026-05-01..2026-05-05 statutory'");
    assert!(Calendar::parse("city.toml", &format!("{HEAD}{old}{longer}"), None).is_ok());
    assert_eq!(refused(&format!("{HEAD}{old}{changed}")).0, "calendar/notice-changes-the-past");
}

#[test]
fn a_file_of_notices_says_to_which_calendar_it_belongs() {
    let text = |id| format!("format = 1\nadds-to = '{id}'\n{}", notice("2027", "2026-12-18", ""));
    let added = |calendar: &Calendar, id| calendar.with_notice("more.toml", &text(id)).map(|_| ()).map_err(|e| (e.code, e.line));
    assert_eq!(added(Calendar::cn(), "cn"), Ok(()));
    assert_eq!(added(Calendar::ningxia(), "cn"), Ok(()));
    assert_eq!(added(Calendar::ningxia(), "cn-ningxia"), Ok(()));
    assert_eq!(added(Calendar::cn(), "cn-ningxia"), Err(("calendar/unknown-base", Some(2))));
    let bare = Calendar::cn().with_notice("more.toml", "format = 1\nadds-to = 'cn'\n").map(|_| ()).map_err(|e| e.code);
    assert_eq!(bare, Err("calendar/missing-key"));
}

#[test]
fn a_calendar_of_ones_own_extends_another() {
    let text = format!(
        "format = 1\nid = 'city'\ntitle = 'City'\nextends = 'cn'\n{}",
        notice("a", "2025-12-01", "'2026-07-01 statutory Founding Day'")
    );
    let city = Calendar::parse("city.toml", &text, Some(Calendar::cn())).unwrap();
    let view = city.view(Day::parse("2026-11-21").unwrap());
    assert_eq!(view.name(Day::parse("2026-07-01").unwrap()), Some("Founding Day"));
    assert_eq!(view.name(Day::parse("2026-10-01").unwrap()), Some("国庆节"));
    assert_eq!((city.id(), city.title(), city.notices().count()), ("city", "City", Calendar::cn().notices().count() + 1));
}
