//! A stand-in for the progress bar, for builds without the feature `cli`.

use super::settings::Progress;
use crate::verdict::Outcome;

/// A progress bar that is never drawn.
#[derive(Debug)]
pub(super) struct Bar;

#[expect(clippy::unused_self, reason = "the interface is that of the progress bar")]
impl Bar {
    /// Returns the bar before the run starts.
    pub(super) fn none() -> Self {
        Self
    }

    /// Returns the bar of a run.
    pub(super) fn new(_progress: Progress, _cases: u64) -> Self {
        Self
    }

    /// Does nothing, because no bar is drawn.
    pub(super) fn step(&mut self, _outcome: &Outcome) {}

    /// Calls a function while the bar is hidden.
    pub(super) fn hide_while<R>(&self, f: impl FnOnce() -> R) -> R {
        f()
    }

    /// Does nothing, because no bar is drawn.
    pub(super) fn finish(&self) {}
}
