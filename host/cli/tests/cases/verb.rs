//! What `paidan test` answers.

use std::fs;

use serde_json::Value;

use crate::world::{copy, copy_as, paidan};

const HEAD: &str = "[base]\njurisdiction = \"630103\"\ncategory = \"housing/heating\"\nhistory = [\"2026-11-09 09:00 received\", \"2026-11-09 09:20 dispatched unit=housing\"]\n";
const WRONG: &str = r#"
[[case]]
name = "three days"
rule = ["tiers"]
quote = '实行1日、3日、7日和11日 四级处置模式'     # blanks and marks do not matter
at = "2026-11-09 12:00"
[case.expect]
stage = "evaluate"                                  # it is being handled
clocks."handle housing" = { due = "2026-11-11 23:59", state = "running" }   # a day early
clocks."sign building" = { state = "met" }          # nobody owes that
clocks.whole = "absent"
supervised = 2
actions = ["consult"]
"#;

#[test]
fn xining_keeps_its_word_and_every_rule_is_tried() {
    let ran = paidan(&["test", "xining", "--coverage", "--json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let tested: Value = serde_json::from_str(&ran.out).unwrap();
    assert!(tested[0]["passed"].as_u64().unwrap() >= 254);
    for rule in tested[0]["coverage"]["rules"].as_array().unwrap() {
        for way in ["named", "held"] {
            assert_ne!(rule[way], 0, "no case {way} {}", rule["rule"]);
        }
    }
    assert_eq!(tested[0]["coverage"]["conditions"], Value::Array(Vec::new()), "conditions that only went one way");
    assert_eq!(tested[0]["coverage"]["clocks"], Value::Array(Vec::new()), "clocks that were never met or never missed");
}

#[test]
fn a_failure_says_where_what_was_expected_and_what_came() {
    let copy = copy("wrong", &format!("{HEAD}{WRONG}"));
    let ran = copy.test(&[]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for line in [
        "cases/own.toml:6  three days",
        "“实行1日、3日、7日和11日 四级处置模式”  tiers",
        "stage: expected evaluate, got handle",
        "clocks.handle housing.due: expected 2026-11-11 23:59:00, got 2026-11-12 23:59:59",
        "clocks.sign building.state: expected met, got nothing",
        "clocks.whole: expected absent, got running",
        "supervised: expected 2, got nothing",
        "actions: expected [consult], got []",
        "1 cases: 0 passed, 1 failed",
    ] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
    assert!(ran.out.contains("handle housing"), "the table of clocks\n{}", ran.out);
}

#[test]
fn update_writes_what_is_so_and_touches_nothing_else() {
    let copy = copy("update", &format!("{HEAD}{WRONG}"));
    assert_eq!(copy.test(&["--update"]).code, 1);
    let expected = WRONG
        .replace("stage = \"evaluate\" ", "stage = \"handle\" ")
        .replace("2026-11-11 23:59\"", "2026-11-12 23:59:59\"")
        .replace("clocks.\"sign building\" = { state = \"met\" } ", "clocks.\"sign building\" = \"absent\" ")
        .replace("clocks.whole = \"absent\"", "clocks.whole = { state = \"running\" }")
        .replace("supervised = 2", "supervised = 0")
        .replace("[\"consult\"]", "[]");
    assert_eq!(fs::read_to_string(&copy.file).unwrap(), format!("{HEAD}{expected}"));
    assert_eq!(copy.test(&[]).code, 0);
}

#[test]
fn a_rule_that_had_no_say_and_a_sentence_of_another_rule_fail() {
    let case = |rule: &str, quote: &str| {
        let quote = if quote.is_empty() { String::new() } else { format!("quote = '{quote}'\n") };
        format!(
            "{HEAD}\n[[case]]\nname = \"one\"\nrule = [\"{rule}\"]\n{quote}at = \"2026-11-09 12:00\"\nexpect = {{ stage = \"handle\" }}\n"
        )
    };
    for (name, rule, quote, said) in [
        ("silent", "legacy", "立即启动化解不动产登记历史遗留问题工作机制", "rule `legacy` was not asked"),
        ("other", "tiers", "建立三级督办模式", "the sentence is not that of tiers"),
        ("unquoted", "tiers", "", "no sentence is quoted"),
    ] {
        let ran = copy(name, &case(rule, quote)).test(&[]);
        assert!(ran.code == 1 && ran.out.contains(said), "{said}\n{}", ran.out);
    }
}

#[test]
fn no_case_is_no_success() {
    let ran = paidan(&["test", "xining", "-r", "no case has this name"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("error[cli/no-case]"), "{}", ran.err);
    assert_eq!(copy("none", "").test(&[]).code, 1);
    assert!(paidan(&["test", "xining", "-r", "callback.toml.*three times"]).out.contains("1 cases: 1 passed, 0 failed"));
}

#[test]
fn what_is_not_built_or_has_changed_since_is_not_tested() {
    let changed = copy("stale", HEAD);
    fs::write(changed.folder.join("src/lib.rs"), "// another").unwrap();
    let ran = changed.test(&[]);
    assert!(ran.code == 4 && ran.err.contains("error[cli/stale]") && ran.err.contains("paidan build xining"), "{}", ran.err);
    let ran = copy_as("not-built", "nowhere", HEAD).test(&[]);
    assert!(ran.code == 4 && ran.err.contains("error[cli/not-built]"), "{}", ran.err);
}

#[test]
fn junit_counts_what_failed() {
    let copy = copy("junit", &format!("{HEAD}{WRONG}"));
    let file = copy.folder.join("junit.xml");
    copy.test(&["--junit", file.to_str().unwrap()]);
    let xml = fs::read_to_string(file).unwrap();
    assert!(
        xml.contains("tests=\"1\" skipped=\"0\" errors=\"0\" failures=\"1\"")
            && xml.contains("stage: expected evaluate, got handle"),
        "{xml}"
    );
}
