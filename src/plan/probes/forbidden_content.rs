//! Content that its schema forbids, by one change each.
//!
//! What a schema forbids is not read off the schema, which may say it in a hundred ways: each change is
//! tried, and those are kept that make a violation which was not there before.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::contract::{BodySchema, typed};
use crate::plan::model::json_place::Place;

/// One change to a content, which its schema forbids.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Forbidden {
    /// The name of the probe behind its status: `without-amount`.
    pub(super) name: String,
    pub(super) place: Place,
    /// What stands there instead; `None` where it is left out.
    pub(super) value: Option<Value>,
}

impl Forbidden {
    /// The change in words.
    pub(super) fn shown(&self) -> String {
        match &self.value {
            None => format!("{} is left out", self.place),
            Some(value) => format!("{} is {}", self.place, typed(value)),
        }
    }
}

/// Every kind of forbidden change at every place of a content; of lists, in the first item.
pub(super) fn forbidden(schema: &BodySchema, content: &Value) -> Vec<Forbidden> {
    let trial = Trial { schema, content, before: violations(schema, content) };
    let mut found = Vec::new();
    trial.inside(&Place::root(), content, &mut found);
    found
}

type Violations = BTreeSet<(String, String)>;

/// What breaks a schema, but for formats: those are hints, which a server need not heed (`OpenAPI` 3.0.4,
/// section 4.4.1; JSON Schema 2020-12, section 7.2.1).
fn violations(schema: &BodySchema, content: &Value) -> Violations {
    let found = schema.violations(content).into_iter();
    found.filter(|it| it.keyword != "format").map(|found| (found.path, found.keyword)).collect()
}

struct Trial<'t> {
    schema: &'t BodySchema,
    content: &'t Value,
    before: Violations,
}

impl Trial<'_> {
    fn inside(&self, place: &Place, value: &Value, found: &mut Vec<Forbidden>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    self.member(&place.member(name), value, found);
                }
                let extra = [json!(true)];
                let name = place.to_string();
                let name = if name.is_empty() { name } else { format!("-{name}") };
                let named = format!("extra-member{name}");
                found.extend(self.first(&named, &place.member("statusquo-probe"), &extra));
            }
            Value::Array(items) => {
                if let Some(first) = items.first() {
                    self.value(&place.item(0), first, found);
                }
            }
            _ => {}
        }
    }

    fn member(&self, place: &Place, value: &Value, found: &mut Vec<Forbidden>) {
        let without =
            Forbidden { name: format!("without-{place}"), place: place.clone(), value: None };
        found.extend(self.is_forbidden(&without).then_some(without));
        self.value(place, value, found);
    }

    fn value(&self, place: &Place, value: &Value, found: &mut Vec<Forbidden>) {
        found.extend(self.first(&format!("wrong-type-{place}"), place, &of_another_type(value)));
        found.extend(self.first(&format!("out-of-range-{place}"), place, &beyond(value)));
        self.inside(place, value, found);
    }

    /// The first of some values that is forbidden here.
    fn first(&self, name: &str, place: &Place, values: &[Value]) -> Option<Forbidden> {
        let mut changes = values.iter().map(|value| Forbidden {
            name: name.to_owned(),
            place: place.clone(),
            value: Some(value.clone()),
        });
        changes.find(|change| self.is_forbidden(change))
    }

    fn is_forbidden(&self, change: &Forbidden) -> bool {
        let mut content = self.content.clone();
        let changed = match &change.value {
            None => change.place.remove(&mut content),
            Some(value) => change.place.set(&mut content, value.clone()),
        };
        changed && !violations(self.schema, &content).is_subset(&self.before)
    }
}

/// Values of other types, that no lenient reader takes for this one, such as the text of a number.
fn of_another_type(value: &Value) -> Vec<Value> {
    let (object, word) = (json!({ "statusquo": true }), json!("statusquo"));
    match value {
        Value::Null => Vec::new(),
        Value::Bool(_) | Value::Number(_) => vec![word, object],
        Value::String(_) => vec![object, json!(true)],
        Value::Array(_) => vec![object, word],
        Value::Object(_) => vec![word, json!(true)],
    }
}

/// Values of the same type that bounds, patterns and enumerations mostly exclude.
fn beyond(value: &Value) -> Vec<Value> {
    match value {
        Value::Number(_) => vec![json!(-1_000_000_000), json!(1_000_000_000_000_000_i64), json!(0)],
        Value::String(_) => vec![json!("~statusquo~"), json!(""), json!("9".repeat(5_000))],
        Value::Array(_) => vec![json!([])],
        Value::Null | Value::Bool(_) | Value::Object(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[track_caller]
    fn check(schema: &Value, content: &Value, expected: &[&str]) {
        let schema = BodySchema::compile("s", schema, Path::new(".")).expect("a schema");
        let found: Vec<String> = forbidden(&schema, content).into_iter().map(|f| f.name).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn only_what_the_schema_forbids_is_a_change() {
        let content = json!({ "a": 1, "b": "x" });
        check(&json!({}), &content, &[]);
        check(&json!({ "required": ["a"] }), &content, &["without-a"]);
        check(&json!({ "properties": { "a": { "type": "number" } } }), &content, &["wrong-type-a"]);
        let either = json!({ "properties": { "b": { "type": ["string", "object", "boolean"] } } });
        check(&either, &content, &[]);
    }

    #[test]
    fn bounds_patterns_and_enumerations_are_left() {
        let of = |schema: Value| json!({ "properties": { "a": schema } });
        check(&of(json!({ "minimum": 1 })), &json!({ "a": 7 }), &["out-of-range-a"]);
        check(&of(json!({ "maximum": 9 })), &json!({ "a": 7 }), &["out-of-range-a"]);
        check(&of(json!({ "maxLength": 9 })), &json!({ "a": "x" }), &["out-of-range-a"]);
        check(
            &of(json!({ "enum": ["x", "y"] })),
            &json!({ "a": "x" }),
            &["wrong-type-a", "out-of-range-a"],
        );
        check(&of(json!({ "minItems": 1 })), &json!({ "a": [1] }), &["out-of-range-a"]);
    }

    #[test]
    fn it_looks_into_objects_and_the_first_items_of_lists() {
        let schema = json!({
            "additionalProperties": false,
            "properties": { "a": { "items": { "required": ["b"], "additionalProperties": false,
                "properties": { "b": {} } } } },
        });
        let content = json!({ "a": [{ "b": 1 }, { "b": 2 }] });
        check(&schema, &content, &["without-a[0].b", "extra-member-a[0]", "extra-member"]);
    }

    #[test]
    fn what_was_broken_before_is_no_reason() {
        let schema = json!({ "properties": { "a": { "type": "string" } }, "required": ["b"] });
        check(&schema, &json!({ "a": 1 }), &[]);
    }

    #[test]
    fn a_change_is_told_in_words() {
        let change =
            |value| Forbidden { name: String::new(), place: Place::root().member("a"), value };
        assert_eq!(change(None).shown(), "a is left out");
        assert_eq!(change(Some(json!(true))).shown(), "a is boolean true");
    }
}
