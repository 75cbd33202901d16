//! The state that all cases of a run share.

mod clients;
mod kept;
mod leftovers;
mod shared;
mod tokens;

pub(super) use leftovers::Leftover;
pub(super) use shared::Shared;
pub(super) use tokens::Token;
