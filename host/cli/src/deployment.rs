//! Where things are: the deployment (the folder of a paidan.toml), its cities, its components, the cache.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Exit, Failure, Outcome, did_you_mean};

/// What makes a folder a deployment.
pub const FILE: &str = "paidan.toml";

/// A deployment on disk.
#[derive(Debug)]
pub struct Deployment {
    pub root: PathBuf,
}

impl Deployment {
    /// The one that was named, or the nearest upwards from here.
    pub fn find(named: Option<&Path>) -> Outcome<Deployment> {
        let start = match named {
            Some(path) => {
                let root = if path.is_file() { path.parent().unwrap_or(path) } else { path };
                let root = absolute(root)?;
                if !path.is_file() && !root.join(FILE).is_file() {
                    return Err(none_at(&root).mend(format!("name a {FILE} or a folder with one")));
                }
                return Ok(Deployment { root });
            }
            None => absolute(Path::new("."))?,
        };
        match start.ancestors().find(|folder| folder.join(FILE).is_file()) {
            Some(root) => Ok(Deployment { root: root.to_owned() }),
            None => {
                Err(none_at(&start).mend(format!("run this inside a deployment, or name one: --deployment FOLDER-OF-{FILE}")))
            }
        }
    }

    /// The one that was named, or the nearest upwards from here; else the one that is to be made here, and `false`.
    pub fn find_or_here(named: Option<&Path>) -> Outcome<(Deployment, bool)> {
        match Deployment::find(named) {
            Err(failure) if named.is_none() && failure.code == NONE => {
                Ok((Deployment { root: absolute(Path::new("."))? }, false))
            }
            found => found.map(|deployment| (deployment, true)),
        }
    }

    /// Folders of policies, by name: those with a rules.toml.
    pub fn cities(&self) -> Outcome<Vec<PathBuf>> {
        let folder = self.root.join("policies");
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            // all of its cities may be elsewhere
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Failure::file("list", &folder, error)),
        };
        let mut cities: Vec<PathBuf> = entries
            .filter_map(|entry| entry.ok()?.path().canonicalize().ok())
            .filter(|path| path.join("rules.toml").is_file())
            .collect();
        cities.sort();
        Ok(cities)
    }

    /// The folder of a city: `policies/NAME`, or a path to a folder anywhere.
    pub fn city(&self, name: &str) -> Outcome<PathBuf> {
        let here = Path::new(name);
        let path = if name.contains(['/', '\\', '.']) { here.to_owned() } else { self.root.join("policies").join(name) };
        if path.join("rules.toml").is_file() {
            return absolute(&path);
        }
        if path.is_dir() {
            let text = format!("{} is no policy: it has no rules.toml", path.display());
            return Err(Failure::new("cli/no-policy", Exit::Usage, text).mend("name a city, or a folder with a rules.toml"));
        }
        let known: Vec<String> = self.cities()?.iter().map(|path| folder_name(path)).collect();
        let guess = did_you_mean(name, known.iter().map(String::as_str));
        Err(Failure::new(
            "cli/unknown-city",
            Exit::Usage,
            format!("no city `{name}` in {}", self.root.join("policies").display()),
        )
        .mend(format!(
            "{guess}there are: {}; or name a folder: ./{name}",
            if known.is_empty() { "none".to_owned() } else { known.join(", ") }
        )))
    }

    /// What is built goes here.
    pub fn target(&self) -> PathBuf {
        self.root.join("target")
    }

    /// The component made of the policy's folder of this name. Two versions of one policy are two folders.
    pub fn component(&self, folder: &str) -> PathBuf {
        self.target().join("policies").join(format!("{folder}.wasm"))
    }
}

/// Where compiled components are kept between runs: `PAIDAN_CACHE`, else the user's cache folder.
pub fn cache_folder() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("PAIDAN_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|path| path.join("paidan")))
        .or_else(|| set("HOME").map(|path| path.join(".cache/paidan")))
}

/// Makes a folder that only its owner may read: what is compiled there is run later.
pub fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// The last component of a path, for people.
pub fn folder_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The whole path of something that is there.
pub fn absolute(path: &Path) -> Outcome<PathBuf> {
    path.canonicalize().map_err(|error| Failure::file("open", path, error))
}

const NONE: &str = "cli/no-deployment";

fn none_at(place: &Path) -> Failure {
    Failure::new(NONE, Exit::Usage, format!("no {FILE} in {} or above it", place.display()))
}
