//! Every row of the catalogue, through the component.

use paidan_engine::{Case, Decision};
use paidan_rules::model::{Index, Per, Route};

use crate::world::{RULES, XINING};

fn decide<T>(category: &str, area: &[&str], answer: impl Fn(&Decision<'_>) -> T) -> T {
    let json = serde_json::json!({
        "id": "1", "jurisdiction": "630100", "category": category, "area": area,
        "history": [{ "at": "2026-11-09T09:00:00+08:00", "kind": "received" }],
    });
    let text = json.to_string();
    let case = Case::from_json(text.as_bytes()).unwrap();
    answer(&XINING.evaluate(&case, case.last_known()).unwrap_or_else(|error| panic!("{category} {area:?}: {error}")))
}

/// Lead, co-handlers, fallback.
fn route(decision: &Decision<'_>) -> (String, Vec<String>, Option<String>) {
    let route = decision.route.as_ref().unwrap();
    let with =
        |role: &str| route.others.iter().filter(|part| part.role == role).map(|part| part.unit.to_string()).collect::<Vec<_>>();
    (route.lead.unwrap().to_string(), with("co"), with("fallback").pop())
}

fn written(unit: Index, area: &[&str]) -> String {
    let unit = &RULES.units[usize::from(unit)];
    match unit.per {
        Per::Area(depth) => area.get(usize::from(depth)).map_or(unit.id.clone(), |code| format!("{}@{code}", unit.id)),
        Per::One | Per::Body => unit.id.clone(),
    }
}

fn expected(row: &Route, area: &[&str]) -> (String, Vec<String>, Option<String>) {
    (
        written(row.lead, area),
        row.co.iter().map(|unit| written(*unit, area)).collect(),
        row.fallback.map(|unit| written(unit, area)),
    )
}

#[test]
fn every_row_is_found_by_its_category_and_its_area() {
    assert!(RULES.routes.len() > 200);
    for row in &RULES.routes {
        let category = &RULES.categories[usize::from(row.category)];
        let district = row.area.map(|area| RULES.areas[usize::from(area)].id.as_str());
        let area: Vec<&str> = district.into_iter().collect();
        for name in [&category.id, &category.title] {
            assert_eq!(decide(name, &area, route), expected(row, &area), "routes.csv:{} {name} {area:?}", row.line);
        }
        // a community of the district is in the district
        if let Some(district) = district {
            let deep = [district, "630100001", "630100001002"];
            assert_eq!(decide(&category.id, &deep, route), expected(row, &deep), "routes.csv:{} {deep:?}", row.line);
        }
    }
}

#[test]
fn what_is_not_listed_is_its_nearest_ancestors() {
    for category in &RULES.categories {
        let unlisted = format!("{}/{}", category.id, "never-heard-of");
        let (found, notes) =
            decide(&unlisted, &[], |decision| (route(decision), decision.notes.iter().map(|note| note.code).collect::<Vec<_>>()));
        assert_eq!(found, decide(&category.id, &[], route), "{unlisted}");
        assert_eq!(notes, ["unknown-category"], "{unlisted}");
    }
}

#[test]
fn an_area_without_a_row_is_anywhere() {
    for category in &RULES.categories {
        let elsewhere = ["632801"];
        let row = RULES
            .routes
            .iter()
            .find(|row| RULES.categories[usize::from(row.category)].id == category.id && row.area.is_none())
            .unwrap();
        assert_eq!(decide(&category.id, &elsewhere, route), expected(row, &elsewhere), "{}", category.id);
    }
}
