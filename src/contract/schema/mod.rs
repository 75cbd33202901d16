//! JSON Schema, compiled: the only room that knows the `jsonschema` crate.

mod compile;
mod files;
mod large;
mod lint;
mod violation;

use std::fmt;

use serde_json::Value;

pub use lint::lint;
pub(in crate::contract) use lint::misspelt;
pub use violation::Violation;

/// A JSON Schema, compiled once.
pub struct BodySchema {
    name: String,
    json: Value,
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

impl BodySchema {
    /// The name it goes by in messages: its name in the contract, or its file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The schema itself. That of an `OpenAPI` document is whole: its `$ref`s lead into itself.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// Whether a value satisfies the schema: much faster than [`BodySchema::violations`].
    pub fn is_valid(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }

    /// Every place where a value does not satisfy the schema; empty if it does. Where not all of a value
    /// [is told](BodySchema::tells_all_of), one place.
    ///
    /// Of alternatives (`anyOf`, `oneOf`) the nearest one speaks.
    pub fn violations(&self, value: &Value) -> Vec<Violation> {
        if self.is_valid(value) {
            return Vec::new();
        }
        if !self.tells_all_of(value) {
            return vec![large::violation(self, value)];
        }
        let errors = self.validator.iter_errors(value);
        errors.flat_map(|error| violation::describe(&error)).collect()
    }

    /// Whether [`BodySchema::violations`] tells every place of this value: not of one that holds more than
    /// 50,000 others, of which each might be wrong in several ways.
    pub fn tells_all_of(&self, value: &Value) -> bool {
        !large::is(value)
    }

    /// Whether it accepts `{}`, so that no error body can break it.
    pub fn accepts_empty_object(&self) -> bool {
        self.is_valid(&Value::Object(serde_json::Map::new()))
    }
}

impl fmt::Debug for BodySchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BodySchema({})", self.name)
    }
}

#[cfg(test)]
mod tests;
