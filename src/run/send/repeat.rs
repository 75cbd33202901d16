//! `repeat`: sends the same request several times in a row.

use super::retry::send_with_retries;
use crate::http::{Exchange, ExchangeError, Request};
use crate::run::case::{CaseHistory, CaseRun, judge_all_demands, judge_off_thread};

/// Sends a request as often as `repeat` demands, once by default. Every response must meet all demands of the case;
/// those before the last one are judged here.
pub(super) async fn repeat(
    run: CaseRun<'_>,
    request: &Request,
    history: &mut CaseHistory,
) -> Result<Exchange, ExchangeError> {
    let times = run.case.sending.repeat.unwrap_or(1);
    for turn in 1..times {
        let exchange = send_with_retries(run, request, history).await?;
        let result = judge_off_thread(judge_all_demands, run, &exchange).await;
        history.add_response(result, &format!("in request {turn} of {times}"));
    }
    send_with_retries(run, request, history).await
}
