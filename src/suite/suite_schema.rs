//! The JSON Schema of suites.

use serde_json::{Value, json};

use super::{SHARED_FORM, SUITE_FORM};
use crate::source::json_schema;

/// Returns the JSON Schema (2020-12) of suites and shared files, derived from the keyword tables.
///
/// A file with the key `shared` is a shared file, any other file is a suite.
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
