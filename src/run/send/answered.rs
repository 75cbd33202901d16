//! The response that decides a case.

use crate::http::Exchange;
use crate::verdict::Finding;

/// The response that decides a case.
pub(in crate::run) struct Answered {
    pub(in crate::run) exchange: Exchange,
    /// The finding about the sequence of requests: a condition that never held, or a broken link.
    pub(in crate::run) finding: Option<Finding>,
}

impl From<Exchange> for Answered {
    fn from(exchange: Exchange) -> Self {
        Self { exchange, finding: None }
    }
}
