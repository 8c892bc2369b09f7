//! What the corpora expect, found again without the engine: dates by walking day by day over the calendar, which says nothing but what
//! kind of day each is; leading units by looking into routes.csv. Who reads these fifty lines knows that the dates are right.

use std::collections::BTreeMap;
use std::fs;

use paidan_calendar::{Calendar, Day, DayClass, Instant};
use paidan_engine::contract::{self, Ending, Manifest, Per, Roll, RungPoint, TermDef, TimeUnit};
use paidan_engine::{Case, City, Clock};

use crate::corpus_world::{Served, cities};
use crate::support::root;

fn counts(manifest: &Manifest, term: &TermDef, calendar: &Calendar, known_at: Day, day: Day) -> bool {
    let class = match calendar.view(known_at).class(day) {
        DayClass::Workday => contract::DayClass::Workday,
        DayClass::MakeupWorkday => contract::DayClass::MakeupWorkday,
        DayClass::Rest => contract::DayClass::Rest,
        DayClass::Statutory => contract::DayClass::Statutory,
    };
    manifest.profiles[usize::from(term.profile)].days.contains(&class)
}

/// The last second of a term that only counts days, or hours round the clock; none for every other kind of term.
fn walked(city: &City, term: &TermDef, start: Instant, known_at: Day) -> Option<Instant> {
    let (manifest, calendar) = (&city.policy().manifest().raw, city.calendar());
    let profile = &manifest.profiles[usize::from(term.profile)];
    if term.repeats || !matches!(term.roll, Roll::None) {
        return None;
    }
    if matches!(term.unit, TimeUnit::Hour) && profile.hours.is_empty() && profile.days.len() == 4 {
        return Some(Instant(start.0 + i64::from(term.amount) * 3600));
    }
    if !matches!((term.unit, term.ends), (TimeUnit::Day, Ending::DayEnd)) {
        return None;
    }
    let counts = |day: Day| counts(manifest, term, calendar, known_at, day);
    let next = |day: Day| (day.0 + 1..).map(Day).find(|day| counts(*day)).unwrap();
    let (mut day, second) = calendar.local(start);
    // 17:00后或非工作日: as if it came on the next day that counts
    let late = term.cut_off.is_some_and(|minute| second > u32::from(minute) * 60);
    if term.snaps && (late || !counts(day)) {
        day = next(day);
    }
    for _ in 0..term.amount {
        day = next(day);
    }
    Some(Instant(calendar.instant(Day(day.0 + 1), 0).0 - 1))
}

/// Whether the clock of a row stands still in this case: then its days are no plain ones.
fn paused(manifest: &Manifest, clock: &Clock<'_>, case: &Case<'_>) -> bool {
    let kind = manifest.clocks.iter().find(|kind| kind.id == clock.kind).unwrap();
    let begins = |event: &str| {
        let begins = kind.pauses.iter().flat_map(|pause| &pause.begins);
        begins.into_iter().any(|begin| manifest.events[usize::from(begin.event)].id == event)
    };
    case.history.iter().any(|event| begins(&event.kind))
}

/// Rows found right by their term, and those whose limit people set.
fn dues(city: &Served) -> BTreeMap<String, usize> {
    let (mut judge, mut found) = (city.judge(), BTreeMap::new());
    for kept in city.corpus() {
        let text = kept.case.to_string();
        let case = Case::from_json(text.as_bytes()).unwrap();
        let (version, _) = city.version(&case);
        let manifest = &version.policy().manifest().raw;
        let decision = judge.decide(&case, kept.as_of);
        let expected = kept.expect["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
        for (clock, expected) in decision.clocks.iter().zip(expected) {
            let Some(due) = expected["due"].as_str() else { continue };
            let row = format!("{}: {} of {}", kept.id(), clock.kind, expected["body"]);
            let Some(term) = clock.term else {
                // a limit that people set stands somewhere in the case
                let said = kept.case.to_string().matches(&format!("\"{due}\"")).count();
                assert!(said > 0, "{row}: nobody set the limit {due}");
                *found.entry("set by people".to_owned()).or_default() += 1;
                continue;
            };
            let term = manifest.terms.iter().find(|known| known.id == term).unwrap();
            let (Some(start), false) = (clock.start, paused(manifest, clock, &case)) else { continue };
            let known_at = version.calendar().local(kept.as_of).0;
            if let Some(walked) = walked(version, term, start.at, known_at) {
                let walked = version.calendar().format(walked).to_string();
                assert_eq!(due, walked, "{row}, {} from {start}: expected (left) and walked (right)", term.title);
                *found.entry(term.id.clone()).or_default() += 1;
            }
        }
    }
    found
}

/// Terms of days by which no row of the corpora is due that could be counted so plainly, and why. That of a ladder's rung, or of
/// the cap of a pause, is no row's in the first place.
const UNSEEN: &[(&str, &str, &str)] = &[
    ("xining", "x1", "an extension stops the time while it is asked for: no plain count"),
    ("xining", "x3", "as x1"),
    ("xining", "x7", "as x1"),
    ("xining", "x11", "as x1"),
];

/// The terms that rows may be due by, of plain days.
fn plain(manifest: &Manifest) -> impl Iterator<Item = &TermDef> {
    let caps = manifest.clocks.iter().flat_map(|kind| &kind.pauses).filter_map(|pause| pause.cap);
    let rungs = manifest.ladders.iter().flat_map(|ladder| &ladder.rungs).filter_map(|rung| match rung.at {
        RungPoint::After(term) | RungPoint::Before(term) => Some(term),
        RungPoint::Percent(_) => None,
    });
    let others: Vec<usize> = caps.chain(rungs).map(usize::from).collect();
    let days = |term: &TermDef| matches!(term.unit, TimeUnit::Day) && !term.repeats && matches!(term.roll, Roll::None);
    manifest.terms.iter().enumerate().filter(move |(i, term)| days(term) && !others.contains(i)).map(|(_, term)| term)
}

#[test]
fn days_are_counted_one_by_one() {
    for city in cities() {
        let found = dues(city);
        assert!(found.values().sum::<usize>() > 100, "{}: {found:?}", city.name);
        let terms = city.versions.all().iter().flat_map(|(_, version)| plain(&version.policy().manifest().raw));
        let unseen = |term: &&TermDef| !found.contains_key(&term.id);
        let told = |term: &&TermDef| !UNSEEN.iter().any(|(of, id, _)| *of == city.name && *id == term.id);
        let odd: Vec<&String> = terms.filter(unseen).filter(told).map(|term| &term.id).collect();
        assert!(odd.is_empty(), "{}: nothing is due by {odd:?}, only by {found:?}", city.name);
    }
}

/// Who leads before anybody has the case stands in routes.csv; where not, why.
const OTHERWISE: &[(&str, &str, &str)] = &[
    ("ningxia", "", "the catalogue names the region's offices; until a level is asked, the county's or city's government has it"),
    ("dingzhou", "services/centre", "the nearest centre or station, as deep as the area that the case names"),
];

/// The lead of the finest row for a category, that of the case's own area before that of any.
fn looked_up(csv: &str, category: &str, area: &[String]) -> Option<String> {
    // only the last two columns are ever quoted, and they come after the lead
    let rows: Vec<Vec<&str>> = csv.lines().skip(1).map(|line| line.splitn(5, ',').collect()).collect();
    let finer = std::iter::successors(Some(category), |path| path.rsplit_once('/').map(|(up, _)| up));
    for path in finer {
        let here = |own: bool| {
            rows.iter().find(|row| row[0] == path && if own { area.iter().any(|code| code == row[2]) } else { row[2].is_empty() })
        };
        if let Some(row) = here(true).or(here(false)) {
            return Some(row[3].to_owned());
        }
    }
    None
}

#[test]
fn who_leads_stands_in_the_catalogue() {
    for city in cities() {
        let (mut judge, mut checked) = (city.judge(), 0);
        for kept in city.corpus() {
            let text = kept.case.to_string();
            let case = Case::from_json(text.as_bytes()).unwrap();
            let (version, folder) = city.version(&case);
            let category = case.category.as_deref().unwrap().to_owned();
            if OTHERWISE.iter().any(|(of, path, _)| *of == city.name && category.starts_with(path)) {
                continue;
            }
            let csv = fs::read_to_string(root().join(format!("policies/{folder}/routes.csv"))).unwrap();
            let area: Vec<String> = case.area.iter().map(|code| (**code).to_owned()).collect();
            let lead =
                looked_up(&csv, &category, &area).unwrap_or_else(|| panic!("{category} is not in the catalogue of {folder}"));
            let unit = version.policy().manifest().raw.units.iter().find(|unit| unit.id == lead).unwrap();
            let lead = match unit.per {
                Per::Area(depth) => format!("{lead}@{}", area[usize::from(depth)]),
                Per::One | Per::Body => lead,
            };
            // nobody has it yet when it has just been received
            let first = judge.decide(&case, case.history[0].at);
            assert_eq!(first.route.unwrap().lead.unwrap().to_string(), lead, "{text}");
            checked += 1;
        }
        assert!(checked > 250 || city.name == "ningxia", "{}: only {checked} leads", city.name);
    }
}
