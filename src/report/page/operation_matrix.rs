//! The matrix of documented codes: the verdict of each code in each scope or operation.

use super::anchor::Anchors;
use super::outcome_mark::Sign;
use crate::contract::{ErrorCode, RowStatus};
use crate::ledger::operation_matrix::Grid;
use crate::ledger::{ContractLedger, LedgerRow};
use crate::record::RunRecord;

/// The maximum number of scopes that are columns. With more scopes, each scope is a row.
const SIDE_BY_SIDE: usize = 3;
/// The heading of rows that belong to no scope.
const WHOLE_API: &str = "Whole API";

/// The matrix of one contract: codes by scopes, or scopes and operations by statuses.
pub(super) struct Matrix<'r> {
    pub(super) title: &'r str,
    /// The heading of the first column.
    pub(super) corner: &'static str,
    pub(super) columns: Vec<String>,
    pub(super) lines: Vec<Row<'r>>,
}

/// One row of the matrix: a code, a scope or an operation.
pub(super) struct Row<'r> {
    pub(super) head: String,
    /// The documented meaning of the code, if the row is a code.
    pub(super) meaning: Option<&'r str>,
    /// The documented codes of each column.
    pub(super) cells: Vec<Vec<Mark<'r>>>,
}

/// One documented code in a cell.
pub(super) struct Mark<'r> {
    pub(super) sign: Sign,
    /// The error code, if neither the row nor the column names it.
    pub(super) code: Option<&'r str>,
    pub(super) cases: u64,
    /// The anchor of the case or of the section that shows the evidence.
    pub(super) anchor: Option<&'r str>,
}

/// Returns the matrices of all contracts.
pub(super) fn matrices<'r>(record: &'r RunRecord, anchors: &'r Anchors<'r>) -> Vec<Matrix<'r>> {
    let contracts = record.ledger.contracts.iter();
    contracts.map(|contract| Reader { anchors, contract }.matrix()).collect()
}

struct Reader<'r> {
    anchors: &'r Anchors<'r>,
    contract: &'r ContractLedger,
}

impl<'r> Reader<'r> {
    fn matrix(&self) -> Matrix<'r> {
        if let Some(grid) = Grid::of(&self.contract.rows) {
            return self.by_operation(&grid);
        }
        let scopes = distinct(self.contract.rows.iter().map(|row| row.facts.row.scope()));
        if scopes.len() <= SIDE_BY_SIDE { self.by_code(&scopes) } else { self.by_scope(&scopes) }
    }

    fn by_code(&self, scopes: &[Option<&'r str>]) -> Matrix<'r> {
        let rows = &self.contract.rows;
        let codes =
            distinct(rows.iter().map(|row| (row.facts.row.status, row.facts.row.code.as_ref())));
        let lines = codes.into_iter().map(|(status, code)| {
            let here = |row: &&LedgerRow| {
                row.facts.row.status == status && row.facts.row.code.as_ref() == code
            };
            let of = |scope: Option<&str>| {
                let rows = rows.iter().filter(here).filter(|row| row.facts.row.scope() == scope);
                rows.map(|row| Mark { code: None, ..self.mark(row) }).collect()
            };
            Row {
                head: rows
                    .iter()
                    .find(here)
                    .map(|row| row.facts.row.without_owner())
                    .unwrap_or_default(),
                meaning: rows.iter().find(here).and_then(|row| row.facts.meaning.as_deref()),
                cells: scopes.iter().copied().map(of).collect(),
            }
        });
        let columns = scopes.iter().map(|scope| scope.unwrap_or(WHOLE_API).to_owned()).collect();
        Matrix {
            title: &self.contract.title,
            corner: "Documented code",
            columns,
            lines: lines.collect(),
        }
    }

    fn by_scope(&self, scopes: &[Option<&'r str>]) -> Matrix<'r> {
        let rows = &self.contract.rows;
        let mut statuses = distinct(rows.iter().map(|row| row.facts.row.status));
        // Columns are sorted by status. The order of a contract would differ from scope to scope.
        statuses.sort_unstable();
        let lines = scopes.iter().map(|scope| {
            let here = |row: &&LedgerRow| row.facts.row.scope() == *scope;
            let of = |status: &RowStatus| {
                let rows = rows.iter().filter(here).filter(|row| row.facts.row.status == *status);
                rows.map(|row| self.mark(row)).collect()
            };
            Row {
                head: scope.unwrap_or(WHOLE_API).to_owned(),
                meaning: None,
                cells: statuses.iter().map(of).collect(),
            }
        });
        Matrix {
            title: &self.contract.title,
            corner: "Operation or scope",
            columns: statuses.iter().map(ToString::to_string).collect(),
            lines: lines.collect(),
        }
    }

    /// Returns a matrix with a row per operation, below the rows of scopes and of the whole API.
    fn by_operation(&self, grid: &Grid<'r>) -> Matrix<'r> {
        let wide: Vec<&LedgerRow> =
            self.contract.rows.iter().filter(|row| row.facts.row.operation().is_none()).collect();
        let status = |row: &LedgerRow| row.facts.row.status.to_string();
        let own = distinct(wide.iter().map(|row| status(row)));
        let more = own.into_iter().filter(|status| !grid.statuses.contains(status));
        let mut columns: Vec<String> = grid.statuses.iter().cloned().chain(more).collect();
        columns.sort();
        let scopes = distinct(wide.iter().map(|row| row.facts.row.scope()));
        let around = scopes.into_iter().map(|scope| Row {
            head: scope.unwrap_or(WHOLE_API).to_owned(),
            meaning: None,
            cells: columns
                .iter()
                .map(|column| {
                    let here = wide.iter().filter(|row| row.facts.row.scope() == scope);
                    here.filter(|row| status(row) == *column).map(|row| self.mark(row)).collect()
                })
                .collect(),
        });
        let own = grid.lines.iter().map(|line| Row {
            head: line.operation.to_owned(),
            meaning: None,
            cells: columns
                .iter()
                .map(|column| {
                    let at = grid.statuses.iter().position(|status| status == column);
                    let rows = at.into_iter().flat_map(|at| &line.cells[at]);
                    rows.map(|row| self.mark(row)).collect()
                })
                .collect(),
        });
        let lines = around.chain(own).collect();
        Matrix { title: &self.contract.title, corner: "Operation or scope", columns, lines }
    }

    /// Links a proven code to its first case, and every other code to its section.
    fn mark(&self, row: &'r LedgerRow) -> Mark<'r> {
        let sign = Sign::from(&row.verdict);
        let anchor = if sign == Sign::PROVEN {
            row.evidence.first().and_then(|case| self.anchors.case(case))
        } else {
            self.anchors.code(&self.contract.contract, &row.facts.row)
        };
        Mark {
            sign,
            code: row.facts.row.code.as_ref().map(ErrorCode::as_str),
            cases: row.cases,
            anchor,
        }
    }
}

/// Returns each distinct item once, in the order of first occurrence.
fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for item in items {
        if !distinct.contains(&item) {
            distinct.push(item);
        }
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::RowKey;
    use crate::event::RowFacts;
    use crate::record::sample::{operations_ledger, sample_record};

    /// Returns the matrix as text, for a contract with this many more scopes than the sample's.
    fn drawn(more_scopes: usize) -> Vec<String> {
        let mut record = sample_record();
        let rows = &mut record.ledger.contracts[0].rows;
        for number in 0..more_scopes {
            let key = RowKey::new(Some(&format!("scope-{number}")), 404, Some("GONE"));
            let facts = RowFacts { row: key, ..rows[4].facts.clone() };
            rows.push(LedgerRow { facts, ..rows[4].clone() });
        }
        let anchors = Anchors::new(&record, std::iter::empty());
        let matrices = matrices(&record, &anchors);
        let mut drawn = vec![matrices[0].columns.join(" | ")];
        drawn.extend(matrices[0].lines.iter().map(|line| {
            let mark =
                |mark: &Mark<'_>| format!("{}{}", mark.sign.symbol, mark.code.unwrap_or_default());
            let cell = |cell: &Vec<Mark<'_>>| cell.iter().map(mark).collect::<Vec<_>>().join("+");
            let cells: Vec<String> = line.cells.iter().map(cell).collect();
            format!("{}: {}", line.head, cells.join(" | "))
        }));
        drawn
    }

    #[test]
    fn few_scopes_stand_side_by_side() {
        let drawn = drawn(0);
        assert_eq!(drawn[0], "Whole API | identity");
        assert_eq!(drawn[5], "404 RESOURCE_NOT_FOUND: ✗ | ");
        assert_eq!(drawn[8], "401 invalid_client:  | ○");
    }

    #[test]
    fn operations_stand_below_each_other_and_the_whole_api_above_them() {
        let mut record = sample_record();
        let wide = record.ledger.contracts[0].rows[4].clone();
        record.ledger.contracts = vec![operations_ledger(2)];
        record.ledger.contracts[0].rows.push(wide);
        let anchors = Anchors::new(&record, std::iter::empty());
        let matrix = &matrices(&record, &anchors)[0];
        assert_eq!(matrix.columns, ["200", "400", "404", "4XX"]);
        let signs = |row: &Row<'_>| -> Vec<String> {
            let cell = |cell: &Vec<Mark<'_>>| cell.iter().map(|mark| mark.sign.symbol).collect();
            row.cells.iter().map(cell).collect()
        };
        let lines = matrix.lines.iter().map(|line| (line.head.as_str(), signs(line)));
        let of = |signs: [&str; 4]| signs.map(str::to_owned).to_vec();
        let expected = [
            ("Whole API", of(["", "", "✗", ""])),
            ("operation-0", of(["✓", "✓○", "✓", "○"])),
            ("GET /things/{id}/1", of(["✓", "✗○", "✓", "○"])),
        ];
        assert_eq!(lines.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn many_scopes_stand_below_each_other() {
        let drawn = drawn(2);
        assert_eq!(drawn[0], "200 | 201 | 204 | 401 | 403 | 404 | 405 | 500");
        assert_eq!(drawn[2], "identity:  |  |  | ○invalid_client |  |  |  | ");
        assert_eq!(drawn[3], "scope-0:  |  |  |  |  | ✗GONE |  | ");
    }
}
