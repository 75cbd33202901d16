//! The inputs of a plan.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use crate::contract::{Files, Layers};
use crate::diagnostic::{Sources, Span};
use crate::suite::Suite;

/// Everything that a plan is compiled from: suites with their contracts, and values from outside.
#[derive(Debug)]
pub struct Inputs {
    /// The suites in the order they were given, each after the shared files that it uses.
    pub suites: Vec<SuiteInput>,
    /// The text of the files that were read, to show the place of a problem.
    pub sources: Arc<Sources>,
    /// Reads the files that suites name: contents and schemas.
    pub files: Arc<dyn Files>,
    /// Variables from the command line. They override the variables of suites.
    pub variables: BTreeMap<String, Value>,
    /// The environment; `None` if nothing will be sent, so that no variable has to be set.
    pub environment: Option<BTreeMap<String, String>>,
    /// The seed of all generated values.
    pub seed: u64,
    /// True if probes for 405 may use unsafe methods.
    pub unsafe_probes: bool,
}

/// A suite or a shared file, with its contracts and the files that it uses.
#[derive(Debug)]
pub struct SuiteInput {
    /// The suite or the shared file, as it was read.
    pub suite: Suite,
    /// The contracts of the suite, or `None` for a shared file without cases.
    pub layers: Option<Arc<Layers>>,
    /// The shared files that the suite uses: their positions among the inputs, all before its own, and the places
    /// that name them.
    pub uses: Vec<(usize, Span)>,
}

/// The inputs that are the same for all suites.
pub(in crate::plan) struct CompileContext<'i> {
    pub(in crate::plan) sources: &'i Sources,
    pub(in crate::plan) files: &'i Arc<dyn Files>,
    pub(in crate::plan) variables: &'i BTreeMap<String, Value>,
    pub(in crate::plan) environment: Option<&'i BTreeMap<String, String>>,
    pub(in crate::plan) seed: u64,
    pub(in crate::plan) unsafe_probes: bool,
    /// The names of all targets, in the order of their indexes.
    pub(in crate::plan) targets: &'i [String],
    /// The time of the run. The clock is read once, so that all calls of `now()` and `unix()` agree.
    pub(in crate::plan) now: Timestamp,
}

impl<'i> CompileContext<'i> {
    /// Creates the context of these inputs. `targets` are the names of all targets.
    pub(in crate::plan) fn new(inputs: &'i Inputs, targets: &'i [String], now: Timestamp) -> Self {
        Self {
            sources: &inputs.sources,
            files: &inputs.files,
            variables: &inputs.variables,
            environment: inputs.environment.as_ref(),
            seed: inputs.seed,
            unsafe_probes: inputs.unsafe_probes,
            targets,
            now,
        }
    }
}
