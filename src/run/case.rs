//! One case: bind, send, judge, capture.

pub(super) mod findings;

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::Method;
use jiff::Timestamp;

use crate::check::{self, Json, Judgement};
use crate::contract::{ErrorCode, Layers};
use crate::event::{Attempt, CaseFinished, Correlation, Phase};
use crate::http::{Exchange, ExchangeError, Request, have_one_origin};
use crate::plan::{BindError, CaseIndex, LinkTarget, PlannedCase, RequestPlan};
use crate::redact::Transcript;
use crate::verdict::{CheckId, Finding, Outcome, Sighting};

use super::blocking;
use super::burst::burst;
use super::case_history::Way;
use super::eligibility::{Effect, effect};
use super::link::NoLink;
use super::milliseconds;
use super::pages::{pages, paging};
use super::poll::poll;
use super::probe;
use super::repeat::repeat;
use super::state::Shared;
use super::token;
use super::waiver;

/// What running a case came to, before it is told.
#[derive(Debug, Default)]
pub(super) struct Judged {
    pub(super) outcome: Option<Outcome>,
    pub(super) findings: Vec<Finding>,
    pub(super) sighting: Option<Sighting>,
    pub(super) exchange: Option<Transcript>,
    pub(super) correlation: Option<Correlation>,
    pub(super) attempts: Vec<Attempt>,
    /// Why the answer says nothing of the code that a probe seeks.
    pub(super) moot: Option<String>,
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
pub(super) async fn run(shared: &Arc<Shared>, index: CaseIndex) -> (Box<CaseFinished>, Reach) {
    let (begun, started) = (Instant::now(), Timestamp::now());
    let case = shared.case(index);
    let (result, reach) = match request(shared, case) {
        Ok(request) => {
            let (judged, reach) = send(shared, index, request).await;
            let mut judged = token::settled(shared, case, judged);
            if case.phase == Phase::Teardown {
                Box::pin(probe::clear_away(shared, index, &mut judged)).await;
            }
            (judged, reach)
        }
        Err(Unsendable::Reason(reason)) => (errored(reason), Reach::Untried),
        Err(Unsendable::NoLink(message)) => {
            let finding = broken_link(shared, case, message);
            (Judged { findings: vec![finding], ..Judged::default() }, Reach::Untried)
        }
    };
    (finished(shared, case, result, (started, begun.elapsed())), reach)
}

/// The end of a case that was not run.
pub(super) fn not_run(shared: &Shared, index: CaseIndex, outcome: Outcome) -> Box<CaseFinished> {
    let result = Judged { outcome: Some(outcome), ..Judged::default() };
    finished(shared, shared.case(index), result, (Timestamp::now(), Duration::ZERO))
}

/// Returns true if the request of a case only reads (RFC 9110, section 9.2.1); `None` if the method is that of a
/// link in a response that is not there.
pub(super) fn is_safe(shared: &Shared, case: &PlannedCase) -> Option<bool> {
    let follower = match effect(&shared.plan, case) {
        Effect::Safe => return Some(true),
        Effect::Unsafe => return Some(false),
        Effect::OfLink(follower) => follower,
    };
    let RequestPlan::Follow { from, rel, .. } = &follower.request else { return None };
    let target = &shared.endpoint(follower).url;
    let link = shared.kept(*from)?.link(layers(shared, follower), (rel, target));
    Some(matches!(link, Ok((method, _)) if Method::is_safe(&method)))
}

fn errored(reason: String) -> Judged {
    Judged { outcome: Some(Outcome::Errored { reason }), ..Judged::default() }
}

/// Why nothing could be sent.
enum Unsendable {
    /// There is nothing to judge.
    Reason(String),
    /// The link that the case follows is not there.
    NoLink(String),
}

fn request(shared: &Shared, case: &PlannedCase) -> Result<Request, Unsendable> {
    let target = &shared.endpoint(case).url;
    let link = match &case.request {
        RequestPlan::Send(_) => None,
        RequestPlan::Replay { of } => {
            let kept = shared.kept(*of);
            let reason = || Unsendable::Reason("the request to replay was never sent".to_owned());
            return kept.map(|kept| kept.exchange.request.clone()).ok_or_else(reason);
        }
        RequestPlan::Probe { of, change } => {
            let request = probe::request(shared, *of, change);
            return request.map_err(|error| Unsendable::Reason(error.reason));
        }
        RequestPlan::Follow { from, rel, .. } => {
            let kept = shared.kept(*from);
            let reason = || Unsendable::Reason("the response to follow never came".to_owned());
            let kept = kept.ok_or_else(reason)?;
            let found = kept.link(layers(shared, case), (rel, target));
            Some(found.map_err(|none| match none {
                NoLink::None(message) | NoLink::Missing(message) => Unsendable::NoLink(message),
                NoLink::Unusable(reason) => Unsendable::Reason(reason),
            })?)
        }
    };
    let bound =
        shared.bindings.request(case, target, link.map(|(method, url)| LinkTarget { method, url }));
    bound.map_err(|error| Unsendable::Reason(error.reason))
}

async fn send(shared: &Shared, index: CaseIndex, request: Request) -> (Judged, Reach) {
    shared.mask.learn_request(&request);
    let case = shared.case(index);
    let until = case.sending.until.as_ref();
    let awaited = until.map(|until| Ok((until, shared.bindings.bound(&until.condition)?)));
    let awaited = match awaited.transpose() {
        Ok(awaited) => awaited,
        Err(BindError { reason }) => return (errored(reason), Reach::Untried),
    };
    let mut way = Way::default();
    // What few cases do stands elsewhere, so that the others are small: each is moved when it is begun.
    let answered = match awaited {
        None => match (case.sending.burst, paging(&case.request)) {
            (Some(times), _) => {
                let answered = Box::pin(burst((shared, index), &request, times, &mut way)).await;
                answered.map(|exchange| (exchange, None))
            }
            (None, Some(paging)) => {
                Box::pin(pages((shared, index), &request, &paging, &mut way)).await
            }
            (None, None) => {
                let answered = repeat((shared, index), &request, &mut way).await;
                answered.map(|exchange| (exchange, None))
            }
        },
        Some((until, awaited)) => {
            Box::pin(poll((shared, index), &request, (until, &awaited), &mut way)).await
        }
    };
    let (last, reach) = match answered {
        Ok((exchange, unmet)) => {
            let mut last = blocking::judged(judge, (shared, index), &exchange).await;
            last.findings.extend(unmet);
            (last, Reach::Reached)
        }
        Err(error) => {
            let reason = shared.mask.text(&error.to_string());
            let reach = match error {
                ExchangeError::Connect { .. } | ExchangeError::Tls { .. }
                    if !is_elsewhere(shared, case, &request) =>
                {
                    Reach::Unreachable(reason.clone())
                }
                _ if is_elsewhere(shared, case, &request) => Reach::Untried,
                _ => Reach::Reached,
            };
            let unanswered = Some(shared.mask.unanswered(&request));
            (Judged { exchange: unanswered, ..errored(reason) }, reach)
        }
    };
    (way.ending_with(last), reach)
}

/// Judges the response that the case expects, and keeps what later cases need of it.
fn judge(shared: &Shared, index: CaseIndex, exchange: &Exchange) -> Judged {
    let mut judgement = match compare(shared, index, exchange) {
        Ok(judgement) => judgement,
        Err(BindError { reason }) => return errored(reason),
    };
    let met = !judgement.findings.iter().any(|finding| finding.check == CheckId::ExpectStatus);
    if met {
        judgement.findings.extend(capture(shared, shared.case(index), &judgement.json));
    }
    let moot = probe::weigh(shared, shared.case(index), exchange, &mut judgement);
    shared.tokens.take(shared.case(index), exchange, judgement.json.value());
    shared.keep(index, exchange, judgement.json.value());
    Judged { moot, ..judged((shared, index), exchange, judgement) }
}

/// Judges a response on the way to the expected one: by the contract alone.
pub(super) fn on_the_way(shared: &Shared, index: CaseIndex, exchange: &Exchange) -> Judged {
    let mut judged = in_full(shared, index, exchange);
    judged.findings.retain(|finding| !finding.check.is_demand_of_the_case());
    judged
}

/// Judges one of several responses by all that the case expects; nothing is kept of it.
pub(super) fn in_full(shared: &Shared, index: CaseIndex, exchange: &Exchange) -> Judged {
    match compare(shared, index, exchange) {
        Ok(judgement) => {
            // Each response may bring a secret of its own, and any of them may become the evidence.
            for capture in shared.case(index).captures.iter().filter(|capture| capture.secret) {
                let value = judgement.json.value().and_then(|json| capture.query.first(json));
                hide(shared, value);
            }
            judged((shared, index), exchange, judgement)
        }
        Err(BindError { reason }) => errored(reason),
    }
}

fn compare(shared: &Shared, index: CaseIndex, exchange: &Exchange) -> Result<Judgement, BindError> {
    shared.mask.learn_response(&exchange.response);
    let case = shared.case(index);
    let control = match case.request {
        RequestPlan::Replay { of } => shared.case(of).captures.as_slice(),
        _ => &[],
    };
    let expectation = shared.bindings.expectation(case, control)?;
    let path = relative_path(&exchange.request.url, &shared.endpoint(case).url);
    let layers = layers(shared, case);
    let mut judgement = check::judge(exchange, path, layers, &expectation, &shared.plan.sources);
    if is_beyond_contracts(shared, case, &exchange.request) {
        judgement.findings.retain(|finding| finding.check.is_demand_of_the_case());
    }
    Ok(judgement)
}

/// Whether a request goes to another place than the target, of which the contract says nothing: to a token
/// endpoint that is named by its whole URL.
fn is_elsewhere(shared: &Shared, case: &PlannedCase, request: &Request) -> bool {
    !have_one_origin(&request.url, &shared.endpoint(case).url)
}

/// Whether no contract says anything of a request: of one that goes elsewhere, and of one for a token where the
/// API's token endpoint is none of its operations.
fn is_beyond_contracts(shared: &Shared, case: &PlannedCase, request: &Request) -> bool {
    let target = &shared.endpoint(case).url;
    let is_operation = || {
        let path = relative_path(&request.url, target);
        let parts = layers(shared, case).territories_at(&request.method, path);
        parts.iter().any(|(_, territory)| territory.documented().next().is_some())
    };
    is_elsewhere(shared, case, request) || (case.token_of.is_some() && !is_operation())
}

/// What is told of an exchange; masked, so what it captured must be known.
fn judged(
    (shared, index): (&Shared, CaseIndex),
    exchange: &Exchange,
    judgement: Judgement,
) -> Judged {
    let Judgement { findings, sighting, json } = judgement;
    let beyond = is_beyond_contracts(shared, shared.case(index), &exchange.request);
    let correlation = check::correlation(exchange, &json);
    let correlation =
        correlation.map(|(name, value)| Correlation { name, value: shared.mask.text(&value) });
    let exchange = Some(shared.mask.transcript(exchange));
    let sighting = (!beyond).then_some(sighting);
    Judged { findings, sighting, exchange, correlation, ..Judged::default() }
}

/// Remembers what later cases use; what was not found are findings.
fn capture(shared: &Shared, case: &PlannedCase, json: &Json) -> Vec<Finding> {
    let mut findings = Vec::new();
    for capture in &case.captures {
        let Some(value) = json.value().and_then(|json| capture.query.first(json)) else {
            let claim = case.expectation.known.claim();
            let place = shared.plan.sources.place(capture.span);
            findings.push(findings::missing_capture(
                &capture.name,
                &capture.query,
                json,
                claim,
                place,
            ));
            continue;
        };
        if capture.secret {
            hide(shared, Some(value));
        }
        shared.bindings.set(capture.slot, value.clone());
    }
    findings
}

/// Keeps a value out of everything that is told from now on.
pub(super) fn hide(shared: &Shared, secret: Option<&serde_json::Value>) {
    match secret {
        Some(serde_json::Value::String(text)) => shared.mask.add(text),
        // A number is sent as it is written.
        Some(value @ serde_json::Value::Number(_)) => shared.mask.add(&value.to_string()),
        _ => {}
    }
}

/// The finding for a link that a case follows and cannot.
pub(super) fn broken_link(shared: &Shared, case: &PlannedCase, message: String) -> Finding {
    let (rel, span) = match &case.request {
        RequestPlan::Follow { rel, span, .. } => (rel.as_str(), *span),
        _ => ("", case.span),
    };
    let claim = case.expectation.known.claim();
    findings::missing_link(message, rel, claim, shared.plan.sources.place(span))
}

/// The contracts that a case is judged by.
pub(super) fn layers<'s>(shared: &'s Shared, case: &PlannedCase) -> &'s Layers {
    &shared.plan.suites[case.suite].layers
}

/// The request's path below the target's base path; `/` at least.
pub fn relative_path<'u>(url: &'u url::Url, target: &url::Url) -> &'u str {
    let base = target.path().trim_end_matches('/');
    let path = url.path();
    path.strip_prefix(base).filter(|rest| rest.starts_with('/')).unwrap_or(path)
}

fn finished(
    shared: &Shared,
    case: &PlannedCase,
    mut result: Judged,
    (started, elapsed): (Timestamp, Duration),
) -> Box<CaseFinished> {
    for attempt in &mut result.attempts {
        attempt.reason = shared.mask.text(&attempt.reason);
    }
    let layers = layers(shared, case);
    let claims = &case.expectation.known.claims;
    let outcome = match result.outcome.take() {
        None => match &result.moot {
            Some(reason) if Outcome::judged(&result.findings) == Outcome::Passed => {
                Outcome::Skipped { reason: shared.mask.text(reason) }
            }
            _ => waiver::judged(shared, case, layers, &mut result.findings),
        },
        Some(Outcome::Errored { reason }) => Outcome::Errored { reason: shared.mask.text(&reason) },
        Some(other) => other,
    };
    if let Some(code) = result.sighting.as_mut().and_then(|sighting| sighting.code.as_mut()) {
        *code = ErrorCode::new(shared.mask.text(code.as_str()));
    }
    for finding in &mut result.findings {
        check::mask(&shared.mask, finding);
    }
    result.findings.sort_by_key(|finding| finding.level);
    let suite = &shared.plan.suites[case.suite];
    let mut place = shared.plan.sources.place(case.span);
    place.text = shared.mask.text(&place.text);
    Box::new(CaseFinished {
        case: case.name.clone(),
        file: suite.file.clone(),
        phase: case.phase,
        target: shared.plan.target_name(case.target),
        contract: layers.first().id().to_owned(),
        claim: claims.first().map(|claim| claim.row.clone()),
        claims: layers.beside_the_first(claims.clone()),
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
        not_exercised: result.moot.map(|reason| shared.mask.text(&reason)),
    })
}
