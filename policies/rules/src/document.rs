//! A TOML document with the place of every value, and its check against the shape of the format.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::errors::{Place, Report, suggest};
use crate::shape::{Key, Shape};

/// From an offset to a line.
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn of(text: &str) -> Lines {
        Lines(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i).collect())
    }

    /// From 1.
    pub(crate) fn number(&self, offset: usize) -> usize {
        self.0.partition_point(|newline| *newline < offset) + 1
    }
}

/// A value of the document, and the way to it.
#[derive(Clone)]
pub(crate) struct Node<'d> {
    lines: &'d Lines,
    path: Vec<String>,
    offset: usize,
    value: &'d DeValue<'d>,
}

impl<'d> Node<'d> {
    pub(crate) fn root(value: &'d DeValue<'d>, lines: &'d Lines) -> Node<'d> {
        Node { lines, path: Vec::new(), offset: 0, value }
    }

    fn child(&self, key: &str, span: Range<usize>, value: &'d DeValue<'d>) -> Node<'d> {
        let path = self.path.iter().map(String::as_str).chain([key]).map(str::to_owned).collect();
        Node { lines: self.lines, path, offset: span.start, value }
    }

    /// The last part of the way: an id, or a key.
    pub(crate) fn id(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// "clock `handle`", for sentences.
    pub(crate) fn subject(&self) -> String {
        match &self.path[..] {
            [] => "the file".to_owned(),
            [only] => format!("`{only}`"),
            [policy, ..] if policy == "policy" => "the policy".to_owned(),
            [names, list, ..] if names == "names" => format!("`names.{list}`"),
            [section, id, ..] => format!("{section} `{id}`"),
        }
    }

    /// The entries of a table in the order of the file.
    pub(crate) fn entries(&self) -> Vec<Node<'d>> {
        let mut found: Vec<Node> = match self.value {
            DeValue::Table(table) => table.iter().map(|(k, v)| self.child(k.get_ref(), k.span(), v.get_ref())).collect(),
            _ => Vec::new(),
        };
        found.sort_by_key(|node| node.offset);
        found
    }

    /// The items of a list; of anything else the thing itself.
    pub(crate) fn items(&self) -> Vec<Node<'d>> {
        let DeValue::Array(items) = self.value else { return vec![self.clone()] };
        let item = |(i, value): (usize, &'d toml::Spanned<DeValue<'d>>)| {
            let mut node = Node { offset: value.span().start, value: value.get_ref(), ..self.clone() };
            if let Some(last) = node.path.last_mut() {
                last.push_str(&format!("[{i}]"));
            }
            node
        };
        items.iter().enumerate().map(item).collect()
    }

    pub(crate) fn get(&self, key: &str) -> Option<Node<'d>> {
        let DeValue::Table(table) = self.value else { return None };
        table.iter().find(|(k, _)| k.get_ref() == key).map(|(k, v)| self.child(key, k.span(), v.get_ref()))
    }

    /// The items of a list under a key; none without the key.
    pub(crate) fn all(&self, key: &str) -> Vec<Node<'d>> {
        self.get(key).map(|node| node.items()).unwrap_or_default()
    }

    /// The entries of a table under a key; none without the key.
    pub(crate) fn each(&self, key: &str) -> Vec<Node<'d>> {
        self.get(key).map(|node| node.entries()).unwrap_or_default()
    }

    pub(crate) fn as_text(&self) -> &'d str {
        self.value.as_str().unwrap_or_default()
    }

    /// The text under a key; empty without the key, or where the check of the shape has complained already.
    pub(crate) fn text(&self, key: &str) -> String {
        self.get(key).map_or(String::new(), |node| node.as_text().to_owned())
    }

    pub(crate) fn flag(&self, key: &str) -> bool {
        self.get(key).and_then(|node| node.value.as_bool()).unwrap_or(false)
    }

    pub(crate) fn whole(&self, key: &str) -> Option<i64> {
        let node = self.get(key)?;
        let number = node.value.as_integer()?;
        i64::from_str_radix(number.as_str(), number.radix()).ok()
    }

    /// Complains of whatever has not the shape.
    pub(crate) fn check(&self, shape: &Shape, report: &mut Report) {
        match (shape, self.value) {
            (Shape::Text, DeValue::String(text)) if !text.trim().is_empty() => {}
            (Shape::Text, DeValue::String(_)) => {
                report.add("rules/empty-text", self, format!("`{}` is empty", self.id()), "write the text, or leave the key out");
            }
            (Shape::OneOf(words), DeValue::String(text)) if words.contains(&text.as_ref()) => {}
            (Shape::OneOf(words), DeValue::String(text)) => {
                report.add(
                    "rules/not-one-of",
                    self,
                    format!("`{}` cannot be `{text}`", self.id()),
                    suggest(text, "one of", words),
                );
            }
            (Shape::Flag, DeValue::Boolean(_)) => {}
            (Shape::Whole, DeValue::Integer(number)) if i64::from_str_radix(number.as_str(), number.radix()).is_ok() => {}
            (Shape::Table(keys), DeValue::Table(_)) => self.check_keys(keys, report),
            (Shape::Each(shape), DeValue::Table(_)) => self.entries().iter().for_each(|entry| entry.check(shape, report)),
            (Shape::List(shape), DeValue::Array(_)) | (Shape::OneOrMore(shape), DeValue::Array(_)) => {
                self.items().iter().for_each(|item| item.check(shape, report));
            }
            (Shape::OneOrMore(shape), _) => self.check(shape, report),
            (shape, found) => {
                let (wanted, form) = expected(shape);
                let message = format!("`{}` is {}, expected {wanted}", self.id(), described(found));
                report.add("rules/wrong-type", self, message, format!("write `{} = {form}`", self.id()));
            }
        }
    }

    fn check_keys(&self, keys: &[Key], report: &mut Report) {
        let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
        for entry in self.entries() {
            match keys.iter().find(|key| key.name == entry.id()) {
                Some(key) => entry.check(&key.shape, report),
                None => {
                    let message = format!("{} has no key `{}`", self.subject(), entry.id());
                    report.add("rules/unknown-key", &entry, message, suggest(entry.id(), "keys", &known));
                }
            }
        }
        for key in keys.iter().filter(|key| key.required && self.get(key.name).is_none()) {
            report.add(
                "rules/missing-key",
                self,
                format!("{} needs `{}`", self.subject(), key.name),
                format!("add `{}`: {}", key.name, key.says),
            );
        }
    }
}

impl From<&Node<'_>> for Place {
    /// `[clock.handle] pauses[0].cap`: the table as the file heads it, then the key.
    fn from(node: &Node) -> Place {
        let field = match &node.path[..] {
            [] => String::new(),
            [top] if matches!(node.value, DeValue::Table(_)) => format!("[{top}]"),
            [top] => top.clone(),
            [policy, key @ ..] if policy == "policy" => format!("[policy] {}", key.join(".")),
            [section, id] => format!("[{section}.{id}]"),
            [section, id, key @ ..] => format!("[{section}.{id}] {}", key.join(".")),
        };
        Place { line: Some(node.lines.number(node.offset)), field }
    }
}

fn described(value: &DeValue) -> String {
    match value {
        DeValue::String(text) => format!("the text `{text}`"),
        DeValue::Integer(number) => format!("the number `{}`", number.as_str()),
        DeValue::Float(number) => format!("the number `{}`", number.as_str()),
        DeValue::Boolean(flag) => format!("`{flag}`"),
        DeValue::Datetime(time) => format!("the time `{time}`"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// In words, and as it is written.
fn expected(shape: &Shape) -> (&'static str, &'static str) {
    match shape {
        Shape::Text | Shape::OneOf(_) => ("text in quotes", "\"…\""),
        Shape::Flag => ("`true` or `false`", "true"),
        Shape::Whole => ("a whole number", "1"),
        Shape::Table(_) => ("a table", "{ … = … }"),
        Shape::Each(_) => ("a table of ids", "{ id = … }"),
        Shape::List(_) => ("a list", "[…]"),
        Shape::OneOrMore(_) => ("text in quotes, or a list of such", "\"…\""),
    }
}

/// Parses; complains of what is no TOML, and of what stands there twice. None: it cannot be read.
pub(crate) fn parse<'d>(text: &'d str, lines: &Lines, report: &mut Report) -> Option<DeTable<'d>> {
    let (table, mut errors) = DeTable::parse_recoverable(text);
    errors.sort_by_key(|error| error.span().map(|span| span.start));
    for error in errors {
        let place = Place { line: error.span().map(|span| lines.number(span.start)), field: String::new() };
        let message = error.message().trim().to_owned();
        if !message.contains("duplicate key") {
            // what the parser makes of the rest is guesswork
            let mend = "look here, and in the line before, for a quote, comma or bracket that is missing or not closed";
            report.add("rules/syntax", place, message, mend);
            return None;
        }
        let key = error.span().and_then(|span| text.get(span)).unwrap_or_default();
        report.add("rules/duplicate-key", place, format!("`{key}` stands here for the second time"), "keep one of the two");
    }
    Some(table.into_inner())
}
