//! A row, and what stands in its columns.

use std::borrow::Cow;

use csv::ByteRecord;
use serde_json::Value;

use super::plan::{Column, Mapping};

/// A row, as it stands in the file.
#[derive(Clone, Copy)]
pub(super) enum Row<'r> {
    /// Fields, and where in them each column of the mapping is.
    Csv(&'r ByteRecord, &'r [Option<usize>]),
    Json(&'r Value),
}

/// What a row says under a column.
#[derive(Debug, PartialEq)]
pub(super) enum Cell<'r> {
    /// Nothing, in one way or another.
    Nothing,
    Text(Cow<'r, str>),
    List(&'r [Value]),
}

/// Why a value cannot be used: what it is, and what mends it.
#[derive(Debug)]
pub(super) struct Bad {
    pub(super) code: &'static str,
    pub(super) text: String,
    pub(super) mend: String,
}

impl Bad {
    pub(super) fn new(code: &'static str, text: impl Into<String>, mend: impl Into<String>) -> Bad {
        Bad { code, text: text.into(), mend: mend.into() }
    }
}

impl<'r> Row<'r> {
    /// Whether the row has the column at all, be it empty.
    pub(super) fn has(self, column: usize, columns: &[Column]) -> bool {
        match self {
            Row::Csv(_, at) => at[column].is_some(),
            Row::Json(value) => found(value, &columns[column]).is_some(),
        }
    }

    pub(super) fn cell(self, column: usize, mapping: &Mapping) -> Result<Cell<'r>, Bad> {
        let cell = match self {
            Row::Csv(record, at) => at[column].and_then(|at| record.get(at)).map_or(Ok(Cell::Nothing), text_of),
            Row::Json(value) => found(value, &mapping.columns[column]).map_or(Ok(Cell::Nothing), json),
        }?;
        match &cell {
            Cell::Text(text) if mapping.empty.contains(&**text) => Ok(Cell::Nothing),
            Cell::Text(text) if text.contains(['\0', '\u{fffd}']) => Err(Bad::new(
                "import/encoding",
                "the text is damaged: it has characters that no text has",
                "say how the file is written: [file] encoding = \"gb18030\"; or mend the row",
            )),
            _ => Ok(cell),
        }
    }
}

/// A column's value: under its whole name, else along the path that its name is.
fn found<'r>(value: &'r Value, column: &Column) -> Option<&'r Value> {
    let along = || column.path.iter().try_fold(value, |value, step| value.get(step));
    value.get(&column.name).or_else(along)
}

fn text_of(field: &[u8]) -> Result<Cell<'_>, Bad> {
    let text = std::str::from_utf8(field).map_err(|_| not_utf8())?.trim();
    Ok(if text.is_empty() { Cell::Nothing } else { Cell::Text(text.into()) })
}

pub(super) fn not_utf8() -> Bad {
    Bad::new(
        "import/encoding",
        "the text is not UTF-8",
        "say how the file is written: [file] encoding = \"gb18030\"; or mend the row",
    )
}

pub(super) fn json(value: &Value) -> Result<Cell<'_>, Bad> {
    Ok(match value {
        Value::Null => Cell::Nothing,
        Value::String(text) => match text.trim() {
            "" => Cell::Nothing,
            text => Cell::Text(text.into()),
        },
        Value::Bool(flag) => Cell::Text(if *flag { "true" } else { "false" }.into()),
        Value::Number(number) => {
            let text = number.to_string();
            if text.contains(['e', 'E']) {
                let found = format!("the number {text} is not exact: it has more digits than a number of JSON keeps");
                return Err(Bad::new("import/bad-value", found, "write it as a text, in quotes"));
            }
            Cell::Text(text.into())
        }
        Value::Array(list) => Cell::List(list),
        Value::Object(_) => {
            let found = "there is an object where a value is wanted";
            return Err(Bad::new("import/bad-value", found, "name the column in it, with dots: address.district"));
        }
    })
}
