use http::Method;
use url::Url;

use crate::http::Request;
use crate::plan::tests::{case, check, plan};
use crate::plan::{Bindings, CaseIndex, SlotId};

/// Returns the request of the case `id`. Every captured value is the text `captured`.
fn request(suite: &str, id: &str) -> Request {
    let plan = plan(suite);
    let bindings = Bindings::new(plan.slots);
    for slot in 0..plan.slots {
        bindings.set(SlotId(slot), "captured".into());
    }
    let target = Url::parse("https://h/base/").expect("a URL");
    bindings.request(case(&plan, id), &target, None).expect("a request")
}

fn field<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.headers.get(name).and_then(|value| value.to_str().ok())
}

fn form(request: &Request) -> &str {
    std::str::from_utf8(request.body.as_deref().unwrap_or_default()).expect("a form is ASCII")
}

/// Returns a file with this content, and its path. The file is removed with the folder.
fn file(content: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("secret");
    std::fs::write(&path, content).expect("written");
    let path = path.to_string_lossy().into_owned();
    (folder, path)
}

/// Returns the text of a suite with one credential and one case that sends the credential.
fn sending(credential: &str, case: &str) -> String {
    format!("credentials: {{ a: {{ {credential} }} }}\nas: a\ncases: [ {{ id: c, {case} }} ]\n")
}

#[test]
fn query_members_of_a_credential_follow_those_of_the_case() {
    let suite = sending("query: { key: \"k&ey\", page: 9 }", "GET: \"/x?a=b\", query: { page: 2 }");
    let url = request(&suite, "c").url;
    assert_eq!(url.as_str(), "https://h/base/x?a=b&page=2&key=k%26ey");
    assert_eq!(plan(&suite).secrets, ["k&ey"]);
}

#[test]
fn cookies_are_sent_in_one_field() {
    let suite = sending("cookie: { session: \"${env.TOKEN}\", theme: dark }", "GET: /x");
    assert_eq!(field(&request(&suite, "c"), "cookie"), Some("session=t0ken-of-env; theme=dark"));
    assert_eq!(plan(&suite).secrets, ["dark", "t0ken-of-env"]);
    let own = sending("cookie: { a: abcd }", "GET: /x, headers: { Cookie: null }");
    assert_eq!(field(&request(&own, "c"), "cookie"), None);
}

#[test]
fn a_cookie_has_the_characters_of_cookies() {
    check(
        &sending("cookie: { session: \"a b\", other: \"\\\"ab\\\"\" }", "GET: /x"),
        &["bad-cookie 3:31 this cannot be the value of the cookie `session`"],
    );
    let captured = "credentials: { a: { cookie: { s: \"${x},\" } } }\ncases:\n  - { id: m, GET: /, capture: { x: $.x } }\n  - { id: c, GET: /, as: a }\n";
    let plan = plan(captured);
    let bindings = Bindings::new(plan.slots);
    bindings.set(SlotId(0), "x".into());
    let target = Url::parse("https://h/").expect("a URL");
    let refused = bindings.request(case(&plan, "c"), &target, None).expect_err("a comma");
    assert_eq!(refused.reason, "the value of the cookie `s` has characters that are not allowed");
}

#[test]
fn a_value_in_a_file_is_its_only_line() {
    for content in ["t0ken", "t0ken\n", "t0ken\r\n"] {
        let (_folder, path) = file(content);
        let suite = sending(&format!("bearer: {{ file: {path} }}"), "GET: /x");
        assert_eq!(field(&request(&suite, "c"), "authorization"), Some("Bearer t0ken"));
        assert_eq!(plan(&suite).secrets, ["t0ken"]);
    }
}

#[test]
fn a_file_that_is_missing_or_not_one_line_is_reported() {
    let (folder, path) = file("one\ntwo\n");
    check(
        &sending(&format!("basic: {{ user: me, password: {{ file: {path} }} }}"), "GET: /x"),
        &["bad-secret 3:58 the file is not one line of text"],
    );
    let gone = folder.path().join("gone").to_string_lossy().into_owned();
    check(
        &sending(&format!("header: {{ K: {{ file: {gone} }} }}"), "GET: /x"),
        &[&format!("file-not-found 3:42 there is no file `{gone}`")],
    );
}

const OAUTH: &str = "token-url: /v1/oauth2/token, client-id: me";

#[test]
fn a_token_is_fetched_by_a_case_of_its_own() {
    let suite = format!(
        "credentials:\n  a: {{ oauth2: {{ {OAUTH}, client-secret: \"s&cret\", scopes: [r, w] }} }}\n  \
         b: {{ oauth2: {{ {OAUTH}, client-secret: other }} }}\n\
         setup: [ {{ id: s, GET: /, as: nobody }} ]\n\
         cases:\n  - {{ id: c, GET: /x, as: a }}\n  - {{ id: d, GET: /x }}\n"
    );
    let plan = plan(&suite);
    let ids: Vec<&str> = plan.cases.iter().map(|case| case.name.id.as_str()).collect();
    assert_eq!(ids, ["credentials~a", "s", "c", "d"], "nothing sends `b`");
    assert_eq!(case(&plan, "c").requires, [CaseIndex(0), CaseIndex(1)]);
    assert_eq!(case(&plan, "d").requires, [CaseIndex(1)], "it needs no token");
    assert!(case(&plan, "credentials~a").captures[0].secret);
    assert_eq!(plan.clone().only(&[CaseIndex(3)]).cases.len(), 2);
    assert_eq!(plan.only(&[CaseIndex(2)]).cases.len(), 3);

    let fetch = request(&suite, "credentials~a");
    assert_eq!((&fetch.method, fetch.url.path()), (&Method::POST, "/base/v1/oauth2/token"));
    // Each part is form-encoded before it is base64: "me:s%26cret".
    assert_eq!(field(&fetch, "authorization"), Some("Basic bWU6cyUyNmNyZXQ="));
    assert_eq!(form(&fetch), "grant_type=client_credentials&scope=r+w");
    let sent = request(&suite, "c");
    assert_eq!(field(&sent, "authorization"), Some("Bearer captured"));
}

#[test]
fn a_client_can_authenticate_in_the_body() {
    let fetch = |rest: &str| {
        request(&sending(&format!("oauth2: {{ {OAUTH}, {rest} }}"), "GET: /x"), "credentials~a")
    };
    let body = fetch("client-secret: hush, auth: body");
    assert_eq!(field(&body, "authorization"), None);
    assert_eq!(form(&body), "grant_type=client_credentials&client_id=me&client_secret=hush");
    let public = fetch("grant: password, user: bob, password: \"p w\"");
    assert_eq!(form(&public), "grant_type=password&username=bob&password=p+w&client_id=me");
}

#[test]
fn a_token_endpoint_may_be_elsewhere() {
    let elsewhere =
        "oauth2: { token-url: \"https://login/token\", client-id: a, client-secret: b }";
    let fetch = request(&sending(elsewhere, "GET: /x"), "credentials~a");
    assert_eq!(fetch.url.as_str(), "https://login/token");
}

#[test]
fn the_secret_of_a_client_may_be_captured_in_setup() {
    let suite = |phase: &str| {
        format!(
            "credentials: {{ a: {{ oauth2: {{ {OAUTH}, client-secret: \"${{s}}\" }} }} }}\n\
             {phase}: [ {{ id: register, POST: /, capture: {{ s: $.secret }} }} ]\n"
        )
    };
    let sent = "{ id: c, GET: /x, as: a }";
    let plan = plan(&format!("{}cases: [ {sent} ]\n", suite("setup")));
    assert_eq!(case(&plan, "credentials~a").requires, [CaseIndex(1)]);
    let late = suite("cases").replace(" ]\n", &format!(", {sent} ]\n"));
    check(
        &late,
        &["wrong-phase 3:91 the setup case `credentials~a` waits for the case `register`"],
    );
}
