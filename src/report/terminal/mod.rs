//! The report that people read while it happens: failures as they come, then the ledger.

mod curl;
mod errors;
mod failure;
mod flaky;
mod ledger;
mod matrix;
mod progress;
mod rerun;
mod shell;
mod snippet;
mod totals;

use std::io::Write;

use super::Reporter;
use super::text::{Line, render};
use crate::diagnostic::Palette;
use crate::event::{CaseFinished, Event, RunFinished, RunStarted};
use crate::ledger::Tally;
use crate::record::{CaseCounts, ReportError};
use crate::verdict::Outcome;

pub use curl::CurlLine;
use errors::Errors;
pub(in crate::report) use failure::{Detail, block};
use flaky::Flaky;
use progress::Bar;
pub use progress::Progress;
pub(in crate::report) use rerun::Again;
pub use rerun::rerun_command;
use totals::Reasons;

/// Lines of a body and of a value that a terminal shows.
const BODY_LINES: usize = 12;
const VALUE_LINES: usize = 6;
/// The narrowest terminal that lines are fitted to; a narrower one breaks them itself.
const NARROWEST: usize = 60;

/// Says which command runs a case again.
pub type Rerun = fn(&CaseFinished, &RunStarted) -> String;

/// How much of what went well is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verbosity {
    /// None of it: cases that did not pass, and the ledger.
    #[default]
    Failures,
    /// Every case in one line, and the ledger in full.
    Cases,
}

/// How the terminal report looks.
#[derive(Debug, Clone, Copy)]
pub struct TerminalSettings {
    /// Columns, at least 60. Default 80.
    pub width: usize,
    /// Colours. Default none.
    pub palette: Palette,
    /// How much is shown.
    pub verbosity: Verbosity,
    /// Whether there is a progress bar.
    pub progress: Progress,
    /// The command that runs a case again. Default [`rerun_command`].
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
    fn detail(&self) -> Detail {
        let Self { rerun, .. } = *self;
        let width = self.width.max(NARROWEST);
        Detail { width, body_lines: BODY_LINES, value_lines: VALUE_LINES, whole: false, rerun }
    }
}

/// What there is to say of one case, as the terminal report says it.
pub fn case_block(case: &CaseFinished, run: &RunStarted, settings: &TerminalSettings) -> String {
    render(&block(case, run, settings.detail()), settings.palette)
}

/// Writes failures as they happen, and at the end the ledger and the totals.
#[derive(Debug)]
pub struct Terminal<W> {
    out: W,
    settings: TerminalSettings,
    bar: Bar,
    started: Option<RunStarted>,
    counts: CaseCounts,
    skips: Reasons,
    waived: Reasons,
    flaky: Flaky,
    errors: Errors,
    tally: Tally,
}

impl<W: Write + Send> Terminal<W> {
    /// A report that goes to `out`; the progress bar goes to standard error.
    pub fn new(out: W, settings: TerminalSettings) -> Self {
        Self {
            out,
            settings,
            bar: Bar::none(),
            started: None,
            counts: CaseCounts::default(),
            skips: Reasons::default(),
            waived: Reasons::default(),
            flaky: Flaky::default(),
            errors: Errors::default(),
            tally: Tally::default(),
        }
    }

    fn begin(&mut self, started: &RunStarted) {
        self.bar = Bar::new(self.settings.progress, started.cases);
        self.counts = CaseCounts::new(started.cases);
        self.tally = Tally::new(&started.contracts);
        self.started = Some(started.clone());
    }

    fn case(&mut self, case: &CaseFinished) -> Result<(), ReportError> {
        self.tally.observe(case);
        self.counts.add_case(case);
        self.flaky.add(case);
        let lines = match &case.outcome {
            Outcome::Failed => self.block(case),
            Outcome::Errored { reason } => {
                self.errors.add(case, reason);
                self.one_line(case)
            }
            Outcome::Skipped { reason } => {
                self.skips.add(&case.case, reason);
                self.one_line(case)
            }
            Outcome::Waived(waived) => {
                self.waived.add(&case.case, &waived.to_string());
                self.one_line(case)
            }
            Outcome::Passed => self.one_line(case),
        };
        let written = self.write(&lines);
        self.bar.step(matches!(case.outcome, Outcome::Failed | Outcome::Errored { .. }));
        written
    }

    fn block(&self, case: &CaseFinished) -> Vec<Line> {
        let Some(started) = &self.started else { return Vec::new() };
        let mut lines = block(case, started, self.settings.detail());
        lines.push(Line::default());
        lines
    }

    fn one_line(&self, case: &CaseFinished) -> Vec<Line> {
        if self.settings.verbosity == Verbosity::Failures {
            return Vec::new();
        }
        let line = failure::headline(case).plain(&format!("  ({} ms)", case.elapsed_ms));
        vec![line.fit(self.settings.detail().width)]
    }

    fn end(&mut self, finished: &RunFinished) -> Result<(), ReportError> {
        self.bar.finish();
        let Some(started) = &self.started else { return Ok(()) };
        let TerminalSettings { verbosity, .. } = self.settings;
        let width = self.settings.width.max(NARROWEST);
        let ledger = self.tally.ledger();
        let mut lines = Vec::new();
        if let Some(why) = &finished.unreachable {
            // Where nothing answered, a table would only say so once for every documented code.
            lines.extend(self.errors.unreachable(why, width));
        } else {
            lines.extend(self.errors.lines(started, self.settings.detail()));
            for (facts, contract) in started.contracts.iter().zip(&ledger.contracts) {
                lines.extend(ledger::contract(facts, contract, width, verbosity));
                lines.push(Line::default());
            }
        }
        lines.extend(self.flaky.lines(width));
        lines.extend(self.waived.lines("waived", width));
        lines.extend(self.skips.lines("skipped", width));
        lines.extend(totals::lines(&ledger, self.counts, finished, width));
        lines.extend(started.all_targets().map(totals::target));
        if !started.target.recorded {
            lines.push(totals::seed(started.seed));
        }
        self.write(&lines)
    }

    fn write(&mut self, lines: &[Line]) -> Result<(), ReportError> {
        if lines.is_empty() {
            return Ok(());
        }
        let text = render(lines, self.settings.palette);
        let out = &mut self.out;
        self.bar
            .aside(|| out.write_all(text.as_bytes()).and_then(|()| out.flush()))
            .map_err(|source| ReportError::Terminal { source })
    }
}

impl<W: Write + Send> Reporter for Terminal<W> {
    fn name(&self) -> &'static str {
        "terminal"
    }

    fn on_event(&mut self, event: &Event) -> Result<(), ReportError> {
        match event {
            Event::RunStarted(started) => {
                self.begin(started);
                Ok(())
            }
            Event::CaseStarted(_) => Ok(()),
            Event::CaseFinished(case) => self.case(case),
            Event::RunFinished(finished) => self.end(finished),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<(), ReportError> {
        self.bar.finish();
        self.out.flush().map_err(|source| ReportError::Terminal { source })
    }
}

#[cfg(test)]
mod tests;
