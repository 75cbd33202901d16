//! Outcomes and verdicts as the page shows them: a symbol, a word and a tone, so that colour is never the only sign.

use crate::ledger::Verdict;
use crate::verdict::Outcome;

/// The symbol, the word and the CSS class of an outcome or verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sign {
    /// The symbol, which is one character.
    pub(super) symbol: &'static str,
    /// The word, the same in all reports.
    pub(super) word: &'static str,
    /// The CSS class: `good`, `bad`, `doubtful` or `quiet`.
    pub(super) tone: &'static str,
}

impl Sign {
    pub(super) const PROVEN: Self = Self::new("✓", "proven", "good");
    pub(super) const VIOLATED: Self = Self::new("✗", "violated", "bad");
    pub(super) const NOT_EXERCISED: Self = Self::new("○", "not exercised", "quiet");
    pub(super) const WAIVED: Self = Self::new("~", "waived", "doubtful");
    pub(super) const PASSED: Self = Self::new("✓", "passed", "good");
    pub(super) const FAILED: Self = Self::new("✗", "failed", "bad");
    pub(super) const ERRORED: Self = Self::new("!", "errored", "doubtful");
    pub(super) const SKIPPED: Self = Self::new("○", "skipped", "quiet");
    pub(super) const NOT_RUN: Self = Self::new("○", "not run", "quiet");

    const fn new(symbol: &'static str, word: &'static str, tone: &'static str) -> Self {
        Self { symbol, word, tone }
    }
}

impl From<&Outcome> for Sign {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Passed => Self::PASSED,
            Outcome::Failed => Self::FAILED,
            Outcome::Waived(_) => Self::WAIVED,
            Outcome::Errored { .. } => Self::ERRORED,
            Outcome::Skipped { .. } => Self::SKIPPED,
        }
    }
}

impl From<&Verdict> for Sign {
    fn from(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Proven => Self::PROVEN,
            Verdict::Violated => Self::VIOLATED,
            Verdict::NotExercised { .. } => Self::NOT_EXERCISED,
            Verdict::Waived { .. } => Self::WAIVED,
        }
    }
}
