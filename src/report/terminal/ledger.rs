//! The end of the terminal report: one verdict per documented code, then the totals.

use super::{Verbosity, matrix};
use crate::contract::RowOwner;
use crate::event::{ContractFacts, RowFacts};
use crate::ledger::{ContractLedger, LedgerRow, Remark, Undocumented, UndocumentedKind, Verdict};
use crate::report::text::{Line, Tone, width, wrap};
use crate::verdict::{CaseName, Level};

/// The narrowest column of meanings that is worth its place.
const NARROWEST: usize = 16;
/// How many kinds of undocumented codes and of remarks are listed.
const LISTED: usize = 20;
/// How many rows that nothing exercised for the same reason share one paragraph.
const SEVERAL: usize = 3;
/// Column behind symbol and word.
pub(super) const KEYS: usize = 18;

/// The verdicts on one contract.
pub(super) fn contract(
    facts: &ContractFacts,
    ledger: &ContractLedger,
    columns: usize,
    verbosity: Verbosity,
) -> Vec<Line> {
    let title = Line::default()
        .tone(Tone::Strong, &ledger.contract)
        .plain(&format!(": {}  ({})", ledger.title, facts.file));
    let mut lines = vec![title.fit(columns)];
    let compact = ledger.counts().all_proven() && verbosity == Verbosity::Failures;
    lines.extend(matrix::lines(facts, ledger, columns, verbosity));
    let others = || ledger.rows.iter().filter(|row| row.row.operation().is_none());
    for (scope, rows) in by_scope(others()) {
        if let Some(scope) = scope {
            lines.push(Line::indented(2).tone(Tone::Strong, scope));
        }
        if compact {
            lines.extend(compactly(&rows, "", columns));
            continue;
        }
        let table = Table::new(facts, others(), columns);
        let (rows, alike) = apart(&rows, verbosity);
        lines.extend(rows.iter().flat_map(|row| table.row(row)));
        for (reason, rows) in alike {
            lines.extend(compactly(&rows, &format!(": {reason}"), columns));
        }
    }
    lines.extend(lapses(&ledger.rows, columns));
    lines.extend(undocumented(&ledger.undocumented, columns));
    lines.extend(remarks(&ledger.remarks, columns));
    lines
}

type Scoped<'l> = (Option<&'l str>, Vec<&'l LedgerRow>);

/// The rows of each scope, scopes in the order of their first row.
fn by_scope<'l>(rows: impl Iterator<Item = &'l LedgerRow>) -> Vec<Scoped<'l>> {
    let mut scopes: Vec<Scoped<'_>> = Vec::new();
    for row in rows {
        let scope = row.row.scope();
        match scopes.iter_mut().find(|(name, _)| *name == scope) {
            Some((_, rows)) => rows.push(row),
            None => scopes.push((scope, vec![row])),
        }
    }
    scopes
}

/// The key of a row below the heading of its scope.
fn key(row: &LedgerRow) -> String {
    match &row.row.owner {
        RowOwner::Scope(_) => row.row.without_owner(),
        RowOwner::Api | RowOwner::Operation(_) => row.row.to_string(),
    }
}

type Alike<'l> = Vec<(&'l str, Vec<&'l LedgerRow>)>;

/// The rows that have a line of their own, and those not exercised for a reason that several share.
pub(super) fn apart<'l>(
    rows: &[&'l LedgerRow],
    verbosity: Verbosity,
) -> (Vec<&'l LedgerRow>, Alike<'l>) {
    let mut alike: Alike<'_> = Vec::new();
    for row in rows {
        if let Verdict::NotExercised { reason } = &row.verdict {
            match alike.iter_mut().find(|(known, _)| known == reason) {
                Some((_, rows)) => rows.push(row),
                None => alike.push((reason, vec![row])),
            }
        }
    }
    alike.retain(|(_, rows)| rows.len() >= SEVERAL && verbosity == Verbosity::Failures);
    let joined = |row: &&LedgerRow| {
        alike.iter().any(|(_, rows)| rows.iter().any(|other| std::ptr::eq(*other, *row)))
    };
    (rows.iter().copied().filter(|row| !joined(row)).collect(), alike)
}

/// Rows of one verdict in one paragraph, with what is to say of them all behind it.
pub(super) fn compactly(rows: &[&LedgerRow], reason: &str, columns: usize) -> Vec<Line> {
    let Some(first) = rows.first() else { return Vec::new() };
    let keys = rows.iter().map(|row| key(row));
    // A key is not broken: its blank is put back after wrapping.
    let keys: Vec<String> = keys.map(|key| key.replace(' ', "\u{a0}")).collect();
    let text = format!("{}{reason}", keys.join(", "));
    let lines = wrap(&text, columns.saturating_sub(KEYS)).into_iter();
    let mut start = Some(symbol(&first.verdict).pad(KEYS));
    lines
        .map(|line| {
            let start = start.take().unwrap_or_else(|| Line::indented(KEYS));
            start.plain(&line.replace('\u{a0}', " "))
        })
        .collect()
}

pub(super) fn symbol(verdict: &Verdict) -> Line {
    let (tone, word) = match verdict {
        Verdict::Proven => (Tone::Good, "✓ proven"),
        Verdict::Violated => (Tone::Bad, "✗ violated"),
        Verdict::NotExercised { .. } => (Tone::Doubtful, "· not exercised"),
        Verdict::Waived { .. } => (Tone::Doubtful, "~ waived"),
    };
    Line::indented(2).tone(tone, word)
}

/// The columns of one contract's table.
pub(super) struct Table<'l> {
    facts: &'l [RowFacts],
    /// Columns in all.
    columns: usize,
    /// Where meanings begin.
    meanings: usize,
    /// Where evidence begins.
    evidence: usize,
}

impl<'l> Table<'l> {
    /// The columns for these rows.
    pub(super) fn new<'r>(
        facts: &'l ContractFacts,
        rows: impl Iterator<Item = &'r LedgerRow> + Clone,
        columns: usize,
    ) -> Self {
        let keys = rows.clone().map(|row| width(&key(row))).max().unwrap_or(0);
        let names = rows.map(|row| width(&evidence(row))).max().unwrap_or(0);
        let meanings = KEYS + keys.min(columns / 3) + 2;
        let evidence = columns.saturating_sub(names.min(columns / 3));
        let evidence = if evidence < meanings + NARROWEST + 2 { meanings } else { evidence };
        Self { facts: &facts.rows, columns, meanings, evidence }
    }

    pub(super) fn row(&self, row: &LedgerRow) -> Vec<Line> {
        let start = symbol(&row.verdict).pad(KEYS).plain(&key(row));
        let start = start.fit(self.meanings - 2).pad(self.meanings);
        if let Verdict::NotExercised { reason } = &row.verdict {
            return hanging(start, reason, self.columns);
        }
        if let Verdict::Waived { waiver, reason } = &row.verdict {
            return hanging(start, &format!("{waiver}; {reason}"), self.columns);
        }
        let facts = self.facts.iter().find(|facts| facts.row == row.row);
        let meaning = facts.and_then(|facts| facts.meaning.as_deref()).unwrap_or_default();
        let room = self.evidence.saturating_sub(self.meanings);
        let meaning = if room == 0 { "" } else { meaning };
        let start = start.plain(meaning);
        let start = if room == 0 { start } else { start.fit(self.evidence - 2) };
        vec![start.pad(self.evidence).plain(&evidence(row)).fit(self.columns)]
    }
}

/// Text that begins behind `start` and goes on under its own beginning.
pub(super) fn hanging(start: Line, text: &str, columns: usize) -> Vec<Line> {
    let column = start.width();
    let mut start = Some(start);
    let lines = wrap(text, columns.saturating_sub(column)).into_iter();
    lines.map(|line| start.take().unwrap_or_else(|| Line::indented(column)).plain(&line)).collect()
}

/// The first case that speaks for the verdict, and how many more do.
fn evidence(row: &LedgerRow) -> String {
    let first = row.evidence.first().map(CaseName::to_string).unwrap_or_default();
    match row.cases.saturating_sub(1) {
        0 => first,
        more => format!("{first} +{more}"),
    }
}

/// The waivers that fail the run.
fn lapses(rows: &[LedgerRow], columns: usize) -> Vec<Line> {
    let lapsed = rows.iter().filter_map(|row| row.lapse.as_ref().map(|lapse| (row, lapse)));
    let lines = lapsed.flat_map(|(row, lapse)| {
        let start = Line::indented(2).tone(Tone::Bad, "! waiver").pad(KEYS);
        hanging(start, &format!("{}: {lapse}", row.row), columns)
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
