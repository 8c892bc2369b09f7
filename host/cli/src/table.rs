//! Tables in columns; Chinese characters count as two.

use std::io::Write;

use comfy_table::{CellAlignment, Table, presets};

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
