//! A case's limits as a picture: bars over days, with dues, rungs, pauses and days off.

use paidan_calendar::{Day, DayClass, State, What};
use paidan_engine::{Clock, Decision};
use paidan_lab::chart::{self, Mark, Piece, Row, Shade, Timeline, timeline};

use crate::render::Page;

/// More days than these say nothing on a picture of this width.
const DAYS_MAX: i32 = 500;
const SHADES: [Shade; 9] =
    [Shade::Met, Shade::Running, Shade::Late, Shade::Paused, Shade::Idle, Shade::Rest, Shade::Holiday, Shade::Due, Shade::Rung];

/// Draws the decision of the page; `last` is the decision when nothing more happens, and knows when each rung is reached.
pub fn draw(page: &Page<'_>, last: &Decision<'_>) -> String {
    let (words, now) = (page.words, page.decision.as_of.at.0);
    let clocks = || page.decision.clocks.iter().filter(|clock| clock.start.is_some());
    let ahead = |clock: &Clock<'_>| clock.due.into_iter().chain(clock.ended).map(|at| at.at.0).max();
    let marks = last.clocks.iter().flat_map(|clock| clock.marks.iter().map(|mark| mark.at.at.0));
    let ends = clocks().filter_map(ahead).chain(marks).chain([now]).max().unwrap_or(now);
    let begins = clocks().filter_map(|clock| clock.start).map(|start| start.at.0).min().unwrap_or(now).min(now);
    let calendar = page.city.calendar();
    let day = |at: i64| calendar.local(paidan_calendar::Instant(at)).0;
    let (first, until) = (day(begins), day(ends).0 + 1);
    let days = (first.0..=until.min(first.0 + DAYS_MAX)).map(|n| one(page, Day(n))).collect();
    let rows = page.decision.clocks.iter().enumerate().filter(|(_, clock)| clock.start.is_some());
    let rows = rows.map(|(i, clock)| row(page, i, clock, last.clocks.get(i))).collect();
    let moment = page.moments.short(page.decision.as_of.at);
    let title = [Some(page.decision.case), page.case.title.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("  ");
    timeline(&Timeline {
        title: format!("{} {title}", words.case),
        days,
        now: Some((now, format!("{} {moment}", words.as_of))),
        rows,
        legend: SHADES.into_iter().zip(words.shades.map(str::to_owned)).collect(),
    })
}

fn one(page: &Page<'_>, day: Day) -> chart::Day {
    let calendar = page.city.calendar();
    let shade = match calendar.view(page.decision.calendar.known_at).class(day) {
        DayClass::Workday | DayClass::MakeupWorkday => None,
        DayClass::Rest => Some(Shade::Rest),
        DayClass::Statutory => Some(Shade::Holiday),
    };
    let date = day.to_string();
    chart::Day {
        begins: calendar.instant(day, 0).0,
        ends: calendar.instant(Day(day.0 + 1), 0).0,
        shade,
        label: date.get(5..).unwrap_or(&date).to_owned(),
        weekly: day.weekday() == 1,
    }
}

fn row(page: &Page<'_>, position: usize, clock: &Clock<'_>, last: Option<&Clock<'_>>) -> Row {
    let (words, now) = (page.words, page.decision.as_of.at.0);
    let start = clock.start.map_or(now, |start| start.at.0);
    let ended = clock.ended.map(|ended| ended.at.0);
    let due = clock.due.map(|due| due.at.0);
    let piece = |begins: i64, ends: i64, shade: Shade| Piece { begins, ends: ends.max(begins), shade };
    let mut pieces = match (clock.state, due) {
        (State::Met, _) => vec![piece(start, ended.unwrap_or(now), Shade::Met)],
        (State::Missed, Some(due)) => {
            vec![piece(start, due, Shade::Running), piece(due.max(start), ended.unwrap_or(now), Shade::Late)]
        }
        (State::Running | State::Paused, due) => vec![piece(start, due.unwrap_or(now), Shade::Running)],
        _ => vec![piece(start, ended.unwrap_or(now), Shade::Idle)],
    };
    let until = pieces.iter().map(|piece| piece.ends).max().unwrap_or(start);
    let calendar = page.city.calendar();
    for step in page.city.steps(page.decision, position).iter().filter(|step| step.what == What::Paused) {
        let (begins, ends) = (calendar.instant(step.day, 0).0.max(start), calendar.instant(Day(step.day.0 + 1), 0).0.min(until));
        if begins < ends {
            pieces.push(piece(begins, ends, Shade::Paused));
        }
    }
    // rungs of a row that has ended are those that it reached
    let marks = if ended.is_some() { Some(clock) } else { last.or(Some(clock)) };
    let marks = marks.into_iter().flat_map(|clock| &clock.marks).filter(|mark| ended.is_none() || mark.fired);
    Row {
        label: page.names.clock(clock.kind),
        owed_by: clock.body.map_or(words.whole_case.to_owned(), |body| page.names.body(body)),
        pieces,
        due: due.map(|due| (due, format!("{} {}", due_text(page, due), words.states[clock.state as usize]))),
        marks: marks.map(|mark| Mark { at: mark.at.at.0, fired: mark.at.at.0 <= now }).collect(),
    }
}

/// A due at the end of a day is that day; another has its time.
fn due_text(page: &Page<'_>, due: i64) -> String {
    let (day, second) = page.city.calendar().local(paidan_calendar::Instant(due));
    match second {
        86_399 => page.moments.day(day),
        _ => format!("{} {:02}:{:02}", page.moments.day(day), second / 3600, second / 60 % 60),
    }
}
