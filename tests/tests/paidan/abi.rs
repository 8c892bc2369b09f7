//! Attacks on the calling convention itself, which no Rust type can say: addresses and lengths that lie, texts that are none,
//! an allocator that hands out what it does not have, a start function and a post-return that misbehave.

use paidan_engine::Error;
use wit_component::{ComponentEncoder, StringEncoding};

use crate::support::{at, city, outcome, read, root, runtime, xining_is_unharmed};

/// What stands in a slot of abi.wat when it is not attacked.
const HONEST: &[(&str, &str)] = &[
    ("memory", "1"),
    ("table", "1"),
    ("data", ""),
    ("describe", ""),
    ("evaluate", ""),
    ("post", ""),
    ("realloc", ""),
    ("start", ""),
];

const LOOP: &str = "(loop (br 0))";
const TRAP: &str = "(unreachable)";

/// Name, slot, what is put there, how it ends. `decided`: harms nobody but the guest itself.
const ATTACKS: &[(&str, &str, &str, &str)] = &[
    ("none", "data", "", "decided"),
    // the manifest's area
    ("describe answers past the memory", "describe", "(return (i32.const 0x7fffff00))", "load/describe"),
    ("describe answers across the memory's end", "describe", "(return (i32.const 65500))", "load/describe"),
    ("describe answers out of alignment", "describe", "(return (i32.const 1025))", "load/describe"),
    ("describe answers below zero", "describe", "(return (i32.const -4))", "load/describe"),
    ("describe traps", "describe", TRAP, "load/describe"),
    ("describe loops", "describe", LOOP, "load/describe"),
    ("a text past the memory", "data", "(data (i32.const 1024) (i32 0x7fffffff 3))", "load/describe"),
    ("a text of four gigabytes", "data", "(data (i32.const 1024) (i32 256 -1))", "load/describe"),
    ("a text that is no UTF-8", "data", "(data (i32.const 1024) (i32 277 1))", "load/describe"),
    ("a list of four billion rules", "data", "(data (i32.const 1076) (i32 500 -1))", "load/describe"),
    ("a list past the memory", "data", "(data (i32.const 1076) (i32 65532 2))", "load/describe"),
    ("a list out of alignment", "data", "(data (i32.const 1076) (i32 501 1))", "load/describe"),
    ("a case of an enum that is not there", "data", "(data (i32.const 516) (i8 9))", "load/describe"),
    ("an option that is neither", "data", "(data (i32.const 544) (i8 7))", "load/describe"),
    ("a flag of 255 is true", "data", "(data (i32.const 1072) (i8 -1))", "decided"),
    // the plan's area
    ("evaluate answers past the memory", "evaluate", "(return (i32.const 0x7fffff00))", "fault/output"),
    ("evaluate answers across the memory's end", "evaluate", "(return (i32.const 65528))", "fault/output"),
    ("evaluate answers out of alignment", "evaluate", "(return (i32.const 2049))", "fault/output"),
    ("neither plan nor refusal", "data", "(data (i32.const 2048) (i8 2))", "fault/output"),
    ("a body that is neither unit nor actor", "data", "(data (i32.const 2078) (i8 1 0 9))", "fault/output"),
    ("a million rows", "data", "(data (i32.const 2104) (i32 4096 1000000))", "fault/output"),
    ("four billion rows", "data", "(data (i32.const 2104) (i32 4096 -1))", "fault/output"),
    ("rows past the memory", "data", "(data (i32.const 2104) (i32 65532 1))", "fault/output"),
    ("a thousand reasons that are all one", "data", "(data (i32.const 2160) (i32 8192 1000))", "decided"),
    ("closings that are not there", "data", "(data (i32.const 2056) (i32 8192 3))", "fault/plan"),
    ("evaluate traps", "evaluate", TRAP, "fault/trap"),
    ("evaluate loops", "evaluate", LOOP, "fault/fuel"),
    ("evaluate overflows the stack", "evaluate", "(call $recurse)", "fault/stack"),
    ("evaluate reads past the memory", "evaluate", "(drop (i32.load (i32.const 0x7fffffff)))", "fault/trap"),
    ("evaluate calls what is not there", "evaluate", "(call_indirect (i32.const 0))", "fault/trap"),
    (
        "evaluate grows to a gigabyte",
        "evaluate",
        "(if (i32.eq (memory.grow (i32.const 16384)) (i32.const -1)) (then (unreachable)))",
        "fault/memory",
    ),
    (
        "evaluate counts its calls and tells nobody",
        "evaluate",
        "(i32.store (i32.const 3000) (i32.add (i32.const 1) (i32.load (i32.const 3000))))",
        "decided",
    ),
    // the allocator
    ("realloc hands out zero", "realloc", "(return (i32.const 0))", "decided"),
    ("realloc hands out what lies past the memory", "realloc", "(return (i32.const 0x7ffffff8))", "fault/"),
    ("realloc hands out the memory's last bytes", "realloc", "(return (i32.const 65528))", "fault/"),
    ("realloc hands out odd addresses", "realloc", "(return (i32.const 4097))", "fault/"),
    ("realloc traps", "realloc", TRAP, "fault/trap"),
    ("realloc loops", "realloc", LOOP, "fault/fuel"),
    ("realloc hands out its own plan", "realloc", "(return (i32.const 2048))", "fault/"),
    // after the answer
    ("post-return traps", "post", TRAP, "fault/trap"),
    ("post-return loops", "post", LOOP, "fault/fuel"),
    // before anything
    ("start traps", "start", TRAP, "load/describe"),
    ("start loops", "start", LOOP, "load/describe"),
    ("start overflows the stack", "start", "(call $recurse)", "load/describe"),
    (
        "start grows to a gigabyte",
        "start",
        "(if (i32.eq (memory.grow (i32.const 16384)) (i32.const -1)) (then (unreachable)))",
        "load/describe",
    ),
    ("data past the memory", "data", "(data (i32.const 65535) \"xx\")", "load/"),
    ("too much memory at once", "memory", "1000", "load/resources"),
    ("more memory than there can be", "memory", "65536", "load/resources"),
    ("too large a table", "table", "1000000", "load/resources"),
    ("just as much memory as is allowed", "memory", "256", "decided"),
    ("a second memory", "data", "(memory 1)", "load/not-a-component"),
    ("vectors", "start", "(drop (v128.const i32x4 0 0 0 0))", "load/not-a-component"),
];

/// A component of abi.wat with one slot attacked.
pub(crate) fn component(slot: &str, text: &str) -> Vec<u8> {
    let mut wat = include_str!("abi.wat").to_owned();
    for (name, honest) in HONEST {
        wat = wat.replace(&format!("{{{name}}}"), if *name == slot { text } else { honest });
    }
    let mut module = wat::parse_str(&wat).unwrap_or_else(|e| panic!("{e}"));
    let mut resolve = wit_parser::Resolve::default();
    let (package, _) = resolve.push_dir(root().join("wit/v1")).unwrap();
    let world = resolve.select_world(&[package], Some("city")).unwrap();
    wit_component::embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
    // not validated: that is the host's business
    ComponentEncoder::default().validate(false).module(&module).unwrap().encode().unwrap()
}

fn run(bytes: &[u8]) -> Result<String, Error> {
    let city = city(runtime().load(bytes)?)?;
    let case = read(
        r#"{"id":"A-1","jurisdiction":"630103","title":"not for you","history":[{"seq":1,"at":"2026-11-09T09:00:00+08:00","kind":"received"}]}"#,
    );
    let as_of = at("2026-11-10T09:00:00+08:00");
    let strict = city.evaluate(&case, as_of).map(|d| d.to_json());
    let mut batch = city.batch();
    for _ in 0..3 {
        assert_eq!(strict, batch.evaluate(&case, as_of).map(|d| d.to_json()));
    }
    strict.map(|json| json.split('"').nth(7).unwrap().to_owned())
}

#[test]
fn every_attack_ends_in_its_fault() {
    let (mut page, mut wrong) = (Vec::new(), Vec::new());
    for (name, slot, text, ends) in ATTACKS {
        let bytes = component(slot, text);
        let first = outcome(run(&bytes));
        if !first.starts_with(ends) {
            wrong.push(format!("{name}: expected {ends}, got {first}"));
        }
        assert_eq!(first, outcome(run(&bytes)), "{name}: another text the second time");
        xining_is_unharmed();
        page.push(format!("{name:<44} {first}"));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    insta::assert_snapshot!("abi", page.join("\n"));
}
