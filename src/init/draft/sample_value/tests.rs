//! Values made for schemas.

use std::path::Path;

use serde_json::{Value, json};

use super::*;

#[track_caller]
fn made(schema: &Value) -> Sample {
    let schema = BodySchema::compile("order", schema, Path::new("")).expect("a schema");
    sample(&schema, "order")
}

#[track_caller]
fn check(schema: &Value, expected: &Value) {
    let Sample { value, fault, .. } = made(schema);
    assert_eq!(fault, None, "{value}");
    assert_eq!(value, *expected);
}

/// Makes a schema one of draft 4, as in `OpenAPI` 2.0 and 3.0.
fn draft_4(mut schema: Value) -> Value {
    schema["$schema"] = json!("http://json-schema.org/draft-04/schema#");
    schema
}

#[test]
fn only_required_members_are_made() {
    let schema = json!({
        "type": "object",
        "required": ["amount", "id"],
        "properties": {
            "amount": { "type": "string" },
            "note": { "type": "string" },
            "id": { "type": "string", "readOnly": true },
        },
    });
    let schema_without_id = {
        let mut schema = schema.clone();
        schema["required"] = json!(["amount"]);
        schema
    };
    check(&schema_without_id, &json!({ "amount": "amount" }));
    assert_eq!(
        made(&schema).value,
        json!({ "amount": "amount" }),
        "a read-only member is not sent"
    );
}

#[test]
fn an_object_without_required_members_is_not_empty() {
    let text = || json!({ "type": "string" });
    let user = json!({ "type": "object", "properties": { "first": text(), "groupId": text(), "of": { "type": "object" } } });
    check(&user, &json!({ "first": "first" }));
    let given = json!({ "type": "object", "properties": { "first": text(), "last": { "default": "Doe" } } });
    check(&given, &json!({ "last": "Doe" }));
}

#[test]
fn a_value_of_the_document_is_used() {
    check(&json!({ "example": 7 }), &json!(7));
    check(&json!({ "type": "string", "examples": ["a", "b"] }), &json!("a"));
    check(&json!({ "type": "string", "default": "d" }), &json!("d"));
    check(&json!({ "type": ["string", "null"], "enum": [null, "x"] }), &json!("x"));
    check(&json!({ "const": { "a": 1 } }), &json!({ "a": 1 }));
}

#[test]
fn an_example_that_violates_its_schema_is_ignored() {
    check(&json!({ "type": "integer", "example": "7" }), &json!(1));
    check(&json!({ "type": "string", "maxLength": 2, "example": "long" }), &json!("or"));
    check(&json!({ "enum": ["a"], "default": "b" }), &json!("a"));
}

#[test]
fn a_text_satisfies_format_pattern_and_length() {
    check(&json!({ "type": "string", "format": "date" }), &json!("2030-01-15"));
    check(&json!({ "type": "string", "pattern": "^[A-Z]{3}-\\d+$" }), &json!("AAA-1"));
    check(&json!({ "type": "string", "pattern": "^(a|b)*$", "minLength": 3 }), &json!("aaaa"));
    check(&json!({ "type": "string", "pattern": "^.+$", "maxLength": 1 }), &json!("a"));
    check(&json!({ "type": "string", "minLength": 8 }), &json!("orderxxx"));
}

#[test]
fn a_pattern_that_cannot_be_satisfied_is_reported() {
    let sample = made(&json!({ "type": "string", "pattern": "^(?=\\d{4})[0-9a-f]+$" }));
    assert!(sample.fault.is_some_and(|fault| fault.contains("a match of")));
}

#[test]
fn a_number_is_within_its_bounds() {
    check(&json!({ "type": "integer" }), &json!(1));
    check(&json!({ "type": "integer", "minimum": 5 }), &json!(5));
    check(&json!({ "type": "integer", "exclusiveMinimum": 5, "multipleOf": 4 }), &json!(8));
    check(&json!({ "type": "number", "maximum": 0.5 }), &json!(0));
    check(&json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 0.5 }), &json!(0.25));
    check(
        &draft_4(json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": true })),
        &json!(1),
    );
    check(
        &draft_4(json!({ "type": "integer", "maximum": 1, "exclusiveMaximum": true })),
        &json!(0),
    );
}

#[test]
fn a_list_has_its_minimum_of_items() {
    check(&json!({ "type": "array", "items": { "type": "integer" } }), &json!([1]));
    check(&json!({ "type": "array", "maxItems": 0 }), &json!([]));
    let unique = json!({ "items": { "enum": ["a", "b"] }, "minItems": 2, "uniqueItems": true });
    check(&unique, &json!(["a", "b"]));
    check(&json!({ "prefixItems": [{ "const": 1 }, { "const": "x" }] }), &json!([1, "x"]));
}

#[test]
fn the_parts_of_all_of_are_merged() {
    let schema = json!({
        "allOf": [
            { "$ref": "#/definitions/base" },
            { "required": ["b"], "properties": { "b": { "minimum": 3 } } },
            { "properties": { "b": { "type": "integer", "minimum": 2 } } },
        ],
        "definitions": { "base": { "required": ["a"], "properties": { "a": { "type": "string" } } } },
    });
    check(&schema, &json!({ "a": "a", "b": 3 }));
}

#[test]
fn the_first_satisfiable_alternative_is_used() {
    let one = json!({ "type": "object", "required": ["a"], "properties": { "a": { "const": 1 } } });
    let nothing = json!({ "type": "string", "pattern": "^(?!.)$", "minLength": 1 });
    check(&json!({ "anyOf": [{ "type": "null" }, one] }), &json!({ "a": 1 }));
    check(&json!({ "oneOf": [nothing, one] }), &json!({ "a": 1 }));
}

#[test]
fn an_optional_member_is_made_if_one_of_needs_it() {
    let card = json!({ "properties": { "card": { "type": "string" } }, "minProperties": 1 });
    check(&card, &json!({ "card": "card" }));
    let schema = json!({ "oneOf": [
        { "type": "object", "properties": { "a": { "type": "integer" } } },
        { "type": "object", "properties": { "a": { "type": "boolean" } } },
    ] });
    check(&schema, &json!({ "a": 1 }));
}

#[test]
fn a_recursive_schema_ends() {
    let schema = draft_4(json!({
        "$ref": "#/definitions/node",
        "definitions": { "node": {
            "type": "object",
            "required": ["name", "children"],
            "properties": {
                "name": { "type": "string" },
                "children": { "type": "array", "items": { "$ref": "#/definitions/node" } },
            },
        } },
    }));
    assert!(made(&schema).value.to_string().len() < 200, "{}", made(&schema).value);
    let endless = json!({
        "$ref": "#/definitions/a",
        "definitions": { "a": { "type": "object", "required": ["a"], "properties": { "a": { "$ref": "#/definitions/a" } } } },
    });
    assert!(made(&endless).fault.is_some());
}

#[test]
fn a_map_has_its_minimum_of_members() {
    let map = json!({ "minProperties": 1, "additionalProperties": { "type": "integer" } });
    check(&map, &json!({ "key1": 1 }));
}

#[test]
fn ids_that_were_made_up_are_listed() {
    let schema = json!({
        "required": ["customerId", "name", "lines"],
        "properties": {
            "customerId": { "type": "string" },
            "name": { "type": "string" },
            "lines": { "type": "array", "items": {
                "required": ["product_id"],
                "properties": { "product_id": { "type": "integer" } },
            } },
        },
    });
    assert_eq!(made(&schema).made_up, ["/customerId", "/lines/0/product_id"]);
}
