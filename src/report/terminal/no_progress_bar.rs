//! A stand-in for the progress bar, for builds without the feature `cli`.

use crate::verdict::Outcome;

/// The place of the progress bar. This build draws none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Progress {
    /// On standard error, if standard error is a terminal.
    #[default]
    Bar,
    /// Nowhere.
    Off,
}

/// A progress bar that is never drawn.
#[derive(Debug)]
pub(super) struct Bar;

#[expect(clippy::unused_self, reason = "the interface is that of the progress bar")]
impl Bar {
    /// The bar before the run starts.
    pub(super) fn none() -> Self {
        Self
    }

    /// The bar of a run.
    pub(super) fn new(_progress: Progress, _cases: u64) -> Self {
        Self
    }

    /// Counts a finished case.
    pub(super) fn step(&mut self, _outcome: &Outcome) {}

    /// Calls a function while the bar is hidden.
    pub(super) fn hide_while<R>(&self, f: impl FnOnce() -> R) -> R {
        f()
    }

    /// Removes the bar.
    pub(super) fn finish(&self) {}
}
