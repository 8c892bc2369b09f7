//! What a report reads of a case's history itself: how it ended, where it went and came back from. Only the standard events are
//! read (docs/case-format.md); everything that a city may see otherwise comes from its policy's decision.

use paidan_calendar::Instant;
use paidan_engine::contract::Manifest;
use paidan_engine::{BodyName, Case, Event};

use super::why::Why;

/// A case's history, as far as it was known at the moment asked about.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// When the first thing happened.
    pub(super) began: Instant,
    /// Refused, merged or withdrawn, and not taken up again since.
    pub(super) ended: Option<Why>,
    /// Whom it was sent to, a unit a time.
    pub(super) dispatched: Vec<String>,
    /// Who sent it back, a unit a time.
    pub(super) returned: Vec<String>,
    pub(super) completed: bool,
    pub(super) called_back: bool,
}

impl Seen {
    /// Of a case that had begun by then.
    pub(super) fn of(case: &Case<'_>, manifest: &Manifest, as_of: Instant) -> Seen {
        let mut events = case.known_events(as_of).peekable();
        let mut seen = Seen { began: events.peek().map_or(as_of, |first| first.at), ..Seen::default() };
        for event in events {
            match &*event.kind {
                "not_accepted" => seen.ended = Some(Why::NotAccepted),
                "merged" => seen.ended = Some(Why::Merged),
                "withdrawn" => seen.ended = Some(Why::Withdrawn),
                "accepted" | "reopened" => seen.ended = None,
                "dispatched" | "reassigned" => {
                    seen.ended = None;
                    seen.dispatched.push(unit(event, case, manifest).unwrap_or_default());
                }
                "returned" => {
                    let from = unit(event, case, manifest).or_else(|| seen.dispatched.last().cloned());
                    seen.returned.push(from.unwrap_or_default());
                }
                "completed" => seen.completed = true,
                "callback" => seen.called_back = true,
                _ => {}
            }
        }
        seen
    }

    /// Why a case that the policy does not count for a rate of callbacks is not counted. `measured`: the policy spoke of it.
    pub(super) fn why(&self, needs_input: bool, measured: bool, closed: bool) -> Why {
        match self.ended {
            Some(why) => why,
            None if self.called_back => Why::Unanswered,
            None if measured => Why::LeftOut,
            None if self.completed || closed => Why::NoCallback,
            None if needs_input => Why::NeedsInput,
            None => Why::NotCompleted,
        }
    }
}

/// The unit that an event names, as decisions write it: a declared unit by its id, one of an area with the area's code.
fn unit(event: &Event<'_>, case: &Case<'_>, manifest: &Manifest) -> Option<String> {
    let said = event.unit.as_deref()?;
    let Some(def) =
        manifest.units.iter().find(|unit| unit.id == said).or_else(|| manifest.units.iter().find(|u| u.title == said))
    else {
        return Some(said.to_owned());
    };
    Some(BodyName::of_unit(def, &case.area).to_string())
}
