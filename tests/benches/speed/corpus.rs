//! The cases that are measured: short and long ones, with 5 and with 20 events. `corpus/make.py` makes them.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use paidan_lab::Unzstd;

/// Cases of one shape.
pub(crate) struct Corpus {
    pub(crate) name: &'static str,
    /// One case a line.
    pub(crate) text: String,
}

impl Corpus {
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines()
    }
}

const NAMES: [&str; 3] = ["short-5", "long-5", "long-20"];

/// They live as long as the program.
pub(crate) fn read(root: &Path) -> &'static [Corpus] {
    let corpora = NAMES.map(|name| {
        let path = root.join(format!("tests/benches/corpus/{name}.jsonl.zst"));
        let file = File::open(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let mut text = String::new();
        Unzstd::new(BufReader::new(file)).unwrap().read_to_string(&mut text).unwrap();
        Corpus { name, text }
    });
    Box::leak(Box::new(corpora))
}
