//! The parts of an API, and the rows that hold in each.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::content::{Content, ResponseHeader};
use super::{BodySchema, PathPattern, Query, RowStatus};

/// The rule for the body of a documented response.
#[derive(Debug, Clone)]
pub enum BodyRule {
    /// The contract does not describe the body.
    Unstated,
    /// The response must have no body.
    None,
    /// The body must satisfy this schema.
    Schema(Arc<BodySchema>),
    /// The body must have one of these media types and satisfy the schema of that type.
    Content(Arc<[Content]>),
}

/// The rule for undocumented codes at a documented status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeSet {
    /// Other codes may occur. Such a code is listed as undocumented and is a should-level finding.
    Typical,
    /// Other codes must not occur. Such a code is a must-level finding.
    Exhaustive,
}

/// The rule for every error response of a territory.
#[derive(Debug, Clone)]
pub struct ErrorRule {
    /// The media type, if the contract names one.
    pub content_type: Option<String>,
    /// The rule for the body.
    pub body: BodyRule,
    /// Selects the error code in the body. `None` if errors have no code.
    pub code: Option<Query>,
    /// The rule for undocumented codes.
    pub codes: CodeSet,
}

/// A row as it applies in one territory, with all defaults resolved.
#[derive(Debug, Clone)]
pub struct Documented {
    /// The index of the row in [`Contract::rows`](super::Contract::rows).
    pub row: usize,
    /// The rule for the body in this territory.
    pub body: BodyRule,
    /// The media type in this territory, if the contract names one.
    pub content_type: Option<String>,
    /// The documented header fields.
    pub headers: Arc<[ResponseHeader]>,
}

/// The kind of a territory.
#[derive(Debug, Clone)]
pub enum Part {
    /// The API as a whole.
    Api,
    /// A scope.
    Scope {
        /// The name of the scope.
        name: String,
        /// The paths of the scope.
        paths: Vec<PathPattern>,
    },
    /// An operation, by its name: the operation's id, or else method and path.
    Operation(String),
}

/// A part of the API in which the same rows apply: an operation, a scope, or the rest of the API.
#[derive(Debug, Clone)]
pub struct Territory {
    /// The kind of the territory.
    pub part: Part,
    /// The rule for errors.
    pub errors: ErrorRule,
    /// The rows that apply here, by status, in the order of the contract.
    pub codes: BTreeMap<u16, Vec<Documented>>,
    /// The rows of status classes, by the first digit of the status: `4` for `4XX`.
    pub classes: BTreeMap<u16, Vec<Documented>>,
    /// The rule for the body of a response that has no row here: `default` of an `OpenAPI` operation.
    pub otherwise: Option<BodyRule>,
}

impl Territory {
    /// Returns the rows for a status: those of the status itself, or else those of its class.
    pub fn at(&self, status: u16) -> &[Documented] {
        let class = || self.classes.get(&(status / 100));
        self.codes.get(&status).or_else(class).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns all rows that apply here, by status, with classes last.
    pub fn documented(&self) -> impl Iterator<Item = &Documented> {
        self.codes.values().chain(self.classes.values()).flatten()
    }

    /// Returns the documented statuses as text, such as `404` or `4XX`.
    pub fn statuses(&self) -> impl Iterator<Item = String> {
        let codes = self.codes.keys().map(|status| RowStatus::Code(*status));
        let all = codes.chain(self.classes.keys().map(|digit| RowStatus::Class(*digit)));
        all.map(|status| status.to_string())
    }

    /// Returns the name of the scope, if the territory is a scope.
    pub fn scope(&self) -> Option<&str> {
        if let Part::Scope { name, .. } = &self.part { Some(name) } else { None }
    }

    pub(super) fn has(&self, path: &str) -> bool {
        let Part::Scope { paths, .. } = &self.part else { return false };
        paths.iter().any(|pattern| pattern.matches(path))
    }

    pub(super) fn documents_something(&self) -> bool {
        !self.codes.is_empty() || !self.classes.is_empty()
    }
}
