//! A report as JSON: `paidan schema report` is its schema. Keys stand in the order of these fields; ids are the manifest's, titles
//! its Chinese ones. Whatever table was asked for, all of it is here, so that any later report can be compared with it.

use serde::{Deserialize, Serialize};

use super::figure::Hundredths;
use super::why::Why;

/// Of the JSON; a reader refuses a newer one in words.
pub const FORMAT: u32 = 1;

/// A report on the cases of a city that were registered in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// The format: 1.
    pub report: u32,
    /// The policy's id.
    pub city: String,
    /// The policy's title.
    pub title: String,
    /// Its version; of several the newest.
    pub version: String,
    /// SHA-256 of its sources, the first half.
    pub rules: String,
    /// Where there are several versions, all of them, oldest first: each case was judged by the one in force when it was registered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<Version>,
    /// The moment at which every case was judged.
    pub as_of: String,
    /// First and last day of registration.
    pub period: Option<Period>,
    /// That of the report compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Period>,
    /// How many cases were read, and which are in no figure.
    pub cases: Cases,
    /// The rates, as the policy declares them.
    pub metrics: Vec<Metric>,
    /// The whole city.
    pub total: Row,
    /// By month of registration, each compared with the month before it.
    pub months: Vec<Row>,
    /// By the first code of a case's area.
    pub districts: Vec<Row>,
    /// By unit: a case counts for who answers for it, a limit for who owes it, a dispatch and a return for whom it names.
    pub units: Vec<Row>,
    /// Of districts and of units, month by month.
    pub rankings: Vec<Ranking>,
    /// Every kind of limit.
    pub clocks: Vec<ClockRow>,
    /// Hot topics: categories by frequency.
    pub categories: Vec<Topic>,
    /// Kinds of requests by frequency.
    pub kinds: Vec<Topic>,
    /// Channels by frequency.
    pub channels: Vec<Topic>,
    /// Classifications, in the policy's order.
    pub labels: Vec<Group>,
}

/// A version of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Version {
    #[allow(missing_docs)]
    pub version: String,
    /// As `rules` of the report.
    pub rules: String,
    /// Counted cases that it judged.
    pub cases: u64,
}

/// Days of registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs)]
pub struct Period {
    pub first: String,
    pub last: String,
}

/// How many cases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cases {
    /// Read, or tried to.
    pub read: u64,
    /// In the figures.
    pub counted: u64,
    /// Of them, those from which something is missing.
    pub needs_input: u64,
    /// Lines that are no case of this city.
    pub bad: u64,
    /// The policy failed on them.
    pub faults: u64,
    /// Nothing had happened yet.
    pub not_opened: u64,
    /// Not the policy's business.
    pub not_applicable: u64,
    /// They contradict themselves.
    pub contradictory: u64,
}

/// A rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Metric {
    #[allow(missing_docs)]
    pub id: String,
    #[allow(missing_docs)]
    pub title: String,
    /// Of a rate of punctuality: the kind of clock whose rows it counts. Else it counts what the policy measures of cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_time_of: Option<String>,
    /// The lower the rate, the better: 超期率, 重办率.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lower_is_better: bool,
}

/// The figures of a group of cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Row {
    /// A month, a district's code, a unit; of the city the policy's id. Empty: none is known.
    pub key: String,
    /// What people call it; empty where the key is all there is.
    pub title: String,
    /// Cases that had begun.
    pub received: Count,
    /// Of them, those that count as requests.
    pub accepted: Count,
    /// Those that do not, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_accepted: Vec<Excluded>,
    /// Closed at the moment asked about.
    pub closed: Count,
    /// 万人诉求比
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_10k: Option<PerTenThousand>,
    /// In the order of `metrics`.
    pub rates: Vec<Rate>,
    /// 退单率: cases that came back at least once, of those that were sent to a unit.
    pub returned_cases: Rate,
    /// Returns, of dispatches.
    pub returned_dispatches: Rate,
    /// Over the limit and not done: of the kinds of clocks that `metrics` count, or of all if they count none.
    pub overdue: Overdue,
}

/// A count, and how it grew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Count {
    #[allow(missing_docs)]
    pub value: u64,
    /// In the period before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<u64>,
    /// By how many percent it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_pct: Option<Hundredths>,
}

/// 万人诉求比: requests per ten thousand residents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PerTenThousand {
    /// Accepted cases.
    pub accepted: u64,
    /// Residents.
    pub residents: u64,
    /// In which year.
    pub year: i32,
    /// accepted × 10 000 ÷ residents
    pub value: Hundredths,
    /// In the period before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Hundredths>,
    /// The difference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Hundredths>,
}

/// A share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rate {
    #[allow(missing_docs)]
    pub numerator: u64,
    #[allow(missing_docs)]
    pub denominator: u64,
    /// Absent if nothing counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Hundredths>,
    /// In the period before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_percent: Option<Hundredths>,
    /// The difference in percentage points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_pp: Option<Hundredths>,
    /// What is not in the denominator, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<Excluded>,
    /// Of a rate of punctuality: how late what was missed is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Late>,
}

/// How late rows are that were missed: begun days by the wall clock after the due, until done, or until now if not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Late {
    /// How many.
    pub rows: u64,
    /// Half of them are at most so many days late.
    pub p50_days: u32,
    /// Nine of ten are.
    pub p90_days: u32,
    /// The latest.
    pub most_days: u32,
}

/// What does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs)]
pub struct Excluded {
    pub why: Why,
    pub count: u64,
}

/// What is over its limit and not done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs)]
pub struct Overdue {
    pub cases: u64,
    pub rows: u64,
}

/// Who did best in a month: by one rate, equals sharing a rank; who has too few to be compared comes last, without one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ranking {
    /// `district` or `unit`.
    pub of: String,
    #[allow(missing_docs)]
    pub month: String,
    /// By which metric.
    pub metric: String,
    /// A denominator below it gets no rank.
    pub least: u64,
    #[allow(missing_docs)]
    pub rows: Vec<Ranked>,
}

/// A place in a ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs)]
pub struct Ranked {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// In the month before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_rank: Option<u32>,
    pub key: String,
    pub title: String,
    pub numerator: u64,
    pub denominator: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Hundredths>,
}

/// The rows of a kind of clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs)]
pub struct ClockRow {
    pub id: String,
    pub title: String,
    pub met: u64,
    /// Late, done or not.
    pub missed: u64,
    /// Of them, those not done.
    pub overdue: u64,
    /// met ÷ (met + missed)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_time_percent: Option<Hundredths>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<Excluded>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Late>,
}

/// How often something came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Topic {
    /// Empty: none, or none that the policy declares.
    pub id: String,
    #[allow(missing_docs)]
    pub title: String,
    #[allow(missing_docs)]
    pub count: Count,
    /// Of all counted cases.
    pub percent: Option<Hundredths>,
}

/// A group of labels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs)]
pub struct Group {
    pub id: String,
    pub title: String,
    /// Labels given, of all values together.
    pub labelled: u64,
    /// In the policy's order; values that nothing carries too.
    pub values: Vec<Topic>,
}
