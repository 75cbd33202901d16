//! Facts about all cases of a run that are folded while the cases end, so that no report reads all cases for them.

use std::collections::BTreeMap;

use super::case_counts::CaseCounts;
use super::case_order::{CaseOrder, CaseRank, SuiteRank};
use super::problem::Problem;
use crate::event::CaseFinished;
use crate::verdict::Outcome;

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
    problems: BTreeMap<CaseRank, Problem>,
    suites: BTreeMap<SuiteRank, SuiteTotals>,
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
        self.passed_as_asked += u64::from(passed && !case.along);
        self.add_to_suite(case, order);
        if matches!(case.outcome, Outcome::Failed | Outcome::Errored { .. }) {
            self.add_problem(case, order);
        }
    }

    fn add_to_suite(&mut self, case: &CaseFinished, order: &CaseOrder) {
        let suite = self.suites.entry(order.suite_rank(case)).or_insert_with(|| SuiteTotals {
            name: case.case.suite.clone(),
            file: case.file.clone(),
            ..SuiteTotals::default()
        });
        suite.counts.add_case(case);
        suite.elapsed_ms += case.elapsed_ms;
    }

    fn add_problem(&mut self, case: &CaseFinished, order: &CaseOrder) {
        self.problems.insert(order.case_rank(case), Problem::of(case));
        // The last in the order of the files is dropped, not the last that ended: so the summary of two runs
        // lists the same cases although responses arrived in another order.
        if self.problems.len() > PROBLEMS {
            self.problems.pop_last();
        }
    }

    /// The first 1,000 cases that failed or could not be judged, in their order.
    pub(super) fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.problems.values()
    }

    /// The suites that have cases, in their order.
    pub(super) fn suites(&self) -> impl Iterator<Item = &SuiteTotals> {
        self.suites.values()
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
