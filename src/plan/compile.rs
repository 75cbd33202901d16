//! Suites and contracts to a [`Plan`].

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Plan;
use crate::contract::Contract;
use crate::diagnostic::{Diagnostic, Sources};
use crate::suite::Suite;

/// What a plan is made of.
#[derive(Debug)]
pub struct Inputs {
    /// The suites, in the order they were given, each with its contract.
    pub suites: Vec<(Suite, Arc<Contract>)>,
    /// The files that were read.
    pub sources: Sources,
    /// Variables given on the command line; they win over those of a suite.
    pub variables: BTreeMap<String, serde_json::Value>,
    /// The environment; `None` where nothing will be sent, so that no variable needs to be set.
    pub environment: Option<BTreeMap<String, String>>,
    /// The seed of all generated values.
    pub seed: u64,
}

/// Binds suites to their contracts.
///
/// # Errors
///
/// All problems in the order of the files, with the sources to draw them, so that one run shows the
/// author everything there is to fix.
pub fn compile(inputs: Inputs) -> Result<(Plan, Vec<Diagnostic>), (Sources, Vec<Diagnostic>)> {
    let _ = inputs;
    todo!()
}
