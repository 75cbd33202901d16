//! `burst`: sends the same request many times at once, to reach a rate limit.

use std::time::Instant;

use tokio::task::JoinSet;

use super::token::with_current_token;
use crate::event::{Attempt, milliseconds};
use crate::http::{Exchange, ExchangeError, Request};
use crate::run::case::{
    CaseHistory, CaseResult, CaseRun, judge_all_demands, judge_by_contract, judge_off_thread,
};
use crate::verdict::{CheckId, Level};

/// Sends a request `times` times at once and returns the response that is closest to what the case expects.
///
/// A burst should reach the limit once, so the other responses are judged by the contract alone. A request without a
/// response fails the case only if no request has a response.
pub(super) async fn burst(
    run: CaseRun<'_>,
    request: &Request,
    times: u32,
    history: &mut CaseHistory,
) -> Result<Exchange, ExchangeError> {
    // The whole burst has one token: a renewal between two requests would spread the burst.
    let request = with_current_token(run, request, history).await?;
    // The rate must not slow the burst down, so later requests wait for it instead.
    run.shared.count_at_once(times);
    let mut requests = JoinSet::new();
    for _ in 0..times {
        let (client, request) = (run.client().clone(), request.clone());
        requests.spawn(async move {
            let start = Instant::now();
            (client.send(request).await, start.elapsed())
        });
    }
    let mut answers = Vec::new();
    let mut last_error = None;
    while let Some(done) = requests.join_next().await {
        match done.expect("a request neither panics nor is cancelled") {
            (Ok(exchange), _) => answers.push(exchange),
            (Err(error), elapsed) => {
                let reason = run.shared.mask.text(&error.to_string());
                let elapsed_ms = milliseconds(elapsed);
                history.add_attempt(Attempt { reason, status: None, elapsed_ms });
                last_error = Some(error);
            }
        }
    }
    let mut ranked = Vec::new();
    for exchange in answers {
        let result = judge_off_thread(judge_all_demands, run, &exchange).await;
        ranked.push((distance(&result), exchange));
    }
    // The sort is stable: of equally close responses, the one that arrived first decides.
    ranked.sort_by_key(|(distance, _)| *distance);
    let mut answers = ranked.into_iter().map(|(_, exchange)| exchange);
    let Some(closest) = answers.next() else {
        return Err(last_error.expect("a burst has at least one request"));
    };
    for exchange in answers {
        let result = judge_off_thread(judge_by_contract, run, &exchange).await;
        history.add_response(result, "in the burst");
    }
    Ok(closest)
}

/// Returns the distance of a response from what the case expects: another status weighs more than all findings.
fn distance(result: &CaseResult) -> (bool, usize) {
    let findings = &result.findings;
    let has_other_status = findings.iter().any(|finding| finding.check == CheckId::ExpectStatus);
    let must = findings.iter().filter(|finding| finding.level == Level::Must);
    (has_other_status, must.count())
}
