use super::{answer, findings, outcome, outcome_of};
use crate::verdict::Outcome;

fn fine() -> String {
    answer(200, "{}")
}

#[tokio::test]
async fn a_request_is_repeated_and_each_response_is_judged() {
    let (case, requests) = outcome("GET: /a, repeat: 3", &[fine()]).await;
    assert_eq!((&case.outcome, requests), (&Outcome::Passed, 3));
    assert!(!case.is_flaky());
    let answers = [fine(), answer(202, "{}"), answer(202, "{}"), fine()];
    let (case, requests) = outcome("GET: /a, repeat: 4, expect: 200", &answers).await;
    assert_eq!((&case.outcome, requests), (&Outcome::Failed, 4));
    let expected = ["expect.status: in request 2 of 4, expected 200, got 202"];
    assert_eq!(findings(&case), expected, "one kind is told once");
    assert_eq!(case.sighting.map(|sighting| sighting.status), Some(202), "it is the evidence");
}

#[tokio::test]
async fn a_burst_is_met_by_one_response() {
    let slow = answer(429, r#"{"name":"SLOW_DOWN"}"#);
    let text = "GET: /a, burst: 4, expect: 429 SLOW_DOWN";
    let (case, requests) = outcome(text, &[fine(), slow.clone(), fine()]).await;
    assert_eq!((&case.outcome, requests), (&Outcome::Passed, 4), "{:?}", findings(&case));
    let (case, _) = outcome(text, &[fine()]).await;
    assert_eq!(findings(&case), ["expect.status: expected 429 SLOW_DOWN, got 200"]);
    let (case, _) = outcome(text, &[slow, answer(418, "{}"), fine()]).await;
    let findings = findings(&case);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].starts_with("documented-status: in the burst, "), "{findings:?}");
}

#[tokio::test]
async fn a_burst_without_any_answer_cannot_be_judged() {
    let (case, _) = outcome("GET: /a, burst: 2", &[String::new()]).await;
    assert!(matches!(case.outcome, Outcome::Errored { .. }), "{:?}", case.outcome);
}

#[tokio::test]
async fn the_secret_of_each_response_is_masked() {
    let suite = "credentials: { issued: { bearer: \"${token}\" } }\nas: nobody\ncases:\n  \
                 - { id: c, GET: /a, repeat: 2, expect: 200, capture: { token: $.ticket } }\n  \
                 - { id: d, GET: /a, as: issued }\n";
    let answers =
        [answer(202, r#"{"ticket":"first-t0ken"}"#), answer(200, r#"{"ticket":"t0ken-2"}"#)];
    let (ended, _) = outcome_of(suite, &answers).await;
    let text = format!("{ended:?}");
    assert!(text.contains("in request 1 of 2") && text.contains("***"), "{text}");
    assert!(!text.contains("t0ken"), "{text}");
}
