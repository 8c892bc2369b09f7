//! The real binary, run as clerks, operators and other programs run it.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on says where

mod authoring;
mod bad;
mod check;
mod coverage;
mod import;
mod new;
mod pages;
mod record;
mod records;
mod replay;
mod report;
mod sample;
mod schema;
mod served;
mod stream;
mod timeline;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// As of when the pages of the examples are made: all of them have begun then, and one is still open.
const AT: &str = "2026-11-20T09:00:00+08:00";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The command, in a folder, with nothing of this machine's user in it.
fn paidan(folder: &Path) -> Command {
    assert!(
        root().join("target/policies/xining.wasm").is_file(),
        "target/policies/xining.wasm is missing: run `make components`"
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_paidan"));
    command.current_dir(folder).env("PAIDAN_CACHE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    command
}

/// Runs it to its end.
fn run(folder: &Path, args: &[&str], input: &str) -> Output {
    let mut child =
        paidan(folder).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // whoever has heard enough stops listening
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Standard output of a run that must succeed.
fn good(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, args, "");
    assert!(output.status.success(), "paidan {}: {}", args.join(" "), text(&output.stderr));
    text(&output.stdout).to_owned()
}

/// An empty folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder.canonicalize().unwrap()
}

/// The example cases, by name.
fn examples() -> Vec<String> {
    let names =
        std::fs::read_dir(root().join("examples/cases")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> =
        names.filter(|name| name.ends_with(".json")).map(|name| format!("examples/cases/{name}")).collect();
    names.sort();
    assert!(names.len() >= 4);
    names
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, text);
    });
}
