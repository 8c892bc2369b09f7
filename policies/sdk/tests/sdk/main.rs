//! What the helpers over a case's history promise to the author of a policy.

#![allow(clippy::unwrap_used, missing_docs)]

mod answering;
mod facts;
mod holdings;
mod latest;
mod plan;
mod prefixes;
mod revisions;
mod rounds;
mod routes;
mod stage;
mod units;
mod world;
