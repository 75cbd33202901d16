//! Settings of the terminal report, and the level of detail of one case.

use super::rerun_command::rerun_command;
use crate::diagnostic::Palette;
use crate::event::{CaseFinished, RunStarted};

/// The maximum number of lines of a body that a terminal shows.
const BODY_LINES: usize = 12;
/// The maximum number of lines of a value that a terminal shows.
const VALUE_LINES: usize = 6;
/// The smallest width that lines are fitted to. A narrower terminal wraps the lines itself.
const NARROWEST: usize = 60;

/// A function that returns the command that runs a case again.
pub type Rerun = fn(&CaseFinished, &RunStarted) -> String;

/// The amount of information about passed cases and proven codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verbosity {
    /// The report shows only cases that did not pass, and the ledger.
    #[default]
    Failures,
    /// The report shows one line for every case, and every row of the ledger.
    Cases,
}

/// The place of the progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Progress {
    /// The bar is on standard error, if standard error is a terminal.
    #[default]
    Bar,
    /// There is no progress bar.
    Off,
}

/// The settings of the terminal report: its width, its colors and the amount of information.
#[derive(Debug, Clone, Copy)]
pub struct TerminalSettings {
    /// The width of the report in columns. At least 60 columns are used. Default: 80.
    pub width: usize,
    /// The colors of the report. Default: no color.
    pub palette: Palette,
    /// The amount of information about passed cases. Default: failures only.
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

    /// Returns the level of detail of one case on a terminal.
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

/// The level of detail of one case.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Detail {
    /// The width that lines are fitted to, in columns.
    pub(in crate::report) width: usize,
    /// The maximum number of lines that are shown of a body.
    pub(in crate::report) body_lines: usize,
    /// The maximum number of lines that are shown of a value.
    pub(in crate::report) value_lines: usize,
    /// True if all header fields are shown and no line is cut.
    pub(in crate::report) whole: bool,
    /// The command that runs the case again.
    pub(in crate::report) rerun: Rerun,
}
