//! A place in a file as people and reports read it.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// File, line and column of something an author wrote, with the line itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The file, relative to where the command was started, with `/`.
    pub file: String,
    /// Line, counted from 1.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
    /// How many characters are meant, at least 1, all on this line.
    pub width: u32,
    /// The line's text without its line break.
    pub text: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
