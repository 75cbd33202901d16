//! `repeat`: the same request several times in a row, each response held to all that the case expects.

use crate::http::{Exchange, ExchangeError, Request};
use crate::plan::CaseIndex;

use super::case_history::Way;
use super::state::Shared;
use super::{attempts, blocking, case};

/// Sends a request as often as its case says; once, where it says nothing. The responses before the
/// last one are judged here.
pub(super) async fn repeat(
    (shared, index): (&Shared, CaseIndex),
    request: &Request,
    way: &mut Way,
) -> Result<Exchange, ExchangeError> {
    let times = shared.case(index).sending.repeat.unwrap_or(1);
    for turn in 1..times {
        let exchange = attempts::send((shared, index), request, way).await?;
        let judged = blocking::judged(case::in_full, (shared, index), &exchange).await;
        way.pass(judged, &format!("in request {turn} of {times}"));
    }
    attempts::send((shared, index), request, way).await
}
