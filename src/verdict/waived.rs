//! Waivers as reports keep them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::Waiver;

/// Why something that is broken does not fail the run, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Waived {
    /// Why it is accepted.
    pub why: String,
    /// The last day of the waiver, `YYYY-MM-DD`, whole, in UTC.
    pub until: String,
    /// Where it is being worked on.
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

/// Why the waiver of a documented code fails the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Lapse {
    /// Its last day has passed.
    Expired(Waived),
    /// The code is proven although it is waived.
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
