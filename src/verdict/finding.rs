//! One broken rule.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CheckId;
use crate::contract::{RowKey, RowOf};
use crate::diagnostic::Place;

/// How grave a finding is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The contract or its protocol is broken: the case fails.
    Must,
    /// Bad form: reported, and failing only under `--strict`.
    Should,
}

/// One broken rule: what was expected, what came, and where the author asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The check that found it, such as `error-code` or `expect.status`.
    pub check: CheckId,
    /// How grave it is.
    pub level: Level,
    /// One sentence without a full stop, complete without the other fields.
    pub message: String,
    /// Where in the response: `$.details[0].field` in the body, or a header's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What was expected, with its type where it is a JSON value: `string "a"`.
    pub expected: String,
    /// What came, with its type where it is a JSON value: `number 1`.
    pub actual: String,
    /// The documented code that this counts against, if it can be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<RowKey>,
    /// Every documented code that it counts against; empty where `row`, of the case's own contract, is all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowOf>,
    /// The document and section of the rule, for rules that are not the author's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The line of the suite or of the contract that asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}
