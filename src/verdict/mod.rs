//! What was found, how a case ended, and what that says of each documented code.

mod finding;
mod ledger;
mod outcome;
mod waived;

pub use finding::{Finding, Level};
pub use ledger::{
    CaseName, ContractLedger, Ledger, LedgerRow, Remark, Undocumented, UndocumentedKind, Verdict,
    VerdictCounts,
};
pub use outcome::{Outcome, Sighting, Standing};
pub use waived::{Lapse, Waived};
