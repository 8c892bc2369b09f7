//! `paidan`: the command line. This file only parses it and turns failures into exit codes; a verb is a file.

// Nothing is public outside a program: `pub` says what a file offers to the others.
#![allow(unreachable_pub)]

mod build;
mod calendar;
mod calendars;
mod cases;
mod cases_in;
mod catalogue;
mod check;
mod city;
#[cfg(test)]
mod codes;
mod component;
mod corpus;
mod coverage;
mod deployment;
mod doctor;
mod error;
mod evaluate;
mod explain;
mod import;
mod inspect;
mod machine;
mod new;
mod output;
mod page;
mod problems;
mod record;
mod records;
mod render;
mod replay;
mod report;
mod sample;
mod schema;
mod served;
mod settings;
mod table;
mod test;
mod text;
mod timeline;
mod toolchain;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use error::{Exit, Outcome};

/// A decision is many small pieces of memory that live for a moment: a tenth of a replay's time with the system's allocator.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Rules of citizen-request hotlines (12345): who handles a case, when each step is due, and what happens if it is late.
#[derive(Parser)]
#[command(
    name = "paidan",
    version,
    after_help = "Exit codes: 0 ok, 1 tests failed or differences found, 2 usage, 3 bad input, \
    4 policy refused or build failed, 5 policy fault, 6 host fault."
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: Verb,
}

/// What every verb understands.
#[derive(clap::Args)]
struct Global {
    /// The deployment: a paidan.toml or its folder [default: the nearest upwards]
    #[arg(long, global = true, value_name = "PATH")]
    deployment: Option<PathBuf>,
    /// Language of what clerks and authors read; errors are English
    #[arg(long, global = true, value_name = "LANG", value_enum, default_value_t = text::Lang::Zh)]
    lang: text::Lang,
}

#[derive(Subcommand)]
enum Verb {
    /// Compile policies into components
    Build(build::Args),
    /// Days, dues and their explanation, by a calendar alone
    #[command(subcommand)]
    Calendar(calendar::Verb),
    /// What is wrong with a policy before it goes live, each with a case that shows it
    Check(check::Args),
    /// Which rules hold, what the others lack, and what nobody uses, over many cases
    Coverage(coverage::Args),
    /// What is missing here, and the command that mends it
    Doctor(doctor::Args),
    /// Decide cases: who handles each, by when, and why
    Evaluate(evaluate::Args),
    /// Other people's cases into ours, by a mapping file
    Import(import::Args),
    /// What a policy declares, and the limits under which it runs
    Inspect(inspect::Args),
    /// A new city: a policy folder that builds and passes its tests at once
    New(new::Args),
    /// Records as Parquet, compressed, or as JSON lines
    Records(records::Args),
    /// What other rules would have done to recorded cases
    Replay(replay::Args),
    /// Rates, lateness, hot topics and ranking over many cases
    Report(report::Args),
    /// Cases made to measure, as JSON lines
    Sample(sample::Args),
    /// JSON Schemas of what goes in and comes out
    Schema(schema::Args),
    /// Everything that will happen to a case if nobody acts
    Timeline(timeline::Args),
    /// Run a policy's cases: what its sentences say, as data
    Test(test::Args),
    /// A completion script for a shell
    #[command(after_help = "Example:\n  paidan completions bash > ~/.local/share/bash-completion/completions/paidan")]
    Completions { shell: clap_complete::Shell },
}

fn run(cli: Cli, out: &mut dyn Write) -> Outcome {
    let Global { deployment, lang } = cli.global;
    match cli.verb {
        Verb::Build(args) => build::run(args, deployment.as_deref(), out),
        Verb::Calendar(verb) => calendar::run(verb, deployment.as_deref(), lang, out),
        Verb::Check(args) => check::run(&args, deployment.as_deref(), lang, out),
        Verb::Coverage(args) => coverage::run(&args, deployment.as_deref(), lang, out),
        Verb::Doctor(args) => doctor::run(args, deployment.as_deref(), out),
        Verb::Evaluate(args) => evaluate::run(args, deployment.as_deref(), lang, out),
        Verb::Import(args) => import::run(&args, deployment.as_deref(), lang, out),
        Verb::Inspect(args) => inspect::run(args, deployment.as_deref(), lang, out),
        Verb::New(args) => new::run(&args, deployment.as_deref(), out),
        Verb::Records(args) => records::run(&args, out),
        Verb::Replay(args) => replay::run(&args, deployment.as_deref(), lang, out),
        Verb::Report(args) => report::run(&args, deployment.as_deref(), lang, out),
        Verb::Sample(args) => sample::run(&args, deployment.as_deref(), out),
        Verb::Schema(args) => schema::run(&args, out),
        Verb::Timeline(args) => timeline::run(args, deployment.as_deref(), lang, out),
        Verb::Test(args) => test::run(args, deployment.as_deref(), lang, out),
        Verb::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "paidan", out);
            Ok(Exit::Ok)
        }
    }
}

/// A damaged Parquet file makes its library panic, which is caught and told of as an error: the panic itself is not worth a word.
fn quiet_about_parquet() {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|at| at.file().contains("parquet-")) {
            told(panic);
        }
    }));
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    // a deployment may serve more policies than a process may open files for at first
    paidan_engine::raise_open_files();
    quiet_about_parquet();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let outcome = run(cli, &mut out).and_then(|exit| {
        out.flush()?;
        Ok(exit)
    });
    let exit = outcome.unwrap_or_else(|failure| {
        if failure.quiet {
            return Exit::Ok;
        }
        // What was printed before the failure belongs above it; if that cannot be written, the failure still counts.
        let _ = out.flush();
        let _ = writeln!(io::stderr(), "{failure}");
        failure.exit
    });
    ExitCode::from(exit as u8)
}
