//! What rules.toml says of a unit: its level, its duty line, whether it takes whistles.

use crate::Case;
use crate::contract::Body;
use crate::ids::{Level, Unit};
use crate::vocabulary::UnitEntry;

impl Case {
    fn declared(&self, body: Body) -> Option<&'static UnitEntry> {
        match body {
            Body::Unit(unit) => self.vocabulary.units.get(usize::from(unit)),
            Body::ActorOf(_) => None,
        }
    }

    /// The level of a unit; none: it has none, or rules.toml does not declare the body (a company that only the case names).
    #[must_use]
    pub fn level_of(&self, body: impl Into<Body>) -> Option<Level> {
        self.declared(body.into())?.level.map(Level)
    }

    /// Whether a body has somebody who takes whistles (接哨员). One that rules.toml does not declare has nobody.
    #[must_use]
    pub fn takes_whistles(&self, body: impl Into<Body>) -> bool {
        self.declared(body.into()).is_some_and(|unit| unit.receiver)
    }

    /// The office with the same duty line at `level` (市公安局 → 自治区公安厅), the first that rules.toml declares; none: there
    /// is none, or the body has no line.
    #[must_use]
    pub fn counterpart(&self, body: impl Into<Body>, level: Level) -> Option<Unit> {
        let line = self.declared(body.into())?.line;
        let same = |unit: &UnitEntry| !line.is_empty() && unit.line == line && unit.level == Some(level.0);
        // M.units has at most u16::MAX entries
        self.vocabulary.units.iter().position(same).map(|found| Unit(found as u16))
    }
}
