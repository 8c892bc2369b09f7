//! Rego in `regorus`, on its register machine.

use std::sync::Arc;

use anyhow::{Context, Result};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Rc, Value};
use serde_json::json;

use crate::{Engine, catalogue};

/// How it is called: as the crate's own "hot" benchmark of the machine does it.
pub const PATH: &str = "compiled to RVM once, one machine kept, the catalogue as data, no limits";
const ENTRY: &str = "data.xining.plan";

/// A machine with the program and the catalogue loaded.
pub struct Regorus {
    vm: RegoVM,
}

impl Regorus {
    /// Compiles the rules.
    ///
    /// # Errors
    ///
    /// If they do not compile.
    pub fn new() -> Result<Self> {
        let mut engine = regorus::Engine::new();
        let data = data()?;
        engine.add_policy("xining.rego".to_owned(), include_str!("../rules/xining.rego").to_owned())?;
        engine.add_data(data.clone())?;
        let policy = engine.compile_with_entrypoint(&Rc::from(ENTRY))?;
        let program = Compiler::compile_from_policy(&policy, &[ENTRY]).map_err(|e| anyhow::anyhow!("{e}"))?;
        let mut vm = RegoVM::new();
        vm.load_program(Arc::clone(&program));
        vm.set_data(data)?;
        vm.set_execution_timer_config(None);
        vm.set_max_instructions(usize::MAX);
        Ok(Self { vm })
    }

    fn input(case: &[u8]) -> Result<Value> {
        serde_json::from_slice(case).context("reading a case")
    }
}

impl Engine for Regorus {
    fn plan(&mut self, case: &[u8], out: &mut Vec<u8>) -> Result<()> {
        self.vm.set_input(Self::input(case)?);
        let plan = self.vm.execute()?;
        Ok(serde_json::to_writer(out, &plan)?)
    }

    fn read(&mut self, case: &[u8]) -> Result<()> {
        std::hint::black_box(Self::input(case)?);
        Ok(())
    }
}

/// `{"catalogue": {category: {area: row}}}`: Rego's documents are indexed by their keys.
fn data() -> Result<Value> {
    let mut catalogue = serde_json::Map::new();
    for row in catalogue::rows()? {
        catalogue.entry(row.category).or_insert_with(|| json!({}))[row.area] = row.json();
    }
    Ok(serde_json::from_value(json!({ "catalogue": catalogue }))?)
}
