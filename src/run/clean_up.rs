//! Deletes what probes created by accident, with the requests of the teardown.

use super::case::{CaseResult, CaseRun, judge_by_contract, judge_off_thread, left_behind};
use super::state::Leftover;
use crate::http::Request;
use crate::verdict::Finding;

/// Sends the request of a teardown case again for each leftover of the probes that the request can delete. Findings
/// are added to the result of the case.
pub(super) async fn clean_up(run: CaseRun<'_>, result: &mut CaseResult) {
    for leftover in run.shared.leftovers() {
        let Some(request) = deleting_request(run, &leftover) else { continue };
        run.shared.mask.learn_request(&request);
        let attempt = format!("while deleting what `{}` created", leftover.probe.id);
        run.shared.wait_for_turn().await;
        match run.client().send(request).await {
            Ok(exchange) => {
                let status = exchange.response.status;
                // The case expects the response for the resource of its control, so only the contract judges this
                // response.
                let judged = judge_off_thread(judge_by_contract, run, &exchange).await;
                result.findings.extend(judged.findings.into_iter().map(|finding| {
                    let message = format!("{attempt}, {}", finding.message);
                    Finding { message, ..finding }
                }));
                // After 404 there is nothing left to delete.
                if !status.is_success() && status.as_u16() != 404 {
                    let place = run.place(run.case.span);
                    result.findings.push(left_behind(&attempt, status.as_str(), place));
                }
            }
            Err(error) => {
                let place = run.place(run.case.span);
                result.findings.push(left_behind(&attempt, &error.to_string(), place));
            }
        }
    }
}

/// Returns the request that deletes a leftover, or `None` if the case does not delete resources of its control.
fn deleting_request(run: CaseRun<'_>, leftover: &Leftover) -> Option<Request> {
    // A teardown case that needs the control deletes what the control created. With the values of the probe, the same
    // request deletes what the probe created.
    if !run.case.requires.contains(&leftover.control) {
        return None;
    }
    let bindings = run.shared.bindings.with(&leftover.values);
    let own = run.shared.bindings.request(run.case, run.target(), None).ok()?;
    let request = bindings.request(run.case, run.target(), None).ok()?;
    // If the captured values change nothing, the request does not name the leftover.
    (own.url != request.url || own.body != request.body).then_some(request)
}
