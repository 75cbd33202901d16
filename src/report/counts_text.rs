//! Counts in words, the same in every report.

use std::fmt::Write;

use crate::ledger::VerdictCounts;

/// Returns the number of proven codes, followed by the other verdicts: `3 of 5 documented codes proven, 2 waived`.
pub(super) fn codes(counts: VerdictCounts) -> String {
    let proven = format!("{} of {} documented codes proven", counts.proven, counts.documented);
    let others = [
        (counts.violated, "violated"),
        (counts.not_exercised, "not exercised"),
        (counts.waived, "waived"),
    ];
    with_others(proven, &others)
}

/// Appends each count that is not zero.
pub(super) fn with_others(mut text: String, others: &[(u64, &str)]) -> String {
    for (count, word) in others.iter().filter(|(count, _)| *count > 0) {
        // Writing to a `String` cannot fail.
        let _ = write!(text, ", {count} {word}");
    }
    text
}
