//! Content and header fields of messages.

use std::sync::Arc;

use serde_json::Value;

use super::BodySchema;

/// Content of one media type.
#[derive(Debug, Clone)]
pub struct Content {
    /// The media type, or a range such as `image/*`.
    pub media_type: String,
    /// The schema, if the document has one and the media type is JSON or text.
    pub schema: Option<Arc<BodySchema>>,
    /// Example values, in the order of the document.
    pub examples: Vec<Value>,
    /// The examples that have a name. A request example and a response example with the same name belong together.
    pub named_examples: Vec<(String, Value)>,
}

/// A header field of a documented response.
#[derive(Debug, Clone)]
pub struct ResponseHeader {
    /// The name in lower case.
    pub name: String,
    /// True if a response without the field breaks the contract.
    pub required: bool,
    /// The schema of the value.
    pub schema: Option<Arc<BodySchema>>,
}
