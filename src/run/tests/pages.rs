use super::{answer, findings, outcome_of, with_header};
use crate::event::CaseFinished;
use crate::verdict::Outcome;

const HEAD: &str = "cases:\n  - { id: first, GET: /a, expect: 200 }\n";

fn page(next: &str) -> String {
    with_header(200, &format!("link: <{next}>; rel=next"), "{}")
}

/// Runs a case that follows a link of `first`. `follow` has the members in addition to `from` and `rel`. Returns the end
/// of the case and the number of requests.
async fn paged(follow: &str, answers: &[String]) -> (CaseFinished, usize) {
    let case = format!("  - {{ id: rest, follow: {{ from: first, rel: next, {follow} }} }}\n");
    let (ended, requests) = outcome_of(&format!("{HEAD}{case}"), answers).await;
    (ended.into_iter().find(|case| case.case.id == "rest").expect("it ended"), requests)
}

#[tokio::test]
async fn pages_are_followed_until_there_is_no_link_and_each_is_judged() {
    let answers = [page("/a?p=2"), page("/a?p=3"), page("/a?p=4"), answer(200, "{}")];
    let (case, requests) = paged("pages: all", &answers).await;
    assert_eq!((&case.outcome, requests), (&Outcome::Passed, 4), "{:?}", findings(&case));
    let url = case.exchange.expect("it is told").request.url;
    assert!(url.ends_with("/a?p=4"), "the last page is what is told of it: {url}");
    let odd = with_header(418, "link: </a?p=3>; rel=next", "{}");
    let (case, _) = paged("pages: all", &[page("/a?p=2"), odd, answer(200, "{}")]).await;
    let found = findings(&case);
    assert!(found[0].starts_with("expect.status: on page 1, "), "{found:?}");
    assert_eq!(case.sighting.map(|sighting| sighting.status), Some(418));
}

#[tokio::test]
async fn without_pages_one_link_is_followed() {
    let (case, requests) = paged("", &[page("/a?p=2"), page("/a?p=3")]).await;
    assert_eq!((&case.outcome, requests), (&Outcome::Passed, 2));
}

#[tokio::test]
async fn a_first_page_without_the_link_is_no_pass() {
    let (case, requests) = paged("pages: all", &[answer(200, "{}")]).await;
    assert_eq!((&case.outcome, requests), (&Outcome::Failed, 1));
    assert_eq!(findings(&case), ["follow: no link `next`: the response has no links"]);
}

#[tokio::test]
async fn a_page_that_links_to_an_earlier_one_is_a_loop() {
    let (case, requests) =
        paged("pages: all", &[page("/a?p=2"), page("/a?p=3"), page("/a?p=2")]).await;
    assert_eq!((&case.outcome, requests), (&Outcome::Failed, 3));
    let expected = ["follow: on page 2, the link `next` leads back to page 1: a loop"];
    assert_eq!(findings(&case), expected);
    let (case, _) = paged("pages: all", &[page("/a?p=2"), page("/a")]).await;
    let expected = ["follow: on page 1, the link `next` leads back to the start: a loop"];
    assert_eq!(findings(&case), expected);
}

#[tokio::test]
async fn pages_are_bounded() {
    let answers = [page("/a?p=2"), page("/a?p=3"), page("/a?p=4"), page("/a?p=5")];
    let (case, requests) = paged("pages: 2", &answers).await;
    assert_eq!((&case.outcome, requests), (&Outcome::Failed, 3));
    let expected = ["follow: on page 2, there is still a link `next`, and 2 pages are the maximum"];
    assert_eq!(findings(&case), expected);
}

#[tokio::test]
async fn credentials_do_not_follow_a_link_to_another_origin() {
    let (case, requests) =
        paged("pages: all", &[page("/a?p=2"), page("http://other.example/a")]).await;
    assert_eq!((&case.outcome, requests), (&Outcome::Failed, 2));
    let found = findings(&case);
    assert!(
        found[0].contains("leads to http://other.example, which is not the target"),
        "{found:?}"
    );
}

#[tokio::test]
async fn an_error_on_the_way_ends_the_pages() {
    let away = answer(503, r#"{"name":"AWAY"}"#);
    let (case, requests) = paged("pages: all", &[page("/a?p=2"), page("/a?p=3"), away]).await;
    assert_eq!((&case.outcome, requests), (&Outcome::Failed, 3));
    assert_eq!(findings(&case), ["expect.status: expected any documented 2xx, got 503 AWAY"]);
}
