//! What services embed: load a city's policy, evaluate cases against it. Small; no command line, no network, no report.
//!
//! ```no_run
//! use paidan_engine::{Case, City, Limits, Runtime};
//! let runtime = Runtime::new(Limits::default(), None)?;
//! let city = City::new(runtime.load_file("target/policies/xining.wasm".as_ref())?, &[paidan_calendar::Calendar::cn()])?;
//! let case = Case::from_json(br#"{"id":"1","jurisdiction":"630103","history":[{"at":"2026-11-09T09:00:00+08:00","kind":"received"}]}"#)?;
//! let decision = city.evaluate(&case, case.last_known())?;
//! println!("{}", decision.to_json());
//! # Ok::<(), paidan_engine::Error>(())
//! ```

mod abi;
mod batch;
mod body;
mod cache;
mod case;
mod check;
mod city;
mod decision;
mod error;
mod evaluate;
mod explain;
mod intern;
mod json;
mod limits;
mod manifest;
mod open_files;
mod outline;
mod pair;
mod parts;
mod policy;
mod positions;
mod read;
mod rows;
mod runtime;
mod stamp;
mod superior;
mod versions;
mod words;
mod writer;

/// The version of the contract (wit/v1) that this host speaks.
pub const CONTRACT: &str = "1.0.0";

pub use batch::Batch;
pub use body::BodyName;
pub use case::{Case, Event};
pub use city::City;
pub use decision::{Asked, CalendarId, Decision, PolicyId, Status, Trace};
pub use error::{CODES, Error, Kind, nearest};
pub use explain::Miss;
pub use intern::STANDARD_EVENTS;
pub use limits::Limits;
pub use manifest::Manifest;
pub use open_files::raise_open_files;
pub use outline::{Outline, Owed};
pub use pair::Pair;
pub use parts::{
    About, Action, Clock, Escalation, Field, Label, Late, Mark, Measure, Need, Note, Part, Reason, Rounds, Route, Violation,
};
pub use policy::{Policy, contract};
pub use read::{FactValue, Facts, Text};
pub use runtime::Runtime;
pub use stamp::Stamp;
pub use superior::Above;
pub use versions::Versions;
