//! JSON Schema, compiled: the only place that knows the `jsonschema` crate.

use std::fmt;

use serde_json::Value;

/// A JSON Schema, compiled once.
pub struct BodySchema {
    name: String,
    validator: jsonschema::Validator,
}

/// Why a schema cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SchemaError {
    /// What is wrong, without a full stop.
    pub message: String,
    /// Where in the schema, as a JSON Pointer (RFC 6901); empty for the whole.
    pub pointer: String,
}

/// One place where a value does not satisfy a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where in the value, as `$.details[0].field`.
    pub path: String,
    /// What the schema asks for there.
    pub expected: String,
    /// What stands there, with its type.
    pub actual: String,
    /// The schema's keyword, such as `/properties/name/type`.
    pub keyword: String,
}

impl BodySchema {
    /// The name it goes by in messages: its name in the contract, or its file.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Debug for BodySchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BodySchema({})", self.name)
    }
}
