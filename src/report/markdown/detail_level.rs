//! How much of a run the Markdown page shows, so that the page fits into a comment.

use crate::report::evidence::EvidenceLevel;

/// How much of a run is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct DetailLevel {
    /// How much of the evidence of one case is shown.
    pub(super) much: EvidenceLevel,
    /// Most rows of each table.
    pub(super) rows: usize,
    /// Most cases with evidence.
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
