//! The ledger of a contract with operations as a matrix: one row per operation, one column per status.
//!
//! Columns that do not fit the width follow in a further block below.

use super::ledger_rows::{self, KEYS, Mark, RowLines, Table, symbol};
use super::settings::Verbosity;
use super::text_blocks::hanging;
use crate::ledger::operation_matrix::{Grid, GridLine};
use crate::ledger::{ContractLedger, LedgerRow, Verdict};
use crate::report::text::{Line, width};

/// The maximum width of the column with the names of operations.
const NAMES: usize = 36;
/// The minimum width of the column of a status, with the space before it.
const CELL: usize = 5;
/// The maximum number of operations, and of codes, that are named for one reason.
const NAMED: usize = 12;

/// Returns the matrix, followed by the evidence or the reason of each code that is not proven.
pub(super) fn lines(ledger: &ContractLedger, columns: usize, verbosity: Verbosity) -> Vec<Line> {
    let Some(grid) = Grid::of(&ledger.rows) else { return Vec::new() };
    let in_full = verbosity == Verbosity::Cases;
    let (shown, idle): (Vec<&GridLine<'_>>, Vec<&GridLine<'_>>) =
        grid.lines.iter().partition(|line| in_full || line.untouched().is_none());
    let mut lines = Vec::new();
    if !shown.is_empty() {
        lines.push(legend().fit(columns));
    }
    let names = shown.iter().map(|line| width(line.operation)).max().unwrap_or_default();
    let names = names.min(NAMES).min(columns / 2);
    for block in blocks(&grid, &shown, columns.saturating_sub(2 + names)) {
        lines.push(head(&grid, &block, names));
        let filled = shown
            .iter()
            .filter(|line| block.iter().any(|column| !line.cells[column.status].is_empty()));
        lines.extend(filled.map(|line| drawn(line, &block, names).fit(columns)));
    }
    let rows = shown.iter().flat_map(|line| &line.cells).flatten().copied();
    let unproven: Vec<&LedgerRow> = rows.filter(|row| row.verdict != Verdict::Proven).collect();
    lines.extend(explained(&unproven, columns, verbosity));
    lines.extend(untouched(&idle, columns));
    lines
}

/// Returns the legend of the marks.
fn legend() -> Line {
    Mark::ALL.into_iter().fold(Line::indented(2), |line, Mark { tone, symbol, word }| {
        line.tone(tone, symbol).plain(&format!(" {word}   "))
    })
}

/// One column of the matrix, which shows the codes of one status.
struct Column {
    /// The index of the status in the grid.
    status: usize,
    /// The width, with the space before the column.
    width: usize,
}

/// Columns that are drawn side by side.
type Block = Vec<Column>;

/// Returns the columns that are not empty, in groups that fit a width.
fn blocks(grid: &Grid<'_>, shown: &[&GridLine<'_>], room: usize) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut taken = 0;
    for (status, _) in grid.statuses.iter().enumerate() {
        let most = shown.iter().map(|line| line.cells[status].len()).max().unwrap_or_default();
        if most == 0 {
            continue;
        }
        // A cell has one symbol for each code of the status, and two spaces separate the columns.
        let width = CELL.max(most + 2);
        if blocks.is_empty() || taken + width > room {
            blocks.push(Vec::new());
            taken = 0;
        }
        taken += width;
        blocks.last_mut().expect("one was pushed").push(Column { status, width });
    }
    blocks
}

fn head(grid: &Grid<'_>, block: &Block, names: usize) -> Line {
    block.iter().fold(Line::indented(2 + names), |line, column| {
        line.plain(&format!("{:>width$}", grid.statuses[column.status], width = column.width))
    })
}

fn drawn(line: &GridLine<'_>, block: &Block, names: usize) -> Line {
    let start = Line::indented(2).plain(line.operation).fit(2 + names).pad(2 + names);
    block.iter().fold(start, |drawn, column| {
        let cell = &line.cells[column.status];
        let before = " ".repeat(column.width.saturating_sub(cell.len()));
        cell.iter().fold(drawn.plain(&before), |drawn, row| {
            let Mark { tone, symbol, .. } = Mark::of(&row.verdict);
            drawn.tone(tone, symbol)
        })
    })
}

/// Returns the evidence or the reason of each row that is not proven.
fn explained(unproven: &[&LedgerRow], columns: usize, verbosity: Verbosity) -> Vec<Line> {
    let rows = RowLines::new(unproven, verbosity);
    let table = Table::new(rows.single.iter().copied(), columns);
    let mut lines: Vec<Line> = rows.single.iter().flat_map(|row| table.row(row)).collect();
    for group in rows.shared {
        let named = &group.rows[..group.rows.len().min(NAMED)];
        let remark = format!("{}: {}", and_more(group.rows.len()), group.reason);
        lines.extend(ledger_rows::paragraph(named, &remark, columns));
    }
    lines
}

/// Returns the end of a list of names: the number of items that are not named.
fn and_more(all: usize) -> String {
    let more = all.checked_sub(NAMED).filter(|more| *more > 0);
    more.map(|more| format!(" and {more} more")).unwrap_or_default()
}

/// Returns one paragraph per reason for operations of which no code was exercised.
fn untouched(idle: &[&GridLine<'_>], columns: usize) -> Vec<Line> {
    let mut reasons: Vec<(&str, Vec<&GridLine<'_>>)> = Vec::new();
    for line in idle {
        let reason = line.untouched().unwrap_or_default();
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, lines)) => lines.push(line),
            None => reasons.push((reason, vec![line])),
        }
    }
    let paragraphs = reasons.into_iter().flat_map(|(reason, lines)| {
        let codes = lines.iter().flat_map(|line| &line.cells).flatten().count();
        let named: Vec<&str> = lines.iter().take(NAMED).map(|line| line.operation).collect();
        let more = and_more(lines.len());
        let operations = if lines.len() == 1 { "operation" } else { "operations" };
        let text = format!(
            "{} {operations} with {codes} codes, {}{more}: {reason}",
            lines.len(),
            named.join(", ")
        );
        hanging(symbol(&Verdict::NotExercised { reason: String::new() }).pad(KEYS), &text, columns)
    });
    paragraphs.collect()
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Palette;
    use crate::record::sample::operations_ledger;
    use crate::report::terminal::{Verbosity, ledger};
    use crate::report::text::{render, width};

    fn drawn(count: usize, columns: usize, verbosity: Verbosity) -> String {
        let ledger = operations_ledger(count);
        render(&ledger::contract(&ledger, columns, verbosity), Palette::Plain)
    }

    #[test]
    fn the_matrix_fits_80_columns() {
        insta::assert_snapshot!(drawn(8, 80, Verbosity::Failures));
    }

    #[test]
    fn columns_that_do_not_fit_move_to_a_second_block() {
        insta::assert_snapshot!(drawn(2, 32, Verbosity::Failures));
    }

    #[test]
    fn operations_without_an_exercised_code_share_a_paragraph() {
        let text = drawn(200, 120, Verbosity::Failures);
        assert!(text.contains("50 operations with 250 codes, GET /things/{id}/3,"), "{text}");
        assert!(text.lines().all(|line| width(line) <= 120), "{text}");
        let is_drawn =
            |line: &&str| line.starts_with("  operation-") && line.trim_end().ends_with('·');
        let drawn = text.lines().filter(is_drawn).count();
        assert_eq!(drawn, 100);
        let all = self::drawn(200, 120, Verbosity::Cases);
        assert!(all.contains("GET /things/{id}/199"), "{all}");
    }
}
