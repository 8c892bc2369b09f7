//! Reading a case from JSON: times, facts, and errors that name line and field.

use std::borrow::Cow;
use std::fmt;

use paidan_calendar::Instant;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};

use crate::case::Case;
use crate::error::{Error, nearest};

/// The value of a fact, as JSON says it. What a text is, a word, a time, a unit or a category, the policy's input decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactValue<'a> {
    /// true or false
    Flag(bool),
    /// A whole number: money in cents, shares in 1/10 000.
    Count(i64),
    /// A word, or a time in RFC 3339.
    Text(Text<'a>),
}

/// Facts by name, in the order in which they were given; a name stands there once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts<'a>(pub Vec<(Text<'a>, FactValue<'a>)>);

impl Facts<'_> {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for FactValue<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = FactValue<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false, a whole number or a text")
            }
            fn visit_bool<E>(self, v: bool) -> Result<Self::Value, E> {
                Ok(FactValue::Flag(v))
            }
            fn visit_i64<E>(self, v: i64) -> Result<Self::Value, E> {
                Ok(FactValue::Count(v))
            }
            fn visit_u64<E: serde::de::Error>(self, v: u64) -> Result<Self::Value, E> {
                i64::try_from(v).map(FactValue::Count).map_err(|_| E::custom("the number is too large"))
            }
            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
                Ok(FactValue::Text(v.into()))
            }
            fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
                Ok(FactValue::Text(v.to_owned().into()))
            }
        }
        deserializer.deserialize_any(V)
    }
}

/// A text that borrows from the input unless it holds escapes (serde alone would copy what stands in an option or a list).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text<'a>(pub Cow<'a, str>);

impl std::ops::Deref for Text<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Text(Cow::Borrowed(text))
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Text(Cow::Owned(text))
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Text<'_> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(v)))
            }
            fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(v.to_owned())))
            }
        }
        deserializer.deserialize_str(V)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Facts<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Facts<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of facts")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut facts: Vec<(Text<'de>, FactValue<'de>)> = Vec::new();
                while let Some(key) = map.next_key::<Text<'de>>()? {
                    if facts.iter().any(|(k, _)| **k == *key) {
                        return Err(A::Error::custom(format!("the fact `{key}` stands twice")));
                    }
                    facts.push((key, map.next_value()?));
                }
                Ok(Facts(facts))
            }
        }
        deserializer.deserialize_map(V)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Facts<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Facts".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object", "additionalProperties": { "type": ["boolean", "integer", "string"] },
            "description": "by the names of the policy's inputs: true or false, a whole number, a word, a time (RFC 3339), the name of a unit, or the path of a category"
        })
    }
}

const BAD_TIME: &str = "bad time";

pub(crate) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Instant, D::Error> {
    let text = Text::deserialize(deserializer)?;
    Instant::parse_rfc3339(&text).map_err(|e| D::Error::custom(format!("{BAD_TIME} `{text}`: {e}")))
}

pub(crate) fn time_opt<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Instant>, D::Error> {
    struct Time(Instant);
    impl<'de> Deserialize<'de> for Time {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            time(deserializer).map(Time)
        }
    }
    Ok(Option::<Time>::deserialize(deserializer)?.map(|t| t.0))
}

/// Where an event's field stands.
pub(crate) fn path(event: usize, field: &str) -> String {
    format!("field history[{event}].{field}")
}

/// What is wrong with a text that is no case: reads it again with the path in hand.
pub(crate) fn explain(text: &[u8]) -> Error {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let error = match serde_path_to_error::deserialize::<_, Case<'_>>(&mut deserializer) {
        Err(e) => e,
        Ok(_) => {
            let extra =
                deserializer.end().err().map_or_else(String::new, |e| format!("line {}, column {}", e.line(), e.column()));
            return Error::new("case/not-json", "there is more text after the case")
                .at(extra)
                .mend("one case a file, or one a line in a .jsonl file");
        }
    };
    let field = error.path().to_string();
    let inner = error.into_inner();
    let full = inner.to_string();
    // serde_json puts its own place behind the message; ours stands in `place`
    let message = full.rsplit_once(" at line ").map_or(full.as_str(), |(m, _)| m).to_owned();
    let mut place = format!("line {}, column {}", inner.line(), inner.column());
    if field != "." {
        place += &format!(", field {field}");
    }
    let wrong = |code, text: String, mend: &str| Error::new(code, text).at(place.clone()).mend(mend);
    if inner.is_syntax() || inner.is_eof() {
        return wrong("case/not-json", message, "check the text with a JSON editor");
    }
    if let Some(rest) = message.strip_prefix(BAD_TIME) {
        return wrong(
            "case/bad-time",
            format!(
                "{} is no time: {}",
                rest.split(": ").next().unwrap_or_default().trim(),
                rest.split_once(": ").map_or("", |r| r.1)
            ),
            "write 2026-11-09T09:00:00+08:00",
        );
    }
    if let Some(rest) = message.strip_prefix("unknown field `") {
        let (key, known) = rest.split_once('`').unwrap_or((rest, ""));
        let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
        let near = nearest(key, known.iter().copied()).map_or_else(String::new, |near| format!(", did you mean `{near}`?"));
        let text = format!("unknown key `{key}`{near}");
        return wrong(
            "case/unknown-key",
            text,
            &format!("known here: {}; facts of your own belong under `facts`", known.join(", ")),
        );
    }
    if message.starts_with("missing field") {
        return wrong("case/missing-field", message, "`paidan schema case` shows what a case must have");
    }
    let facts = field.contains("facts");
    let code = if facts { "case/bad-fact" } else { "case/wrong-type" };
    let mend = if facts {
        "a fact is true or false, a whole number (money in cents) or a text"
    } else {
        "`paidan schema case` shows the type of every field"
    };
    wrong(code, message, mend)
}
