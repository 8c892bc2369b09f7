//! What holds across the crates. One program, so that wasmtime is linked once.
//!
//! It needs built components: `make components guests`, which `make test` does first.

// A test that cannot go on says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod abi;
mod accounted;
mod bodies;
mod cache;
mod corpus_alike;
mod corpus_checked;
mod corpus_decided;
mod corpus_rules;
mod corpus_time;
mod corpus_world;
mod files;
mod frozen;
mod house;
mod isolation;
mod json;
mod limits;
mod manifests;
mod open_files;
mod plans;
mod shape;
mod stories;
mod superior;
mod support;
mod time;
mod versions;
