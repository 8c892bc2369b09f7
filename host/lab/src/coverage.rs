//! What a corpus reaches of a city's rules: which of them were asked and held, what was lacking where they did not, which obligations
//! were kept and missed, which words nobody said.
//!
//! A [`Reach`] counts, decision by decision; [`Reach::coverage`] joins the versions of a city and says it under their ids. Nothing
//! here knows a city, and nothing is asked of its sources.

mod clocks;
mod make;
mod reach;
mod rules;
mod shape;
mod words;

pub use reach::{Place, Reach};
pub use shape::*;
