//! The ledger: one verdict per documented code, with its evidence.
//!
//! [`Tally`] folds the ends of cases into a [`Ledger`]. Its module explains the rules.

pub(crate) mod operation_matrix;
pub(crate) mod reported_finding;
mod row_tally;
mod tally;
mod verdict;

pub use tally::Tally;
pub use verdict::{
    ContractLedger, Ledger, LedgerRow, Remark, Undocumented, UndocumentedKind, Verdict,
    VerdictCounts,
};
