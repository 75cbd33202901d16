//! Resolves the request that a case sends.

use std::borrow::Cow;

use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use http::{HeaderName, HeaderValue, Method};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::plan::expression_scope::ExpressionScope;
use crate::plan::model::request::Outgoing;
use crate::plan::model::value::{Piece, Scalar};
use crate::plan::resolve::suite_names::SuiteNames;
use crate::plan::value_text::path_segment;
use crate::suite::{self, Case, Named, RequestLine, Template};

/// The text that stands for a captured value where only the shape of a path matters.
const ANY_SEGMENT: &str = "captured";

/// Resolves the request of a case. For `follow`, method and path are placeholders until the link is known.
pub(in crate::plan) fn outgoing(
    case: &Case,
    names: &mut SuiteNames<'_>,
    scope: &mut ExpressionScope<'_>,
) -> Outgoing {
    let (method, path) = match &case.request {
        RequestLine::Method { method, path } => {
            // An invalid method was reported when the suite was read.
            let method = Method::from_bytes(method.text.as_bytes()).unwrap_or(Method::GET);
            (method, names.path(path, scope))
        }
        RequestLine::Follow(_) => (Method::GET, Scalar::Known("/".to_owned())),
    };
    let query = query_members(&case.query, names, scope);
    let (headers, removed) = headers(case, names, scope);
    let body = names.body(&case.body, scope);
    Outgoing { method, path, query, headers, removed, body }
}

/// Returns the path of a request without its query, to look up the operation in a contract. A captured value counts
/// as an arbitrary segment. Returns `None` if the whole path is one captured value.
pub(in crate::plan) fn known_path(path: &Scalar) -> Option<String> {
    let path = match path {
        Scalar::Known(path) => Cow::Borrowed(path.as_str()),
        Scalar::Pieces(pieces)
            if matches!(pieces.as_slice(), [Piece::Slot(_) | Piece::Call(_)]) =>
        {
            return None;
        }
        Scalar::Pieces(pieces) => pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Value(value) => path_segment(value),
                Piece::Slot(_) | Piece::Call(_) => ANY_SEGMENT.to_owned(),
            })
            .collect(),
    };
    let end = path.find(['?', '#']).unwrap_or(path.len());
    path.starts_with('/').then(|| path[..end].to_owned())
}

/// Resolves the members of a query.
fn query_members(
    fields: &[Named<Template>],
    names: &mut SuiteNames<'_>,
    scope: &mut ExpressionScope<'_>,
) -> Vec<(String, Scalar)> {
    let scalar = |field: &Named<Template>| {
        names.check_encoded_once(&field.value);
        (field.name.text.clone(), names.scalar(&field.value, scope))
    };
    fields.iter().map(scalar).collect()
}

/// Fields whose captured values are secrets, like those of credentials.
const CREDENTIAL_FIELDS: [HeaderName; 3] = [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE];

fn headers(
    case: &Case,
    names: &mut SuiteNames<'_>,
    scope: &mut ExpressionScope<'_>,
) -> (Vec<(HeaderName, Scalar)>, Vec<HeaderName>) {
    let mut headers = Vec::with_capacity(case.headers.len());
    let mut removed = Vec::new();
    for header in &case.headers {
        // An invalid name was reported when the suite was read.
        let Ok(name) = HeaderName::from_bytes(header.name.text.as_bytes()) else { continue };
        match &header.value {
            suite::HeaderValue::Remove(_) => removed.push(name),
            suite::HeaderValue::Text(template) => {
                let before = scope.uses.len();
                let value = names.scalar(template, scope);
                if CREDENTIAL_FIELDS.contains(&name) {
                    names.secret_slots.extend(scope.uses[before..].iter().map(|used| used.slot));
                }
                check_value(&name, &value, template.span, names);
                headers.push((name, value));
            }
        }
    }
    (headers, removed)
}

fn check_value(name: &HeaderName, value: &Scalar, span: Span, names: &mut SuiteNames<'_>) {
    if let Scalar::Known(text) = value
        && HeaderValue::from_bytes(text.as_bytes()).is_err()
    {
        let message = format!("this cannot be the value of the header field `{name}`");
        let problem = Diagnostic::error(Code::BAD_HEADER, message);
        names.report(problem.at(span, "line breaks and control characters are not allowed"));
    }
}
