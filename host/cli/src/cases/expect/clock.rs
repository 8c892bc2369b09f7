//! What stands within a row of `clocks`: its rounds, by how much it is late, and the marks of its ladder.

use super::{ABSENT, Reader, Want, What};
use crate::cases::document::Node;
use crate::cases::known::unknown;
use crate::error::Outcome;

const MARK: [&str; 5] = ["at", "notify_at", "to", "action", "fired"];

/// The fields of a part that is a table.
pub(super) fn parts(key: &str) -> Option<&'static [&'static str]> {
    match key {
        "rounds" => Some(&["met", "missed", "last_missed"]),
        "late" => Some(&["days", "seconds"]),
        _ => None,
    }
}

impl Reader<'_> {
    /// `rounds = { met = 2, missed = 1 }`
    pub(super) fn parts(&mut self, node: &Node<'_>, known: &[&str], entry: &impl Fn(&[&str]) -> What) -> Outcome<()> {
        for field in node.known(known)? {
            self.value(&field, entry(&[node.key(), field.key()]))?;
        }
        Ok(())
    }

    /// `marks.second = { at = "2026-11-13 00:00:00", fired = true }`: by the rung. A bare time is when it is reached.
    pub(super) fn marks(&mut self, node: &Node<'_>, clock: &str, entry: &impl Fn(&[&str]) -> What) -> Outcome<()> {
        for mark in node.entries()? {
            let rung = mark.key();
            self.known.rung(clock, rung).map_err(|said| unknown(&mark, said, mark.line()))?;
            if mark.as_text() == Some(ABSENT) {
                self.push(&mark, entry(&["marks", rung]), Want::Text(ABSENT.to_owned()));
            } else if mark.is_table() {
                for field in mark.known(&MARK)? {
                    let what = entry(&["marks", rung, field.key()]);
                    match field.key() {
                        "to" if field.as_text() != Some(ABSENT) => {
                            let told = self.bodies(&field)?;
                            self.push(&field, what, Want::List(told));
                        }
                        _ => self.value(&field, what)?,
                    }
                }
            } else {
                let at = mark.text()?;
                self.time(&mark, at, entry(&["marks", rung, "at"]))?;
            }
        }
        Ok(())
    }
}
