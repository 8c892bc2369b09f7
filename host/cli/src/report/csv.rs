//! The rows of a report for spreadsheets: a column for each number; names of columns are the JSON's.

use std::io::Write;

use paidan_lab::report::{Hundredths, Rate, Row};

use super::By;
use super::grids::Pages;
use crate::error::Outcome;
use crate::table::{self, Cells};

pub fn write(pages: &Pages<'_>, by: By, out: &mut dyn Write) -> Outcome<()> {
    let metrics: Vec<&str> = pages.report.metrics.iter().map(|metric| metric.id.as_str()).collect();
    let mut rows = pages.of(by);
    if by != By::City {
        rows.push((pages.words.city.to_owned(), &pages.report.total));
    }
    table::csv(rows.iter().map(|(name, row)| cells(name, row, &metrics)), out)
}

fn cells(name: &str, row: &Row, metrics: &[&str]) -> Cells {
    let mut cells: Cells = vec![("key".to_owned(), row.key.clone()), ("name".to_owned(), name.to_owned())];
    let mut put = |head: String, value: Option<String>| cells.push((head, value.unwrap_or_default()));
    let number = |value: Option<Hundredths>| value.map(|value| value.to_string());
    for (head, count) in [("received", row.received), ("accepted", row.accepted), ("closed", row.closed)] {
        put(head.to_owned(), Some(count.value.to_string()));
        put(format!("{head}_previous"), count.previous.map(|n| n.to_string()));
        put(format!("{head}_change_pct"), number(count.change_pct));
    }
    let ratio = row.per_10k;
    put("residents".to_owned(), ratio.map(|ratio| ratio.residents.to_string()));
    put("per_10k".to_owned(), ratio.map(|ratio| ratio.value.to_string()));
    put("per_10k_previous".to_owned(), number(ratio.and_then(|ratio| ratio.previous)));
    put("per_10k_change".to_owned(), number(ratio.and_then(|ratio| ratio.change)));
    let rates = metrics.iter().copied().zip(&row.rates);
    let returns = [("returned_cases", &row.returned_cases), ("returned_dispatches", &row.returned_dispatches)];
    for (head, rate) in rates.chain(returns) {
        let Rate { numerator, denominator, percent, previous_percent, change_pp, late, .. } = rate;
        put(format!("{head}_numerator"), Some(numerator.to_string()));
        put(format!("{head}_denominator"), Some(denominator.to_string()));
        put(format!("{head}_percent"), number(*percent));
        put(format!("{head}_previous_percent"), number(*previous_percent));
        put(format!("{head}_change_pp"), number(*change_pp));
        put(format!("{head}_late_p50_days"), late.map(|late| late.p50_days.to_string()));
        put(format!("{head}_late_p90_days"), late.map(|late| late.p90_days.to_string()));
    }
    put("overdue_cases".to_owned(), Some(row.overdue.cases.to_string()));
    put("overdue_rows".to_owned(), Some(row.overdue.rows.to_string()));
    cells
}
