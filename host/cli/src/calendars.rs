//! The calendars of a deployment: those that are built in, the files that paidan.toml names, and further notices.
//!
//! ```toml
//! [calendar.cn]                     # a calendar that is built in …
//! notices = ["calendars/2027.toml"] # … with next year's notice
//! [calendar.utopia]
//! file = "calendars/utopia.toml"
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use paidan_calendar::Calendar;
use serde::Deserialize;

use crate::deployment::{self, Deployment};
use crate::error::{Exit, Failure, Outcome};

/// What concerns calendars in paidan.toml.
#[derive(Deserialize)]
struct File {
    #[serde(default)]
    calendar: BTreeMap<String, Entry>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: Option<String>,
    #[serde(default)]
    notices: Vec<String>,
}

/// Opens a calendar by its id, or a calendar file by its name. Outside a deployment only the built-in ids are known.
pub fn open(deployment: Option<&Deployment>, name: &str) -> Outcome<Calendar> {
    let entries = deployment.map(entries).transpose()?.unwrap_or_default();
    let root = deployment.map(|deployment| deployment.root.as_path()).unwrap_or(Path::new(""));
    let file = entries.get(name).and_then(|entry| entry.file.as_deref()).map(|file| root.join(file));
    let base = || noticed(Calendar::cn().clone(), &entries, root);
    match (name, file) {
        (_, Some(file)) => noticed(parse(&file, &base()?)?, &entries, root),
        ("cn", None) => base(),
        ("cn-ningxia", None) => noticed(Calendar::ningxia().clone(), &entries, root),
        (file, None) if file.ends_with(".toml") => parse(Path::new(file), &base()?),
        _ => {
            let mut known: BTreeSet<&str> = entries.keys().map(String::as_str).collect();
            known.extend(["cn", "cn-ningxia"]);
            let known = known.into_iter().collect::<Vec<_>>().join(", ");
            Err(Failure::new("cli/calendar", Exit::Usage, format!("no calendar `{name}`"))
                .mend(format!("there are: {known}; or name a calendar file, which ends in .toml")))
        }
    }
}

/// The calendar with the notices of one more file.
pub fn with_notice(calendar: &Calendar, file: &Path) -> Outcome<Calendar> {
    let text = read(file)?;
    calendar.with_notice(&file.display().to_string(), &text).map_err(|error| Failure::passed_on(Exit::Input, error))
}

/// Adds the notices that paidan.toml names for this calendar, and for one that it extends.
fn noticed(mut calendar: Calendar, entries: &BTreeMap<String, Entry>, root: &Path) -> Outcome<Calendar> {
    let mut layers: BTreeSet<String> = calendar.notices().map(|notice| notice.calendar.clone()).collect();
    layers.insert(calendar.id().to_owned());
    let files = layers.iter().filter_map(|layer| entries.get(layer)).flat_map(|entry| &entry.notices);
    for file in files {
        calendar = with_notice(&calendar, &root.join(file))?;
    }
    Ok(calendar)
}

fn parse(file: &Path, base: &Calendar) -> Outcome<Calendar> {
    let text = read(file)?;
    Calendar::parse(&file.display().to_string(), &text, Some(base)).map_err(|error| Failure::passed_on(Exit::Input, error))
}

fn entries(deployment: &Deployment) -> Outcome<BTreeMap<String, Entry>> {
    let path = deployment.root.join(deployment::FILE);
    let file: File = toml::from_str(&read(&path)?)
        .map_err(|error| Failure::new("cli/deployment", Exit::Input, format!("{}: {error}", path.display())))?;
    Ok(file.calendar)
}

fn read(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(|error| Failure::file("read", file, error))
}
