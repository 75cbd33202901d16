//! Planned expectations: everything that a response must satisfy, except captured values.

use std::sync::Arc;

use super::plan_index::SlotId;
use super::value::{Scalar, ValuePlan};
use crate::check::{Expectation, ExpectedHeader, ExpectedLink, ExpectedValue};
use crate::contract::Query;
use crate::diagnostic::Span;

/// An expectation that is complete except for captured values.
#[derive(Debug, Clone)]
pub struct ExpectationPlan {
    /// Everything that is known before the run. Its `equals`, `headers` and `links` are those without
    /// captured values.
    pub known: Arc<Expectation>,
    /// The entries of `equals` whose expected values contain captured values, each with its place in the suite.
    pub equals: Vec<(Query, ValuePlan, Span)>,
    /// The entries of `headers` whose expected values contain captured values. Names are in lower case.
    pub headers: Vec<(String, Scalar, Span)>,
    /// The entries of `links` whose `href` contains captured values.
    pub links: Vec<LinkPlan>,
}

/// A link that the response must have, whose href contains captured values.
#[derive(Debug, Clone)]
pub struct LinkPlan {
    /// The relation type of the link.
    pub rel: String,
    /// The link's method, if the suite expects one.
    pub method: Option<String>,
    /// The expected target of the link.
    pub href: Scalar,
    /// The place of the link in the suite.
    pub span: Span,
}

/// A value of the response that later cases use.
#[derive(Debug, Clone)]
pub struct Capture {
    /// The name of the capture in the suite.
    pub name: String,
    /// The slot that keeps the value.
    pub slot: SlotId,
    /// The place of the value in the response's JSON body.
    pub query: Query,
    /// True if a credential uses the value, so no report may show it.
    pub secret: bool,
    /// The place of the capture in the suite.
    pub span: Span,
}

impl ExpectationPlan {
    /// Returns the expectation with these bound rules added.
    pub(in crate::plan) fn with(
        &self,
        equals: Vec<ExpectedValue>,
        headers: Vec<ExpectedHeader>,
        links: Vec<ExpectedLink>,
    ) -> Arc<Expectation> {
        if equals.is_empty() && headers.is_empty() && links.is_empty() {
            return Arc::clone(&self.known);
        }
        let mut expectation = (*self.known).clone();
        expectation.equals.extend(equals);
        expectation.headers.extend(headers);
        expectation.links.extend(links);
        Arc::new(expectation)
    }
}
