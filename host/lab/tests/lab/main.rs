//! Corpora through the public API, with Xining's policy as it was built.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on says where

mod corpora;
mod printed;
mod samples;
mod sums;
mod world;
