//! The four engines that Paidan is measured against, each with the plan of Xining's cases in its own language. README.md says
//! what is compared and how fair it is.

pub mod answer;
mod catalogue;
pub mod cel;
pub mod datalogic;
pub mod regorus;
pub mod zen;

use anyhow::{Context, Result};

/// A rules engine with Xining's rules loaded.
pub trait Engine {
    /// Plans one case, from the bytes of its JSON to the bytes of the plan's, which are appended to `out`.
    ///
    /// # Errors
    ///
    /// Whatever the engine says of a case that it cannot read or of a rule that fails.
    fn plan(&mut self, case: &[u8], out: &mut Vec<u8>) -> Result<()>;

    /// Only reads the case, in the form that [`Engine::plan`] hands to the rules.
    ///
    /// # Errors
    ///
    /// Whatever the engine says of a case that it cannot read.
    fn read(&mut self, case: &[u8]) -> Result<()>;
}

/// An engine, which version of it, and how it is called.
pub struct Peer {
    /// The crate.
    pub name: &'static str,
    /// Of the crate, as Cargo.lock has it.
    pub version: &'static str,
    /// The way that its documentation or its benchmarks recommend for many cases, in a few words.
    pub path: &'static str,
    /// Loaded and compiled.
    pub engine: Box<dyn Engine>,
}

/// All of them.
///
/// # Errors
///
/// If rules do not compile.
pub fn all() -> Result<Vec<Peer>> {
    let peer = |name: &'static str, path, engine: Result<Box<dyn Engine>>| -> Result<Peer> {
        let engine = engine.with_context(|| format!("the rules of {name}"))?;
        Ok(Peer { name, version: version(name)?, path, engine })
    };
    Ok(vec![
        peer("datalogic-rs", datalogic::PATH, datalogic::Datalogic::new().map(boxed))?,
        peer("zen-engine", zen::PATH, zen::Zen::new().map(boxed))?,
        peer("regorus", regorus::PATH, regorus::Regorus::new().map(boxed))?,
        peer("cel", cel::PATH, cel::Cel::new().map(boxed))?,
    ])
}

fn boxed<E: Engine + 'static>(engine: E) -> Box<dyn Engine> {
    Box::new(engine)
}

/// Of a crate, from the lock file that this program was built with.
fn version(name: &str) -> Result<&'static str> {
    let lock = include_str!("../Cargo.lock");
    let (_, package) =
        lock.split_once(&format!("name = \"{name}\"\nversion = \"")).with_context(|| format!("{name} is not locked"))?;
    Ok(package.split('"').next().unwrap_or_default())
}
