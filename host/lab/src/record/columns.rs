//! The columns of records as Parquet: flat, so that any warehouse reads them, and together a whole record. Of those that the case and
//! the decision already hold nothing is read back.

use std::sync::Arc;

use paidan_engine::Error;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::Type;
use serde::Deserialize;

use super::{Head, Parts, moments};
use crate::error::wrong;

/// First what is asked for by, then who decided, then the texts.
const SCHEMA: &str = "message record {
    required binary id (STRING);
    required binary jurisdiction (STRING);
    optional binary category (STRING);
    required int64 as_of (TIMESTAMP(MICROS,true));
    required binary status (STRING);
    optional binary stage (STRING);
    optional binary accountable (STRING);
    required binary policy (STRING);
    required binary policy_version (STRING);
    required binary rules (STRING);
    required binary component (STRING);
    required binary calendar (STRING);
    required int32 known_at (DATE);
    required binary calendar_view (STRING);
    required binary contract (STRING);
    required binary engine (STRING);
    required int32 record (INTEGER(32,true));
    required binary as_of_local (STRING);
    required binary case (STRING);
    required binary decision (STRING);
    optional binary run (STRING);
    optional int32 crc (INTEGER(32,false));
}";

pub(super) fn schema() -> Result<Arc<Type>, ParquetError> {
    parse_message_type(SCHEMA).map(Arc::new)
}

/// Columns of text that are of another length in every row: no two of them are the same.
pub(super) const LONG: [&str; 3] = ["case", "decision", "run"];
/// Columns that hold numbers, and from which a record is made again.
pub(super) const KNOWN_AT: &str = "known_at";
pub(super) const RECORD: &str = "record";
/// CRC-32 of the line without its run: pages carry no checksum, and a warehouse lets anybody change a row. Not needed.
pub(super) const CRC: &str = "crc";
/// Columns of text from which a record is made again; the last may be empty.
pub(super) const MADE_OF: [&str; 12] = [
    "as_of_local",
    "policy",
    "policy_version",
    "rules",
    "component",
    "calendar",
    "calendar_view",
    "contract",
    "engine",
    "case",
    "decision",
    "run",
];

/// What the metadata of a file say of its records.
pub(super) const FORMAT_KEY: &str = "paidan.record";
pub(super) const CONTRACT_KEY: &str = "paidan.contract";

/// Columns of text.
const TEXTS: usize = 18;

/// A record as a row.
#[derive(Debug)]
pub struct Row {
    /// In the order of the schema.
    pub(super) texts: [Option<ByteArray>; TEXTS],
    /// Microseconds since 1970.
    pub(super) as_of: i64,
    /// Days since 1970-01-01.
    pub(super) known_at: i32,
    pub(super) record: i32,
    pub(super) crc: i32,
    pub(super) contract: String,
}

/// What a warehouse asks for of a case.
#[derive(Deserialize)]
struct Asked {
    id: String,
    jurisdiction: String,
    category: Option<String>,
}

/// What a warehouse asks for of a decision.
#[derive(Deserialize)]
struct Said {
    status: String,
    stage: Option<String>,
    route: Option<Route>,
}

#[derive(Deserialize)]
struct Route {
    accountable: Option<String>,
}

impl Row {
    /// The row of a record.
    ///
    /// # Errors
    /// `record/damaged` for a case without an id or a jurisdiction, a decision without a status, and moments that are none.
    pub fn of(parts: Parts) -> Result<Row, Error> {
        let mut line = Vec::with_capacity(parts.case.len() + parts.decision.len() + 1024);
        parts.write_record(&mut line);
        let crc = crc32fast::hash(&line).cast_signed();
        let Parts { head, case, decision, run } = parts;
        let (as_of, known_at) = moments(&head)?;
        let Asked { id, jurisdiction, category } = part("case", &case)?;
        let Said { status, stage, route } = part("decision", &decision)?;
        let accountable = route.and_then(|route| route.accountable);
        let Head { record, as_of: as_of_local, policy, calendar, contract, engine, .. } = head;
        let text = |text: String| Some(ByteArray::from(text.into_bytes()));
        let texts = [
            text(id),
            text(jurisdiction),
            category.and_then(text),
            text(status),
            stage.and_then(text),
            accountable.and_then(text),
            text(policy.id),
            text(policy.version),
            text(policy.rules),
            text(policy.component),
            text(calendar.id),
            text(calendar.view),
            text(contract.clone()),
            text(engine),
            text(as_of_local),
            Some(ByteArray::from(case)),
            Some(ByteArray::from(decision)),
            run.map(ByteArray::from),
        ];
        Ok(Row {
            texts,
            as_of: as_of.0.saturating_mul(1_000_000),
            known_at: known_at.0,
            record: record.cast_signed(),
            crc,
            contract,
        })
    }
}

fn part<'t, T: Deserialize<'t>>(which: &str, text: &'t [u8]) -> Result<T, Error> {
    serde_json::from_slice(text).map_err(|error| {
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or_default();
        let text = format!("the {which} in the record cannot be read: {said}");
        wrong("record/damaged", text, "the record was changed; take it out, or record the case again")
    })
}
