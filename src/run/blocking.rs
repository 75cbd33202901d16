//! Judging large responses beside the thread that all cases share.

use std::panic::resume_unwind;

use crate::http::Exchange;
use crate::plan::CaseIndex;

use super::case::Judged;
use super::state::Shared;

/// Bytes of a body from which on it is judged aside. A smaller one takes less than a millisecond, unless a query or a
/// schema goes through it again and again.
const LARGE: usize = 32 << 10;

/// One way to judge a response.
pub(super) type Judge = fn(&Shared, CaseIndex, &Exchange) -> Judged;

/// Judges a response.
///
/// A large one is judged on a thread of its own. Meanwhile the thread that all cases share goes on, so that none
/// of their answers is late because of it.
pub(super) async fn judged(
    judge: Judge,
    (shared, index): (&Shared, CaseIndex),
    exchange: &Exchange,
) -> Judged {
    if exchange.response.body.len() < LARGE {
        return judge(shared, index, exchange);
    }
    let (shared, exchange) = (shared.clone(), exchange.clone());
    match tokio::task::spawn_blocking(move || judge(&shared, index, &exchange)).await {
        Ok(judged) => judged,
        // Only who waits for it may be given up, so it is a panic, which goes on here.
        Err(error) => resume_unwind(error.into_panic()),
    }
}
