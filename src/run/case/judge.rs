//! Judges the responses of a case, the large ones on a blocking thread.

use std::panic::resume_unwind;
use std::sync::LazyLock;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;

use super::capture::{capture, hide_secrets};
use super::case_run::CaseRun;
use super::probe::weigh;
use super::result::{CaseResult, errored};
use crate::check::{self, Judgement};
use crate::event::Correlation;
use crate::http::{Exchange, Request, have_one_origin};
use crate::plan::{BindError, RequestPlan};
use crate::verdict::CheckId;

/// The body size in bytes from which on a response is judged on a blocking thread.
///
/// A smaller body takes less than a millisecond, unless a query or a schema visits it again and again. A thread
/// switch would cost more than it saves.
const LARGE: usize = 32 << 10;

/// One permit for each core. A parsed body takes many times its size, and more threads than cores would not be faster.
static PERMITS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(available_parallelism().map_or(1, usize::from)));

/// Judges the last response of a case by everything that the case expects, and keeps what later cases need of it.
pub(in crate::run) fn judge_final(run: CaseRun<'_>, exchange: &Exchange) -> CaseResult {
    let mut judgement = match judgement(run, exchange) {
        Ok(judgement) => judgement,
        Err(BindError { reason }) => return errored(reason),
    };
    // A response with another status has another body, and content can break off: a finding for each missing value
    // would only repeat that.
    let has_content = !exchange.response.framing.is_broken();
    if has_content
        && !judgement.findings.iter().any(|finding| finding.check == CheckId::ExpectStatus)
    {
        judgement.findings.extend(capture(run, &judgement.json));
    }
    let not_exercised = weigh(run, exchange, &mut judgement);
    // Kept even if the case failed: the schedule decides whether the cases that need the response run.
    run.shared.tokens.take(run.case, exchange, judgement.json.value());
    run.shared.keep(run.index, exchange, judgement.json.value());
    CaseResult { not_exercised, ..result(run, exchange, judgement) }
}

/// Judges an interim response by the contract alone. The demands of the case apply to its last response only.
pub(in crate::run) fn judge_by_contract(run: CaseRun<'_>, exchange: &Exchange) -> CaseResult {
    let mut result = judge_all_demands(run, exchange);
    result.findings.retain(|finding| !finding.check.is_demand_of_the_case());
    result
}

/// Judges one of several responses by everything that the case expects. Nothing of the response is kept.
pub(in crate::run) fn judge_all_demands(run: CaseRun<'_>, exchange: &Exchange) -> CaseResult {
    match judgement(run, exchange) {
        Ok(judgement) => {
            hide_secrets(run, &judgement.json);
            result(run, exchange, judgement)
        }
        Err(BindError { reason }) => errored(reason),
    }
}

fn judgement(run: CaseRun<'_>, exchange: &Exchange) -> Result<Judgement, BindError> {
    let CaseRun { shared, case, .. } = run;
    // Must come before the checks, because their findings quote the response.
    shared.mask.learn_response(&exchange.response);
    // A replay is compared with the values that its control captured.
    let control = match case.request {
        RequestPlan::Replay { of } => shared.case(of).captures.as_slice(),
        _ => &[],
    };
    let expectation = shared.bindings.expectation(case, control)?;
    let path = run.path_of(&exchange.request.url);
    let sources = &shared.plan.sources;
    let mut judgement = check::judge(exchange, path, run.layers(), &expectation, sources);
    if is_outside_contracts(run, &exchange.request) {
        judgement.findings.retain(|finding| finding.check.is_demand_of_the_case());
    }
    Ok(judgement)
}

/// Returns true if a request leaves the target, as a request to a token endpoint with a URL of its own does.
pub(in crate::run) fn leaves_target(run: CaseRun<'_>, request: &Request) -> bool {
    !have_one_origin(&request.url, run.target())
}

/// Returns true if no contract documents a request: it leaves the target, or it asks for a token and the token
/// endpoint is no operation of the API.
fn is_outside_contracts(run: CaseRun<'_>, request: &Request) -> bool {
    let is_operation = || {
        let path = run.path_of(&request.url);
        let parts = run.layers().territories_at(&request.method, path);
        parts.iter().any(|(_, territory)| territory.documented().next().is_some())
    };
    leaves_target(run, request) || (run.case.token_of.is_some() && !is_operation())
}

/// Turns a judgement into a result that reports may show. Captured secrets must be masked before.
fn result(run: CaseRun<'_>, exchange: &Exchange, judgement: Judgement) -> CaseResult {
    let Judgement { findings, sighting, json } = judgement;
    let mask = &run.shared.mask;
    let correlation = check::correlation(exchange, &json);
    let correlation =
        correlation.map(|(name, value)| Correlation { name, value: mask.text(&value) });
    // A response that no contract documents must not count for or against a documented code.
    let sighting = (!is_outside_contracts(run, &exchange.request)).then_some(sighting);
    let exchange = Some(mask.transcript(exchange));
    CaseResult { findings, sighting, exchange, correlation, ..CaseResult::default() }
}

/// A function that judges a response.
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
    match on_a_core(&PERMITS, task).await {
        Ok(result) => result,
        // A blocking task is never cancelled, so the error is a panic. It continues here, where it is reported as
        // one of this case.
        Err(error) => resume_unwind(error.into_panic()),
    }
}

/// Runs a task on a blocking thread as soon as a permit is free.
async fn on_a_core<T: Send + 'static>(
    permits: &'static Semaphore,
    task: impl FnOnce() -> T + Send + 'static,
) -> Result<T, tokio::task::JoinError> {
    let permit = permits.acquire().await;
    // The permit moves to the thread, which may outlive this future.
    tokio::task::spawn_blocking(move || {
        let done = task();
        drop(permit);
        done
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    static TWO: Semaphore = Semaphore::const_new(2);
    static ONE: Semaphore = Semaphore::const_new(1);
    static BUSY: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);

    #[tokio::test]
    async fn no_more_tasks_run_at_once_than_there_are_permits() {
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..20 {
            tasks.spawn(on_a_core(&TWO, || {
                MOST.fetch_max(BUSY.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(5));
                BUSY.fetch_sub(1, Ordering::SeqCst);
            }));
        }
        tasks.join_all().await;
        assert!(MOST.load(Ordering::SeqCst) <= 2);
    }

    #[tokio::test]
    async fn a_task_that_panics_returns_its_permit() {
        assert!(on_a_core(&ONE, || panic!("on purpose")).await.is_err());
        assert!(on_a_core(&ONE, || 1).await.is_ok_and(|one| one == 1));
    }
}
