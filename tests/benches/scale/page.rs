//! docs/performance.md: the tables between its marks, the pictures and the figures beside it. The prose is written by hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::point::Figures;
use crate::tables::part;

/// Points by what was measured.
pub(crate) type Found = BTreeMap<String, Vec<Figures>>;

/// docs/performance/figures.json.
#[derive(Default, Serialize, Deserialize)]
struct File {
    /// By measurement, the machine that it ran on: some of it may be measured again elsewhere.
    machines: BTreeMap<String, String>,
    found: Found,
}

pub(crate) struct Page {
    docs: PathBuf,
    machines: BTreeMap<String, String>,
    pub(crate) found: Found,
}

impl Page {
    /// With what was measured before.
    pub(crate) fn open(root: &Path) -> Self {
        let docs = root.join("docs");
        let before = fs::read(docs.join("performance/figures.json")).unwrap_or_default();
        let File { machines, found } = serde_json::from_slice(&before).unwrap_or_default();
        Self { docs, machines, found }
    }

    /// Writes a measurement's part, once it is there: what breaks off later does not lose it.
    pub(crate) fn write(&mut self, name: &str) {
        self.machines.insert(name.to_owned(), paidan_tests::machine());
        let part = part(name, &self.found);
        println!("\n{}", part.table);
        let folder = self.docs.join("performance");
        fs::create_dir_all(&folder).unwrap();
        for (file, picture) in &part.pictures {
            fs::write(folder.join(file), picture).unwrap();
        }
        let file = File { machines: self.machines.clone(), found: self.found.clone() };
        fs::write(folder.join("figures.json"), serde_json::to_string_pretty(&file).unwrap() + "\n").unwrap();
        let page = self.docs.join("performance.md");
        let text = fs::read_to_string(&page).unwrap();
        let text = between(&text, name, &format!("\n{}\nMeasured on {}.\n\n", part.table, paidan_tests::machine()));
        fs::write(page, text).unwrap();
    }
}

/// The page with other text between the marks of a measurement.
fn between(text: &str, name: &str, new: &str) -> String {
    let (begin, end) = (format!("<!-- {name}: written by `make scale` -->\n"), format!("<!-- {name} ends -->"));
    let from = text.find(&begin).unwrap_or_else(|| panic!("docs/performance.md lacks {begin}")) + begin.len();
    let to = text.find(&end).filter(|to| *to >= from).unwrap_or_else(|| panic!("docs/performance.md lacks {end}"));
    format!("{}{new}{}", &text[..from], &text[to..])
}
