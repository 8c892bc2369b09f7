//! The form in which answers are compared: what Paidan's decision says of the plan, in the same words.

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

/// What is owed: kind, body (none: the whole case), the event that starts it, the event that lifts it, the term, and the event
/// from which it holds (none: from its start). Events by their seq.
type Row = (String, Option<String>, u32, Option<u32>, Option<String>, Option<u32>);

/// The plan of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Answer {
    pub case: String,
    pub tier: String,
    pub matter: String,
    pub mode: String,
    pub lead: String,
    pub accountable: String,
    /// Role and body.
    pub others: Vec<(String, String)>,
    pub rows: Vec<Row>,
    /// The rules that held, in the order of rules.toml.
    pub rules: Vec<String>,
}

impl Answer {
    /// Reads what an engine wrote. An engine may say its rules in any order: for Rego they are a set.
    ///
    /// # Errors
    ///
    /// If it is not such a plan, or names a rule twice or one that rules.toml does not have.
    pub fn read(json: &[u8]) -> Result<Self> {
        let mut answer: Self = serde_json::from_slice(json).with_context(|| String::from_utf8_lossy(json).into_owned())?;
        let said = std::mem::take(&mut answer.rules);
        answer.rules = declared().filter(|rule| said.iter().any(|s| s == rule)).map(str::to_owned).collect();
        ensure!(answer.rules.len() == said.len(), "{}: no such rules, or not once each: {said:?}", answer.case);
        Ok(answer)
    }
}

/// The rules of rules.toml, in its order.
fn declared() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("../../../policies/xining/rules.toml").lines();
    let section = lines.skip_while(|line| !line.starts_with("[rule]")).skip(1).take_while(|line| !line.starts_with('['));
    section.filter_map(|line| Some(line.split_once(" = {")?.0.trim()))
}
