//! What the sandbox costs at scale: as the corpus, the histories, the number of policies, the threads, the catalogue and the rules
//! grow, and what a replay of records costs. `make scale` measures all of it and writes the figures of docs/performance.md; `cargo bench -p paidan-tests --bench
//! scale corpus history` measures some of it. Prose and figures are apart: only what stands between the marks is written.

// A measurement that cannot go on says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod corpus;
mod counties;
mod history;
mod large;
mod machine;
mod page;
mod point;
mod replay;
mod tables;
mod threads;

use std::path::{Path, PathBuf};
use std::{env, fs};

use paidan_engine::{City, Limits, Runtime};

use corpus::{Corpus, city, decide, sample};
use history::Shape;
use large::Size;
use page::{Found, Page};
use point::{Figures, MARK, ask, figures, nanos};
use replay::Way;

/// As the command line allocates.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Threads of everything that is not about threads.
const THREADS: usize = 2;
/// Different cases; a larger corpus is these again and again.
const DISTINCT: u64 = 100_000;
const CORPORA: [u64; 3] = [100_000, 1_000_000, 10_000_000];
const EVENTS: [usize; 6] = [5, 20, 50, 100, 200, 500];
const COUNTIES: [usize; 4] = [5, 100, 1000, 3000];
/// The soft limit of open files under which policies are loaded: what a Linux system gives a process.
const FILES: u32 = 1024;

fn main() {
    let args: Vec<String> = env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let place = Place::new();
    if let Some(name) = args.first().and_then(|arg| arg.strip_prefix(MARK)) {
        println!("{}", serde_json::to_string(&measure(&place, name, &args[1..])).unwrap());
        return;
    }
    if let Some(wrong) = args.iter().find(|arg| !SECTIONS.contains(&arg.as_str())) {
        panic!("`{wrong}` is none of {SECTIONS:?}");
    }
    let mut page = Page::open(&place.root);
    place.fill();
    for name in SECTIONS.into_iter().filter(|name| args.is_empty() || args.iter().any(|arg| arg == name)) {
        println!("{name}");
        page.found.extend(section(&place, name));
        page.write(name);
    }
}

const SECTIONS: [&str; 6] = ["corpus", "history", "counties", "threads", "large", "replay"];

/// The points of a section, in lists.
fn section(place: &Place, name: &str) -> Found {
    let one = |name: &str, points| Found::from([(name.to_owned(), points)]);
    match name {
        "corpus" => one(name, points(name, CORPORA)),
        "history" => Shape::ALL.map(|shape| (format!("history-{}", shape.name()), points(shape.name(), EVENTS))).into(),
        "counties" => {
            let most = COUNTIES[COUNTIES.len() - 1];
            counties::prepare(&place.component(), &place.city().policy().manifest().raw.digest, &place.counties(), most);
            one(name, points(name, COUNTIES))
        }
        "threads" => one(name, points(name, [THREADS])),
        "replay" => {
            replay::prepare(&place.city(), &Corpus::read(&place.corpus()), &place.folder);
            let mut best = Found::new();
            // whatever else the machine does meets all of them
            for _ in 0..replay::ROUNDS {
                for way in Way::ALL.map(Way::name) {
                    let found = points(way, replay::RECORDS);
                    let kept = best.entry(way.to_owned()).or_insert_with(|| found.clone());
                    kept.iter_mut()
                        .zip(found)
                        .filter(|(kept, new)| new["took_ns"] < kept["took_ns"])
                        .for_each(|(kept, new)| *kept = new);
                }
            }
            replay::clean(&place.folder);
            best
        }
        _ => Size::ALL
            .map(|size| {
                let took = large::build(size, &place.root, &place.folder);
                let mut found = ask(size.name(), &[], "");
                found.insert("build_ns".to_owned(), took);
                (format!("large-{}", size.name()), vec![found])
            })
            .into(),
    }
}

/// A point for each.
fn points<T: ToString>(name: &str, at: impl IntoIterator<Item = T>) -> Vec<Figures> {
    let first = match name {
        "counties" => format!("ulimit -Sn {FILES} && "),
        // everything on one core
        _ if name == Way::RecordByOne.name() => "taskset -pc 0 $$ > /dev/null && ".to_owned(),
        _ => String::new(),
    };
    at.into_iter().map(|at| ask(name, &[&at.to_string()], &first)).collect()
}

/// In the child: a point, by its name.
fn measure(place: &Place, name: &str, args: &[String]) -> Figures {
    let number = || args[0].parse::<usize>().unwrap();
    let mut found = match name {
        "corpus" => {
            let (city, corpus) = (place.city(), Corpus::read(&place.corpus()));
            // what is made once is not counted
            decide(&city, &corpus, 10_000, THREADS);
            let before = machine::cpu();
            let (took, bytes) = decide(&city, &corpus, number() as u64, THREADS);
            figures([
                ("took_ns", nanos(took)),
                ("cpu_ns", nanos(machine::cpu() - before)),
                ("per_second", threads::per_second(number() as u64, nanos(took))),
                ("peak_bytes", machine::status("VmHWM")),
                ("corpus_bytes", corpus.bytes()),
                ("decisions_bytes", bytes),
            ])
        }
        "counties" => {
            paidan_engine::raise_open_files();
            counties::measure(&place.counties(), &place.corpus(), number())
        }
        "threads" => threads::measure(&place.city(), &Corpus::read(&place.corpus())),
        name if name.starts_with("replay") => {
            let way = Way::ALL.into_iter().find(|way| way.name() == name).unwrap_or_else(|| panic!("no point `{name}`"));
            replay::measure(way, &|| place.city(), &place.folder, number() as u64)
        }
        name => match Shape::ALL.iter().find(|shape| shape.name() == name) {
            Some(shape) => history::measure(&place.city(), *shape, number()),
            None => {
                let size = *Size::ALL.iter().find(|size| size.name() == name).unwrap_or_else(|| panic!("no point `{name}`"));
                large::measure(size, &large::component(size, &place.folder), &place.cache())
            }
        },
    };
    if let Some(at) = args.first() {
        found.insert("at".to_owned(), at.parse().unwrap());
    }
    found
}

/// Where everything is: the tree, and a folder below target/ for what is made on the way and used again by the next run.
struct Place {
    root: PathBuf,
    folder: PathBuf,
}

impl Place {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned();
        Self { folder: root.join("target/scale"), root }
    }

    fn component_file(&self) -> PathBuf {
        self.root.join("target/policies/xining.wasm")
    }

    fn component(&self) -> Vec<u8> {
        fs::read(self.component_file()).unwrap_or_else(|e| panic!("Xining's component: {e}; run `make components`"))
    }

    fn cache(&self) -> PathBuf {
        self.folder.join("cache")
    }

    fn corpus(&self) -> PathBuf {
        self.folder.join("cases.jsonl")
    }

    fn counties(&self) -> PathBuf {
        self.folder.join("counties")
    }

    fn city(&self) -> City {
        let runtime = Runtime::new(Limits::default(), Some(self.cache())).unwrap();
        city(runtime.load_file(&self.component_file()).unwrap_or_else(|e| panic!("{e}")))
    }

    /// The cases that all of it decides.
    fn fill(&self) {
        fs::create_dir_all(&self.folder).unwrap();
        sample(self.city(), &self.root.join("policies/xining/sample.toml"), DISTINCT, &self.corpus());
    }
}
