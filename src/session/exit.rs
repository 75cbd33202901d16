//! All exit codes, in one place.

use std::process::ExitCode;

use crate::event::{CaseFinished, Signal};
use crate::ledger::Verdict;
use crate::record::{Baseline, RunRecord};
use crate::verdict::{Finding, Level, Outcome};

use super::Require;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: everything selected conforms.
    Conforms,
    /// 0: the contract is broken only where the baseline has it broken too.
    NoWorse,
    /// 1: the contract was seen broken.
    Broken,
    /// 2: usage, suite or contract error; nothing was sent.
    Usage,
    /// 3: could not judge: unreachable, only errors, a report that could not be written.
    NotJudged,
    /// 4: nothing selected, or incomplete.
    Incomplete,
    /// 130: interrupted by Ctrl-C; teardown has run, reports are written.
    Interrupted,
    /// 143: ended by `SIGTERM`; teardown has run, reports are written.
    Terminated,
}

impl Exit {
    /// The number that the process ends with.
    pub fn code(self) -> u8 {
        match self {
            Self::Conforms | Self::NoWorse => 0,
            Self::Broken => 1,
            Self::Usage => 2,
            Self::NotJudged => 3,
            Self::Incomplete => 4,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }

    /// What it means, in one or two words for reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::NoWorse => "no worse than the baseline",
            Self::Broken => "contract broken",
            Self::Usage => "usage error",
            Self::NotJudged => "could not judge",
            Self::Incomplete => "incomplete",
            Self::Interrupted => "interrupted",
            Self::Terminated => "terminated",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

impl From<Signal> for Exit {
    fn from(signal: Signal) -> Self {
        match signal {
            Signal::Interrupt => Self::Interrupted,
            Signal::Terminate => Self::Terminated,
        }
    }
}

/// What a run must be to be green.
#[derive(Debug, Clone, Copy, Default)]
pub struct Demands<'b> {
    /// Whether should-level findings fail.
    pub strict: bool,
    /// Which verdicts every documented code must have.
    pub require: Option<Require>,
    /// What the contract may be broken in: what it was broken in then.
    pub baseline: Option<&'b Baseline>,
}

/// A run with what was demanded of it.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'r> {
    /// What happened.
    pub record: &'r RunRecord,
    /// What was demanded.
    pub demands: Demands<'r>,
}

impl Judged<'_> {
    /// How the command ends. When several hold: signal, then 1, 3, 4.
    pub fn exit(self, report_errors: &[String]) -> Exit {
        let record = self.record;
        if let Some(signal) = record.finished.as_ref().and_then(|finished| finished.interrupted) {
            signal.into()
        } else if self.is_broken() {
            Exit::Broken
        } else if !report_errors.is_empty() || record.finished.is_none() || self.any_errored() {
            Exit::NotJudged
        } else if !self.any_judged() || !self.is_complete() {
            Exit::Incomplete
        } else if self.is_broken_beside(None) {
            Exit::NoWorse
        } else {
            Exit::Conforms
        }
    }

    fn is_broken(self) -> bool {
        self.is_broken_beside(self.demands.baseline)
    }

    /// Whether the contract is broken in more than this baseline.
    fn is_broken_beside(self, baseline: Option<&Baseline>) -> bool {
        let level = if self.demands.strict { Level::Should } else { Level::Must };
        let lapsed = self.record.ledger.lapses().next().is_some();
        let broken = |case: &CaseFinished| is_broken(case, level, baseline);
        lapsed || self.record.cases.any_remarkable(broken)
    }

    fn any_errored(self) -> bool {
        self.record.counts().errored > 0 || self.record.cases.whole().is_err()
    }

    fn any_judged(self) -> bool {
        let known = |case: &CaseFinished| {
            case.outcome == Outcome::Failed
                && self.demands.baseline.is_some_and(|base| base.knows(case))
        };
        // What only came along with a case that was skipped is not what anybody wanted to know.
        self.record.cases.passed_as_asked() > 0 || self.record.cases.any_remarkable(known)
    }

    fn is_complete(self) -> bool {
        if self.record.finished.as_ref().is_some_and(|finished| !finished.missing.is_empty()) {
            return false;
        }
        self.unmet().is_none()
    }

    /// What is demanded of the documented codes and not met, in one line.
    pub fn unmet(self) -> Option<String> {
        let Require::Proven = self.demands.require?;
        let rows = self.record.ledger.contracts.iter().flat_map(|contract| &contract.rows);
        let (mut all, mut unproven) = (0_usize, 0_usize);
        for row in rows {
            all += 1;
            unproven += usize::from(row.verdict != Verdict::Proven);
        }
        let are = if unproven == 1 { "is" } else { "are" };
        let said =
            || format!("--require proven: {unproven} of {all} documented codes {are} not proven");
        (unproven > 0).then(said)
    }
}

/// Whether a case fails the run at this level. A waiver accepts must-level findings, no others; a
/// baseline accepts what it knows.
fn is_broken(case: &CaseFinished, level: Level, baseline: Option<&Baseline>) -> bool {
    let waived = matches!(case.outcome, Outcome::Waived(_));
    let known = baseline.is_some_and(|baseline| baseline.knows(case));
    let counts = |finding: &Finding| match finding.level {
        Level::Must => !waived && !known,
        Level::Should => {
            let remarks = |base: &Baseline| base.remarks(&case.contract, &finding.check);
            level == Level::Should && !baseline.is_some_and(remarks)
        }
    };
    (case.outcome == Outcome::Failed && !known) || case.findings.iter().any(counts)
}
