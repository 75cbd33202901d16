//! The expectations of a case, in addition to its contract.
//!
//! If the status is not the expected one, only `expect.status` reports a finding. The author described the body and
//! the header fields of another response, so the other checks of this folder report nothing.

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
