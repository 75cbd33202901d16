//! How a case ended and what its response was.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Finding, Level, Waived};
use crate::contract::{ErrorCode, RowKey, RowOf};

/// How one case ended.
///
/// A case *fails* when the service answered and the answer broke the contract. It is *errored* when
/// there was no answer to judge. Reports keep the two apart (`JUnit` `<failure>`, `<error>`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "is")]
#[non_exhaustive]
pub enum Outcome {
    /// It was judged and no must-level finding was made.
    Passed,
    /// It was judged and at least one must-level finding was made.
    Failed,
    /// It was judged and broke the contract, which a waiver accepts until a day: no pass, and no failure.
    Waived(Waived),
    /// There was no answer to judge.
    Errored {
        /// Why, in one line.
        reason: String,
    },
    /// It was not run.
    Skipped {
        /// Why, in one line.
        reason: String,
    },
}

impl Outcome {
    /// The outcome of a case that was judged.
    pub fn judged(findings: &[Finding]) -> Self {
        if findings.iter().any(|finding| finding.level == Level::Must) {
            Self::Failed
        } else {
            Self::Passed
        }
    }
}

/// What a response was, in the contract's eyes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Sighting {
    /// The status code.
    pub status: u16,
    /// The error code in the body, if one was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
    /// How it stands to the contract.
    pub standing: Standing,
    /// Every documented code that it is; empty where that of `standing`, of the case's own contract, is all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowOf>,
}

impl Sighting {
    /// Takes a status that is documented nowhere for one that no contract speaks of: nobody would document
    /// what a request with a method of one's own choice is answered.
    pub fn count_as_not_spoken_of(&mut self) {
        if self.standing == Standing::UndocumentedStatus {
            self.standing = Standing::Mismatched;
        }
    }
}

/// How a response stands to the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "is")]
#[non_exhaustive]
pub enum Standing {
    /// It is a response of this row: status and code are the documented ones.
    Documented {
        /// The row.
        row: RowKey,
    },
    /// The status is documented, but its code is missing or belongs to another status; or the contract does
    /// not speak of such requests.
    Mismatched,
    /// The status is documented, but its code is documented nowhere.
    UndocumentedCode,
    /// The status is documented nowhere.
    UndocumentedStatus,
}
