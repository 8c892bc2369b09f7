//! Files of cases are read strictly: what is not expected is an error with its line.

use crate::world::copy;

/// A case of which one line is replaced.
const CASE: [&str; 11] = [
    "title = \"一\"",
    "[base]",
    "jurisdiction = \"630103\"",
    "history = [\"2026-11-09 09:00 received\"]",
    "[[case]]",
    "name = \"one\"",
    "rule = [\"dispatch-in\"]",
    "at = \"2026-11-09 09:10\"",
    "[case.expect]",
    "stage = \"receive\"",
    "clocks.dispatch = { state = \"running\", term = \"dispatch\" }",
];

#[test]
fn every_slip_has_a_code_and_a_line() {
    let slips = [
        (2, "[bases]", "cases/unknown-key", "did you mean `base`?"),
        (3, "jurisdicton = \"630103\"", "cases/unknown-key", "did you mean `jurisdiction`?"),
        (3, "jurisdiction = 630103", "cases/wrong-type", "expected a text in quotes"),
        (4, "history = [\"2026-11-09 received\"]", "cases/bad-event", "DATE TIME KIND"),
        (4, "history = [\"2026-11-31 09:00 received\"]", "cases/bad-event", "is no time"),
        (4, "history = [\"2026-11-09 09:00 received unit\"]", "cases/bad-event", "no `key=value`"),
        (4, "history = [\"2026-11-09 09:00 received unit=a unit=b\"]", "cases/bad-event", "stands twice"),
        (5, "[[case]]\nnames = \"x\"", "cases/unknown-key", "did you mean `name`?"),
        (
            5,
            "[[case]]\nset = { \"switch.nope\" = true }",
            "cases/bad-setting",
            "switch.nope = true: `switch.nope` leads to nothing",
        ),
        (5, "[[case]]\nset = { term.d3 = \"3 moons\" }", "cases/bad-setting", "term.d3 = 3 moons"),
        (5, "[[case]]\nset = { \"term.d3\" = [3] }", "cases/wrong-type", "expected a text"),
        (5, "[[case]]\nset = \"term.d3\"", "cases/wrong-type", "expected a table"),
        (6, "quote = 'x'", "cases/missing-key", "has no `name`"),
        (7, "rule = [\"dispatch-inn\"]", "cases/unknown-id", "did you mean `dispatch-in`?"),
        (8, "at = \"tomorrow\"", "cases/bad-time", "`tomorrow` is no time"),
        (10, "staged = \"receive\"", "cases/unknown-key", "did you mean `stage`?"),
        (10, "stage = \"recieve\"", "cases/unknown-id", "did you mean `receive`?"),
        (11, "clocks.despatch = { state = \"running\" }", "cases/unknown-id", "did you mean `dispatch`?"),
        (11, "clocks.\"handle houseing\" = \"absent\"", "cases/unknown-id", "did you mean `housing`?"),
        (11, "clocks.\"dispatch #0\" = \"absent\"", "cases/unknown-key", "no number from 1"),
        (11, "clocks.dispatch = { stete = \"running\" }", "cases/unknown-key", "did you mean `state`?"),
        (11, "clocks.dispatch.due = \"soon\"", "cases/bad-time", "`soon` is no time"),
        (11, "clocks.whole.rounds = { meet = 1 }", "cases/unknown-key", "did you mean `met`?"),
        (11, "clocks.whole.rounds = 2", "cases/wrong-type", "expected a table"),
        (11, "clocks.whole.rounds.last_missed = \"never\"", "cases/bad-time", "`never` is no time"),
        (11, "clocks.\"handle housing\".marks.fourth = \"absent\"", "cases/unknown-id", "warn, first, second, third"),
        (11, "clocks.whole.marks.warn = \"absent\"", "cases/unknown-id", "clock `whole` has no ladder"),
        (11, "clocks.\"handle housing\".marks.first = \"soon\"", "cases/bad-time", "`soon` is no time"),
        (11, "clocks.\"handle housing\".marks.first.two = 1", "cases/unknown-key", "did you mean `to`?"),
        (11, "clocks.\"handle housing\".marks.first.to = [\"handlers@housing\"]", "cases/unknown-id", "did you mean `handler`?"),
        (11, "clocks.\"handle housing\".marks.first.action = \"urges\"", "cases/unknown-id", "did you mean `urge`?"),
        (11, "labels.tire = \"t2\"", "cases/unknown-id", "did you mean `tier`?"),
        (11, "route = { leads = \"housing\" }", "cases/unknown-key", "did you mean `lead`?"),
        (11, "route = { co = [\"nobody\"] }", "cases/unknown-id", "declares no `nobody`"),
        (11, "actions = [\"consalt\"]", "cases/unknown-id", "did you mean `consult`?"),
        (11, "fired = \"tiers\"", "cases/wrong-type", "expected a list of texts"),
        (11, "stage = [\"x\"", "cases/not-toml", ""),
    ];
    for (i, (line, text, code, said)) in slips.into_iter().enumerate() {
        let mut lines = CASE;
        lines[line - 1] = text;
        let ran = copy(&format!("slip-{i}"), &lines.join("\n")).test(&[]);
        let place = format!("own.toml:{}", if text.contains('\n') { line + 1 } else { line });
        // a key that is missing is missed where the case begins
        let place = if code == "cases/missing-key" { "own.toml:5".to_owned() } else { place };
        assert_eq!(ran.code, 3, "{text}: {}{}", ran.out, ran.err);
        for part in [format!("error[{code}]"), place, said.to_owned()] {
            assert!(ran.err.contains(&part), "{text}: no {part:?} in\n{}", ran.err);
        }
    }
    assert_eq!(copy("no-slip", &CASE.join("\n")).test(&[]).code, 0);
}

#[test]
fn two_cases_of_a_name_and_what_is_no_case_are_refused() {
    let twice = [&CASE[..], &CASE[4..]].concat().join("\n");
    let ran = copy("twice", &twice).test(&[]);
    assert!(ran.err.contains("error[cases/same-name]") && ran.err.contains("own.toml:12"), "{}", ran.err);
    let same_second = CASE.join("\n").replace("received\"]", "received\", \"2026-11-09 09:00 dispatched unit=housing\"]");
    let ran = copy("same-second", &same_second).test(&[]);
    assert!(ran.err.contains("error[cases/bad-case]") && ran.err.contains("case/seq-missing"), "{}", ran.err);
}

#[test]
fn every_file_says_what_is_wrong_with_it() {
    let copy = copy("two-files", "[bases]");
    std::fs::write(copy.folder.join("cases/other.toml"), "titel = 1").unwrap();
    let ran = copy.test(&[]);
    assert!(ran.err.contains("own.toml:1") && ran.err.contains("other.toml:1"), "{}", ran.err);
}
