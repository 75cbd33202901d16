//! Probes against a scripted server.

use super::{answer, findings, outcome_of};
use crate::verdict::Outcome;

const SUITE: &str = "
credentials: { me: { bearer: a-good-token } }
as: me
cases:
  - id: c
    GET: /things
    expect: 200
    probes: PROBES
";

fn suite(probes: &str) -> String {
    SUITE.replace("PROBES", probes)
}

const DECLARED: &str =
    "{ only: [], changes: [{ why: gone, query: { id: 7 }, expect: 404 NOT_FOUND }] }";

#[tokio::test]
async fn a_probe_is_judged_like_a_case() {
    let answers = [answer(200, "{}"), answer(404, "{\"name\":\"NOT_FOUND\"}")];
    let (ended, count) = outcome_of(&suite(DECLARED), &answers).await;
    assert_eq!((ended.len(), count), (2, 2));
    assert_eq!(ended[1].case.id, "c~404-gone");
    assert_eq!(ended[1].outcome, Outcome::Passed);
    assert_eq!(ended[1].change.as_deref(), Some("with id: 7 in the query"));
}

#[tokio::test]
async fn a_success_where_an_error_is_sought_is_a_finding() {
    let (ended, _) = outcome_of(&suite(DECLARED), &[answer(200, "{}")]).await;
    assert_eq!(findings(&ended[1])[0], "expect.status: expected 404 NOT_FOUND, got 200");
}

#[tokio::test]
async fn a_503_to_a_probe_does_not_exercise_its_code() {
    let answers = [answer(200, "{}"), answer(503, "{\"name\":\"AWAY\"}")];
    let (ended, _) = outcome_of(&suite(DECLARED), &answers).await;
    let reason = "unavailable: answered by 503 AWAY".to_owned();
    assert_eq!(ended[1].outcome, Outcome::Skipped { reason: reason.clone() });
    assert_eq!(ended[1].not_exercised, Some(reason));
}

#[tokio::test]
async fn a_probe_whose_control_failed_is_skipped() {
    let answers = [answer(404, "{\"name\":\"NOT_FOUND\"}")];
    let (ended, count) = outcome_of(&suite(DECLARED), &answers).await;
    let reason = "it needs `c`, which failed".to_owned();
    assert_eq!((&ended[1].outcome, count), (&Outcome::Skipped { reason }, 1));
}

#[tokio::test]
async fn a_resource_that_a_probe_created_by_accident_is_deleted() {
    let suite = "
cases:
  - id: make
    POST: /things
    json: { a: 1 }
    expect: 200
    capture: { thing: $.id }
    probes: { only: [], changes: [{ why: bad, set: { $.a: 2 }, expect: 404 NOT_FOUND }] }
teardown:
  - { id: clear, DELETE: \"/things/${thing}\", expect: 200 }
";
    let answers = [answer(200, "{\"id\":\"x\"}"), answer(200, "{\"id\":\"y\"}"), answer(200, "{}")];
    let (ended, count) = outcome_of(suite, &answers).await;
    assert_eq!(ended[1].outcome, Outcome::Failed);
    assert_eq!((&ended[2].outcome, count), (&Outcome::Passed, 4));
}
