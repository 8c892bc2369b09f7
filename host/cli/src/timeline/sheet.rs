//! The rows of `--by` for spreadsheets: plain numbers, a column for each; names of columns are the JSON's.

use std::io::Write;

use paidan_lab::ahead::{DayRow, Due, Outlook, Row};

use super::By;
use super::tables::name;
use crate::error::Outcome;
use crate::table::{self, Cells};
use crate::text::Lang;

pub fn write(outlook: &Outlook, by: By, lang: Lang, out: &mut dyn Write) -> Outcome<()> {
    match by {
        By::Unit => groups(&outlook.units, outlook, lang, out),
        By::Clock => groups(&outlook.clocks, outlook, lang, out),
        By::Day => table::csv(outlook.days.iter().map(day), out),
        By::Case => table::csv(outlook.pressing.iter().map(|due| obligation(due, lang)), out),
    }
}

/// Group after group, and the whole city.
fn groups(rows: &[Row], outlook: &Outlook, lang: Lang, out: &mut dyn Write) -> Outcome<()> {
    let named = rows.iter().map(|row| group(row, name(&row.key, &row.title, lang), outlook));
    table::csv(named.chain([group(&outlook.total, lang.ahead().city.to_owned(), outlook)]), out)
}

fn group(row: &Row, name: String, outlook: &Outlook) -> Cells {
    let mut cells: Cells = vec![("key".to_owned(), row.key.clone()), ("name".to_owned(), name)];
    let mut put = |head: &str, value: u64| cells.push((head.to_owned(), value.to_string()));
    put("cases", row.cases);
    put("open", row.open);
    put("overdue", row.overdue);
    // the same columns in every row: days on which something falls due anywhere, rungs that are reached anywhere
    for DayRow { day, .. } in &outlook.days {
        put(&format!("due_{day}"), row.due.get(day).copied().unwrap_or_default());
    }
    put("falls_due", row.falls_due);
    put("provisional", row.provisional);
    put("overdue_by_until", row.overdue_by_until);
    put("overdue_cases", row.overdue_cases);
    put("falling_due_cases", row.falling_due_cases);
    put("newly_overdue_cases", row.newly_overdue_cases);
    for rung in 0..outlook.total.rungs.len() {
        put(&format!("rung_{}", rung + 1), row.rungs.get(rung).copied().unwrap_or_default());
    }
    put("reminders", row.reminders);
    put("later", row.later);
    put("paused", row.paused);
    put("awaited", row.awaited);
    put("unlimited", row.unlimited);
    cells
}

fn day(row: &DayRow) -> Cells {
    let DayRow { day, due, provisional, overdue } = row;
    let numbers = [("due", due), ("provisional", provisional), ("overdue", overdue)];
    let numbers = numbers.map(|(head, value)| (head.to_owned(), value.to_string()));
    [("day".to_owned(), day.clone())].into_iter().chain(numbers).collect()
}

fn obligation(due: &Due, lang: Lang) -> Cells {
    let start = due.start.clone().unwrap_or_default();
    let cells: [(&str, String); 19] = [
        ("case", due.case.clone()),
        ("category", due.category.clone()),
        ("unit", due.unit.clone()),
        ("unit_name", name(&due.unit, &due.unit_title, lang)),
        ("kind", due.kind.clone()),
        ("kind_name", name(&due.kind, &due.kind_title, lang)),
        ("term", due.term.clone()),
        ("term_name", name(&due.term, &due.term_title, lang)),
        ("start", start),
        ("due", due.due.clone()),
        ("left_seconds", due.left_seconds.to_string()),
        ("overdue", due.overdue.to_string()),
        ("provisional", due.provisional.to_string()),
        ("round", due.round.to_string()),
        ("rule", due.rule.clone()),
        ("rule_name", name(&due.rule, &due.rule_title, lang)),
        ("quote", due.quote.clone()),
        ("fills", due.fills.clone()),
        ("version", due.version.clone()),
    ];
    cells.map(|(head, value)| (head.to_owned(), value)).to_vec()
}
