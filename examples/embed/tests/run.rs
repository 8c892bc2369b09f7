//! The example runs, and says what it should.

use std::path::Path;
use std::process::Command;

#[test]
fn the_example_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."));
    let components = ["xining", "rogue"].map(|name| format!("target/policies/{name}.wasm"));
    for component in &components {
        assert!(root.join(component).is_file(), "{component} is missing: run `make components guests`");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_embed")).current_dir(root).args(&components).output();
    let output = output.unwrap_or_else(|e| panic!("{e}"));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said, "2 cities on 4 threads, each replaced once: 2 different decisions\n");
}
