//! The build script of a city.

use std::env;
use std::fs;
use std::path::Path;

use crate::Rules;

/// Writes `vocabulary.rs` of the city whose build script calls this. `PAIDAN_SET` may hold lines `path=text`, each set as
/// by [`Rules::set`]. On any error the build stops, with file, line and what would mend it.
pub fn build() {
    if let Err(errors) = run() {
        eprintln!("{errors}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let folder = env::var("CARGO_MANIFEST_DIR")?;
    let folder = Path::new(&folder);
    for watched in ["rules.toml", "src"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    println!("cargo:rerun-if-env-changed=PAIDAN_SET");
    let mut rules = Rules::read(folder)?;
    if let Some(routes) = &rules.policy.routes {
        println!("cargo:rerun-if-changed={routes}");
    }
    for line in env::var("PAIDAN_SET").unwrap_or_default().lines().filter(|line| !line.trim().is_empty()) {
        let (path, text) = line.split_once('=').ok_or_else(|| format!("PAIDAN_SET: `{line}` is not `path=text`"))?;
        rules.set(path, text)?;
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("vocabulary.rs"), rules.vocabulary())?;
    Ok(())
}
