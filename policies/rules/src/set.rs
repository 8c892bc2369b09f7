//! Other values in place of those in rules.toml: "what if 日 were a calendar day?" without editing a file.

use toml::de::{DeArray, DeTable, DeValue};

use crate::errors::{Place, Report};

const MEND: &str = "`term.ID`, `term.ID.ends`, `term.ID.roll`, `term.ID.cut-off`, `ladder.ID.RUNG`, `input.ID.least`, `input.ID.most` or `switch.ID`, of ids that rules.toml declares";

/// Puts a text where a path leads; complains if it leads nowhere.
pub(crate) fn apply<'d>(table: &mut DeTable<'d>, path: &str, text: &'d str, report: &mut Report) {
    let place = Place { line: None, field: format!("set {path}") };
    let parts: Vec<&str> = path.split('.').collect();
    if let ["term", id, ..] = parts[..] {
        // a title that was written for the old term would lie; the default is made from the new one
        if let Some(DeValue::Table(term)) = at(table, &["term", id]) {
            *term = std::mem::take(term).into_iter().filter(|(key, _)| key.get_ref() != "title").collect();
        }
    }
    let target = match parts[..] {
        ["term", id] => at(table, &["term", id, "is"]),
        ["term", id, how @ ("ends" | "roll" | "cut-off")] => at(table, &["term", id, how]),
        ["ladder", id, rung] => at(table, &["ladder", id, "rungs"])
            .and_then(|rungs| if let DeValue::Array(rungs) = rungs { named(rungs, rung) } else { None })
            .and_then(|rung| at(rung, &["at"])),
        ["input", id, bound @ ("least" | "most")] => match text.parse::<i64>() {
            Ok(_) => at(table, &["input", id, bound]),
            Err(_) => {
                return report.add("rules/set", place, format!("`{text}` is not a whole number"), "write digits");
            }
        },
        ["switch", id] if matches!(text, "true" | "false") => at(table, &["switch", id, "is"]),
        ["switch", _] => {
            return report.add("rules/set", place, format!("`{text}` is not `true` or `false`"), "write one of the two");
        }
        _ => None,
    };
    let Some(target) = target else {
        return report.add("rules/set", place, format!("`{path}` leads to nothing that can be set"), MEND);
    };
    *target = match (&*target, DeValue::parse(text)) {
        (DeValue::Integer(_) | DeValue::Boolean(_), Ok(value)) => value.into_inner(),
        _ => DeValue::String(text.into()),
    };
}

fn at<'t, 'd>(table: &'t mut DeTable<'d>, path: &[&str]) -> Option<&'t mut DeValue<'d>> {
    let (key, rest) = path.split_first()?;
    let value = table.iter_mut().find(|(k, _)| k.get_ref() == key).map(|(_, v)| v.get_mut())?;
    match (rest, value) {
        ([], value) => Some(value),
        (rest, DeValue::Table(table)) => at(table, rest),
        _ => None,
    }
}

/// The table of a list that has this `id`.
fn named<'t, 'd>(items: &'t mut DeArray<'d>, id: &str) -> Option<&'t mut DeTable<'d>> {
    let tables = items.iter_mut().filter_map(|item| if let DeValue::Table(table) = item.get_mut() { Some(table) } else { None });
    let is_it = |table: &DeTable<'d>| table.get("id").is_some_and(|value| value.get_ref().as_str() == Some(id));
    tables.into_iter().find(|table| is_it(table))
}

/// The catalogue that a rules.toml names, before anything is checked.
pub(crate) fn routes_name(text: &str) -> Option<String> {
    let (mut table, _) = DeTable::parse_recoverable(text);
    let DeValue::String(name) = at(table.get_mut(), &["policy", "routes"])? else { return None };
    // another folder is refused later
    (!name.contains(['/', '\\'])).then(|| name.to_string())
}
