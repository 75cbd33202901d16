//! What a case expects of its response, ready to be compared: every value bound, every schema compiled.

use std::sync::Arc;

use http::Method;
use serde_json::Value;

use crate::contract::{BodySchema, Query, RowKey, RowOf};
use crate::diagnostic::Span;

/// What a case expects of its response.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The status.
    pub status: ExpectedStatus,
    /// The error code.
    pub code: Option<ExpectedCode>,
    /// The documented codes that the case speaks for, the most particular first: one of each part of the
    /// API that the request belongs to and that documents it. None where any success will do.
    pub claims: Vec<RowOf>,
    /// Header fields.
    pub headers: Vec<ExpectedHeader>,
    /// Values in the JSON body.
    pub equals: Vec<ExpectedValue>,
    /// Schemas for parts of the JSON body.
    pub matches: Vec<ExpectedMatch>,
    /// Links that are there, and links that are not.
    pub links: Vec<ExpectedLink>,
    /// A schema for the whole body.
    pub body: Option<ExpectedBody>,
    /// For a replay: what the control captured must stand in this response too.
    pub replay: Vec<ExpectedValue>,
    /// The method by which an error is looked up, where no operation has the method that was sent: a
    /// request with another method is refused in the name of the operation that it was made from.
    pub in_place_of: Option<Method>,
}

impl Expectation {
    /// What nobody asked for: any response will do, as long as the contract documents it. `span` is where
    /// it was come by.
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

/// The status a case expects, with the place that says so.
#[derive(Debug, Clone)]
pub struct ExpectedStatus {
    /// The status.
    pub rule: StatusRule,
    /// Where the suite says so; the case's own place where it says nothing.
    pub span: Span,
}

/// Which statuses a case is content with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusRule {
    /// This one.
    Exactly(u16),
    /// Any documented 2xx: what a case without `expect` asks for.
    Success,
    /// Any at all: the condition of an `until` that names none.
    Any,
}

/// The error code a case expects.
#[derive(Debug, Clone)]
pub struct ExpectedCode {
    /// The code, or one of its other documented spellings.
    pub code: String,
    /// Where the suite says so.
    pub span: Span,
}

/// What a header field must be.
#[derive(Debug, Clone)]
pub struct ExpectedHeader {
    /// The field name in lower case.
    pub name: String,
    /// What its value must be.
    pub rule: HeaderRule,
    /// Where the suite says so.
    pub span: Span,
}

/// What the value of a header field must be.
#[derive(Debug, Clone)]
pub enum HeaderRule {
    /// This text. For `Content-Type` the media type and the parameters that are named
    /// (RFC 9110, section 8.3.1); others may be there too.
    Equals(String),
    /// The field must be absent.
    Absent,
    /// The value, as a JSON string, must satisfy this schema.
    Matches(Arc<BodySchema>),
}

/// A value that must stand in the body.
#[derive(Debug, Clone)]
pub struct ExpectedValue {
    /// Where.
    pub query: Query,
    /// The value; numbers never equal strings.
    pub value: Value,
    /// Where the suite says so.
    pub span: Span,
}

/// A schema that a part of the body must satisfy.
#[derive(Debug, Clone)]
pub struct ExpectedMatch {
    /// Which part.
    pub query: Query,
    /// The schema.
    pub schema: Arc<BodySchema>,
    /// Where the suite says so.
    pub span: Span,
}

/// A schema that the whole body must satisfy.
#[derive(Debug, Clone)]
pub struct ExpectedBody {
    /// The schema.
    pub schema: Arc<BodySchema>,
    /// Where the suite says so.
    pub span: Span,
}

/// What is expected of the links of one relation.
#[derive(Debug, Clone)]
pub struct ExpectedLink {
    /// The relation type.
    pub rel: String,
    /// Whether there is one, and what it is like.
    pub rule: LinkExpectation,
    /// Where the suite says so.
    pub span: Span,
}

/// Whether a response has a link, and what it is like.
#[derive(Debug, Clone)]
pub enum LinkExpectation {
    /// It has none.
    Absent,
    /// It has one, of which all of this holds.
    Present {
        /// Its method; GET where the link names none.
        method: Option<String>,
        /// Where it leads.
        href: Option<HrefRule>,
    },
}

/// Where a link must lead.
#[derive(Debug, Clone)]
pub enum HrefRule {
    /// To this text as it is written; or, where this is a path, to that path below the target's base path.
    Is(String),
    /// What is written satisfies this schema.
    Fits(Arc<BodySchema>),
}
