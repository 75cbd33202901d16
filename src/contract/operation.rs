//! An operation: the documentation of one method at one path.

use std::sync::Arc;

use http::Method;
use serde_json::Value;

use super::content::Content;
use super::territory::Territory;
use super::{BodySchema, PathTemplate};
use crate::diagnostic::Span;

/// The documentation of one method at one path.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The id, if the contract gives one.
    pub id: Option<String>,
    /// The method.
    pub method: Method,
    /// The path, relative to the base path.
    pub path: PathTemplate,
    /// The purpose, in one line.
    pub summary: Option<String>,
    /// The rows of the operation itself.
    pub territory: Territory,
    /// The parameters of a request.
    pub parameters: Vec<Parameter>,
    /// The content of a request, if a request has content.
    pub request: Option<RequestContent>,
    /// The alternative ways to authenticate. An alternative without schemes means that credentials are optional. Empty
    /// if the whole document does not mention security.
    pub security: Vec<SecurityNeed>,
    /// The operations that the responses link to.
    pub links: Vec<OperationLink>,
    /// True if the operation is deprecated.
    pub deprecated: bool,
    /// True if the contract describes the content of requests completely, as an `OpenAPI` document does. An
    /// undocumented media type then does not exist.
    pub states_content: bool,
    /// The place of the operation in the contract.
    pub span: Span,
}

impl Operation {
    /// Returns the name: the id, or else method and path.
    pub fn name(&self) -> String {
        self.id.clone().unwrap_or_else(|| self.line())
    }

    /// Returns method and path: `POST /v2/orders`.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Returns true if a request without credentials must be refused.
    pub fn needs_credentials(&self) -> bool {
        !self.security.is_empty() && !self.is_open()
    }

    /// Returns true if the contract states that credentials are optional.
    pub fn is_open(&self) -> bool {
        self.security.iter().any(|need| need.schemes.is_empty())
    }
}

/// The location of a parameter in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParameterPlace {
    /// A segment of the path, or a part of a segment.
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

/// A parameter of a request.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The name. The name of a header field keeps its case.
    pub name: String,
    /// The location.
    pub place: ParameterPlace,
    /// True if every request must have the parameter.
    pub required: bool,
    /// The schema of the value before it is serialized.
    pub schema: Option<Arc<BodySchema>>,
    /// Example values, in the order of the document.
    pub examples: Vec<Value>,
}

/// The content of a request.
#[derive(Debug, Clone)]
pub struct RequestContent {
    /// True if every request must have content.
    pub required: bool,
    /// The alternatives, one for each media type, in the order of the document.
    pub content: Vec<Content>,
}

/// One way to authenticate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityNeed {
    /// The schemes that are required together. Empty if credentials are optional.
    pub schemes: Vec<SchemeNeed>,
}

/// A required security scheme, with its required scopes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeNeed {
    /// The name of the scheme in the document.
    pub name: String,
    /// The scheme. `None` if the document does not define it.
    pub scheme: Option<SecurityScheme>,
    /// The required scopes or roles.
    pub scopes: Vec<String>,
}

/// A security scheme: the way in which credentials are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecurityScheme {
    /// An API key.
    ApiKey {
        /// The name of the header field, cookie or query member.
        name: String,
        /// The location.
        place: ParameterPlace,
    },
    /// `Authorization` with this scheme in lower case: `basic`, `bearer`.
    Http(String),
    /// `Authorization: Bearer` with a token of an `OAuth` 2.0 server.
    OAuth2 {
        /// The token URL of a flow without a browser, as written.
        token_url: Option<String>,
    },
    /// `Authorization: Bearer` with a token of an `OpenID` provider.
    OpenIdConnect,
    /// A client certificate.
    MutualTls,
}

/// A link from a response to an operation (`OpenAPI` 3.0, Link Object).
#[derive(Debug, Clone, PartialEq)]
pub struct OperationLink {
    /// The name of the link in the document.
    pub name: String,
    /// The row that has the link, as an index into [`super::Contract::rows`].
    pub row: usize,
    /// The id of the operation, or a reference to the operation.
    pub target: String,
    /// The values of the operation's parameters: constants, or runtime expressions such as `$response.body#/id`.
    pub parameters: Vec<(String, Value)>,
}
