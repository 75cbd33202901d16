//! The bar that shows how far a run is, where a person looks on.

use indicatif::{ProgressBar, ProgressStyle};

/// Whether a progress bar is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Progress {
    /// On standard error, if that is a terminal.
    #[default]
    Bar,
    /// Nowhere.
    Off,
}

/// A progress bar on standard error, or nothing.
#[derive(Debug)]
pub(super) struct Bar {
    drawn: ProgressBar,
    /// Whether nobody sees it, so that nothing has to be done for it.
    is_hidden: bool,
    wrong: u64,
}

impl Bar {
    /// The bar of a run that has not begun.
    pub(super) fn none() -> Self {
        Self { drawn: ProgressBar::hidden(), is_hidden: true, wrong: 0 }
    }

    /// The bar of a run of this many cases.
    pub(super) fn new(progress: Progress, cases: u64) -> Self {
        let drawn = match progress {
            // Hides itself where standard error is not a terminal.
            Progress::Bar => ProgressBar::new(cases),
            Progress::Off => ProgressBar::hidden(),
        };
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} cases{msg}")
            .expect("the template is well-formed");
        drawn.set_style(style.progress_chars("━━╌"));
        let is_hidden = drawn.is_hidden();
        Self { drawn, is_hidden, wrong: 0 }
    }

    /// One more case ended.
    pub(super) fn step(&mut self, went_wrong: bool) {
        if self.is_hidden {
            return;
        }
        self.drawn.inc(1);
        if went_wrong {
            self.wrong += 1;
            self.drawn.set_message(format!(", {} not passed", self.wrong));
        }
    }

    /// Does something while the bar is out of the way.
    pub(super) fn aside<R>(&self, f: impl FnOnce() -> R) -> R {
        self.drawn.suspend(f)
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.drawn.finish_and_clear();
    }
}
