//! The result of a case before it is reported.

use crate::event::{Attempt, Correlation};
use crate::http::Exchange;
use crate::redact::Transcript;
use crate::verdict::{Finding, Outcome, Sighting};

/// The result of a case, or of one of its responses.
#[derive(Debug, Default)]
pub(in crate::run) struct CaseResult {
    /// The outcome, if it does not follow from the findings.
    pub(in crate::run) outcome: Option<Outcome>,
    pub(in crate::run) findings: Vec<Finding>,
    pub(in crate::run) sighting: Option<Sighting>,
    pub(in crate::run) exchange: Option<Transcript>,
    pub(in crate::run) correlation: Option<Correlation>,
    pub(in crate::run) attempts: Vec<Attempt>,
    /// The reason why the response to a probe proves nothing about the code that the probe seeks.
    pub(in crate::run) not_exercised: Option<String>,
}

/// The response that decides a case.
pub(in crate::run) struct Answered {
    pub(in crate::run) exchange: Exchange,
    /// The finding about the sequence of requests: a condition that never held, or a broken link.
    pub(in crate::run) finding: Option<Finding>,
}

impl From<Exchange> for Answered {
    fn from(exchange: Exchange) -> Self {
        Self { exchange, finding: None }
    }
}

/// The evidence that a case gives about its target as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::run) enum Reach {
    /// Nothing was sent to the target.
    Untried,
    /// A connection to the target was established.
    Reached,
    /// No connection was established, for this reason.
    Unreachable(String),
}

/// Returns the result of a case that could not be judged.
pub(in crate::run) fn errored(reason: String) -> CaseResult {
    CaseResult { outcome: Some(Outcome::Errored { reason }), ..CaseResult::default() }
}
