//! Documented codes that test reports list in addition to the cases: not exercised, waived, or with a waiver that has
//! lapsed.
//!
//! Without these entries a test report would be green although nothing was tested.

use std::rc::Rc;

use super::test_entry::{About, End, Entry};
use super::unique_names::{UniqueName, UniqueNames, class_segment};
use crate::ledger::{ContractLedger, LedgerRow, Verdict};
use crate::record::RunRecord;
use crate::sanitize::visible_text;

/// The entries of the codes of one contract.
#[derive(Debug)]
pub(super) struct UnprovenCodes<'r> {
    pub(super) contract: &'r ContractLedger,
    pub(super) class: Rc<str>,
    pub(super) entries: Vec<Entry<'r>>,
}

/// Returns the unproven codes of each contract that has any.
pub(super) fn unproven_codes<'r>(
    record: &'r RunRecord,
    names: &mut UniqueNames,
) -> Vec<UnprovenCodes<'r>> {
    let codes = record.ledger.contracts.iter().map(|contract| {
        let class: Rc<str> = format!("contract.{}", class_segment(&contract.contract)).into();
        let suite = format!("contract {}", contract.contract);
        let mut entries = Vec::new();
        for row in &contract.rows {
            let Some(reason) = reason(row) else { continue };
            let code = row.facts.row.to_string();
            let UniqueName { name, id } = names.unique(&class, &code, &suite, &code);
            // A lapsed waiver fails the run. The other reasons do not fail it and must not make a test report red.
            let (end, kind) = if row.lapse.is_some() {
                (End::Failed, "statusquo.waiver".to_owned())
            } else {
                (End::Skipped, String::new())
            };
            entries.push(Entry {
                class: Rc::clone(&class),
                name,
                id,
                end,
                message: visible_text::line(&reason),
                kind,
                about: About::Code { row: &row.facts, run: &record.started },
            });
        }
        UnprovenCodes { contract, class, entries }
    });
    codes.filter(|codes| !codes.entries.is_empty()).collect()
}

/// Returns the reason to list a code, or `None` if its cases are listed already.
fn reason(row: &LedgerRow) -> Option<String> {
    match (&row.lapse, &row.verdict) {
        (Some(lapse), _) => Some(lapse.to_string()),
        (None, Verdict::NotExercised { reason }) => Some(reason.clone()),
        (None, Verdict::Waived { waiver, reason }) => Some(format!("waived {waiver}; {reason}")),
        (None, Verdict::Proven | Verdict::Violated) => None,
    }
}
