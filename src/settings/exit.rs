//! All exit codes of the command line.

use std::process::ExitCode;

use crate::event::Signal;

/// The way a command ends, which decides its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: everything that was selected conforms to the contract.
    Conforms,
    /// 0: the contract is violated only where the baseline violates it too.
    NoWorse,
    /// 0: every case that was judged is waived, so nothing is proven.
    AllWaived,
    /// 1: the contract is violated.
    Broken,
    /// 2: an error in the usage, a suite or a contract. Nothing was sent.
    Usage,
    /// 3: no verdict, because the target is unreachable, all cases errored, or a report could not be written.
    NotJudged,
    /// 4: nothing was selected, or the run is incomplete.
    Incomplete,
    /// 130: interrupted by Ctrl-C. Teardown has run and the reports are written.
    Interrupted,
    /// 143: ended by `SIGTERM`. Teardown has run and the reports are written.
    Terminated,
    /// 129: ended by `SIGHUP`. Teardown has run and the reports are written.
    HungUp,
}

impl Exit {
    /// Returns the exit code of the process.
    pub fn code(self) -> u8 {
        match self {
            Self::Conforms | Self::NoWorse | Self::AllWaived => 0,
            Self::Broken => 1,
            Self::Usage => 2,
            Self::NotJudged => 3,
            Self::Incomplete => 4,
            Self::Interrupted => 130,
            Self::Terminated => 143,
            Self::HungUp => 129,
        }
    }

    /// Returns the meaning of the exit code in a few words, for reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::NoWorse => "no worse than the baseline",
            Self::AllWaived => "nothing proven, everything waived",
            Self::Broken => "contract broken",
            Self::Usage => "usage error",
            Self::NotJudged => "could not judge",
            Self::Incomplete => "incomplete",
            Self::Interrupted => "interrupted",
            Self::Terminated => "terminated",
            Self::HungUp => "hung up",
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
            Signal::Hangup => Self::HungUp,
        }
    }
}
