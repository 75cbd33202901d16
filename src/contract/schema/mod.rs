//! Compiled JSON Schemas. Only this folder depends on the `jsonschema` crate.

mod compile;
mod files;
mod large_value;
mod lint;
mod recursion;
mod violation;

use std::fmt;

use serde_json::Value;

pub use lint::lint;
pub(in crate::contract) use lint::misspelt;
pub use violation::Violation;

/// A compiled JSON Schema.
pub struct BodySchema {
    name: String,
    json: Value,
    validator: jsonschema::Validator,
    /// The factor by which one level of a value multiplies the violations.
    factor: usize,
}

/// The reason why a schema cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SchemaError {
    /// The problem, without a full stop.
    pub message: String,
    /// The place in the schema, as a JSON Pointer (RFC 6901). Empty for the whole schema.
    pub pointer: String,
}

impl BodySchema {
    /// Returns the name in messages: the name in the contract, or the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the schema as JSON. A schema of an `OpenAPI` document is self-contained.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// Returns true if a value satisfies the schema. Much faster than [`BodySchema::violations`].
    pub fn is_valid(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }

    /// Returns every violation of the schema by a value. Returns only one violation of a large value, see
    /// [`BodySchema::tells_all_of`].
    ///
    /// For alternatives (`anyOf`, `oneOf`), the violations of the nearest alternative are returned.
    pub fn violations(&self, value: &Value) -> Vec<Violation> {
        if self.is_valid(value) {
            return Vec::new();
        }
        if !self.tells_all_of(value) {
            let schema = large_value::Schema {
                name: &self.name,
                json: &self.json,
                validator: &self.validator,
            };
            return vec![large_value::violation(schema, value)];
        }
        let errors = self.validator.iter_errors(value);
        errors.flat_map(|error| violation::describe(&error)).collect()
    }

    /// Returns true if [`BodySchema::violations`] returns every violation of this value.
    ///
    /// False for a value that contains more than 50,000 values, because collecting all violations would need too much
    /// memory. If the schema is recursive and has alternatives, the limit is lower for each level of the value.
    pub fn tells_all_of(&self, value: &Value) -> bool {
        !large_value::is(value, self.factor)
    }

    /// Returns true if the schema accepts `{}`. Such a schema proves nothing about an error body.
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
