//! An `OpenAPI` document alone and as a layer, against the reference server.

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};

use statusquo::ledger::Verdict;
use statusquo::record::RunRecord;
use statusquo::reference::{Faults, Reference};

use super::fixture::{breaches, judge, plan, root, rows, story};

const DOCUMENT: &str = r"
openapi: 3.0.3
info: { title: Orders of Point, version: '2' }
servers: [{ url: https://api.point.example/v2 }]
paths:
  /orders:
    post:
      operationId: orders.create
      requestBody:
        content: { application/json: { schema: { type: object } } }
      responses:
        '200': { description: The same order again., content: { application/json: { schema: { $ref: '#/components/schemas/order' } } } }
        '201': { description: A new order., content: { application/json: { schema: { $ref: '#/components/schemas/order' } } } }
        4XX: { description: Refused., content: { application/*: { schema: { $ref: '#/components/schemas/error' } } } }
        default: { description: Any other error., content: { application/json: { schema: { $ref: '#/components/schemas/error' } } } }
  /orders/{id}:
    get:
      operationId: orders.get
      responses:
        '200':
          description: The order.
          headers: HEADERS
          content: { application/json: { schema: { $ref: '#/components/schemas/order' } } }
        '404': { description: No such order., content: { application/json: { schema: { $ref: '#/components/schemas/error' } } } }
components:
  schemas:
    order: { type: object, required: [id], properties: { id: { type: string }, note: { type: string, nullable: true } } }
    error: { type: object, required: [name, message], properties: { name: { type: string } } }
";

const SUITE: &str = r#"
suite: orders
contract: CONTRACT
credentials: { buyer: { bearer: buyer-token } }
as: buyer
cases:
  - id: create
    POST: /v2/orders
    headers: { Point-Request-Id: openapi-1 }
    json: { amount: { value: "10.00", currency: USD } }
    expect: 201
    capture: { order: $.id }
  - { id: show, GET: "/v2/orders/${order}", expect: 200 }
  - { id: unknown, GET: /v2/orders/none, expect: 404 }
  - { id: bad, POST: /v2/orders, json: {}, expect: 400 }
"#;

async fn run(headers: &str, contract: &str) -> RunRecord {
    let folder = tempfile::tempdir().expect("a folder");
    let document = DOCUMENT.replace("HEADERS", headers);
    fs::write(folder.path().join("_orders.yaml"), document).expect("written");
    let suite = SUITE.replace("CONTRACT", contract);
    fs::write(folder.path().join("suite.yaml"), suite).expect("written");
    let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let server = Reference::start(anywhere, Faults::none()).await.expect("a server");
    judge(plan(folder.path()), &server.url(), true).await
}

fn of(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn layered() -> String {
    format!("[_orders.yaml, {}]", root().join("specs/point.yaml").display())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_documented_response_of_each_operation_has_a_verdict() {
    let record = run("{}", "_orders.yaml").await;
    assert_eq!(breaches(&record), BTreeSet::new(), "{}", story(&record));
    let proven = ["orders.create 201", "orders.create 4XX", "orders.get 200", "orders.get 404"];
    assert_eq!(rows(&record, &Verdict::Proven), of(&proven));
    assert_eq!(record.ledger.counts().documented, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_proves_the_row_of_every_layer() {
    let record = run("{}", &layered()).await;
    assert_eq!(breaches(&record), BTreeSet::new(), "{}", story(&record));
    let proven = rows(&record, &Verdict::Proven);
    let wide = ["200", "201", "400 INVALID_REQUEST", "404 RESOURCE_NOT_FOUND"];
    let operations = ["orders.create 201", "orders.create 4XX", "orders.get 200", "orders.get 404"];
    assert_eq!(proven, of(&[wide, operations].concat()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_required_header_field_breaks_its_row() {
    let demanded = "{ X-Total: { required: true, schema: { type: integer } } }";
    let record = run(demanded, "_orders.yaml").await;
    let broken = ("orders.get 200".to_owned(), "response-headers".to_owned());
    assert_eq!(breaches(&record), BTreeSet::from([broken]), "{}", story(&record));
}
