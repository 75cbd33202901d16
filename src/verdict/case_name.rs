//! The full name of a case.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The full name of a case: suite and id.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
pub struct CaseName {
    /// The suite's name.
    pub suite: String,
    /// The case's id; a table row is `id[label]`, a replay `id~replay`.
    pub id: String,
}

impl std::fmt::Display for CaseName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.suite, self.id)
    }
}
