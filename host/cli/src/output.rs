//! Where a verb's output goes: to standard output, or to a file that is there only when all of it is.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::error::{Exit, Failure, Outcome};

/// What the file's ending says of its format: `html`.
pub fn ending(path: Option<&Path>) -> Option<&str> {
    path.and_then(Path::extension).and_then(|ending| ending.to_str())
}

/// Writes to FILE, else to `out`. What was there stays until there is something better; a pipe or a device is written to as it stands.
pub fn to<T>(path: Option<&Path>, out: &mut dyn Write, write: impl FnOnce(&mut dyn Write) -> Outcome<T>) -> Outcome<T> {
    match path {
        Some(path) => to_file(path, |file| write(file)),
        None => write(out),
    }
}

/// Writes to FILE, as [`to`] does.
pub fn to_file<T>(path: &Path, write: impl FnOnce(&mut BufWriter<fs::File>) -> Outcome<T>) -> Outcome<T> {
    let failed = |error| Failure { exit: Exit::Host, ..Failure::file("write", path, error) };
    let is_special = fs::metadata(path).is_ok_and(|about| !about.is_file());
    let fresh = if is_special { path.to_owned() } else { path.with_added_extension("part") };
    let mut file = BufWriter::new(fs::File::create(&fresh).map_err(failed)?);
    let written = write(&mut file).and_then(|written| file.flush().map(|()| written).map_err(failed));
    if is_special {
        return written;
    }
    if written.is_err() {
        let _ = fs::remove_file(&fresh);
    }
    written.and_then(|written| fs::rename(&fresh, path).map(|()| written).map_err(failed))
}
