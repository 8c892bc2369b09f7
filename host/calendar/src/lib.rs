//! Dates of a city's deadlines: which days count, when a term ends, what a pause takes out, what a ladder fires.
//!
//! Everything here is a pure function of its arguments: no clock, no file, no environment, no floating point, and no input that
//! makes it panic or walk without bound. A [`Calendar`] says what kind of day a date is and since when that was known; a [`Book`]
//! holds a city's profiles, terms and ladders, checked once; [`judge`] gives each [`Row`] its due, its state and its marks.
//!
//! ```
//! use paidan_calendar::*;
//! let cn = Calendar::cn();
//! let working = Profile { days: [DayClass::Workday, DayClass::MakeupWorkday].into_iter().collect(), hours: vec![] };
//! let term = Term { amount: 3, unit: Unit::Day, profile: 0, ends: Ending::DayEnd, roll: Roll::None, snaps: false, cut_off: None, repeats: false };
//! let book = Book::new(vec![working], vec![term], vec![], cn)?;
//! let start = Instant::parse_rfc3339("2026-02-13T10:00:00+08:00")?;
//! let know = Knowledge { calendar: cn, known_at: cn.local(start).0 };
//! let found = due(&book, know, 0, start, &[], start);
//! assert_eq!(cn.format(found.due.unwrap()).to_string(), "2026-02-25T23:59:59+08:00"); // over Spring Festival
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod book;
mod calendar;
mod class;
mod error;
mod explain;
mod file;
mod judge;
mod marks;
mod notice;
mod openings;
mod rounds;
mod row;
mod settle;
mod source;
mod spans;
mod table;
mod term;
mod time;
mod view;
mod walk;
mod zone;

pub use book::{Book, BookError};
pub use calendar::Calendar;
pub use class::{ClassSet, DayClass};
pub use error::CalendarError;
pub use explain::{Step, What, explain};
pub use judge::{Reckoned, due, judge, judge_into};
pub use notice::Notice;
pub use row::{Due, Judgement, Knowledge, Late, Mark, Pause, Round, Row, Start, State};
pub use term::{Ending, Ladder, Profile, Roll, Rung, RungPoint, Term, Unit};
pub use time::{Day, Instant, Stamp, TimeError};
pub use view::View;
