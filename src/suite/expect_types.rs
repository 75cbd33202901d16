//! The types of `expect`.

use crate::contract::Query;
use crate::diagnostic::Span;
use crate::source::{Node, Text};

use super::links::ExpectLink;
use super::named_value::Named;
use super::template::TemplateValue;

/// The response that a case expects: `expect`, in its short or long form.
#[derive(Debug, Clone)]
pub struct Expect {
    /// The place of the whole value of `expect`.
    pub span: Span,
    /// The expected status, if the suite states one.
    pub status: Option<ExpectStatus>,
    /// The expected error code, if the suite states one.
    pub code: Option<Text>,
    /// `headers`: a scalar that the field equals, `null` for a missing field, or a JSON Schema.
    pub headers: Vec<Named<TemplateValue>>,
    /// `equals`: queries with the expected values.
    pub equals: Vec<At<TemplateValue>>,
    /// `matches`: queries with JSON Schemas.
    pub matches: Vec<At<Node>>,
    /// `links`: relation types with the expectation about their links.
    pub links: Vec<ExpectLink>,
    /// `body`: the name of a body in the contract, a file, or an inline schema.
    pub body: Option<Box<Node>>,
}

/// A value with the query that selects its location in a body.
#[derive(Debug, Clone)]
pub struct At<T> {
    /// The `JSONPath` query.
    pub query: Query,
    /// The place of the query in the suite.
    pub span: Span,
    /// The value that belongs to the query, such as the expected one.
    pub value: T,
}

/// The expected status with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpectStatus {
    /// The status, 100 to 599.
    pub status: u16,
    /// The place of the status in the suite.
    pub span: Span,
}
