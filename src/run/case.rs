//! One case: bind, send, judge, capture.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::Method;
use jiff::Timestamp;

use crate::check::{self, Json, Judgement};
use crate::event::{CaseFinished, Correlation};
use crate::exchange::{Exchange, ExchangeError, Request, Transcript};
use crate::plan::{CaseIndex, PlannedCase, RequestPlan};
use crate::verdict::{Finding, Outcome, Sighting};

use super::link::{self, NoLink};
use super::milliseconds;
use super::state::Shared;
use super::waiver;

/// What running a case came to, before it is told.
#[derive(Default)]
struct Result {
    outcome: Option<Outcome>,
    findings: Vec<Finding>,
    sighting: Option<Sighting>,
    exchange: Option<Transcript>,
    correlation: Option<Correlation>,
}

/// What a case says of the target as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reach {
    /// Nothing was sent.
    Untried,
    /// A connection came about.
    Reached,
    /// None did, for this reason.
    Unreachable(String),
}

/// Runs one case to its end.
pub(super) async fn run(shared: &Arc<Shared>, index: CaseIndex) -> (CaseFinished, Reach) {
    let (begun, started) = (Instant::now(), Timestamp::now());
    let case = shared.case(index);
    let (result, reach) = match request(shared, case) {
        Ok(request) => send(shared, index, request).await,
        Err(Unsendable::Reason(reason)) => (errored(reason), Reach::Untried),
        Err(Unsendable::NoLink(message)) => {
            let finding = no_link(shared, case, message);
            (Result { findings: vec![finding], ..Result::default() }, Reach::Untried)
        }
    };
    (finished(shared, case, result, (started, begun.elapsed())), reach)
}

/// The end of a case that was not run.
pub(super) fn not_run(shared: &Shared, index: CaseIndex, outcome: Outcome) -> CaseFinished {
    let result = Result { outcome: Some(outcome), ..Result::default() };
    finished(shared, shared.case(index), result, (Timestamp::now(), Duration::ZERO))
}

/// Whether a case asks for nothing but reading (RFC 9110, section 9.2.1).
pub(super) fn is_safe(shared: &Shared, case: &PlannedCase) -> bool {
    match &case.request {
        RequestPlan::Send(send) => send.method.is_safe(),
        RequestPlan::Replay { of } => is_safe(shared, shared.case(*of)),
        RequestPlan::Follow { from, rel, .. } => {
            let contract = contract(shared, case);
            let kept = shared.kept(*from);
            let link = kept.map(|kept| link::find(kept, contract, rel, &shared.options.target));
            matches!(link, Some(Ok((method, _))) if Method::is_safe(&method))
        }
    }
}

fn errored(reason: String) -> Result {
    Result { outcome: Some(Outcome::Errored { reason }), ..Result::default() }
}

/// Why nothing could be sent.
enum Unsendable {
    /// There is nothing to judge.
    Reason(String),
    /// The link that the case follows is not there.
    NoLink(String),
}

fn request(shared: &Shared, case: &PlannedCase) -> std::result::Result<Request, Unsendable> {
    let link = match &case.request {
        RequestPlan::Send(_) => None,
        RequestPlan::Replay { of } => {
            let kept = shared.kept(*of);
            let reason = || Unsendable::Reason("the request to replay was never sent".to_owned());
            return kept.map(|kept| kept.exchange.request.clone()).ok_or_else(reason);
        }
        RequestPlan::Follow { from, rel, .. } => {
            let kept = shared.kept(*from);
            let reason = || Unsendable::Reason("the response to follow never came".to_owned());
            let kept = kept.ok_or_else(reason)?;
            let found = link::find(kept, contract(shared, case), rel, &shared.options.target);
            Some(found.map_err(|none| match none {
                NoLink::Missing(message) => Unsendable::NoLink(message),
                NoLink::Unusable(reason) => Unsendable::Reason(reason),
            })?)
        }
    };
    let bound = shared.bindings.request(case, &shared.options.target, link);
    bound.map_err(|error| Unsendable::Reason(error.reason))
}

async fn send(shared: &Shared, index: CaseIndex, request: Request) -> (Result, Reach) {
    shared.mask.learn_request(&request);
    let unanswered = shared.mask.unanswered(&request);
    match shared.options.client.send(request).await {
        Ok(exchange) => (judge(shared, index, &exchange), Reach::Reached),
        Err(error) => {
            let reason = shared.mask.text(&error.to_string());
            let reach = match error {
                ExchangeError::Connect { .. } | ExchangeError::Tls { .. } => {
                    Reach::Unreachable(reason.clone())
                }
                _ => Reach::Reached,
            };
            (Result { exchange: Some(unanswered), ..errored(reason) }, reach)
        }
    }
}

fn judge(shared: &Shared, index: CaseIndex, exchange: &Exchange) -> Result {
    shared.mask.learn_response(&exchange.response);
    let case = shared.case(index);
    let control = match case.request {
        RequestPlan::Replay { of } => shared.case(of).captures.as_slice(),
        _ => &[],
    };
    let expectation = match shared.bindings.expectation(case, control) {
        Ok(expectation) => expectation,
        Err(error) => return errored(error.reason),
    };
    let path = relative_path(exchange, &shared.options.target);
    let contract = contract(shared, case);
    let sources = &shared.plan.sources;
    let Judgement { mut findings, sighting, json } =
        check::judge(exchange, path, contract, &expectation, sources);
    let met = !findings.iter().any(|finding| finding.check == "expect.status");
    if met {
        findings.extend(capture(shared, case, &json));
    }
    shared.keep(index, exchange, json.value());
    let correlation = check::correlation(exchange, &json);
    let correlation =
        correlation.map(|(name, value)| Correlation { name, value: shared.mask.text(&value) });
    let exchange = Some(shared.mask.transcript(exchange));
    Result { outcome: None, findings, sighting: Some(sighting), exchange, correlation }
}

/// Remembers what later cases use; what was not found are findings.
fn capture(shared: &Shared, case: &PlannedCase, json: &Json) -> Vec<Finding> {
    let mut findings = Vec::new();
    for capture in &case.captures {
        let Some(value) = json.value().and_then(|json| capture.query.first(json)) else {
            let claim = case.expectation.known.claim.as_ref();
            let place = shared.plan.sources.place(capture.span);
            findings.push(check::missing_capture(
                &capture.name,
                &capture.query,
                json,
                claim,
                place,
            ));
            continue;
        };
        if capture.secret {
            shared.mask.add(value.as_str().unwrap_or_default());
        }
        shared.bindings.set(capture.slot, value.clone());
    }
    findings
}

fn no_link(shared: &Shared, case: &PlannedCase, message: String) -> Finding {
    let (rel, span) = match &case.request {
        RequestPlan::Follow { rel, span, .. } => (rel.as_str(), *span),
        RequestPlan::Send(_) | RequestPlan::Replay { .. } => ("", case.span),
    };
    let claim = case.expectation.known.claim.as_ref();
    check::missing_link(message, rel, claim, shared.plan.sources.place(span))
}

fn contract<'s>(shared: &'s Shared, case: &PlannedCase) -> &'s crate::contract::Contract {
    &shared.plan.contracts[shared.plan.suites[case.suite].contract]
}

/// The request's path below the target's base path; `/` at least.
fn relative_path<'e>(exchange: &'e Exchange, target: &url::Url) -> &'e str {
    let base = target.path().trim_end_matches('/');
    let path = exchange.request.url.path();
    path.strip_prefix(base).filter(|rest| rest.starts_with('/')).unwrap_or(path)
}

fn finished(
    shared: &Shared,
    case: &PlannedCase,
    mut result: Result,
    (started, elapsed): (Timestamp, Duration),
) -> CaseFinished {
    let contract = contract(shared, case);
    let outcome = match result.outcome.take() {
        None => waiver::judged(shared, case, contract, &mut result.findings),
        Some(Outcome::Errored { reason }) => Outcome::Errored { reason: shared.mask.text(&reason) },
        Some(other) => other,
    };
    if let Some(code) = result.sighting.as_mut().and_then(|sighting| sighting.code.as_mut()) {
        *code = shared.mask.text(code);
    }
    for finding in &mut result.findings {
        mask(shared, finding);
    }
    result.findings.sort_by_key(|finding| finding.level);
    let suite = &shared.plan.suites[case.suite];
    let mut place = shared.plan.sources.place(case.span);
    place.text = shared.mask.text(&place.text);
    CaseFinished {
        case: case.name.clone(),
        file: suite.file.clone(),
        phase: case.phase,
        contract: contract.id().to_owned(),
        claim: case.expectation.known.claim.clone(),
        asks: case.asks.clone(),
        place,
        tags: case.tags.clone(),
        started: started.to_string(),
        elapsed_ms: milliseconds(elapsed),
        outcome,
        findings: result.findings,
        sighting: result.sighting,
        exchange: result.exchange,
        correlation: result.correlation,
    }
}

fn mask(shared: &Shared, finding: &mut Finding) {
    let Finding { message, expected, actual, path, .. } = finding;
    for text in [message, expected, actual].into_iter().chain(path) {
        *text = shared.mask.text(text);
    }
    if let Some(place) = &mut finding.place {
        place.text = shared.mask.text(&place.text);
    }
}
