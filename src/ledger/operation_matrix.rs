//! The matrix of operations and statuses that reports draw for a contract with operations.

use crate::contract::RowStatus;
use crate::ledger::{LedgerRow, Verdict};

/// The rows of operations, by operation and status.
pub(crate) struct Grid<'l> {
    /// Every status that an operation documents, sorted. A class such as `4XX` follows the statuses of the class.
    pub(crate) statuses: Vec<String>,
    pub(crate) lines: Vec<GridLine<'l>>,
}

/// One operation.
pub(crate) struct GridLine<'l> {
    pub(crate) operation: &'l str,
    /// The rows of the operation, by status.
    pub(crate) cells: Vec<Vec<&'l LedgerRow>>,
}

impl<'l> Grid<'l> {
    /// Returns the grid of the rows that belong to an operation, in the order of the rows. Returns `None` if there are
    /// none.
    pub(crate) fn of(rows: &'l [LedgerRow]) -> Option<Self> {
        let own = || rows.iter().filter_map(|row| Some((row.facts.row.operation()?, row)));
        let mut heads: Vec<RowStatus> = own().map(|(_, row)| row.facts.row.status).collect();
        // By class first, so that `4XX` follows the statuses of its class.
        heads.sort_unstable_by_key(|status| (status.first() / 100, *status));
        heads.dedup();
        let mut lines: Vec<GridLine<'l>> = Vec::new();
        for (operation, row) in own() {
            // The rows of one operation follow each other in a contract.
            if lines.last().is_none_or(|line| line.operation != operation) {
                lines.push(GridLine { operation, cells: vec![Vec::new(); heads.len()] });
            }
            let column = heads.iter().position(|head| *head == row.facts.row.status);
            if let Some((column, line)) = column.zip(lines.last_mut()) {
                line.cells[column].push(row);
            }
        }
        let statuses = heads.iter().map(RowStatus::to_string).collect();
        (!lines.is_empty()).then_some(Self { statuses, lines })
    }
}

impl<'l> GridLine<'l> {
    /// Returns the reason why no row of the operation was exercised, if all rows have the same reason.
    pub(crate) fn untouched(&self) -> Option<&'l str> {
        let reason = |row: &LedgerRow| match &row.verdict {
            Verdict::NotExercised { reason } => Some(reason.clone()),
            _ => None,
        };
        let first = self.cells.iter().flatten().next()?;
        let Verdict::NotExercised { reason: known } = &first.verdict else { return None };
        let mut rows = self.cells.iter().flatten();
        rows.all(|row| reason(row).as_ref() == Some(known)).then_some(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::RowOwner;
    use crate::record::sample::operations_ledger;

    #[test]
    fn each_operation_has_a_line_and_each_status_a_column() {
        let ledger = operations_ledger(2);
        let grid = Grid::of(&ledger.rows).expect("operations");
        assert_eq!(grid.statuses, ["200", "400", "404", "4XX"]);
        let names: Vec<&str> = grid.lines.iter().map(|line| line.operation).collect();
        assert_eq!(names, ["operation-0", "GET /things/{id}/1"]);
        let counts: Vec<usize> = grid.lines[0].cells.iter().map(Vec::len).collect();
        assert_eq!(counts, [1, 2, 1, 1]);
    }

    #[test]
    fn rows_of_the_whole_api_are_not_part_of_the_grid() {
        let mut ledger = operations_ledger(1);
        ledger.rows.iter_mut().for_each(|row| row.facts.row.owner = RowOwner::Api);
        assert!(Grid::of(&ledger.rows).is_none());
    }
}
