//! What a case sends.

use std::borrow::Cow;

use http::{HeaderName, HeaderValue, Method};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::plan::resolve::suite_names::{Names, Scope};
use crate::plan::{Outgoing, Piece, Scalar};
use crate::suite::{self, Case, Named, RequestLine, Template};

const BAD_HEADER: Code = Code::BAD_HEADER;

/// What stands for a captured value where only the shape of a path matters.
const ANY_SEGMENT: &str = "captured";

/// The request of a case but for captured values. For `follow`, method and path are placeholders.
pub(in crate::plan) fn outgoing(
    case: &Case,
    names: &mut Names<'_>,
    scope: &mut Scope<'_>,
) -> Outgoing {
    let (method, path) = match &case.request {
        RequestLine::Method { method, path } => {
            // A method that is none was reported when the suite was read.
            let method = Method::from_bytes(method.text.as_bytes()).unwrap_or(Method::GET);
            (method, names.path(path, scope))
        }
        RequestLine::Follow(_) => (Method::GET, Scalar::Known("/".to_owned())),
    };
    let query = members(&case.query, names, scope);
    let (headers, removed) = headers(case, names, scope);
    let body = names.content(&case.body, scope);
    Outgoing { method, path, query, headers, removed, body }
}

/// The path of a request without its query, as far as it is known, to look up what is documented
/// there; `None` where it is one captured value.
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
                Piece::Value(value) => crate::plan::bind::bindings::segment(value),
                Piece::Slot(_) | Piece::Call(_) => ANY_SEGMENT.to_owned(),
            })
            .collect(),
    };
    let end = path.find(['?', '#']).unwrap_or(path.len());
    path.starts_with('/').then(|| path[..end].to_owned())
}

/// Members of a query or a form.
pub(in crate::plan) fn members(
    fields: &[Named<Template>],
    names: &mut Names<'_>,
    scope: &mut Scope<'_>,
) -> Vec<(String, Scalar)> {
    let scalar = |field: &Named<Template>| {
        names.check_encoded_once(&field.value);
        (field.name.text.clone(), names.scalar(&field.value, scope))
    };
    fields.iter().map(scalar).collect()
}

fn headers(
    case: &Case,
    names: &mut Names<'_>,
    scope: &mut Scope<'_>,
) -> (Vec<(HeaderName, Scalar)>, Vec<HeaderName>) {
    let mut headers = Vec::with_capacity(case.headers.len());
    let mut removed = Vec::new();
    for header in &case.headers {
        // A name that is none was reported when the suite was read.
        let Ok(name) = HeaderName::from_bytes(header.name.text.as_bytes()) else { continue };
        match &header.value {
            suite::HeaderValue::Remove(_) => removed.push(name),
            suite::HeaderValue::Text(template) => {
                let value = names.scalar(template, scope);
                check_value(&name, &value, template.span, names);
                headers.push((name, value));
            }
        }
    }
    (headers, removed)
}

fn check_value(name: &HeaderName, value: &Scalar, span: Span, names: &mut Names<'_>) {
    if let Scalar::Known(text) = value
        && HeaderValue::from_bytes(text.as_bytes()).is_err()
    {
        let message = format!("this cannot be the value of the header field `{name}`");
        let problem = Diagnostic::error(BAD_HEADER, message);
        names.report(problem.at(span, "line breaks and control characters are not allowed"));
    }
}
