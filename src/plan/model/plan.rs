//! The plan of a run.

use std::sync::Arc;

use super::case::PlannedCase;
use super::host_allow_list::HostAllowList;
use super::plan_index::TargetIndex;
use crate::contract::{Contract, Layers};
use crate::diagnostic::Sources;
use crate::event::{PlanFacts, Shard};

/// The plan of a run. Nothing in it has to be looked up by name or read from disk.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The files that were read, to locate messages in them.
    pub sources: Arc<Sources>,
    /// The contracts of the suites, each once, in the order of the suites.
    pub contracts: Vec<Arc<Contract>>,
    /// The names of the targets. The first is `default`, the target of `--target URL`.
    pub targets: Vec<String>,
    /// The suites, in the order they were given.
    pub suites: Vec<PlannedSuite>,
    /// The cases of all suites, in the order of the files: setup, cases, teardown of each.
    pub cases: Vec<PlannedCase>,
    /// The number of slots for captured values.
    pub slots: usize,
    /// The seed of all generated values.
    pub seed: u64,
    /// Values that no report may show.
    pub secrets: Vec<String>,
    /// True if some cases of the suites are not in the plan.
    pub partial: bool,
    /// The whole plan that this plan is a part of; `None` if this plan is the whole.
    pub whole: Option<PlanFacts>,
    /// The shard that this plan is, or `None` if the plan was not divided into shards.
    pub shard: Option<Shard>,
}

impl Plan {
    /// Returns the name of a target, or `None` for the target of `--target URL`.
    pub fn target_name(&self, target: TargetIndex) -> Option<String> {
        let named = Some(target).filter(|target| *target != TargetIndex::DEFAULT);
        named.and_then(|target| self.targets.get(target.0).cloned())
    }
}

/// The facts about a suite of a plan, without its cases.
#[derive(Debug, Clone)]
pub struct PlannedSuite {
    /// The name of the suite.
    pub name: String,
    /// The file of the suite, as shown in reports.
    pub file: String,
    /// The contracts of the suite, each of them in [`Plan::contracts`].
    pub layers: Arc<Layers>,
    /// The hosts at which the suite may run; empty if it may run anywhere.
    pub allowed_hosts: Vec<HostAllowList>,
    /// True if the suite is a shared file. Its cases are setup and teardown of the suites that use it.
    pub shared: bool,
    /// The shared files with cases that the suite uses, directly or not: indices into [`Plan::suites`].
    pub uses: Vec<usize>,
}
