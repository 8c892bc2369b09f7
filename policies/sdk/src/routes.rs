//! The dispatch catalogue (派单目录): which office for which category, where.

use crate::Case;

/// One row of routes.csv.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteRow {
    /// M.categories
    pub category: u16,
    /// M.areas; none: anywhere.
    pub area: Option<u16>,
    /// M.units: 主办
    pub lead: u16,
    /// M.units: 协办
    pub co: &'static [u16],
    /// M.units: 兜底
    pub fallback: Option<u16>,
}

/// The rows, sorted by category, then area (anywhere first).
#[derive(Debug)]
pub struct Routes {
    /// Sorted by (category, area).
    pub rows: &'static [RouteRow],
}

impl Routes {
    /// The row for the finest category of `case` that has one; of its rows the one for the finest area of the case that
    /// has one, else the row for anywhere.
    #[must_use]
    pub fn finest(&self, case: &Case) -> Option<&'static RouteRow> {
        case.categories().find_map(|category| {
            let from = self.rows.partition_point(|r| r.category < category);
            let rows = &self.rows[from..];
            let rows = &rows[..rows.partition_point(|r| r.category == category)];
            let here = case.areas().iter().rev().flatten().find_map(|&area| rows.iter().find(|r| r.area == Some(area)));
            here.or_else(|| rows.iter().find(|r| r.area.is_none()))
        })
    }
}
