//! The cities that are served, the cases made for them by their sample.toml, and the corpora that are kept in tests/corpus.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::sync::LazyLock;

use paidan_calendar::{Calendar, Day, Instant};
use paidan_engine::{Batch, Case, City, Decision, Versions};
use paidan_lab::Unzstd;
use paidan_lab::sample::{Order, Sampler, Spec};
use serde_json::Value;

use crate::support::{at, load, root};

/// A city of paidan.toml.
pub(crate) struct Served {
    pub(crate) name: String,
    pub(crate) versions: Versions,
    /// The folders of the versions, oldest first.
    pub(crate) folders: Vec<String>,
    pub(crate) spec: Spec,
}

/// Every city that is served and has a sample.toml: one that brings it is tested without a line here.
pub(crate) fn cities() -> &'static [Served] {
    static CITIES: LazyLock<Vec<Served>> = LazyLock::new(|| {
        let file: toml::Table = toml::from_str(&fs::read_to_string(root().join("paidan.toml")).unwrap()).unwrap();
        let served = |name: &String| {
            let text = fs::read_to_string(sample(name)).unwrap();
            let spec = Spec::read(name, &text).unwrap_or_else(|error| panic!("{error}"));
            let (versions, folders) = versions(&file, name);
            Served { name: name.clone(), versions, folders, spec }
        };
        file["city"].as_table().unwrap().keys().filter(|name| sample(name).is_file()).map(served).collect()
    });
    assert!(CITIES.len() >= 5);
    &CITIES
}

fn sample(city: &str) -> PathBuf {
    root().join(format!("policies/{city}/sample.toml"))
}

/// As paidan.toml says: the versions and who stands above them.
fn versions(file: &toml::Table, name: &str) -> (Versions, Vec<String>) {
    let entry = file["city"][name].as_table().unwrap();
    let listed: Vec<(Option<Day>, String)> = match entry.get("versions") {
        None => vec![(None, entry["policy"].as_str().unwrap().to_owned())],
        Some(list) => {
            let from = |version: &toml::Value| Some(Day::parse(&version.get("from")?.to_string()).unwrap());
            let list = list.as_array().unwrap().iter();
            list.map(|version| (from(version), version["policy"].as_str().unwrap().to_owned())).collect()
        }
    };
    let superior = entry.get("superior").map(|superior| {
        let said = |key: &str| superior[key].as_str().unwrap().to_owned();
        (versions(file, &said("city")).0, said("level"))
    });
    let city = |folder: &str| {
        let city = City::new(load(folder), &[Calendar::cn(), Calendar::ningxia()]).unwrap();
        match &superior {
            Some((above, level)) => city.below(above.clone(), level).unwrap(),
            None => city,
        }
    };
    let mut listed = listed;
    listed.sort();
    let folders = listed.iter().map(|(_, folder)| folder.clone()).collect();
    (Versions::new(listed.iter().map(|(from, folder)| (*from, city(folder))).collect()).unwrap(), folders)
}

impl Served {
    /// Made-up cases, a line each.
    pub(crate) fn samples(&self, count: u64, seed: u64, to: Option<Day>) -> Vec<String> {
        let order = Order { count, seed, from: None, to };
        let mut sampler =
            Sampler::new(&self.versions, &self.spec, order).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        std::iter::from_fn(|| sampler.next_line().unwrap_or_else(|error| panic!("{}: {error}", self.name))).collect()
    }

    pub(crate) fn corpus_file(&self) -> PathBuf {
        root().join(format!("tests/corpus/{}.jsonl.zst", self.name))
    }

    /// The kept cases.
    pub(crate) fn corpus(&self) -> Vec<Kept> {
        let file = self.corpus_file();
        let packed = fs::read(&file).unwrap_or_else(|_| panic!("{} is missing: UPDATE=1 makes it", file.display()));
        let mut text = String::new();
        Unzstd::new(&packed[..]).unwrap().read_to_string(&mut text).unwrap();
        text.lines().map(Kept::read).collect()
    }

    pub(crate) fn judge(&self) -> Judge<'_> {
        Judge { versions: &self.versions, batches: self.versions.all().iter().map(|(_, city)| city.batch()).collect() }
    }

    /// The version that judges a case, and its folder.
    pub(crate) fn version(&self, case: &Case<'_>) -> (&City, &str) {
        let position = self.versions.position(case).unwrap();
        (&self.versions.all()[position].1, &self.folders[position])
    }
}

/// A case of a corpus, the moment at which it is asked about, and what is to come out.
pub(crate) struct Kept {
    pub(crate) case: Value,
    pub(crate) as_of: Instant,
    pub(crate) expect: Value,
}

impl Kept {
    fn read(line: &str) -> Kept {
        let mut line: BTreeMap<String, Value> = serde_json::from_str(line).unwrap();
        let mut take = |key: &str| line.remove(key).unwrap_or_else(|| panic!("a line of a corpus has no `{key}`"));
        Kept { case: take("case"), as_of: at(take("as_of").as_str().unwrap()), expect: take("expect") }
    }

    pub(crate) fn id(&self) -> &str {
        self.case["id"].as_str().unwrap()
    }
}

/// Decides cases of a city, each by the version that is in force for it.
pub(crate) struct Judge<'v> {
    versions: &'v Versions,
    batches: Vec<Batch<'v>>,
}

impl<'v> Judge<'v> {
    pub(crate) fn decide<'a>(&mut self, case: &'a Case<'_>, at: Instant) -> Decision<'a>
    where
        'v: 'a,
    {
        self.decide_knowing(case, at, None)
    }

    pub(crate) fn decide_knowing<'a>(&mut self, case: &'a Case<'_>, at: Instant, known_at: Option<Day>) -> Decision<'a>
    where
        'v: 'a,
    {
        let position = self.versions.position(case).unwrap();
        self.batches[position].evaluate_knowing(case, at, known_at).unwrap_or_else(|error| panic!("{error}"))
    }
}
