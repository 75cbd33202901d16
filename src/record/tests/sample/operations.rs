//! A contract with operations, as reports see it.

use super::places::place;
use crate::contract::{ErrorCode, RowKey, RowStatus};
use crate::event::RowFacts;
use crate::ledger::{ContractLedger, LedgerRow, Verdict};
use crate::verdict::{CaseName, Waived};

const FILE: &str = "specs/things.openapi.yaml";

/// Returns the ledger of `count` operations with five rows each. Of every four operations, the last one is not
/// exercised.
pub(crate) fn operations_ledger(count: usize) -> ContractLedger {
    let mut rows = Vec::new();
    for number in 0..count {
        let line = format!("GET /things/{{id}}/{number}");
        let name = if number % 2 == 0 { format!("operation-{number}") } else { line.clone() };
        let idle = number % 4 == 3;
        for (status, code, verdict) in codes(number) {
            let text = status.to_string();
            let row = RowKey::of_operation(&name, status, code.map(ErrorCode::new));
            let verdict = if idle { not_exercised("no case asks for it") } else { verdict };
            let evidence = vec![CaseName { suite: "things".into(), id: format!("case-{number}") }];
            let facts = RowFacts {
                row,
                operation: Some(line.clone()),
                meaning: Some("As the document says.".into()),
                waiver: None,
                place: place(FILE, 7, &format!("'{text}':"), &text),
            };
            rows.push(LedgerRow {
                facts,
                lapse: None,
                cases: u64::from(!idle),
                evidence: if idle { Vec::new() } else { evidence },
                verdict,
            });
        }
    }
    ContractLedger {
        contract: "things.openapi".to_owned(),
        title: "Things".to_owned(),
        file: FILE.to_owned(),
        rows,
        undocumented: Vec::new(),
        remarks: Vec::new(),
    }
}

fn codes(number: usize) -> [(RowStatus, Option<&'static str>, Verdict); 5] {
    let gateway =
        Waived { why: "the gateway is replaced".into(), until: "2030-03-31".into(), issue: None };
    let of_404 = Verdict::Waived { waiver: gateway, reason: "violated".into() };
    [
        (RowStatus::Code(200), None, Verdict::Proven),
        (
            RowStatus::Code(400),
            Some("BROKEN"),
            if number == 1 { Verdict::Violated } else { Verdict::Proven },
        ),
        (RowStatus::Code(400), Some("TOO_LONG"), not_exercised("no case asks for it")),
        (RowStatus::Code(404), None, if number == 2 { of_404 } else { Verdict::Proven }),
        (RowStatus::Class(4), None, not_exercised("masked by 401")),
    ]
}

fn not_exercised(reason: &str) -> Verdict {
    Verdict::NotExercised { reason: reason.to_owned() }
}
