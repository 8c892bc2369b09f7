//! What regression runs and authors need beside single decisions: records of decisions and their replay, corpora of cases read and
//! folded, reports over them, what they reach and what lies ahead of them, charts, cases made to measure, other systems' rows made
//! cases, checks of a policy before it goes live.
//! No file is opened and no clock is read here: readers, moments and seeds are arguments.

pub mod ahead;
pub mod chart;
pub mod check;
pub mod coverage;
mod error;
mod fold;
pub mod import;
mod lines;
mod lists;
pub mod mutants;
pub mod record;
pub mod replay;
pub mod report;
pub mod sample;
pub mod titles;
mod zst;

pub use error::CODES;
pub use fold::{Fold, Folded, Judged, Sum};
pub use lines::{LINE_MAX, Line, Lines};
pub use zst::{Unzstd, Zstd};
