//! The responses that a fault applies to, and its changes to them.

use http::HeaderName;
use serde_json::Value;

use super::super::api_error::ApiError;
use super::super::api_response::{ApiResponse, Content, Shape};
use super::super::routes::Operation;

/// A condition for the responses that a fault changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When {
    shape: Shape,
    status: u16,
    /// Empty: responses of every operation.
    operations: &'static [Operation],
    code: Option<&'static str>,
}

/// One change to a response. JSON is written as text, a member as a JSON Pointer (RFC 6901, without escapes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Status(u16),
    /// Replaces the response by the well-formed API-wide error of this status.
    Instead(u16),
    SetHeader(&'static str, &'static str),
    DropHeader(&'static str),
    SetMember(&'static str, &'static str),
    DropMember(&'static str),
    /// Replaces the body by this JSON.
    Json(&'static str),
    /// Replaces the body by a text of this content type.
    Text(&'static str, &'static str),
    /// Ends the connection in the middle of the JSON body.
    BreakOff,
}

impl When {
    /// Responses with this status outside of the token endpoint.
    pub(super) const fn point(status: u16) -> When {
        When { shape: Shape::Point, status, operations: &[], code: None }
    }

    /// Responses of the token endpoint with this status.
    pub(super) const fn identity(status: u16) -> When {
        When { shape: Shape::Identity, status, operations: &[], code: None }
    }

    /// Restricts the condition to some operations.
    pub(super) const fn to(self, operations: &'static [Operation]) -> When {
        When { operations, ..self }
    }

    /// Restricts the condition to one error code.
    pub(super) const fn with_code(self, code: &'static str) -> When {
        When { code: Some(code), ..self }
    }

    /// Returns true if a response meets the condition.
    pub(super) fn matches(
        &self,
        operation: Operation,
        shape: Shape,
        response: &ApiResponse,
    ) -> bool {
        self.shape == shape
            && self.status == response.status
            && (self.operations.is_empty() || self.operations.contains(&operation))
            && (self.code.is_none() || self.code == response.code())
    }
}

impl Change {
    /// Applies the change to a response.
    ///
    /// # Panics
    ///
    /// If a table of faults names a member that the response does not have, or contains invalid JSON.
    pub(super) fn apply(&self, shape: Shape, response: &mut ApiResponse) {
        match *self {
            Change::Status(status) => response.status = status,
            Change::Instead(status) => {
                *response =
                    ApiResponse::error(&ApiError::documented(status), shape, "0000000000000bad");
            }
            Change::SetHeader(name, value) => response.set_header(name, value),
            Change::DropHeader(name) => {
                response.headers.remove(HeaderName::from_static(name));
            }
            Change::SetMember(pointer, text) => set_member(content(response), pointer, json(text)),
            Change::DropMember(pointer) => drop_member(content(response), pointer),
            Change::Json(text) => {
                response.content = Content::Json(json(text));
                response.set_header("content-type", "application/json");
            }
            Change::Text(content_type, text) => {
                response.content = Content::Text(text);
                response.set_header("content-type", content_type);
            }
            Change::BreakOff => {
                let whole = std::mem::take(content(response));
                response.content = Content::BrokenOff(whole);
            }
        }
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("the fault tables write JSON")
}

fn content(response: &mut ApiResponse) -> &mut Value {
    match &mut response.content {
        Content::Json(value) => value,
        Content::None | Content::Text(_) | Content::BrokenOff(_) => {
            panic!("a fault changes a member of a body that is not JSON")
        }
    }
}

fn set_member(body: &mut Value, pointer: &str, value: Value) {
    let (parent, name) = parent(body, pointer);
    match parent {
        Value::Object(members) => {
            members.insert(name.to_owned(), value);
        }
        other => {
            *other.pointer_mut(&format!("/{name}")).expect("a fault sets an item that is there") =
                value;
        }
    }
}

fn drop_member(body: &mut Value, pointer: &str) {
    let (parent, name) = parent(body, pointer);
    let removed = parent.as_object_mut().and_then(|members| members.shift_remove(name));
    assert!(removed.is_some(), "a fault drops `{pointer}`, which the response does not have");
}

fn parent<'body, 'pointer>(
    body: &'body mut Value,
    pointer: &'pointer str,
) -> (&'body mut Value, &'pointer str) {
    let (parent, name) =
        pointer.rsplit_once('/').expect("a pointer to a member begins with a slash");
    (body.pointer_mut(parent).expect("a fault points into what the response has"), name)
}
