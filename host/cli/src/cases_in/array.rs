//! The cases of an array.

use serde::de::IgnoredAny;

use super::{Place, Shape, Take, none, wrong};
use crate::error::Outcome;

/// The cases of an array, each found before the next is looked for: what stands before a mistake is decided.
pub(super) fn array(file: &str, text: &[u8], mut at: usize, take: &mut Take<'_>) -> Outcome<()> {
    let blank = |at: usize| at + text[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let mut walked = Walk { text, at: 0, lines: 0, begins: 0 };
    let mut cases = 0;
    loop {
        at = blank(at);
        let place = walked.place(file, at);
        match text.get(at) {
            Some(b']') if cases == 0 => return none(file, take),
            // one comma too many
            Some(b']') | None => {
                let found = if text.get(at).is_none() { "the list has no end" } else { "after the comma a case is missing" };
                return take(Err(place.error(wrong("case/not-json", found.to_owned(), "close the list with `]`"))), &place);
            }
            Some(_) => {}
        }
        let mut values = serde_json::Deserializer::from_slice(&text[at..]).into_iter::<IgnoredAny>();
        if let Some(Err(_)) | None = values.next() {
            // to be read again by who can say what is wrong
            return take(Ok(&text[at..]), &place);
        }
        let end = at + values.byte_offset();
        take(Ok(&text[at..end]), &place)?;
        cases += 1;
        at = blank(end);
        match text.get(at) {
            Some(b',') => at += 1,
            Some(b']') if text[at + 1..].iter().all(u8::is_ascii_whitespace) => return Ok(()),
            _ => {
                let place = walked.place(file, at);
                let found = "after a case of the list, `,` or `]` and the end of the file are expected".to_owned();
                return take(Err(place.error(wrong("case/not-json", found, "check the text with a JSON editor"))), &place);
            }
        }
    }
}

/// Counts lines along a text, once.
struct Walk<'a> {
    text: &'a [u8],
    at: usize,
    lines: usize,
    /// Where the line begins.
    begins: usize,
}

impl Walk<'_> {
    /// The place of a position that is not before the last one asked for.
    fn place<'f>(&mut self, file: &'f str, at: usize) -> Place<'f> {
        let passed = self.text.get(self.at..at).unwrap_or_default();
        self.lines += passed.iter().filter(|byte| **byte == b'\n').count();
        self.begins = passed.iter().rposition(|byte| *byte == b'\n').map_or(self.begins, |last| self.at + last + 1);
        self.at = at;
        Place { file, lines: self.lines, columns: at - self.begins, shape: Shape::List }
    }
}
