//! The contract as it was frozen, and components that were built against it: they load, and decide recorded cases as they did. How a
//! folder of tests/frozen came to be, and what to do when a test here fails, says tests/frozen/README.md.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use paidan_calendar::Calendar;
use paidan_engine::{CONTRACT, City, Policy, Versions};
use paidan_lab::Unzstd;
use paidan_lab::replay::{Against, Differences, Question, Replay, Told};
use wit_component::WitPrinter;

use crate::support::{root, runtime};

/// The folders below one, in their order.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

/// Every policy that is frozen, by the folder of its contract.
fn policies() -> Vec<PathBuf> {
    folders(&root().join("tests/frozen")).iter().flat_map(|contract| folders(contract)).collect()
}

fn load(folder: &Path) -> Policy {
    let bytes = fs::read(folder.join("component.wasm")).unwrap();
    runtime().load(&bytes).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
}

/// The package without comments, laid out by a rule.
fn without_comments(file: &Path) -> String {
    let mut resolve = wit_parser::Resolve::default();
    let (package, _) = resolve.push_path(file).unwrap();
    let mut printer = WitPrinter::default();
    printer.emit_docs(false);
    printer.print(&resolve, package, &[]).unwrap();
    printer.output.to_string()
}

#[test]
fn the_contract_is_as_it_was_frozen() {
    let kept = root().join("tests/frozen").join(CONTRACT).join("policy.wit");
    assert!(kept.is_file(), "contract {CONTRACT} has no folder in tests/frozen");
    let now = without_comments(&root().join("wit/v1/policy.wit"));
    assert!(now.contains(&format!("package paidan:policy@{CONTRACT};")), "{now}");
    assert_eq!(now, without_comments(&kept), "a frozen contract does not change: another one is another folder beside wit/v1");
}

#[test]
fn each_component_has_its_sources_beside_it() {
    let policies = policies();
    assert_eq!(policies.len(), 6, "{policies:?}");
    for folder in policies {
        let digest = paidan_rules::digest(&folder).unwrap();
        assert_eq!(digest, load(&folder).manifest().raw.digest, "{}", folder.display());
    }
}

/// Decides the records of a frozen policy again.
fn replayed(folder: &Path, policy: Policy) -> (Differences, Vec<String>) {
    let city = City::new(policy, &[Calendar::cn(), Calendar::ningxia()]).unwrap();
    let rules = Versions::new(vec![(None, city)]).unwrap();
    let (against, accepted) = (Against::Record, BTreeSet::new());
    let question = Question { rules, against, at: None, known_at: None, accepted, same_rules: false };
    let mut text = String::new();
    Unzstd::new(&fs::read(folder.join("records.jsonl.zst")).unwrap()[..]).unwrap().read_to_string(&mut text).unwrap();
    let mut told = Vec::new();
    let mut tell = |what: Told<'_, usize>| {
        told.extend(match what {
            Told::Differs(case) => Some(format!("{case:?}")),
            Told::LeftOut(line, error) => Some(format!("line {}: {error}", line + 1)),
            Told::Passed { .. } => None,
        });
    };
    let mut replay = Replay::start(&question, 2);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        replay.push(number, line.as_bytes(), &mut tell);
    }
    let sums = replay.finish(false, &mut tell);
    (sums, told)
}

#[test]
fn frozen_components_decide_as_they_did() {
    for folder in policies() {
        let policy = load(&folder);
        let (sums, told) = replayed(&folder, policy.clone());
        assert!(told.is_empty(), "{}: {}", folder.display(), told[0]);
        assert_eq!((sums.cases, sums.same, sums.makers.len()), (200, 200, 0), "{}", folder.display());
        // and would be found out if they did not
        let mut raw = policy.manifest().raw.clone();
        raw.terms.iter_mut().filter(|term| !term.id.contains(".rung.")).for_each(|term| term.amount += 1);
        let (sums, _) = replayed(&folder, policy.with_manifest(raw).unwrap());
        assert!(sums.differ > 30, "{}: {} differ", folder.display(), sums.differ);
    }
}
