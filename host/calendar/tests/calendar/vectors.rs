//! Random cases, answered by the executable model in `tests/data/clock_model.py`.
//!
//! A line: `CALENDAR AS_OF KNOWN_AT | ROW; ROW … | ANSWER; ANSWER …`. Instants are seconds after AS_OF, `-` is none.
//! ROW: `sSTART|dROW SINCE UNTIL STOP s|u tTERM|aDUE|w|u BEGINS,ENDS,CAP/… LADDER e|nHIT,HIT…` (s: the stop comes first; e: with evidence)
//! ANSWER: `STATE START DUE ENDED LATE_SECONDS,LATE_DAYS [p][b] RUNG,AT,NOTIFY,f|-[p]/… PAUSED_SINCE MET,MISSED,LAST NEXT` (p: provisional, b: late at birth)

use paidan_calendar::*;

use crate::support;

#[test]
fn agrees_with_the_executable_model() {
    let calendars = [Calendar::cn(), Calendar::ningxia(), support::foreign()];
    let books = calendars.map(support::book);
    let mut wrong = Vec::new();
    for (number, line) in include_str!("../data/vectors.txt").lines().enumerate() {
        let [head, rows, answers] = line.split(" | ").collect::<Vec<_>>()[..] else { panic!("{line}") };
        let [id, as_of, known_at] = head.split(' ').collect::<Vec<_>>()[..] else { panic!("{head}") };
        let at = calendars.iter().position(|calendar| calendar.id() == id).unwrap();
        let as_of = Instant(as_of.parse().unwrap());
        let parts: Vec<Parts> = rows.split("; ").map(|row| Parts::read(row, as_of)).collect();
        let rows: Vec<Row> = parts.iter().map(Parts::row).collect();
        let know = Knowledge { calendar: calendars[at], known_at: Day(known_at.parse().unwrap()) };
        let judged = judge(&books[at], know, &rows, as_of);
        let given: Vec<String> = judged.iter().map(|judgement| write(judgement, as_of)).collect();
        if given.join("; ") != answers {
            wrong.push(format!("line {}: {head} | {:?}\n  model {answers}\n  judge {}", number + 1, rows, given.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ\n{}", wrong.len(), wrong[..wrong.len().min(3)].join("\n"));
}

/// A row with what it borrows.
struct Parts {
    row: Row<'static>,
    pauses: Vec<Pause>,
    hits: Vec<Instant>,
}

impl Parts {
    fn read(text: &str, as_of: Instant) -> Parts {
        let instant = |text: &str| text.parse().ok().map(|after: i64| Instant(as_of.0 + after));
        let [start, since, until, stop, first, due, pauses, ladder, hits] = text.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{text}")
        };
        let pause = |text: &str| {
            let [begins, ends, cap] = text.split(',').collect::<Vec<_>>()[..] else { panic!("{text}") };
            Pause { begins: instant(begins).unwrap(), ends: instant(ends), cap: cap.parse().ok() }
        };
        let row = Row {
            start: match start.split_at(1) {
                ("s", start) => Start::At(instant(start).unwrap()),
                (_, row) => Start::DueOf(row.parse().unwrap()),
            },
            since: instant(since),
            until: instant(until),
            stop: instant(stop),
            stop_before_until: first == "s",
            due: match due.split_at(1) {
                ("t", term) => Due::Term(term.parse().unwrap()),
                ("a", due) => Due::At(instant(due).unwrap()),
                ("w", _) => Due::Awaited,
                _ => Due::Unlimited,
            },
            pauses: &[],
            ladder: ladder.parse().ok(),
            hits: &[],
            evidence: hits.starts_with('e'),
        };
        let pauses = pauses.split('/').filter(|text| *text != "-").map(pause).collect();
        Parts { row, pauses, hits: hits[1..].split(',').filter_map(instant).collect() }
    }

    fn row(&self) -> Row<'_> {
        Row { pauses: &self.pauses, hits: &self.hits, ..self.row.clone() }
    }
}

fn write(judgement: &Judgement, as_of: Instant) -> String {
    let Judgement { state, start, due, ended, late, provisional, late_at_birth, marks, paused_since, round, next } = judgement;
    let t = |t: Option<Instant>| t.map_or("-".into(), |t| (t.0 - as_of.0).to_string());
    let late = late.map_or("-".into(), |late| format!("{},{}", late.seconds, late.days));
    let flags = [("p", *provisional), ("b", *late_at_birth)].into_iter().filter(|(_, set)| *set).map(|(flag, _)| flag);
    let mark = |mark: &Mark| {
        let (fired, provisional) = (if mark.fired { "f" } else { "-" }, if mark.provisional { "p" } else { "" });
        format!("{},{},{},{fired}{provisional}", mark.rung, t(Some(mark.at)), t(Some(mark.notify_at)))
    };
    let round = round.map_or("-".into(), |round| format!("{},{},{}", round.met, round.missed, t(round.last_missed)));
    let or_none = |text: String| if text.is_empty() { "-".into() } else { text };
    let marks = marks.iter().map(mark).collect::<Vec<_>>().join("/");
    let fields = [
        state.as_str().into(),
        t(*start),
        t(*due),
        t(*ended),
        late,
        or_none(flags.collect()),
        or_none(marks),
        t(*paused_since),
        round,
        t(*next),
    ];
    fields.join(" ")
}
