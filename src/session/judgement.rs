//! The exit code of a run.

use crate::event::CaseFinished;
use crate::ledger::Verdict;
use crate::record::{Baseline, ReportError, RunRecord};
use crate::settings::{Criteria, Exit};
use crate::verdict::{Finding, Level, Outcome};

/// A run and the conditions for its exit code 0.
#[derive(Debug, Clone, Copy)]
pub struct Judgement<'r> {
    /// The events of the run, folded.
    pub record: &'r RunRecord,
    /// The conditions that the run must meet in addition to conforming to the contract.
    pub criteria: &'r Criteria,
}

impl Judgement<'_> {
    /// Returns the exit code. If several apply, a signal wins, then 1, 3 and 4.
    ///
    /// # Errors
    ///
    /// Returns an error if the exit code depends on cases that cannot be read.
    pub fn exit(self, report_errors: &[String]) -> Result<Exit, ReportError> {
        let record = self.record;
        let baseline = self.criteria.baseline.as_ref().map(|named| &named.baseline);
        Ok(
            if let Some(signal) = record.finished.as_ref().and_then(|finished| finished.interrupted)
            {
                signal.into()
            } else if self.is_broken(baseline)? {
                // A violation stays true even if other cases could not be judged, so 1 wins over 3.
                Exit::Broken
            } else if !report_errors.is_empty() || record.finished.is_none() || self.any_errored() {
                Exit::NotJudged
            } else if !self.any_judged(baseline)? || !self.is_complete() {
                Exit::Incomplete
            } else if record.counts().are_all_waived() {
                Exit::AllWaived
            } else if self.is_broken(None)? {
                // Without the baseline: the run has violations, but only known ones.
                Exit::NoWorse
            } else {
                Exit::Conforms
            },
        )
    }

    /// Returns true if the contract is violated in more than what the baseline accepts.
    fn is_broken(self, baseline: Option<&Baseline>) -> Result<bool, ReportError> {
        let level = if self.criteria.strict { Level::Should } else { Level::Must };
        let lapsed = self.record.ledger.lapses().next().is_some();
        let broken = |case: &CaseFinished| is_broken(case, level, baseline);
        Ok(lapsed || self.record.cases.any_remarkable(broken)?)
    }

    fn any_errored(self) -> bool {
        self.record.counts().errored > 0
    }

    fn any_judged(self, baseline: Option<&Baseline>) -> Result<bool, ReportError> {
        let known = |case: &CaseFinished| {
            case.outcome == Outcome::Failed && baseline.is_some_and(|baseline| baseline.knows(case))
        };
        // A case that ran only because a skipped case needs it proves nothing that the user selected.
        Ok(self.record.cases.passed_as_asked() > 0 || self.record.cases.any_remarkable(known)?)
    }

    fn is_complete(self) -> bool {
        if self.record.finished.as_ref().is_some_and(|finished| !finished.missing.is_empty()) {
            return false;
        }
        self.unmet().is_none()
    }

    /// Returns the unmet condition if this exit code is its consequence.
    pub(super) fn unmet_for(self, exit: Exit) -> Option<String> {
        self.unmet().filter(|_| exit == Exit::Incomplete)
    }

    /// Returns the condition that the documented codes do not meet, in one line.
    fn unmet(self) -> Option<String> {
        if !self.criteria.require_proven {
            return None;
        }
        let rows = self.record.ledger.contracts.iter().flat_map(|contract| &contract.rows);
        let (mut all, mut unproven) = (0_usize, 0_usize);
        for row in rows {
            all += 1;
            unproven += usize::from(row.verdict != Verdict::Proven);
        }
        let are = if unproven == 1 { "is" } else { "are" };
        let line =
            || format!("--require proven: {unproven} of {all} documented codes {are} not proven");
        (unproven > 0).then(line)
    }
}

/// Returns true if a case fails the run at this level.
///
/// A waiver accepts must-level findings only. A baseline accepts the cases and the remarks that it has too.
fn is_broken(case: &CaseFinished, level: Level, baseline: Option<&Baseline>) -> bool {
    let waived = matches!(case.outcome, Outcome::Waived(_));
    let known = baseline.is_some_and(|baseline| baseline.knows(case));
    let counts = |finding: &Finding| match finding.level {
        Level::Must => !waived && !known,
        Level::Should => {
            let remarks = |baseline: &Baseline| baseline.has(&case.case, finding);
            level == Level::Should && !baseline.is_some_and(remarks)
        }
    };
    (case.outcome == Outcome::Failed && !known) || case.findings.iter().any(counts)
}
