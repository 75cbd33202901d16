//! The content of a request, as written in a suite or as planned.

use std::fmt::Debug;

use bytes::Bytes;

use super::named_value::Named;

/// The types of the values in a [`Body`], which differ between a suite and a plan.
pub trait BodyStage: Debug + Clone {
    /// The type of a text, such as the value of a form field.
    type Text: Debug + Clone;
    /// The type of a JSON value.
    type Json: Debug + Clone;
    /// The type of a file: its path, or its bytes.
    type File: Debug + Clone;
    /// The type of the boundary between the parts of `multipart`.
    type Boundary: Debug + Clone;
}

/// The content of a request. The media types are defaults that `headers` can override.
#[derive(Debug, Clone)]
pub enum Body<S: BodyStage> {
    /// The request has no content.
    Empty,
    /// `json`: any value, sent as `application/json`.
    Json(S::Json),
    /// `form`: fields, sent as `application/x-www-form-urlencoded`.
    Form(Vec<Named<S::Text>>),
    /// `body`: a text without a default media type.
    Text(S::Text),
    /// `text`: a text, sent as `text/plain; charset=utf-8`.
    Plain(S::Text),
    /// `bytes`: bytes that the suite writes in Base64, sent as `application/octet-stream`.
    Bytes(Bytes),
    /// `file`: the bytes of a file, sent as `application/octet-stream`.
    File(S::File),
    /// `multipart`: several parts, sent as `multipart/form-data`.
    Multipart {
        /// The boundary between the parts.
        boundary: S::Boundary,
        /// The parts in their order.
        parts: Vec<Named<FormPart<S>>>,
    },
}

/// One part of `multipart`, without its name.
#[derive(Debug, Clone)]
pub struct FormPart<S: BodyStage> {
    /// The content of the part.
    pub content: FormPartContent<S>,
    /// `content-type`; by default `application/octet-stream` for a file.
    pub content_type: Option<S::Text>,
    /// `filename`; by default the file's own name for a file.
    pub filename: Option<S::Text>,
}

/// The content of a part of `multipart`.
#[derive(Debug, Clone)]
pub enum FormPartContent<S: BodyStage> {
    /// A text that the suite contains.
    Text(S::Text),
    /// The bytes of a file.
    File(S::File),
}
