//! The Rust vocabulary of a policy: a constant for every id, so that a typo in lib.rs is a compile error.

mod constants;
mod manifest;
mod tables;

use crate::model::Lists;

/// The whole of vocabulary.rs.
pub(crate) fn write(lists: &Lists, digest: &str) -> String {
    let mut out = String::from("// Made from rules.toml and routes.csv by paidan-rules.\n\n");
    constants::write(&mut out, lists);
    tables::write(&mut out, lists);
    manifest::write(&mut out, lists, digest);
    out
}

/// Adds to the text; writing to a `String` cannot fail.
macro_rules! put {
    ($out:expr, $($text:tt)*) => {{ let _ = writeln!($out, $($text)*); }};
}
use put;

/// One line of documentation: no line end, and nothing that rustdoc would take for code or a link.
fn doc(text: &str) -> String {
    let spoken = text.split_whitespace().collect::<Vec<_>>().join(" ");
    spoken
        .chars()
        .filter(|c| !c.is_control())
        .flat_map(|c| ['[', ']', '`', '<'].contains(&c).then_some('\\').into_iter().chain([c]))
        .collect()
}

/// `consult-after` as `CONSULT_AFTER`, `housing/title-deed` as `HOUSING__TITLE_DEED`, the code `630102` as `A630102`.
fn constant(id: &str) -> String {
    let name = id.replace('/', "__").replace('-', "_").to_ascii_uppercase();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("A{name}") } else { name }
}

/// `owner-unclear` as `owner_unclear`: fields and modules.
fn snake(id: &str) -> String {
    id.replace('-', "_")
}

/// `consult-after` as `ConsultAfter`.
fn camel(id: &str) -> String {
    id.split(['-', '_']).map(|part| part[..part.len().min(1)].to_ascii_uppercase() + part.get(1..).unwrap_or_default()).collect()
}

/// A list as Rust writes it.
fn list<T>(items: &[T], shown: impl Fn(&T) -> String) -> String {
    format!("&[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", "))
}

fn option<T: std::fmt::Display>(value: Option<T>) -> String {
    value.map_or("None".to_owned(), |value| format!("Some({value})"))
}
