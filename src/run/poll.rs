//! `until`: sending again until a condition holds or the time is up.

use std::time::Instant;

use crate::check::{self, Condition, Expectation};
use crate::http::{Exchange, ExchangeError, Request};
use crate::plan::{CaseIndex, UntilPlan};
use crate::verdict::Finding;

use super::case_history::Way;
use super::state::Shared;
use super::{attempts, blocking, case};

/// Sends a request until `awaited` holds. What came before the last response is noted in `way`; the
/// finding says what has not come when the time was up.
pub(super) async fn poll(
    (shared, index): (&Shared, CaseIndex),
    request: &Request,
    (until, awaited): (&UntilPlan, &Expectation),
    way: &mut Way,
) -> Result<(Exchange, Option<Finding>), ExchangeError> {
    let case = shared.case(index);
    let condition = Condition {
        path: case::relative_path(&request.url, &shared.endpoint(case).url),
        layers: case::layers(shared, case),
        awaited,
        sources: &shared.plan.sources,
    };
    let begun = Instant::now();
    let mut sent: u64 = 0;
    loop {
        let exchange = attempts::send((shared, index), request, way).await?;
        sent += 1;
        let unmet = condition.unmet(&exchange);
        if unmet.is_empty() {
            return Ok((exchange, None));
        }
        if begun.elapsed() + until.every > until.limit {
            let requests = if sent == 1 { "request" } else { "requests" };
            let waited = format!("within {:?} and {sent} {requests}", until.limit);
            let claim = case.expectation.known.claim();
            return Ok((exchange, check::never_met(unmet, &waited, claim)));
        }
        let judged = blocking::judged(case::on_the_way, (shared, index), &exchange).await;
        way.pass(judged, "on the way");
        tokio::time::sleep(until.every).await;
    }
}
