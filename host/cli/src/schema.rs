//! `paidan schema`: JSON Schemas, for editors and integrators.

use std::io::Write;

use paidan_engine::{Case, Decision};
use paidan_lab::ahead::Outlook;
use paidan_lab::coverage::Coverage;
use paidan_lab::report::Report;
use schemars::generate::SchemaSettings;

use crate::error::{Exit, Outcome};

#[derive(clap::Args)]
#[command(after_help = "Example:\n  paidan schema case > case.schema.json")]
pub struct Args {
    /// Of what
    #[arg(value_enum)]
    of: Of,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Of {
    /// What `evaluate` takes
    Case,
    /// What `coverage --format json` gives
    Coverage,
    /// What `evaluate --json` gives
    Decision,
    /// What `report --format json` gives
    Report,
    /// A city's rules.toml
    Rules,
    /// What `timeline --by … --format json` gives
    Timeline,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Outcome {
    let schema = match args.of {
        Of::Case => schemars::schema_for!(Case<'static>).to_value(),
        // as it is written: what is left out where it says nothing is not required
        Of::Decision => {
            SchemaSettings::default().for_serialize().into_generator().into_root_schema_for::<Decision<'static>>().to_value()
        }
        Of::Coverage => SchemaSettings::default().for_serialize().into_generator().into_root_schema_for::<Coverage>().to_value(),
        Of::Report => SchemaSettings::default().for_serialize().into_generator().into_root_schema_for::<Report>().to_value(),
        Of::Rules => paidan_rules::schema(),
        Of::Timeline => SchemaSettings::default().for_serialize().into_generator().into_root_schema_for::<Outlook>().to_value(),
    };
    writeln!(out, "{}", serde_json::to_string_pretty(&schema).unwrap_or_default())?;
    Ok(Exit::Ok)
}
