use http::Method;
use serde_json::{Value, json};
use url::Url;

use crate::http::Request;
use crate::plan::tests::{case, plan};
use crate::plan::{Bindings, LinkTarget, SlotId};

const CREDENTIALS: &str = "credentials:\n  b: { bearer: \"${env.TOKEN}\" }\n  p: { basic: { user: \"${x}\", password: pass } }\n";

/// Returns the request of the case `c`, where `${x}` is captured with this value.
fn request(case_text: &str, x: Value) -> Result<Request, String> {
    let text = format!(
        "{CREDENTIALS}cases:\n  - {{ id: make, POST: /, capture: {{ x: $.x }} }}\n  - {{ id: c, {case_text} }}\n"
    );
    let plan = plan(&text);
    let bindings = Bindings::new(plan.slots);
    bindings.set(SlotId(0), x);
    let target = Url::parse("https://h/base/").expect("a URL");
    let link = Url::parse("https://other/x").expect("a URL");
    let link = Some(LinkTarget { method: Method::POST, url: link });
    bindings.request(case(&plan, "c"), &target, link).map_err(|error| error.to_string())
}

#[track_caller]
fn url(case_text: &str, x: Value, expected: &str) {
    let request = request(case_text, x).expect("a request");
    assert_eq!(request.url.as_str(), expected);
}

#[track_caller]
fn refused(case_text: &str, x: Value, expected: &str) {
    assert_eq!(request(case_text, x).expect_err("refused"), expected);
}

#[test]
fn paths_are_below_the_base_path() {
    url("GET: /v2/x", json!(1), "https://h/base/v2/x");
    url("GET: //x", json!(1), "https://h/base//x");
    url(
        "GET: \"/v2/${x}?a=${x}\"",
        json!("a/b c?&"),
        "https://h/base/v2/a%2Fb%20c%3F%26?a=a%2Fb%20c%3F%26",
    );
    url(
        "GET: /a?b=1, query: { c: \"${x}\", d: 1.10 }",
        json!("ä&"),
        "https://h/base/a?b=1&c=%C3%A4%26&d=1.10",
    );
}

#[test]
fn a_path_that_is_one_expression_is_used_as_it_is() {
    url("GET: \"${x}\"", json!("/a/b?c=d"), "https://h/base/a/b?c=d");
    url("GET: \"${x}\"", json!("https://h/a"), "https://h/a");
    refused(
        "GET: \"${x}\"",
        json!("https://h:8/a"),
        "the request would go to https://h:8, which is not the target",
    );
    refused("GET: \"${x}\"", json!("a"), "the path `a` does not begin with `/`");
}

#[test]
fn values_that_do_not_fit_are_refused() {
    refused("GET: \"/${x}\"", json!(".."), "`..` cannot be interpolated in a path");
    refused("GET: \"/${x}\"", json!(""), "`` cannot be interpolated in a path");
    refused("GET: \"/a${x}\"", json!(null), "a captured null cannot be part of a text");
    refused(
        "GET: /, headers: { A: \"${x}\" }",
        json!("a\nb"),
        "the value of the header field `a` has characters that are not allowed",
    );
    refused(
        "GET: /, as: p",
        json!("a:b"),
        "a user name for `basic` must not contain a colon (RFC 7617)",
    );
    refused(
        "follow: { from: make, rel: x }",
        json!(1),
        "the request would go to https://other, which is not the target",
    );
}

#[track_caller]
fn header(case_text: &str, name: &str, expected: Option<&str>) {
    let request = request(case_text, json!("me")).expect("a request");
    assert_eq!(request.headers.get(name).and_then(|value| value.to_str().ok()), expected);
}

#[test]
fn header_fields_of_the_case_override_all_others() {
    header("GET: /, as: b", "authorization", Some("Bearer t0ken-of-env"));
    header("GET: /, as: p", "authorization", Some("Basic bWU6cGFzcw=="));
    header("GET: /, as: b, headers: { authorization: x }", "authorization", Some("x"));
    header("GET: /, as: b, headers: { Authorization: null }", "authorization", None);
    header("PUT: /, json: 1", "content-type", Some("application/json"));
    header("PUT: /, json: 1, headers: { Content-Type: text/x }", "content-type", Some("text/x"));
    header("PUT: /, body: x", "content-type", None);
    header("GET: /", "user-agent", Some(concat!("statusquo/", env!("CARGO_PKG_VERSION"))));
}

#[track_caller]
fn body(case_text: &str, x: Value, expected: &str) {
    let request = request(case_text, x).expect("a request");
    assert_eq!(request.body.as_deref(), Some(expected.as_bytes()));
}

#[test]
fn captured_values_keep_their_type_in_json_and_become_text_elsewhere() {
    body(
        "PUT: /, json: { a: \"${x}\", b: \"-${x}\" }",
        json!({ "k": [1] }),
        r#"{"a":{"k":[1]},"b":"-{\"k\":[1]}"}"#,
    );
    body("PUT: /, json: [ \"${x}\" ]", json!(null), "[null]");
    body("PUT: /, form: { a: \"${x}\", b: 2 }", json!("1 &"), "a=1+%26&b=2");
    body("PUT: /, body: \"<${x}>\"", json!(true), "<true>");
}

#[test]
fn a_replay_expects_what_its_control_captured() {
    let plan = plan(
        "cases:\n  - { id: a, POST: /, expect: 201, replay: true, capture: { x: $.x } }\n  - { id: b, GET: \"/${x}\", expect: { status: 200, equals: { $.x: \"${x}\" }, headers: { L: \"/${x}\" } } }\n",
    );
    let bindings = Bindings::new(plan.slots);
    let replay = case(&plan, "a~replay");
    let control = &case(&plan, "a").captures;
    assert!(bindings.expectation(replay, control).is_err());
    bindings.set(SlotId(0), json!(7));
    let expectation = bindings.expectation(replay, control).expect("bound");
    assert_eq!(expectation.replay[0].value, json!(7));
    let expectation = bindings.expectation(case(&plan, "b"), &[]).expect("bound");
    assert_eq!((&expectation.equals[0].value, expectation.headers.len()), (&json!(7), 1));
}

#[test]
fn text_bytes_and_forms_bring_their_types() {
    header("PUT: /, text: x", "content-type", Some("text/plain; charset=utf-8"));
    header("PUT: /, bytes: eA==", "content-type", Some("application/octet-stream"));
    header(
        "PUT: /, text: x, headers: { Content-Type: text/csv }",
        "content-type",
        Some("text/csv"),
    );
    body("PUT: /, text: \"<${x}>\"", json!(1.5), "<1.5>");
    body("PUT: /, bytes: \"eHl6 Cg==\"", json!(1), "xyz\n");
    let form = |x| request("PUT: /, multipart: { a: \"-${x}\" }", x);
    let sent = form(json!("é")).expect("a request").body.expect("a body");
    assert!(String::from_utf8_lossy(&sent).contains("name=\"a\"\r\n\r\n-é\r\n"));
    refused(
        "PUT: /, multipart: { a: { text: b, content-type: \"${x}\" } }",
        json!("a\r\nX: y"),
        "the value of the header field `content-type` has characters that are not allowed",
    );
}
