//! JSONLogic in `datalogic-rs`.

use anyhow::{Context, Result};
use bumpalo::Bump;
use datalogic_rs::{DataValue, Logic, ParsedData};
use serde_json::{Map, Value, json};

use crate::{Engine, catalogue};

/// How it is called: the crate's "zero-copy" tier, with the data that all cases share parsed once.
pub const PATH: &str = "compiled once, Engine::evaluate on one arena, borrowed results, the catalogue as ParsedData";

/// JSONLogic has no names for what was found out already, so its users write rules in stages: what one stage says, the next may
/// read. The file is a list of such stages, each an object of rules; the last is the plan.
pub struct Datalogic {
    engine: datalogic_rs::Engine,
    stages: Vec<Logic>,
    shared: ParsedData,
    arena: Bump,
}

impl Datalogic {
    /// Compiles the rules.
    ///
    /// # Errors
    ///
    /// If they do not compile.
    pub fn new() -> Result<Self> {
        let engine = datalogic_rs::Engine::builder().with_templating(true).build();
        let rules: Vec<Value> = serde_json::from_str(include_str!("../rules/xining.jsonlogic.json"))?;
        let stages = rules.iter().map(|stage| Ok(engine.compile(stage.to_string().as_str())?)).collect::<Result<_>>()?;
        let shared = json!({
            "catalogue": catalogue()?,
            "terms": { "d": ["", "d1", "d3", "d7", "d11"], "x": ["", "x1", "x3", "x7", "x11"] },
        });
        Ok(Self { engine, stages, shared: ParsedData::from_json(&shared.to_string())?, arena: Bump::new() })
    }
}

impl Engine for Datalogic {
    fn plan(&mut self, case: &[u8], out: &mut Vec<u8>) -> Result<()> {
        self.arena.reset();
        let arena = &self.arena;
        let case = DataValue::from_str(std::str::from_utf8(case)?, arena)?;
        let case = case.as_object().context("a case is an object")?;
        // what the stages read: the case, what all cases share, and what the stages before said
        let mut known = bumpalo::collections::Vec::with_capacity_in(64, arena);
        known.extend_from_slice_copy(case);
        known.extend_from_slice_copy(self.shared.value().as_object().unwrap_or_default());
        let (last, stages) = self.stages.split_last().context("no stages")?;
        for stage in stages {
            let said = self.engine.evaluate(stage, DataValue::Object(arena.alloc_slice_copy(&known)), arena)?;
            known.extend_from_slice_copy(said.as_object().context("a stage says an object")?);
        }
        self.engine.evaluate(last, DataValue::Object(known.into_bump_slice()), arena)?.write_json_into(out);
        Ok(())
    }

    fn read(&mut self, case: &[u8]) -> Result<()> {
        self.arena.reset();
        std::hint::black_box(DataValue::from_str(std::str::from_utf8(case)?, &self.arena)?);
        Ok(())
    }
}

/// A tree of the parts of categories, each with its `rows` by area: an object of this engine is searched from its first key on,
/// so few keys a level are better than 154 on one.
fn catalogue() -> Result<Value> {
    let mut tree = json!({});
    for row in catalogue::rows()? {
        let mut at = &mut tree;
        for part in row.category.split('/') {
            at = at.as_object_mut().context("a tree of objects")?.entry(part).or_insert_with(|| Value::Object(Map::new()));
        }
        let area = if row.area.is_empty() { "anywhere" } else { row.area };
        at["rows"][area] = row.json();
    }
    Ok(tree)
}
