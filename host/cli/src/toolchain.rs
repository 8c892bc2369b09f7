//! Asks `scripts/guest-toolchain` how policies are compiled here. The script is part of this program, so that an installed
//! `paidan` builds policies too.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::deployment::Deployment;
use crate::error::{Exit, Failure, Outcome};

const SCRIPT: &str = include_str!("../../../scripts/guest-toolchain");

/// How to call cargo for a guest.
#[derive(Debug, PartialEq, Eq)]
pub struct Toolchain {
    pub env: Vec<(String, String)>,
    pub args: Vec<String>,
}

impl Toolchain {
    /// Finds it, or installs it where the script may. The script says on standard error what it does, and what is missing.
    pub fn find(deployment: &Deployment) -> Outcome<Toolchain> {
        match ask("env", &deployment.root, &deployment.target(), Stdio::inherit())? {
            Some(lines) => Ok(parse(&lines)),
            None => Err(Failure::new("cli/no-guest-toolchain", Exit::Refused, "policies cannot be compiled here")
                .mend("one of the commands above")),
        }
    }
}

/// One line about what is there; none: nothing.
pub fn look(deployment: &Deployment) -> Outcome<Option<String>> {
    let line = ask("check", &deployment.root, &deployment.target(), Stdio::null())?;
    Ok(line.map(|line| line.trim().to_owned()))
}

/// What the script prints; none where it finds nothing.
fn ask(verb: &str, root: &Path, cache: &Path, errors: Stdio) -> Outcome<Option<String>> {
    let output = Command::new("bash")
        .args(["-c", SCRIPT, "guest-toolchain", verb])
        .current_dir(root)
        .env("GUEST_CACHE", cache)
        .stdin(Stdio::null())
        .stderr(errors)
        .output()
        .map_err(|error| Failure::new("cli/no-bash", Exit::Host, format!("cannot run bash: {error}")).mend("install bash"))?;
    Ok(output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// `KEY=VALUE` and `KEY='VALUE'` lines.
fn parse(lines: &str) -> Toolchain {
    let mut found = Toolchain { env: Vec::new(), args: Vec::new() };
    for (key, value) in lines.lines().filter_map(|line| line.split_once('=')) {
        let value = value.trim_matches('\'');
        match key {
            "CARGO_ARGS" => found.args = value.split_whitespace().map(str::to_owned).collect(),
            _ => found.env.push((key.to_owned(), value.to_owned())),
        }
    }
    found
}
