//! A finding as reports write it in JSON.
//!
//! In the summary and in the formats of other tools the name of a documented code is a text. In the run record it
//! is an object.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::contract::RowOf;
use crate::diagnostic::Place;
use crate::verdict::{CheckId, Finding, Level};

/// One broken rule: the expected and the actual value, and the line that asks for the rule.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
pub(crate) struct ReportedFinding<'f> {
    /// The check that made the finding, such as `error-code` or `expect.status`.
    check: &'f CheckId,
    /// The severity: `must` fails the case, `should` is a remark.
    level: Level,
    /// One sentence without a full stop, complete without the other fields.
    message: &'f str,
    /// The location in the response: a path in the body, such as `$.details[0].field`, or the name of a header field.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'f str>,
    /// The expected value. A JSON value has its type in front: `string "a"`.
    expected: &'f str,
    /// The actual value. A JSON value has its type in front: `number 1`.
    actual: &'f str,
    /// The documented code that the finding counts against, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<String>,
    /// Every documented code that the finding counts against. Empty if `row`, in the case's own contract, is the only one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    rows: Vec<ReportedRowOf<'f>>,
    /// The document and section of the rule; absent for rules of the author.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'f str>,
    /// The line of the suite or of the contract with the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'f Place>,
}

/// A documented code of one of several contracts.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RowOf")]
struct ReportedRowOf<'f> {
    /// The name of the contract.
    contract: &'f str,
    /// The documented code.
    row: String,
}

impl<'f> From<&'f Finding> for ReportedFinding<'f> {
    fn from(finding: &'f Finding) -> Self {
        let row = |of: &'f RowOf| ReportedRowOf { contract: &of.contract, row: of.row.to_string() };
        Self {
            check: &finding.check,
            level: finding.level,
            message: &finding.message,
            path: finding.path.as_deref(),
            expected: &finding.expected,
            actual: &finding.actual,
            row: finding.row.as_ref().map(ToString::to_string),
            rows: finding.rows.iter().map(row).collect(),
            source: finding.source.as_deref(),
            place: finding.place.as_ref(),
        }
    }
}

/// Returns the findings of a case as reports write them.
pub(crate) fn reported(findings: &[Finding]) -> Vec<ReportedFinding<'_>> {
    findings.iter().map(ReportedFinding::from).collect()
}

/// Serializes a finding of the summary.
pub(crate) fn finding<S: Serializer>(finding: &Finding, serializer: S) -> Result<S::Ok, S::Error> {
    ReportedFinding::from(finding).serialize(serializer)
}

/// Serializes the findings of a case in the summary.
pub(crate) fn findings<S: Serializer>(all: &[Finding], serializer: S) -> Result<S::Ok, S::Error> {
    reported(all).serialize(serializer)
}
