//! Documented codes that stand in the file beside the cases: not exercised, waived, or with a waiver that
//! has lapsed.

use crate::event::{ContractFacts, RowFacts};
use crate::ledger::{ContractLedger, LedgerRow, Verdict};
use crate::record::RunRecord;

/// The codes of one contract that nothing was judged for or that have a waiver, each with the reason.
pub(super) struct Gaps<'r> {
    pub(super) contract: &'r ContractFacts,
    pub(super) rows: Vec<Gap<'r>>,
}

/// One of them.
pub(super) struct Gap<'r> {
    pub(super) row: &'r RowFacts,
    pub(super) reason: String,
    /// Whether the code's waiver fails the run.
    pub(super) lapsed: bool,
}

/// Every contract that has such codes.
pub(super) fn not_proven(record: &RunRecord) -> Vec<Gaps<'_>> {
    let contracts = record.started.contracts.iter().zip(&record.ledger.contracts);
    let gaps = contracts.map(|(facts, ledger)| Gaps { contract: facts, rows: gaps(facts, ledger) });
    gaps.filter(|gaps| !gaps.rows.is_empty()).collect()
}

fn gaps<'r>(facts: &'r ContractFacts, ledger: &'r ContractLedger) -> Vec<Gap<'r>> {
    let rows = facts.rows.iter().zip(&ledger.rows);
    let gap = |(facts, row): (&'r RowFacts, &LedgerRow)| {
        let reason = match (&row.lapse, &row.verdict) {
            (Some(lapse), _) => lapse.to_string(),
            (None, Verdict::NotExercised { reason }) => reason.clone(),
            (None, Verdict::Waived { waiver, reason }) => format!("waived {waiver}; {reason}"),
            (None, Verdict::Proven | Verdict::Violated) => return None,
        };
        Some(Gap { row: facts, reason, lapsed: row.lapse.is_some() })
    };
    rows.filter_map(gap).collect()
}
