//! One small contract and exchanges written as text, for the tests of this room.

use std::fs;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version};
use jiff::Timestamp;
use serde_json::Value;

use super::parts_of_api::{places, view_of_all};
use super::{
    Check, Condition, Expectation, ExpectedCode, ExpectedStatus, ExpectedValue, Json, Judgement,
    StatusRule, Subject, judge,
};
use crate::contract::{BodySchema, Contract, Layers, Query, RowKey, RowOf};
use crate::diagnostic::{Sources, Span};
use crate::http::{Exchange, Framing, Request, Response};
use crate::verdict::{Finding, Level};

const SUITE: &str = "expect: something\n";

const CONTRACT: &str = r"
contract: small
title: A small API
bodies: { error: error.json, oauth: oauth.json, link: link.json }
errors: { content-type: application/json, body: error, code: $.name, codes: typical }
links: { at: $.links, item: link }
codes:
  - { status: 200, meaning: fine }
  - { status: 201, meaning: created }
  - { status: 204, meaning: gone, body: none }
  - { status: 400, code: INVALID, message: m, cause: c }
  - { status: 401, code: UNAUTHENTICATED, message: m, cause: c }
  - { status: 403, code: NOT_ALLOWED, message: m, cause: c }
  - { status: 403, code: NO_FUNDS, message: m, cause: c }
  - { status: 404, code: NOT_FOUND, message: m, cause: c }
  - { status: 405, code: NO_SUCH_METHOD, message: m, cause: c }
  - { status: 409, meaning: conflict }
  - { status: 422, code: UNPROCCESSABLE, also: [UNPROCESSABLE], message: m, cause: c }
scopes:
  - name: identity
    match: /oauth/**
    errors: { body: oauth, code: $.error, codes: exhaustive }
    codes:
      - { status: 400, code: invalid_grant }
      - { status: 401, code: invalid_client }
operations:
  - method: GET
    path: /own
    codes:
      - { status: 200, meaning: fine }
      - { status: 404, code: OWN_MISSING, also: [OWN_GONE] }
      - { status: 404, code: OWN_LOST }
  - method: HEAD
    path: /own
    codes: [{ status: 404, code: OWN_MISSING }]
";

const BODIES: [(&str, &str); 3] = [
    (
        "error.json",
        r#"{"type":"object","required":["name","message"],"properties":{"name":{"type":"string"},
            "message":{"type":"string"},"details":{"additionalProperties":{"type":"string"}}}}"#,
    ),
    ("oauth.json", r#"{"type":"object","required":["error"]}"#),
    (
        "link.json",
        r#"{"type":"object","required":["href","rel"],"properties":{"href":{"type":"string"}}}"#,
    ),
];

/// An exchange with a contract that documents it and an expectation that it may meet.
pub(super) struct Fixture {
    pub(super) exchange: Exchange,
    pub(super) expectation: Expectation,
    world: Arc<World>,
}

struct World {
    sources: Sources,
    suite: Span,
    layers: Layers,
}

/// A compiled query.
pub(super) fn query(text: &str) -> Query {
    Query::parse(text).expect("a query")
}

/// A compiled schema named `inline`.
pub(super) fn schema(json: &Value) -> Arc<BodySchema> {
    Arc::new(BodySchema::compile("inline", json, std::path::Path::new(".")).expect("a schema"))
}

/// A value that must stand in the body.
pub(super) fn expected_value(text: &str, value: Value) -> ExpectedValue {
    ExpectedValue { query: query(text), value, span: span() }
}

/// The place in the suite that asks for everything.
pub(super) fn span() -> Span {
    usual_world().suite
}

impl Fixture {
    /// A request, as `METHOD /path`, with its answer, as the status; both may go on with header lines, an
    /// empty line and the content. Any documented success is expected.
    pub(super) fn answer(request: &str, answer: &str) -> Self {
        Self::new(usual_world(), request, answer)
    }

    /// The same with other levels of protocol rules.
    pub(super) fn with_rules(rules: &str, request: &str, answer: &str) -> Self {
        Self::new(Arc::new(world(&format!("{CONTRACT}rules: {{ {rules} }}\n"))), request, answer)
    }

    fn new(world: Arc<World>, request_text: &str, answer: &str) -> Self {
        let exchange = Exchange {
            request: request(request_text),
            response: response(answer),
            started: Timestamp::UNIX_EPOCH,
            elapsed: Duration::ZERO,
        };
        let expectation = Expectation {
            status: ExpectedStatus { rule: StatusRule::Success, span: world.suite },
            code: None,
            claims: Vec::new(),
            headers: Vec::new(),
            equals: Vec::new(),
            matches: Vec::new(),
            links: Vec::new(),
            body: None,
            replay: Vec::new(),
            in_place_of: None,
        };
        Self { exchange, expectation, world }
    }

    /// Gives the response this framing.
    pub(super) fn framed(mut self, framing: Framing) -> Self {
        self.exchange.response.framing = framing;
        self
    }

    /// Expects exactly this status.
    pub(super) fn expects(mut self, status: u16) -> Self {
        self.expectation.status.rule = StatusRule::Exactly(status);
        self
    }

    /// Expects this error code.
    pub(super) fn expects_code(mut self, code: &str) -> Self {
        self.expectation.code =
            Some(ExpectedCode { code: code.to_owned(), span: self.world.suite });
        self
    }

    /// Claims this row.
    pub(super) fn claims(mut self, row: &str) -> Self {
        let (status, code) = row.split_once(' ').expect("status and code");
        let status = status.parse().expect("a status");
        let row = RowKey::new(None, status, Some(code));
        self.expectation.claims = vec![RowOf { contract: "small".to_owned(), row }];
        self
    }

    /// Returns the findings of one check.
    pub(super) fn findings(&self, check: &dyn Check) -> Vec<Finding> {
        let json = Json::read(&self.exchange.response.body);
        let subject = self.subject();
        let parts = places(&subject, &json);
        let mut findings = check.judge(&view_of_all(&subject, &json, &parts));
        for finding in &mut findings {
            finding.rows = subject.layers.beside_the_first(std::mem::take(&mut finding.rows));
        }
        findings
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            exchange: &self.exchange,
            path: self.exchange.request.url.path(),
            layers: &self.world.layers,
            expectation: &self.expectation,
            sources: &self.world.sources,
        }
    }

    /// Returns the unmet demands of the expectation, as a condition to wait for.
    pub(super) fn unmet(&self) -> Vec<Finding> {
        let Subject { path, layers, expectation: awaited, sources, .. } = self.subject();
        Condition { path, layers, awaited, sources }.unmet(&self.exchange)
    }

    /// Returns the judgement of all checks.
    pub(super) fn judged(&self) -> Judgement {
        let Subject { exchange, path, layers, expectation, sources } = self.subject();
        judge(exchange, path, layers, expectation, sources)
    }

    /// Asserts what one check finds, as `level: message`.
    #[track_caller]
    pub(super) fn check(&self, check: &dyn Check, expected: &[&str]) {
        let findings = self.findings(check);
        let level = |level| if level == Level::Must { "must" } else { "should" };
        let found: Vec<String> = findings
            .iter()
            .map(|finding| format!("{}: {}", level(finding.level), finding.message))
            .collect();
        assert_eq!(found, expected);
        assert!(findings.iter().all(|finding| finding.check == check.id()));
    }
}

fn usual_world() -> Arc<World> {
    static WORLD: OnceLock<Arc<World>> = OnceLock::new();
    Arc::clone(WORLD.get_or_init(|| Arc::new(world(CONTRACT))))
}

fn world(contract: &str) -> World {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("contract.yaml");
    fs::write(&path, contract).expect("written");
    for (name, text) in BODIES {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let mut sources = Sources::new();
    let suite = sources.add("suite.yaml", SUITE);
    let suite = Span { file: suite, start: 8, end: 17 };
    let mut problems = Vec::new();
    let contract = Contract::load(&path, "contract.yaml", &mut sources, &mut problems);
    let contract = contract.unwrap_or_else(|| panic!("the contract is good: {problems:#?}"));
    let layers = Layers::new(vec![Arc::new(contract)]).expect("one contract");
    World { sources, suite, layers }
}

fn request(text: &str) -> Request {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let line = lines.next().expect("a request line");
    let (method, path) = line.split_once(' ').expect("method and path");
    Request {
        method: method.parse().expect("a method"),
        url: format!("http://api.example{path}").parse().expect("a URL"),
        headers: headers(lines),
        body: (!body.is_empty()).then(|| Bytes::from(body.to_owned())),
    }
}

fn response(text: &str) -> Response {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let status = lines.next().expect("a status").parse::<u16>().expect("a number");
    Response {
        status: StatusCode::from_u16(status).expect("a status"),
        version: Version::HTTP_11,
        headers: headers(lines),
        body: Bytes::from(body.to_owned()),
        framing: Framing::Whole,
    }
}

fn headers<'t>(lines: impl Iterator<Item = &'t str>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':').expect("name and value");
        let name: HeaderName = name.parse().expect("a name");
        headers.append(name, HeaderValue::from_str(value.trim()).expect("a value"));
    }
    headers
}
