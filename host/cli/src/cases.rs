//! Cases as data (`cases/*.toml` of a policy): a request, what happened to it, and what its sentence says that the decision
//! must be. Read strictly, run in every way that must give the same, compared as far as they speak.

mod compare;
mod coverage;
mod document;
mod expect;
mod file;
mod junit;
mod known;
mod moments;
mod ratchet;
mod rules;
mod run;
mod update;

pub use coverage::{Coverage, Covered, Rule as CoveredRule};
pub use file::{Case, File, read};
pub use junit::write as write_junit;
pub use run::{Ran, Runner, notices};
pub use update::update;

/// Every code of a file of cases, and what it means: docs/errors.md is made from it.
#[cfg_attr(not(test), allow(dead_code))]
pub const CODES: &[(&str, &str)] = &[
    ("cases/not-toml", "The file is no TOML."),
    ("cases/unknown-key", "A key that the format of cases does not have."),
    ("cases/missing-key", "A key without which a case says nothing."),
    ("cases/wrong-type", "A value of another type than its key takes."),
    ("cases/bad-time", "A time that is none. Times are local: `2026-11-09 09:00`, with seconds or without."),
    ("cases/bad-event", "A line of a history that is not `DATE TIME KIND key=value …`."),
    ("cases/unknown-id", "An id that the policy does not declare: what it asks for can never be there, or always is."),
    (
        "cases/bad-setting",
        "What a case would set leads to nothing that can be set, or the rules no longer hold together with it.",
    ),
    ("cases/same-name", "Two cases of a file have one name."),
    ("cases/bad-case", "The case is no case: what the case format says about it follows."),
];
