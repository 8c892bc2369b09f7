//! As any policy: its vocabulary is made from rules.toml.

fn main() {
    paidan_rules::build();
}
