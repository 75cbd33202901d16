//! What a check sees: one exchange beside what the contract and the case say of it.

use serde_json::Value;

use super::Expectation;
use crate::contract::{Contract, Documented, Territory};
use crate::diagnostic::Sources;
use crate::exchange::Exchange;
use crate::verdict::{Finding, Sighting};

/// The response's content, read as JSON once for all checks.
#[derive(Debug)]
pub enum Json {
    /// There is no content.
    Empty,
    /// It is JSON.
    Value(Value),
    /// It is not.
    Invalid {
        /// What the reader said, with line and column.
        reason: String,
    },
}

/// One exchange beside what the contract and the case say of it.
#[derive(Debug)]
pub struct View<'a> {
    /// As sent and as received.
    pub exchange: &'a Exchange,
    /// The response's content as JSON.
    pub json: &'a Json,
    /// The contract.
    pub contract: &'a Contract,
    /// The part of the API that the request's path belongs to.
    pub territory: &'a Territory,
    /// The row that the response is one of, if status and code say which.
    pub documented: Option<&'a Documented>,
    /// What the case expects.
    pub expectation: &'a Expectation,
    /// The files, to name the lines that ask for what was not there.
    pub sources: &'a Sources,
}

/// What judging one exchange came to.
#[derive(Debug)]
pub struct Judgement {
    /// All findings, must-level first, else in the order of the checks.
    pub findings: Vec<Finding>,
    /// What the response was in the contract's eyes.
    pub sighting: Sighting,
    /// The content as JSON, for captures.
    pub json: Json,
}
