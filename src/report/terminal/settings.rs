//! Settings of the terminal report, and how much of one case is shown.

use super::progress_bar::Progress;
use super::rerun_command::rerun_command;
use crate::diagnostic::Palette;
use crate::event::{CaseFinished, RunStarted};

/// Lines of a body that a terminal shows.
const BODY_LINES: usize = 12;
/// Lines of a value that a terminal shows.
const VALUE_LINES: usize = 6;
/// Narrowest width that lines are fitted to. A narrower terminal wraps the lines itself.
const NARROWEST: usize = 60;

/// Returns the command that runs a case again.
pub type Rerun = fn(&CaseFinished, &RunStarted) -> String;

/// How much the report shows of what passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verbosity {
    /// Only cases that did not pass, and the ledger.
    #[default]
    Failures,
    /// One line for every case, and every row of the ledger.
    Cases,
}

/// The look of the terminal report.
#[derive(Debug, Clone, Copy)]
pub struct TerminalSettings {
    /// Columns, at least 60. Default 80.
    pub width: usize,
    /// Colours. Default: no colour.
    pub palette: Palette,
    /// How much is shown. Default: failures.
    pub verbosity: Verbosity,
    /// The place of the progress bar. Default: standard error.
    pub progress: Progress,
    /// The command that runs a case again. Default: [`rerun_command`].
    pub rerun: Rerun,
}

impl Default for TerminalSettings {
    fn default() -> Self {
        Self {
            width: 80,
            palette: Palette::Plain,
            verbosity: Verbosity::Failures,
            progress: Progress::Bar,
            rerun: rerun_command,
        }
    }
}

impl TerminalSettings {
    /// Returns the width that lines are fitted to.
    pub(super) fn columns(&self) -> usize {
        self.width.max(NARROWEST)
    }

    /// Returns how much of one case a terminal shows.
    pub(super) fn detail(&self) -> Detail {
        Detail {
            width: self.columns(),
            body_lines: BODY_LINES,
            value_lines: VALUE_LINES,
            whole: false,
            rerun: self.rerun,
        }
    }
}

/// How much of one case is shown.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Detail {
    /// Columns.
    pub(in crate::report) width: usize,
    /// Lines of each body.
    pub(in crate::report) body_lines: usize,
    /// Lines of each value.
    pub(in crate::report) value_lines: usize,
    /// True if all header fields are shown and no line is cut.
    pub(in crate::report) whole: bool,
    /// The command that runs the case again.
    pub(in crate::report) rerun: Rerun,
}
