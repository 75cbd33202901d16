//! Tests that every fault is observable and that its description is plausible.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use http::HeaderValue;

use super::client::*;
use crate::reference::{FAULTS, Faults};

const GOOD: &str = r#"{"amount":{"value":"10.00","currency":"USD"}}"#;

const PARTS: &[&str] = &[BUYER, "content-type: multipart/form-data; boundary=b"];
const FILE: &str = "--b\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a.txt\"\r\n\r\nabc\r\n--b--\r\n";

/// A sequence of requests for all kinds of responses. Ids are numbered, so two runs get the same responses.
const WALK: &[Ask<'static>] = &[
    Ask("POST /v2/orders", &[BUYER, JSON, "point-request-id: one"], GOOD),
    Ask("POST /v2/orders", &[BUYER, JSON, "point-request-id: one"], GOOD),
    Ask("GET /v2/orders", &[BUYER], ""),
    Ask("GET /v2/orders/ORDER-00000001", &[BUYER], ""),
    Ask("HEAD /v2/orders/ORDER-00000001", &[BUYER], ""),
    Ask("POST /v2/orders/ORDER-00000001/approve", &[BUYER], ""),
    Ask("POST /v2/orders/ORDER-00000001/capture", &[BUYER], ""),
    Ask("DELETE /v2/orders/ORDER-00000001", &[BUYER], ""),
    Ask("DELETE /v2/orders/ORDER-00000001", &[BUYER], ""),
    Ask("GET /v2/orders?page_size=all", &[BUYER], ""),
    Ask("GET /v2/orders", &[], ""),
    Ask("GET /v2/orders", &["cookie: point-token=buyer-token"], ""),
    Ask("GET /v2/orders?access_token=buyer-token", &[], ""),
    Ask("POST /v2/orders", &[READER, JSON], GOOD),
    Ask("GET /v2/orders/none", &[BUYER], ""),
    Ask("PATCH /v2/orders", &[BUYER], ""),
    Ask("GET /v2/orders", &[BUYER, "accept: text/html"], ""),
    Ask("POST /v2/orders", &[BUYER], GOOD),
    Ask("POST /v2/orders", &[BUYER, JSON], r#"{"amount":{"value":"0","currency":"USD"}}"#),
    Ask("GET /v2/orders", &["point-fault: internal-error"], ""),
    Ask("GET /v2/orders", &["point-fault: unavailable"], ""),
    Ask("GET /v1/oauth2/token", &[BUYER_CLIENT], ""),
    Ask("POST /v1/oauth2/token", &[IMPOSTOR, FORM], "grant_type=client_credentials"),
    Ask("POST /v1/oauth2/token", &[BUYER_CLIENT, FORM], "grant_type="),
    Ask(
        "POST /v1/oauth2/token",
        &[BUYER_CLIENT, FORM],
        "grant_type=refresh_token&refresh_token=old",
    ),
    Ask("POST /v1/oauth2/token", &[PARTNER_CLIENT, FORM], "grant_type=client_credentials"),
    Ask("POST /v1/oauth2/token", &[BUYER_CLIENT, FORM], "grant_type=telepathy"),
    Ask(
        "POST /v1/oauth2/token",
        &[BUYER_CLIENT, FORM],
        "grant_type=client_credentials&scope=admin",
    ),
];

/// The responses to the sequence, then the responses to a limited token until its bucket is empty.
async fn walk(address: SocketAddr) -> Vec<Told> {
    let mut told = Vec::new();
    for ask in WALK {
        told.push(tell(address, *ask).await);
    }
    let form = "grant_type=client_credentials";
    let issued = tell(address, Ask("POST /v1/oauth2/token", &[LIMITED_CLIENT, FORM], form)).await;
    let header = format!(
        "authorization: Bearer {}",
        issued.json()["access_token"].as_str().unwrap_or_default()
    );
    told.push(issued);
    told.extend(features(address).await);
    for _ in 0..3 {
        told.push(tell(address, Ask("GET /v2/orders", &[&header], "")).await);
    }
    told.iter().map(steady).collect()
}

/// The responses about pages, a capture, a document and a session.
async fn features(address: SocketAddr) -> Vec<Told> {
    let mut told = Vec::new();
    for _ in 0..2 {
        told.push(tell(address, Ask("POST /v2/orders", &[BUYER, JSON], GOOD)).await);
    }
    told.push(tell(address, Ask("GET /v2/orders?page_size=1", &[BUYER], "")).await);
    tell(address, Ask("POST /v2/orders/ORDER-00000002/approve", &[BUYER], "")).await;
    tell(address, Ask("POST /v2/orders/ORDER-00000002/capture", &[BUYER], "")).await;
    tokio::time::sleep(Duration::from_millis(150)).await;
    for _ in 0..2 {
        let ask = Ask("GET /v2/orders/ORDER-00000002/capture", &[BUYER], "");
        told.push(tell(address, ask).await);
    }
    told.push(tell(address, Ask("POST /v2/orders/ORDER-00000002/documents", PARTS, FILE)).await);
    let session = tell(address, Ask("POST /v2/sessions", &[BUYER], "")).await;
    let cookie =
        format!("cookie: point-session={}", session.json()["id"].as_str().unwrap_or_default());
    told.push(session);
    told.push(tell(address, Ask("GET /v2/orders/ORDER-00000002", &[&cookie], "")).await);
    told
}

/// Removes the parts that differ between two runs: times and the text of tokens.
fn steady(told: &Told) -> Told {
    let mut told = told.clone();
    let mut body = told.json();
    for pointer in ["/create_time", "/orders/0/create_time", "/access_token"] {
        if let Some(member) = body.pointer_mut(pointer).filter(|member| member.is_string()) {
            *member = "…".into();
        }
    }
    let session = body["id"].as_str().filter(|id| id.starts_with("session-")).map(str::to_owned);
    if let Some(session) = session {
        body["id"] = "…".into();
        for (_, value) in &mut told.headers {
            *value = value.replace(&session, "…");
        }
    }
    if !body.is_null() {
        told.body = body.to_string();
    }
    // The wait for an empty bucket decreases, so only a wait that is not a number is a fault.
    let counts = |name: &str, value: &str| name == "retry-after" && value.starts_with("35");
    for (name, value) in &mut told.headers {
        if counts(name, value) {
            "3600".clone_into(value);
        }
    }
    told
}

#[test]
fn the_conforming_server_answers_every_walk_alike() {
    assert_eq!(with_server(&[], walk), with_server(&[], walk));
}

#[test]
fn every_fault_can_be_seen() {
    let conforming = with_server(&[], walk);
    for fault in FAULTS {
        let told = with_server(&[fault.name], walk);
        assert_ne!(told, conforming, "`{}` changes nothing", fault.name);
    }
}

#[test]
fn a_filled_204_has_a_body_on_the_wire() {
    let told = with_server(&["deleted-with-a-body"], async |address| {
        tell(address, WALK[0]).await;
        tell(address, Ask("DELETE /v2/orders/ORDER-00000001", &[BUYER], "")).await
    });
    assert_eq!((told.status, told.header("content-length"), told.body.as_str()), (204, "2", "{}"));
}

#[test]
fn a_client_library_sees_the_length_of_a_filled_204() {
    let response = with_server(&["deleted-with-a-body"], async |address| {
        tell(address, WALK[0]).await;
        let request =
            reqwest::Client::new().delete(format!("http://{address}/v2/orders/ORDER-00000001"));
        request
            .bearer_auth("buyer-token")
            .send()
            .await
            .expect("the head of the answer is well-formed")
    });
    assert_eq!(response.status(), 204);
    assert_eq!(response.headers().get("content-length"), Some(&HeaderValue::from_static("2")));
}

#[test]
fn several_faults_can_be_on_at_once() {
    let told = with_server(&["missing-without-debug-id", "missing-as-html"], async |address| {
        tell(address, Ask("GET /v2/orders/none", &[BUYER], "")).await
    });
    assert_eq!(told.json().get("debug_id"), None);
    assert_eq!(told.header("content-type"), "text/html; charset=utf-8");
}

#[test]
fn there_are_many_faults_and_each_has_a_name_of_its_own() {
    let names: BTreeSet<&str> = FAULTS.iter().map(|fault| fault.name).collect();
    assert_eq!(names.len(), FAULTS.len());
    assert!(names.len() >= 45, "only {}", names.len());
}

#[test]
fn an_unknown_fault_is_answered_with_the_closest_one_or_with_all() {
    let message = |name: &str| Faults::named(&[name]).unwrap_err().to_string();
    let expected = "no fault is called `created-as-okay`; did you mean `created-as-ok`?";
    assert_eq!(message("created-as-okay"), expected);
    assert!(message("zzz").contains("; the faults are `created-as-ok`, "), "{}", message("zzz"));
}
