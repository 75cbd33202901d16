//! Tests the server and its faults against the written contract, `specs/point.yaml`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::client::*;
use crate::reference::FAULTS;

fn file(path: &str) -> String {
    let path = format!("{}/specs/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).expect("the contract is in the repository")
}

/// The rows of the contract, by the keys that faults use.
fn rows() -> BTreeSet<String> {
    let contract: Value = serde_yaml::from_str(&file("point.yaml")).expect("the contract is YAML");
    let mut rows = BTreeSet::new();
    let scopes = contract["scopes"].as_array().expect("the contract has scopes");
    for (prefix, place) in [("", &contract), ("identity/", &scopes[0])] {
        for row in place["codes"].as_array().expect("codes are a list") {
            let code = row["code"].as_str().map(|code| format!(" {code}")).unwrap_or_default();
            rows.insert(format!("{prefix}{}{code}", row["status"]));
        }
    }
    rows
}

#[test]
fn every_row_of_the_contract_has_a_fault_and_no_other_row() {
    let broken: BTreeSet<String> =
        FAULTS.iter().flat_map(|fault| fault.breaks).map(|breach| breach.row.to_owned()).collect();
    assert_eq!(broken, rows());
}

/// Asserts that the response to a request is a valid instance of a body of the contract.
#[track_caller]
fn check(body: &str, ask: Ask<'_>) {
    let schema = serde_json::from_str(&file(&format!("bodies/{body}.schema.json")))
        .expect("a schema is JSON");
    let schema =
        jsonschema::validator_for(&schema).expect("a body of the contract is a JSON Schema");
    let told = with_server(&[], async |address| tell(address, ask).await);
    let problems: Vec<String> =
        schema.iter_errors(&told.json()).map(|problem| problem.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?} in {told:?}");
    assert!(
        !schema.is_valid(&serde_json::json!({})),
        "a schema that accepts an empty object proves nothing"
    );
}

#[test]
fn client_errors_have_the_body_of_the_contract() {
    check("client-error", Ask("GET /v2/orders?page_size=all", &[BUYER], ""));
    check("client-error", Ask("GET /v2/orders", &[], ""));
    check("client-error", Ask("POST /v2/orders", &[READER, JSON], "{}"));
    check("client-error", Ask("GET /v2/orders/none", &[BUYER], ""));
    check("client-error", Ask("PATCH /v2/orders", &[BUYER], ""));
    check("client-error", Ask("GET /v2/orders", &[BUYER, "accept: text/html"], ""));
    check("client-error", Ask("POST /v2/orders", &[BUYER], "{}"));
    check("client-error", Ask("POST /v2/orders", &[BUYER, JSON], "{}"));
    let unprocessable = r#"{"amount":{"value":"0","currency":"XXX"}}"#;
    check("client-error", Ask("POST /v2/orders", &[BUYER, JSON], unprocessable));
}

#[test]
fn server_errors_have_the_body_of_the_contract() {
    check("error", Ask("GET /v2/orders", &["point-fault: internal-error"], ""));
    check("error", Ask("GET /v2/orders", &["point-fault: unavailable"], ""));
}

#[test]
fn identity_errors_have_the_body_of_the_contract() {
    check(
        "identity-error",
        Ask("POST /v1/oauth2/token", &[IMPOSTOR, FORM], "grant_type=telepathy"),
    );
    check(
        "identity-error",
        Ask("POST /v1/oauth2/token", &[BUYER_CLIENT, FORM], "grant_type=telepathy"),
    );
    check("identity-error", Ask("GET /v1/oauth2/token", &[BUYER_CLIENT], ""));
    check("identity-error", Ask("POST /v1/oauth2/token", &[BUYER_CLIENT, JSON], "{}"));
    check(
        "identity-error",
        Ask("POST /v1/oauth2/token", &[BUYER_CLIENT, "point-fault: unavailable"], ""),
    );
}

#[test]
fn the_two_error_bodies_differ_only_in_their_details() {
    let read = |body: &str| -> Value {
        let text = file(&format!("bodies/{body}.schema.json"));
        let mut schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
        for told_apart in ["title", "description", "required"] {
            schema[told_apart] = Value::Null;
        }
        schema
    };
    assert_eq!(read("client-error"), read("error"));
}
