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
    let mut lines = lines.peekable();
    let heads: Vec<String> = lines.peek().into_iter().flatten().map(|(head, _)| head.clone()).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    csv_under(&heads, lines.map(|line| line.into_iter().map(|(_, value)| value).collect()), out)
}

/// Lines under heads, which stand there without any line too.
pub fn csv_under(heads: &[&str], lines: impl Iterator<Item = Vec<String>>, out: &mut dyn Write) -> Outcome<()> {
    out.write_all(BOM)?; // spreadsheets take UTF-8 for what it is only behind this
    writeln!(out, "{}", heads.iter().map(|head| quoted(head)).collect::<Vec<_>>().join(","))?;
    for line in lines {
        writeln!(out, "{}", line.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(","))?;
    }
    Ok(())
}

/// A field; one that a spreadsheet would take for a formula is made a text: names come from cases, and cases from anybody.
fn quoted(text: &str) -> String {
    let number = text.strip_prefix('-').unwrap_or(text).starts_with(|c: char| c.is_ascii_digit());
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// A table with its title.
pub struct Grid {
    pub title: String,
    pub heads: Vec<String>,
    /// Columns flush right.
    pub right: Vec<usize>,
    pub rows: Vec<Vec<String>>,
    pub note: Option<String>,
}

impl Grid {
    /// Behind an empty line.
    pub fn print(self, out: &mut dyn Write) -> Outcome<()> {
        writeln!(out, "\n{}", self.title)?;
        let heads: Vec<&str> = self.heads.iter().map(String::as_str).collect();
        let right: Vec<_> = self.right.iter().map(|column| (*column, Align::Right)).collect();
        print(&heads, &right, self.rows.into_iter(), out)?;
        if let Some(note) = self.note {
            writeln!(out, "{note}")?;
        }
        Ok(())
    }
}
