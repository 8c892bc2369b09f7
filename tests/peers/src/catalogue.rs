//! policies/xining/routes.csv as data for engines: the rows by category and area, bodies named as plans name them.

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// A row of the dispatch catalogue (派单目录).
pub(crate) struct Row {
    /// `housing/heating/no-heat`
    pub(crate) category: &'static str,
    /// A district; empty: anywhere.
    pub(crate) area: &'static str,
    pub(crate) lead: String,
    pub(crate) co: Vec<String>,
    pub(crate) fallback: Option<String>,
}

impl Row {
    /// `{"lead": …, "co": […], "fallback": … or null}`
    pub(crate) fn json(&self) -> Value {
        json!({ "lead": self.lead, "co": self.co, "fallback": self.fallback })
    }
}

/// The 273 rows in the order of the file.
pub(crate) fn rows() -> Result<Vec<Row>> {
    let lines = include_str!("../../../policies/xining/routes.csv").lines().skip(1);
    lines
        .map(|line| {
            // no cell before the last, the basis, has a comma in it
            let cells: Vec<&str> = line.splitn(7, ',').collect();
            let [category, _, area, lead, co, fallback, _] = cells[..] else { anyhow::bail!("routes.csv: `{line}`") };
            let named = |unit: &str| body(unit, area);
            let co = co.split(';').filter(|unit| !unit.is_empty()).map(named).collect();
            Ok(Row { category, area, lead: named(lead), co, fallback: (!fallback.is_empty()).then(|| named(fallback)) })
        })
        .collect::<Result<_>>()
        .context("reading the catalogue")
}

/// rules.toml has every `district…` unit once for each district, and only rows of a district name them.
fn body(unit: &str, area: &str) -> String {
    if unit.starts_with("district") && !area.is_empty() { format!("{unit}@{area}") } else { unit.to_owned() }
}
