//! The ledger of one contract: a verdict per documented code, then lapsed waivers, undocumented codes and remarks.

use super::ledger_rows::{self, KEYS, RowLines, Table};
use super::operation_matrix;
use super::settings::Verbosity;
use super::text_blocks::hanging;
use crate::ledger::{ContractLedger, LedgerRow, Remark, Undocumented, UndocumentedKind};
use crate::report::text::{Line, Tone};
use crate::verdict::Level;

/// The maximum number of undocumented codes, and of remarks, that are listed.
const LISTED: usize = 20;

/// Returns the lines of the ledger of one contract.
pub(super) fn contract(ledger: &ContractLedger, columns: usize, verbosity: Verbosity) -> Vec<Line> {
    let title = Line::default()
        .tone(Tone::Strong, &ledger.contract)
        .plain(&format!(": {}  ({})", ledger.title, ledger.file));
    let mut lines = vec![title.fit(columns)];
    // If every code is proven, a table has nothing to explain and a paragraph is enough.
    let compact = ledger.counts().all_proven() && verbosity == Verbosity::Failures;
    lines.extend(operation_matrix::lines(ledger, columns, verbosity));
    let others = || ledger.rows.iter().filter(|row| row.facts.row.operation().is_none());
    for ScopeRows { scope, rows } in by_scope(others()) {
        if let Some(scope) = scope {
            lines.push(Line::indented(2).tone(Tone::Strong, scope));
        }
        if compact {
            lines.extend(ledger_rows::paragraph(&rows, "", columns));
            continue;
        }
        let table = Table::new(others(), columns);
        let rows = RowLines::new(&rows, verbosity);
        lines.extend(rows.single.iter().flat_map(|row| table.row(row)));
        for group in rows.shared {
            let remark = format!(": {}", group.reason);
            lines.extend(ledger_rows::paragraph(&group.rows, &remark, columns));
        }
    }
    lines.extend(lapses(&ledger.rows, columns));
    lines.extend(undocumented(&ledger.undocumented, columns));
    lines.extend(remarks(&ledger.remarks, columns));
    lines
}

/// The rows of one scope, or of the whole API.
struct ScopeRows<'l> {
    scope: Option<&'l str>,
    rows: Vec<&'l LedgerRow>,
}

/// Groups rows by their scope. Scopes keep the order of their first rows.
fn by_scope<'l>(rows: impl Iterator<Item = &'l LedgerRow>) -> Vec<ScopeRows<'l>> {
    let mut scopes: Vec<ScopeRows<'_>> = Vec::new();
    for row in rows {
        let scope = row.facts.row.scope();
        match scopes.iter_mut().find(|known| known.scope == scope) {
            Some(known) => known.rows.push(row),
            None => scopes.push(ScopeRows { scope, rows: vec![row] }),
        }
    }
    scopes
}

/// Returns a line for each lapsed waiver, which fails the run.
fn lapses(rows: &[LedgerRow], columns: usize) -> Vec<Line> {
    let lapsed = rows.iter().filter_map(|row| row.lapse.as_ref().map(|lapse| (row, lapse)));
    let lines = lapsed.flat_map(|(row, lapse)| {
        let start = Line::indented(2).tone(Tone::Bad, "! waiver").pad(KEYS);
        hanging(start, &format!("{}: {lapse}", row.facts.row), columns)
    });
    lines.collect()
}

fn undocumented(list: &[Undocumented], columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for seen in list.iter().take(LISTED) {
        let code = seen.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
        let (tone, what) = match seen.kind {
            UndocumentedKind::Status => (Tone::Bad, "this status is documented nowhere"),
            UndocumentedKind::Code => (Tone::Doubtful, "this code is documented nowhere"),
        };
        let text =
            format!("{}{code}: {what}, seen {} by {}", seen.status, times(seen.times), seen.first);
        let start = Line::indented(2).tone(tone, "! undocumented").pad(KEYS);
        lines.extend(hanging(start, &text, columns));
    }
    lines.extend(more(list.len()));
    lines
}

fn remarks(list: &[Remark], columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for remark in list.iter().filter(|remark| remark.finding.level == Level::Should).take(LISTED) {
        let Remark { case, times: count, finding } = remark;
        let source = finding.source.as_ref().map(|s| format!(" ({s})")).unwrap_or_default();
        let text =
            format!("{}: {}{source}, {} by {case}", finding.check, finding.message, times(*count));
        let start = Line::indented(2).tone(Tone::Doubtful, "~ should").pad(KEYS);
        lines.extend(hanging(start, &text, columns));
    }
    lines.extend(more(list.len()));
    lines
}

fn times(count: u64) -> String {
    if count == 1 { "once".into() } else { format!("{count} times, first") }
}

fn more(count: usize) -> Option<Line> {
    let more = count.checked_sub(LISTED).filter(|more| *more > 0)?;
    Some(Line::indented(KEYS).plain(&format!("… and {more} more, in the JSON summary")))
}
