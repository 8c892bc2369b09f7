//! `paidan new`: a policy folder that builds, passes its tests and decides a case at once, and its entry in paidan.toml.
//! What it copies is `examples/new-city`, which is part of this program, so that an installed `paidan` does this too.

mod package;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table, value};

use crate::city::shown;
use crate::deployment::{self, Deployment};
use crate::error::{Exit, Failure, Outcome};
use package::Package;

macro_rules! template {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("../../../examples/new-city/", $name)))),*] };
}

/// What is the same everywhere but for the names; Cargo.toml and Cargo.lock depend on where the folder is.
const FILES: &[(&str, &str)] = template!["build.rs", "rules.toml", "routes.csv", "src/lib.rs", "cases/cases.toml", "case.json"];
const MANIFEST: &str = include_str!("../../../examples/new-city/Cargo.toml");
const LOCK: &str = include_str!("../../../examples/new-city/Cargo.lock");

/// The template's own names. No other text of its files has them in it.
const ID: &str = "new-city";
const TITLE: &str = "\"示例市12345热线办理规则\"";
/// No place in China has a code that begins with 99.
const CODE: &str = "9999";

#[derive(clap::Args)]
#[command(after_help = "Examples:
  paidan new tianshui --title 天水市12345热线办理规则 --jurisdiction 6205
  paidan new tianshui --at ~/rules --sdk ~/paidan      outside the sources of Paidan: a package in a workspace of its own

Without a paidan.toml here or above, one is made in the current folder.")]
pub struct Args {
    /// Id of the city: lower case letters, digits, `-`
    city: String,
    /// Chinese title of its rules [default: the id]
    #[arg(long, value_parser = title)]
    title: Option<String>,
    /// Administrative code of the cases that it judges, or its beginning [default: 9999, which is nowhere]
    #[arg(long, value_name = "CODE")]
    jurisdiction: Option<String>,
    /// Folder in which the city's folder is made [default: policies/ of the deployment]
    #[arg(long, value_name = "DIR")]
    at: Option<PathBuf>,
    /// The sources of Paidan, which the policy is compiled with [default: where the deployment or this program stands]
    #[arg(long, value_name = "DIR")]
    sdk: Option<PathBuf>,
}

fn title(text: &str) -> Result<String, &'static str> {
    let good = !text.trim().is_empty() && !text.contains(char::is_control);
    if good { Ok(text.trim().to_owned()) } else { Err("a title is a line of text") }
}

pub fn run(args: &Args, named: Option<&Path>, out: &mut dyn Write) -> Outcome {
    let city = id(&args.city)?;
    let code = code(args.jurisdiction.as_deref().unwrap_or(CODE))?;
    let title = args.title.as_deref().unwrap_or(city);
    let (deployment, found) = Deployment::find_or_here(named)?;
    // Everything that can be wrong is found out before the first file is written.
    let entry = enter(&deployment, found, city, title)?;
    let notes = others(&deployment, city, &code)?;
    let parent = match &args.at {
        Some(folder) => deployment::absolute(folder)?,
        None => deployment.root.join("policies"),
    };
    let folder = parent.join(city);
    if folder.exists() {
        let text = format!("{} is there already", shown(&folder).display());
        return Err(Failure::new("cli/city-exists", Exit::Usage, text).mend("choose another name, or move the folder away"));
    }
    let package = Package::find(&folder, &deployment.root, args.sdk.as_deref())?;
    let mut files: Vec<(&str, String)> = FILES.iter().map(|(name, text)| (*name, filled(text, city, &code, title))).collect();
    files.extend(package.files(&folder, city));
    if let Err(failure) = write(&folder, &files) {
        // it was not there before
        let _ = fs::remove_dir_all(&folder);
        return Err(failure);
    }
    let file = deployment.root.join(deployment::FILE);
    fs::write(&file, entry).map_err(|error| Failure::file("write", &file, error))?;

    let (folder, made) = (shown(&folder), if found { "" } else { "made, with " });
    let name = if args.at.is_none() { city.to_owned() } else { path(&folder) };
    writeln!(out, "{}: {} files, a small policy for cases of {code}…", folder.display(), files.len())?;
    writeln!(out, "{}: {made}[city.{city}]", shown(&file).display())?;
    for note in notes {
        writeln!(out, "{note}")?;
    }
    writeln!(
        out,
        "\nnext:\n  paidan build {name}\n  paidan test {name} --coverage\n  paidan evaluate {} --at 2026-11-09T12:00:00+08:00 --explain",
        folder.join("case.json").display()
    )?;
    Ok(Exit::Ok)
}

/// An id, as rules.toml wants it: it names the folder, the policy and the package.
fn id(name: &str) -> Outcome<&str> {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if name.starts_with(|c: char| c.is_ascii_lowercase()) && name.split(['-', '_']).all(part) && name.len() <= 60 {
        return Ok(name);
    }
    Err(Failure::new("cli/city-name", Exit::Usage, format!("`{name}` cannot be the name of a city"))
        .mend("lower case letters, digits and single `-`, a letter first: `tianshui`; the Chinese name is the --title"))
}

/// A code covers what begins with it: a province or city whose code is written out with zeros means all that lies in it.
fn code(text: &str) -> Outcome<String> {
    if !(2..=9).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Failure::new("cli/jurisdiction", Exit::Usage, format!("`{text}` is no administrative code"))
            .mend("two to nine digits: `62` a province, `6205` a city, `620502` a district"));
    }
    let short = match text.len() {
        6 => text.strip_suffix("0000").or_else(|| text.strip_suffix("00")).unwrap_or(text),
        _ => text,
    };
    Ok(short.to_owned())
}

/// A file of the template under the city's own names.
fn filled(text: &str, city: &str, code: &str, title: &str) -> String {
    text.replace(TITLE, &toml_edit::Value::from(title).to_string()).replace(ID, city).replace(CODE, code)
}

/// paidan.toml with the city in it; everything else in it, comments too, as it was.
fn enter(deployment: &Deployment, found: bool, city: &str, title: &str) -> Outcome<String> {
    const EMPTY: &str = "# The deployment: which cities are served, by which policies, by which calendars.\nformat = 1\n";
    let file = deployment.root.join(deployment::FILE);
    let text = match found {
        true => fs::read_to_string(&file).map_err(|error| Failure::file("read", &file, error))?,
        false => EMPTY.to_owned(),
    };
    let wrong = |text: String| {
        Failure::new("cli/deployment", Exit::Input, format!("{}: {text}", shown(&file).display()))
            .mend("a city is [city.NAME] policy = \"FOLDER\", a calendar [calendar.ID] file or notices")
    };
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| wrong(error.message().to_owned()))?;
    let cities = document.entry("city").or_insert_with(|| {
        let mut cities = Table::new();
        cities.set_implicit(true);
        Item::Table(cities)
    });
    let cities = cities.as_table_like_mut().ok_or_else(|| wrong("`city` is no table".to_owned()))?;
    if cities.contains_key(city) {
        let text = format!("{} has a city `{city}` already", shown(&file).display());
        return Err(Failure::new("cli/city-exists", Exit::Usage, text).mend("choose another name"));
    }
    let mut entry = Table::new();
    entry.decor_mut().set_prefix("\n");
    entry["title"] = value(title);
    entry["policy"] = value(city);
    cities.insert(city, Item::Table(entry));
    Ok(document.to_string())
}

/// What cities that are served already have to do with cases of this code: one may not have the same, and of two that
/// overlap the longer code wins.
fn others(deployment: &Deployment, city: &str, code: &str) -> Outcome<Vec<String>> {
    let mut notes = Vec::new();
    for folder in deployment.cities().unwrap_or_default() {
        let other = deployment::folder_name(&folder);
        for theirs in jurisdictions(&folder) {
            if theirs == code {
                let mend = "--jurisdiction CODE: the administrative code of the new city, or its beginning";
                let text = format!("cases of {code}… are judged by `{other}` already");
                return Err(Failure::new("cli/jurisdiction-served", Exit::Usage, text).mend(mend));
            }
            let (longer, shorter) = match (theirs.starts_with(code), code.starts_with(&theirs)) {
                (true, _) => ((&other[..], &theirs[..]), city),
                (_, true) => ((city, code), &other[..]),
                _ => continue,
            };
            notes.push(format!("cases of {}… are judged by `{}`, not by `{shorter}`: the longer code wins", longer.1, longer.0));
        }
    }
    Ok(notes)
}

/// What a policy's rules.toml says of where it holds; nothing where it cannot be read.
fn jurisdictions(folder: &Path) -> Vec<String> {
    let rules = fs::read_to_string(folder.join("rules.toml")).ok().and_then(|text| text.parse::<toml::Table>().ok());
    let codes = rules.as_ref().and_then(|rules| rules.get("policy")?.get("jurisdictions")?.as_array());
    codes.into_iter().flatten().filter_map(|code| code.as_str().map(str::to_owned)).collect()
}

fn write(folder: &Path, files: &[(&str, String)]) -> Outcome<()> {
    for (name, text) in files {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| Failure::file("create", parent, error))?;
        fs::write(&path, text).map_err(|error| Failure::file("write", &path, error))?;
    }
    Ok(())
}

/// A path that no verb takes for the name of a city.
fn path(folder: &Path) -> String {
    let text = folder.display().to_string();
    if text.contains('/') { text } else { format!("./{text}") }
}
