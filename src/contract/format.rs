//! The JSON Schema of contracts.

use serde_json::Value;

use super::keywords::CONTRACT_FORM;
use crate::source::json_schema;

/// Returns the JSON Schema (2020-12) of a contract, built from the keyword tables that the reader uses.
pub fn contract_schema() -> Value {
    json_schema(&CONTRACT_FORM, "statusquo contract")
}
