//! One run with every outcome, shared by the tests of all reports.

mod operations;
mod places;
mod start;
mod transcript;

use serde_json::json;

pub(crate) use self::operations::operations_ledger;
use self::places::{SUITE, place};
pub(crate) use self::start::started;
use self::start::{ERRORS, row};
pub(crate) use self::transcript::{attempts, content, exchange};
use crate::contract::{ErrorCode, RowKey};
use crate::event::{
    CaseFinished, CaseStarted, Correlation, Event, Phase, RowWaiver, RunFinished, Target,
};
use crate::record::{Recorder, RunRecord};
use crate::verdict::{CaseName, Finding, Level, Outcome, Sighting, Standing, Waived};

/// Returns the record of [`sample_events`].
pub(crate) fn sample_record() -> RunRecord {
    record(&sample_events())
}

/// Returns the record of these events.
pub(crate) fn record(events: &[Event]) -> RunRecord {
    let mut recorder = Recorder::default();
    for event in events {
        recorder.observe(event.clone());
    }
    recorder.into_record().expect("the sample begins with the start of a run")
}

/// Returns a run with every outcome, every verdict, every lapse of a waiver, and findings of every kind.
pub(crate) fn sample_events() -> Vec<Event> {
    let mut events = events(vec![
        CaseFinished { phase: Phase::Setup, ..passed("sign-in", 200) },
        passed("create-order", 201),
        unknown_order(),
        wrong_method(),
        CaseFinished { outcome: Outcome::Waived(waived()), ..wrong_method() },
        gateway(),
        remarked(),
        slow(),
        outage(),
        CaseFinished { phase: Phase::Teardown, ..passed("clear", 204) },
    ]);
    if let Some(Event::RunStarted(started)) = events.first_mut() {
        let rows = &mut started.contracts[0].rows;
        let waiver = |expired| Some(RowWaiver { waiver: waived(), expired, partial: false });
        // Nothing proves 403, 204 is proven, and nothing asks for what identity documents.
        rows[3].waiver = waiver(false);
        rows[2].waiver = waiver(false);
        rows[7].waiver = waiver(true);
    }
    events
}

fn waived() -> Waived {
    Waived {
        why: "the gateway is replaced in spring".into(),
        until: "2026-03-31".into(),
        issue: Some("GW-12".into()),
    }
}

/// Returns a run in which everything is proven.
pub(crate) fn all_proven_events() -> Vec<Event> {
    let mut cases: Vec<_> = [200, 201, 204].map(|status| passed("any", status)).into();
    for (status, code) in ERRORS {
        cases.push(passed_error("refused", None, status, code));
    }
    cases.push(passed_error("stranger", Some("identity"), 401, "invalid_client"));
    let mut events = events(cases);
    let Some(Event::RunStarted(started)) = events.first_mut() else { return events };
    started.target = Target {
        name: None,
        url: "http://127.0.0.1:40123".into(),
        reference: true,
        via: Vec::new(),
        recorded: false,
    };
    events
}

/// Returns a run of these cases.
pub(crate) fn events(cases: Vec<CaseFinished>) -> Vec<Event> {
    let mut events = vec![Event::RunStarted(started(cases.len() as u64))];
    for case in cases {
        events.push(Event::CaseStarted(CaseStarted { case: case.case.clone() }));
        events.push(Event::CaseFinished(Box::new(case)));
    }
    events.push(Event::RunFinished(RunFinished {
        stopped: Vec::new(),
        finished: "2026-03-01T09:30:01.412Z".into(),
        elapsed_ms: 412,
        interrupted: None,
        unreachable: None,
        missing: Vec::new(),
    }));
    events
}

/// Returns a case of the suite as it was before it was judged.
pub(crate) fn case(id: &str, asks: &str, line: u32) -> CaseFinished {
    CaseFinished {
        case: CaseName { suite: "orders".into(), id: id.into() },
        file: SUITE.into(),
        phase: Phase::Case,
        target: None,
        contract: "point".into(),
        claim: None,
        claims: Vec::new(),
        asks: asks.into(),
        place: place(SUITE, line, &format!("    expect: {asks}"), asks),
        along: false,
        tags: vec!["orders".into()],
        started: "2026-03-01T09:30:01.100123456Z".into(),
        elapsed_ms: 3,
        outcome: Outcome::Passed,
        findings: Vec::new(),
        sighting: None,
        exchange: None,
        correlation: None,
        attempts: Vec::new(),
        change: None,
        not_exercised: None,
    }
}

fn passed(id: &str, status: u16) -> CaseFinished {
    let key = RowKey::new(None, status, None);
    CaseFinished {
        claim: Some(key.clone()),
        sighting: Some(seen(status, None, Standing::Documented { row: key })),
        exchange: Some(exchange("GET", "/v2/orders", None, status, "{}")),
        ..case(id, &status.to_string(), 10)
    }
}

fn passed_error(id: &str, scope: Option<&str>, status: u16, code: &str) -> CaseFinished {
    let key = RowKey::new(scope, status, Some(code));
    let standing = Standing::Documented { row: key.clone() };
    let sighting = Some(seen(status, Some(code), standing));
    CaseFinished { claim: Some(key), sighting, ..passed(id, status) }
}

fn seen(status: u16, code: Option<&str>, standing: Standing) -> Sighting {
    Sighting { status, code: code.map(ErrorCode::new), standing, rows: Vec::new() }
}

/// Returns a case whose response has a wrong code and a wrong body.
fn unknown_order() -> CaseFinished {
    let asks = "404 RESOURCE_NOT_FOUND";
    let claim = RowKey::new(None, 404, Some("RESOURCE_NOT_FOUND"));
    let place_of = |marked| place(SUITE, 41, &format!("    expect: {asks}"), marked);
    CaseFinished {
        outcome: Outcome::Failed,
        claim: Some(claim.clone()),
        findings: vec![
            Finding {
                path: Some("$.name".into()),
                place: Some(place_of("RESOURCE_NOT_FOUND")),
                ..finding(
                    "expect.code",
                    "expected the error code RESOURCE_NOT_FOUND, got ORDER_GONE",
                    ["string \"RESOURCE_NOT_FOUND\"", "string \"ORDER_GONE\""],
                )
            },
            Finding {
                path: Some("$.details[0].field".into()),
                row: Some(claim.clone()),
                rows: Vec::new(),
                place: Some(
                    row(
                        None,
                        404,
                        Some("RESOURCE_NOT_FOUND"),
                        "The specified resource does not exist, or so the documentation says.",
                        21,
                    )
                    .place,
                ),
                ..finding(
                    "body",
                    "the body does not fit the schema `error`: $.details[0].field is a number",
                    ["string", "number 7"],
                )
            },
            Finding {
                level: Level::Should,
                ..finding(
                    "undocumented-code",
                    "the code ORDER_GONE is documented nowhere",
                    ["one of the documented codes", "string \"ORDER_GONE\""],
                )
            },
        ],
        sighting: Some(seen(404, Some("ORDER_GONE"), Standing::UndocumentedCode)),
        exchange: Some(exchange(
            "GET",
            "/v2/orders/none?view=full",
            None,
            404,
            &order_gone().to_string(),
        )),
        correlation: Some(Correlation { name: "debug_id".into(), value: "90957fca61718".into() }),
        ..case("unknown-order", asks, 41)
    }
}

fn order_gone() -> serde_json::Value {
    json!({
        "name": "ORDER_GONE",
        "message": "The specified resource does not exist.",
        "debug_id": "90957fca61718",
        "links": [
            { "rel": "self", "href": "/v2/orders/none", "method": "GET" },
            { "rel": "help", "href": "/help", "method": "GET" },
        ],
        "details": [{ "field": 7, "issue": "none of that name" }],
    })
}

/// Returns a case with an undocumented status, and a body with a command for a CI system.
fn gateway() -> CaseFinished {
    let claim = RowKey::new(None, 200, None);
    CaseFinished {
        outcome: Outcome::Failed,
        claim: Some(claim.clone()),
        findings: vec![finding(
            "expect.status",
            "expected the status 200, got 502",
            ["200", "502"],
        )],
        sighting: Some(seen(502, None, Standing::UndocumentedStatus)),
        exchange: Some(exchange("GET", "/v2/orders", None, 502, "<html>\n::error::x</html>")),
        ..case("list-orders", "200", 33)
    }
}

/// Returns a case that breaks a protocol rule, with a body and a secret in its request.
fn wrong_method() -> CaseFinished {
    let asks = "405 METHOD_NOT_SUPPORTED";
    let claim = RowKey::new(None, 405, Some("METHOD_NOT_SUPPORTED"));
    let sent = r#"{"amount":{"value":"10.00","currency":"USD"},"note":"it's late"}"#;
    CaseFinished {
        outcome: Outcome::Failed,
        claim: Some(claim.clone()),
        findings: vec![Finding {
            path: Some("allow".into()),
            row: Some(claim.clone()),
            rows: Vec::new(),
            source: Some("RFC 9110, section 15.5.6".into()),
            ..finding(
                "allow-on-405",
                "a 405 names the methods that are allowed, and this one has no Allow header",
                ["a list of methods", "nothing"],
            )
        }],
        sighting: Some(seen(
            405,
            Some("METHOD_NOT_SUPPORTED"),
            Standing::Documented { row: claim },
        )),
        exchange: Some(exchange(
            "PATCH",
            "/v2/orders",
            Some(sent),
            405,
            r#"{"name":"METHOD_NOT_SUPPORTED"}"#,
        )),
        ..case("wrong-method[patch]", asks, 52)
    }
}

/// Returns a case that passed with a should-level finding.
fn remarked() -> CaseFinished {
    let finding = Finding {
        level: Level::Should,
        source: Some("RFC 9110, section 15.3.2".into()),
        row: Some(RowKey::new(None, 201, None)),
        rows: Vec::new(),
        ..finding(
            "location-on-201",
            "a 201 names the resource that it created in Location, and this one has none",
            ["a URI reference", "nothing"],
        )
    };
    CaseFinished { findings: vec![finding], ..passed("create-order~replay", 201) }
}

fn slow() -> CaseFinished {
    let mut exchange = exchange("GET", "/v2/orders/slow", None, 200, "");
    exchange.response = None;
    CaseFinished {
        outcome: Outcome::Errored { reason: "no whole answer within 30000 ms".into() },
        claim: Some(RowKey::new(None, 403, Some("NOT_AUTHORIZED"))),
        exchange: Some(exchange),
        ..case("slow", "403 NOT_AUTHORIZED", 60)
    }
}

fn outage() -> CaseFinished {
    CaseFinished {
        outcome: Outcome::Skipped { reason: "the target does not offer fault-hook".into() },
        claim: Some(RowKey::new(None, 500, Some("INTERNAL_SERVER_ERROR"))),
        ..case("outage", "500 INTERNAL_SERVER_ERROR", 70)
    }
}

fn finding(check: &str, message: &str, [expected, actual]: [&str; 2]) -> Finding {
    Finding::new(check.into(), message, expected, actual)
}
