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
    /// Bit i: the i-th condition holds.
    fn conditions(&self) -> u32;
    /// Whether the rule holds.
    fn holds(&self) -> bool {
        let bits = self.conditions();
        if Self::ALL { bits.count_ones() == Self::COUNT } else { bits != 0 }
    }
}

/// A stage, and the kinds of events by which a case enters it.
#[derive(Debug)]
pub struct StageEntry {
    /// M.events
    pub entered: &'static [u16],
    /// Whether an event that enters it closes the case.
    pub closed: bool,
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

/// The standard event kinds (docs/case-format.md) as far as the policy declares them: M.events.
#[derive(Debug, Default)]
#[allow(missing_docs)]
pub struct Standard {
    pub received: Option<u16>,
    pub dispatched: Option<u16>,
    pub co_unit_added: Option<u16>,
    pub reassigned: Option<u16>,
    pub returned: Option<u16>,
    pub signed: Option<u16>,
    pub completed: Option<u16>,
    pub rework_ordered: Option<u16>,
    pub reopened: Option<u16>,
    pub closed: Option<u16>,
}

/// A policy's vocabulary, as far as the helpers need it.
#[derive(Debug)]
pub struct Vocabulary {
    /// By M.stages.
    pub stages: &'static [StageEntry],
    /// By M.clocks: the rule of each kind.
    pub clock_rules: &'static [u16],
    /// The standard event kinds.
    pub standard: Standard,
    /// By M.units; numbers from its length on are bodies that only the case names.
    pub units: &'static [UnitEntry],
}
