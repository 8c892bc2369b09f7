//! The cities of a deployment: policies with their calendars, found by a case's jurisdiction. Loaded once, asked for hours.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use paidan_calendar::Instant;
use paidan_engine::{Case, City, Error, Kind, Limits, Policy, Runtime, Versions};

use crate::calendars;
use crate::deployment::{self, Deployment, cache_folder};
use crate::error::{Exit, Failure, Outcome, did_you_mean};
use crate::served;
use crate::settings;

/// By which policy.
#[derive(clap::Args)]
pub struct Which {
    /// Judge by this city's policy, whatever the case's jurisdiction [default: the city whose policy covers it]
    #[arg(long, value_name = "CITY", conflicts_with = "policy", group = "judge")]
    city: Option<String>,
    /// Judge by this component, whatever the case's jurisdiction; needs no deployment
    #[arg(long, value_name = "FILE.wasm", group = "judge")]
    policy: Option<PathBuf>,
    /// Count by another term or ladder than that city's rules.toml says, without a build: term.ID, term.ID.ends, term.ID.roll,
    /// term.ID.cut-off, ladder.ID.RUNG
    #[arg(long, value_name = "KEY=VALUE", requires = "judge")]
    set: Vec<String>,
}

impl Which {
    /// Every city of the deployment.
    pub fn all() -> Which {
        Which { city: None, policy: None, set: Vec::new() }
    }

    /// Whether one was named.
    pub fn is_named(&self) -> bool {
        self.city.is_some() || self.policy.is_some()
    }

    /// What was set.
    pub fn set(&self) -> &[String] {
        &self.set
    }

    /// This city.
    pub fn named(city: &str) -> Which {
        Which { city: Some(city.to_owned()), policy: None, set: Vec::new() }
    }
}

/// What is served. A city that cannot be loaded is a failure of the cases that may be its own.
pub struct Cities {
    served: Vec<Served>,
    /// The one city was named: it judges every case.
    named: bool,
}

struct Served {
    name: String,
    versions: Outcome<Versions>,
    superior: Option<String>,
}

impl Served {
    fn alone(name: String, versions: Versions) -> Served {
        Served { name, versions: Ok(versions), superior: None }
    }

    /// Administrative codes, or the beginnings of some.
    fn codes(&self) -> &[String] {
        let newest = self.versions.as_ref().ok().and_then(|versions| versions.all().last());
        newest.map_or(&[], |(_, city)| &city.policy().manifest().raw.jurisdictions)
    }
}

/// Which city, and which version of its rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    city: usize,
    version: usize,
}

impl Cities {
    pub fn open(which: &Which, named: Option<&Path>) -> Outcome<Cities> {
        let runtime = runtime()?;
        if let Some(file) = &which.policy {
            // calendars of a deployment are used where there is one
            let deployment = Deployment::find(named).ok();
            let versions = Versions::always(load(&runtime, deployment.as_ref(), file)?);
            let versions = settings::applied(&which.set, versions, deployment.as_ref())?;
            return Ok(Cities { served: vec![Served::alone(file.display().to_string(), versions)], named: true });
        }
        let deployment = Deployment::find(named)?;
        let file = served::read(&deployment)?;
        let loader = Loader { runtime: &runtime, deployment: &deployment, file: &file, loaded: RefCell::default() };
        if let Some(name) = &which.city {
            let versions = match file.city.contains_key(name) {
                true => loader.versions(name, &mut Vec::new())?,
                false => Versions::always(load(&runtime, Some(&deployment), &component(&deployment, &file, name)?)?),
            };
            let versions = settings::applied(&which.set, versions, Some(&deployment))?;
            return Ok(Cities { served: vec![Served::alone(name.clone(), versions)], named: true });
        }
        let mut served = Vec::new();
        for (name, entry) in &file.city {
            let versions = loader.versions(name, &mut Vec::new());
            match versions {
                // what is wrong with the file itself is wrong for every case
                Err(failure) if matches!(failure.code, "cli/deployment" | "load/superior" | "load/versions") => {
                    return Err(failure);
                }
                versions => served.push(Served {
                    name: name.clone(),
                    versions,
                    superior: entry.superior.as_ref().map(|s| s.city.clone()),
                }),
            }
        }
        Ok(Cities { served, named: false })
    }

    pub fn city(&self, at: Position) -> Option<&City> {
        Some(&self.served.get(at.city)?.versions.as_ref().ok()?.all().get(at.version)?.1)
    }

    /// The cities that are served, by name.
    pub fn each(&self) -> impl Iterator<Item = (&str, &Outcome<Versions>, Option<&str>)> {
        self.served.iter().map(|served| (served.name.as_str(), &served.versions, served.superior.as_deref()))
    }

    /// Every version of a city's rules.
    pub fn versions(&self, at: Position) -> Option<&Versions> {
        self.served.get(at.city)?.versions.as_ref().ok()
    }

    /// The newest version of the city that was named, if one was.
    pub fn only(&self) -> Option<Position> {
        let versions = self.served.first()?.versions.as_ref().ok()?;
        self.named.then_some(Position { city: 0, version: versions.all().len() - 1 })
    }

    /// The rules that judge a case: of its jurisdiction (of several cities, the one whose code says most), in force on the day
    /// on which it was registered.
    pub fn of(&self, case: &Case<'_>) -> Outcome<Position> {
        let city = if self.named { 0 } else { self.covering(&case.jurisdiction)? };
        let version = match &self.served[city].versions {
            Ok(versions) => versions.position(case)?,
            Err(failure) => return Err(failure.clone()),
        };
        Ok(Position { city, version })
    }

    /// Who judges cases of a jurisdiction: the city's name, and every version of its rules.
    pub fn judging(&self, jurisdiction: &str) -> Outcome<(&str, &Versions)> {
        let city = if self.named { 0 } else { self.covering(jurisdiction)? };
        let Served { name, versions, .. } = &self.served[city];
        Ok((name, versions.as_ref().map_err(Failure::clone)?))
    }

    fn covering(&self, jurisdiction: &str) -> Outcome<usize> {
        let covers =
            |served: &Served| served.codes().iter().filter(|code| jurisdiction.starts_with(code.as_str())).map(String::len).max();
        let covering = self.served.iter().enumerate().filter_map(|(i, served)| Some((covers(served)?, i)));
        let found = covering.max().map(|(_, found)| found);
        // it may belong to one that could not be asked: a region must not take over because its city is not built
        let below = |served: &Served| found.is_none_or(|found| served.superior.as_deref() == Some(&self.served[found].name));
        if let Some(failure) = self.served.iter().filter(|served| below(served)).find_map(|served| served.versions.as_ref().err())
        {
            return Err(failure.clone());
        }
        if let Some(found) = found {
            return Ok(found);
        }
        let here = self.served.iter().map(|served| format!("{} ({}…)", served.name, served.codes().join(", ")));
        let here = here.collect::<Vec<_>>().join(", ");
        let here = if here.is_empty() { "none".to_owned() } else { here };
        Err(Failure::from(Error {
            kind: Kind::Input,
            code: "case/unknown-jurisdiction",
            text: format!("no policy here judges cases of `{jurisdiction}`"),
            place: "field jurisdiction".to_owned(),
            mend: format!("there are: {here}; paidan.toml names the cities that are served"),
        }))
    }
}

/// A city's rules with another component in place of its newest version; calendar and superior are the same.
pub fn replaced(versions: &Versions, file: &Path) -> Outcome<Versions> {
    let policy = runtime()?.load_file(&shown(file))?;
    let mut all = versions.all().to_vec();
    if let Some((_, newest)) = all.last_mut() {
        *newest = newest.with_policy(policy).map_err(|error| error.within(&shown(file).display().to_string()))?;
    }
    Ok(Versions::new(all)?)
}

/// Loads cities as paidan.toml names them.
struct Loader<'a> {
    runtime: &'a Runtime,
    deployment: &'a Deployment,
    file: &'a served::File,
    /// What was loaded already: a region stands above many cities.
    loaded: RefCell<BTreeMap<String, Versions>>,
}

impl Loader<'_> {
    /// `below`: the cities that stand below this one, down to the one that was asked for.
    fn versions(&self, name: &str, below: &mut Vec<String>) -> Outcome<Versions> {
        if let Some(versions) = self.loaded.borrow().get(name) {
            return Ok(versions.clone());
        }
        let versions = self.load(name, below)?;
        self.loaded.borrow_mut().insert(name.to_owned(), versions.clone());
        Ok(versions)
    }

    fn load(&self, name: &str, below: &mut Vec<String>) -> Outcome<Versions> {
        let entry = self.file.city(name, below, self.deployment)?;
        below.push(name.to_owned());
        let superior = match &entry.superior {
            Some(superior) => Some((self.versions(&superior.city, below)?, superior.level.as_str())),
            None => None,
        };
        let mut versions = Vec::new();
        for (from, folder) in entry.versions(name, self.deployment)? {
            let mut city = load(self.runtime, Some(self.deployment), &self.deployment.component(&folder))?;
            if let Some((superior, level)) = &superior {
                city = city
                    .below(superior.clone(), level)
                    .map_err(|error| error.within(&format!("paidan.toml, [city.{name}] superior")))?;
            }
            versions.push((from, city));
        }
        below.pop();
        Ok(Versions::new(versions).map_err(|error| error.within(&format!("paidan.toml, [city.{name}]")))?)
    }
}

/// A policy alone: what `inspect` looks at. A city of the deployment by name, or a component's file.
pub fn policy(name: &str, named: Option<&Path>) -> Outcome<(PathBuf, Policy)> {
    let file = if Path::new(name).extension().is_some_and(|end| end == "wasm") {
        PathBuf::from(name)
    } else {
        let deployment = Deployment::find(named)?;
        component(&deployment, &served::read(&deployment)?, name)?
    };
    let policy = runtime()?.load_file(&shown(&file)).map_err(|error| told(error, name))?;
    Ok((file, policy))
}

fn runtime() -> Outcome<Runtime> {
    Ok(Runtime::new(Limits::default(), cache_folder())?)
}

/// The component of a city: the newest version of one that is served, or one that was only built.
fn component(deployment: &Deployment, file: &served::File, name: &str) -> Outcome<PathBuf> {
    if let Some(entry) = file.city.get(name) {
        let newest = entry.versions(name, deployment)?.into_iter().max_by_key(|(from, _)| *from);
        return Ok(deployment.component(&newest.map_or_else(|| name.to_owned(), |(_, folder)| folder)));
    }
    let built = deployment.component(name);
    if built.is_file() {
        return Ok(built);
    }
    let known: Vec<&str> = file.city.keys().map(String::as_str).collect();
    let guess = did_you_mean(name, known.iter().copied());
    Err(Failure::new("cli/unknown-city", Exit::Usage, format!("no city `{name}` in paidan.toml, and no component of that name"))
        .mend(format!("{guess}there are: {}; or `paidan build {name}`", known.join(", "))))
}

fn load(runtime: &Runtime, deployment: Option<&Deployment>, file: &Path) -> Outcome<City> {
    let shown = shown(file);
    let name = deployment::folder_name(&shown.with_extension(""));
    let policy = runtime.load_file(&shown).map_err(|error| told(error, &name))?;
    let calendar = calendars::open(deployment, &policy.manifest().raw.calendar)?;
    City::new(policy, &[&calendar]).map_err(|error| error.within(&shown.display().to_string()).into())
}

/// The engine does not know how a city is built here; this does.
fn told(error: Error, name: &str) -> Failure {
    let missing = error.code == "load/not-found";
    let failure = Failure::from(error);
    if missing { failure.mend(format!("paidan build {}", name.trim_end_matches(".wasm"))) } else { failure }
}

/// A moment in a city's zone.
pub fn written(city: &Versions, at: Instant) -> String {
    city.all().last().map(|(_, newest)| newest.calendar().format(at).to_string()).unwrap_or_default()
}

/// The path as somebody in this folder would write it.
pub fn shown(path: &Path) -> PathBuf {
    let here = env::current_dir().and_then(|here| here.canonicalize());
    here.ok().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path).to_owned()
}
