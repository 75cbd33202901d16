//! `until`: sends a request again until a condition holds or the time is up.

use std::time::Instant;

use super::retry::send_with_retries;
use crate::check::{self, Condition, Expectation};
use crate::http::{ExchangeError, Request};
use crate::plan::UntilPlan;
use crate::run::case::{Answered, CaseHistory, CaseRun, judge_by_contract, judge_off_thread};

/// Sends a request until `awaited` holds. If the time is up first, the last response decides and a finding names
/// what is missing.
pub(super) async fn poll(
    run: CaseRun<'_>,
    request: &Request,
    until: &UntilPlan,
    awaited: &Expectation,
    history: &mut CaseHistory,
) -> Result<Answered, ExchangeError> {
    let condition = Condition {
        path: run.path_of(&request.url),
        layers: run.layers(),
        awaited,
        sources: &run.shared.plan.sources,
    };
    let start = Instant::now();
    let mut sent: u64 = 0;
    loop {
        let exchange = send_with_retries(run, request, history).await?;
        sent += 1;
        let unmet = condition.unmet(&exchange);
        if unmet.is_empty() {
            return Ok(exchange.into());
        }
        // A pause that would end after the limit is not worth waiting for.
        if start.elapsed() + until.every > until.limit {
            let requests = if sent == 1 { "request" } else { "requests" };
            let waited = format!("within {:?} and {sent} {requests}", until.limit);
            let finding = check::never_met(unmet, &waited, run.claim());
            return Ok(Answered { exchange, finding });
        }
        let result = judge_off_thread(judge_by_contract, run, &exchange).await;
        history.add_response(result, "on the way");
        tokio::time::sleep(until.every).await;
    }
}
