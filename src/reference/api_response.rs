//! A response before it is sent, when faults can still change its content.

use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use hyper::body::Bytes;
use serde_json::{Value, json};

use super::api_error::ApiError;
use super::response_body::ResponseBody;

/// The base URL of the pages that explain the errors.
const EXPLAINED_AT: &str = "https://developer.point.example/api-response#";

/// A response whose JSON content is still a value.
#[derive(Debug)]
pub(super) struct ApiResponse {
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
    /// JSON that breaks off in its middle.
    BrokenOff(Value),
}

/// The documented form of an error. The page documents one form "for all errors except Identity errors".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Point,
    Identity,
}

impl ApiResponse {
    /// Creates a response with a JSON body.
    pub(super) fn json(status: u16, body: Value) -> ApiResponse {
        let mut response =
            ApiResponse { status, headers: HeaderMap::new(), content: Content::Json(body) };
        response.set_header("content-type", "application/json");
        response
    }

    /// Creates a 204.
    pub(super) fn no_content() -> ApiResponse {
        ApiResponse { status: 204, headers: HeaderMap::new(), content: Content::None }
    }

    /// Creates an error response in the form of its endpoint.
    pub(super) fn error(error: &ApiError, shape: Shape, debug_id: &str) -> ApiResponse {
        let body = match shape {
            Shape::Point => point_body(error, debug_id),
            Shape::Identity => identity_body(error),
        };
        let mut response = ApiResponse::json(error.status, body);
        for (name, value) in &error.headers {
            response.set_header(name, value);
        }
        response
    }

    /// Sets a header field, replacing all others with the same name.
    pub(super) fn set_header(&mut self, name: &'static str, value: &str) {
        let value =
            HeaderValue::from_str(value).expect("the server writes header values in visible ASCII");
        self.headers.insert(HeaderName::from_static(name), value);
    }

    /// Returns the response with one more header field.
    pub(super) fn with_header(mut self, name: &'static str, value: &str) -> ApiResponse {
        self.set_header(name, value);
        self
    }

    /// Returns the error code in the body, in either form.
    pub(super) fn code(&self) -> Option<&str> {
        let Content::Json(body) = &self.content else { return None };
        body.get("name").or_else(|| body.get("error"))?.as_str()
    }

    /// Returns the HTTP response.
    pub(super) fn into_http(self) -> Response<ResponseBody> {
        let body = match self.content {
            Content::None => ResponseBody::whole(Bytes::new()),
            Content::Json(value) => ResponseBody::whole(Bytes::from(value.to_string())),
            Content::Text(text) => ResponseBody::whole(Bytes::from_static(text.as_bytes())),
            Content::BrokenOff(value) => {
                let mut text = Bytes::from(value.to_string());
                text.truncate(text.len() / 2);
                ResponseBody::broken_off(text)
            }
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

fn point_body(error: &ApiError, debug_id: &str) -> Value {
    let mut body = json!({ "name": error.code, "message": error.message, "debug_id": debug_id });
    if error.status < 500 {
        body["details"] = Value::Array(error.details.clone());
    }
    let href = format!("{EXPLAINED_AT}{}", error.code);
    body["links"] = json!([{ "href": href, "rel": "information_link", "method": "GET" }]);
    body
}

/// The form of the token endpoint. A description is limited to printable ASCII without quotes and backslashes
/// (RFC 6749, section 5.2), so the typographic apostrophe of the page becomes a plain one.
fn identity_body(error: &ApiError) -> Value {
    json!({ "error": error.code, "error_description": error.message.replace('\u{2019}', "'") })
}
