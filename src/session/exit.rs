//! All exit codes, in one place.

use std::process::ExitCode;

use crate::event::{CaseFinished, Signal};
use crate::report::RunRecord;
use crate::verdict::{Level, Outcome, Verdict};

use super::Require;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: everything selected conforms.
    Conforms,
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
            Self::Conforms => 0,
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

/// A run with what was demanded of it.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'r> {
    /// What happened.
    pub record: &'r RunRecord,
    /// Whether should-level findings fail.
    pub strict: bool,
    /// Which verdicts every documented code must have.
    pub require: Option<Require>,
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
        } else {
            Exit::Conforms
        }
    }

    fn is_broken(self) -> bool {
        let level = if self.strict { Level::Should } else { Level::Must };
        let lapsed = self.record.ledger.lapses().next().is_some();
        lapsed || self.record.cases.any_remarkable(|case| is_broken(case, level))
    }

    fn any_errored(self) -> bool {
        self.record.counts().errored > 0 || self.record.cases.whole().is_err()
    }

    fn any_judged(self) -> bool {
        let counts = self.record.counts();
        counts.passed + counts.waived > 0
    }

    fn is_complete(self) -> bool {
        let rows = self.record.ledger.contracts.iter().flat_map(|contract| &contract.rows);
        match self.require {
            None => true,
            Some(Require::Proven) => rows.into_iter().all(|row| row.verdict == Verdict::Proven),
        }
    }
}

/// Whether a case fails the run at this level. A waiver accepts must-level findings, no others.
fn is_broken(case: &CaseFinished, level: Level) -> bool {
    let waived = matches!(case.outcome, Outcome::Waived(_));
    let counts = |of: Level| of <= level && !(waived && of == Level::Must);
    case.outcome == Outcome::Failed || case.findings.iter().any(|finding| counts(finding.level))
}
