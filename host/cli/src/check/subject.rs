//! What is checked: a city's component with the cases that the city has, or a component alone.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use paidan_calendar::Day;
use paidan_engine::contract::{Manifest, Name};
use paidan_engine::{Case, City, Limits, Policy, Runtime, Versions};
use paidan_lab::check::{Explanations, Order, Own};
use paidan_lab::sample::{Order as Ordered, Sampler, Spec};
use paidan_rules::Rules;

use super::name;
use crate::calendars;
use crate::cases;
use crate::city::{self, Cities};
use crate::deployment::{self, Deployment};
use crate::error::{Exit, Failure, Outcome};
use crate::served;

/// What was named.
pub enum Asked {
    Folder(PathBuf),
    Component(PathBuf),
}

impl Asked {
    pub fn named(text: &str, named: Option<&Path>) -> Outcome<Asked> {
        if Path::new(text).extension().is_some_and(|end| end == "wasm") {
            return Ok(Asked::Component(PathBuf::from(text)));
        }
        Ok(Asked::Folder(Deployment::find(named)?.city(text)?))
    }
}

/// A policy that can be asked, and everything that is known of it.
pub struct Opened {
    pub city: City,
    pub file: PathBuf,
    own: Vec<Own>,
    elsewhere: BTreeSet<String>,
    start: Day,
    explanations: Explanations,
}

/// The grid's cases begin in the year after this Monday: every notice of the time is known.
const START: Day = Day(20_150); // 2025-03-03
/// Of rules that others followed, so many days before those.
const BEFORE: i32 = 600;
/// The same cases each time.
const SEED: u64 = 1;

impl Opened {
    pub fn order(&self, most: u64) -> Order {
        Order {
            own: self.own.clone(),
            elsewhere: self.elsewhere.clone(),
            start: self.start,
            most,
            workers: available_parallelism().map_or(1, usize::from).min(16),
            explanations: self.explanations.clone(),
        }
    }
}

/// A component.
pub fn load(file: &Path) -> Outcome<Policy> {
    let runtime = Runtime::new(Limits::default(), deployment::cache_folder())?;
    Ok(runtime.load_file(&city::shown(file))?)
}

pub fn open(asked: &Asked, named: Option<&Path>, samples: u64) -> Outcome<Opened> {
    match asked {
        Asked::Component(file) => {
            let policy = load(file)?;
            let calendar = calendars::open(Deployment::find(named).ok().as_ref(), &policy.manifest().raw.calendar)?;
            let city = City::new(policy, &[&calendar]).map_err(|error| error.within(&file.display().to_string()))?;
            let (own, elsewhere, explanations) = (Vec::new(), BTreeSet::new(), Explanations::default());
            Ok(Opened { city, file: file.clone(), own, elsewhere, start: START, explanations })
        }
        Asked::Folder(folder) => of_folder(folder, &Deployment::find(named)?, samples),
    }
}

fn of_folder(folder: &Path, deployment: &Deployment, samples: u64) -> Outcome<Opened> {
    let rules = Rules::read(folder).map_err(|errors| Failure::passed_on(Exit::Refused, errors))?;
    let file = deployment.component(&name(folder));
    let built = |code, text| Failure::new(code, Exit::Refused, text).mend(format!("paidan build {}", name(folder)));
    if !file.is_file() {
        return Err(built("cli/not-built", format!("`{}` is not built", name(folder))));
    }
    let policy = load(&file)?;
    if policy.manifest().raw.digest != rules.manifest_digest() {
        return Err(built("cli/stale", format!("`{}` has changed since it was built", name(folder))));
    }
    let calendar = calendars::open(Some(deployment), &rules.policy.calendar)?;
    let city = City::new(policy, &[&calendar])?;
    let mut own = of_cases(folder, deployment, &city, &rules)?;
    let (versions, until) = served_as(folder, deployment)?;
    let versions = versions.unwrap_or_else(|| Versions::always(city.clone()));
    own.extend(of_sample(folder, &city, &versions, samples)?);
    let superiors = versions.all().iter().flat_map(|(_, city)| city.superiors());
    let elsewhere = superiors.flat_map(|city| read(&city.policy().manifest().raw)).collect();
    let start = until.map_or(START, |until| START.min(Day(until.0 - BEFORE)));
    Ok(Opened { city, file: city::shown(&file), own, elsewhere, start, explanations: explanations(folder)? })
}

/// The cases that prove it; those of another reading do not hold of this one.
fn of_cases(folder: &Path, deployment: &Deployment, city: &City, rules: &Rules) -> Outcome<Vec<Own>> {
    let files = cases::read(folder, &deployment.root, city, rules)?;
    let cases = files.iter().flat_map(|file| &file.cases).filter(|case| case.set.is_empty());
    Ok(cases.filter_map(|case| Own::read(&case.json, case.at)).collect())
}

/// Cases that its sample.toml makes and that these rules judge.
fn of_sample(folder: &Path, city: &City, versions: &Versions, count: u64) -> Outcome<Vec<Own>> {
    let path = folder.join("sample.toml");
    let Ok(text) = fs::read_to_string(&path) else { return Ok(Vec::new()) };
    let shown = path.display().to_string();
    let spec = Spec::read(&shown, &text)?;
    let order = Ordered { count, seed: SEED, from: None, to: None };
    let mut sampler = Sampler::new(versions, &spec, order).map_err(|error| error.within(&shown))?;
    let mut made = Vec::new();
    while let Some(line) = sampler.next_line()? {
        let case = Case::from_json(line.as_bytes())?;
        if versions.of(&case)?.policy().manifest().raw.digest == city.policy().manifest().raw.digest {
            made.extend(Own::read(&line, case.last_known()));
        }
    }
    Ok(made)
}

/// The versions of the city that is served by a folder's rules, if one is, and the day from which others followed them.
fn served_as(folder: &Path, deployment: &Deployment) -> Outcome<(Option<Versions>, Option<Day>)> {
    let file = served::read(deployment)?;
    for (city, entry) in &file.city {
        let mut versions = entry.versions(city, deployment)?;
        versions.sort();
        let Some(at) = versions.iter().position(|(_, policy)| *policy == name(folder)) else { continue };
        let until = versions.get(at + 1).and_then(|(from, _)| *from);
        // another version, or a superior, may not be built: what is checked is
        let cities = Cities::open(&city::Which::named(city), Some(&deployment.root)).ok();
        let opened = cities.as_ref().and_then(|cities| cities.versions(cities.only()?)).cloned();
        return Ok((opened, until));
    }
    Ok((None, None))
}

/// Every word of cases that a policy reads.
fn read(m: &Manifest) -> Vec<String> {
    let lists: [&[Name]; 7] = [&m.channels, &m.kinds, &m.categories, &m.areas, &m.events, &m.reasons, &m.levels];
    let names = lists.into_iter().flatten().map(|name| name.id.clone());
    names.chain(m.inputs.iter().map(|input| input.id.clone())).collect()
}

fn explanations(folder: &Path) -> Outcome<Explanations> {
    let path = folder.join("check.toml");
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Explanations::read(&city::shown(&path).display().to_string(), &text)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Explanations::default()),
        Err(error) => Err(Failure::file("read", &path, error)),
    }
}
