//! Work that can be counted: the fuel of every city's policy over its corpus, and the instructions of the host's own paths, by
//! callgrind. Both are exact, whatever else the machine does. `make guard` prints them beside what is kept in kept.toml and fails
//! where one has grown by more than a quarter; `make guard UPDATE=--update` keeps today's.

// A measurement that cannot go on says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::float_arithmetic)]

#[path = "../speed/native.rs"]
mod native;
mod paths;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use paidan_calendar::{Calendar, Instant};
use paidan_engine::{Case, City, Limits, Runtime};
use paidan_lab::Unzstd;
use serde::{Deserialize, Serialize};

/// More than this is no accident.
const GROWTH_MAX: f64 = 0.25;

/// What is counted, by name; in kept.toml as it was.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Counts {
    /// Of one case, on the average of the city's corpus. Differs a little between compilers of policies.
    fuel: BTreeMap<String, u64>,
    /// Of one case, or of one row for the calendar. Differs a little between compilers and C libraries.
    instructions: BTreeMap<String, u64>,
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    if let [run, path, times] = &args[..]
        && run == "--run"
    {
        paths::run(root, path, times.parse().unwrap());
        return ExitCode::SUCCESS;
    }
    let file = root.join("tests/benches/guard/kept.toml");
    let now = Counts { fuel: fuel(root), instructions: instructions() };
    if args.iter().any(|arg| arg == "--update") {
        let head = "# Work a case, as `make guard UPDATE=--update` found it. Written by it; a change here is explained where it is made.\n";
        fs::write(&file, format!("{head}{}", toml::to_string(&now).unwrap())).unwrap();
        println!("kept: {}", file.display());
    }
    let kept: Counts = fs::read_to_string(&file).map(|text| toml::from_str(&text).unwrap()).unwrap_or_default();
    let grown = compare("fuel a case", &kept.fuel, &now.fuel) + compare("instructions", &kept.instructions, &now.instructions);
    if grown > 0 {
        println!("{grown} grew by more than {:.0} %: mend it, or keep it and say why", GROWTH_MAX * 100.0);
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Prints each beside what it was; how many have grown too much, or are new.
fn compare(title: &str, kept: &BTreeMap<String, u64>, now: &BTreeMap<String, u64>) -> usize {
    println!("\n{title:<20} {:>10} {:>10} {:>9}", "kept", "now", "change");
    let grown = now.iter().filter(|(name, now)| {
        let was = kept.get(*name).copied();
        let change = was.map(|was| **now as f64 / was as f64 - 1.0);
        let shown = change.map_or_else(|| "new".to_owned(), |change| format!("{:+.1} %", change * 100.0));
        println!("{name:<20} {:>10} {now:>10} {shown:>9}", was.map_or_else(String::new, |was| was.to_string()));
        change.is_none_or(|change| change > GROWTH_MAX)
    });
    grown.count()
}

/// The text of a compressed file.
fn text(path: &Path) -> String {
    let file = File::open(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut text = String::new();
    Unzstd::new(BufReader::new(file)).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The component of a city, its compiled form kept beside it: under callgrind nothing is compiled.
fn city(root: &Path, name: &str) -> City {
    // one instance: callgrind has no room for more
    let runtime = Runtime::new(Limits { instances_max: 1, ..Limits::default() }, Some(root.join("target/guard"))).unwrap();
    let file = root.join(format!("target/policies/{name}.wasm"));
    assert!(file.is_file(), "{} is missing: run `make components`", file.display());
    City::new(runtime.load_file(&file).unwrap(), &[Calendar::cn(), Calendar::ningxia()]).unwrap()
}

/// By every policy that has a corpus.
fn fuel(root: &Path) -> BTreeMap<String, u64> {
    #[derive(Deserialize)]
    struct Line {
        case: serde_json::Value,
        as_of: String,
    }
    let files = fs::read_dir(root.join("tests/corpus")).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|e| e == "zst")).collect();
    let of = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().split('.').next().unwrap().to_owned();
        let (city, text) = (city(root, &name), text(path));
        let (mut batch, mut fuel, mut cases) = (city.batch(), 0, 0);
        for line in text.lines() {
            let line: Line = serde_json::from_str(line).unwrap();
            let text = line.case.to_string();
            let case = Case::from_json(text.as_bytes()).unwrap();
            fuel += batch.evaluate(&case, Instant::parse_rfc3339(&line.as_of).unwrap()).unwrap().trace.fuel;
            cases += 1;
        }
        (name, fuel / cases)
    };
    files.iter().map(of).collect()
}

/// A path run a few times and once more often: the difference is its own, whatever it takes to get there.
fn instructions() -> BTreeMap<String, u64> {
    let count = |path: &str, times: u64| {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(std::env::current_exe().unwrap());
        let output = valgrind.args(["--run", path, &times.to_string()]).output();
        let output = output.unwrap_or_else(|e| panic!("valgrind: {e}; Debian's package of that name has it"));
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{path}: {told}");
        let collected = told.lines().find_map(|line| line.split_once("Collected :")).map(|(_, n)| n.trim().parse::<u64>());
        collected.unwrap_or_else(|| panic!("{path}: {told}")).unwrap()
    };
    // callgrind's processor is another than this one: the policy is compiled for it once
    count("judge", 1);
    let of = |path: &paths::Counted| (path.name.to_owned(), (count(path.name, 3) - count(path.name, 1)) / (2 * path.each));
    paths::ALL.iter().map(of).collect()
}
