//! Writes into a file of cases what its decisions say now, where that is not what was expected. Everything else, comments and
//! layout included, stays as it is.

use std::path::Path;

use toml_edit::{Array, DocumentMut, InlineTable, Item, TableLike, Value};

use super::compare::Mismatch;
use super::expect::{ABSENT, Want};
use crate::error::{Exit, Failure, Outcome};

/// Updates a file: by the index of a case among its `[[case]]`, what was not so. Answers how many values were written.
pub fn update<'m>(path: &Path, wrong: impl Iterator<Item = (usize, &'m [Mismatch])>) -> Outcome<usize> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::file("read", path, error))?;
    let mut document: DocumentMut =
        text.parse().map_err(|error| Failure::new("cases/not-toml", Exit::Input, format!("{}: {error}", path.display())))?;
    let mut written = 0;
    for (case, mismatches) in wrong {
        let Some(expect) = document.get_mut("case").and_then(|cases| cases.get_mut(case)).and_then(|case| case.get_mut("expect"))
        else {
            continue;
        };
        written += mismatches.iter().filter(|mismatch| put(expect, mismatch)).count();
    }
    if written > 0 {
        std::fs::write(path, document.to_string()).map_err(|error| Failure::file("write", path, error))?;
    }
    Ok(written)
}

fn put(expect: &mut Item, mismatch: &Mismatch) -> bool {
    // a field of an entry that is not there: it is the entry that is absent
    let path = match &mismatch.written[..] {
        [_, _, ..] if mismatch.no_entry => &mismatch.written[..2],
        path => path,
    };
    let Some((last, way)) = path.split_last() else { return false };
    let mut table: &mut dyn TableLike = match expect.as_table_like_mut() {
        Some(table) => table,
        None => return false,
    };
    for key in way {
        table = match table.get_mut(key).and_then(Item::as_table_like_mut) {
            Some(table) => table,
            None => return false,
        };
    }
    let Some(item) = table.get_mut(last) else { return false };
    let mut new = match (&mismatch.want, &mismatch.got) {
        // the entry was to be absent, and is there: its state is what a case would look at first
        (Want::Text(want), Some(got)) if want == ABSENT && mismatch.written.len() == 2 => {
            let mut table = InlineTable::new();
            let field = if mismatch.written.first().is_some_and(|list| list == "labels") { "value" } else { "state" };
            table.insert(field, value(got));
            Value::InlineTable(table)
        }
        (_, Some(got)) => value(got),
        (Want::Whole(_), None) => Value::from(0),
        (Want::Flag(_), None) => Value::from(false),
        (Want::List(_), None) => Value::Array(Array::new()),
        (Want::Text(_), None) => Value::from(ABSENT),
    };
    if let Some(old) = item.as_value() {
        *new.decor_mut() = old.decor().clone();
    }
    *item = Item::Value(new);
    true
}

fn value(want: &Want) -> Value {
    match want {
        Want::Text(text) => Value::from(text.as_str()),
        Want::Whole(number) => Value::from(*number),
        Want::Flag(flag) => Value::from(*flag),
        Want::List(items) => Value::Array(items.iter().map(String::as_str).collect()),
    }
}
