//! A TOML file with the line of every value, read strictly: whatever is not expected is an error with its place.

use std::path::Path;

use toml_edit::{Document, Item};

use crate::error::{Exit, Failure, Outcome, did_you_mean};

/// A file and its text.
pub(super) struct Source {
    /// As the reader of messages knows it.
    pub name: String,
    document: Document<String>,
}

impl Source {
    pub(super) fn read(path: &Path, name: String) -> Outcome<Source> {
        let text = std::fs::read_to_string(path).map_err(|error| Failure::file("read", path, error))?;
        match Document::parse(text.clone()) {
            Ok(document) => Ok(Source { name, document }),
            Err(error) => {
                let line = line(&text, error.span().map_or(0, |span| span.start));
                Err(refused("cases/not-toml", error.message().trim(), &name, line, "")
                    .mend("look here, and in the line before, for a quote, comma or bracket"))
            }
        }
    }

    pub(super) fn root(&self) -> Node<'_> {
        Node { source: self, path: Vec::new(), offset: 0, item: self.document.as_item() }
    }

    fn line(&self, offset: usize) -> usize {
        line(self.document.raw(), offset)
    }
}

fn line(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// A complaint about a place in a file of cases.
fn refused(code: &'static str, text: &str, file: &str, line: usize, field: &str) -> Failure {
    let field = if field.is_empty() { String::new() } else { format!("  {field}") };
    Failure { place: format!("{file}:{line}{field}"), ..Failure::new(code, Exit::Input, text) }
}

/// A value, and the way to it.
#[derive(Clone)]
pub(super) struct Node<'d> {
    source: &'d Source,
    /// The keys that lead to it, from the root or from where [`Node::root_here`] cut them.
    pub path: Vec<String>,
    offset: usize,
    item: &'d Item,
}

/// A text of a list, and its line.
pub(super) struct Text {
    pub text: String,
    pub line: usize,
}

impl<'d> Node<'d> {
    pub(super) fn line(&self) -> usize {
        self.source.line(self.offset)
    }

    pub(super) fn key(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// The same value, with its path counted from here on.
    pub(super) fn root_here(mut self) -> Node<'d> {
        self.path.clear();
        self
    }

    pub(super) fn wrong(&self, code: &'static str, text: &str) -> Failure {
        refused(code, text, &self.source.name, self.line(), &self.path.join("."))
    }

    fn not(&self, wanted: &str) -> Failure {
        self.wrong(
            "cases/wrong-type",
            &format!("`{}` is {} {}, expected {wanted}", self.key(), article(self.item.type_name()), self.item.type_name()),
        )
    }

    /// The entries of a table, in the order of the file.
    pub(super) fn entries(&self) -> Outcome<Vec<Node<'d>>> {
        let Some(table) = self.item.as_table_like() else { return Err(self.not("a table")) };
        let entry = |(key, item): (&str, &'d Item)| {
            let span = table.key(key).and_then(toml_edit::Key::span).or_else(|| item.span());
            let path = self.path.iter().cloned().chain([key.to_owned()]).collect();
            Node { source: self.source, path, offset: span.map_or(self.offset, |span| span.start), item }
        };
        Ok(table.iter().map(entry).collect())
    }

    /// [`Node::entries`], all of which have one of these names.
    pub(super) fn known(&self, names: &[&str]) -> Outcome<Vec<Node<'d>>> {
        let entries = self.entries()?;
        for entry in &entries {
            if !names.contains(&entry.key()) {
                let mend = format!("{}known here: {}", did_you_mean(entry.key(), names.iter().copied()), names.join(", "));
                return Err(entry.wrong("cases/unknown-key", &format!("unknown key `{}`", entry.key())).mend(mend));
            }
        }
        Ok(entries)
    }

    /// The tables of `[[key]]`.
    pub(super) fn tables(&self) -> Outcome<Vec<Node<'d>>> {
        let Some(tables) = self.item.as_array_of_tables() else { return Err(self.not(&format!("`[[{}]]`", self.key()))) };
        let all = self.source.document.as_item();
        // the array itself is an item, its tables are not: each is found again by its index
        Ok((0..tables.len())
            .filter_map(|i| {
                let item = all.get(self.key())?.get(i)?;
                Some(Node { source: self.source, path: Vec::new(), offset: item.span().map_or(0, |span| span.start), item })
            })
            .collect())
    }

    pub(super) fn is_table(&self) -> bool {
        self.item.is_table_like()
    }

    pub(super) fn as_text(&self) -> Option<&'d str> {
        self.item.as_str()
    }

    pub(super) fn as_flag(&self) -> Option<bool> {
        self.item.as_bool()
    }

    pub(super) fn as_whole(&self) -> Option<i64> {
        self.item.as_integer()
    }

    pub(super) fn is_list(&self) -> bool {
        self.item.is_array()
    }

    pub(super) fn text(&self) -> Outcome<&'d str> {
        self.as_text().ok_or_else(|| self.not("a text in quotes"))
    }

    pub(super) fn flag(&self) -> Outcome<bool> {
        self.as_flag().ok_or_else(|| self.not("`true` or `false`"))
    }

    pub(super) fn texts(&self) -> Outcome<Vec<Text>> {
        let Some(items) = self.item.as_array() else { return Err(self.not("a list of texts")) };
        let text = |value: &toml_edit::Value| {
            let line = self.source.line(value.span().map_or(self.offset, |span| span.start));
            value.as_str().map(|text| Text { text: text.to_owned(), line }).ok_or_else(|| self.not("a list of texts"))
        };
        items.iter().map(text).collect()
    }

    /// A complaint about a line of a list.
    pub(super) fn wrong_at(&self, code: &'static str, text: &str, line: usize) -> Failure {
        refused(code, text, &self.source.name, line, &self.path.join("."))
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'i']) { "an" } else { "a" }
}
