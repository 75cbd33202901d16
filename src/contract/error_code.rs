//! The error code in the body of an error response.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An error code, such as `RESOURCE_NOT_FOUND`: the body member that distinguishes the errors of one status.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct ErrorCode(String);

impl ErrorCode {
    /// Returns the error code with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the error code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl PartialEq<str> for ErrorCode {
    fn eq(&self, text: &str) -> bool {
        self.0 == text
    }
}
