//! `paidan test` itself, and what it says of Xining. Needs the built component: `paidan build xining`.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub)]

mod catalogue;
mod histories;
#[path = "../../src/cases/ratchet.rs"]
mod ratchet;
mod reader;
mod rounds;
mod verb;
mod world;
