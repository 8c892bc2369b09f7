//! What is judged and what comes of it.

use crate::calendar::Calendar;
use crate::time::{Day, Instant};

/// One obligation, everything in it resolved to instants. Positions are those of the [`Book`](crate::Book); one that the book does
/// not have is treated as none. Instants before 1970 or after 2200 count as the nearest that is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    pub start: Start,
    /// In force from here (a later tier, an extension); none: from the start.
    pub since: Option<Instant>,
    /// Lifted here, neither met nor missed by it.
    pub until: Option<Instant>,
    /// Fulfilled here. Says nothing for a repeating term, whose `hits` fulfil it round by round.
    pub stop: Option<Instant>,
    /// Which came first if `stop` and `until` are at the same second.
    pub stop_before_until: bool,
    pub due: Due,
    /// In any order; they may overlap. They move only the due of a term that does not repeat: a limit that people set is moved
    /// by people, and a date that comes round again comes.
    pub pauses: &'a [Pause],
    pub ladder: Option<usize>,
    /// Of a repeating term: the events that satisfy an occurrence, ascending.
    pub hits: &'a [Instant],
    /// Of a repeating term: its kind has events that satisfy it. Without, it is an agenda and never missed.
    pub evidence: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    At(Instant),
    /// One second after the due of an earlier row; never if that has none, was lifted before it, or repeats.
    DueOf(usize),
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    Term(usize),
    At(Instant),
    /// A limit that a person still owes us.
    Awaited,
    Unlimited,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    pub begins: Instant,
    pub ends: Option<Instant>,
    /// The term after which it ends by itself.
    pub cap: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum State {
    #[default]
    NotStarted,
    Running,
    Paused,
    Met,
    Missed,
    Lifted,
    Awaited,
    Unlimited,
    /// A repeating date without evidence.
    Agenda,
}

impl State {
    /// `not-started`, `running`, `paused`, `met`, `missed`, `lifted`, `awaited`, `unlimited` or `agenda`.
    pub fn as_str(self) -> &'static str {
        match self {
            State::NotStarted => "not-started",
            State::Running => "running",
            State::Paused => "paused",
            State::Met => "met",
            State::Missed => "missed",
            State::Lifted => "lifted",
            State::Awaited => "awaited",
            State::Unlimited => "unlimited",
            State::Agenda => "agenda",
        }
    }
}

/// A row as it stands at one moment. What is reached (met, missed, a mark fired) is the same at every later moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judgement {
    pub state: State,
    pub start: Option<Instant>,
    /// The last second that still counts. Unknown while a pause is open that it would run into.
    pub due: Option<Instant>,
    /// When it was stopped or lifted, whichever the state.
    pub ended: Option<Instant>,
    /// Of a row that was missed and has ended since.
    pub late: Option<Late>,
    /// The due rests on a day that is not firmly known yet: beyond the notices, or in the last week before the next one.
    pub provisional: bool,
    /// The due had passed when the row came into force.
    pub late_at_birth: bool,
    /// In the order of the ladder's rungs. A rung whose moment is not known (no due yet) has none; repeating rows have none.
    pub marks: Vec<Mark>,
    /// Since when the clock stands, if it does.
    pub paused_since: Option<Instant>,
    /// Of a repeating term: the occurrences before the current one, to which `state` and `due` belong.
    pub round: Option<Round>,
    /// The earliest later instant at which this judgement changes by time alone. The next check of a decision is the
    /// earliest `next` of its rows.
    pub next: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    pub seconds: i64,
    /// Days that the term's profile counts after the due's day, the last one included; all days for a limit that people set.
    pub days: u32,
}

/// A rung of the ladder in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Position in the ladder.
    pub rung: usize,
    /// When it counts.
    pub at: Instant,
    /// The next opening, for the reminder: nobody is woken at midnight.
    pub notify_at: Instant,
    /// Reached, and the row had not ended before.
    pub fired: bool,
    /// `at` rests on a day that is not firmly known yet.
    pub provisional: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Round {
    pub met: u32,
    pub missed: u32,
    /// The due of the last one missed.
    pub last_missed: Option<Instant>,
}

/// What is known of the calendar: the notices published up to a day. It may lie after the moment judged.
#[derive(Debug, Clone, Copy)]
pub struct Knowledge<'a> {
    pub calendar: &'a Calendar,
    pub known_at: Day,
}
