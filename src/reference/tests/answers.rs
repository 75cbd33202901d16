//! Tests that each documented code is the answer to its documented cause.

use std::io::Write as _;
use std::time::{Duration, Instant};

use super::client::*;

const GOOD: &str = r#"{"amount":{"value":"10.00","currency":"USD"}}"#;
const FIRST: &str = "ORDER-00000001";

/// Sends requests in order and asserts the status and the code of the last response.
#[track_caller]
fn check(asks: &[Ask<'_>], status: u16, code: &str) -> Told {
    let told = with_server(&[], async |address| {
        let mut last = None;
        for ask in asks {
            last = Some(tell(address, *ask).await);
        }
        last.expect("a test asks at least once")
    });
    assert_eq!((told.status, told.code().as_str()), (status, code), "{told:?}");
    told
}

/// Asserts the response to this form of a token request.
#[track_caller]
fn check_token(client: &str, form: &str, status: u16, code: &str) -> Told {
    check(&[Ask("POST /v1/oauth2/token", &[client, FORM], form)], status, code)
}

fn create() -> Ask<'static> {
    Ask("POST /v2/orders", &[BUYER, JSON, "point-request-id: one"], GOOD)
}

#[test]
fn a_created_order_tells_where_it_is_and_what_can_be_done() {
    let told = check(&[create()], 201, "");
    assert_eq!(told.header("location"), format!("http://point.test/v2/orders/{FIRST}"));
    assert_eq!(
        told.json()["links"][1]["href"],
        format!("http://point.test/v2/orders/{FIRST}/approve")
    );
}

#[test]
fn a_replay_answers_200_with_the_same_order() {
    let told = check(&[create(), create()], 200, "");
    assert_eq!(told.json()["id"], FIRST);
}

#[test]
fn a_replay_after_the_order_is_deleted_still_tells_which_one_it_was() {
    let told = check(
        &[create(), Ask("DELETE /v2/orders/ORDER-00000001", &[BUYER], ""), create()],
        200,
        "",
    );
    assert_eq!(told.json()["id"], FIRST);
}

#[test]
fn a_request_id_with_other_content_is_unprocessable() {
    let other = r#"{"amount":{"value":"11.00","currency":"USD"}}"#;
    let again = Ask("POST /v2/orders", &[BUYER, JSON, "point-request-id: one"], other);
    check(&[create(), again], 422, "UNPROCCESSABLE_ENTITY");
}

#[test]
fn an_order_is_shown_to_get_and_head() {
    let told = check(&[create(), Ask("GET /v2/orders/ORDER-00000001", &[BUYER], "")], 200, "");
    let head = check(&[create(), Ask("HEAD /v2/orders/ORDER-00000001", &[BUYER], "")], 200, "");
    assert_eq!(head.body, "");
    assert_eq!(head.header("content-type"), told.header("content-type"));
}

#[test]
fn a_page_holds_as_many_orders_as_asked_for() {
    let post = Ask("POST /v2/orders", &[BUYER, JSON], GOOD);
    let told = check(&[post, post, post, Ask("GET /v2/orders?page_size=2", &[BUYER], "")], 200, "");
    assert_eq!(told.json()["orders"][0]["id"], "ORDER-00000003");
    assert_eq!(told.json()["orders"].as_array().map(Vec::len), Some(2));
}

#[test]
fn an_approved_order_is_captured_a_moment_later() {
    let approve = Ask("POST /v2/orders/ORDER-00000001/approve", &[BUYER], "");
    let capture = Ask("POST /v2/orders/ORDER-00000001/capture", &[BUYER], "");
    let approved = check(&[create(), approve], 200, "");
    assert_eq!(approved.json()["status"], "APPROVED");
    let accepted = check(&[create(), approve, capture], 202, "");
    assert_eq!(accepted.json()["status"], "CAPTURE_PENDING");
    let shown = with_server(&[], async |address| {
        for ask in [create(), approve, capture] {
            tell(address, ask).await;
        }
        tokio::time::sleep(Duration::from_millis(120)).await;
        tell(address, Ask("GET /v2/orders/ORDER-00000001", &[BUYER], "")).await
    });
    assert_eq!(shown.json()["status"], "CAPTURED");
}

#[test]
fn a_deleted_order_is_deleted_again_and_not_found() {
    let delete = Ask("DELETE /v2/orders/ORDER-00000001", &[BUYER], "");
    let told = check(&[create(), delete], 204, "");
    assert_eq!((told.header("content-length"), told.body.as_str()), ("", ""));
    check(&[create(), delete, delete], 204, "");
    let show = Ask("GET /v2/orders/ORDER-00000001", &[BUYER], "");
    check(&[create(), delete, show], 404, "RESOURCE_NOT_FOUND");
}

#[test]
fn what_is_not_well_formed_is_a_bad_request() {
    check(&[Ask("POST /v2/orders", &[BUYER, JSON], "{")], 400, "INVALID_REQUEST");
    check(&[Ask("POST /v2/orders", &[BUYER], "")], 400, "INVALID_REQUEST");
    check(&[Ask("GET /v2/orders?page_size=0", &[BUYER], "")], 400, "INVALID_REQUEST");
    let told = check(&[Ask("GET /v2/orders?page_size=21", &[BUYER], "")], 400, "INVALID_REQUEST");
    assert_eq!(told.json()["details"][0]["location"], "query");
}

#[test]
fn a_body_that_is_too_long_is_a_bad_request() {
    let long = format!("\"{}\"", "x".repeat(70_000));
    check(&[Ask("POST /v2/orders", &[BUYER, JSON], &long)], 400, "INVALID_REQUEST");
}

#[test]
fn a_challenge_blames_only_a_token_that_was_sent() {
    let told = check(&[Ask("GET /v2/orders", &[], "")], 401, "AUTHENTICATION_FAILURE");
    assert_eq!(told.header("www-authenticate"), "Bearer realm=\"point\"");
    let told = check(&[Ask("GET /v2/orders", &[STRANGER], "")], 401, "AUTHENTICATION_FAILURE");
    assert!(told.header("www-authenticate").contains("error=\"invalid_token\""));
}

#[test]
fn a_missing_scope_is_forbidden_and_named() {
    let told = check(&[Ask("POST /v2/orders", &[READER, JSON], GOOD)], 403, "NOT_AUTHORIZED");
    assert!(told.header("www-authenticate").contains("scope=\"orders:write\""));
}

#[test]
fn an_amount_over_the_balance_is_forbidden() {
    let body = r#"{"amount":{"value":"1000.01","currency":"USD"}}"#;
    check(&[Ask("POST /v2/orders", &[BUYER, JSON], body)], 403, "NOT_AUTHORIZED");
}

#[test]
fn what_is_not_there_is_not_found() {
    check(&[Ask("GET /v2/orders/none", &[BUYER], "")], 404, "RESOURCE_NOT_FOUND");
    check(&[Ask("GET /", &[BUYER], "")], 404, "RESOURCE_NOT_FOUND");
    check(&[Ask("GET /v1/oauth2/keys", &[BUYER_CLIENT], "")], 404, "RESOURCE_NOT_FOUND");
}

#[test]
fn a_refused_method_is_answered_with_those_there_are() {
    let told = check(&[Ask("PATCH /v2/orders", &[BUYER], "")], 405, "METHOD_NOT_SUPPORTED");
    assert_eq!(told.header("allow"), "GET, HEAD, POST");
    let put = Ask("PUT /v2/orders/ORDER-00000001", &[BUYER], "");
    assert_eq!(
        check(&[create(), put], 405, "METHOD_NOT_SUPPORTED").header("allow"),
        "GET, HEAD, DELETE"
    );
    let told =
        check(&[Ask("GET /v1/oauth2/token", &[BUYER_CLIENT], "")], 405, "METHOD_NOT_SUPPORTED");
    assert_eq!(told.header("allow"), "POST");
    assert_eq!(told.json()["error"], "METHOD_NOT_SUPPORTED");
}

#[test]
fn another_media_type_is_neither_sent_nor_read() {
    let accept = "accept: application/xml";
    check(&[Ask("GET /v2/orders", &[BUYER, accept], "")], 406, "MEDIA_TYPE_NOT_ACCEPTABLE");
    let xml = "content-type: application/xml";
    check(&[Ask("POST /v2/orders", &[BUYER, xml], GOOD)], 415, "UNSUPPORTED_MEDIA_TYPE");
    check(&[Ask("POST /v2/orders", &[BUYER], GOOD)], 415, "UNSUPPORTED_MEDIA_TYPE");
    let zipped = "content-encoding: gzip";
    check(&[Ask("POST /v2/orders", &[BUYER, JSON, zipped], GOOD)], 415, "UNSUPPORTED_MEDIA_TYPE");
}

#[test]
fn a_rule_of_the_business_is_unprocessable() {
    let body = r#"{"amount":{"value":"10.00","currency":"XXX"}}"#;
    check(&[Ask("POST /v2/orders", &[BUYER, JSON], body)], 422, "UNPROCCESSABLE_ENTITY");
    let capture = Ask("POST /v2/orders/ORDER-00000001/capture", &[BUYER], "");
    check(&[create(), capture], 422, "UNPROCCESSABLE_ENTITY");
}

#[test]
fn a_dry_bucket_is_rate_limited_for_its_token_alone() {
    let (statuses, told) = with_server(&[], async |address| {
        let form = "grant_type=client_credentials";
        let token = Ask("POST /v1/oauth2/token", &[LIMITED_CLIENT, FORM], form);
        let mut statuses = Vec::new();
        let mut last = None;
        for _ in 0..2 {
            let token =
                tell(address, token).await.json()["access_token"].as_str().unwrap().to_owned();
            let header = format!("authorization: Bearer {token}");
            for _ in 0..3 {
                let told = tell(address, Ask("GET /v2/orders", &[&header], "")).await;
                statuses.push(told.status);
                last = Some(told);
            }
        }
        (statuses, last.unwrap())
    });
    assert_eq!(statuses, [200, 200, 429, 200, 200, 429]);
    assert_eq!(told.code(), "RATE_LIMIT_REACHED");
    assert!((3590..=3600).contains(&told.header("retry-after").parse::<u32>().unwrap()));
}

#[test]
fn the_fault_hook_comes_before_everything() {
    let told = check(
        &[Ask("GET /v2", &["point-fault: internal-error"], "")],
        500,
        "INTERNAL_SERVER_ERROR",
    );
    assert_eq!(told.json().get("details"), None);
    let told =
        check(&[Ask("GET /v2", &["point-fault: unavailable"], "")], 503, "SERVICE_UNAVAILABLE");
    assert_eq!(told.header("retry-after"), "120");
}

#[test]
fn each_check_comes_before_the_next_one() {
    let xml = "content-type: application/xml";
    let accept = "accept: application/xml";
    check(&[Ask("PATCH /none", &[accept, xml], "<")], 401, "AUTHENTICATION_FAILURE");
    check(&[Ask("DELETE /v2/orders/none", &[READER, accept, xml], "<")], 403, "NOT_AUTHORIZED");
    check(&[Ask("PATCH /v2/orders/none", &[BUYER, accept, xml], "<")], 404, "RESOURCE_NOT_FOUND");
    check(&[Ask("PATCH /v2/orders", &[BUYER, accept, xml], "<")], 405, "METHOD_NOT_SUPPORTED");
    check(&[Ask("POST /v2/orders", &[BUYER, accept, xml], "<")], 406, "MEDIA_TYPE_NOT_ACCEPTABLE");
    check(&[Ask("POST /v2/orders", &[BUYER, xml], "<")], 415, "UNSUPPORTED_MEDIA_TYPE");
    let malformed = r#"{"amount":{"value":"x","currency":"XXX"}}"#;
    check(&[Ask("POST /v2/orders", &[BUYER, JSON], malformed)], 400, "INVALID_REQUEST");
    let over_balance = r#"{"amount":{"value":"5000","currency":"XXX"}}"#;
    check(&[Ask("POST /v2/orders", &[BUYER, JSON], over_balance)], 422, "UNPROCCESSABLE_ENTITY");
}

#[test]
fn a_token_is_never_stored_and_has_the_scopes_asked_for() {
    let told =
        check_token(BUYER_CLIENT, "grant_type=client_credentials&scope=orders%3Aread", 200, "");
    assert_eq!(told.header("cache-control"), "no-store");
    assert_eq!(told.json()["scope"], "orders:read");
    check_token(
        BUYER_CLIENT,
        "grant_type=refresh_token&refresh_token=buyer-refresh-token",
        200,
        "",
    );
}

#[test]
fn a_wrong_client_is_challenged_in_its_own_scheme() {
    let told = check_token(IMPOSTOR, "grant_type=client_credentials", 401, "invalid_client");
    assert!(told.header("www-authenticate").starts_with("Basic "));
    check_token("x: y", "grant_type=client_credentials", 401, "invalid_client");
}

#[test]
fn each_identity_code_has_its_cause() {
    check_token(BUYER_CLIENT, "scope=orders%3Aread", 400, "invalid_request");
    check_token(BUYER_CLIENT, "grant_type=", 400, "invalid_request");
    let twice = "grant_type=client_credentials&grant_type=client_credentials";
    check_token(BUYER_CLIENT, twice, 400, "invalid_request");
    check_token(BUYER_CLIENT, "grant_type=refresh_token&refresh_token=old", 400, "invalid_grant");
    check_token(PARTNER_CLIENT, "grant_type=client_credentials", 400, "unauthorized_client");
    check_token(BUYER_CLIENT, "grant_type=telepathy", 400, "unsupported_grant_type");
    check_token(LIMITED_CLIENT, "grant_type=client_credentials&scope=admin", 400, "invalid_scope");
}

#[test]
fn an_issued_token_can_do_what_its_scope_says() {
    let status = with_server(&[], async |address| {
        let form = "grant_type=client_credentials&scope=orders%3Aread";
        let told = tell(address, Ask("POST /v1/oauth2/token", &[BUYER_CLIENT, FORM], form)).await;
        let header =
            format!("authorization: Bearer {}", told.json()["access_token"].as_str().unwrap());
        let read = tell(address, Ask("GET /v2/orders", &[&header], "")).await;
        let write = tell(address, Ask("POST /v2/orders", &[&header, JSON], GOOD)).await;
        (read.status, write.status)
    });
    assert_eq!(status, (200, 403));
}

#[test]
fn a_client_that_never_finishes_does_not_keep_the_server() {
    let started = Instant::now();
    let _stuck = with_server(&[], async |address| {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream
            .write_all(b"POST /v2/orders HTTP/1.1\r\nhost: point.test\r\ncontent-length: 9\r\n\r\n")
            .unwrap();
        // A response to another client shows that the server has started to read.
        tell(address, create()).await;
        stream
    });
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn a_stopped_server_listens_no_more() {
    let refused = with_server(&[], async |address| address);
    assert!(std::net::TcpStream::connect(refused).is_err());
}

#[test]
fn a_token_may_stand_in_a_cookie_or_in_the_query() {
    check(&[Ask("GET /v2/orders", &["cookie: a=b; point-token=buyer-token"], "")], 200, "");
    check(&[Ask("GET /v2/orders?access_token=buyer-token", &[], "")], 200, "");
    let guess = Ask("GET /v2/orders?access_token=a-guess", &[], "");
    check(&[guess], 401, "AUTHENTICATION_FAILURE");
    // `Authorization` takes precedence.
    let both = Ask("GET /v2/orders?access_token=buyer-token", &[STRANGER], "");
    check(&[both], 401, "AUTHENTICATION_FAILURE");
}

#[test]
fn a_client_may_say_who_it_is_in_the_form() {
    let form = "grant_type=client_credentials&client_id=point-buyer&client_secret=";
    let ask = |form: &str, status, code: &str| {
        check(&[Ask("POST /v1/oauth2/token", &[FORM], form)], status, code);
    };
    ask(&format!("{form}buyer-secret"), 200, "");
    ask(&format!("{form}a-guess"), 401, "invalid_client");
}

#[test]
fn a_user_has_a_password() {
    let form = "grant_type=password&username=buyer&password=";
    check_token(BUYER_CLIENT, &format!("{form}buyer-password"), 200, "");
    check_token(BUYER_CLIENT, &format!("{form}a-guess"), 400, "invalid_grant");
    check_token(BUYER_CLIENT, form, 400, "invalid_request");
    check_token(PARTNER_CLIENT, &format!("{form}buyer-password"), 400, "unauthorized_client");
}

#[test]
fn the_fault_hook_puts_off_only_the_first_request_of_an_id() {
    let headers = [BUYER, "point-fault: unavailable-at-first", "point-request-id: a"];
    let ask = Ask("GET /v2/orders", &headers, "");
    let told = check(&[ask], 503, "SERVICE_UNAVAILABLE");
    assert_eq!(told.header("retry-after"), "0");
    check(&[ask, ask], 200, "");
}
