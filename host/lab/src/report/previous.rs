//! Reading a report of an earlier period.

use paidan_engine::Error;
use serde::Deserialize;

use crate::error::wrong;

use super::shape::{FORMAT, Report};

/// Reads a report from JSON.
///
/// # Errors
/// `report/previous`.
pub fn read(text: &str) -> Result<Report, Error> {
    #[derive(Deserialize)]
    struct Head {
        report: u32,
    }
    let mend = "name a file that `paidan report --format json` wrote, or a corpus (.jsonl, .jsonl.zst)";
    let bad = |what: String| wrong("report/previous", what, mend);
    let head: Head = serde_json::from_str(text).map_err(|error| bad(format!("this is no report: {error}")))?;
    match head.report {
        FORMAT => serde_json::from_str(text).map_err(|error| bad(format!("this is no whole report: {error}"))),
        other => {
            let age = if other > FORMAT { "too new: use a newer paidan" } else { "too old: there was none before 1" };
            Err(bad(format!("format {other} is {age}; this version reads {FORMAT}")))
        }
    }
}
