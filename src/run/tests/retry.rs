use super::{answer, findings, outcome, with_header};
use crate::event::CaseFinished;
use crate::verdict::Outcome;

const RETRY: &str = "GET: /a, retry: { times: 2, wait: 1ms }";
const AWAY: &str = r#"{"name":"AWAY"}"#;

fn reasons(case: &CaseFinished) -> Vec<&str> {
    case.attempts.iter().map(|attempt| attempt.reason.as_str()).collect()
}

fn fine() -> String {
    answer(200, "{}")
}

fn dropped() -> String {
    String::new()
}

#[tokio::test]
async fn a_dropped_connection_is_retried_and_the_case_is_flaky() {
    let (case, requests) = outcome(RETRY, &[dropped(), fine()]).await;
    assert_eq!((&case.outcome, requests), (&Outcome::Passed, 2));
    let expected = "the answer was not a whole HTTP response: the connection was closed before \
                    the response was complete";
    assert_eq!(reasons(&case), [expected]);
    assert_eq!(case.attempts[0].status, None);
    assert!(case.is_flaky());
}

#[tokio::test]
async fn a_case_that_passes_at_once_is_not_flaky() {
    let (case, requests) = outcome(RETRY, &[fine()]).await;
    assert_eq!((case.is_flaky(), requests), (false, 1));
}

#[tokio::test]
async fn a_429_or_503_is_retried() {
    let away = with_header(503, "retry-after: 0", AWAY);
    let slow = answer(429, r#"{"name":"SLOW_DOWN"}"#);
    let (case, requests) = outcome(RETRY, &[away, slow, fine()]).await;
    assert_eq!((&case.outcome, requests), (&Outcome::Passed, 3));
    assert_eq!(reasons(&case), ["it was answered by 503 AWAY", "it was answered by 429 SLOW_DOWN"]);
    assert_eq!(case.attempts[0].status, Some(503));
}

#[tokio::test]
async fn the_expected_status_is_never_retried() {
    let text = format!("{RETRY}, expect: 503 AWAY");
    let (case, requests) = outcome(&text, &[answer(503, AWAY), fine()]).await;
    assert_eq!((&case.outcome, requests), (&Outcome::Passed, 1));
    let text = format!("{RETRY}, until: {{ status: 503, every: 10ms, for: 1s }}, expect: 503");
    let (case, requests) = outcome(&text, &[fine(), answer(503, AWAY)]).await;
    assert_eq!((&case.outcome, requests, reasons(&case)), (&Outcome::Passed, 2, Vec::new()));
}

#[tokio::test]
async fn a_request_is_retried_up_to_the_given_number_of_times() {
    let (case, requests) = outcome(RETRY, &[answer(503, AWAY)]).await;
    assert_eq!((&case.outcome, requests, case.attempts.len()), (&Outcome::Failed, 3, 2));
    assert_eq!(findings(&case), ["expect.status: expected any documented 2xx, got 503 AWAY"]);
    let (case, requests) = outcome(RETRY, &[dropped()]).await;
    assert_eq!((requests, case.attempts.len(), case.is_flaky()), (3, 2, false));
    assert!(matches!(case.outcome, Outcome::Errored { .. }), "{:?}", case.outcome);
}

#[tokio::test]
async fn a_case_without_retry_is_sent_once() {
    let (case, requests) = outcome("GET: /a", &[dropped(), fine()]).await;
    assert!(matches!(case.outcome, Outcome::Errored { .. }), "{:?}", case.outcome);
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn a_method_that_is_not_idempotent_is_retried_only_if_the_case_permits_that() {
    let text = "POST: /a, retry: { unsafe: true, wait: 1ms }";
    let (case, requests) = outcome(text, &[dropped(), fine()]).await;
    assert_eq!((case.is_flaky(), requests), (true, 2));
}

#[tokio::test]
async fn a_response_that_causes_a_retry_is_judged_by_the_contract() {
    let (case, requests) = outcome(RETRY, &[answer(503, r#"{"name":"NOT_FOUND"}"#), fine()]).await;
    assert_eq!((&case.outcome, requests), (&Outcome::Failed, 2));
    let findings = findings(&case);
    assert!(findings[0].starts_with("error-code: on the way, "), "{findings:?}");
    assert_eq!(case.sighting.map(|sighting| sighting.status), Some(503), "it is the evidence");
}
