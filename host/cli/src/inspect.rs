//! `paidan inspect`: what a policy declares, by what limits it runs, and which build it is. Of a component alone: the sources
//! need not be here.

mod json;
mod pages;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use paidan_engine::Policy;
use paidan_engine::contract::Manifest;

use crate::city;
use crate::error::{Exit, Failure, Outcome};
use crate::table;
use crate::text::inspect::InspectWords;
use crate::text::{Lang, filled};

#[derive(clap::Args)]
#[command(after_help = "Examples:
  paidan inspect xining
  paidan inspect xining --section inputs --section names
  paidan inspect target/policies/xining.wasm --json")]
pub struct Args {
    /// A city of the deployment, or a component
    #[arg(value_name = "CITY|FILE.wasm")]
    city: String,
    /// What to show [default: the summary, terms, clocks, ladders, limits, rules]
    #[arg(long, short, value_enum, value_name = "SECTION")]
    section: Vec<Section>,
    /// Print everything as JSON
    #[arg(long)]
    json: bool,
}

/// Parts of a manifest, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Section {
    Rules,
    Terms,
    Clocks,
    Ladders,
    Profiles,
    Stages,
    Groups,
    Units,
    Inputs,
    Names,
    Categories,
    Limits,
}

/// A policy and how to speak of it.
pub struct Inspected {
    pub policy: Policy,
    pub file: PathBuf,
    pub bytes: u64,
    pub lang: Lang,
    pub words: &'static InspectWords,
}

pub fn run(args: Args, deployment: Option<&Path>, lang: Lang, out: &mut dyn Write) -> Outcome {
    let (file, policy) = city::policy(&args.city, deployment)?;
    let bytes = fs::metadata(&file).map_err(|error| Failure::file("read", &file, error))?.len();
    let inspected = Inspected { policy, file, bytes, lang, words: lang.inspect() };
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&json::whole(&inspected)).unwrap_or_default())?;
        return Ok(Exit::Ok);
    }
    let sections = match args.section.is_empty() {
        true => &[Section::Terms, Section::Clocks, Section::Ladders, Section::Limits, Section::Rules][..],
        false => &args.section,
    };
    if args.section.is_empty() {
        inspected.summary(out)?;
    }
    for (i, section) in sections.iter().enumerate() {
        if i > 0 || args.section.is_empty() {
            writeln!(out)?;
        }
        writeln!(out, "{}", inspected.words.sections[*section as usize])?;
        inspected.section(*section, out)?;
    }
    Ok(Exit::Ok)
}

impl Inspected {
    pub fn manifest(&self) -> &Manifest {
        &self.policy.manifest().raw
    }

    /// How many entries each section has.
    pub fn count(&self, section: Section) -> usize {
        let m = self.manifest();
        match section {
            Section::Rules => m.rules.len(),
            Section::Terms => m.terms.len(),
            Section::Clocks => m.clocks.len(),
            Section::Ladders => m.ladders.len(),
            Section::Profiles => m.profiles.len(),
            Section::Stages => m.stages.len(),
            Section::Groups => m.groups.len(),
            Section::Units => m.units.len(),
            Section::Inputs => m.inputs.len(),
            Section::Names => {
                m.channels.len()
                    + m.kinds.len()
                    + m.areas.len()
                    + m.events.len()
                    + m.reasons.len()
                    + m.levels.len()
                    + m.modes.len()
                    + m.roles.len()
                    + m.actions.len()
                    + m.violations.len()
            }
            Section::Categories => m.categories.len(),
            Section::Limits => 0,
        }
    }

    fn summary(&self, out: &mut dyn Write) -> Outcome<()> {
        let (m, words) = (self.manifest(), self.words);
        let counts = words
            .sections
            .iter()
            .zip(<Section as clap::ValueEnum>::value_variants())
            .map(|(name, section)| (name, self.count(*section)));
        let counts: Vec<String> = counts.filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name} {n}")).collect();
        let rows = [
            (words.policy, format!("{}  {}", m.id, m.title)),
            (words.version, m.version.clone()),
            (words.jurisdictions, m.jurisdictions.iter().map(|code| format!("{code}…")).collect::<Vec<_>>().join(" ")),
            (words.calendar, m.calendar.clone()),
            (words.reads_text, words.yes_no[usize::from(!m.reads_text)].to_owned()),
            (words.contract, paidan_engine::CONTRACT.to_owned()),
            (
                words.file,
                format!(
                    "{}  {}",
                    self.file.file_name().unwrap_or_default().to_string_lossy(),
                    filled(words.kib, &[&self.bytes.div_ceil(1024)])
                ),
            ),
            (words.rules_digest, m.digest.clone()),
            (words.component_digest, self.policy.component_digest().to_owned()),
            (words.counts, counts.join(" · ")),
        ];
        table::print(&[], &[], rows.into_iter().map(|(head, text)| vec![head.to_owned(), text]), out)
    }
}
