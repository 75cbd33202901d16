//! When a fault acts, and what it does to an answer.

use axum::http::HeaderName;
use serde_json::Value;

use super::super::answer::{Answer, Content, Shape};
use super::super::refusal::Refusal;
use super::super::route::Operation;

/// The answers that a fault changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When {
    shape: Shape,
    status: u16,
    /// Empty for every operation.
    operations: &'static [Operation],
    code: Option<&'static str>,
}

/// One change to an answer. JSON is given as text, members by JSON Pointer (RFC 6901, without escapes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Status(u16),
    /// The well-formed API-wide error of this status stands in place of the answer.
    Instead(u16),
    SetHeader(&'static str, &'static str),
    DropHeader(&'static str),
    SetMember(&'static str, &'static str),
    DropMember(&'static str),
    /// Another JSON body.
    Json(&'static str),
    /// A body of another content type.
    Text(&'static str, &'static str),
}

impl When {
    /// Answers with this status outside the identity endpoint.
    pub(super) const fn point(status: u16) -> When {
        When { shape: Shape::Point, status, operations: &[], code: None }
    }

    /// Answers with this status of the identity endpoint.
    pub(super) const fn identity(status: u16) -> When {
        When { shape: Shape::Identity, status, operations: &[], code: None }
    }

    /// Of these, only the answers to some operations.
    pub(super) const fn to(self, operations: &'static [Operation]) -> When {
        When { operations, ..self }
    }

    /// Of these, only the answers with this error code.
    pub(super) const fn with_code(self, code: &'static str) -> When {
        When { code: Some(code), ..self }
    }

    /// Whether an answer is one of them.
    pub(super) fn holds(&self, operation: Operation, shape: Shape, answer: &Answer) -> bool {
        self.shape == shape
            && self.status == answer.status
            && (self.operations.is_empty() || self.operations.contains(&operation))
            && (self.code.is_none() || self.code == answer.code())
    }
}

impl Change {
    /// Changes an answer.
    ///
    /// # Panics
    ///
    /// If a table of faults names a member that the answer does not have, or has text that is not JSON.
    pub(super) fn apply(&self, shape: Shape, answer: &mut Answer) {
        match *self {
            Change::Status(status) => answer.status = status,
            Change::Instead(status) => {
                *answer = Answer::refused(&Refusal::documented(status), shape, "0000000000000bad");
            }
            Change::SetHeader(name, value) => answer.set_header(name, value),
            Change::DropHeader(name) => {
                answer.headers.remove(HeaderName::from_static(name));
            }
            Change::SetMember(pointer, text) => set_member(content(answer), pointer, json(text)),
            Change::DropMember(pointer) => drop_member(content(answer), pointer),
            Change::Json(text) => {
                answer.content = Content::Json(json(text));
                answer.set_header("content-type", "application/json");
            }
            Change::Text(content_type, text) => {
                answer.content = Content::Text(text);
                answer.set_header("content-type", content_type);
            }
        }
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("the fault tables write JSON")
}

fn content(answer: &mut Answer) -> &mut Value {
    match &mut answer.content {
        Content::Json(value) => value,
        Content::None | Content::Text(_) => {
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
    assert!(removed.is_some(), "a fault drops `{pointer}`, which the answer does not have");
}

fn parent<'body, 'pointer>(
    body: &'body mut Value,
    pointer: &'pointer str,
) -> (&'body mut Value, &'pointer str) {
    let (parent, name) =
        pointer.rsplit_once('/').expect("a pointer to a member begins with a slash");
    (body.pointer_mut(parent).expect("a fault points into what the answer has"), name)
}
