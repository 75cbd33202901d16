//! Credentials on the command line: one message for a dead credential, and no secret in the output.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};

use statusquo::reference::{Faults, Reference};

use super::{file, run, stderr, stdout};

const CONTRACT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/point.yaml");
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Runs a suite without its head against the reference server. Returns exit code, standard error and standard output.
fn run_suite(rest: &str, more: &[&str]) -> (Option<i32>, String, String) {
    let text = format!("suite: s\ncontract: {CONTRACT}\n{rest}");
    let (_folder, path) = file("s.yaml", text.as_bytes());
    let path = path.to_string_lossy().into_owned();
    let output = run(&[&["run", &path, "--target", "reference"][..], more].concat());
    (output.status.code(), stderr(&output), stdout(&output))
}

/// Runs a Point suite in which one text is replaced, either in the suite or in the file that it uses.
fn changed(suite: &str, from: &str, to: &str) -> (Option<i32>, String, String) {
    let (folder, path) = file(suite, b"");
    let mut found = false;
    for name in [suite, "common.yaml"] {
        let text = fs::read_to_string(format!("{ROOT}/suites/point/{name}")).expect("a suite");
        found |= text.contains(from);
        let text = text.replace(from, to).replace("../../specs/point.yaml", CONTRACT);
        let text = text.replace("data/", &format!("{ROOT}/suites/point/data/"));
        fs::write(folder.path().join(name), text).expect("written");
    }
    assert!(found, "{suite} has {from}");
    let path = path.to_string_lossy().into_owned();
    let output = run(&["run", &path, "--target", "reference"]);
    (output.status.code(), stderr(&output), stdout(&output))
}

#[test]
fn a_dead_token_causes_one_message_and_exit_code_3() {
    let (code, said, shown) = changed("errors.yaml", "buyer-token", "expired-token");
    assert_eq!(code, Some(3), "{said}{shown}");
    assert!(
        said.starts_with("error: the credential `buyer` is dead: the target answered 401 (invalid_token) to the one request"),
        "{said}"
    );
    assert!(said.contains("help: replace it with a valid one"), "{said}");
    assert_eq!(shown.matches("ERROR ").count(), 1, "{shown}");
    // Cases with other credentials are still judged, unless they need an order of the buyer.
    assert!(!shown.contains("FAIL "), "{shown}");
    assert!(!shown.contains("expired-token"), "{shown}");
}

#[test]
fn a_refused_client_causes_one_message_and_exit_code_3() {
    let (code, said, shown) = changed("limits.yaml", "limited-secret", "a-guess");
    assert_eq!(code, Some(3), "{said}{shown}");
    let dead = "is dead: the token endpoint answered 401 invalid_client";
    assert!(said.starts_with(&format!("error: the credential `limited-too` {dead}")), "{said}");
    assert!(said.contains(&format!("error: the credential `limited` {dead}")), "{said}");
    assert!(said.contains("help: check its `client-id`, `client-secret`"), "{said}");
    assert!(shown.contains("s/credentials~limited"), "{shown}");
    assert!(shown.contains("skipped"), "{shown}");
}

#[test]
fn a_wrong_base_path_causes_one_message_and_exit_code_3() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let server = runtime.block_on(Reference::start(address, Faults::none())).expect("a server");
    let target = format!("{}/wrong/base", server.url());
    let output = run(&["run", &format!("{ROOT}/suites/point"), "--target", &target]);
    let (said, shown) = (stderr(&output), stdout(&output));
    assert_eq!(output.status.code(), Some(3), "{said}{shown}");
    assert!(said.starts_with("error: the target answered 404 to everything"), "{said}");
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
    assert!(said.contains("/wrong/base the right base URL?"), "{said}");
}

#[test]
fn a_single_case_with_a_dead_token_fails() {
    let suite = "credentials: { a: { bearer: expired } }\ncases: [ { id: c, as: a, GET: /v2/orders, expect: 200 } ]\n";
    let (code, said, shown) = run_suite(suite, &[]);
    assert_eq!((code, said.contains("dead")), (Some(1), false), "{said}{shown}");
}

#[test]
fn a_read_only_run_fetches_its_tokens() {
    let suite = "credentials:
  a: { oauth2: { token-url: /v1/oauth2/token, client-id: point-reader, client-secret: reader-secret } }
cases: [ { id: c, as: a, GET: /v2/orders, expect: 200 } ]
";
    let (code, said, shown) = run_suite(suite, &["--read-only", "-v"]);
    assert_eq!(code, Some(0), "{said}{shown}");
    assert!(shown.contains("PASS s/credentials~a"), "{shown}");
}

#[test]
fn a_dry_run_shows_masks_in_place_of_secrets() {
    let suite = "credentials:
  a: { oauth2: { token-url: /v1/oauth2/token, client-id: me, client-secret: hush-hush, auth: body } }
  q: { query: { key: in-the-url } }
  c: { cookie: { session: in-the-cookie } }
cases:
  - { id: token, as: a, GET: /v2/orders }
  - { id: query, as: q, GET: /v2/orders }
  - { id: cookie, as: c, GET: /v2/orders }
";
    let (code, said, shown) = run_suite(suite, &["--dry-run"]);
    assert_eq!(code, Some(0), "{said}{shown}");
    for text in [
        "s/credentials~a  asks 200\n  POST http://reference/v1/oauth2/token\n",
        "grant_type=client_credentials&client_id=me&client_secret=***\n",
        "authorization: Bearer ***\n",
        "GET http://reference/v2/orders?key=***\n",
        "cookie: session=***\n",
    ] {
        assert!(shown.contains(text), "{text} in {shown}");
    }
    for secret in ["hush-hush", "in-the-url", "in-the-cookie"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

/// Runs a suite whose contract does not document the token endpoint, which is common for `OpenAPI` documents.
fn run_with_an_undocumented_token_endpoint(secret: &str) -> (Option<i32>, String, String) {
    let document = "openapi: 3.1.0\ninfo: { title: Orders, version: '1' }\npaths:\n  /v2/orders:\n    get:\n      \
        operationId: orders.list\n      responses: { '200': { description: all of them } }\n";
    let (folder, path) = file("orders.yaml", document.as_bytes());
    let text = format!(
        "suite: s\ncontract: {}\ncredentials:\n  buyer:\n    oauth2:\n      token-url: /v1/oauth2/token\n      \
         client-id: point-buyer\n      client-secret: {secret}\nas: buyer\n\
         cases:\n  - {{ id: list, GET: /v2/orders, expect: 200 }}\n",
        path.display()
    );
    let suite = folder.path().join("s.yaml");
    fs::write(&suite, text).expect("written");
    let output = run(&["run", &suite.to_string_lossy(), "--target", "reference"]);
    (output.status.code(), stderr(&output), stdout(&output))
}

#[test]
fn an_undocumented_token_endpoint_can_issue_tokens() {
    let (code, said, shown) = run_with_an_undocumented_token_endpoint("buyer-secret");
    assert_eq!(code, Some(0), "{said}{shown}");
    assert!(!shown.contains("undocumented"), "{shown}");
}

#[test]
fn an_undocumented_token_endpoint_can_refuse_a_client() {
    let (code, said, shown) = run_with_an_undocumented_token_endpoint("a-guess");
    assert_eq!(code, Some(3), "{said}{shown}");
    let dead =
        "error: the credential `buyer` is dead: the token endpoint answered 401 invalid_client";
    assert!(said.starts_with(dead), "{said}");
    assert!(!shown.contains("undocumented"), "{shown}");
}
