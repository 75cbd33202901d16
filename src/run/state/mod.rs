//! The state that all cases of a run share.

mod clients;
mod kept_exchanges;
mod run_state;
mod tokens;
mod watched_connections;

pub(super) use kept_exchanges::Leftover;
pub(super) use run_state::Shared;
pub(super) use tokens::Token;
