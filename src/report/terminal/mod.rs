//! The live report for people: failures as they happen, then the ledger and the totals.

mod case_block;
mod curl_command;
mod errored_cases;
mod exchange_lines;
mod flaky_cases;
mod ledger;
mod ledger_rows;
mod operation_matrix;
#[cfg(feature = "cli")]
mod progress_bar;
#[cfg(not(feature = "cli"))]
#[path = "no_progress_bar.rs"]
mod progress_bar;
mod rerun_command;
mod settings;
mod shell_words;
mod source_snippet;
mod text_blocks;
mod totals;

use std::io::Write;

use super::Reporter;
use super::text::{Line, render};
use crate::event::{CaseFinished, Event, RunFinished, RunStarted};
use crate::ledger::Tally;
use crate::record::{CaseCounts, ReportError};
use crate::verdict::Outcome;

pub(in crate::report) use case_block::block;
pub use curl_command::CurlLine;
use errored_cases::ErroredCases;
use flaky_cases::FlakyCases;
use progress_bar::Bar;
pub(in crate::report) use rerun_command::RerunCommand;
pub use rerun_command::rerun_command;
pub(in crate::report) use settings::Detail;
pub use settings::{Progress, Rerun, TerminalSettings, Verbosity};
use totals::CasesByReason;

/// Returns one case as the terminal report shows it.
pub fn case_block(case: &CaseFinished, run: &RunStarted, settings: &TerminalSettings) -> String {
    render(&block(case, run, settings.detail()), settings.palette)
}

/// Writes failures as they happen, and the ledger and the totals at the end.
#[derive(Debug)]
pub struct Terminal<W> {
    out: W,
    settings: TerminalSettings,
    bar: Bar,
    started: Option<RunStarted>,
    counts: CaseCounts,
    skipped: CasesByReason,
    waived: CasesByReason,
    flaky: FlakyCases,
    errored: ErroredCases,
    tally: Tally,
}

impl<W: Write + Send> Terminal<W> {
    /// Creates a report that is written to `out`. The progress bar is drawn on standard error.
    pub fn new(out: W, settings: TerminalSettings) -> Self {
        Self {
            out,
            settings,
            bar: Bar::none(),
            started: None,
            counts: CaseCounts::default(),
            skipped: CasesByReason::default(),
            waived: CasesByReason::default(),
            flaky: FlakyCases::default(),
            errored: ErroredCases::default(),
            tally: Tally::default(),
        }
    }

    fn start(&mut self, started: &RunStarted) {
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
                // Shown at the end, grouped by reason: a server that is down would otherwise fill the screen.
                self.errored.add(case, reason);
                self.one_line(case)
            }
            Outcome::Skipped { reason } => {
                self.skipped.add(&case.case, reason);
                self.one_line(case)
            }
            Outcome::Waived(waived) => {
                self.waived.add(&case.case, &waived.to_string());
                self.one_line(case)
            }
            Outcome::Passed => self.one_line(case),
        };
        let written = self.write(&lines);
        self.bar.step(&case.outcome);
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
        let line = case_block::headline(case).plain(&format!("  ({} ms)", case.elapsed_ms));
        vec![line.fit(self.settings.columns())]
    }

    fn write_summary(&mut self, finished: &RunFinished) -> Result<(), ReportError> {
        self.bar.finish();
        let Some(started) = &self.started else { return Ok(()) };
        let verbosity = self.settings.verbosity;
        let width = self.settings.columns();
        let ledger = self.tally.ledger();
        let mut lines = Vec::new();
        if let Some(why) = &finished.unreachable {
            // If no response came, a table would repeat the same reason for every documented code.
            lines.extend(self.errored.unreachable(why, width));
        } else {
            lines.extend(self.errored.lines(started, self.settings.detail()));
            for contract in &ledger.contracts {
                lines.extend(ledger::contract(contract, width, verbosity));
                lines.push(Line::default());
            }
        }
        lines.extend(self.flaky.lines(width));
        lines.extend(self.waived.lines("waived", width));
        lines.extend(self.skipped.lines("skipped", width));
        lines.extend(totals::lines(&ledger, self.counts, finished, width));
        lines.extend(started.all_targets().map(totals::target));
        // Recorded traffic was not generated by us, so no seed can repeat it.
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
        // Borrowed separately, because the closure must not borrow `self.bar`.
        let out = &mut self.out;
        self.bar
            .hide_while(|| out.write_all(text.as_bytes()).and_then(|()| out.flush()))
            .map_err(|source| ReportError::Terminal { source })
    }
}

impl<W: Write + Send> Reporter for Terminal<W> {
    fn on_event(&mut self, event: &Event) -> Result<(), ReportError> {
        match event {
            Event::RunStarted(started) => {
                self.start(started);
                Ok(())
            }
            Event::CaseStarted(_) => Ok(()),
            Event::CaseFinished(case) => self.case(case),
            Event::RunFinished(finished) => self.write_summary(finished),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<(), ReportError> {
        self.bar.finish();
        self.out.flush().map_err(|source| ReportError::Terminal { source })
    }
}

#[cfg(test)]
mod tests;
