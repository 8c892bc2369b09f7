//! paidan.toml, as far as it says which cities are served: by which rules from when, and who stands above them.

use std::collections::BTreeMap;
use std::fs;

use paidan_calendar::Day;
use serde::Deserialize;

use crate::city::shown;
use crate::deployment::{self, Deployment};
use crate::error::{Exit, Failure, Outcome, did_you_mean};

const FORMAT: i64 = 1;

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    format: i64,
    #[serde(default, rename = "calendar")]
    _calendar: toml::Table,
    #[serde(default)]
    pub city: BTreeMap<String, Entry>,
}

/// `[city.NAME]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    #[serde(rename = "title")]
    _title: Option<String>,
    /// The folder of its policy, where there has only ever been one.
    policy: Option<String>,
    /// Else its versions.
    #[serde(default)]
    versions: Vec<Version>,
    pub superior: Option<Superior>,
}

/// `{ policy = "dingzhou", from = 2021-10-01 }`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Version {
    policy: String,
    /// The first day of registration that it judges; none: whatever was registered before the others.
    from: Option<toml::value::Datetime>,
}

/// `{ city = "ningxia", level = "county" }`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Superior {
    pub city: String,
    /// The level of the superior's at which this city stands.
    pub level: String,
}

impl File {
    /// A city, asked for on the way up from those in `below`.
    pub fn city(&self, name: &str, below: &[String], deployment: &Deployment) -> Outcome<&Entry> {
        if below.iter().any(|other| other == name) {
            let chain = below.iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join(" < ");
            return Err(wrong(deployment, format!("`{name}` stands above itself: {chain}")).mend("take one `superior` out"));
        }
        self.city.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.city.keys().map(String::as_str).collect();
            let guess = did_you_mean(name, known.iter().copied());
            wrong(deployment, format!("the superior `{name}` is no city of it"))
                .mend(format!("{guess}there are: {}; a superior is a [city.NAME] too", known.join(", ")))
        })
    }
}

impl Entry {
    /// Its versions: from which day, and the folder of the policy.
    pub fn versions(&self, name: &str, deployment: &Deployment) -> Outcome<Vec<(Option<Day>, String)>> {
        const MEND: &str = "policy = \"FOLDER\", or versions = [{ policy = \"OLD\" }, { policy = \"NEW\", from = 2026-01-01 }]";
        let wrong = |text: &str| wrong(deployment, format!("[city.{name}] {text}")).mend(MEND);
        match (&self.policy, &self.versions[..]) {
            (Some(policy), []) => Ok(vec![(None, policy.clone())]),
            (None, versions @ [_, ..]) => {
                let day = |from: &toml::value::Datetime| Day::parse(&from.to_string()).map_err(|_| wrong("a `from` is no day"));
                let version = |version: &Version| Ok((version.from.as_ref().map(day).transpose()?, version.policy.clone()));
                versions.iter().map(version).collect()
            }
            (Some(_), _) => Err(wrong("has both `policy` and `versions`")),
            (None, []) => Err(wrong("has neither `policy` nor `versions`")),
        }
    }
}

/// Reads the deployment's file.
pub fn read(deployment: &Deployment) -> Outcome<File> {
    let path = deployment.root.join(deployment::FILE);
    let text = fs::read_to_string(&path).map_err(|error| Failure::file("read", &path, error))?;
    let file: File = toml::from_str(&text).map_err(|error| wrong(deployment, error.to_string().trim_end().to_owned()))?;
    match file.format {
        FORMAT => Ok(file),
        other => {
            let age = if other > FORMAT { "too new: use a newer paidan" } else { "too old: there was none before 1" };
            Err(wrong(deployment, format!("format {other} is {age}; this version reads {FORMAT}")))
        }
    }
}

fn wrong(deployment: &Deployment, text: String) -> Failure {
    let path = shown(&deployment.root.join(deployment::FILE));
    Failure::new("cli/deployment", Exit::Input, format!("{}: {text}", path.display()))
        .mend("a city is [city.NAME] policy = \"FOLDER\", a calendar [calendar.ID] file or notices")
}
