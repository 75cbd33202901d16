//! Entries counted by how they ended.

use std::iter::Sum;

use super::test_entry::{End, Entry};
use crate::record::CaseCounts;

/// The number of entries by how they ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::report) struct Counts {
    pub(in crate::report) all: u64,
    pub(in crate::report) failed: u64,
    pub(in crate::report) errored: u64,
    pub(in crate::report) skipped: u64,
    /// The sum over all entries in milliseconds.
    pub(in crate::report) elapsed_ms: u64,
}

impl Counts {
    /// Returns the counts for the cases of a suite.
    pub(super) fn of_cases(counts: CaseCounts, elapsed_ms: u64) -> Self {
        Self {
            all: counts.ended(),
            failed: counts.failed,
            errored: counts.errored,
            // Test reports have no outcome for a waived case, which neither passed nor failed.
            skipped: counts.skipped + counts.waived,
            elapsed_ms,
        }
    }

    /// Returns the counts for entries that are in memory.
    pub(super) fn of_entries(entries: &[Entry<'_>]) -> Self {
        let mut counts = Self::default();
        for entry in entries {
            counts.all += 1;
            counts.elapsed_ms += entry.elapsed_ms();
            match entry.end {
                End::Passed => {}
                End::Failed => counts.failed += 1,
                End::Errored => counts.errored += 1,
                End::Skipped => counts.skipped += 1,
            }
        }
        counts
    }

    /// Returns the number of entries that passed.
    pub(in crate::report) fn passed(self) -> u64 {
        self.all - self.failed - self.errored - self.skipped
    }

    /// Returns the number of entries that failed or errored.
    pub(in crate::report) fn bad(self) -> u64 {
        self.failed + self.errored
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |one, other| Self {
            all: one.all + other.all,
            failed: one.failed + other.failed,
            errored: one.errored + other.errored,
            skipped: one.skipped + other.skipped,
            elapsed_ms: one.elapsed_ms + other.elapsed_ms,
        })
    }
}
