//! Cases counted by outcome.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::CaseFinished;
use crate::verdict::Outcome;

/// The number of cases by outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct CaseCounts {
    /// Cases of the plan, including setup and teardown.
    pub planned: u64,
    /// Cases that were judged without a must-level finding.
    pub passed: u64,
    /// Cases that passed, but not at the first attempt. They are counted as passed too.
    #[serde(default)]
    pub flaky: u64,
    /// Cases that were judged with at least one must-level finding.
    pub failed: u64,
    /// Cases with must-level findings that a waiver accepts.
    #[serde(default)]
    pub waived: u64,
    /// Cases without a response to judge.
    pub errored: u64,
    /// Cases that were not run. The record has the reason of each.
    pub skipped: u64,
}

impl CaseCounts {
    /// The counts of a run in which no case has ended yet.
    pub fn new(planned: u64) -> Self {
        Self { planned, ..Self::default() }
    }

    /// Counts one more case.
    pub fn add_case(&mut self, case: &CaseFinished) {
        self.add(&case.outcome);
        self.flaky += u64::from(case.is_flaky());
    }

    /// Counts one more outcome.
    pub fn add(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Passed => self.passed += 1,
            Outcome::Failed => self.failed += 1,
            Outcome::Waived(_) => self.waived += 1,
            Outcome::Errored { .. } => self.errored += 1,
            Outcome::Skipped { .. } => self.skipped += 1,
        }
    }

    /// The number of cases that ended.
    pub fn ended(self) -> u64 {
        self.passed + self.failed + self.waived + self.errored + self.skipped
    }
}
