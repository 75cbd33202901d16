//! What the author of a case asks beside the contract.
//!
//! Where the status is not the expected one, the body and the fields that the author described were not
//! to be had: `expect.status` says so, and the others say nothing.

mod body;
mod code;
mod equals;
mod headers;
mod links;
mod matches;
mod status;

pub(super) use body::Body;
pub(super) use code::Code;
pub(super) use equals::Equals;
pub(super) use headers::Headers;
pub(super) use links::Links;
pub(super) use matches::Matches;
pub(super) use status::Status;
