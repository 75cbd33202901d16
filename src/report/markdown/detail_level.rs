//! The level of detail of the Markdown page, so that the page fits into a comment.

use crate::report::evidence::EvidenceLevel;

/// The maximum amount of each kind of content on the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct DetailLevel {
    /// The maximum amount of evidence that is shown of one case.
    pub(super) much: EvidenceLevel,
    /// The maximum number of rows of each table.
    pub(super) rows: usize,
    /// The maximum number of cases that are shown with evidence.
    pub(super) cases: usize,
}

/// The levels to try, from the most that a person reads at once to one that always fits.
pub(super) const LEVELS: [DetailLevel; 5] = [
    DetailLevel { much: EvidenceLevel::ALL, rows: 200, cases: 50 },
    DetailLevel { much: EvidenceLevel::SCREEN, rows: 200, cases: 50 },
    DetailLevel { much: EvidenceLevel::SCREEN, rows: 100, cases: 10 },
    DetailLevel { much: EvidenceLevel::LITTLE, rows: 50, cases: 5 },
    DetailLevel { much: EvidenceLevel::LITTLE, rows: 20, cases: 0 },
];
