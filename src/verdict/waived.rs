//! Waivers, as reports show them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::Waiver;

/// A waiver: the reason why a broken rule does not fail the run, and the last day on which it does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Waived {
    /// The reason for the waiver.
    pub why: String,
    /// The last day of the waiver, `YYYY-MM-DD`. The day ends at midnight UTC.
    pub until: String,
    /// The issue in which the rule is repaired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
}

impl From<&Waiver> for Waived {
    fn from(waiver: &Waiver) -> Self {
        Self {
            why: waiver.why.clone(),
            until: waiver.until.to_string(),
            issue: waiver.issue.clone(),
        }
    }
}

impl fmt::Display for Waived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "until {}: {}", self.until, self.why)?;
        match &self.issue {
            Some(issue) => write!(f, " ({issue})"),
            None => Ok(()),
        }
    }
}

/// The reason why the waiver of a documented code fails the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Lapse {
    /// The last day of the waiver has passed.
    Expired(Waived),
    /// The code is proven, so the waiver is not needed.
    Stale(Waived),
}

impl fmt::Display for Lapse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired(waived) => write!(f, "the waiver has expired; it held {waived}"),
            Self::Stale(waived) => {
                write!(f, "proven although it is waived {waived}; remove the waiver")
            }
        }
    }
}
