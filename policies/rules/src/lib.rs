//! A city's rules as data: reads and checks a folder's `rules.toml` and `routes.csv`, and writes from them the Rust
//! vocabulary that the city's `lib.rs` uses, so that a typo there is a compile error and nothing is parsed at run time.
//!
//! A city's build script is one line, `paidan_rules::build()`. Tools read the same folder with [`Rules::read`].

mod codes;
mod digest;
mod document;
pub mod errors;
mod ids;
pub mod model;
mod read;
#[cfg(test)]
mod reference;
mod routes;
#[cfg(feature = "schema")]
mod schema;
mod script;
mod set;
mod shape;
pub mod term;
mod vocabulary;

use std::collections::BTreeMap;
use std::fs;
use std::ops::Deref;
use std::path::Path;

use toml::de::DeValue;

pub use digest::digest;
pub use errors::{Errors, Finding};
pub use model::Lists;
#[cfg(feature = "schema")]
pub use schema::schema;
pub use script::build;

use errors::{Place, Report};

/// The rules of a city, checked. Read the lists through it: `rules.terms`, `rules.units` …
#[derive(Debug, Clone)]
pub struct Rules {
    // INVARIANT: what `load` made of `source`; nothing changes the one without the other.
    lists: Lists,
    source: Source,
    /// SHA-256 of the sources as they stand, in hex.
    sources: String,
}

/// What the rules were read from: kept, because `set` reads it again.
#[derive(Debug, Clone)]
struct Source {
    /// Name and text of rules.toml.
    rules: (String, String),
    /// Name and text of routes.csv, if it is there.
    routes: Option<(String, String)>,
    /// What was set instead of what stands there: paths and texts.
    sets: BTreeMap<String, String>,
}

impl Deref for Rules {
    type Target = Lists;

    fn deref(&self) -> &Lists {
        &self.lists
    }
}

impl Rules {
    /// Reads the rules of a folder: `rules.toml`, and the catalogue that it names.
    ///
    /// # Errors
    /// Everything that is wrong with them, at once.
    pub fn read(folder: &Path) -> Result<Rules, Errors> {
        let (name, text) = read_text(folder, "rules.toml", ["rules/not-found", "rules/not-utf8"])?;
        let routes = match set::routes_name(&text) {
            Some(routes) => match read_text(folder, &routes, ["routes/not-found", "routes/not-utf8"]) {
                Ok(found) => Some(found),
                Err(missing) => {
                    // what is wrong with rules.toml is worth knowing all the same
                    let source =
                        Source { rules: (name, text), routes: Some((routes, routes::HEADER.to_owned())), sets: BTreeMap::new() };
                    let mut findings = load(&source).err().map_or_else(Vec::new, |errors| errors.0);
                    findings.extend(missing.0);
                    return Err(Errors(findings));
                }
            },
            None => None,
        };
        let source = Source { rules: (name, text), routes, sets: BTreeMap::new() };
        let lists = load(&source)?;
        let sources = digest(folder).map_err(|error| not_read(&folder.display().to_string(), "rules/not-found", &error))?;
        Ok(Rules { lists, source, sources })
    }

    /// Reads the texts of a rules.toml and its routes.csv; the names are for messages. The digest covers these two alone.
    ///
    /// # Errors
    /// Everything that is wrong with them, at once.
    pub fn parse(name: &str, text: &str, routes: Option<(&str, &str)>) -> Result<Rules, Errors> {
        let own = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        let source = Source { rules: own((name, text)), routes: routes.map(own), sets: BTreeMap::new() };
        let lists = load(&source)?;
        let routes_file = lists.policy.routes.as_deref().zip(routes.map(|(_, text)| text.as_bytes()));
        let sources = digest::of(std::iter::once(("rules.toml", text.as_bytes())).chain(routes_file));
        Ok(Rules { lists, source, sources })
    }

    /// Puts another text in place of one that stands in rules.toml, and checks everything again: `term.d3` = "3 calendar
    /// days", `term.today.cut-off` = "18:00", `ladder.late.second` = "+1 working day", `input.difficulty.most` = "5",
    /// `switch.strict` = "true".
    ///
    /// # Errors
    /// The path leads to nothing that can be set, or the rules no longer hold together; they are then as they were.
    pub fn set(&mut self, path: &str, text: &str) -> Result<(), Errors> {
        let mut source = self.source.clone();
        source.sets.insert(path.trim().to_owned(), text.trim().to_owned());
        self.lists = load(&source)?;
        self.source = source;
        Ok(())
    }

    /// What was set instead of what stands in rules.toml: paths and texts.
    #[must_use]
    pub fn sets(&self) -> &BTreeMap<String, String> {
        &self.source.sets
    }

    /// SHA-256 of the sources and of what was set, in hex: the `digest` of the manifest.
    #[must_use]
    pub fn manifest_digest(&self) -> String {
        digest::with_sets(&self.sources, &self.source.sets)
    }

    /// The vocabulary in Rust, to be included at the root of the policy's crate.
    #[must_use]
    pub fn vocabulary(&self) -> String {
        vocabulary::write(self, &self.manifest_digest())
    }
}

/// Reads and checks everything from the texts.
fn load(source: &Source) -> Result<Lists, Errors> {
    let (name, text) = &source.rules;
    let mut report = Report::new(name);
    let lines = document::Lines::of(text);
    let Some(mut table) = document::parse(text, &lines, &mut report) else {
        return Err(Errors(report.finish()));
    };
    for (path, text) in &source.sets {
        set::apply(&mut table, path, text, &mut report);
    }
    let value = DeValue::Table(table);
    let mut lists = read::read(&document::Node::root(&value, &lines), &mut report);
    let mut findings = Vec::new();
    match (&lists.policy.routes, &source.routes) {
        (Some(_), Some((name, text))) => {
            let mut of_routes = Report::new(name);
            (lists.categories, lists.routes) = routes::read(text, &lists, &mut of_routes);
            findings = of_routes.finish();
        }
        (Some(routes), None) => {
            let place = Place { line: None, field: "[policy] routes".to_owned() };
            report.add(
                "routes/not-found",
                place,
                format!("`{routes}` was not given"),
                "put it beside rules.toml, or take `routes` out",
            );
        }
        (None, _) => {}
    }
    findings.splice(..0, report.finish());
    if findings.is_empty() { Ok(lists) } else { Err(Errors(findings)) }
}

/// Name (as shown in messages) and text of a file.
fn read_text(folder: &Path, name: &str, [missing, encoding]: [&'static str; 2]) -> Result<(String, String), Errors> {
    let path = folder.join(name);
    let shown = path.display().to_string();
    let bytes = fs::read(&path).map_err(|error| not_read(&shown, missing, &error))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok((shown, text)),
        Err(error) => {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = Some(good.iter().filter(|b| **b == b'\n').count() + 1);
            let message = "here is something that is no UTF-8".to_owned();
            let mend = "save the file as UTF-8 (a spreadsheet calls it `CSV UTF-8`)".to_owned();
            Err(Errors(vec![Finding { code: encoding, message, file: shown, line, field: String::new(), mend }]))
        }
    }
}

fn not_read(file: &str, code: &'static str, error: &std::io::Error) -> Errors {
    let (message, mend) =
        (format!("cannot be read: {error}"), "a policy's folder holds rules.toml, and the catalogue that this names");
    Errors(vec![Finding { code, message, file: file.to_owned(), line: None, field: String::new(), mend: mend.to_owned() }])
}
