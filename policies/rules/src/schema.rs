//! The JSON Schema of rules.toml, for editors: what the reader checks of the shape, and what each key says.

use serde_json::{Map, Value, json};

use crate::shape::{FILE, FORMAT, Key, Shape};

/// JSON Schema (2020-12) of rules.toml. Unknown keys are refused, as by the reader; what refers to what, and which keys go
/// together, only the reader checks.
#[must_use]
pub fn schema() -> Value {
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rules.toml",
        "description": "The rules of a city: vocabulary, numbers, quotes.",
    });
    if let (Value::Object(schema), Value::Object(file)) = (&mut schema, of(&FILE)) {
        schema.extend(file);
        schema["properties"]["format"]["const"] = FORMAT.into();
    }
    schema
}

fn of(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": "string", "minLength": 1 }),
        Shape::OneOf(words) => json!({ "enum": words }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Whole => json!({ "type": "integer" }),
        Shape::Table(keys) => table(keys),
        Shape::Each(shape) => json!({ "type": "object", "additionalProperties": of(shape) }),
        Shape::List(shape) => json!({ "type": "array", "items": of(shape) }),
        Shape::OneOrMore(shape) => json!({ "anyOf": [of(shape), { "type": "array", "items": of(shape) }] }),
    }
}

fn table(keys: &[Key]) -> Value {
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let described = |key: &Key| {
        let mut property = of(&key.shape);
        property["description"] = key.says.into();
        (key.name.to_owned(), property)
    };
    let properties: Map<String, Value> = keys.iter().map(described).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}
