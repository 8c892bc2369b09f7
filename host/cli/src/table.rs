//! Tables in columns, where Chinese characters count as two, and as CSV.

use std::io::Write;

use comfy_table::{CellAlignment, Table, presets};

use crate::cases_in::BOM;
use crate::error::Outcome;

pub use comfy_table::CellAlignment as Align;

/// Prints rows under their heads; `align` names the columns that are not flush left.
pub fn print(
    heads: &[&str],
    align: &[(usize, CellAlignment)],
    rows: impl Iterator<Item = Vec<String>>,
    out: &mut dyn Write,
) -> Outcome<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).add_rows(rows);
    if !heads.is_empty() {
        table.set_header(heads.iter().copied());
    }
    for &(column, alignment) in align {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(alignment);
        }
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A line for a spreadsheet: heads with values.
pub type Cells = Vec<(String, String)>;

/// Lines that all have the same heads, each made when it is written.
pub fn csv(lines: impl Iterator<Item = Cells>, out: &mut dyn Write) -> Outcome<()> {
    out.write_all(BOM)?; // spreadsheets take UTF-8 for what it is only behind this
    let mut lines = lines.peekable();
    let heads = lines.peek().into_iter().flatten().map(|(head, _)| quoted(head));
    writeln!(out, "{}", heads.collect::<Vec<_>>().join(","))?;
    for line in lines {
        writeln!(out, "{}", line.iter().map(|(_, value)| quoted(value)).collect::<Vec<_>>().join(","))?;
    }
    Ok(())
}

/// A field; one that a spreadsheet would take for a formula is made a text: names come from cases, and cases from anybody.
fn quoted(text: &str) -> String {
    let number = text.strip_prefix('-').unwrap_or(text).starts_with(|c: char| c.is_ascii_digit());
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
