//! The JSON Schema for editors.

use serde_json::Value;

#[test]
fn every_table_refuses_unknown_keys_and_every_key_is_described() {
    let schema = paidan_rules::schema();
    let mut tables = 0;
    walk(&schema, &mut tables);
    assert!(tables > 10, "{tables} tables");
    assert_eq!(schema["properties"]["input"]["additionalProperties"]["properties"]["kind"]["enum"][1], "count");
}

fn walk(schema: &Value, tables: &mut usize) {
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        *tables += 1;
        assert_eq!(schema["additionalProperties"], false);
        for (key, property) in properties {
            assert!(property["description"].as_str().is_some_and(|says| !says.is_empty()), "{key}");
            walk(property, tables);
        }
    }
    for inner in ["additionalProperties", "items"].iter().filter_map(|key| schema.get(key)) {
        walk(inner, tables);
    }
}
