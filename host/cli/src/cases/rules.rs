//! Whether a decision rests on the rules that a case is about, and on the sentence that it quotes.

use paidan_engine::contract::{Basis, Manifest, RuleDef};
use paidan_engine::{Decision, Status};

use super::expect::{Want, What};
use super::file::Case;

/// The rules that held. One that a violation rests on stands among the reasons too, and may well not have held.
pub(super) fn held(decision: &Decision<'_>, manifest: &Manifest) -> Vec<String> {
    let held = |rule: u16| decision.trace.asked.iter().any(|asked| asked.rule == rule && asked.held);
    (0..).zip(&manifest.rules).filter(|(i, _)| held(*i)).map(|(_, rule)| rule.id.clone()).collect()
}

/// What the case claims of its rules and the decision does not bear out.
pub(super) fn check(case: &Case, decision: &Decision<'_>, manifest: &Manifest) -> Vec<String> {
    if decision.status == Status::NotOpened {
        return Vec::new(); // the policy was not asked
    }
    let named: Vec<(&str, &RuleDef)> =
        case.rules.iter().filter_map(|id| Some((id.as_str(), manifest.rules.iter().find(|rule| rule.id == *id)?))).collect();
    let mut said: Vec<String> = named
        .iter()
        .filter(|(id, _)| !reported(id, case, decision, manifest))
        .map(|(id, _)| format!("rule `{id}` was not asked, does not stand among the reasons, and no reported rule fills it"))
        .collect();
    match &case.quote {
        Some(quote) if !named.iter().any(|(_, rule)| alike(quote, &rule.quote)) => {
            said.push(format!("the sentence is not that of {}", case.rules.join(", ")));
        }
        None if !named.iter().any(|(_, rule)| rule.basis == Basis::Ours) => {
            said.push(format!("no sentence is quoted, though {} rests on one", case.rules.join(", ")));
        }
        _ => {}
    }
    said
}

/// Among the reasons, or asked; or a reported rule fills its gap; or the case says that it did not hold.
fn reported(id: &str, case: &Case, decision: &Decision<'_>, manifest: &Manifest) -> bool {
    let mut asked = decision.trace.asked.iter().filter_map(|asked| manifest.rules.get(usize::from(asked.rule)));
    let fills = |rule: &RuleDef| {
        rule.fills.and_then(|filled| manifest.rules.get(usize::from(filled))).is_some_and(|filled| filled.id == id)
    };
    let denied = case
        .expect
        .iter()
        .any(|e| e.what == What::NotFired && matches!(&e.want, Want::List(rules) if rules.iter().any(|rule| rule == id)));
    denied || asked.any(|rule| rule.id == id || fills(rule))
}

/// One stands in the other, but for blanks, quotation marks and the width of characters.
fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (plain(a), plain(b));
    !a.is_empty() && !b.is_empty() && (a.contains(&b) || b.contains(&a))
}

fn plain(text: &str) -> String {
    let narrow = |letter: char| match letter {
        '！'..='～' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        other => other,
    };
    let marks = ['"', '\'', '“', '”', '‘', '’', '「', '」', '『', '』', '《', '》'];
    text.chars().filter(|letter| !letter.is_whitespace() && !marks.contains(letter)).map(narrow).collect()
}
