//! A place in a file as people and reports read it.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// File, line and column of something an author wrote, with the line itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Place {
    /// The file, relative to where the command was started, with `/`.
    pub file: String,
    /// Line, counted from 1.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
    /// How many characters are meant, at least 1, all on this line.
    pub width: u32,
    /// The line's text without its line break; of a very long line the part around the column.
    pub text: String,
    /// Characters of the line that were left out before `text`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
