//! What a city declares: profiles, terms, ladders. Numbers that point elsewhere are positions in the [`Book`](crate::Book).

use crate::class::ClassSet;

/// Which days count, and which minutes of such a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub days: ClassSet,
    /// Minutes of the day, half-open, ascending, 0 to 1440; empty: the whole day.
    pub hours: Vec<(u16, u16)>,
}

/// A length of time in a profile. The starting day is not counted; hours and minutes run from the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// 0 days is "the same day"; 0 weeks (or longer) with [`Ending::PeriodEnd`] is "by the end of this week".
    pub amount: u32,
    pub unit: Unit,
    /// The profile that counts.
    pub profile: usize,
    /// Says nothing for minutes and hours, which end to the second.
    pub ends: Ending,
    pub roll: Roll,
    /// A start on a day that does not count, or after `cut_off`, is deemed to happen when the next counting day opens.
    pub snaps: bool,
    /// Minute of the day; none: the last closing. Also the moment by which a pause must begin to save the day.
    pub cut_off: Option<u16>,
    /// A duty that comes round again: one occurrence each `amount`.
    pub repeats: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Unit {
    /// Minutes and hours count seconds, the rest days.
    pub(crate) fn is_clock(self) -> bool {
        matches!(self, Unit::Minute | Unit::Hour)
    }
}

/// When on its last day a term ends: the last second that still counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// At the second at which it began.
    Exact,
    /// 24:00, that is 23:59:59.
    DayEnd,
    /// One second before the profile's last closing.
    Close,
    /// At the end of the last day of the ISO week, month, quarter or year.
    PeriodEnd,
}

/// Where the last day moves if it does not count in a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Roll {
    None,
    Next(usize),
    Previous(usize),
}

/// What is due to happen around a due, rung by rung.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// The profile in whose openings reminders go out.
    pub notify: usize,
    pub rungs: Vec<Rung>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    pub at: RungPoint,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RungPoint {
    /// When so much of the counted time from start to due is used, 1 to 99.
    Percent(u8),
    /// At the opening of the counting day so many days before the due's day; a term of days.
    Before(usize),
    /// When the term, walked from the due, is over too; 0 days: one second after the due.
    After(usize),
}
