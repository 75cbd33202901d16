//! The JSON Schema of suites.

use serde_json::Value;

use super::SUITE_FORM;
use crate::source::json_schema;

/// The JSON Schema (2020-12) of a suite, made from the tables of keywords that the reader uses.
pub fn suite_schema() -> Value {
    json_schema(&SUITE_FORM, "statusquo suite")
}
