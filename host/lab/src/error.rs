//! The codes of this crate; an error is the engine's, with a place and what mends it.

use paidan_engine::{Error, Kind};

/// Every code of this crate, and what it means.
pub const CODES: &[(&str, &str)] = &[
    ("check/explanations", "A check.toml that cannot be read: no TOML, an unknown key or code, or another format."),
    ("corpus/columns", "A Parquet file that holds no records: columns are missing, or of another type."),
    ("corpus/compression", "A Parquet file that is compressed in a way that this program does not read."),
    (
        "corpus/cut-short",
        "A compressed corpus or a Parquet file ends early: how much is missing is not known. What a replay read before counts.",
    ),
    ("corpus/damaged", "A row of a Parquet file that cannot be read, nor those behind it in its row group; other groups are."),
    ("corpus/not-parquet", "A file that ends in .parquet is no Parquet, or its footer is damaged."),
    ("corpus/not-zstd", "A file that ends in .zst is no Zstandard data, or is damaged."),
    ("corpus/other-city", "A case of a corpus is of another city: a report, a coverage or a timeline is of one."),
    ("corpus/piped", "Parquet from a pipe or from standard input: it is read from its end, and has to be a file."),
    ("corpus/twice", "A second record of a case in a corpus that is counted: a case counts once, as it was recorded first."),
    ("coverage/empty", "Of a corpus no case was decided: there is nothing to say what it reaches."),
    ("import/bad-time", "A time that is written in none of the mapping's formats, or that no calendar has."),
    ("import/bad-value", "A value that its field cannot take: no flag, no number, a list, an id that a spreadsheet has rounded."),
    ("import/encoding", "A text that is not in the encoding of the file, or is damaged."),
    ("import/fields", "A row of CSV with more or fewer fields than the file has columns."),
    ("import/heads", "The first row of CSV does not name the columns: it is missing, or has one of the mapping's twice."),
    ("import/mapping", "A mapping file that cannot be read: no TOML, an unknown key, or rules that contradict each other."),
    ("import/mapping-format", "A mapping file of another format than this program reads."),
    ("import/missing", "A row without an id or a jurisdiction."),
    ("import/no-column", "The mapping names a column that the file does not have. Nothing was written."),
    ("import/not-json", "A row that is no JSON object, or a file that is no array of them."),
    ("import/nothing", "Not one row became a case. Nothing was written."),
    ("import/too-large", "A row longer than 16 MiB: mostly a quote or a bracket that is never closed."),
    ("import/twice", "A second row with the id of an earlier one, in the same jurisdiction; the first one counts."),
    ("import/unreadable", "The file could not be read to its end, for a reason that is not its text's."),
    ("record/damaged", "A line or a row that is a record no more: cut off, or changed by hand."),
    (
        "record/digest",
        "A record that contradicts itself: its decision, or the component that it names, is of other rules than it says.",
    ),
    ("record/none", "A line that is no record, where one is asked about."),
    ("record/too-new", "A record of a newer format than this program reads."),
    ("record/too-old", "A record of an older format than this program reads."),
    ("record/twice", "A second record of the same case as of the same moment; the first one counts."),
    (
        "replay/other-city",
        "A recorded case was decided by another policy, or is of another jurisdiction: a replay is of one city.",
    ),
    ("replay/other-rules", "`paidan replay --same-rules`: a record was made by other rules than those that decide it again."),
    ("report/empty", "Of a corpus no case could be counted."),
    ("report/metric", "The policy has no metric of that name to rank by."),
    ("report/other-city", "The report that is compared with is of another city: a report is of one."),
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
    ("timeline/empty", "Of a corpus nothing lies ahead: no case could be counted."),
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
