//! The state that all cases of a run share.

mod clients;
mod kept;
mod shared;
mod tokens;
mod watching;

pub(super) use kept::Leftover;
pub(super) use shared::Shared;
pub(super) use tokens::Token;
