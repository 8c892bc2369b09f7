//! Corpora through the public API, with the policies as they were built.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on says where

mod ahead;
mod checks;
mod corpora;
mod covered;
mod imported;
mod packed;
mod pairs;
mod printed;
mod replayed;
mod samples;
mod sums;
mod versions;
mod world;
