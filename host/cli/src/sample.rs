//! `paidan sample`: cases made to measure, by a city's sample.toml.

use std::fs;
use std::io::Write;
use std::path::Path;

use paidan_calendar::Day;
use paidan_lab::sample::{Order, Sampler, Spec};

use crate::city::{self, Cities};
use crate::deployment::Deployment;
use crate::error::{Exit, Failure, Outcome};

#[derive(clap::Args)]
#[command(
    after_help = "The cases are made up by policies/CITY/sample.toml: how often what happens, and how long it takes. Who gets a case, \
    the policy is asked. The same seed gives the same bytes on every machine.

Examples:
  paidan sample xining --count 1000 --seed 7 > cases.jsonl
  paidan sample xining --count 100000 --seed 7 --from 2026-11-01 --to 2026-11-30 | paidan report - --at 2026-12-05T09:00:00+08:00"
)]
pub struct Args {
    /// A city of the deployment
    #[arg(value_name = "CITY")]
    city: String,
    /// How many cases
    #[arg(long, value_name = "N")]
    count: u64,
    /// What chance begins with
    #[arg(long, value_name = "S")]
    seed: u64,
    /// First day of registration [default: the sample.toml's]
    #[arg(long, value_name = "DATE", value_parser = Day::parse)]
    from: Option<Day>,
    /// Last day of registration
    #[arg(long, value_name = "DATE", value_parser = Day::parse)]
    to: Option<Day>,
}

pub fn run(args: &Args, deployment: Option<&Path>, out: &mut dyn Write) -> Outcome {
    let folder = Deployment::find(deployment)?.city(&args.city)?;
    let path = folder.join("sample.toml");
    let text = fs::read_to_string(&path).map_err(|error| {
        Failure::file("read", &path, error).mend("a city needs a sample.toml for this; policies/xining has one")
    })?;
    let shown = path.display().to_string();
    let spec = Spec::read(&shown, &text)?;
    let cities = Cities::open(&city::Which::named(&args.city), deployment)?;
    let Some(versions) = cities.only().and_then(|only| cities.versions(only)) else { return Ok(Exit::Ok) };
    let order = Order { count: args.count, seed: args.seed, from: args.from, to: args.to };
    let mut sampler = Sampler::new(versions, &spec, order).map_err(|error| match error.code {
        "sample/range" => error,
        _ => error.within(&shown),
    })?;
    while let Some(line) = sampler.next_line()? {
        writeln!(out, "{line}")?;
    }
    Ok(Exit::Ok)
}
