//! The matrix of a contract with operations: a table with a row per operation and a column per status.

use std::fmt::Write;

use super::code_text::code;
use crate::ledger::operation_matrix::Grid;
use crate::ledger::{ContractLedger, LedgerRow, Verdict};

/// Appends the matrix with at most `most` operations, and nothing for a contract without operations.
pub(super) fn write(ledger: &ContractLedger, most: usize, page: &mut String) {
    let Some(grid) = Grid::of(&ledger.rows) else { return };
    // Writing to a `String` cannot fail.
    let _ = writeln!(page, "| operation | {} |", grid.statuses.join(" | "));
    let _ = writeln!(page, "|---|{}", ":-:|".repeat(grid.statuses.len()));
    let (shown, idle): (Vec<_>, Vec<_>) =
        grid.lines.iter().partition(|line| line.untouched().is_none());
    for line in shown.iter().take(most) {
        let cells: Vec<String> = line.cells.iter().map(|rows| cell(rows)).collect();
        let _ = writeln!(page, "| {} | {} |", code(line.operation), cells.join(" | "));
    }
    let more = shown.len().saturating_sub(most);
    for (count, what) in [(more, "more"), (idle.len(), "of which nothing was exercised")] {
        if count > 0 {
            let _ = writeln!(page, "| {count} {what} |{}", " |".repeat(grid.statuses.len()));
        }
    }
    page.push_str("\n✅ proven, ❌ violated, ⚪ not exercised, 🟡 waived\n\n");
}

fn cell(rows: &[&LedgerRow]) -> String {
    let mark = |row: &&LedgerRow| match row.verdict {
        Verdict::Proven => "✅",
        Verdict::Violated => "❌",
        Verdict::NotExercised { .. } => "⚪",
        Verdict::Waived { .. } => "🟡",
    };
    rows.iter().map(mark).collect()
}
