//! Files that are no policy of this contract. Each is refused at load with what is wrong and what to do.

use paidan_engine::Runtime;

use crate::support::{component, limits, outcome, runtime, xining_is_unharmed};

/// The bytes of a component with one text in place of another of the same length.
fn patched(from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = component("xining");
    let places: Vec<usize> = (0..=bytes.len() - from.len()).filter(|&i| bytes[i..].starts_with(from.as_bytes())).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
    bytes
}

/// What the engine itself compiled, as it lies in a cache.
fn precompiled() -> Vec<u8> {
    let folder = crate::cache::Folder::new("precompiled");
    Runtime::new(limits(), Some(folder.path())).unwrap().load(&component("xining")).unwrap();
    std::fs::read(folder.only()).unwrap()
}

/// Where in a file something is wrong moves with every change of Xining's rules.
fn without_numbers(text: &str) -> String {
    let mut out = String::new();
    for part in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        match part.starts_with(|c: char| c.is_ascii_digit()) {
            true => out.extend(['#'].into_iter().chain(part.chars().skip_while(char::is_ascii_alphanumeric))),
            false => out.push_str(part),
        }
    }
    out
}

#[test]
fn files_that_are_no_policy() {
    let whole = component("xining");
    let wat = |text: &str| wat::parse_str(text).unwrap();
    let files: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", vec![], "load/not-a-component"),
        ("garbage", b"\x7f\x01garbage".repeat(99), "load/not-a-component"),
        ("a text", b"(component)".to_vec(), "load/not-a-component"),
        ("a component cut off in the middle", whole[..whole.len() / 2].to_vec(), "load/not-a-component"),
        ("a component that lacks its last byte", whole[..whole.len() - 1].to_vec(), "load/not-a-component"),
        ("a component and something behind it", [&whole[..], b"behind"].concat(), "load/not-a-component"),
        ("a core module", wat("(module (func (export \"run\")))"), "load/not-a-component"),
        ("native code", precompiled(), "load/precompiled"),
        ("an empty component", wat("(component)"), "load/world"),
        (
            "another world",
            wat(
                "(component (core module $m (func (export \"f\"))) (core instance $i (instantiate $m)) (func (export \"run\") (canon lift (core func $i \"f\"))))",
            ),
            "load/world",
        ),
        ("another contract", patched("paidan:policy/policy@1.0.0", "paidan:policy/policy@1.9.0"), "load/contract"),
        ("another name", patched("paidan:policy/policy@1.0.0", "paidan:polity/polity@1.0.0"), "load/world"),
        (
            "the right name and nothing in it",
            wat("(component (instance $i) (export \"paidan:policy/policy@1.0.0\" (instance $i)))"),
            "load/world",
        ),
        ("a function it imports", wat("(component (import \"now\" (func (result u64))))"), "load/import"),
        (
            "a clock it imports",
            wat("(component (import \"wasi:clocks/wall-clock@0.2.0\" (instance (export \"now\" (func (result u64))))))"),
            "load/import",
        ),
    ];
    let (mut page, mut wrong) = (Vec::new(), Vec::new());
    for (name, bytes, code) in &files {
        let load = || outcome(runtime().load(bytes).map(|_| "loaded"));
        let first = load();
        if !first.starts_with(code) {
            wrong.push(format!("{name}: expected {code}, got {first}"));
        }
        assert_eq!(first, load(), "{name}: another text the second time");
        page.push(format!("{name:<38} {}", without_numbers(&first)));
    }
    xining_is_unharmed();
    assert!(wrong.is_empty(), "{wrong:#?}");
    insta::assert_snapshot!("files", page.join("\n"));
}

#[test]
fn a_file_that_is_not_there() {
    let error = runtime().load_file("no/such.wasm".as_ref()).unwrap_err();
    assert_eq!((error.code, error.place.as_str()), ("load/not-found", "no/such.wasm"));
}
