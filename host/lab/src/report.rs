//! 一比三率 and what else a month's meeting asks: rates, returns, lateness, hot topics and ranking, over many decisions.
//!
//! A [`Tally`] counts: whole numbers, by month of registration, district and unit. [`report`] makes figures of the counts: shares
//! with numerator and denominator, and beside every share what was left out of it and why. Nothing here knows a city: rates
//! are the metrics of the policy's manifest, rows of clocks its kinds of clocks.

mod counts;
mod figure;
mod joined;
mod make;
mod population;
mod previous;
mod rank;
mod seen;
mod shape;
mod tally;
mod why;

pub(crate) use joined::Joined;
pub(crate) use tally::{NAMES_MAX, NOBODY, answers};

pub use counts::{Counts, RateCount, Rows};
pub use figure::Hundredths;
pub use make::{Options, report};
pub use population::Population;
pub use previous::read as read_report;
pub use shape::*;
pub use tally::{Month, Tally};
pub use why::Why;
