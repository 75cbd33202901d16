//! The start of the sample run: its target, contract and suite.

use super::places::{CONTRACT, SUITE, place};
use crate::contract::RowKey;
use crate::event::{ContractFacts, FORMAT, PlanFacts, RowFacts, RunStarted, SuiteFacts, Target};

pub(super) const ERRORS: [(u16, &str); 4] = [
    (403, "NOT_AUTHORIZED"),
    (404, "RESOURCE_NOT_FOUND"),
    (405, "METHOD_NOT_SUPPORTED"),
    (500, "INTERNAL_SERVER_ERROR"),
];

pub(crate) fn started(cases: u64) -> RunStarted {
    let mut rows = vec![
        row(None, 200, None, "The request succeeded.", 12),
        row(None, 201, None, "A POST created a resource.", 13),
        row(None, 204, None, "Executed, no response body.", 14),
    ];
    for (line, (status, code)) in (20..).zip(ERRORS) {
        let meaning = "The specified resource does not exist, or so the documentation says.";
        rows.push(row(None, status, Some(code), meaning, line));
    }
    let meaning = "Client authentication failed.";
    rows.push(row(Some("identity"), 401, Some("invalid_client"), meaning, 40));
    RunStarted {
        format: FORMAT,
        version: "0.1.0".into(),
        started: "2026-03-01T09:30:01Z".into(),
        target: Target {
            name: None,
            url: "http://127.0.0.1:8080".into(),
            reference: false,
            via: Vec::new(),
            recorded: false,
        },
        targets: Vec::new(),
        seed: 7,
        flags: Vec::new(),
        contracts: vec![ContractFacts {
            contract: "point".into(),
            title: "Point REST API".into(),
            file: CONTRACT.into(),
            rows,
        }],
        suites: vec![SuiteFacts {
            suite: "orders".into(),
            file: SUITE.into(),
            contract: "point".into(),
            layers: Vec::new(),
            cases,
        }],
        cases,
        plan: Some(PlanFacts { digest: "5ba3c7".into(), cases, partial: false }),
        shard: None,
    }
}

pub(super) fn row(
    scope: Option<&str>,
    status: u16,
    code: Option<&str>,
    meaning: &str,
    line: u32,
) -> RowFacts {
    let text = match code {
        Some(code) => format!("  - {{ status: {status}, code: {code}, message: \"{meaning}\" }}"),
        None => format!("  - {{ status: {status}, meaning: {meaning} }}"),
    };
    RowFacts {
        row: RowKey::new(scope, status, code),
        operation: None,
        meaning: Some(meaning.into()),
        waiver: None,
        place: place(CONTRACT, line, &text, &status.to_string()),
    }
}
