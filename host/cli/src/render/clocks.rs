//! The table of clocks, and what their ladders did and will do. What is left of a limit is reckoned here: a decision holds no
//! figure that changes every second.

use std::io::Write;

use paidan_calendar::State;
use paidan_engine::contract::{LadderDef, RungPoint};
use paidan_engine::{Clock, Mark};

use super::{Page, Rows};
use crate::error::Outcome;
use crate::table::{self, Align};
use crate::text::case::CaseWords;
use crate::text::filled;

impl Page<'_> {
    pub(super) fn clocks(&self, out: &mut dyn Write) -> Outcome<()> {
        if self.decision.clocks.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        let rows = self.decision.clocks.iter().map(|clock| self.clock(clock));
        table::print(&self.words.clocks, &[(6, Align::Right)], rows, out)
    }

    fn clock(&self, clock: &Clock<'_>) -> Vec<String> {
        let words = self.words;
        let term = match (clock.term, clock.state) {
            (Some(term), _) => self.names.term(term),
            (None, State::Awaited | State::Unlimited) => String::new(),
            (None, _) => words.set_by_people.to_owned(),
        };
        let moment = |at: Option<paidan_engine::Stamp<'_>>| at.map_or_else(String::new, |at| self.moments.short(at.at));
        let mut due = moment(clock.due);
        if clock.provisional {
            due += &self.aside(words.provisional);
        }
        vec![
            self.names.clock(clock.kind),
            clock.body.map_or(words.whole_case.to_owned(), |body| self.names.body(body)),
            term,
            moment(clock.start),
            due,
            self.state(clock),
            remaining(clock, self.decision.as_of.at, words),
        ]
    }

    fn state(&self, clock: &Clock<'_>) -> String {
        let words = self.words;
        let mut state = match (clock.state, clock.until) {
            (State::Lifted, Some(seq)) => filled(words.lifted_by, &[&seq]),
            (state, _) => words.states[state as usize].to_owned(),
        };
        if clock.late_at_birth {
            state += &self.aside(words.late_at_birth);
        }
        if let Some(rounds) = clock.rounds.as_ref().filter(|_| self.can_be_met(clock)) {
            state += &self.aside(filled(words.rounds, &[&rounds.met, &rounds.missed]));
        }
        state
    }

    /// Not so an agenda: a date that comes round again, with no event to meet it.
    fn can_be_met(&self, clock: &Clock<'_>) -> bool {
        self.names.manifest.clocks.iter().any(|kind| kind.id == clock.kind && !kind.stops.is_empty())
    }

    /// What fired, the latest first, and what is next.
    pub(super) fn marks(&self) -> Rows {
        let all = || self.decision.clocks.iter().flat_map(|clock| clock.marks.iter().map(move |mark| (clock, mark)));
        let mut fired: Vec<_> = all().filter(|(_, mark)| mark.fired).collect();
        fired.sort_by_key(|(_, mark)| std::cmp::Reverse(mark.at.at));
        let mut ahead: Vec<_> = all().filter(|(_, mark)| !mark.fired).collect();
        ahead.sort_by_key(|(_, mark)| mark.at.at);
        let row = |head: &str, (clock, mark): (&Clock<'_>, &Mark<'_>)| {
            let of = [Some(self.names.clock(clock.kind)), clock.body.map(|body| self.names.body(body))];
            vec![
                head.to_owned(),
                self.moments.short(mark.at.at),
                self.mark(clock, mark),
                of.into_iter().flatten().collect::<Vec<_>>().join(" "),
            ]
        };
        let fired = fired.into_iter().map(|mark| row(self.words.fired, mark));
        fired.chain(ahead.into_iter().map(|mark| row(self.words.ahead, mark))).collect()
    }

    /// `二级督办 → 市住房保障房产局分管领导：督办（11-16 周一 08:30 提醒）`
    pub fn mark(&self, clock: &Clock<'_>, mark: &Mark<'_>) -> String {
        let rung = self.ladder(clock).and_then(|ladder| ladder.rungs.get(usize::from(mark.place)));
        let mut text = match self.lang {
            crate::text::Lang::Zh => rung.map_or_else(String::new, |rung| rung.title.clone()),
            crate::text::Lang::En => format!("rung {}", mark.rung),
        };
        let owes = clock.body.filter(|_| mark.to.is_empty());
        let told: Vec<String> = mark.to.iter().copied().chain(owes).map(|body| self.names.body(body)).collect();
        if !told.is_empty() {
            text += &format!(" → {}", told.join(self.words.comma));
        }
        if let Some(action) = mark.action {
            text += &format!(" · {}", self.names.action(action));
        }
        if let Some(told) = mark.notify_at {
            text += &self.aside(filled(self.words.notified, &[&self.moments.short(told.at)]));
        }
        text
    }

    fn ladder(&self, clock: &Clock<'_>) -> Option<&LadderDef> {
        let kind = self.names.manifest.clocks.iter().find(|kind| kind.id == clock.kind)?;
        self.names.manifest.ladders.get(usize::from(kind.ladder?))
    }

    /// The highest rung after its due that is up on an open row, by its title.
    pub fn rung_up(&self) -> Option<String> {
        let nth = usize::from(self.decision.supervised?);
        let titles = self.decision.clocks.iter().filter(|clock| clock.ended.is_none()).filter_map(|clock| {
            let late = |rung: usize| matches!(self.ladder(clock)?.rungs.get(rung)?.at, RungPoint::After(_)).then_some(rung);
            let up: Vec<usize> =
                clock.marks.iter().filter(|mark| mark.fired).filter_map(|mark| late(mark.place.into())).collect();
            let rung = *up.get(nth - 1)?;
            Some(self.ladder(clock)?.rungs[rung].title.clone())
        });
        match self.lang {
            crate::text::Lang::Zh => titles.into_iter().next().or(Some(nth.to_string())),
            crate::text::Lang::En => Some(nth.to_string()),
        }
    }
}

/// How much time is left, or how late it is; nothing where neither can be said.
fn remaining(clock: &Clock<'_>, as_of: paidan_calendar::Instant, words: &CaseWords) -> String {
    if let Some(late) = clock.late {
        return match late.days {
            0 => filled(words.over, &[&length(late.seconds, words)]),
            days => filled(words.late_days, &[&days]),
        };
    }
    let Some(due) = clock.due.filter(|_| clock.ended.is_none()) else {
        return String::new();
    };
    match (clock.state, due.at.0 - as_of.0) {
        (State::Running, left @ 0..) => filled(words.left, &[&length(left, words)]),
        (State::Missed, over) => filled(words.over, &[&length(-over, words)]),
        _ => String::new(),
    }
}

/// A length of time in its two largest units.
pub fn length(seconds: i64, words: &CaseWords) -> String {
    let sizes = [86_400, 3600, 60, 1];
    let first = sizes.iter().position(|size| seconds >= *size).unwrap_or(3);
    let mut text = format!("{}{}", seconds / sizes[first], words.units[first]);
    if let Some(second) = sizes.get(first + 1).filter(|_| first < 2) {
        let rest = seconds % sizes[first] / second;
        if rest > 0 {
            text += &format!("{rest}{}", words.units[first + 1]);
        }
    }
    text
}
