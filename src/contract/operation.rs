//! Operations: what a contract says of one method at one path.

use std::sync::Arc;

use http::Method;
use serde_json::Value;

use super::{BodySchema, PathTemplate, Territory};
use crate::diagnostic::Span;

/// One method at one path.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its id; `None` where the contract gives it none.
    pub id: Option<String>,
    /// The method.
    pub method: Method,
    /// The path, relative to the base path.
    pub path: PathTemplate,
    /// What it does, in a line.
    pub summary: Option<String>,
    /// The rows that are this operation's own.
    pub territory: Territory,
    /// What a request carries beside its content.
    pub parameters: Vec<Parameter>,
    /// The content of a request, if there is any.
    pub request: Option<RequestContent>,
    /// Ways to authenticate, of which one is enough; one that needs nothing where nobody must. Empty where
    /// the whole document says nothing of it.
    pub security: Vec<SecurityNeed>,
    /// Operations that its responses lead to.
    pub links: Vec<OperationLink>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Whether the contract says all there is to say of its contents, so that what is not there does not
    /// exist. An `OpenAPI` document does.
    pub states_content: bool,
    /// Where it stands in the contract.
    pub span: Span,
}

impl Operation {
    /// What it is called: its id, else method and path.
    pub fn name(&self) -> String {
        self.id.clone().unwrap_or_else(|| self.line())
    }

    /// Method and path: `POST /v2/orders`.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether a request without credentials is to be refused: something is asked for, and nothing is
    /// not enough.
    pub fn needs_credentials(&self) -> bool {
        !self.security.is_empty() && !self.is_open()
    }

    /// Whether the contract says that a request without credentials is as good as one with them.
    pub fn is_open(&self) -> bool {
        self.security.iter().any(|need| need.schemes.is_empty())
    }
}

/// Where a parameter stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParameterPlace {
    /// In the path.
    Path,
    /// A member of the query.
    Query,
    /// The whole query (`in: querystring`, `OpenAPI` 3.2).
    QueryString,
    /// A header field.
    Header,
    /// A cookie.
    Cookie,
}

/// What a request carries beside its content.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name; of a header field as it was written.
    pub name: String,
    /// Where it stands.
    pub place: ParameterPlace,
    /// Whether a request without it is wrong.
    pub required: bool,
    /// What its value must be, in the form that it has before it is written into the request.
    pub schema: Option<Arc<BodySchema>>,
    /// Example values, in the order of the document.
    pub examples: Vec<Value>,
}

/// The content of a request.
#[derive(Debug, Clone)]
pub struct RequestContent {
    /// Whether a request without it is wrong.
    pub required: bool,
    /// The media types it may have, in the order of the document.
    pub content: Vec<Content>,
}

/// Content of one media type.
#[derive(Debug, Clone)]
pub struct Content {
    /// The media type, or a range such as `image/*`.
    pub media_type: String,
    /// What it must be, where the document says so and the type is one of JSON or text.
    pub schema: Option<Arc<BodySchema>>,
    /// Example values, in the order of the document.
    pub examples: Vec<Value>,
    /// Those of them that have a name. A request and a response whose examples have the same name belong
    /// together.
    pub named_examples: Vec<(String, Value)>,
}

/// A header field of a documented response.
#[derive(Debug, Clone)]
pub struct ResponseHeader {
    /// Its name in lower case.
    pub name: String,
    /// Whether a response without it breaks the contract.
    pub required: bool,
    /// What its value must be.
    pub schema: Option<Arc<BodySchema>>,
}

/// One way to authenticate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityNeed {
    /// The schemes that are needed together; none where credentials are optional.
    pub schemes: Vec<SchemeNeed>,
}

/// A scheme with what it must grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeNeed {
    /// The scheme's name in the document.
    pub name: String,
    /// How credentials are sent; `None` where the document does not say.
    pub scheme: Option<SecurityScheme>,
    /// The scopes or roles that are needed.
    pub scopes: Vec<String>,
}

/// How credentials are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecurityScheme {
    /// A value under a name of its own.
    ApiKey {
        /// The header field, cookie or member of the query.
        name: String,
        /// Where it stands.
        place: ParameterPlace,
    },
    /// `Authorization` with this scheme in lower case: `basic`, `bearer`.
    Http(String),
    /// `Authorization: Bearer` with a token of an `OAuth` 2.0 server.
    OAuth2 {
        /// Where a client, or a user with a password, gets one without a browser; as it was written.
        token_url: Option<String>,
    },
    /// `Authorization: Bearer` with a token of an `OpenID` provider.
    OpenIdConnect,
    /// A certificate of the client.
    MutualTls,
}

/// An operation that a response leads to (`OpenAPI` 3.0, Link Object).
#[derive(Debug, Clone, PartialEq)]
pub struct OperationLink {
    /// Its name in the document.
    pub name: String,
    /// Index of the row that it is a part of, in [`super::Contract::rows`].
    pub row: usize,
    /// The operation's id, or a reference to it.
    pub target: String,
    /// Values for the operation's parameters: constants, or runtime expressions such as
    /// `$response.body#/id`.
    pub parameters: Vec<(String, Value)>,
}
