//! The JSON Schema of suites.

use serde_json::{Value, json};

use super::{SHARED_FORM, SUITE_FORM};
use crate::source::json_schema;

/// The JSON Schema (2020-12) of a suite and of a shared file, made from the tables of keywords that the
/// reader uses. A file that has the key `shared` is a shared file, any other one a suite.
pub fn suite_schema() -> Value {
    let mut schema = json_schema(&SUITE_FORM, "statusquo suite");
    let mut shared = json_schema(&SHARED_FORM, "statusquo shared file");
    let suite = schema["$ref"].take();
    schema["if"] = json!({ "required": ["shared"] });
    schema["then"] = json!({ "$ref": shared["$ref"] });
    schema["else"] = json!({ "$ref": suite });
    let mut form = shared["$defs"][SHARED_FORM.name].take();
    form["dependentRequired"] = json!({ "setup": ["contract"], "teardown": ["contract"] });
    schema["$defs"][SHARED_FORM.name] = form;
    if let Value::Object(members) = &mut schema {
        members.remove("$ref");
    }
    schema
}
