//! The progress bar of a run, on an interactive terminal.

use indicatif::{ProgressBar, ProgressStyle};

use super::settings::Progress;
use crate::verdict::Outcome;

/// A progress bar on standard error, which is drawn only on a terminal.
#[derive(Debug)]
pub(super) struct Bar {
    drawn: ProgressBar,
    /// True if nothing is drawn, so that updates can be skipped.
    is_hidden: bool,
    /// The number of cases that failed or errored.
    not_passed: u64,
}

impl Bar {
    /// Returns a bar that is not drawn, for a run that has not started.
    pub(super) fn none() -> Self {
        Self { drawn: ProgressBar::hidden(), is_hidden: true, not_passed: 0 }
    }

    /// Returns the bar for a run of this many cases.
    pub(super) fn new(progress: Progress, cases: u64) -> Self {
        let drawn = match progress {
            // `indicatif` draws nothing if standard error is not a terminal.
            Progress::Bar => ProgressBar::new(cases),
            Progress::Off => ProgressBar::hidden(),
        };
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} cases{msg}")
            .expect("the template is well-formed");
        drawn.set_style(style.progress_chars("━━╌"));
        let is_hidden = drawn.is_hidden();
        Self { drawn, is_hidden, not_passed: 0 }
    }

    /// Moves the bar forward by one finished case.
    pub(super) fn step(&mut self, outcome: &Outcome) {
        if self.is_hidden {
            return;
        }
        self.drawn.inc(1);
        if matches!(outcome, Outcome::Failed | Outcome::Errored { .. }) {
            self.not_passed += 1;
            self.drawn.set_message(format!(", {} not passed", self.not_passed));
        }
    }

    /// Hides the bar while `f` writes to the terminal.
    pub(super) fn hide_while<R>(&self, f: impl FnOnce() -> R) -> R {
        self.drawn.suspend(f)
    }

    /// Removes the bar from the terminal.
    pub(super) fn finish(&self) {
        self.drawn.finish_and_clear();
    }
}
