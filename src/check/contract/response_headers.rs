//! `response-headers`: the response has the header fields that the contract documents for the row.

use http::HeaderName;
use serde_json::Value;

use crate::check::found::{Broken, violations};
use crate::check::header_field::field;
use crate::check::{Check, View};
use crate::contract::{self, ResponseHeader};
use crate::verdict::{CheckId, Finding};

/// The required header fields are present, and each documented field satisfies its schema.
pub(in crate::check) struct ResponseHeaders;

impl Check for ResponseHeaders {
    fn id(&self) -> CheckId {
        CheckId::ResponseHeaders
    }

    fn about(&self) -> &'static str {
        "The header fields that the contract demands of the response are there, and each one that it \
         documents is what its JSON Schema says."
    }

    fn judges_each_part(&self) -> bool {
        true
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        let Some(documented) = view.described() else { return Vec::new() };
        let found = documented.headers.iter().flat_map(|header| broken(view, header));
        found.map(|broken| view.against_contract(self.id(), broken)).collect()
    }
}

fn broken(view: &View<'_>, header: &ResponseHeader) -> Vec<Broken> {
    // An invalid field name is reported when the contract is loaded.
    let Ok(name) = HeaderName::from_bytes(header.name.as_bytes()) else { return Vec::new() };
    match (field(view.headers(), &name), &header.schema) {
        (None, _) if header.required => {
            let (status, name) = (view.status(), &header.name);
            let message = format!("this {status} has no `{name}`, which the contract demands");
            vec![Broken::new(message, format!("a field `{name}`"), "nothing").at(name)]
        }
        (None, _) | (_, None) => Vec::new(),
        (Some(text), Some(schema)) => wrong(&text, schema, header),
    }
}

/// Returns the violations of a field's schema. The value is judged as a string first.
///
/// If the string violates the schema, the value is read as a number, a boolean or a list (`OpenAPI`, style
/// `simple`), because the field itself does not show its type.
fn wrong(text: &str, schema: &contract::BodySchema, header: &ResponseHeader) -> Vec<Broken> {
    let literal = serde_json::from_str::<Value>(text).ok();
    let scalar = literal.filter(|value| value.is_number() || value.is_boolean());
    let list = || text.split(',').map(|item| Value::from(item.trim())).collect::<Value>();
    let readings = [Some(Value::from(text)), scalar, Some(list())];
    if readings.iter().flatten().any(|value| schema.is_valid(value)) {
        return Vec::new();
    }
    let name = &header.name;
    let shown = readings[1].as_ref().or(readings[0].as_ref()).expect("a text is one");
    let found = violations(schema, shown, "$").into_iter();
    found.map(|broken| broken.of_field(name).at(name)).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::check::fixture::schema;

    #[track_caller]
    fn check(text: &str, of: &Value, fits: bool) {
        let header =
            ResponseHeader { name: "x-rate".to_owned(), required: false, schema: Some(schema(of)) };
        let schema = Arc::clone(header.schema.as_ref().expect("it has one"));
        assert_eq!(wrong(text, &schema, &header).is_empty(), fits, "{text}");
    }

    #[test]
    fn a_field_value_is_read_as_the_type_of_its_schema() {
        check("12", &json!({ "type": "integer" }), true);
        check("12", &json!({ "type": "string" }), true);
        check("a, b", &json!({ "type": "array", "items": { "enum": ["a", "b"] } }), true);
        check("twelve", &json!({ "type": "integer" }), false);
        check("12", &json!({ "type": "integer", "maximum": 9 }), false);
    }
}
