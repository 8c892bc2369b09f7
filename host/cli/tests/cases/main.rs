//! `paidan test` itself, and what it says of Xining. Needs the built component: `paidan build xining`.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub)]

mod catalogue;
mod coverage;
mod docs;
mod histories;
mod mutants;
#[path = "../../src/cases/ratchet.rs"]
mod ratchet;
mod reader;
mod readings;
mod rounds;
mod rows;
mod verb;
mod world;
