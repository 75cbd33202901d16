use super::{answer, outcome_of, with_header};
use crate::event::CaseFinished;
use crate::verdict::Outcome;

fn refused() -> String {
    with_header(401, "www-authenticate: Bearer realm=\"x\"", r#"{"name":"WHO"}"#)
}

fn bad_token() -> String {
    let challenge = "www-authenticate: Bearer realm=\"x\", error=\"invalid_token\"";
    with_header(401, challenge, r#"{"name":"WHO"}"#)
}

fn missing() -> String {
    answer(404, r#"{"name":"NOT_FOUND"}"#)
}

/// Checks the outcome of each case by its first letter (passed, failed, errored, skipped), and the number of requests.
async fn check(suite: &str, answers: &[String], expected: (&str, usize)) -> Vec<CaseFinished> {
    let credentials = "credentials: { a: { bearer: t0ken }, b: { bearer: 0ther } }\nas: a\n";
    let (mut ended, requests) = outcome_of(&format!("{credentials}{suite}"), answers).await;
    ended.sort_by(|one, other| one.case.cmp(&other.case));
    let letter = |case: &CaseFinished| match case.outcome {
        Outcome::Passed => 'p',
        Outcome::Failed => 'f',
        Outcome::Errored { .. } => 'e',
        Outcome::Skipped { .. } => 's',
        Outcome::Waived(_) => 'w',
    };
    let letters: String = ended.iter().map(letter).collect();
    assert_eq!((letters.as_str(), requests), expected, "{ended:#?}");
    ended
}

/// Returns cases that expect a success, each with a path of its own, one after the other.
fn controls(count: usize) -> String {
    let case = |n: usize| {
        let after = if n > 1 { format!(", after: c{}", n - 1) } else { String::new() };
        format!("  - {{ id: c{n}, GET: /{n}{after} }}\n")
    };
    format!("cases:\n{}", (1..=count).map(case).collect::<String>())
}

fn reason(case: &CaseFinished) -> &str {
    match &case.outcome {
        Outcome::Errored { reason } | Outcome::Skipped { reason } => reason,
        _ => "",
    }
}

#[tokio::test]
async fn a_credential_that_every_control_is_refused_with_is_dead() {
    let ended = check(&controls(6), &[refused()], ("eeesss", 3)).await;
    let why = "the credential `a` is dead: the target answered 401 to all 3 requests with it that should have succeeded";
    assert_eq!((reason(&ended[0]), reason(&ended[5])), (why, why));
    assert!(ended[0].findings.is_empty() && ended[0].exchange.is_some());
}

#[tokio::test]
async fn one_control_that_succeeds_ends_the_suspicion() {
    let answers = [refused(), refused(), answer(200, "{}"), refused()];
    check(&controls(5), &answers, ("ffpff", 5)).await;
    let all_at_once = controls(4).replace(", after: c", ", tags: t");
    check(&all_at_once, &[refused(), refused(), refused(), answer(200, "{}")], ("fffp", 4)).await;
}

#[tokio::test]
async fn one_case_that_passes_with_an_expected_error_ends_the_suspicion() {
    let found = "  - { id: c0, GET: /none, expect: 404 NOT_FOUND }\n";
    let suite = controls(3) + found;
    let suite = suite.replace("GET: /1", "GET: /1, after: c0");
    check(&suite, &[missing(), refused()], ("pfff", 4)).await;
}

#[tokio::test]
async fn fewer_than_three_cases_just_fail() {
    check(&controls(1), &[bad_token()], ("f", 1)).await;
    check(&controls(2), &[bad_token()], ("ff", 2)).await;
}

#[tokio::test]
async fn one_refused_setup_case_is_enough_with_an_invalid_token_challenge() {
    let suite = format!("setup: [ {{ id: s, GET: /s }} ]\n{}", controls(3));
    let ended = check(&suite, &[bad_token()], ("ssse", 1)).await;
    assert!(reason(&ended[0]).contains("is dead: the target answered 401 (invalid_token)"));
    check(&suite, &[refused()], ("eeef", 1)).await;
}

#[tokio::test]
async fn cases_with_other_credentials_continue() {
    let others = "  - { id: d1, GET: /1, as: b, after: c3 }\n  - { id: d2, GET: /2, as: nobody, after: d1, expect: 401 WHO }\n";
    let answers = [refused(), refused(), refused(), answer(200, "{}"), refused()];
    check(&(controls(4) + others), &answers, ("eeespp", 5)).await;
}

#[tokio::test]
async fn a_401_that_breaks_the_contract_or_is_expected_is_judged_as_usual() {
    let broken =
        with_header(401, "www-authenticate: Bearer realm=\"x\"", r#"{"name":"NOT_FOUND"}"#);
    check(&controls(4), &[broken.clone(), refused()], ("fees", 3)).await;
    let asked = "  - { id: d, GET: /d, expect: 401 WHO }\n";
    let suite = (controls(4) + asked).replace("GET: /1", "GET: /1, after: d");
    check(&suite, &[broken, refused()], ("eeesf", 4)).await;
}

#[tokio::test]
async fn a_case_that_replaces_its_credentials_is_no_evidence_about_them() {
    let suite = controls(4).replace("{ id", "{ headers: { Authorization: none }, id");
    check(&suite, &[refused()], ("ffff", 4)).await;
}

#[tokio::test]
async fn a_target_that_answers_404_to_everything_is_the_wrong_one() {
    let suite = controls(5) + "  - { id: d, GET: /none, expect: 404 NOT_FOUND }\n";
    let ended = check(&suite, &[missing()], ("eeesse", 4)).await;
    let why =
        "the target answered 404 to everything, also to 3 requests that should have succeeded";
    assert_eq!((reason(&ended[4]), reason(&ended[5])), (why, why));
    check(&suite, &[missing(), missing(), missing(), answer(200, "{}")], ("ffpppp", 6)).await;
}

#[tokio::test]
async fn one_undocumented_gateway_response_is_enough_if_no_other_case_can_be_sent() {
    let suite = format!("setup: [ {{ id: s, GET: /s }} ]\n{}", controls(3));
    check(&suite, &[answer(502, "<h1>no</h1>")], ("ssse", 1)).await;
    check(&suite, &[missing()], ("eeef", 1)).await;
    check(&suite, &[answer(500, "{}")], ("eeef", 1)).await;
}

#[tokio::test]
async fn a_401_is_no_evidence_about_the_base_path_but_passes_if_it_is_expected() {
    let suite = controls(4) + "  - { id: d, GET: /d, as: nobody, expect: 401 WHO, after: c1 }\n";
    let suite = suite
        .replace("GET: /2", "GET: /2, after: d")
        .replace(", after: c1 }\n  - { id: c3", " }\n  - { id: c3");
    check(&suite, &[missing(), refused(), missing()], ("eeesp", 4)).await;
    let foreign = with_header(401, "x: y", r#"{"error":"WHO"}"#);
    check(&suite, &[missing(), foreign, missing()], ("eeese", 4)).await;
}
