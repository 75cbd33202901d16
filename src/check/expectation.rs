//! The expectations of a case, ready to be compared: every value is bound, every schema is compiled.

use std::sync::Arc;

use http::Method;
use serde_json::Value;

use crate::contract::{BodySchema, Query, RowKey, RowOf};
use crate::diagnostic::Span;

/// The expectations of a case about its response.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The expected status.
    pub status: ExpectedStatus,
    /// The expected error code.
    pub code: Option<ExpectedCode>,
    /// The documented codes that the case speaks for, the most particular first: one of each part of the
    /// API that the request belongs to and that documents it. None where any success will do.
    pub claims: Vec<RowOf>,
    /// The expected header fields.
    pub headers: Vec<ExpectedHeader>,
    /// The expected values in the JSON body.
    pub equals: Vec<ExpectedValue>,
    /// The schemas for parts of the JSON body.
    pub matches: Vec<ExpectedMatch>,
    /// The links that must be present, and the links that must be absent.
    pub links: Vec<ExpectedLink>,
    /// The schema for the whole body.
    pub body: Option<ExpectedBody>,
    /// For a replay, the values that its control captured. The response must have them too.
    pub replay: Vec<ExpectedValue>,
    /// The method that finds the documented error if no operation has the request's own method.
    ///
    /// Set for probes of 405: the operation of the control documents the refusal of another method.
    pub in_place_of: Option<Method>,
}

impl Expectation {
    /// Returns the expectation of a request that no author wrote: any response that the contract documents.
    ///
    /// `span` is the place that findings name.
    pub fn of_anything(span: Span) -> Self {
        Self {
            status: ExpectedStatus { rule: StatusRule::Any, span },
            code: None,
            claims: Vec::new(),
            headers: Vec::new(),
            equals: Vec::new(),
            matches: Vec::new(),
            links: Vec::new(),
            body: None,
            replay: Vec::new(),
            in_place_of: None,
        }
    }

    /// The documented code that the case speaks for; the most particular, if there are several.
    pub fn claim(&self) -> Option<&RowKey> {
        self.claims.first().map(|claim| &claim.row)
    }
}

/// The expected status, with its place in the suite.
#[derive(Debug, Clone)]
pub struct ExpectedStatus {
    /// The accepted statuses.
    pub rule: StatusRule,
    /// The place of the expectation in the suite. The place of the case if the case has no `expect`.
    pub span: Span,
}

/// The statuses that a case accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusRule {
    /// One status.
    Exactly(u16),
    /// Any documented 2xx, the expectation of a case without `expect`.
    Success,
    /// Any status, the condition of an `until` without `status`.
    Any,
}

/// The expected error code.
#[derive(Debug, Clone)]
pub struct ExpectedCode {
    /// The code, or one of its other documented spellings.
    pub code: String,
    /// The place of the expectation in the suite.
    pub span: Span,
}

/// The expectation about one header field.
#[derive(Debug, Clone)]
pub struct ExpectedHeader {
    /// The field name in lower case.
    pub name: String,
    /// The condition on the field's value.
    pub rule: HeaderRule,
    /// The place of the expectation in the suite.
    pub span: Span,
}

/// A condition on the value of a header field.
#[derive(Debug, Clone)]
pub enum HeaderRule {
    /// The value equals this text. For `Content-Type`, the media type and the listed parameters are equal, and other
    /// parameters may be present (RFC 9110, section 8.3.1).
    Equals(String),
    /// The field must be absent.
    Absent,
    /// The value, as a JSON string, must satisfy this schema.
    Matches(Arc<BodySchema>),
}

/// A value that the body must have.
#[derive(Debug, Clone)]
pub struct ExpectedValue {
    /// Selects the values to compare.
    pub query: Query,
    /// The expected value. A number never equals a string.
    pub value: Value,
    /// The place of the expectation in the suite.
    pub span: Span,
}

/// A schema that a part of the body must satisfy.
#[derive(Debug, Clone)]
pub struct ExpectedMatch {
    /// Selects the parts.
    pub query: Query,
    /// The schema.
    pub schema: Arc<BodySchema>,
    /// The place of the expectation in the suite.
    pub span: Span,
}

/// A schema that the whole body must satisfy.
#[derive(Debug, Clone)]
pub struct ExpectedBody {
    /// The schema.
    pub schema: Arc<BodySchema>,
    /// The place of the expectation in the suite.
    pub span: Span,
}

/// The expectation about the links of one relation.
#[derive(Debug, Clone)]
pub struct ExpectedLink {
    /// The relation type.
    pub rel: String,
    /// The condition on the links.
    pub rule: LinkExpectation,
    /// The place of the expectation in the suite.
    pub span: Span,
}

/// A condition on the links of one relation.
#[derive(Debug, Clone)]
pub enum LinkExpectation {
    /// The response has no such link.
    Absent,
    /// The response has at least one such link with this method and this href.
    Present {
        /// The method. A link without a method has GET.
        method: Option<String>,
        /// The condition on the href.
        href: Option<HrefRule>,
    },
}

/// A condition on the href of a link.
#[derive(Debug, Clone)]
pub enum HrefRule {
    /// The href equals this text. If the text is a path, the href leads to that path below the target's base path.
    Is(String),
    /// The href satisfies this schema.
    Fits(Arc<BodySchema>),
}
