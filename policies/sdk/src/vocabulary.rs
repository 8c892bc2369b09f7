//! What the helpers of this crate must know of a policy's vocabulary. Written by the build script.

use crate::ids::Rule;

/// A rule that is asked by named conditions: the build script makes one struct for each, with a field a condition.
pub trait Asked {
    /// The rule that is asked.
    const RULE: Rule;
    /// Whether all conditions must hold, or any one.
    const ALL: bool;
    /// How many conditions there are, at most 32.
    const COUNT: u32;
    /// All conditions hold.
    const EVERY: u32 = if Self::COUNT == 0 { 0 } else { u32::MAX >> (u32::BITS - Self::COUNT) };
    /// Bit i: the i-th condition holds.
    fn conditions(&self) -> u32;
    /// Whether the rule holds with these conditions.
    #[must_use]
    fn hold(conditions: u32) -> bool {
        if Self::ALL { conditions == Self::EVERY } else { conditions != 0 }
    }
    /// Whether the rule holds.
    fn holds(&self) -> bool {
        Self::hold(self.conditions())
    }
}

/// What the helpers know of a kind of event.
#[derive(Debug, Clone, Copy)]
pub struct EventKind {
    /// M.stages: the stage that it leads to, if any.
    pub enters: Option<u16>,
    /// Whether that stage is closed: the event closes the case.
    pub closes: bool,
    /// What it means everywhere (docs/case-format.md).
    pub standard: Standard,
}

/// What is declared of a unit.
#[derive(Debug)]
pub struct UnitEntry {
    /// M.levels
    pub level: Option<u16>,
    /// The duty line that the same office has at every level; may be empty.
    pub line: &'static str,
    /// Has somebody who takes whistles.
    pub receiver: bool,
}

/// The standard kinds of events that helpers follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Standard {
    Dispatched,
    CoUnitAdded,
    Reassigned,
    Signed,
    Completed,
    ReworkOrdered,
    Reopened,
    /// Any other.
    Other,
}

/// A policy's vocabulary, as far as the helpers need it.
#[derive(Debug)]
pub struct Vocabulary {
    /// How long M.rules is.
    pub rules: usize,
    /// By M.events.
    pub events: &'static [EventKind],
    /// By M.categories: the category above.
    pub above: &'static [Option<u16>],
    /// By M.clocks: the rule of each kind.
    pub clock_rules: &'static [u16],
    /// By M.units; numbers from its length on are bodies that only the case names.
    pub units: &'static [UnitEntry],
}
