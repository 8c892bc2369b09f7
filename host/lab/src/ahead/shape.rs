//! The outlook as JSON: `paidan schema timeline` is its schema. Keys stand in the order of these fields; ids are the manifest's,
//! titles its Chinese ones.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::report::{Cases, Version};

/// Of the JSON.
pub const FORMAT: u32 = 1;

/// What lies ahead of the cases of a city if nobody acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Outlook {
    /// The format: 1.
    pub timeline: u32,
    /// The policy's id.
    pub city: String,
    /// The policy's title.
    pub title: String,
    /// Its version; of several the newest.
    pub version: String,
    /// SHA-256 of its sources, the first half.
    pub rules: String,
    /// Where there are several versions, all of them, oldest first: each case was judged by the one in force when it was registered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<Version>,
    /// Now: what happened or was typed in since is not known.
    pub at: String,
    /// Up to when nobody acts.
    pub until: String,
    /// The day as of which the calendar was known, where it is not the day of `at`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_at: Option<String>,
    /// How many cases were read, and which are in no figure.
    pub cases: Cases,
    /// The whole city. Its cases are fewer than those of the units together where a case is owed by several.
    pub total: Row,
    /// Days on which something falls due.
    pub days: Vec<DayRow>,
    /// By who owes it: a row of a clock that names nobody is owed by whoever answers for the case.
    pub units: Vec<Row>,
    /// By kind of limit.
    pub clocks: Vec<Row>,
    /// The obligations that fall due, the soonest first; then, if as many were asked for, those that are overdue already.
    pub pressing: Vec<Due>,
}

/// Open obligations of a group: `open` = `overdue` + `falls_due` + `later` + `paused` + `awaited` + `unlimited`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Row {
    /// A body, or a kind of clock; empty: nobody.
    pub key: String,
    #[allow(missing_docs)]
    pub title: String,
    /// Cases with an open obligation.
    pub cases: u64,
    /// Obligations that are not done, each round of a recurring duty by itself.
    pub open: u64,
    /// Over their limit at `at`.
    pub overdue: u64,
    /// Those that fall due from `at` until `until`, by the day of their due.
    pub due: BTreeMap<String, u64>,
    /// All of them.
    pub falls_due: u64,
    /// Of them, those whose due rests on days that no notice covers yet.
    pub provisional: u64,
    /// `overdue` + `falls_due`.
    pub overdue_by_until: u64,
    /// Cases with an overdue obligation at `at`.
    pub overdue_cases: u64,
    /// Cases with one that falls due.
    pub falling_due_cases: u64,
    /// Of them, those with none overdue at `at`: together with `overdue_cases` those with one overdue by `until`.
    pub newly_overdue_cases: u64,
    /// 督办: how often the first rung is reached in between, the second …; shorter where no higher one is.
    pub rungs: Vec<u64>,
    /// Warnings that go out in between.
    pub reminders: u64,
    /// Due after `until`.
    pub later: u64,
    /// They stand still: when they are due is open.
    pub paused: u64,
    /// Somebody still owes their limit.
    pub awaited: u64,
    /// Without a limit.
    pub unlimited: u64,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DayRow {
    #[allow(missing_docs)]
    pub day: String,
    /// Obligations that fall due on it.
    pub due: u64,
    /// Of them, those whose due rests on days that no notice covers yet.
    pub provisional: u64,
    /// What is overdue when the day is over, or at `until`.
    pub overdue: u64,
}

/// An obligation that is overdue by `until`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Due {
    /// The case's id.
    pub case: String,
    /// Its category.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub category: String,
    /// The kind of clock.
    pub kind: String,
    /// Its title.
    pub kind_title: String,
    /// Who owes it; empty: nobody.
    pub unit: String,
    #[allow(missing_docs)]
    pub unit_title: String,
    /// The term by which it is due; empty where people set the limit.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub term: String,
    /// Its title.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub term_title: String,
    /// From when it is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// The last second that counts.
    pub due: String,
    /// Seconds from `at` to the due; below zero: it is overdue already.
    pub left_seconds: i64,
    /// Over its limit at `at`.
    pub overdue: bool,
    /// The due rests on days that no notice covers yet.
    pub provisional: bool,
    /// A round of a recurring duty.
    pub round: bool,
    /// The rule that says so.
    pub rule: String,
    /// Its title.
    pub rule_title: String,
    /// Its sentence; empty where no document has one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub quote: String,
    /// Of a rule of our own: the title of the one whose gap it fills.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fills: String,
    /// The version of the rules that judged the case.
    pub version: String,
}
