//! The order in which every report lists the cases: suite by suite, and within a suite line by line.

use std::collections::BTreeMap;

use crate::event::{CaseFinished, SuiteFacts};

/// The position of each suite of a run, by the suite's name and then by its file.
///
/// Cases end in the order in which responses arrive. Reports list them in the order of the suites and their
/// lines, so that two runs of the same suites can be compared by eye and by `diff`.
#[derive(Debug, Clone, Default)]
pub(super) struct CaseOrder(BTreeMap<String, BTreeMap<String, usize>>);

/// The position of a suite among all suites of a run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SuiteRank {
    /// The suite has this index in the `run-started` event.
    Announced(usize),
    /// The suite is missing in the `run-started` event. Such suites come last, sorted by name and file.
    Unannounced { name: String, file: String },
}

/// The position of a case among all cases of a run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CaseRank {
    suite: SuiteRank,
    line: u32,
    column: u32,
    id: String,
}

impl CaseOrder {
    /// Creates the order for the cases of these suites.
    pub(super) fn new(suites: &[SuiteFacts]) -> Self {
        let mut order = Self::default();
        for (index, facts) in suites.iter().enumerate() {
            let files = order.0.entry(facts.suite.clone()).or_default();
            files.insert(facts.file.clone(), index);
        }
        order
    }

    /// Returns the position of the suite that a case belongs to.
    pub(super) fn suite_rank(&self, case: &CaseFinished) -> SuiteRank {
        match self.0.get(&case.case.suite).and_then(|files| files.get(&case.file)) {
            // The index says as much as name and file, and costs no allocation.
            Some(index) => SuiteRank::Announced(*index),
            None => {
                SuiteRank::Unannounced { name: case.case.suite.clone(), file: case.file.clone() }
            }
        }
    }

    /// Returns the position of a case. Rows of one table share line and column, so the id decides among them.
    pub(super) fn case_rank(&self, case: &CaseFinished) -> CaseRank {
        CaseRank {
            suite: self.suite_rank(case),
            line: case.place.line,
            column: case.place.column,
            id: case.case.id.clone(),
        }
    }
}
