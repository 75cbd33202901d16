//! Writes the JSON Schema of a file format from its tables of keywords.

use serde_json::{Map, Value, json};

use super::{Form, Keyword, Shape};

/// Returns the JSON Schema (2020-12) of files whose content has this form.
///
/// The schema rejects the same mistakes as the reader, except those that need other files or names to be resolved.
pub fn json_schema(form: &'static Form, title: &str) -> Value {
    let definitions: Map<String, Value> =
        form.all().into_iter().map(|form| (form.name.to_owned(), of_form(form))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "$ref": reference(form),
        "$defs": definitions,
    })
}

fn reference(form: &Form) -> String {
    format!("#/$defs/{}", form.name)
}

fn of_form(form: &Form) -> Value {
    let properties: Map<String, Value> =
        form.keys.iter().map(|key| (key.name.to_owned(), of_keyword(key))).collect();
    let mut schema = json!({
        "description": form.about,
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !form.required.is_empty() {
        schema["required"] = json!(form.required);
    }
    if !form.exactly_one.is_empty() {
        let one = form.exactly_one.iter().map(|name| json!({ "required": [name] }));
        schema["oneOf"] = one.collect();
    }
    if !form.at_most_one.is_empty() {
        let pairs = form.at_most_one.iter().flat_map(|group| pairs(group));
        let pairs = pairs.map(|(one, other)| json!({ "required": [one, other] }));
        schema["not"] = json!({ "anyOf": pairs.collect::<Vec<Value>>() });
    }
    schema
}

fn pairs<'k>(names: &'k [&'k str]) -> impl Iterator<Item = (&'k str, &'k str)> {
    let after = |at: usize| names[at + 1..].iter().copied();
    names.iter().enumerate().flat_map(move |(at, one)| after(at).map(move |other| (*one, other)))
}

fn of_keyword(key: &Keyword) -> Value {
    let mut schema = Map::new();
    schema.insert("description".to_owned(), key.about.into());
    if let Value::Object(shape) = of_shape(&key.shape) {
        schema.extend(shape);
    }
    Value::Object(schema)
}

fn of_shape(shape: &Shape) -> Value {
    match shape {
        Shape::Any => json!({}),
        Shape::Text => json!({ "type": "string" }),
        Shape::Pattern(pattern) => json!({ "type": "string", "pattern": pattern }),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Scalar => json!({ "type": ["string", "number", "boolean"] }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Null => json!({ "type": "null" }),
        Shape::Integer(first, last) => {
            json!({ "type": "integer", "minimum": first, "maximum": last })
        }
        Shape::Schema => json!({ "type": "object" }),
        Shape::List(item) => json!({ "type": "array", "items": of_shape(item) }),
        Shape::Filled(item) => json!({ "type": "array", "items": of_shape(item), "minItems": 1 }),
        Shape::Map(value) => json!({ "type": "object", "additionalProperties": of_shape(value) }),
        Shape::Named(pattern, value) => json!({
            "type": "object",
            "propertyNames": { "pattern": pattern },
            "additionalProperties": of_shape(value),
        }),
        Shape::Only(names, value) => {
            let names = names().into_iter().map(|name| (name.to_owned(), of_shape(value)));
            let properties: Map<String, Value> = names.collect();
            json!({ "type": "object", "properties": properties, "additionalProperties": false })
        }
        Shape::Form(form) => json!({ "$ref": reference(form) }),
        Shape::Either(shapes) => {
            json!({ "anyOf": shapes.iter().map(of_shape).collect::<Vec<Value>>() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Aliases;

    static INNER: Form = Form {
        name: "inner",
        about: "Inside.",
        keys: &[
            Keyword { name: "a", about: "First.", shape: Shape::Flag, aliases: Aliases::NONE },
            Keyword { name: "b", about: "Second.", shape: Shape::Text, aliases: Aliases::NONE },
            Keyword { name: "c", about: "Third.", shape: Shape::Null, aliases: Aliases::NONE },
        ],
        required: &[],
        exactly_one: &["a", "b"],
        at_most_one: &[&["b", "c"]],
    };
    static OUTER: Form = Form {
        name: "outer",
        about: "Outside.",
        keys: &[Keyword {
            name: "items",
            about: "The items.",
            shape: Shape::Filled(&Shape::Form(&INNER)),
            aliases: Aliases::NONE,
        }],
        required: &["items"],
        exactly_one: &[],
        at_most_one: &[],
    };

    #[track_caller]
    fn check(instance: &Value, fits: bool) {
        let schema = json_schema(&OUTER, "a test");
        let validator = jsonschema::validator_for(&schema).expect("it is a schema");
        assert_eq!(validator.is_valid(instance), fits, "{instance}");
    }

    #[test]
    fn a_missing_required_key_and_an_unknown_key_are_rejected() {
        check(&json!({ "items": [{ "a": true }] }), true);
        check(&json!({}), false);
        check(&json!({ "items": [{ "a": true }], "other": 1 }), false);
    }

    #[test]
    fn an_empty_list_is_rejected_where_an_item_is_required() {
        check(&json!({ "items": [] }), false);
    }

    #[test]
    fn none_or_two_of_the_keys_of_exactly_one_are_rejected() {
        check(&json!({ "items": [{}] }), false);
        check(&json!({ "items": [{ "a": true, "b": "x" }] }), false);
    }

    #[test]
    fn two_keys_that_exclude_each_other_are_rejected() {
        check(&json!({ "items": [{ "b": "x", "c": null }] }), false);
        check(&json!({ "items": [{ "a": false, "c": null }] }), true);
    }
}
