//! Records: a line a decision, from which it can be decided again. A record holds the case as it was given, the moment, what was
//! known of the calendar, who judged by what, and the decision as it was given out, byte by byte. What a run cost stands beside it
//! and is never compared.
//!
//! `{"record":2,"as_of":…,"known_at":…,"policy":{…},"calendar":{…},"contract":…,"engine":…,"case":{…},"decision":{…},"run":{…}}`

mod columns;
mod parts;
mod row_writer;
mod rows;

use memchr::memmem::Finder;
use paidan_calendar::{Day, Instant, TimeError};
use paidan_engine::{Case, City, Decision, Error};
use serde::{Deserialize, Serialize};

use crate::error::wrong_at;

pub use columns::Row;
pub use parts::{Parts, case_of, in_order};
pub use row_writer::ParquetWriter;
pub use rows::{PARQUET, ParquetRows, TakeRow};

use parts::{compact, version};

/// Of the lines; a reader refuses a newer one in words. In format 1 a mark of a decision named its rung by the position, from 0, and
/// whom it tells as one text.
pub const FORMAT: u32 = 2;

/// The oldest that is read.
pub const OLDEST: u32 = 1;

/// Everything of a record but the case, the decision and what the run cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The format of the line: [`FORMAT`].
    pub record: u32,
    /// As of when it was decided; RFC 3339.
    pub as_of: String,
    /// As known on which day the calendar was.
    pub known_at: String,
    /// By which rules.
    pub policy: PolicyId,
    /// By which calendar.
    pub calendar: CalendarId,
    /// The version of the contract between host and policy.
    pub contract: String,
    /// The version of the program.
    pub engine: String,
}

/// Digests in full: a decision names the first half of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct PolicyId {
    pub id: String,
    pub version: String,
    pub rules: String,
    pub component: String,
}

/// A calendar, and the digest of it as it was known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct CalendarId {
    pub id: String,
    pub view: String,
}

/// What the run cost and how it ran.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct Run {
    pub fuel: u64,
    pub mode: &'static str,
    pub micros: u64,
}

/// Appends a line: a decision with the case from which it was made, as that was given.
pub fn write(case: &[u8], decision: &Decision<'_>, city: &City, run: &Run, line: &mut Vec<u8>) {
    let (manifest, known_at) = (&city.policy().manifest().raw, decision.calendar.known_at);
    let head = Head {
        record: FORMAT,
        as_of: decision.as_of.to_string(),
        known_at: known_at.to_string(),
        policy: PolicyId {
            id: manifest.id.clone(),
            version: manifest.version.clone(),
            rules: manifest.digest.clone(),
            component: city.policy().component_digest().to_owned(),
        },
        calendar: CalendarId { id: city.calendar().id().to_owned(), view: city.calendar().view(known_at).digest().to_owned() },
        contract: decision.contract.to_owned(),
        engine: env!("CARGO_PKG_VERSION").to_owned(),
    };
    head.begin(line);
    line.extend(CASE);
    compact(case, line);
    line.extend(DECISION);
    decision.write_json(line);
    line.extend(RUN);
    // writing to memory cannot fail, and every value of it has a JSON form
    let _ = serde_json::to_writer(&mut *line, run);
    line.extend(b"}\n");
}

impl Head {
    /// Its fields as a line begins, open for what follows.
    fn begin(&self, line: &mut Vec<u8>) {
        // writing to memory cannot fail, and every value here has a JSON form
        let _ = serde_json::to_writer(&mut *line, self);
        line.pop();
    }
}

const CASE: &[u8] = b",\"case\":";
const DECISION: &[u8] = b",\"decision\":";
const RUN: &[u8] = b",\"run\":";

/// A record that was read, in parts that borrow from its line and from the reader.
#[derive(Debug)]
pub struct Record<'r, 'a> {
    /// Who decided, when, by what.
    pub head: &'r Head,
    /// The moment of `head.as_of`.
    pub as_of: Instant,
    /// The day of `head.known_at`.
    pub known_at: Day,
    /// The case.
    pub case: Case<'a>,
    /// The line from the decision on: what follows it is the run's. Compared byte by byte, and not looked at otherwise.
    pub decided: &'a [u8],
}

/// The moment asked about, and the day as of which the calendar was known.
fn moments(head: &Head) -> Result<(Instant, Day), Error> {
    let wrong = |field: &str, text: &str, error: TimeError| {
        let mend = "the line was changed; record the case again";
        wrong_at("record/damaged", format!("field {field}"), format!("`{text}`: {error}"), mend)
    };
    let as_of = Instant::parse_rfc3339(&head.as_of).map_err(|error| wrong("as_of", &head.as_of, error))?;
    let known_at = Day::parse(&head.known_at).map_err(|error| wrong("known_at", &head.known_at, error))?;
    Ok((as_of, known_at))
}

/// Reads records one after the other; most of a line's head is that of the line before.
#[derive(Debug)]
pub struct Reader {
    text: Vec<u8>,
    head: Option<(Head, Instant, Day)>,
    case: Finder<'static>,
    decision: Finder<'static>,
}

impl Default for Reader {
    fn default() -> Self {
        Reader { text: Vec::new(), head: None, case: Finder::new(CASE), decision: Finder::new(DECISION) }
    }
}

impl Reader {
    /// A line as [`write`] writes it; none if its parts stand in another order (see [`in_order`]), or if it is no record.
    ///
    /// # Errors
    /// `record/…`, and `case/…` for the case in it.
    pub fn read<'r, 'a>(&'r mut self, line: &'a [u8]) -> Result<Option<Record<'r, 'a>>, Error> {
        // neither can stand in a text: a quote is escaped there
        let Some(case_at) = self.case.find(line) else { return Ok(None) };
        let rest = &line[case_at + CASE.len()..];
        let Some(decision_at) = self.decision.find(rest) else { return Ok(None) };
        if self.text != line[..case_at] && !self.begin(line, &line[..case_at])? {
            return Ok(None);
        }
        let Some((head, as_of, known_at)) = &self.head else { return Ok(None) };
        match Case::from_json(&rest[..decision_at]) {
            Ok(case) => {
                let decided = &rest[decision_at + DECISION.len()..];
                Ok(Some(Record { head, as_of: *as_of, known_at: *known_at, case, decided }))
            }
            // a fact may have that name: then it is not the case that ends there
            Err(error) if error.code == "case/not-json" => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads another head; false if it is none of [`write`]'s.
    fn begin(&mut self, line: &[u8], text: &[u8]) -> Result<bool, Error> {
        let mut whole = text.to_vec();
        whole.push(b'}');
        let Ok(head) = serde_json::from_slice::<Head>(&whole) else { return Ok(false) };
        if !(OLDEST..=FORMAT).contains(&head.record) {
            version(line)?;
        }
        let (as_of, known_at) = moments(&head)?;
        text.clone_into(&mut self.text);
        self.head = Some((head, as_of, known_at));
        Ok(true)
    }
}
