//! How cargo is to see the new folder: as a member of a workspace that takes it in, or as a workspace of its own.

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::{ID, LOCK, MANIFEST};
use crate::deployment;
use crate::error::{Exit, Failure, Outcome};

/// A member of Paidan's own workspace says nothing that the workspace says for all.
const MEMBER: &str = r#"[package]
name = "paidan-policy-new-city"
description = "The rules of new-city, as a component"
version.workspace = true
edition.workspace = true
license.workspace = true
rust-version = "1.85"
publish.workspace = true

[lib]
crate-type = ["cdylib", "rlib"]

[dependencies]
paidan-sdk.workspace = true

[build-dependencies]
paidan-rules.workspace = true

[lints]
workspace = true
"#;

/// What the folder's Cargo.toml must be like.
pub enum Package {
    /// In the sources of Paidan.
    OfPaidan,
    /// In another workspace, whose `members` take it in; with the sources of Paidan elsewhere.
    OfOthers(PathBuf),
    /// In no workspace, so it is one; with the sources of Paidan elsewhere.
    Own(PathBuf),
}

impl Package {
    pub fn find(folder: &Path, root: &Path, sdk: Option<&Path>) -> Outcome<Package> {
        let workspace = folder.ancestors().skip(1).find_map(|above| Some((above, workspace(above)?)));
        let taken_in = workspace.filter(|(above, workspace)| takes_in(workspace, folder.strip_prefix(above).unwrap_or(folder)));
        match taken_in {
            Some((above, _)) if is_paidan(above) && sdk.is_none() => Ok(Package::OfPaidan),
            Some(_) => Ok(Package::OfOthers(sources(folder, root, sdk)?)),
            None => Ok(Package::Own(sources(folder, root, sdk)?)),
        }
    }

    /// Cargo.toml, and Cargo.lock where no other lock counts: the versions with which the template was tested.
    pub fn files(&self, folder: &Path, city: &str) -> Vec<(&'static str, String)> {
        let named = |text: &str| text.replace(ID, city);
        // the path comes last: it may have the template's name in it
        let with = |sources: &Path| named(MANIFEST).replace("../..", &way(folder, sources));
        match self {
            Package::OfPaidan => vec![("Cargo.toml", named(MEMBER))],
            Package::OfOthers(sources) => {
                let text = with(sources);
                let member = text.split_once("[workspace]\n\n").map_or("", |(_, rest)| rest);
                vec![("Cargo.toml", member.to_owned())]
            }
            Package::Own(sources) => vec![("Cargo.toml", with(sources)), ("Cargo.lock", named(LOCK))],
        }
    }
}

/// The `[workspace]` of a folder's Cargo.toml.
fn workspace(folder: &Path) -> Option<toml::Table> {
    let manifest: toml::Table = fs::read_to_string(folder.join("Cargo.toml")).ok()?.parse().ok()?;
    manifest.get("workspace")?.as_table().cloned()
}

/// Whether `members` name the folder and `exclude` does not, as cargo reads them.
fn takes_in(workspace: &toml::Table, folder: &Path) -> bool {
    let listed = |key: &str| -> Vec<&str> {
        workspace.get(key).and_then(toml::Value::as_array).into_iter().flatten().filter_map(toml::Value::as_str).collect()
    };
    let excluded = listed("exclude").iter().any(|path| folder.starts_with(path));
    !excluded && listed("members").iter().any(|pattern| matches(Path::new(pattern), folder))
}

/// `policies/*`, part by part; `*` stands for any part of a name.
fn matches(pattern: &Path, path: &Path) -> bool {
    let names = |path: &Path| -> Vec<String> {
        path.components().filter(|c| *c != Component::CurDir).map(|c| c.as_os_str().to_string_lossy().into_owned()).collect()
    };
    let (patterns, names) = (names(pattern), names(path));
    let one = |(pattern, name): (&String, &String)| match pattern.split_once('*') {
        Some((before, after)) => name.len() >= before.len() + after.len() && name.starts_with(before) && name.ends_with(after),
        None => pattern == name,
    };
    patterns.len() == names.len() && patterns.iter().zip(&names).all(one)
}

fn is_paidan(folder: &Path) -> bool {
    ["policies/sdk/Cargo.toml", "policies/rules/Cargo.toml", "wit/v1/policy.wit"].iter().all(|file| folder.join(file).is_file())
}

/// The sources of Paidan: those that were named, or in or above which the deployment, the new folder or this program stands.
fn sources(folder: &Path, root: &Path, named: Option<&Path>) -> Outcome<PathBuf> {
    const MEND: &str = "--sdk FOLDER: a clone of Paidan's repository, which holds policies/sdk; its crates are in no registry";
    if let Some(named) = named {
        let path = deployment::absolute(named)?;
        if is_paidan(&path) {
            return Ok(path);
        }
        let text = format!("{} does not hold the sources of Paidan", named.display());
        return Err(Failure::new("cli/no-sdk", Exit::Usage, text).mend(MEND));
    }
    let program = env::current_exe().and_then(|path| path.canonicalize()).unwrap_or_default();
    let found = [root, folder, &program].into_iter().flat_map(Path::ancestors).find(|path| is_paidan(path));
    found.map(Path::to_owned).ok_or_else(|| {
        let text = "the sources of Paidan, which policies are compiled with, are nowhere near";
        Failure::new("cli/no-sdk", Exit::Usage, text).mend(MEND)
    })
}

/// From a folder to another: relative, so that the two can be cloned side by side elsewhere; absolute where they share nothing.
fn way(from: &Path, to: &Path) -> String {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    if shared < 2 {
        return to.display().to_string();
    }
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect::<PathBuf>().display().to_string()
}
