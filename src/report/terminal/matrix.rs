//! The ledger of a contract with operations: operations by statuses, in as many columns as there is room for.

use super::Verbosity;
use super::ledger::{KEYS, Table, apart, compactly, hanging, symbol};
use crate::event::ContractFacts;
use crate::ledger::grid::{Grid, GridLine};
use crate::ledger::{ContractLedger, LedgerRow, Verdict};
use crate::report::text::{Line, Tone, width};

/// The widest column of names.
const NAMES: usize = 36;
/// The narrowest column of a status, with the blank before it.
const CELL: usize = 5;
/// How many operations that nothing was asked of are named, and how many codes for one reason.
const NAMED: usize = 12;

/// The matrix with what is to say of those codes that are not proven.
pub(super) fn lines(
    facts: &ContractFacts,
    ledger: &ContractLedger,
    columns: usize,
    verbosity: Verbosity,
) -> Vec<Line> {
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
        let filled =
            shown.iter().filter(|line| block.iter().any(|(at, _)| !line.cells[*at].is_empty()));
        lines.extend(filled.map(|line| drawn(line, &block, names).fit(columns)));
    }
    let told = shown.iter().flat_map(|line| &line.cells).flatten();
    let told: Vec<&LedgerRow> = told.copied().collect();
    lines.extend(unproven(facts, &told, columns, verbosity));
    lines.extend(untouched(&idle, columns));
    lines
}

/// What the marks mean; each is told from the others without colour.
fn legend() -> Line {
    let marks = [
        (Tone::Good, "✓", "proven"),
        (Tone::Bad, "✗", "violated"),
        (Tone::Doubtful, "·", "not exercised"),
        (Tone::Doubtful, "~", "waived"),
    ];
    let add = |line: Line, (tone, mark, word): (Tone, &str, &str)| {
        line.tone(tone, mark).plain(&format!(" {word}   "))
    };
    marks.into_iter().fold(Line::indented(2), add)
}

/// Columns that stand side by side, each with its width.
type Block = Vec<(usize, usize)>;

/// The columns that have anything in them, in groups that fit a width.
fn blocks(grid: &Grid<'_>, shown: &[&GridLine<'_>], room: usize) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut taken = 0;
    for (at, _) in grid.statuses.iter().enumerate() {
        let most = shown.iter().map(|line| line.cells[at].len()).max().unwrap_or_default();
        if most == 0 {
            continue;
        }
        let wide = CELL.max(most + 2);
        if blocks.is_empty() || taken + wide > room {
            blocks.push(Vec::new());
            taken = 0;
        }
        taken += wide;
        blocks.last_mut().expect("one was pushed").push((at, wide));
    }
    blocks
}

fn head(grid: &Grid<'_>, block: &Block, names: usize) -> Line {
    let column = |line: Line, (at, wide): &(usize, usize)| {
        line.plain(&format!("{:>wide$}", grid.statuses[*at]))
    };
    block.iter().fold(Line::indented(2 + names), column)
}

fn drawn(line: &GridLine<'_>, block: &Block, names: usize) -> Line {
    let start = Line::indented(2).plain(line.operation).fit(2 + names).pad(2 + names);
    block.iter().fold(start, |drawn, (at, wide)| {
        let cell = &line.cells[*at];
        let before = " ".repeat(wide.saturating_sub(cell.len()));
        cell.iter().fold(drawn.plain(&before), |drawn, row| {
            let (tone, mark) = mark(&row.verdict);
            drawn.tone(tone, mark)
        })
    })
}

fn mark(verdict: &Verdict) -> (Tone, &'static str) {
    match verdict {
        Verdict::Proven => (Tone::Good, "✓"),
        Verdict::Violated => (Tone::Bad, "✗"),
        Verdict::NotExercised { .. } => (Tone::Doubtful, "·"),
        Verdict::Waived { .. } => (Tone::Doubtful, "~"),
    }
}

/// What is violated by whom, what is waived, and why nothing was exercised.
fn unproven(
    facts: &ContractFacts,
    told: &[&LedgerRow],
    columns: usize,
    verbosity: Verbosity,
) -> Vec<Line> {
    let others: Vec<&LedgerRow> =
        told.iter().copied().filter(|row| row.verdict != Verdict::Proven).collect();
    let (rows, alike) = apart(&others, verbosity);
    let table = Table::new(facts, rows.iter().copied(), columns);
    let mut lines: Vec<Line> = rows.iter().flat_map(|row| table.row(row)).collect();
    for (reason, rows) in alike {
        let (named, more) = rows.split_at(rows.len().min(NAMED));
        let more =
            if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        lines.extend(compactly(named, &format!("{more}: {reason}"), columns));
    }
    lines
}

/// The operations of which nothing was exercised, in one paragraph for each reason.
fn untouched(idle: &[&GridLine<'_>], columns: usize) -> Vec<Line> {
    let mut reasons: Vec<(&str, Vec<&GridLine<'_>>)> = Vec::new();
    for line in idle {
        let reason = line.untouched().unwrap_or_default();
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, lines)) => lines.push(line),
            None => reasons.push((reason, vec![line])),
        }
    }
    let paragraph = |(reason, lines): (&str, Vec<&GridLine<'_>>)| {
        let codes = lines.iter().flat_map(|line| &line.cells).flatten().count();
        let named: Vec<&str> = lines.iter().take(NAMED).map(|line| line.operation).collect();
        let more = lines.len().checked_sub(NAMED).filter(|more| *more > 0);
        let more = more.map(|more| format!(" and {more} more")).unwrap_or_default();
        let operations = if lines.len() == 1 { "operation" } else { "operations" };
        let text = format!(
            "{} {operations} with {codes} codes, {}{more}: {reason}",
            lines.len(),
            named.join(", ")
        );
        hanging(symbol(&Verdict::NotExercised { reason: String::new() }).pad(KEYS), &text, columns)
    };
    reasons.into_iter().flat_map(paragraph).collect()
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Palette;
    use crate::record::sample::operations;
    use crate::report::terminal::{Verbosity, ledger};
    use crate::report::text::{render, width};

    fn drawn(count: usize, columns: usize, verbosity: Verbosity) -> String {
        let (facts, ledger) = operations(count);
        render(&ledger::contract(&facts, &ledger, columns, verbosity), Palette::Plain)
    }

    #[test]
    fn operations_stand_by_statuses_in_80_columns() {
        insta::assert_snapshot!(drawn(8, 80, Verbosity::Failures));
    }

    #[test]
    fn columns_that_do_not_fit_stand_below() {
        insta::assert_snapshot!(drawn(2, 32, Verbosity::Failures));
    }

    #[test]
    fn of_many_operations_those_are_drawn_that_something_was_asked_of() {
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
