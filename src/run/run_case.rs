//! Runs one case from its request to its report.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::case::{
    Answered, CaseHistory, CaseResult, CaseRun, Reach, Unsendable, broken_link, errored,
    judge_final, judge_off_thread, leaves_target, outcome_with_waivers, request,
};
use super::clean_up::clean_up;
use super::send::{SendError, send};
use super::state::Shared;
use crate::check;
use crate::contract::ErrorCode;
use crate::event::{CaseFinished, Phase, milliseconds};
use crate::http::{ExchangeError, Request};
use crate::plan::{BindError, CaseIndex};
use crate::verdict::Outcome;

/// Runs one case to its end.
pub(super) async fn run_case(shared: &Arc<Shared>, index: CaseIndex) -> (Box<CaseFinished>, Reach) {
    let (start, started) = (Instant::now(), Timestamp::now());
    let run = CaseRun::new(shared, index);
    let (result, reach) = match request(run) {
        Ok(request) => {
            let (result, reach) = send_and_judge(run, request).await;
            let mut result = without_token(run, result);
            if run.case.phase == Phase::Teardown {
                // Boxed: the future is large, and few cases are teardown.
                Box::pin(clean_up(run, &mut result)).await;
            }
            (result, reach)
        }
        Err(Unsendable::Reason(reason)) => (errored(reason), Reach::Untried),
        Err(Unsendable::NoLink(message)) => {
            let findings = vec![broken_link(run, message)];
            (CaseResult { findings, ..CaseResult::default() }, Reach::Untried)
        }
    };
    (finish(run, result, started, start.elapsed()), reach)
}

/// Reports a case that was not run.
pub(super) fn not_run(shared: &Shared, index: CaseIndex, outcome: Outcome) -> Box<CaseFinished> {
    let result = CaseResult { outcome: Some(outcome), ..CaseResult::default() };
    finish(CaseRun::new(shared, index), result, Timestamp::now(), Duration::ZERO)
}

async fn send_and_judge(run: CaseRun<'_>, request: Request) -> (CaseResult, Reach) {
    // Secrets must be known before anything about the request is reported, errors included.
    run.shared.mask.learn_request(&request);
    let mut history = CaseHistory::default();
    let (last, reach) = match send(run, &request, &mut history).await {
        Ok(Answered { exchange, finding }) => {
            let mut last = judge_off_thread(judge_final, run, &exchange).await;
            last.findings.extend(finding);
            (last, Reach::Reached)
        }
        Err(SendError::Unbound(BindError { reason })) => (errored(reason), Reach::Untried),
        Err(SendError::Exchange(error)) => {
            let reason = run.shared.mask.text(&error.to_string());
            let reach = reach(run, &request, &error, &reason);
            let exchange = Some(run.shared.mask.unanswered(&request));
            (CaseResult { exchange, ..errored(reason) }, reach)
        }
    };
    (history.finish_with(last), reach)
}

/// Returns the evidence that an error gives about the target. A request that leaves the target gives none.
fn reach(run: CaseRun<'_>, request: &Request, error: &ExchangeError, reason: &str) -> Reach {
    if leaves_target(run, request) {
        return Reach::Untried;
    }
    match error {
        ExchangeError::Connect { .. } | ExchangeError::Tls { .. } => {
            Reach::Unreachable(reason.to_owned())
        }
        // Other errors are no evidence that the target is down.
        _ => Reach::Reached,
    }
}

/// Makes a token request without a token an error, unless its response broke the contract: without a token there is
/// nothing to judge the API by.
fn without_token(run: CaseRun<'_>, mut result: CaseResult) -> CaseResult {
    let stopped = run.shared.dead_credential(run.case, result.outcome.as_ref());
    let Some(stopped) = stopped else { return result };
    let keeps_contract = result.findings.iter().all(|found| found.check.is_demand_of_the_case());
    if result.outcome.is_none() && keeps_contract {
        result.findings.clear();
        result.outcome = Some(Outcome::Errored { reason: stopped.why });
    }
    result
}

/// Turns a result into the event that ends the case. Every text of the target is masked here.
fn finish(
    run: CaseRun<'_>,
    mut result: CaseResult,
    started: Timestamp,
    elapsed: Duration,
) -> Box<CaseFinished> {
    let CaseRun { shared, case, .. } = run;
    for attempt in &mut result.attempts {
        attempt.reason = shared.mask.text(&attempt.reason);
    }
    // The outcome may add findings, so it comes before they are masked and sorted.
    let outcome = outcome(run, &mut result);
    if let Some(code) = result.sighting.as_mut().and_then(|sighting| sighting.code.as_mut()) {
        *code = ErrorCode::new(shared.mask.text(code.as_str()));
    }
    for finding in &mut result.findings {
        check::mask(&shared.mask, finding);
    }
    // The sort is stable, so findings of one level keep the order of the checks.
    result.findings.sort_by_key(|finding| finding.level);
    let mut place = run.place(case.span);
    place.text = shared.mask.text(&place.text);
    let claims = &case.expectation.known.claims;
    Box::new(CaseFinished {
        case: case.name.clone(),
        file: shared.plan.suites[case.suite].file.clone(),
        phase: case.phase,
        target: shared.plan.target_name(case.target),
        contract: run.layers().first().id().to_owned(),
        claim: claims.first().map(|claim| claim.row.clone()),
        claims: run.layers().beside_the_first(claims.clone()),
        asks: case.asks.clone(),
        place,
        along: !case.selected,
        tags: case.tags.clone(),
        started: started.to_string(),
        elapsed_ms: milliseconds(elapsed),
        outcome,
        findings: result.findings,
        sighting: result.sighting,
        exchange: result.exchange,
        correlation: result.correlation,
        attempts: result.attempts,
        change: case.probe.as_ref().map(|probe| shared.mask.text(&probe.shown)),
        not_exercised: result.not_exercised.map(|reason| shared.mask.text(&reason)),
    })
}

/// Returns the outcome of a case, and adds the findings of its waiver.
fn outcome(run: CaseRun<'_>, result: &mut CaseResult) -> Outcome {
    let mask = &run.shared.mask;
    match result.outcome.take() {
        None => match &result.not_exercised {
            Some(reason) if Outcome::judged(&result.findings) == Outcome::Passed => {
                Outcome::Skipped { reason: mask.text(reason) }
            }
            _ => outcome_with_waivers(run, &mut result.findings),
        },
        Some(Outcome::Errored { reason }) => Outcome::Errored { reason: mask.text(&reason) },
        Some(other) => other,
    }
}
