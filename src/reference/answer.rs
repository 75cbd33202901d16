//! One response before it is sent: a value that faults can still change.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::refusal::Refusal;

/// Where the errors are explained to people.
const EXPLAINED_AT: &str = "https://developer.point.example/api-response#";

/// A response with its content still as a value.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) content: Content,
}

/// The content of a response.
#[derive(Debug)]
pub(super) enum Content {
    None,
    Json(Value),
    Text(&'static str),
}

/// Which of the two documented forms an error takes: "for all errors except Identity errors".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Point,
    Identity,
}

impl Answer {
    /// A response with a JSON body.
    pub(super) fn json(status: u16, body: Value) -> Answer {
        let mut answer = Answer { status, headers: HeaderMap::new(), content: Content::Json(body) };
        answer.set_header("content-type", "application/json");
        answer
    }

    /// A 204.
    pub(super) fn no_content() -> Answer {
        Answer { status: 204, headers: HeaderMap::new(), content: Content::None }
    }

    /// An error in the form of its endpoint.
    pub(super) fn refused(refusal: &Refusal, shape: Shape, debug_id: &str) -> Answer {
        let body = match shape {
            Shape::Point => point_body(refusal, debug_id),
            Shape::Identity => identity_body(refusal),
        };
        let mut answer = Answer::json(refusal.status, body);
        for (name, value) in &refusal.headers {
            answer.set_header(name, value);
        }
        answer
    }

    /// Sets a header in place of any other of that name.
    pub(super) fn set_header(&mut self, name: &'static str, value: &str) {
        let value =
            HeaderValue::from_str(value).expect("the server writes header values in visible ASCII");
        self.headers.insert(HeaderName::from_static(name), value);
    }

    /// The same response with one more header.
    pub(super) fn with_header(mut self, name: &'static str, value: &str) -> Answer {
        self.set_header(name, value);
        self
    }

    /// The error code in the body, in either form.
    pub(super) fn code(&self) -> Option<&str> {
        let Content::Json(body) = &self.content else { return None };
        body.get("name").or_else(|| body.get("error"))?.as_str()
    }

    /// The response as axum sends it.
    pub(super) fn into_response(self) -> Response {
        let body = match self.content {
            Content::None => Body::empty(),
            Content::Json(value) => Body::from(value.to_string()),
            Content::Text(text) => Body::from(text),
        };
        let mut response = Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).expect("every status here has three digits");
        *response.headers_mut() = self.headers;
        response
            .headers_mut()
            .entry(header::SERVER)
            .or_insert(HeaderValue::from_static("point-reference"));
        response
    }
}

fn point_body(refusal: &Refusal, debug_id: &str) -> Value {
    let mut body =
        json!({ "name": refusal.code, "message": refusal.message, "debug_id": debug_id });
    if refusal.status < 500 {
        body["details"] = Value::Array(refusal.details.clone());
    }
    let href = format!("{EXPLAINED_AT}{}", refusal.code);
    body["links"] = json!([{ "href": href, "rel": "information_link", "method": "GET" }]);
    body
}

/// The identity form. A description is limited to printable ASCII without quotes and backslashes
/// (RFC 6749, section 5.2), so the page's typographic apostrophe becomes a plain one.
fn identity_body(refusal: &Refusal) -> Value {
    json!({ "error": refusal.code, "error_description": refusal.message.replace('\u{2019}', "'") })
}
