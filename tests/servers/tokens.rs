//! OAuth 2.0 tokens: fetched once, renewed before they expire, or refused by the server.

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use statusquo::record::RunRecord;
use statusquo::verdict::Outcome;

use super::fixture::{cases, judge, plan_with, root, story};
use super::loopback::{Answer, json, serve};

/// Runs a suite without its head. `${env.LOGIN}` is the address of the login server.
async fn run(cases: &str, target: &str, login: &str) -> RunRecord {
    let folder = tempfile::tempdir().expect("a folder");
    let contract = root().join("specs/point.yaml").display().to_string();
    let text = format!("suite: s\ncontract: {contract}\n{cases}");
    fs::write(folder.path().join("s.yaml"), text).expect("a suite");
    let environment = BTreeMap::from([("LOGIN".to_owned(), login.to_owned())]);
    judge(plan_with(folder.path(), 1, environment), target, false).await
}

fn token(number: usize, lifetime: u64) -> Answer {
    let body = format!(
        "{{\"access_token\":\"token-{number}\",\"token_type\":\"Bearer\",\"expires_in\":{lifetime}}}"
    );
    (Duration::from_millis(50), json("200 OK", "Cache-Control: no-store\r\n", &body))
}

fn is_token_request(request: &str) -> bool {
    request.starts_with("POST /v1/oauth2/token ")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_fetched_once_for_all_concurrent_cases() {
    static FETCHED: AtomicUsize = AtomicUsize::new(0);
    let address = serve(|request| {
        if is_token_request(request) {
            return token(FETCHED.fetch_add(1, Ordering::SeqCst), 3600);
        }
        let good = request.contains("authorization: Bearer token-0\r\n");
        let status = if good { "200 OK" } else { "418 No" };
        (Duration::ZERO, json(status, "", "{}"))
    })
    .await;
    let suite = "credentials:
  a: { oauth2: { token-url: /v1/oauth2/token, client-id: a, client-secret: hush } }
as: a
cases:
  - { id: many, each: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }, { n: 5 }], GET: \"/v2/orders/${n}\", expect: 200 }
  - { id: often, GET: /v2/orders, burst: 5, expect: 200 }
";
    let record = run(suite, &format!("http://{address}"), "").await;
    assert_eq!((record.counts().passed, cases(&record).count()), (7, 7), "{}", story(&record));
    assert_eq!(FETCHED.load(Ordering::SeqCst), 1);
    assert!(
        cases(&record).any(|case| case.case.id == "credentials~a"),
        "the token is reported as a case"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_renewed_before_it_expires_even_within_a_case() {
    static FETCHED: AtomicUsize = AtomicUsize::new(0);
    let address = serve(|request| {
        if is_token_request(request) {
            return token(FETCHED.fetch_add(1, Ordering::SeqCst) + 1, 1);
        }
        // Only the token that was issued last is valid.
        let fetched = FETCHED.load(Ordering::SeqCst);
        let good = request.contains(&format!("authorization: Bearer token-{fetched}\r\n"));
        let status = if good { "200 OK" } else { "418 No" };
        (Duration::ZERO, json(status, "", &format!("{{\"fetched\":{fetched}}}")))
    })
    .await;
    let suite = "credentials:
  a: { oauth2: { token-url: /v1/oauth2/token, client-id: a, client-secret: hush } }
as: a
cases:
  - id: long
    GET: /v2/orders
    until: { equals: { $.fetched: 3 }, every: 100ms, for: 10s }
    expect: 200
";
    let record = run(suite, &format!("http://{address}"), "").await;
    assert_eq!((record.counts().passed, cases(&record).count()), (2, 2), "{}", story(&record));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_violation_of_a_renewal_counts_and_a_renewal_without_a_token_ends_the_case() {
    static FETCHED: AtomicUsize = AtomicUsize::new(0);
    let address = serve(|request| {
        if !is_token_request(request) {
            return (Duration::ZERO, json("200 OK", "", "{}"));
        }
        match FETCHED.fetch_add(1, Ordering::SeqCst) {
            0 => token(0, 1),
            _ => (Duration::ZERO, json("400 Bad Request", "", "{\"error\":\"server_busy\"}")),
        }
    })
    .await;
    let suite = "credentials:
  a: { oauth2: { token-url: /v1/oauth2/token, client-id: a, client-secret: hush } }
cases:
  - { id: long, as: a, GET: /v2/orders, until: { equals: { $.a: 1 }, every: 100ms, for: 10s }, expect: 200 }
";
    let record = run(suite, &format!("http://{address}"), "").await;
    let long = cases(&record).find(|case| case.case.id == "long").expect("the case ran");
    let Outcome::Errored { reason } = &long.outcome else { panic!("{}", story(&record)) };
    assert_eq!(
        reason,
        "the request could not be sent: its token expires and could not be renewed: the token endpoint answered 400 server_busy"
    );
    let told = story(&record);
    assert!(told.contains("error-code [") && told.contains("when its token was renewed"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_client_is_dead_and_sends_no_further_request() {
    static OTHERS: AtomicUsize = AtomicUsize::new(0);
    let target = serve(|_| {
        OTHERS.fetch_add(1, Ordering::SeqCst);
        (Duration::ZERO, json("200 OK", "", "{}"))
    })
    .await;
    let login = serve(|request| {
        assert!(request.ends_with("username=bob&password=hush&client_id=a"), "{request}");
        (Duration::ZERO, json("400 Bad Request", "", "{\"error\":\"invalid_grant\"}"))
    })
    .await;
    let suite = "credentials:
  a: { oauth2: { token-url: \"${env.LOGIN}/token\", client-id: a, grant: password, user: bob, password: hush } }
cases:
  - { id: one, as: a, GET: /v2/orders, expect: 200 }
  - { id: two, as: a, GET: /v2/orders/1, expect: 404 RESOURCE_NOT_FOUND }
  - { id: three, GET: /v2/orders, expect: 200 }
";
    let record = run(suite, &format!("http://{target}"), &format!("http://{login}")).await;
    let why = "the credential `a` is dead: the token endpoint answered 400 invalid_grant";
    let outcome = |id: &str| {
        let case = cases(&record).find(|case| case.case.id == id).expect("the case ran");
        case.outcome.clone()
    };
    assert_eq!(outcome("credentials~a"), Outcome::Errored { reason: why.to_owned() });
    for id in ["one", "two"] {
        assert_eq!(outcome(id), Outcome::Skipped { reason: why.to_owned() });
    }
    assert_eq!(outcome("three"), Outcome::Passed);
    assert_eq!(OTHERS.load(Ordering::SeqCst), 1);
    let finished = record.finished.as_ref().expect("the run finished");
    let stopped: Vec<&str> = finished.stopped.iter().map(|stopped| &*stopped.why).collect();
    assert_eq!(stopped, [why]);
    let undocumented = &record.ledger.contracts[0].undocumented;
    assert!(
        undocumented.is_empty(),
        "the contract does not apply to another host: {undocumented:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_probe_with_another_credential_renews_its_token() {
    static FETCHED: AtomicUsize = AtomicUsize::new(0);
    // The client `b:hush` may not write, and its tokens are short-lived.
    const OTHERS: &str = "authorization: Basic YjpodXNo";
    let address = serve(|request| {
        if is_token_request(request) {
            if request.contains(OTHERS) {
                return token(FETCHED.fetch_add(1, Ordering::SeqCst) + 1, 1);
            }
            return token(0, 3600);
        }
        if request.starts_with("GET /v2/slow ") {
            return (Duration::from_millis(1200), json("200 OK", "", "{}"));
        }
        let latest = FETCHED.load(Ordering::SeqCst);
        let has =
            |number: usize| request.contains(&format!("authorization: Bearer token-{number}\r\n"));
        let denied = "{\"name\":\"NOT_AUTHORIZED\",\"message\":\"no\",\"debug_id\":\"0\"}";
        let (status, body) = match (has(0), has(latest)) {
            (true, _) => ("200 OK", "{}"),
            (_, true) => ("403 Forbidden", denied),
            _ => ("418 No", "{}"),
        };
        (Duration::ZERO, json(status, "", body))
    })
    .await;
    let suite = "credentials:
  a: { oauth2: { token-url: /v1/oauth2/token, client-id: a, client-secret: hush } }
  b: { oauth2: { token-url: /v1/oauth2/token, client-id: b, client-secret: hush } }
as: a
limited: b
cases:
  - { id: slow, GET: /v2/slow, expect: 200 }
  - { id: list, GET: /v2/orders, after: [slow], expect: 200, probes: [403] }
";
    let record = run(suite, &format!("http://{address}"), "").await;
    let probe = cases(&record).find(|case| case.case.id == "list~403").expect("the case ran");
    let sighting = probe.sighting.as_ref().expect("the probe has a response");
    assert_eq!(sighting.status, 403, "{}", story(&record));
    assert_eq!(FETCHED.load(Ordering::SeqCst), 2, "{}", story(&record));
}
