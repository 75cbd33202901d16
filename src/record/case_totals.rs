//! Facts about all cases of a run that are folded while the cases end, so that no report reads all cases for them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case_order::{CaseOrder, CaseRank, SuiteRank};
use crate::diagnostic::Place;
use crate::event::CaseFinished;
use crate::ledger::reported_finding::{self, ReportedFinding};
use crate::verdict::{CaseName, Finding, Outcome};

/// The number of problems that are kept for the summary.
const PROBLEMS: usize = 1_000;

/// Counts over all cases, the totals of each suite, and the first problems.
#[derive(Debug, Clone, Default)]
pub(super) struct CaseTotals {
    pub(super) counts: CaseCounts,
    /// The number of cases that passed or were waived and were selected themselves.
    pub(super) passed_as_asked: u64,
    /// The number of cases that failed or have a finding of any level.
    pub(super) remarkable: u64,
    /// The first 1,000 cases that failed or could not be judged.
    pub(super) problems: BTreeMap<CaseRank, Problem>,
    /// The suites that have cases.
    pub(super) suites: BTreeMap<SuiteRank, SuiteTotals>,
}

/// Counts over the cases of one suite.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SuiteTotals {
    /// The name of the suite.
    pub(crate) name: String,
    /// The file of the suite.
    pub(crate) file: String,
    pub(crate) counts: CaseCounts,
    /// The sum over all cases in milliseconds, which is more than the suite took if cases ran in parallel.
    pub(crate) elapsed_ms: u64,
}

impl CaseTotals {
    /// Counts one more case.
    pub(super) fn add(&mut self, case: &CaseFinished, order: &CaseOrder) {
        self.counts.add_case(case);
        self.remarkable += u64::from(is_remarkable(case));
        let passed = matches!(case.outcome, Outcome::Passed | Outcome::Waived(_));
        // A case that ran only because others need it was not asked for.
        self.passed_as_asked += u64::from(passed && !case.along);
        let suite = self.suites.entry(order.suite_rank(case)).or_insert_with(|| SuiteTotals {
            name: case.case.suite.clone(),
            file: case.file.clone(),
            ..SuiteTotals::default()
        });
        suite.counts.add_case(case);
        suite.elapsed_ms += case.elapsed_ms;
        if matches!(case.outcome, Outcome::Failed | Outcome::Errored { .. }) {
            self.problems.insert(order.case_rank(case), Problem::of(case));
        }
        // The last in the order of the files is dropped, not the last that ended: so the summary of two runs
        // lists the same cases although responses arrived in another order.
        if self.problems.len() > PROBLEMS {
            self.problems.pop_last();
        }
    }
}

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
    /// Returns `true` if cases were judged, and waivers accept all of them. Such a run proves nothing.
    pub(crate) fn are_all_waived(self) -> bool {
        self.waived > 0 && self.passed + self.failed == 0
    }

    /// Creates the counts of a run in which no case has ended yet.
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

    /// Returns the number of cases that ended.
    pub fn ended(self) -> u64 {
        self.passed + self.failed + self.waived + self.errored + self.skipped
    }
}

/// A case that failed or could not be judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// The case.
    pub case: CaseName,
    /// The status, and the error code if there is one, that the case expects.
    pub asks: String,
    /// The line of the suite with that expectation.
    pub place: Place,
    /// The outcome of the case.
    pub outcome: Outcome,
    /// All findings of the case, must-level first.
    #[serde(serialize_with = "reported_finding::findings")]
    #[schemars(with = "Vec<ReportedFinding>")]
    pub findings: Vec<Finding>,
}

impl Problem {
    /// Creates the entry of a case that failed or could not be judged.
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

/// Returns true if a case failed or has a finding.
pub(super) fn is_remarkable(case: &CaseFinished) -> bool {
    case.outcome == Outcome::Failed || !case.findings.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::CaseStore;
    use crate::record::sample::sample_events;

    #[test]
    fn the_summary_keeps_the_first_thousand_problems() {
        let events = sample_events();
        let failed = events.iter().find_map(|event| match event {
            crate::event::Event::CaseFinished(case) if case.outcome == Outcome::Failed => {
                Some(case.as_ref().clone())
            }
            _ => None,
        });
        let failed = failed.expect("the sample has a case that failed");
        let cases = (0..PROBLEMS + 9).rev().map(|number| {
            let mut case = failed.clone();
            case.case.id = format!("{number:05}");
            case
        });
        let cases: CaseStore = cases.collect();
        let ids: Vec<&str> = cases.problems().map(|problem| problem.case.id.as_str()).collect();
        assert_eq!((ids.len(), ids[0], ids[PROBLEMS - 1]), (PROBLEMS, "00000", "00999"));
    }
}
