//! The Rust that is made of rules.

use std::fmt::Write;

use paidan_rules::Rules;

use crate::{data, small, text};

#[test]
fn the_small_example_in_rust() {
    // the digest changes with every edit of the example, and is tested for itself
    let rules = small();
    let rust = rules.vocabulary().replace(&rules.manifest_digest(), "DIGEST");
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("vocabulary", rust);
    });
}

#[test]
fn it_is_rust_whatever_the_texts_hold() {
    let wild = text("small/rules.toml")
        .replace("实行1日", "*/ \\\" {} #\u{202e} <b> [x] `y` 实行1日")
        .replace("城东区", "\\\\ \\\"城\\t东\\\"");
    let rules = Rules::parse("rules.toml", &wild, Some(("routes.csv", &text("small/routes.csv"))))
        .unwrap_or_else(|errors| panic!("{errors}"));
    for rules in [small(), rules, Rules::read(&data("example")).unwrap_or_else(|errors| panic!("{errors}"))] {
        let rust = rules.vocabulary();
        syn::parse_file(&rust).unwrap_or_else(|error| panic!("{error}\n{rust}"));
    }
}

#[test]
fn a_large_catalogue_stays_small() {
    let mut routes = "category,title,area,lead,co,fallback,basis\n".to_owned();
    for (a, b, c) in (0..20).flat_map(|a| (0..30).flat_map(move |b| (0..32).map(move |c| (a, b, c)))) {
        if (b, c) == (0, 0) {
            writeln!(routes, "a{a},甲{a},,hotline,,,ours").unwrap();
        }
        if c == 0 {
            writeln!(routes, "a{a}/b{b},乙{b},,bureau,hotline,,ours").unwrap();
        }
        writeln!(routes, "a{a}/b{b}/c{c},丙{c},,bureau,hotline,hotline,ours").unwrap();
    }
    let rules = Rules::parse("rules.toml", &text("small/rules.toml"), Some(("routes.csv", &routes)))
        .unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!((rules.routes.len(), rules.categories.len()), (19_820, 19_820));
    assert!(rules.routes.is_sorted_by_key(|route| (route.category, route.area)));
    let rust = rules.vocabulary();
    let titles = rust.split("static CATEGORIES: &str = \"\\").nth(1).and_then(|rest| rest.split("\";").next()).unwrap();
    assert!(titles.len() < 20 * rules.categories.len(), "{} bytes of categories", titles.len());
    assert!(rust.contains("const CO: &[&[u16]] = &[&[], &[0]];"), "equal lists of co-handlers are shared");
}
