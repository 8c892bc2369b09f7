//! CEL in `cel`.

mod json;

use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow};
use cel::common::types::{CelMap, CelMapKey};
use cel::common::value::{CowVal, Val};
use cel::{Context, Env, Program, Value, extensions};

use crate::{Engine, catalogue};
use json::{Json, Record};

/// How it is called: with the borrowed values of its "zero-copy" example.
pub const PATH: &str = "compiled once, Value::resolve_val, JSON read into borrowed Val, strings, lists and math extensions";

/// CEL is an expression: it has neither names nor a fold, so its users evaluate one expression after another and bind each result
/// as a variable for those that follow. The file is a list of such expressions, each under a comment with its name; the last is
/// the plan.
pub struct Cel {
    /// With the catalogue bound, and what else is the same for every case.
    shared: Context<'static, 'static>,
    steps: Vec<(&'static str, Program)>,
}

impl Cel {
    /// Compiles the rules.
    ///
    /// # Errors
    ///
    /// If they do not compile.
    pub fn new() -> Result<Self> {
        let mut env = Env::stdlib();
        for extension in [extensions::strings, extensions::lists, extensions::math] {
            env.add_extension(extension).map_err(|e| anyhow!("{e:?}"))?;
        }
        let env = Arc::new(env);
        let mut shared = Context::with_env(Arc::clone(&env));
        shared.add_variable_as_val("catalogue", Box::new(catalogue()?));
        let mut steps = Vec::new();
        for step in include_str!("../../rules/xining.cel").split("\n\n") {
            let (name, expression) = step.trim().split_once('\n').context("an expression under its name")?;
            let name = name.trim_start_matches("// ").split(':').next().unwrap_or_default();
            let program = env.compile(expression).map_err(|e| anyhow!("{e}")).with_context(|| name.to_owned())?;
            // what needs no case is found once
            match Value::resolve_val(program.expression(), &shared).map(CowVal::into_owned) {
                Ok(value) => shared.add_variable_as_val(name, value),
                Err(_) => steps.push((name, program)),
            }
        }
        Ok(Self { shared, steps })
    }
}

impl Engine for Cel {
    fn plan(&mut self, case: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let case = json::read(case)?;
        let mut known = self.shared.new_inner_scope();
        known.add_variable_as_val("case", case);
        let ((_, last), steps) = self.steps.split_last().context("no expressions")?;
        for (name, program) in steps {
            let value = Value::resolve_val(program.expression(), &known).with_context(|| (*name).to_owned())?.into_owned();
            known.add_variable_as_val(*name, value);
        }
        json::write(&*Value::resolve_val(last.expression(), &known)?, out)
    }

    fn read(&mut self, case: &[u8]) -> Result<()> {
        std::hint::black_box(json::read(case)?);
        Ok(())
    }
}

/// A map of rows by category; each a record of rows by area.
fn catalogue() -> Result<CelMap<'static>> {
    let mut by_category = std::collections::HashMap::<CelMapKey<'static>, Box<dyn Val>>::new();
    for chunk in catalogue::rows()?.chunk_by(|a, b| a.category == b.category) {
        let areas = chunk.iter().map(|row| Ok((row.area.into(), Json::of(row.json())?))).collect::<Result<_>>()?;
        by_category.insert(CelMapKey::from(chunk[0].category), Box::new(Record::new(areas)));
    }
    Ok(CelMap::from(by_category))
}
