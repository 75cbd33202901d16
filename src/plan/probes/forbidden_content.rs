//! Changes by which content violates its schema.
//!
//! A schema can forbid a value in many ways, so the changes are not derived from its keywords. Each change is
//! tried on the content, and those are kept that cause a violation which the content did not have before.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::contract::{BodySchema, typed};
use crate::plan::model::json_place::JsonPlace;
use crate::suite::ContentChange;

/// One change to content that its schema forbids.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ForbiddenChange {
    pub(super) kind: ContentChange,
    /// The name of the probe after its status: `without-amount`.
    pub(super) name: String,
    pub(super) place: JsonPlace,
    /// The new value; `None` if the value is left out.
    pub(super) value: Option<Value>,
}

impl ForbiddenChange {
    /// Returns the change, as shown in reports.
    pub(super) fn shown(&self) -> String {
        match &self.value {
            None => format!("{} is left out", self.place),
            Some(value) => format!("{} is {}", self.place, typed(value)),
        }
    }
}

/// Returns every kind of forbidden change at every place of the content. In lists only the first item is changed,
/// because items usually have the same schema.
pub(super) fn forbidden(schema: &BodySchema, content: &Value) -> Vec<ForbiddenChange> {
    let trial = SchemaTrial { schema, content, before: violations(schema, content) };
    let mut found = Vec::new();
    trial.inside(&JsonPlace::root(), content, &mut found);
    found
}

/// Violations as pairs of path and keyword.
type Violations = BTreeSet<(String, String)>;

/// Returns the violations of a schema, as pairs of path and keyword. `format` is left out: it is an annotation that
/// a server need not check (`OpenAPI` 3.0.4, section 4.4.1; JSON Schema 2020-12, section 7.2.1).
fn violations(schema: &BodySchema, content: &Value) -> Violations {
    let found = schema.violations(content).into_iter();
    found.filter(|it| it.keyword != "format").map(|found| (found.path, found.keyword)).collect()
}

/// A schema and the content on which the changes are tried.
struct SchemaTrial<'t> {
    schema: &'t BodySchema,
    content: &'t Value,
    before: Violations,
}

impl SchemaTrial<'_> {
    /// Adds the forbidden changes of the parts of a value.
    fn inside(&self, place: &JsonPlace, value: &Value, found: &mut Vec<ForbiddenChange>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    self.member(&place.member(name), value, found);
                }
                let extra = [json!(true)];
                let name = place.to_string();
                found.extend(self.first(
                    ContentChange::ExtraMember,
                    &name,
                    &place.member("statusquo-probe"),
                    &extra,
                ));
            }
            Value::Array(items) => {
                if let Some(first) = items.first() {
                    self.value(&place.item(0), first, found);
                }
            }
            _ => {}
        }
    }

    /// Adds the forbidden changes of a member of an object, including its removal.
    fn member(&self, place: &JsonPlace, value: &Value, found: &mut Vec<ForbiddenChange>) {
        let kind = ContentChange::Without;
        let name = format!("without-{place}");
        let without = ForbiddenChange { kind, name, place: place.clone(), value: None };
        found.extend(self.is_forbidden(&without).then_some(without));
        self.value(place, value, found);
    }

    /// Adds the forbidden changes of a value and of its parts.
    fn value(&self, place: &JsonPlace, value: &Value, found: &mut Vec<ForbiddenChange>) {
        let name = place.to_string();
        let (wrong, outside) = (of_another_type(value), beyond(value));
        found.extend(self.first(ContentChange::WrongType, &name, place, &wrong));
        found.extend(self.first(ContentChange::OutOfRange, &name, place, &outside));
        self.inside(place, value, found);
    }

    /// Returns the first of these values that the schema forbids at the place. `owner` is the place that the probe
    /// is named after.
    fn first(
        &self,
        kind: ContentChange,
        owner: &str,
        place: &JsonPlace,
        values: &[Value],
    ) -> Option<ForbiddenChange> {
        let word = match kind {
            ContentChange::Without => "without",
            ContentChange::WrongType => "wrong-type",
            ContentChange::OutOfRange => "out-of-range",
            ContentChange::ExtraMember => "extra-member",
        };
        let name = if owner.is_empty() { word.to_owned() } else { format!("{word}-{owner}") };
        let mut changes = values.iter().map(|value| ForbiddenChange {
            kind,
            name: name.clone(),
            place: place.clone(),
            value: Some(value.clone()),
        });
        changes.find(|change| self.is_forbidden(change))
    }

    /// Returns `true` if the change causes a violation that the content did not have before.
    fn is_forbidden(&self, change: &ForbiddenChange) -> bool {
        let mut content = self.content.clone();
        let changed = match &change.value {
            None => change.place.remove(&mut content),
            Some(value) => change.place.set(&mut content, value.clone()),
        };
        // A violation that the content had before does not show that the change is forbidden.
        changed && !violations(self.schema, &content).is_subset(&self.before)
    }
}

/// Returns values of other types. Values that a lenient parser converts, such as the text of a number, are left
/// out.
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

/// Returns values of the same type that most bounds, patterns and enumerations exclude.
fn beyond(value: &Value) -> Vec<Value> {
    match value {
        // The first forbidden value is sent, so values far outside usual bounds come first.
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
    fn only_changes_that_the_schema_forbids_are_found() {
        let content = json!({ "a": 1, "b": "x" });
        check(&json!({}), &content, &[]);
        check(&json!({ "required": ["a"] }), &content, &["without-a"]);
        check(&json!({ "properties": { "a": { "type": "number" } } }), &content, &["wrong-type-a"]);
        let either = json!({ "properties": { "b": { "type": ["string", "object", "boolean"] } } });
        check(&either, &content, &[]);
    }

    #[test]
    fn bounds_and_enumerations_are_violated() {
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
    fn objects_and_the_first_items_of_lists_are_changed() {
        let schema = json!({
            "additionalProperties": false,
            "properties": { "a": { "items": { "required": ["b"], "additionalProperties": false,
                "properties": { "b": {} } } } },
        });
        let content = json!({ "a": [{ "b": 1 }, { "b": 2 }] });
        check(&schema, &content, &["without-a[0].b", "extra-member-a[0]", "extra-member"]);
    }

    #[test]
    fn violations_that_the_content_already_has_do_not_count() {
        let schema = json!({ "properties": { "a": { "type": "string" } }, "required": ["b"] });
        check(&schema, &json!({ "a": 1 }), &[]);
    }

    #[test]
    fn a_change_is_shown_in_words() {
        let change = |value| ForbiddenChange {
            kind: ContentChange::Without,
            name: String::new(),
            place: JsonPlace::root().member("a"),
            value,
        };
        assert_eq!(change(None).shown(), "a is left out");
        assert_eq!(change(Some(json!(true))).shown(), "a is boolean true");
    }
}
