//! Verdicts per operation: operations of an `OpenAPI` document that is layered with the codes of the whole API, and
//! operations of a statusquo contract.

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use statusquo::ledger::Verdict;
use statusquo::record::RunRecord;
use statusquo::reference::{Faults, Reference};
use statusquo::verdict::Outcome;

use super::fixture::{breaches, cases, judge, plan, root, rows, story};

async fn run(suites: &Path, faults: &[&str]) -> RunRecord {
    let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let faults = Faults::named(faults).expect("faults of the list");
    let server = Reference::start(anywhere, faults).await.expect("a server");
    let record = judge(plan(suites), &server.url(), true).await;
    server.stop().await;
    record
}

fn of_operations(record: &RunRecord, verdict: &Verdict) -> BTreeSet<String> {
    let of = |row: &String| row.split(' ').next().is_some_and(|first| first.contains('-'));
    rows(record, verdict).into_iter().filter(of).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nine_cases_prove_every_response_of_a_document() {
    let record = run(&root().join("suites/point-openapi"), &[]).await;
    assert_eq!(breaches(&record), BTreeSet::new(), "{}", story(&record));
    let document = &record.ledger.contracts[0];
    assert_eq!(document.contract, "point.openapi");
    assert_eq!((document.counts().documented, document.counts().proven), (29, 29));
    let moot = cases(&record).filter(|case| case.outcome != Outcome::Passed);
    let mut moot: Vec<&str> = moot.map(|case| case.case.id.as_str()).collect();
    moot.sort_unstable();
    // A limited client may read.
    assert_eq!(moot, ["list-orders~403", "show-capture~403", "show-order~403"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_breaks_the_rows_of_the_affected_operations() {
    let every = [
        "list-orders",
        "create-order",
        "show-order",
        "delete-order",
        "approve-order",
        "show-capture",
        "capture-order",
    ];
    let of = |status: u16, operations: &[&str]| -> BTreeSet<String> {
        operations.iter().map(|operation| format!("{operation} {status}")).collect()
    };
    let unsafe_ones = ["create-order", "delete-order", "approve-order", "capture-order"];
    let table: &[(&str, BTreeSet<String>)] = &[
        ("created-without-id", of(201, &["create-order"])),
        ("deleted-as-ok", of(204, &["delete-order"])),
        ("unauthorized-as-403", of(401, &every)),
        ("forbidden-as-404", of(403, &unsafe_ones)),
        ("missing-without-debug-id", of(404, &["show-order"])),
        ("method-without-allow", BTreeSet::new()),
        ("unprocessable-as-409", of(422, &["create-order", "approve-order", "capture-order"])),
    ];
    for (fault, expected) in table {
        let record = run(&root().join("suites/point-openapi"), &[*fault]).await;
        assert!(!breaches(&record).is_empty(), "{fault}");
        assert_eq!(
            of_operations(&record, &Verdict::Violated),
            *expected,
            "{fault}\n{}",
            story(&record)
        );
    }
}

/// A statusquo contract with operations. Only the statements of the contract are probed.
const CONTRACT: &str = r#"
contract: orders
errors: { code: $.name, body: { type: object, required: [name, debug_id] } }
codes:
  - { status: 200 }
  - { status: 201 }
  - { status: 400, code: INVALID_REQUEST }
  - { status: 401, code: AUTHENTICATION_FAILURE }
  - { status: 404, code: RESOURCE_NOT_FOUND }
  - { status: 405, code: METHOD_NOT_SUPPORTED }
  - { status: 415, code: UNSUPPORTED_MEDIA_TYPE }
operations:
  - id: make-order
    method: POST
    path: /v2/orders
    summary: Make an order
    credentials: true
    request: { type: object, required: [amount] }
    codes: [201, 400 INVALID_REQUEST, { status: 422, code: UNPROCCESSABLE_ENTITY, body: { type: object, required: [name, details] } }]
  - { method: GET, path: /v2/orders, codes: [200], credentials: false }
  - { id: show-order, method: GET, path: "/v2/orders/{id}", codes: [200, 404] }
"#;

const SUITE: &str = r#"
suite: orders
contract: orders.contract.yaml
credentials: { buyer: { bearer: buyer-token } }
as: buyer
probes: all
cases:
  - id: make
    POST: /v2/orders
    json: { amount: { value: "10.00", currency: USD } }
    expect: 201
    capture: { order: $.id }
    probes:
      changes: [{ why: unknown-currency, set: { $.amount.currency: XXX }, expect: 422 UNPROCCESSABLE_ENTITY }]
  - { id: list, GET: /v2/orders, expect: 200 }
  - { id: show, GET: "/v2/orders/${order}", expect: 200 }
"#;

fn native() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("_orders.contract.yaml"), CONTRACT).expect("written");
    let suite = SUITE.replace("orders.contract", "_orders.contract");
    fs::write(folder.path().join("suite.yaml"), suite).expect("written");
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn operations_of_a_contract_have_verdicts_in_addition_to_the_whole_api() {
    let record = run(native().path(), &[]).await;
    assert_eq!(breaches(&record), BTreeSet::new(), "{}", story(&record));
    let proven = rows(&record, &Verdict::Proven);
    for row in [
        "make-order 201",
        "make-order 400 INVALID_REQUEST",
        "make-order 422 UNPROCCESSABLE_ENTITY",
        "GET /v2/orders 200",
        "show-order 200",
        "show-order 404 RESOURCE_NOT_FOUND",
        "400 INVALID_REQUEST",
        "401 AUTHENTICATION_FAILURE",
        "415 UNSUPPORTED_MEDIA_TYPE",
    ] {
        assert!(proven.contains(row), "{row}: {proven:?}");
    }
    let probes: BTreeSet<&str> = cases(&record).map(|case| case.case.id.as_str()).collect();
    // The contract says that the list is for everybody, and that GET is a method of its path.
    for (probe, made) in [
        ("make~401-no-credentials", true),
        ("make~400-without-amount", true),
        ("make~405-options", true),
        ("make~405-get", false),
        ("list~401-no-credentials", false),
        ("show~404", true),
    ] {
        assert_eq!(probes.contains(probe), made, "{probe}: {probes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_violation_breaks_the_rows_of_the_operation_and_of_the_whole_api() {
    let record = run(native().path(), &["missing-without-debug-id"]).await;
    let violated = rows(&record, &Verdict::Violated);
    let expected = ["404 RESOURCE_NOT_FOUND", "show-order 404 RESOURCE_NOT_FOUND"];
    assert_eq!(violated, expected.map(str::to_owned).into(), "{}", story(&record));
}
