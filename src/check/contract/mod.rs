//! The checks of a response against its contract.

mod body_schema;
mod content_type;
mod documented_status;
mod error_code;
mod framing;
mod links;
mod no_content;
mod replay;
mod response_headers;

pub(super) use body_schema::{BodySchema, broken as broken_body};
pub(super) use content_type::ContentType;
pub(super) use documented_status::DocumentedStatus;
pub(super) use error_code::ErrorCode;
pub(super) use framing::Framing;
pub(super) use links::Links;
pub(super) use no_content::NoContent;
pub(super) use replay::Replay;
pub(super) use response_headers::ResponseHeaders;
