//! docs/cases.md: its example is a file of cases, and every key of the format stands in it.

use std::collections::BTreeSet;
use std::fs;

use crate::world::{copy, root};

fn page() -> String {
    fs::read_to_string(root().join("docs/cases.md")).unwrap()
}

/// The blocks of TOML, in order.
fn blocks(page: &str) -> Vec<&str> {
    page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn the_worked_example_passes() {
    let page = page();
    let example = blocks(&page)[0];
    let copy = copy("docs", example);
    let ran = copy.test(&[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let cases = example.matches("[[case]]").count() - example.matches("\nset = ").count();
    assert!(ran.out.contains(&format!("{cases} cases: {cases} passed, 0 failed")), "{}", ran.out);
}

/// The words that stand on the page as code, in its lines or in its blocks.
fn code(page: &str) -> BTreeSet<&str> {
    let inline = page.split('`').skip(1).step_by(2);
    inline.flat_map(|code| code.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')).collect()
}

/// The reader lists what it knows wherever it meets something else: each of these keys is explained on the page.
#[test]
fn every_key_of_the_format_is_on_the_page() {
    let page = page();
    let code = code(&page);
    let slips = [
        ("[nope]", 3),
        ("[base]\nnope = 1", 11),
        ("[[case]]\nnope = 1", 17),
        ("[[case]]\nname = \"x\"\nrule = []\nat = \"2026-11-09 09:00\"\nexpect = { nope = 1 }", 16),
        ("[[case]]\nname = \"x\"\nrule = []\nat = \"2026-11-09 09:00\"\nexpect.clocks.whole.nope = 1", 13),
        ("[[case]]\nname = \"x\"\nrule = []\nat = \"2026-11-09 09:00\"\nexpect.clocks.whole.rounds.nope = 1", 3),
        ("[[case]]\nname = \"x\"\nrule = []\nat = \"2026-11-09 09:00\"\nexpect.clocks.whole.late.nope = 1", 2),
        ("[[case]]\nname = \"x\"\nrule = []\nat = \"2026-11-09 09:00\"\nexpect.clocks.handle.marks.first.nope = 1", 5),
        ("[[case]]\nname = \"x\"\nrule = []\nat = \"2026-11-09 09:00\"\nexpect.labels.tier.nope = 1", 4),
        ("[[case]]\nname = \"x\"\nrule = []\nat = \"2026-11-09 09:00\"\nexpect.escalations.city.nope = 1", 6),
        ("[[case]]\nname = \"x\"\nrule = []\nat = \"2026-11-09 09:00\"\nexpect.measures.response.nope = 1", 3),
        ("[[case]]\nname = \"x\"\nrule = []\nat = \"2026-11-09 09:00\"\nexpect.route.nope = 1", 4),
    ];
    for (i, (slip, least)) in slips.into_iter().enumerate() {
        let ran = copy(&format!("key-{i}"), slip).test(&[]);
        let known = ran.err.split("known here: ").nth(1).unwrap_or_else(|| panic!("{slip}: {}", ran.err));
        let known: Vec<&str> = known.lines().next().unwrap().split(", ").collect();
        assert!(known.len() >= least, "{slip}: {known:?}");
        for key in known {
            assert!(code.contains(key), "{key} of `{slip}` is not on the page");
        }
    }
}
