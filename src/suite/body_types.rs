//! The content of a request, as written in a suite or as planned.

use std::fmt::Debug;

use bytes::Bytes;

use super::named_value::Named;

/// The types of the values in a [`Body`], which differ between a suite and a plan.
pub trait BodyStage: Debug + Clone {
    /// A text.
    type Text: Debug + Clone;
    /// A JSON value.
    type Json: Debug + Clone;
    /// A file.
    type File: Debug + Clone;
    /// The boundary between the parts of `multipart`.
    type Boundary: Debug + Clone;
}

/// The content of a request. The media types are defaults that `headers` can override.
#[derive(Debug, Clone)]
pub enum Body<S: BodyStage> {
    /// No content.
    Empty,
    /// `json`: any value, sent as `application/json`.
    Json(S::Json),
    /// `form`: sent as `application/x-www-form-urlencoded`.
    Form(Vec<Named<S::Text>>),
    /// `body`: a text without a default media type.
    Text(S::Text),
    /// `text`: sent as `text/plain; charset=utf-8`.
    Plain(S::Text),
    /// `bytes`: sent as `application/octet-stream`.
    Bytes(Bytes),
    /// `file`: the bytes of a file, sent as `application/octet-stream`.
    File(S::File),
    /// `multipart`: sent as `multipart/form-data`.
    Multipart {
        /// The boundary between the parts.
        boundary: S::Boundary,
        /// The parts in their order.
        parts: Vec<Named<FormPart<S>>>,
    },
}

/// One part of `multipart`.
#[derive(Debug, Clone)]
pub struct FormPart<S: BodyStage> {
    /// The content.
    pub content: FormPartContent<S>,
    /// `content-type`; by default `application/octet-stream` for a file.
    pub content_type: Option<S::Text>,
    /// `filename`; by default the file's own name for a file.
    pub filename: Option<S::Text>,
}

/// The content of a part of `multipart`.
#[derive(Debug, Clone)]
pub enum FormPartContent<S: BodyStage> {
    /// A text.
    Text(S::Text),
    /// The bytes of a file.
    File(S::File),
}
