//! `paidan doctor`: what is missing here, and the command that mends it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use paidan_calendar::{Day, Instant};
use paidan_engine::City;
use paidan_rules::Rules;
use serde::Serialize;

use crate::city::{Cities, Which};
use crate::deployment::{self, Deployment};
use crate::error::{Exit, Outcome};
use crate::{calendars, machine, table, toolchain};

/// Below this many days of calendar left, it is time for the next notice.
const CALENDAR_DAYS: i32 = 60;
const RUST: (u32, u32) = (1, 95);

#[derive(clap::Args)]
#[command(after_help = "Exit code 3 if something must be mended.\n\nExample:\n  paidan doctor --json")]
pub struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Ok,
    /// Works today.
    Warn,
    Fail,
}

/// One line of the report, as `--json` prints it.
#[derive(Serialize)]
struct Check {
    check: String,
    verdict: Verdict,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<String>,
}

fn check(name: impl Into<String>, text: impl Into<String>, verdict: Verdict, mend: &str) -> Check {
    let mend = (verdict != Verdict::Ok).then(|| mend.to_owned());
    Check { check: name.into(), verdict, text: text.into(), mend }
}

pub fn run(args: Args, named: Option<&Path>, out: &mut dyn Write) -> Outcome {
    let mut checks = vec![rust("cargo"), rust("rustc")];
    let mut ids = BTreeSet::from(["cn".to_owned()]);
    let deployment = Deployment::find(named);
    match &deployment {
        Ok(deployment) => {
            checks.push(check("deployment", deployment.root.display().to_string(), Verdict::Ok, ""));
            checks.push(guest_toolchain(deployment)?);
            match deployment.cities() {
                Ok(cities) => checks.extend(cities.iter().map(|city| component(deployment, city, &mut ids))),
                Err(failure) => checks.push(check("policies", failure.text, Verdict::Fail, "paidan new CITY")),
            }
            checks.extend(served(named));
        }
        Err(failure) => checks.push(check("deployment", &failure.text, Verdict::Fail, &failure.mend)),
    }
    checks.push(cache());
    checks.extend(machine::findings().into_iter().map(|found| {
        let verdict = if found.mend.is_some() { Verdict::Fail } else { Verdict::Ok };
        check(found.what, found.text, verdict, found.mend.unwrap_or_default())
    }));
    checks.extend(ids.iter().map(|id| calendar(deployment.as_ref().ok(), id)));

    match args.json {
        true => writeln!(out, "{}", serde_json::to_string_pretty(&checks).unwrap_or_default())?,
        false => print(&checks, out)?,
    }
    let failed = checks.iter().any(|check| check.verdict == Verdict::Fail);
    Ok(if failed { Exit::Input } else { Exit::Ok })
}

fn print(checks: &[Check], out: &mut dyn Write) -> Outcome<()> {
    let rows = checks.iter().map(|check| {
        let sign = match check.verdict {
            Verdict::Ok => "ok",
            Verdict::Warn => "warn",
            Verdict::Fail => "FAIL",
        };
        let mend = check.mend.as_deref().map(|mend| format!("→ {mend}")).unwrap_or_default();
        vec![sign.to_owned(), check.check.clone(), check.text.clone(), mend]
    });
    table::print(&["", "check", "found", "mend"], &[], rows, out)
}

/// The program is there and new enough: `cargo 1.95.0 (…)`.
fn rust(program: &str) -> Check {
    const MEND: &str = "rustup update stable";
    let said = Command::new(program).arg("--version").output().ok().filter(|output| output.status.success());
    let Some(said) = said else { return check(program, "cannot be run", Verdict::Fail, "install Rust with rustup") };
    let text = String::from_utf8_lossy(&said.stdout).trim().to_owned();
    let version = text.split_whitespace().nth(1).and_then(|version| {
        let (major, rest) = version.split_once('.')?;
        Some((major.parse::<u32>().ok()?, rest.split('.').next()?.parse::<u32>().ok()?))
    });
    let verdict = if version.is_some_and(|version| version >= RUST) { Verdict::Ok } else { Verdict::Fail };
    check(program, text, verdict, MEND)
}

fn guest_toolchain(deployment: &Deployment) -> Outcome<Check> {
    const MEND: &str = "rustup target add wasm32-unknown-unknown";
    Ok(match toolchain::look(deployment)? {
        Some(text) => check("guest toolchain", text, Verdict::Ok, ""),
        None => check("guest toolchain", "nothing compiles wasm32-unknown-unknown", Verdict::Fail, MEND),
    })
}

/// The city's component is there, and newer than what it is made of. Notes the calendar that it counts by.
fn component(deployment: &Deployment, folder: &Path, ids: &mut BTreeSet<String>) -> Check {
    let city = deployment::folder_name(folder);
    let (name, mend) = (format!("policy {city}"), format!("paidan build {city}"));
    let rules = match Rules::read(folder) {
        Ok(rules) => rules,
        Err(errors) => return check(name, format!("its rules have {} errors", errors.0.len()), Verdict::Fail, &mend),
    };
    ids.insert(rules.policy.calendar.clone());
    let file = deployment.component(&city);
    let Ok(built) = fs::metadata(&file).and_then(|about| about.modified()) else {
        return check(name, "is not built", Verdict::Fail, &mend);
    };
    match newest(folder) {
        Some(changed) if changed > built => check(name, "has changed since it was built", Verdict::Fail, &mend),
        _ => check(name, format!("{} {}, built and fresh", rules.policy.id, rules.policy.version), Verdict::Ok, ""),
    }
}

/// What paidan.toml serves can be loaded: which versions from when, below whom.
fn served(named: Option<&Path>) -> Vec<Check> {
    let cities = match Cities::open(&Which::all(), named) {
        Ok(cities) => cities,
        Err(failure) => return vec![check("served", &failure.text, Verdict::Fail, &failure.mend)],
    };
    let each = cities.each().map(|(name, versions, superior)| match versions {
        Err(failure) => check(format!("city {name}"), &failure.text, Verdict::Fail, &failure.mend),
        Ok(versions) => {
            let version = |(from, city): &(Option<Day>, City)| {
                let version = &city.policy().manifest().raw.version;
                from.map_or(version.clone(), |day| format!("{version} from {day}"))
            };
            let mut text = versions.all().iter().map(version).collect::<Vec<_>>().join(", ");
            if let Some(superior) = superior {
                text += &format!(", below {superior}");
            }
            check(format!("city {name}"), text, Verdict::Ok, "")
        }
    });
    each.collect()
}

/// When anything of the policy was changed last: its rules, its catalogue, its sources.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let sources = |name: &str| matches!(Path::new(name).extension().and_then(|end| end.to_str()), Some("rs" | "toml" | "csv"));
    entries
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            match entry.file_type().ok()?.is_dir() {
                true => {
                    if name == "src" {
                        newest(&entry.path())
                    } else {
                        None
                    }
                }
                false => sources(&name).then(|| entry.metadata().ok()?.modified().ok())?,
            }
        })
        .max()
}

/// Compiled components are kept there between runs.
fn cache() -> Check {
    let Some(folder) = deployment::cache_folder() else {
        return check("cache", "no folder: neither PAIDAN_CACHE nor HOME is set", Verdict::Fail, "export PAIDAN_CACHE=FOLDER");
    };
    let probe = folder.join(format!(".probe.{}", std::process::id()));
    let tried = deployment::create_private(&folder).and_then(|()| fs::write(&probe, "")).and_then(|()| fs::remove_file(&probe));
    match tried {
        Ok(()) => check("cache", folder.display().to_string(), Verdict::Ok, ""),
        Err(error) => {
            check("cache", format!("{}: {error}", folder.display()), Verdict::Fail, "export PAIDAN_CACHE=FOLDER-YOU-MAY-WRITE-TO")
        }
    }
}

/// How long the calendar still knows holidays. Here, in the shell, the clock may be read.
fn calendar(deployment: Option<&Deployment>, id: &str) -> Check {
    let mend = format!("name the next notice in paidan.toml: [calendar.{id}] notices = [\"FILE\"]");
    let name = format!("calendar {id}");
    let calendar = match calendars::open(deployment, id) {
        Ok(calendar) => calendar,
        Err(failure) => return check(name, failure.text, Verdict::Fail, &failure.mend),
    };
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (today, _) = calendar.local(Instant(i64::try_from(now).unwrap_or(i64::MAX)));
    let year = calendar
        .notices()
        .filter(|notice| notice.calendar == calendar.id() && notice.published <= today)
        .filter_map(|notice| notice.covers)
        .max();
    let Some(last) = year.and_then(|year| Day::parse(&format!("{year}-12-31")).ok()) else {
        return check(name, "has no notices", Verdict::Warn, &mend);
    };
    match last.0 - today.0 {
        left if left < 0 => check(name, format!("ended {last}, {} days ago: dues are provisional", -left), Verdict::Warn, &mend),
        left if left < CALENDAR_DAYS => check(name, format!("ends {last}, in {left} days"), Verdict::Warn, &mend),
        left => check(name, format!("ends {last}, in {left} days"), Verdict::Ok, ""),
    }
}
