//! A decision graph (JDM) in `zen-engine`.

use std::future::Future;
use std::pin::pin;
use std::task::{Context as Task, Poll, Waker};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Map, Value, json};
use zen_engine::model::GraphContent;
use zen_engine::{Decision, Variable};

use crate::{Engine, catalogue};

/// How it is called: as its "precompiled" benchmark does it.
pub const PATH: &str = "compiled decision, JSON read into Variable, the catalogue as an indexed decision table";

/// The graph, its expressions compiled and its table indexed.
pub struct Zen {
    decision: Decision,
}

impl Zen {
    /// Compiles the rules.
    ///
    /// # Errors
    ///
    /// If they do not compile.
    pub fn new() -> Result<Self> {
        let mut graph: Value = serde_json::from_str(include_str!("../rules/xining.jdm.json"))?;
        graph["nodes"][2]["content"]["rules"] = table()?;
        // one expression of assignments: each name is computed once, and nothing is merged between nodes
        graph["nodes"][3]["content"]["expressions"][0]["value"] = include_str!("../rules/xining.zen").trim().into();
        let mut content: GraphContent = serde_json::from_value(graph)?;
        content.compile();
        let decision = Decision::from(content);
        decision.validate().map_err(|e| anyhow!("{e}"))?;
        Ok(Self { decision })
    }

    fn variable(case: &[u8]) -> Result<Variable> {
        serde_json::from_slice(case).context("reading a case")
    }
}

impl Engine for Zen {
    fn plan(&mut self, case: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let response = at_once(self.decision.evaluate(Self::variable(case)?))?.map_err(|e| anyhow!("{e}"))?;
        let plan = response.result.dot("plan").context("no plan")?;
        Ok(serde_json::to_writer(out, &plan)?)
    }

    fn read(&mut self, case: &[u8]) -> Result<()> {
        std::hint::black_box(Self::variable(case)?);
        Ok(())
    }
}

/// Evaluating is asynchronous for nodes that load or call something; none of ours does, so it is over with the first poll and
/// needs no runtime.
fn at_once<T>(future: impl Future<Output = T>) -> Result<T> {
    match pin!(future).poll(&mut Task::from_waker(Waker::noop())) {
        Poll::Ready(done) => Ok(done),
        Poll::Pending => bail!("the graph waits for something"),
    }
}

/// The rules of the decision table, the first that fits is taken: the finest categories first, of each a district's rows before
/// the one for anywhere. An empty cell fits everything.
fn table() -> Result<Value> {
    let mut rows = catalogue::rows()?;
    rows.sort_by_key(|row| (std::cmp::Reverse(row.category.split('/').count()), row.area.is_empty()));
    let text = |value: &Value| Value::String(value.to_string());
    let rules = rows.iter().enumerate().map(|(id, row)| {
        let mut rule = Map::from_iter([("_id".to_owned(), id.to_string().into())]);
        let district = (!row.area.is_empty()).then_some(("district", row.area));
        let parts = ["first", "second", "third"].into_iter().zip(row.category.split('/'));
        rule.extend(parts.chain(district).map(|(column, word)| (column.to_owned(), text(&json!(word)))));
        let row = row.json();
        rule.extend(["lead", "co", "fallback"].map(|column| (column.to_owned(), text(&row[column]))));
        Value::Object(rule)
    });
    Ok(rules.collect())
}
