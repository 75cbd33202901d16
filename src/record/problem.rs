//! A case that did not pass, as the summary lists it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::Place;
use crate::event::CaseFinished;
use crate::ledger::reported_finding::{self, ReportedFinding};
use crate::verdict::{CaseName, Finding, Outcome};

/// A case that failed or could not be judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// The case.
    pub case: CaseName,
    /// The status, and the error code if any, that the case asks for.
    pub asks: String,
    /// The line of the suite that asks for it.
    pub place: Place,
    /// The outcome of the case.
    pub outcome: Outcome,
    /// All findings of the case, must-level first.
    #[serde(serialize_with = "reported_finding::findings")]
    #[schemars(with = "Vec<ReportedFinding>")]
    pub findings: Vec<Finding>,
}

impl Problem {
    /// The problem of a case.
    pub(super) fn of(case: &CaseFinished) -> Self {
        Self {
            case: case.case.clone(),
            asks: case.asks.clone(),
            place: case.place.clone(),
            outcome: case.outcome.clone(),
            findings: case.findings.clone(),
        }
    }
}
