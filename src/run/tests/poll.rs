use super::{answer, findings, outcome};
use crate::verdict::Outcome;

const UNTIL: &str =
    "GET: /a, until: { equals: { $.state: DONE }, every: 10ms, for: 400ms }, expect: 200";

#[tokio::test]
async fn a_request_is_sent_until_the_condition_holds() {
    let soon = answer(202, r#"{"state":"SOON"}"#);
    let done = answer(200, r#"{"state":"DONE"}"#);
    let (case, requests) = outcome(UNTIL, &[soon.clone(), soon, done]).await;
    assert_eq!((case.outcome, requests), (Outcome::Passed, 3));
    assert_eq!(case.sighting.map(|sighting| sighting.status), Some(200));
}

#[tokio::test]
async fn the_expectation_is_for_the_last_response_alone() {
    let soon = answer(200, r#"{"state":"SOON"}"#);
    let done = answer(202, r#"{"state":"DONE"}"#);
    let (case, _) = outcome(UNTIL, &[soon, done]).await;
    assert_eq!(findings(&case), ["expect.status: expected 200, got 202"]);
}

#[tokio::test]
async fn a_condition_that_never_holds_is_reported_with_the_last_response() {
    let (case, requests) = outcome(UNTIL, &[answer(200, r#"{"state":"SOON"}"#)]).await;
    let finding = case.findings.first().expect("a finding");
    assert_eq!((case.outcome, finding.check.as_str()), (Outcome::Failed, "until"));
    let expected = format!(
        "what is awaited did not come within 400ms and {requests} requests: expected string \
         \"DONE\" at $.state, got string \"SOON\""
    );
    assert_eq!(finding.message, expected);
    assert_eq!(finding.row.as_ref().map(ToString::to_string).as_deref(), Some("200"));
    assert_eq!(finding.actual, "string \"SOON\"");
    assert!(requests > 2, "{requests}");
}

#[tokio::test]
async fn a_response_on_the_way_is_judged_by_the_contract() {
    let undocumented = answer(418, "{}");
    let done = answer(200, r#"{"state":"DONE"}"#);
    let (case, _) = outcome(UNTIL, &[undocumented.clone(), undocumented, done]).await;
    assert_eq!(case.outcome, Outcome::Failed);
    let findings = findings(&case);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].starts_with("documented-status: on the way, "), "{findings:?}");
    assert_eq!(case.sighting.map(|sighting| sighting.status), Some(418), "it is the evidence");
}
