//! What a folder of rules may say, what is refused and in which words, and the Rust that is made of it.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a test may panic

mod digest;
mod errors;
mod rules;
#[cfg(feature = "schema")]
mod schema;
mod term;
mod vocabulary;

use std::path::{Path, PathBuf};

use paidan_rules::Rules;

/// A folder or file beside this one.
fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules").join(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(data(name)).unwrap()
}

/// The small example, in which everything occurs once.
fn small() -> Rules {
    Rules::read(&data("small")).unwrap_or_else(|errors| panic!("{errors}"))
}

/// An empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("paidan-rules").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("src")).unwrap();
    folder
}
