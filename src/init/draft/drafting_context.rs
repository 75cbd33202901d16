//! The facts and the collected variables that all cases of one suite share while it is drafted.

use super::dependencies::Dependencies;
use super::variables::{EnvironmentSecrets, Variables};
use crate::contract::{Contract, Operation};

/// The state of one suite while its cases are drafted.
pub(super) struct SuiteContext<'c> {
    pub(super) contract: &'c Contract,
    /// All operations of the contract. Other types refer to an operation by its index in this slice.
    pub(super) operations: &'c [Operation],
    pub(super) dependencies: &'c Dependencies,
    /// The variables that the cases drafted so far need.
    pub(super) variables: Variables,
    /// The secrets outside of credentials that the cases drafted so far need.
    pub(super) secrets: EnvironmentSecrets<'c>,
}

impl<'c> SuiteContext<'c> {
    /// Creates the state of a suite without variables. `members` are the operations of the suite.
    pub(super) fn new(
        contract: &'c Contract,
        dependencies: &'c Dependencies,
        members: &[usize],
        api: &'c str,
    ) -> Self {
        let mut variables = Variables::default();
        // Captures and variables share one namespace, so the names of captures are taken first.
        for operation in members {
            for captured in dependencies.produced_by(*operation) {
                variables.reserve(&captured.variable);
            }
        }
        let secrets = EnvironmentSecrets::new(api);
        let operations = contract.operations();
        Self { contract, operations, dependencies, variables, secrets }
    }
}
