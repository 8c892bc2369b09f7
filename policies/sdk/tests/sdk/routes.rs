use paidan_sdk::testing::empty_case;
use paidan_sdk::{Case, RouteRow, Routes};

use crate::world::VOCABULARY;

const fn row(category: u16, area: Option<u16>, lead: u16) -> RouteRow {
    RouteRow { category, area, lead, co: &[], fallback: None }
}
// 0 housing, 1 housing/heating, 2 housing/heating/pipes, 3 housing/roads, 4 something else
static TABLE: Routes = Routes {
    rows: &[row(0, None, 0), row(1, None, 1), row(1, Some(5), 2), row(1, Some(6), 3), row(2, None, 4), row(3, Some(5), 5)],
};

fn lead(category: impl Into<Option<u16>>, area: &[Option<u16>]) -> Option<u16> {
    let mut raw = empty_case();
    raw.category = category.into();
    raw.area = area.to_vec();
    TABLE.finest(&Case::new(raw, &VOCABULARY)).map(|row| row.lead)
}

#[test]
fn the_finest_category_then_the_finest_area() {
    assert_eq!(lead(0, &[]), Some(0));
    assert_eq!(lead(1, &[]), Some(1));
    assert_eq!(lead(1, &[Some(5)]), Some(2));
    // the finer category has no row for the area, and is finer all the same
    assert_eq!(lead(2, &[Some(5)]), Some(4));
    assert_eq!(lead(1, &[Some(5), Some(6)]), Some(3));
}

#[test]
fn an_area_without_a_row_is_anywhere() {
    assert_eq!(lead(1, &[Some(9)]), Some(1));
    assert_eq!(lead(1, &[Some(5), None]), Some(2));
    assert_eq!(lead(1, &[None, None]), Some(1));
}

#[test]
fn a_category_without_a_row_for_the_place_is_its_parents() {
    assert_eq!(lead(3, &[Some(5)]), Some(5));
    assert_eq!(lead(3, &[Some(6)]), Some(0));
    assert_eq!(lead(4, &[]), None);
    assert_eq!(lead(None, &[Some(5)]), None);
}
