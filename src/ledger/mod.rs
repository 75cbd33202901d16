//! One verdict per documented code, folded from the ends of cases.

pub(crate) mod grid;
pub(crate) mod reported_finding;
mod tally;
mod verdict;

pub use tally::Tally;
pub use verdict::{
    ContractLedger, Ledger, LedgerRow, Remark, Undocumented, UndocumentedKind, Verdict,
    VerdictCounts,
};
