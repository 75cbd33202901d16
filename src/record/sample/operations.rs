//! A contract with operations, as reports see it.

use super::place;
use crate::contract::RowKey;
use crate::event::{ContractFacts, RowFacts};
use crate::ledger::{ContractLedger, LedgerRow, Verdict};
use crate::verdict::{CaseName, Waived};

const FILE: &str = "specs/things.openapi.yaml";

/// So many operations with five rows each. Of every four, nothing is asked of the last.
pub(crate) fn operations(count: usize) -> (ContractFacts, ContractLedger) {
    let (mut facts, mut rows) = (Vec::new(), Vec::new());
    for number in 0..count {
        let line = format!("GET /things/{{id}}/{number}");
        let name = if number % 2 == 0 { format!("operation-{number}") } else { line.clone() };
        let idle = number % 4 == 3;
        for (status, is_class, code, verdict) in codes(number) {
            let text = if is_class { "4XX".to_owned() } else { status.to_string() };
            let row = RowKey::of_operation(&name, &text, code);
            let verdict = if idle { not_exercised("no case asks for it") } else { verdict };
            let evidence = vec![CaseName { suite: "things".into(), id: format!("case-{number}") }];
            facts.push(RowFacts {
                row: row.clone(),
                operation: Some(line.clone()),
                status,
                is_class,
                code: code.map(str::to_owned),
                meaning: Some("As the document says.".into()),
                waiver: None,
                place: place(FILE, 7, &format!("'{text}':"), &text),
            });
            rows.push(LedgerRow {
                row,
                operation: Some(line.clone()),
                status,
                is_class,
                code: code.map(str::to_owned),
                lapse: None,
                cases: u64::from(!idle),
                evidence: if idle { Vec::new() } else { evidence },
                verdict,
            });
        }
    }
    let (contract, title) = ("things.openapi".to_owned(), "Things".to_owned());
    let ledger = ContractLedger {
        contract: contract.clone(),
        title: title.clone(),
        rows,
        undocumented: Vec::new(),
        remarks: Vec::new(),
    };
    (ContractFacts { contract, title, file: FILE.to_owned(), rows: facts }, ledger)
}

/// The verdicts alone.
pub(crate) fn operations_ledger(count: usize) -> ContractLedger {
    operations(count).1
}

fn codes(number: usize) -> [(u16, bool, Option<&'static str>, Verdict); 5] {
    let gateway =
        Waived { why: "the gateway is replaced".into(), until: "2030-03-31".into(), issue: None };
    let of_404 = Verdict::Waived { waiver: gateway, reason: "violated".into() };
    [
        (200, false, None, Verdict::Proven),
        (400, false, Some("BROKEN"), if number == 1 { Verdict::Violated } else { Verdict::Proven }),
        (400, false, Some("TOO_LONG"), not_exercised("no case asks for it")),
        (404, false, None, if number == 2 { of_404 } else { Verdict::Proven }),
        (400, true, None, not_exercised("masked by 401")),
    ]
}

fn not_exercised(reason: &str) -> Verdict {
    Verdict::NotExercised { reason: reason.to_owned() }
}
