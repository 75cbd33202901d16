//! `retry`: sending again what got no answer, and what the target put off.

use std::time::{Duration, Instant, SystemTime};

use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};

use crate::check::StatusRule;
use crate::event::Attempt;
use crate::http::{Exchange, ExchangeError, Request};
use crate::plan::{CaseIndex, PlannedCase};

use super::case_history::Way;
use super::state::Shared;
use super::{blocking, case, milliseconds, token};

/// The longest pause of our own choice.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// The longest pause that a target may ask for.
const LONGEST_ASKED: Duration = Duration::from_secs(60);

/// Sends a request, and again as often as the case allows while it gets no answer, or one that puts it
/// off with a status that is not under test. What went wrong is noted in `way`.
pub(super) async fn send(
    (shared, index): (&Shared, CaseIndex),
    request: &Request,
    way: &mut Way,
) -> Result<Exchange, ExchangeError> {
    let case = shared.case(index);
    let client = shared.client(case);
    if let Some(retry) = case.sending.retry.filter(|retry| retry.may_repeat(&request.method)) {
        let mut pause = retry.wait.min(LONGEST_PAUSE);
        for _ in 0..retry.times {
            let request = token::fresh((shared, index), request, way).await?;
            shared.turn().await;
            let begun = Instant::now();
            let answered = client.send(request).await;
            let Some(attempt) = put_off((shared, index), &answered, way).await else {
                return answered;
            };
            way.failed(Attempt { elapsed_ms: milliseconds(begun.elapsed()), ..attempt });
            let asked = answered.map_or(Duration::ZERO, |exchange| {
                asked(&exchange.response.headers, SystemTime::now())
            });
            tokio::time::sleep(pause.max(asked)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
    let request = token::fresh((shared, index), request, way).await?;
    shared.turn().await;
    client.send(request).await
}

/// Why an answer does not count, if it does not. It is judged by the contract all the same.
async fn put_off(
    (shared, index): (&Shared, CaseIndex),
    answered: &Result<Exchange, ExchangeError>,
    way: &mut Way,
) -> Option<Attempt> {
    match answered {
        Ok(exchange) => {
            let status = exchange.response.status;
            let later = [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE];
            if !later.contains(&status) || is_under_test(shared.case(index), status) {
                return None;
            }
            let judged = blocking::judged(case::on_the_way, (shared, index), exchange).await;
            let code = judged.sighting.as_ref().and_then(|sighting| sighting.code.as_ref());
            let code = code.map(|code| format!(" {code}")).unwrap_or_default();
            let reason = shared.mask.text(&format!("it was answered by {}{code}", status.as_u16()));
            way.pass(judged, "on the way");
            Some(Attempt { reason, status: Some(status.as_u16()), elapsed_ms: 0 })
        }
        Err(
            error @ (ExchangeError::Connect { .. }
            | ExchangeError::Timeout { .. }
            | ExchangeError::Protocol { .. }),
        ) => {
            let reason = shared.mask.text(&error.to_string());
            Some(Attempt { reason, status: None, elapsed_ms: 0 })
        }
        Err(_) => None,
    }
}

/// Whether a case asks for a status, or waits for it.
fn is_under_test(case: &PlannedCase, status: StatusCode) -> bool {
    let until = case.sending.until.as_ref().map(|until| until.condition.known.status.rule);
    let rules = [Some(case.expectation.known.status.rule), until];
    rules.contains(&Some(StatusRule::Exactly(status.as_u16())))
}

/// The pause that a response asks for (RFC 9110, section 10.2.3), within bounds; none where it asks for
/// none, or cannot be read, which is for the check `retry-after` to say.
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
