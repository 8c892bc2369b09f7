//! Which rows of a dispatch catalogue cases use: the catalogue stands in a policy's sources alone.

use std::collections::BTreeMap;

use paidan_engine::Versions;
use paidan_lab::coverage::{Catalogue, CatalogueRow, Place, Reach};
use paidan_rules::Rules;

use crate::deployment::Deployment;
use crate::settings;

/// The catalogues of the versions whose sources are here, with what a corpus used of them.
pub fn used_of(versions: &Versions, reach: &Reach, set: &[String], deployment: Option<&Deployment>) -> Vec<Catalogue> {
    let sources = |(at, digest): (usize, &str)| Some((at, settings::sources_with(digest, set, deployment)?));
    let digests = versions.all().iter().map(|(_, city)| city.policy().manifest().raw.digest.as_str()).enumerate();
    let catalogues = digests.filter_map(sources).map(|(at, rules)| used(&rules, &reach.places(at)));
    catalogues.filter(|catalogue| !catalogue.rows.is_empty()).collect()
}

/// A catalogue, with what the cases from these places used of it.
pub fn used(rules: &Rules, places: &[Place<'_>]) -> Catalogue {
    let area = |row: &paidan_rules::model::Route| row.area.map(|area| rules.areas[usize::from(area)].id.as_str());
    let category = |row: &paidan_rules::model::Route| &rules.categories[usize::from(row.category)];
    let rows: BTreeMap<(&str, Option<&str>), usize> =
        rules.routes.iter().enumerate().map(|(at, row)| ((category(row).id.as_str(), area(row)), at)).collect();
    let mut cases = vec![0; rules.routes.len()];
    for place in places {
        if let Some(row) = row_of(&rows, place) {
            cases[row] += place.cases;
        }
    }
    let row = |(row, cases): (&paidan_rules::model::Route, u64)| CatalogueRow {
        line: row.line,
        category: category(row).id.clone(),
        title: category(row).title.clone(),
        area: area(row).map(str::to_owned),
        cases,
    };
    Catalogue { version: rules.policy.version.clone(), rows: rules.routes.iter().zip(cases).map(row).collect() }
}

/// The row for the finest category of the place that has one, and of its rows the one for the finest area.
fn row_of(rows: &BTreeMap<(&str, Option<&str>), usize>, place: &Place<'_>) -> Option<usize> {
    let mut paths = std::iter::successors(Some(place.category), |path| Some(path.rsplit_once('/')?.0));
    paths.find_map(|path| {
        let areas = place.areas.iter().rev().map(|area| Some(*area)).chain([None]);
        areas.filter_map(|area| rows.get(&(path, area))).next().copied()
    })
}
