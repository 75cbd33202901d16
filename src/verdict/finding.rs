//! One broken rule.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CheckId;
use crate::contract::{RowKey, RowOf};
use crate::diagnostic::Place;

/// The severity of a finding.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, Hash,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Level {
    /// The contract or its protocol is broken: the case fails.
    Must,
    /// Bad form: the finding is reported, and fails the case only under `--strict`.
    Should,
}

/// The common cause of several findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Cause {
    /// The body is not JSON, so no check could find a value in it.
    BodyNotJson,
    /// A cause that a later version of statusquo added.
    #[serde(other)]
    Other,
}

/// One broken rule: the expected and the actual value, and the line that asks for the expected one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Finding {
    /// The check that made the finding, such as `error-code` or `expect.status`.
    pub check: CheckId,
    /// The severity.
    pub level: Level,
    /// One sentence without a full stop, complete without the other fields.
    pub message: String,
    /// The place in the response: `$.details[0].field` in the body, or the name of a header field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The expected value; a JSON value has its type: `string "a"`.
    pub expected: String,
    /// The actual value; a JSON value has its type: `number 1`.
    pub actual: String,
    /// The cause, if several findings may share it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The documented code that the finding counts against, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<RowKey>,
    /// Every documented code that the finding counts against. Empty if `row`, in the first contract of the case,
    /// is the only one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowOf>,
    /// The document and section of the rule, if the author of the suite did not write the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The line of the suite or of the contract that contains the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

impl Finding {
    /// Creates a must-level finding about the response as a whole, which counts against no documented code.
    pub fn new(
        check: CheckId,
        message: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self {
            check,
            level: Level::Must,
            message: message.into(),
            path: None,
            expected: expected.into(),
            actual: actual.into(),
            cause: None,
            row: None,
            rows: Vec::new(),
            source: None,
            place: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_of_another_version_can_be_read() {
        let cause = |text: &str| serde_json::from_str::<Cause>(text).expect("a cause");
        assert_eq!(cause("\"body-not-json\""), Cause::BodyNotJson);
        assert_eq!(cause("\"body-not-xml\""), Cause::Other);
    }
}
