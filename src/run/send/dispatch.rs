//! Chooses the way to send by the keywords of the case: once, `repeat`, `burst`, `until` or `pages`.

use super::burst::burst;
use super::pages::{Paging, pages};
use super::poll::poll;
use super::retry::send_with_retries;
use crate::http::{Exchange, ExchangeError, Request};
use crate::plan::BindError;
use crate::run::case::{Answered, CaseHistory, CaseRun, judge_all_demands, judge_off_thread};

/// The reason why no response decides a case.
pub(in crate::run) enum SendError {
    /// A value of the condition in `until` is missing, so nothing was sent.
    Unbound(BindError),
    /// The last request has no response.
    Exchange(ExchangeError),
}

/// Sends the request of a case as its keywords demand. Everything before the deciding response is added to
/// `history`.
pub(in crate::run) async fn send(
    run: CaseRun<'_>,
    request: &Request,
    history: &mut CaseHistory,
) -> Result<Answered, SendError> {
    let sending = &run.case.sending;
    // Few cases poll, burst or page. Their futures are boxed, because the largest branch would set the size of the
    // future of every case.
    let answered = if let Some(until) = &sending.until {
        let awaited = run.shared.bindings.bound(&until.condition).map_err(SendError::Unbound)?;
        Box::pin(poll(run, request, until, &awaited, history)).await
    } else if let Some(times) = sending.burst {
        Box::pin(burst(run, request, times, history)).await.map(Answered::from)
    } else if let Some(paging) = Paging::of(&run.case.request) {
        Box::pin(pages(run, request, &paging, history)).await
    } else {
        repeat(run, request, history).await.map(Answered::from)
    };
    answered.map_err(SendError::Exchange)
}

/// Sends a request as often as `repeat` demands, once by default. Every response must meet all demands of the case;
/// those before the last one are judged here.
async fn repeat(
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
