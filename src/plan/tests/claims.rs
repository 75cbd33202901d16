use crate::plan::tests::{case, check, plan};

/// Compares the claim and the checks of a case with this request and `expect`.
#[track_caller]
fn claims(request: &str, expect: &str, expected: (Option<&str>, &str)) {
    let plan = plan(&format!("cases:\n  - {{ id: c, {request}, expect: {expect} }}\n"));
    let case = case(&plan, "c");
    let claim = case.expectation.known.claim().map(ToString::to_string);
    assert_eq!((claim.as_deref(), case.asks.as_str()), expected);
}

/// Compares the problem of a case with this request and `expect`, which begins at column 33.
#[track_caller]
fn refused(request: &str, expect: &str, expected: &str) {
    check(&format!("cases:\n  - {{ id: c, {request}, expect: {expect} }}\n"), &[expected]);
}

#[test]
fn a_case_claims_the_row_of_its_status_and_code() {
    claims(
        "GET: /a",
        "404 RESOURCE_NOT_FOUND",
        (Some("404 RESOURCE_NOT_FOUND"), "404 RESOURCE_NOT_FOUND"),
    );
    claims("GET: /a", "404", (Some("404 RESOURCE_NOT_FOUND"), "404"));
    claims("GET: /a", "200", (Some("200"), "200"));
    claims("GET: /a", "{ code: NOT_FOUND }", (Some("404 RESOURCE_NOT_FOUND"), "404 NOT_FOUND"));
    claims("GET: /a", "{ headers: { A: b } }", (None, "2xx"));
}

#[test]
fn the_path_selects_the_scope() {
    claims(
        "GET: /v1/oauth2/t?x=y",
        "400 invalid_scope",
        (Some("identity/400 invalid_scope"), "400 invalid_scope"),
    );
    refused(
        "GET: /v1/oauth2/t",
        "400 INVALID_REQUEST",
        "undocumented-code 4:45 the contract documents no `INVALID_REQUEST` for 400",
    );
    refused(
        "GET: /v1/oauth2/t",
        "500",
        "undocumented-status 4:41 the contract documents no 500 in `identity`",
    );
}

#[test]
fn a_status_alone_claims_no_row_if_it_has_several_codes() {
    claims("GET: /v1/oauth2/t", "400", (None, "400"));
}

#[test]
fn an_undocumented_code_is_refused() {
    refused(
        "GET: /a",
        "404 RESOURCE_NOT_FOND",
        "undocumented-code 4:35 the contract documents no `RESOURCE_NOT_FOND` for 404",
    );
    refused("GET: /a", "500", "undocumented-status 4:31 the contract documents no 500");
    refused(
        "GET: /a",
        "{ code: NOPE }",
        "undocumented-code 4:39 the contract documents no code `NOPE`",
    );
}

/// A response to HEAD has no content (RFC 9110, section 9.3.2), so the response cannot show an error code.
#[test]
fn a_head_request_claims_no_row_with_an_error_code() {
    claims("HEAD: /a", "404", (None, "404"));
    claims("HEAD: /v1/oauth2/t", "400", (None, "400"));
    refused("HEAD: /a", "500", "undocumented-status 4:32 the contract documents no 500");
}

#[test]
fn a_head_request_claims_a_row_without_code_and_body() {
    claims("HEAD: /a", "200", (Some("200"), "200"));
}

#[test]
fn an_expected_code_on_a_head_request_draws_a_warning() {
    refused(
        "HEAD: /a",
        "404 RESOURCE_NOT_FOUND",
        "code-of-head 4:36 a response to HEAD has no content, so it cannot show an error code",
    );
    claims("HEAD: /a", "404 RESOURCE_NOT_FOUND", (None, "404"));
}

#[test]
fn a_followed_link_can_claim_a_row_of_any_scope() {
    let plan = plan(
        "cases:\n  - { id: a, GET: /a }\n\
         \x20 - { id: b, follow: { from: a, rel: x }, expect: 400 invalid_scope }\n\
         \x20 - { id: c, follow: { from: a, rel: x }, expect: 400 }\n",
    );
    let claim = |id: &str| case(&plan, id).expectation.known.claim().map(ToString::to_string);
    assert_eq!(claim("b").as_deref(), Some("identity/400 invalid_scope"));
    assert_eq!(claim("c").as_deref(), Some("400 INVALID_REQUEST"));
}

#[test]
fn a_replay_claims_the_documented_replay() {
    let plan = plan("cases:\n  - { id: a, POST: /a, expect: 201, replay: true }\n");
    let replay = case(&plan, "a~replay");
    assert_eq!(replay.asks, "200");
    assert_eq!(replay.requires, [crate::plan::CaseIndex(0)]);
    refused(
        "POST: /a, replay: true",
        "200",
        "no-replay 4:24 the contract documents no replay of `200`",
    );
}

#[test]
fn a_body_is_named_or_written_in_place() {
    claims("GET: /a", "{ status: 200, body: { type: object } }", (Some("200"), "200"));
    refused("GET: /a", "{ status: 200, body: nope }", "unknown-body 4:52 there is no body `nope`");
    refused(
        "GET: /a",
        "{ status: 200, body: { type: 7 } }",
        "bad-schema 4:60 the value of `body` is not a JSON Schema",
    );
    refused(
        "GET: /a",
        "{ status: 200, matches: { $.id: { not: { const: '${order}' } } } }",
        "bad-schema 4:79 an expression is in the schema of `$.id`",
    );
}
