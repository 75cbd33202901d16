//! The outcome of a case, and the relation of its response to the contract.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Finding, Level, Waived};
use crate::contract::{ErrorCode, RowKey, RowOf};

/// The outcome of one case.
///
/// A case *fails* if the target responded and the response broke the contract. A case is *errored* if there was no
/// response to judge. Reports distinguish the two (`JUnit` `<failure>`, `<error>`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "is")]
#[non_exhaustive]
pub enum Outcome {
    /// The case was judged and has no must-level finding.
    Passed,
    /// The case was judged and has a must-level finding.
    Failed,
    /// The response broke the contract and a waiver accepts that until a day. The case neither passed nor failed.
    Waived(Waived),
    /// There was no response to judge.
    Errored {
        /// The reason, in one line.
        reason: String,
    },
    /// The case was not run.
    Skipped {
        /// The reason, in one line.
        reason: String,
    },
}

impl Outcome {
    /// Returns the outcome of a judged case.
    pub fn judged(findings: &[Finding]) -> Self {
        // Should-level findings are advice. Only `--strict` makes them count, and that decides the exit code, not
        // the outcome.
        if findings.iter().any(|finding| finding.level == Level::Must) {
            Self::Failed
        } else {
            Self::Passed
        }
    }
}

/// A response, as the contract sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Sighting {
    /// The status code.
    pub status: u16,
    /// The error code in the body, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
    /// The relation of the response to the contract.
    pub standing: Standing,
    /// Every documented code that the response belongs to. Empty if the code of `standing`, in the first contract of the
    /// case, is the only one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowOf>,
}

impl Sighting {
    /// Treats an undocumented status as one that no contract covers: no contract documents the responses to an arbitrary
    /// method.
    pub fn count_as_not_covered(&mut self) {
        if self.standing == Standing::UndocumentedStatus {
            self.standing = Standing::Mismatched;
        }
    }
}

/// Formats the status and the code as suites write them: `404 RESOURCE_NOT_FOUND`.
impl fmt::Display for Sighting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "{} {code}", self.status),
            None => write!(f, "{}", self.status),
        }
    }
}

/// The relation of a response to the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "is")]
#[non_exhaustive]
pub enum Standing {
    /// The response belongs to this row: status and code are documented.
    Documented {
        /// The row.
        row: RowKey,
    },
    /// The status is documented, but the code is missing or belongs to another status. Or no contract covers such
    /// requests.
    Mismatched,
    /// The status is documented, but its code is documented nowhere.
    UndocumentedCode,
    /// The status is documented nowhere.
    UndocumentedStatus,
}
