//! `retry`: sends a request again if it gets no response, or one that asks to come back later.

use std::time::{Duration, Instant, SystemTime};

use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};

use super::token::with_current_token;
use crate::check::StatusRule;
use crate::event::{Attempt, milliseconds};
use crate::http::{Exchange, ExchangeError, Framing, Request, Response};
use crate::plan::{PlannedCase, RequestPlan};
use crate::run::case::{CaseHistory, CaseRun, judge_by_contract, judge_off_thread};

/// The longest pause that the backoff chooses.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// The longest pause that a target may ask for in `Retry-After`.
const LONGEST_ASKED: Duration = Duration::from_secs(60);

/// Sends a request once, or as often as the case allows.
///
/// A request is retried on a connection error, a timeout, a response that breaks off, and on 429 and 503 unless the case expects that status.
/// Failed attempts are added to `history`.
pub(super) async fn send_with_retries(
    run: CaseRun<'_>,
    request: &Request,
    history: &mut CaseHistory,
) -> Result<Exchange, ExchangeError> {
    let CaseRun { shared, case, .. } = run;
    // The server may have executed a request whose response was lost. Only an idempotent request can be sent again
    // without harm (RFC 9110, section 9.2.2).
    if let Some(retry) = case.sending.retry.filter(|retry| retry.may_repeat(&request.method)) {
        let mut pause = retry.wait.min(LONGEST_PAUSE);
        for _ in 0..retry.times {
            let request = with_current_token(run, request, history).await?;
            shared.wait_for_turn().await;
            // The wait for the rate is ours, so it does not count as time of the target.
            let start = Instant::now();
            let answered = run.client().send(request).await;
            let Some(attempt) = failed_attempt(run, &answered, history).await else {
                return answered;
            };
            history.add_attempt(Attempt { elapsed_ms: milliseconds(start.elapsed()), ..attempt });
            let asked = answered.map_or(Duration::ZERO, |exchange| {
                asked(&exchange.response.headers, SystemTime::now())
            });
            tokio::time::sleep(pause.max(asked)).await;
            // Exponential backoff: an overloaded target needs more time than a dropped connection.
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
    // The last attempt decides, whatever its response is.
    let request = with_current_token(run, request, history).await?;
    shared.wait_for_turn().await;
    if sends_again(case) {
        return run.client().send(request).await;
    }
    run.client().send_watched(request, || shared.watching.start()).await
}

/// Returns true if a case may send further requests after a response.
fn sends_again(case: &PlannedCase) -> bool {
    let sending = &case.sending;
    let has_pages = matches!(case.request, RequestPlan::Follow { pages: Some(_), .. });
    // The end of a table is not seen by the schedule while its rows run.
    sending.until.is_some() || sending.repeat.is_some() || has_pages || case.table.is_some()
}

/// Returns the attempt if it failed, or `None` if its response decides. A response that does not decide is still
/// judged by the contract.
async fn failed_attempt(
    run: CaseRun<'_>,
    answered: &Result<Exchange, ExchangeError>,
    history: &mut CaseHistory,
) -> Option<Attempt> {
    let mask = &run.shared.mask;
    match answered {
        // It is as if the rest of the response had been lost on the way.
        Ok(Exchange {
            response: Response { status, framing: Framing::Broken { reason }, .. },
            ..
        }) => {
            let error = ExchangeError::Protocol { reason: reason.clone() };
            let reason = mask.text(&error.to_string());
            Some(Attempt { reason, status: Some(status.as_u16()), elapsed_ms: 0 })
        }
        Ok(exchange) => {
            let status = exchange.response.status;
            // The two statuses that ask to come back later (RFC 6585, section 4, and RFC 9110, section 15.6.4).
            let later = [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE];
            if !later.contains(&status) || is_under_test(run.case, status) {
                return None;
            }
            let result = judge_off_thread(judge_by_contract, run, exchange).await;
            let code = result.sighting.as_ref().and_then(|sighting| sighting.code.as_ref());
            let code = code.map(|code| format!(" {code}")).unwrap_or_default();
            let reason = mask.text(&format!("it was answered by {}{code}", status.as_u16()));
            history.add_response(result, "on the way");
            Some(Attempt { reason, status: Some(status.as_u16()), elapsed_ms: 0 })
        }
        Err(
            error @ (ExchangeError::Connect { .. }
            | ExchangeError::Timeout { .. }
            | ExchangeError::Protocol { .. }),
        ) => {
            let reason = mask.text(&error.to_string());
            Some(Attempt { reason, status: None, elapsed_ms: 0 })
        }
        // All other errors, such as a refused certificate, would come again.
        Err(_) => None,
    }
}

/// Returns true if a case expects a status, or waits for it.
fn is_under_test(case: &PlannedCase, status: StatusCode) -> bool {
    let until = case.sending.until.as_ref().map(|until| until.condition.known.status.rule);
    let rules = [Some(case.expectation.known.status.rule), until];
    rules.contains(&Some(StatusRule::Exactly(status.as_u16())))
}

/// Returns the pause that a response asks for in `Retry-After` (RFC 9110, section 10.2.3), at most
/// [`LONGEST_ASKED`].
///
/// A missing or invalid field asks for no pause. The check `retry-after` reports an invalid one.
fn asked(headers: &HeaderMap, now: SystemTime) -> Duration {
    let value = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let asked = match value.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(value)
            .ok()
            .and_then(|date| date.duration_since(now).ok())
            .unwrap_or_default(),
    };
    asked.min(LONGEST_ASKED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &'static str, seconds: u64) {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, value.parse().expect("a value"));
        let now = httpdate::parse_http_date("Sun, 01 Mar 2026 09:30:00 GMT").expect("a date");
        assert_eq!(asked(&headers, now), Duration::from_secs(seconds), "{value}");
    }

    #[test]
    fn a_target_may_ask_for_a_pause_in_seconds_or_until_a_date() {
        check("7", 7);
        check("Sun, 01 Mar 2026 09:30:20 GMT", 20);
        check("Sun, 01 Mar 2026 09:29:00 GMT", 0);
        check("soon", 0);
        assert_eq!(asked(&HeaderMap::new(), SystemTime::now()), Duration::ZERO);
    }

    #[test]
    fn the_pause_that_a_target_may_ask_for_is_bounded() {
        check("3600", 60);
        check("Mon, 02 Mar 2026 09:30:00 GMT", 60);
    }
}
