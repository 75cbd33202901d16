//! Waivers together with keywords that send several requests.

use super::{answer, findings, outcome, outcome_of};
use crate::verdict::Outcome;

const WAIVED: &str = "waive: { why: it is known, until: 2099-12-31 }";

#[tokio::test]
async fn a_waiver_accepts_a_broken_interim_response() {
    let answers = [answer(418, "{}"), answer(200, r#"{"a":1}"#)];
    let text = format!("GET: /a, until: {{ status: 200, every: 10ms, for: 5s }}, {WAIVED}");
    let (case, requests) = outcome(&text, &answers).await;
    assert!(matches!(case.outcome, Outcome::Waived(_)), "{:?}", findings(&case));
    assert_eq!(requests, 2);
}

#[tokio::test]
async fn a_waiver_of_repeated_requests_that_all_pass_is_stale() {
    for sending in ["repeat: 2", "burst: 2", "until: { status: 200, every: 10ms, for: 5s }"] {
        let text = format!("GET: /a, {sending}, expect: 200, {WAIVED}");
        let (case, _) = outcome(&text, &[answer(200, "{}")]).await;
        assert_eq!(case.outcome, Outcome::Failed, "{sending}");
        assert!(findings(&case)[0].starts_with("waiver: "), "{:?}", findings(&case));
    }
}

#[tokio::test]
async fn one_broken_response_of_several_is_waived() {
    let answers = [answer(200, "{}"), answer(418, "{}"), answer(200, "{}")];
    let (case, requests) = outcome(&format!("GET: /a, repeat: 3, {WAIVED}"), &answers).await;
    assert!(matches!(case.outcome, Outcome::Waived(_)), "{:?}", findings(&case));
    assert_eq!(requests, 3);
}

#[tokio::test]
async fn a_waiver_holds_for_the_replay_and_is_not_stale_by_its_control() {
    let suite = format!("cases:\n  - {{ id: c, POST: /a, expect: 201, replay: true, {WAIVED} }}\n");
    let answers = [answer(201, "{}"), answer(418, "{}")];
    let (ended, requests) = outcome_of(&suite, &answers).await;
    assert_eq!(requests, 2);
    let of = |id: &str| ended.iter().find(|case| case.case.id == id).expect("it ended");
    assert_eq!(of("c").outcome, Outcome::Passed, "{:?}", findings(of("c")));
    assert!(matches!(of("c~replay").outcome, Outcome::Waived(_)), "{:?}", findings(of("c~replay")));
    let (ended, _) = outcome_of(&suite, &[answer(201, "{}"), answer(200, "{}")]).await;
    let replay = ended.iter().find(|case| case.case.id == "c~replay").expect("it ended");
    assert_eq!(replay.outcome, Outcome::Failed, "it waives what works");
}
