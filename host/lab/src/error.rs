//! The codes of this crate; an error is the engine's, with a place and what mends it.

use paidan_engine::{Error, Kind};

/// Every code of this crate, and what it means.
pub const CODES: &[(&str, &str)] = &[
    ("check/explanations", "A check.toml that cannot be read: no TOML, an unknown key or code, or another format."),
    ("corpus/cut-short", "A compressed corpus ends early: what is missing cannot be counted, so nothing is."),
    ("corpus/not-zstd", "A file that ends in .zst is no Zstandard data, or is damaged."),
    ("record/damaged", "A line of records that cannot be read: cut off, or changed by hand."),
    ("record/digest", "A record whose decision names other rules than the record itself."),
    ("record/none", "A line that is no record, where one is asked about."),
    ("record/too-new", "A record of a newer format than this program reads."),
    ("record/too-old", "A record of an older format than this program reads."),
    ("record/twice", "A second record of the same case as of the same moment; the first one counts."),
    (
        "replay/other-city",
        "A recorded case was decided by another policy, or is of another jurisdiction: a replay is of one city.",
    ),
    ("report/empty", "Of a corpus no case could be counted."),
    ("report/metric", "The policy has no metric of that name to rank by."),
    ("report/other-city", "A case, or the report compared with, is of another city: a report is of one."),
    (
        "report/population",
        "A population file that cannot be read: of another shape, a year or number that is none, or a line twice.",
    ),
    ("report/population-missing", "The population file has no number for a district or the city in that year or before it."),
    ("report/population-zero", "Nobody lives there, says the population file: no rate can be made of that."),
    ("report/previous", "The report to compare with cannot be read: it is no report, or of another format."),
    ("sample/file", "A sample.toml that cannot be read: no TOML, an unknown key, or another format."),
    ("sample/range", "The last day of registration comes before the first."),
    ("sample/step", "A step, a wait or a text of a sample.toml does not fit together."),
    ("sample/word", "A sample.toml uses a word that the policy, or the file itself, does not declare."),
];

/// An error of input.
pub(crate) fn wrong(code: &'static str, text: impl Into<String>, mend: impl Into<String>) -> Error {
    debug_assert!(CODES.iter().any(|c| c.0 == code), "{code} is not in CODES");
    Error { kind: Kind::Input, code, text: text.into(), place: String::new(), mend: mend.into() }
}

/// An error of input at a place.
pub(crate) fn wrong_at(code: &'static str, place: String, text: impl Into<String>, mend: impl Into<String>) -> Error {
    Error { place, ..wrong(code, text, mend) }
}
