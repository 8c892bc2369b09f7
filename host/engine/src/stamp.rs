//! An instant as decisions write it: RFC 3339 with the offset of the calendar's zone.

use paidan_calendar::{Calendar, Instant};
use serde::{Serialize, Serializer};

/// A moment, and the calendar by whose zone it is written (`2026-02-25T23:59:59+08:00`). Formatted only when written.
#[derive(Clone, Copy)]
pub struct Stamp<'a> {
    /// The moment.
    pub at: Instant,
    pub(crate) calendar: &'a Calendar,
}

impl PartialEq for Stamp<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl std::fmt::Display for Stamp<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.calendar.format(self.at))
    }
}

impl std::fmt::Debug for Stamp<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Stamp<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.calendar.format(self.at).as_str())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Stamp<'_> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Instant".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time", "description": "RFC 3339, second precision, with offset" })
    }
}
