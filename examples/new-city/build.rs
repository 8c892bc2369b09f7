//! Turns rules.toml and routes.csv into the vocabulary that src/lib.rs speaks; a mistake in them stops the build.

fn main() {
    paidan_rules::build();
}
