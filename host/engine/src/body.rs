//! Who a decision speaks of, as decisions write it: `housing`, `district-housing@630103`, `leader@district-housing@630103`.

use std::fmt;
use std::ops::Deref;

use serde::{Serialize, Serializer};

use crate::policy::contract::{Per, UnitDef};

/// A body: a unit, one of an area, somebody's, or a name as the case wrote it. Put together only when written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyName<'a> {
    /// The first is never empty but for a nameless body; what follows is set off by `@`, and ends with the first empty part.
    parts: [&'a str; 3],
}

impl<'a> BodyName<'a> {
    /// A unit in a case of an area (codes from coarse to fine): one of an area by the code at its depth, if the case gives it.
    #[must_use]
    pub fn of_unit(unit: &'a UnitDef, area: &'a [impl Deref<Target = str>]) -> Self {
        match unit.per {
            Per::Area(depth) => Self { parts: [&unit.id, area.get(usize::from(depth)).map_or("", |code| &**code), ""] },
            Per::One | Per::Body => unit.id.as_str().into(),
        }
    }

    /// The unit, whoever's or wherever it is; or the name as the case wrote it.
    #[must_use]
    pub const fn unit(&self) -> &'a str {
        self.parts[0]
    }

    /// What is written with `@` between.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &'a str> {
        let [first, rest @ ..] = self.parts;
        std::iter::once(first).chain(rest.into_iter().take_while(|part| !part.is_empty()))
    }

    /// `leader` of `housing`.
    pub(crate) fn of_body(unit: &'a str, body: Self) -> Self {
        Self { parts: [unit, body.parts[0], body.parts[1]] }
    }
}

impl<'a> From<&'a str> for BodyName<'a> {
    fn from(name: &'a str) -> Self {
        Self { parts: [name, "", ""] }
    }
}

impl fmt::Display for BodyName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, part) in self.parts().enumerate() {
            f.write_str(if i > 0 { "@" } else { "" })?;
            f.write_str(part)?;
        }
        Ok(())
    }
}

impl Serialize for BodyName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.parts {
            [only, "", _] => serializer.serialize_str(only),
            _ => serializer.collect_str(self),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for BodyName<'_> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Body".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}
