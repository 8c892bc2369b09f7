//! What users of other products complain about, one test each; the issues are named as project and number.

use paidan_calendar::*;

use crate::support::{self, WORKING, at, book_of, day, days, hours, known, profile, show};

const OFFICE: [(u16, u16); 2] = [(510, 720), (870, 1080)];

fn row(start: &str, due: Due) -> Row<'static> {
    Row { due, ..Row::of_term(0, at(start), &[]) }
}

fn judge_at(rows: &[Row], as_of: &str) -> Vec<Judgement> {
    judge(&support::book(Calendar::cn()), known(Calendar::cn(), at(as_of)), rows, at(as_of))
}

fn due_of(profile: Profile, term: Term, start: &str, pauses: &[Pause]) -> String {
    let book = book_of(profile, term, Calendar::cn());
    let as_of = at("2026-11-21 00:00:00");
    show(due(&book, known(Calendar::cn(), as_of), 0, at(start), pauses, as_of).due)
}

fn pause(begins: &str, ends: &str) -> Pause {
    Pause { begins: at(begins), ends: Some(at(ends)), cap: None }
}

/// zendesk/biz 103, glpi-project/glpi 467, gocardless/business PR 23, ganttproject 89, Intrepidd/working_hours 33
#[test]
fn a_working_weekend_exchanged_for_a_holiday_cannot_be_expressed() {
    assert_eq!(due_of(profile(&WORKING, &[]), days(1, 0), "2026-02-13 10:00:00", &[]), "2026-02-14 23:59:59");
    assert_eq!(due_of(profile(&WORKING, &OFFICE), hours(7, 0), "2026-10-10 07:00:00", &[]), "2026-10-10 18:00:00");
}

/// bokmann/business_time 45, 197, PR 178, 179; working_hours 38; zendesk/biz 80, 14; hughgrigg/php-business-time 45; seatgeek/businesstime PR 34
#[test]
fn a_start_outside_opening_hours_is_off_by_one() {
    let two_hours = |start| due_of(profile(&WORKING, &OFFICE), hours(2, 0), start, &[]);
    // Friday after closing, Saturday, before opening and at opening: all as from Monday's opening.
    for start in
        ["2026-11-06 18:00:00", "2026-11-06 23:59:59", "2026-11-07 10:00:00", "2026-11-09 00:00:00", "2026-11-09 08:30:00"]
    {
        assert_eq!(two_hours(start), "2026-11-09 10:30:00", "{start}");
    }
    assert_eq!(two_hours("2026-11-09 08:30:01"), "2026-11-09 10:30:01");
    assert_eq!(two_hours("2026-11-09 12:00:00"), "2026-11-09 16:30:00");
    assert_eq!(two_hours("2026-11-09 17:59:59"), "2026-11-10 10:29:59");
    // Days that snap: a rest day and a late start alike are the next working day.
    let snapping = || Term { snaps: true, ..days(1, 0) };
    let next_day = |start| due_of(profile(&WORKING, &OFFICE), snapping(), start, &[]);
    for start in ["2026-11-06 18:00:00", "2026-11-07 10:00:00", "2026-11-09 09:00:00"] {
        assert_eq!(next_day(start), "2026-11-10 23:59:59", "{start}");
    }
}

/// zammad 2497, OCA/project 73, PostHog PR 55132
#[test]
fn a_calendar_without_working_time_loops_for_ever() {
    let refused =
        |profile, term| Book::new(vec![profile], vec![term], vec![], Calendar::cn()).map(|_| ()).map_err(|error| error.what);
    let none = profile(&[DayClass::Statutory, DayClass::MakeupWorkday], &[]);
    assert_eq!(refused(none, days(1, 0)), Err("profile 0: it counts no day of a plain week".into()));
    for bad in [&[(600, 600)][..], &[(700, 600)], &[(0, 1441)], &[(600, 700), (650, 800)], &[(800, 900), (600, 700)]] {
        assert_eq!(refused(profile(&WORKING, bad), days(1, 0)), Err("profile 0: its hours".into()), "{bad:?}");
    }
    let always = || profile(&DayClass::ALL, &[(0, 1)]);
    assert_eq!(refused(always(), hours(u32::MAX, 0)), Err("term 0: `amount` is too large".into()));
    assert!(refused(always(), Term { unit: Unit::Minute, ..hours(36_000, 0) }).is_ok(), "a minute a day, for a hundred years");
    // Three years off in a row, by notices: the walk still ends.
    let months =
        (0..12).map(|n| format!("'{}..{}' ,", Day(day("2024-01-01").0 + n * 90), Day(day("2024-01-01").0 + n * 90 + 89)));
    let list = months.collect::<String>().replace("' ,", " off',");
    let text = format!(
        "format = 1\nid = 'off'\ntitle = ''\nextends = 'cn'\n[[notice]]\nid = 'strike'\npublished = 2023-12-01\ndays = [{list}]\n"
    );
    let off = Calendar::parse("off.toml", &text, Some(Calendar::cn())).unwrap();
    let book = book_of(profile(&WORKING, &OFFICE), days(1, 0), &off);
    let start = at("2024-01-02 10:00:00");
    assert_eq!(show(due(&book, known(&off, start), 0, start, &[], start).due), "2026-12-16 23:59:59");
}

/// zammad 3180: with 00:00–23:59 each day is a minute short
#[test]
fn a_clock_round_the_clock_loses_a_minute_at_midnight() {
    for whole in [&[][..], &[(0, 1440)], &[(0, 720), (720, 1440)]] {
        let due = due_of(profile(&DayClass::ALL, whole), hours(1000, 0), "2026-01-01 12:34:56", &[]);
        assert_eq!(due, "2026-02-12 04:34:56");
    }
}

/// zammad 418
#[test]
fn a_duration_is_capped_at_99_hours() {
    assert_eq!(due_of(profile(&DayClass::ALL, &[]), hours(9999, 0), "2025-01-01 00:00:00", &[]), "2026-02-21 15:00:00");
}

/// glpi 10594, PR 14937; frappe/helpdesk PR 2449; erpnext PR 47029, 47884, 49414; Dynamics 365 "timer doesn't pause on holiday"
#[test]
fn a_pause_over_nights_and_holidays_is_counted_twice() {
    let office = || profile(&WORKING, &OFFICE);
    let overnight = [pause("2026-11-09 17:00:00", "2026-11-10 09:30:00")]; // an hour before closing, an hour after opening
    assert_eq!(due_of(office(), hours(10, 0), "2026-11-09 08:30:00", &[]), "2026-11-10 11:30:00");
    assert_eq!(due_of(office(), hours(10, 0), "2026-11-09 08:30:00", &overnight), "2026-11-10 16:00:00");
    let holiday = [pause("2026-09-30 18:00:00", "2026-10-08 08:30:00")];
    for term in [hours(10, 0), days(3, 0)] {
        let (with, without) =
            (due_of(office(), term.clone(), "2026-09-30 10:00:00", &holiday), due_of(office(), term, "2026-09-30 10:00:00", &[]));
        assert_eq!(with, without);
    }
}

/// frappe/helpdesk PR 3776: 42 days reported for a case that was on hold from February to August
#[test]
fn a_pause_is_forgotten_when_a_case_goes_straight_from_paused_to_closed() {
    let pauses = [Pause { begins: at("2026-02-12 10:00:00"), ends: None, cap: None }];
    let closed = Row { stop: Some(at("2026-08-03 09:00:00")), pauses: &pauses, ..row("2026-02-11 10:00:00", Due::Term(1)) };
    let judged = &judge_at(&[closed], "2026-08-10 09:00:00")[0];
    assert_eq!((judged.state, judged.late), (State::Met, None));
    // The pause ends with the row: on 3 August a third of the term was used.
    assert_eq!(show(judged.due), "2026-08-05 23:59:59");
}

/// glpi 6902, 15605, PR 16383
#[test]
fn an_old_pause_is_lost_when_the_term_changes() {
    let pauses = [pause("2026-11-10 09:00:00", "2026-11-12 09:00:00")];
    let changed = Row { since: Some(at("2026-11-13 09:00:00")), pauses: &pauses, ..row("2026-11-09 10:00:00", Due::Term(2)) };
    assert_eq!(show(judge_at(&[changed], "2026-11-13 09:00:00")[0].due), "2026-11-20 23:59:59"); // 7 days and the 2 paused
}

/// LanternOps/breeze 6691; Zendesk "new policy does not display until the next update"
#[test]
fn a_priority_set_later_never_changes_the_target() {
    let old = Row { until: Some(at("2026-11-10 09:00:00")), ..row("2026-11-09 10:00:00", Due::Term(3)) };
    let new = Row { since: old.until, ..row("2026-11-09 10:00:00", Due::Term(0)) };
    let judged = judge_at(&[old, new], "2026-11-10 09:00:00");
    assert_eq!((judged[0].state, judged[1].state), (State::Lifted, State::Running));
    assert_eq!(show(judged[1].due), "2026-11-10 23:59:59");
}

/// mysociety/alaveteli 7292 (a bank holiday announced late); frappe PR 2449; Zendesk "updates to schedules don't reflect"; freeitsm
/// (computes every old ticket anew)
#[test]
fn a_calendar_changed_later_leaves_open_cases_and_rewrites_closed_ones() {
    let open = row("2020-01-22 10:00:00", Due::Term(1));
    let closed = Row { stop: Some(at("2020-01-26 10:00:00")), ..open.clone() };
    let missed = row("2020-01-15 10:00:00", Due::Term(1));
    let rows = [open, closed, missed];
    let before = judge_at(&rows, "2020-01-26 12:00:00");
    let after = judge_at(&rows, "2020-01-28 12:00:00");
    assert_eq!(show(before[0].due), "2020-02-01 23:59:59"); // the days worked in exchange: 19 January, 1 February
    assert_eq!(show(after[0].due), "2020-02-04 23:59:59");
    assert_eq!(before[1..], after[1..], "what was met or missed stays as it was judged");
}

/// zammad 4353, 5624: the update time persists after a group change
#[test]
fn a_removed_term_leaves_the_case_escalated() {
    let lifted = Row { until: Some(at("2026-11-10 09:00:00")), ladder: Some(0), ..row("2026-11-09 10:00:00", Due::Term(1)) };
    let judged = &judge_at(&[lifted], "2026-11-30 09:00:00")[0];
    assert!(judged.marks.iter().all(|mark| !mark.fired));
    assert_eq!((judged.state, judged.next), (State::Lifted, None));
}

/// zammad 5177: the update time overrules the first response
#[test]
fn a_smaller_clock_overrules_the_bigger_one() {
    let rows = [row("2026-11-09 10:00:00", Due::Term(3)), row("2026-11-09 10:00:00", Due::Term(4))];
    let alone = judge_at(&rows[..1], "2026-11-09 10:00:00");
    let both = judge_at(&rows, "2026-11-09 10:00:00");
    assert_eq!(alone[0], both[0]);
    assert_eq!(both.iter().filter_map(|judged| judged.next).min(), both[1].next);
}

/// zammad 904, 188; Plain: total resolution breaches at once when an old thread is reopened
#[test]
fn a_reopened_case_is_late_at_once() {
    let first = Row { stop: Some(at("2026-02-27 10:00:00")), ..row("2026-02-25 10:00:00", Due::Term(1)) };
    let again = row("2026-11-09 10:00:00", Due::Term(1));
    let judged = judge_at(&[first, again], "2026-11-10 10:00:00");
    assert_eq!((judged[0].state, judged[1].state), (State::Met, State::Running));
    assert!(!judged[1].late_at_birth);
}

/// glpi 1911
#[test]
fn a_new_unit_inherits_the_time_spent_by_the_one_before() {
    let of_first = Row { until: Some(at("2026-11-11 10:00:00")), ..row("2026-11-09 10:00:00", Due::Term(1)) };
    let of_second = row("2026-11-11 10:00:00", Due::Term(1));
    let of_case = row("2026-11-09 10:00:00", Due::Term(1));
    let dues: Vec<_> =
        judge_at(&[of_first, of_second, of_case], "2026-11-11 10:00:00").iter().map(|judged| show(judged.due)).collect();
    assert_eq!(dues, ["2026-11-12 23:59:59", "2026-11-16 23:59:59", "2026-11-12 23:59:59"]);
}

/// zammad 4432, 2157; glpi 15569
#[test]
fn reminders_go_out_at_midnight_and_on_weekends() {
    let rows = [Row { ladder: Some(0), ..row("2026-09-25 10:00:00", Due::Term(1)) }];
    let judged = &judge_at(&rows, "2026-09-25 10:00:00")[0];
    let marks: Vec<_> = judged.marks.iter().map(|mark| (show(Some(mark.at)), show(Some(mark.notify_at)))).collect();
    let expected = [
        ("2026-09-30 10:15:00", "2026-09-30 10:15:00"), // three quarters of 21 working hours: the 25th is a holiday
        ("2026-10-01 00:00:00", "2026-10-08 08:30:00"), // overdue at midnight, told after the break
        ("2026-10-09 00:00:00", "2026-10-09 08:30:00"),
        ("2026-10-11 00:00:00", "2026-10-12 08:30:00"), // Saturday 10 October is worked, Sunday is not
    ];
    assert_eq!(marks, expected.map(|(at, notify)| (at.into(), notify.into())));
}

/// glpi PR 22678, 15429, PR 15357: a level before the due is computed for 00:00, or ignored
#[test]
fn a_warning_comes_at_midnight() {
    let ladder = Ladder { notify: 0, rungs: vec![Rung { at: RungPoint::Percent(50) }, Rung { at: RungPoint::Before(0) }] };
    let book = Book::new(vec![profile(&WORKING, &OFFICE)], vec![days(2, 0)], vec![ladder], Calendar::cn()).unwrap();
    let start = at("2026-11-06 08:30:00"); // a Friday, so 21 hours to Tuesday night
    let rows = [Row { ladder: Some(0), ..Row::of_term(0, start, &[]) }];
    let marks = &judge(&book, known(Calendar::cn(), start), &rows, start)[0].marks;
    assert_eq!(show(Some(marks[0].at)), "2026-11-09 12:00:00"); // half of them
    assert_eq!(show(Some(marks[1].at)), "2026-11-06 08:30:00"); // two working days before Tuesday, at opening
}

/// frappe/helpdesk PR 3776; holiday membership is a matter of the local date
#[test]
fn a_new_case_is_late_at_once_because_of_the_zone() {
    let start = Instant::parse_rfc3339("2026-09-30T16:30:00Z").unwrap();
    let (date, second) = Calendar::cn().local(start);
    assert_eq!((date, second), (day("2026-10-01"), 1800));
    assert_eq!(Calendar::cn().view(date).class(date), DayClass::Statutory);
    let book = book_of(profile(&WORKING, &OFFICE), hours(1, 0), Calendar::cn());
    let found = due(&book, known(Calendar::cn(), start), 0, start, &[], start);
    assert_eq!(show(found.due), "2026-10-08 09:30:00");
}

/// Civil Code articles 1259 and 203: "within" includes the last moment, a day ends at 24:00, business at closing
#[test]
fn the_last_second_of_a_term_is_late() {
    let closing = Term { ends: Ending::Close, ..days(1, 0) };
    assert_eq!(due_of(profile(&WORKING, &OFFICE), closing, "2026-11-09 10:00:00", &[]), "2026-11-10 17:59:59");
    let done = |stop| Row { stop: Some(at(stop)), ..row("2026-11-09 10:00:00", Due::Term(0)) };
    let judged = judge_at(&[done("2026-11-10 23:59:59"), done("2026-11-11 00:00:00")], "2026-11-30 00:00:00");
    assert_eq!((judged[0].state, judged[1].state), (State::Met, State::Missed));
    assert_eq!(judged[1].late, Some(Late { seconds: 1, days: 1 }));
}

/// Beijing's rules on citizen requests: the callback begins when the handling limit has run out, whether it was met or not
#[test]
fn nothing_can_start_when_a_limit_runs_out() {
    let handle = |until| Row { until, ..row("2026-11-09 10:00:00", Due::Term(1)) };
    let callback = |of| Row { start: Start::DueOf(of), ..row("2026-11-09 10:00:00", Due::Term(0)) };
    let rows = [handle(None), callback(0), handle(Some(at("2026-11-10 09:00:00"))), callback(2), callback(4), callback(9)];
    let judged = judge_at(&rows, "2026-11-12 23:59:59");
    assert_eq!((judged[1].state, show(judged[1].start)), (State::NotStarted, "2026-11-13 00:00:00".into()));
    assert_eq!(judged[1].next, judged[1].start);
    for never in &judged[3..] {
        assert_eq!((never.state, never.start, never.next), (State::NotStarted, None, None));
    }
    let judged = judge_at(&rows, "2026-11-13 00:00:00");
    assert_eq!((judged[1].state, show(judged[1].due)), (State::Running, "2026-11-16 23:59:59".into()));
}
