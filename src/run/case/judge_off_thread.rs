//! Judges large responses on a blocking thread, so that other cases are not delayed.

use std::panic::resume_unwind;

use super::case_run::CaseRun;
use super::result::CaseResult;
use crate::http::Exchange;

/// The body size in bytes from which on a response is judged on a blocking thread.
///
/// A smaller body takes less than a millisecond, unless a query or a schema visits it again and again. A thread
/// switch would cost more than it saves.
const LARGE: usize = 32 << 10;

/// A way to judge a response.
pub(in crate::run) type Judge = fn(CaseRun<'_>, &Exchange) -> CaseResult;

/// Judges a response, on a blocking thread if its body is large.
///
/// All cases share one thread. A long judgement there would delay their responses and falsify their times.
pub(in crate::run) async fn judge_off_thread(
    judge: Judge,
    run: CaseRun<'_>,
    exchange: &Exchange,
) -> CaseResult {
    if exchange.response.body.len() < LARGE {
        return judge(run, exchange);
    }
    // The blocking thread may outlive this future, so it needs owned values. Both clones are cheap: bodies and
    // shared state are reference counted.
    let (shared, index, exchange) = (run.shared.clone(), run.index, exchange.clone());
    let task = move || judge(CaseRun::new(&shared, index), &exchange);
    match tokio::task::spawn_blocking(task).await {
        Ok(result) => result,
        // A blocking task is never cancelled, so the error is a panic. It continues here, where it is reported as
        // one of this case.
        Err(error) => resume_unwind(error.into_panic()),
    }
}
