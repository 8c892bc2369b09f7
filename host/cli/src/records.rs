//! `paidan records`: records put into one file, of another kind: packed for keeping, or as columns for a warehouse.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use paidan_lab::Zstd;
use paidan_lab::record::{ParquetWriter, Parts, Row};

use crate::cases_in;
use crate::error::{Exit, Failure, Outcome};
use crate::output;
use crate::problems::Problems;

#[derive(clap::Args)]
#[command(
    after_help = "Reads records (.jsonl, .jsonl.zst, .parquet, or `-`), one file after the other, and writes them by the ending of -o. Nothing \
    of a record is lost on the way: back as JSON lines they are the same bytes. A line that is no record is told of and left out; the exit code \
    is 3 then. docs/replay.md lists the columns.

Examples:
  paidan records 2026-11-*.jsonl -o november.parquet
  paidan records november.parquet -o november.jsonl.zst
  paidan records november.parquet | grep 9000-12345-0017"
)]
pub struct Args {
    /// Files of records, or `-` for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// Write to FILE: .jsonl, .jsonl.zst or .parquet [default: JSON lines to standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What a file of records is, by its ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Lines,
    Zstd,
    Parquet,
}

impl Kind {
    pub fn of(path: &Path) -> Option<Kind> {
        match output::ending(Some(path))? {
            "jsonl" | "ndjson" => Some(Kind::Lines),
            "parquet" => Some(Kind::Parquet),
            "zst" if Kind::of(&path.with_extension("")) == Some(Kind::Lines) => Some(Kind::Zstd),
            _ => None,
        }
    }
}

pub fn run(args: &Args, out: &mut dyn Write) -> Outcome {
    let Some(path) = &args.output else {
        return copy(args, "<stdout>", &mut |parts, line| Ok(out.write_all(lined(parts, line))?));
    };
    let Some(kind) = Kind::of(path) else {
        let text = format!("`{}` says by its ending no kind of records", path.display());
        return Err(Failure::new("cli/record-ending", Exit::Usage, text).mend("let it end in .jsonl, .jsonl.zst or .parquet"));
    };
    if let Some(same) = args.files.iter().find(|file| is_same(file, path)) {
        let failure = Failure::new("cli/record-over", Exit::Usage, format!("`{same}` would be written over while it is read"));
        return Err(failure.mend("give the new file another name, look it through, and put it in the place of the old one"));
    }
    output::to_file(path, |file| {
        let failed = |error| Failure { exit: Exit::Host, ..Failure::file("write", path, error) };
        let shown = path.display().to_string();
        let mut sink = Sink::new(kind, file).map_err(failed)?;
        let exit = copy(args, &shown, &mut |parts, line| match &mut sink {
            Sink::Lines(file) => file.write_all(lined(parts, line)).map_err(failed),
            Sink::Zstd(file) => file.write_all(lined(parts, line)).map_err(failed),
            Sink::Parquet(file) => file.push(Row::of(parts)?).map_err(failed),
        })?;
        sink.finish().map_err(failed)?;
        Ok(exit)
    })
}

/// Whether two names are of one file.
fn is_same(file: &str, path: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(Path::new(file)).is_some_and(|file| real(path) == Some(file))
}

/// What records are written to.
enum Sink<'f> {
    Lines(&'f mut BufWriter<fs::File>),
    Zstd(Zstd<&'f mut BufWriter<fs::File>>),
    Parquet(Box<ParquetWriter<&'f mut BufWriter<fs::File>>>),
}

impl<'f> Sink<'f> {
    fn new(kind: Kind, file: &'f mut BufWriter<fs::File>) -> io::Result<Self> {
        Ok(match kind {
            Kind::Lines => Sink::Lines(file),
            Kind::Zstd => Sink::Zstd(Zstd::new(file)?),
            Kind::Parquet => Sink::Parquet(Box::new(ParquetWriter::new(file)?)),
        })
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Sink::Lines(_) => Ok(()),
            Sink::Zstd(file) => file.finish().map(drop),
            Sink::Parquet(file) => file.finish(),
        }
    }
}

/// A record as its line.
fn lined(parts: Parts, line: &mut Vec<u8>) -> &[u8] {
    line.clear();
    parts.write(line);
    line.push(b'\n');
    line
}

/// What takes the records, with memory to be used again.
type Put<'p> = dyn FnMut(Parts, &mut Vec<u8>) -> Outcome<()> + 'p;

/// Gives every record of every file to `put`; says what was left out.
fn copy(args: &Args, into: &str, put: &mut Put<'_>) -> Outcome {
    let (mut copied, mut left_out, mut line) = (0_u64, 0_u64, Vec::new());
    let mut problems = Problems::default();
    for file in &args.files {
        let read = cases_in::each(file, &mut |text, place| {
            let put = text.and_then(|text| {
                let parts = Parts::of(text).map_err(|error| place.error(error))?;
                put(parts, &mut line)
                    .map_err(|failure| if failure.exit == Exit::Input { place.failure(failure) } else { failure })
            });
            match put {
                Ok(()) => copied += 1,
                Err(failure) if failure.quiet || failure.exit != Exit::Input => return Err(failure),
                Err(failure) => {
                    left_out += 1;
                    problems.add(failure);
                }
            }
            Ok(())
        });
        // a file that cannot be read on is told of; the others are read
        match read {
            Err(failure) if failure.quiet || failure.exit != Exit::Input => return Err(failure),
            Err(failure) => problems.add(failure),
            Ok(()) => {}
        }
    }
    let exit = problems.tell(&args.files.join(", "));
    if copied == 0 {
        return Err(Failure::new("cli/no-record", Exit::Input, "no record could be read, so none was written"));
    }
    if exit != Exit::Ok {
        // if it cannot be written, the exit code still says it
        let _ = writeln!(io::stderr(), "{copied} records written to {into}, {left_out} left out");
    }
    Ok(exit)
}
