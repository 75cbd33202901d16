//! Findings, the outcome of a case, and the relation of a response to the contract.

mod case_name;
mod check_id;
mod finding;
mod outcome;
mod waived;

pub use case_name::CaseName;
pub use check_id::CheckId;
pub use finding::{Cause, Finding, Level};
pub use outcome::{Outcome, Sighting, Standing};
pub use waived::{Lapse, Waived};
