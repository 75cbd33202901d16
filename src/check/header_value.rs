//! The typed reading of header fields and plain texts, for schemas.

use std::collections::BTreeSet;

use http::{HeaderMap, HeaderName, header};
use serde_json::{Map, Value};

use super::broken_rule::{Broken, violations};
use super::header_field::{field, lines};
use crate::contract::BodySchema;

/// The depth to which a schema is searched for its types.
const NESTED: usize = 16;

/// Fields with one value each. Several lines of such a field are no list (RFC 9110, section 5.3).
const SINGLE: [HeaderName; 9] = [
    header::AGE,
    header::CONTENT_LOCATION,
    header::CONTENT_TYPE,
    header::DATE,
    header::ETAG,
    header::EXPIRES,
    header::LAST_MODIFIED,
    header::LOCATION,
    header::RETRY_AFTER,
];

/// Returns the violations of a schema by a header field that is present.
///
/// One `Set-Cookie` line must satisfy the schema, and every line of any other field that is no list. The lines of all
/// other fields are joined by commas.
pub(super) fn breaches(
    headers: &HeaderMap,
    name: &HeaderName,
    schema: &BodySchema,
    at: &str,
) -> Vec<Broken> {
    let found = |text: &String| breaches_of(text, schema, at);
    if *name == header::SET_COOKIE {
        let mut each = lines(headers, name).iter().map(found).collect::<Vec<_>>();
        let holds = each.iter().any(Vec::is_empty);
        return if holds || each.is_empty() { Vec::new() } else { each.swap_remove(0) };
    }
    if SINGLE.contains(name) {
        return lines(headers, name).iter().flat_map(found).collect();
    }
    field(headers, name).iter().flat_map(found).collect()
}

/// Returns the violations of a schema by one field value. The types of the schema decide how the value is read
/// (`OpenAPI`, style `simple`), because the field itself does not show its type.
fn breaches_of(text: &str, schema: &BodySchema, at: &str) -> Vec<Broken> {
    let mut types = BTreeSet::new();
    collect(schema.json(), schema.json(), NESTED, &mut types);
    let plain = Value::from(text);
    let readings = if types.is_empty() { Vec::new() } else { readings(text, &types) };
    if readings.iter().any(|value| schema.is_valid(value)) {
        return Vec::new();
    }
    if !types.is_empty() {
        return violations(schema, readings.first().unwrap_or(&plain), at);
    }
    // Without a type, the keywords for strings and the keywords for numbers both apply. A listed value may be either.
    let number = scalar(text);
    let lists = ["enum", "const"].iter().any(|key| schema.json().get(key).is_some());
    let of_number = number.map_or_else(Vec::new, |number| violations(schema, &number, at));
    let found = violations(schema, &plain, at);
    if lists && (found.is_empty() || (scalar(text).is_some() && of_number.is_empty())) {
        return Vec::new();
    }
    if found.is_empty() { of_number } else { found }
}

/// Returns the violations of a schema by a plain text, which can be a number or a boolean.
pub(super) fn breaches_of_text(text: &str, schema: &BodySchema) -> Vec<Broken> {
    let mut types = BTreeSet::new();
    collect(schema.json(), schema.json(), NESTED, &mut types);
    types.retain(|kind| ["number", "integer", "boolean"].contains(kind));
    if readings(text.trim(), &types).iter().any(|value| schema.is_valid(value)) {
        return Vec::new();
    }
    violations(schema, &Value::from(text), "$")
}

/// Returns the readings of a value that the types allow, the most specific first.
fn readings(text: &str, types: &BTreeSet<&str>) -> Vec<Value> {
    let mut readings = Vec::new();
    let items = || text.split(',').map(str::trim).filter(|item| !item.is_empty());
    let read = |item: &str| scalar(item).unwrap_or_else(|| Value::from(item));
    if ["number", "integer", "boolean"].iter().any(|kind| types.contains(kind)) {
        readings.extend(scalar(text));
    }
    if types.contains("array") {
        readings.push(items().map(read).collect());
        readings.push(items().map(Value::from).collect());
    }
    if types.contains("object") {
        let items: Vec<&str> = items().collect();
        let members: Option<Vec<_>> = if items.iter().all(|item| item.contains('=')) {
            items.iter().map(|item| item.split_once('=')).collect()
        } else {
            let pairs = items.chunks(2);
            pairs.map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect()
        };
        if let Some(members) = members {
            let as_object = |read: &dyn Fn(&str) -> Value| {
                let named = members.iter().map(|(name, value)| ((*name).to_owned(), read(value)));
                Value::Object(named.collect::<Map<_, _>>())
            };
            readings.push(as_object(&read));
            readings.push(as_object(&|value| Value::from(value)));
        }
    }
    if types.contains("string") {
        readings.push(Value::from(text));
    }
    readings
}

/// Returns a number or a boolean, if the text is one.
fn scalar(text: &str) -> Option<Value> {
    let literal = serde_json::from_str::<Value>(text).ok();
    literal.filter(|value| value.is_number() || value.is_boolean())
}

/// Collects the types that a schema names, also in its references and alternatives.
fn collect<'s>(schema: &'s Value, root: &'s Value, depth: usize, types: &mut BTreeSet<&'s str>) {
    match schema.get("type") {
        Some(Value::String(kind)) => drop(types.insert(kind)),
        Some(Value::Array(kinds)) => types.extend(kinds.iter().filter_map(Value::as_str)),
        _ => {}
    }
    if depth == 0 {
        return;
    }
    let reference = schema.get("$ref").and_then(Value::as_str);
    let target = reference.and_then(|it| it.strip_prefix('#')).and_then(|it| root.pointer(it));
    let parts = ["allOf", "anyOf", "oneOf"].into_iter();
    let parts = parts.filter_map(|key| schema.get(key)?.as_array()).flatten();
    for part in target.into_iter().chain(parts) {
        collect(part, root, depth - 1, types);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::fixture::schema;

    #[track_caller]
    fn check(name: &'static str, values: &[&str], of: &Value, fits: bool) {
        let name = HeaderName::from_static(name);
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(&name, value.parse().expect("a value"));
        }
        let found = breaches(&headers, &name, &schema(of), "$");
        assert_eq!(found.is_empty(), fits, "{values:?} {of}");
    }

    #[test]
    fn a_field_value_is_read_as_the_type_of_its_schema() {
        check("x", &["12"], &json!({ "type": "integer" }), true);
        check("x", &["12"], &json!({ "type": "string" }), true);
        check("x", &["twelve"], &json!({ "type": "integer" }), false);
        check("x", &["12"], &json!({ "type": "integer", "maximum": 9 }), false);
        let referred =
            json!({ "allOf": [{ "$ref": "#/$defs/n" }], "$defs": { "n": { "type": "integer" } } });
        check("x", &["12"], &referred, true);
    }

    #[test]
    fn a_schema_without_a_type_applies_to_the_text_and_to_the_number() {
        check("x", &["12345"], &json!({ "maxLength": 2 }), false);
        check("x", &["abc"], &json!({ "pattern": "^x" }), false);
        check("x", &["12"], &json!({ "maximum": 9 }), false);
        check("x", &["12"], &json!({ "enum": [12] }), true);
        check("x", &["12"], &json!({ "enum": ["12"] }), true);
        check("x", &["13"], &json!({ "enum": [12] }), false);
    }

    #[test]
    fn a_list_has_commas_or_several_lines() {
        let integers = json!({ "type": "array", "items": { "type": "integer" } });
        check("x", &["1,2, 3"], &integers, true);
        check("x", &["1, a"], &integers, false);
        let letters = json!({ "type": "array", "items": { "enum": ["a", "b"] }, "minItems": 2 });
        check("x", &["a", "b"], &letters, true);
        check("x", &["a"], &letters, false);
        check("x", &["1,2"], &json!({ "type": "array", "items": { "type": "string" } }), true);
    }

    #[test]
    fn an_object_has_pairs() {
        let object = json!({ "type": "object", "required": ["a"], "properties": { "a": { "type": "integer" } } });
        check("x", &["a=1,b=c"], &object, true);
        check("x", &["a,1,b,c"], &object, true);
        check("x", &["a=c"], &object, false);
        check("x", &["b,1"], &object, false);
    }

    #[test]
    fn a_plain_text_may_be_a_number_or_a_boolean() {
        let fits = |text: &str, of: &Value| breaches_of_text(text, &schema(of)).is_empty();
        assert!(fits("12\n", &json!({ "type": "integer" })));
        assert!(fits("true", &json!({ "type": "boolean" })));
        assert!(fits("12", &json!({ "type": "string" })));
        assert!(!fits("1.5", &json!({ "type": "integer" })));
        assert!(!fits("1,2", &json!({ "type": "array" })));
    }

    #[test]
    fn each_cookie_is_judged_by_itself() {
        let secure = json!({ "type": "string", "pattern": "^id=.*Secure" });
        check("set-cookie", &["id=1; Secure", "lang=de"], &secure, true);
        check("set-cookie", &["id=1", "lang=de; Secure"], &secure, false);
    }

    #[test]
    fn each_line_of_a_field_that_is_no_list_is_judged_by_itself() {
        let path = json!({ "type": "string", "pattern": "^/a$" });
        check("location", &["/a"], &path, true);
        check("location", &["/a", "/b"], &path, false);
        check("etag", &["1", "2"], &json!({ "pattern": "1.*2" }), false);
    }
}
