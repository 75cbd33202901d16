//! The sections of a suite.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The section of a suite that a case belongs to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Phase {
    /// `setup`: before the cases, in the order of the file.
    Setup,
    /// `cases`.
    Case,
    /// `teardown`: after the cases, always, in the order of the file.
    Teardown,
}

impl Phase {
    /// Returns the name of the section, or `None` for `cases`, which reports do not mention.
    pub fn label(self) -> Option<&'static str> {
        match self {
            Self::Setup => Some("setup"),
            Self::Case => None,
            Self::Teardown => Some("teardown"),
        }
    }
}
