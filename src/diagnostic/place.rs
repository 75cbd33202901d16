//! A place in a file, in the form that people and reports read.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// File, line and column of a part of a file, with the text of the line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Place {
    /// The path of the file, relative to the folder in which the command was started, with `/`.
    pub file: String,
    /// Line, counted from 1.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
    /// Number of marked characters, at least 1, all on this line.
    pub width: u32,
    /// The text of the line without its line break. For a very long line, the part around the column.
    pub text: String,
    /// Number of characters of the line that are left out before `text`.
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
