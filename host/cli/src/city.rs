//! The cities of a deployment: policies with their calendars, found by a case's jurisdiction. Loaded once, asked for hours.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use paidan_engine::{City, Error, Kind, Limits, Policy, Runtime};
use serde::Deserialize;

use crate::calendars;
use crate::deployment::{self, Deployment, cache_folder};
use crate::error::{Exit, Failure, Outcome, did_you_mean};

/// By which policy.
#[derive(clap::Args)]
pub struct Which {
    /// Judge by this city's policy, whatever the case's jurisdiction [default: the city whose policy covers it]
    #[arg(long, value_name = "CITY", conflicts_with = "policy")]
    city: Option<String>,
    /// Judge by this component, whatever the case's jurisdiction; needs no deployment
    #[arg(long, value_name = "FILE.wasm")]
    policy: Option<PathBuf>,
}

/// paidan.toml, as far as it concerns cities.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: i64,
    #[serde(default, rename = "calendar")]
    _calendar: toml::Table,
    #[serde(default)]
    city: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(rename = "title")]
    _title: Option<String>,
    /// The id of its policy.
    policy: String,
}

/// What is served. A city that cannot be loaded is a failure of its own cases only.
pub struct Cities {
    served: Vec<(String, Outcome<City>)>,
    /// The one city was named: it judges every case.
    named: bool,
}

impl Cities {
    pub fn open(which: &Which, named: Option<&Path>) -> Outcome<Cities> {
        let runtime = runtime()?;
        if let Some(file) = &which.policy {
            // calendars of a deployment are used where there is one
            let deployment = Deployment::find(named).ok();
            let city = load(&runtime, deployment.as_ref(), file)?;
            return Ok(Cities { served: vec![(file.display().to_string(), Ok(city))], named: true });
        }
        let deployment = Deployment::find(named)?;
        let entries = read(&deployment)?.city;
        if let Some(name) = &which.city {
            let file = component(&deployment, &entries, name)?;
            return Ok(Cities { served: vec![(name.clone(), Ok(load(&runtime, Some(&deployment), &file)?))], named: true });
        }
        let load = |entry: &Entry| load(&runtime, Some(&deployment), &deployment.component(&entry.policy));
        let served = entries.iter().map(|(name, entry)| (name.clone(), load(entry))).collect();
        Ok(Cities { served, named: false })
    }

    /// How many there are; positions below it are valid for [`Cities::city`].
    pub fn len(&self) -> usize {
        self.served.len()
    }

    pub fn city(&self, position: usize) -> Option<&City> {
        self.served.get(position)?.1.as_ref().ok()
    }

    /// The city that was named, if one was.
    pub fn only(&self) -> Option<usize> {
        self.named.then_some(0)
    }

    /// The city that judges cases of this jurisdiction: of several, the one whose code says most.
    pub fn of(&self, jurisdiction: &str) -> Outcome<usize> {
        if self.named {
            return Ok(0);
        }
        let covers = |city: &City| {
            let codes = &city.policy().manifest().raw.jurisdictions;
            codes.iter().filter(|code| jurisdiction.starts_with(code.as_str())).map(String::len).max()
        };
        let covering = self.served.iter().enumerate().filter_map(|(i, (_, city))| Some((covers(city.as_ref().ok()?)?, i)));
        if let Some((_, found)) = covering.max() {
            return Ok(found);
        }
        // it may be one of those that could not be asked
        if let Some(failure) = self.served.iter().find_map(|(_, city)| city.as_ref().err()) {
            return Err(failure.clone());
        }
        let here = self.served.iter().filter_map(|(name, city)| {
            let codes = city.as_ref().ok()?.policy().manifest().raw.jurisdictions.join(", ");
            Some(format!("{name} ({codes}…)"))
        });
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

/// A policy alone: what `inspect` looks at. A city of the deployment by name, or a component's file.
pub fn policy(name: &str, named: Option<&Path>) -> Outcome<(PathBuf, Policy)> {
    let file = if Path::new(name).extension().is_some_and(|end| end == "wasm") {
        PathBuf::from(name)
    } else {
        let deployment = Deployment::find(named)?;
        component(&deployment, &read(&deployment)?.city, name)?
    };
    let policy = runtime()?.load_file(&shown(&file)).map_err(|error| told(error, name))?;
    Ok((file, policy))
}

fn runtime() -> Outcome<Runtime> {
    Ok(Runtime::new(Limits::default(), cache_folder())?)
}

/// The component of a city: one that is served, or one that was only built.
fn component(deployment: &Deployment, entries: &BTreeMap<String, Entry>, name: &str) -> Outcome<PathBuf> {
    let file = deployment.component(entries.get(name).map_or(name, |entry| &entry.policy));
    if entries.contains_key(name) || file.is_file() {
        return Ok(file);
    }
    let known: Vec<&str> = entries.keys().map(String::as_str).collect();
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

/// The path as somebody in this folder would write it.
fn shown(path: &Path) -> PathBuf {
    let here = env::current_dir().and_then(|here| here.canonicalize());
    here.ok().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path).to_owned()
}

fn read(deployment: &Deployment) -> Outcome<File> {
    const FORMAT: i64 = 1;
    let path = deployment.root.join(deployment::FILE);
    let text = fs::read_to_string(&path).map_err(|error| Failure::file("read", &path, error))?;
    let wrong = |text: String| {
        Failure::new("cli/deployment", Exit::Input, format!("{}: {text}", shown(&path).display()))
            .mend("a city is [city.NAME] policy = \"ID\", a calendar [calendar.ID] file or notices")
    };
    let file: File = toml::from_str(&text).map_err(|error| wrong(error.to_string().trim_end().to_owned()))?;
    match file.format {
        FORMAT => Ok(file),
        other => {
            let age = if other > FORMAT { "too new: use a newer paidan" } else { "too old: there was none before 1" };
            Err(wrong(format!("format {other} is {age}; this version reads {FORMAT}")))
        }
    }
}
