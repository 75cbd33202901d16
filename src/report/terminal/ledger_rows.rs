//! The rows of the ledger: one line per documented code, or one paragraph for codes with the same reason.

use super::settings::Verbosity;
use super::text_blocks::hanging;
use crate::contract::RowOwner;
use crate::ledger::{LedgerRow, Verdict};
use crate::report::text::{Line, Tone, width, wrap};
use crate::verdict::CaseName;

/// The minimum width of the column of meanings. With less room, meanings are left out.
const NARROWEST: usize = 16;
/// The minimum number of rows with the same reason that share one paragraph.
const FEWEST_SHARED: usize = 3;
/// The column at which keys start, after the symbol and the word of the verdict.
pub(super) const KEYS: usize = 18;

/// Returns the key of a row, without the scope, which is a heading above the row.
fn key(row: &LedgerRow) -> String {
    match &row.facts.row.owner {
        RowOwner::Scope(_) => row.facts.row.without_owner(),
        RowOwner::Api | RowOwner::Operation(_) => row.facts.row.to_string(),
    }
}

/// The rows of a table, split by whether they share a line.
pub(super) struct RowLines<'l> {
    /// The rows that have a line of their own.
    pub(super) single: Vec<&'l LedgerRow>,
    /// Groups of rows, each of which shares one paragraph.
    pub(super) shared: Vec<SameReason<'l>>,
}

/// Rows that are not exercised for the same reason.
pub(super) struct SameReason<'l> {
    pub(super) reason: &'l str,
    pub(super) rows: Vec<&'l LedgerRow>,
}

impl<'l> RowLines<'l> {
    /// Groups rows that are not exercised by their reason. With [`Verbosity::Cases`] every row keeps its own line.
    pub(super) fn new(rows: &[&'l LedgerRow], verbosity: Verbosity) -> Self {
        let mut shared: Vec<SameReason<'l>> = Vec::new();
        for &row in rows {
            let Verdict::NotExercised { reason } = &row.verdict else { continue };
            match shared.iter_mut().find(|group| group.reason == reason) {
                Some(group) => group.rows.push(row),
                None => shared.push(SameReason { reason, rows: vec![row] }),
            }
        }
        shared
            .retain(|group| group.rows.len() >= FEWEST_SHARED && verbosity == Verbosity::Failures);
        let is_shared = |row: &LedgerRow| {
            shared.iter().any(|group| group.rows.iter().any(|other| std::ptr::eq(*other, row)))
        };
        let single = rows.iter().copied().filter(|row| !is_shared(row)).collect();
        Self { single, shared }
    }
}

/// Returns rows of one verdict as one paragraph, which ends with `remark`.
pub(super) fn paragraph(rows: &[&LedgerRow], remark: &str, columns: usize) -> Vec<Line> {
    let Some(first) = rows.first() else { return Vec::new() };
    let keys = rows.iter().map(|row| key(row));
    // No line break inside of a key: its space becomes a no-break space while the text is wrapped.
    let keys: Vec<String> = keys.map(|key| key.replace(' ', "\u{a0}")).collect();
    let text = format!("{}{remark}", keys.join(", "));
    let mut start = Some(symbol(&first.verdict).pad(KEYS));
    let line = |text: String| {
        let start = start.take().unwrap_or_else(|| Line::indented(KEYS));
        start.plain(&text.replace('\u{a0}', " "))
    };
    wrap(&text, columns.saturating_sub(KEYS)).into_iter().map(line).collect()
}

/// Returns the symbol and the word of a verdict.
pub(super) fn symbol(verdict: &Verdict) -> Line {
    let Mark { tone, symbol, word } = Mark::of(verdict);
    Line::indented(2).tone(tone, &format!("{symbol} {word}"))
}

/// The symbol and the word of a verdict, which differ even without colour.
pub(super) struct Mark {
    pub(super) tone: Tone,
    pub(super) symbol: &'static str,
    pub(super) word: &'static str,
}

impl Mark {
    const fn new(tone: Tone, symbol: &'static str, word: &'static str) -> Self {
        Self { tone, symbol, word }
    }

    /// The marks of all verdicts, in the order of the legend.
    pub(super) const ALL: [Self; 4] = [
        Self::new(Tone::Good, "✓", "proven"),
        Self::new(Tone::Bad, "✗", "violated"),
        Self::new(Tone::Doubtful, "·", "not exercised"),
        Self::new(Tone::Doubtful, "~", "waived"),
    ];

    /// Returns the mark of a verdict.
    pub(super) fn of(verdict: &Verdict) -> Self {
        let [proven, violated, not_exercised, waived] = Self::ALL;
        match verdict {
            Verdict::Proven => proven,
            Verdict::Violated => violated,
            Verdict::NotExercised { .. } => not_exercised,
            Verdict::Waived { .. } => waived,
        }
    }
}

/// The columns of one contract's table: verdict, key, meaning, evidence.
pub(super) struct Table {
    /// The width of the table in columns of the terminal.
    columns: usize,
    /// The column at which meanings start.
    meanings: usize,
    /// The column at which evidence starts. Equal to `meanings` if there is no room for meanings.
    evidence: usize,
}

impl Table {
    /// Fits the columns to these rows.
    pub(super) fn new<'r>(
        rows: impl Iterator<Item = &'r LedgerRow> + Clone,
        columns: usize,
    ) -> Self {
        let keys = rows.clone().map(|row| width(&key(row))).max().unwrap_or(0);
        let names = rows.map(|row| width(&evidence(row))).max().unwrap_or(0);
        // A third of the width for keys and a third for evidence, so that neither can push out the meanings.
        let meanings = KEYS + keys.min(columns / 3) + 2;
        let evidence = columns.saturating_sub(names.min(columns / 3));
        let evidence = if evidence < meanings + NARROWEST + 2 { meanings } else { evidence };
        Self { columns, meanings, evidence }
    }

    /// Returns the lines of one row.
    pub(super) fn row(&self, row: &LedgerRow) -> Vec<Line> {
        let start = symbol(&row.verdict).pad(KEYS).plain(&key(row));
        let start = start.fit(self.meanings - 2).pad(self.meanings);
        if let Verdict::NotExercised { reason } = &row.verdict {
            return hanging(start, reason, self.columns);
        }
        if let Verdict::Waived { waiver, reason } = &row.verdict {
            return hanging(start, &format!("{waiver}; {reason}"), self.columns);
        }
        let meaning = row.facts.meaning.as_deref().unwrap_or_default();
        let room = self.evidence.saturating_sub(self.meanings);
        let meaning = if room == 0 { "" } else { meaning };
        let start = start.plain(meaning);
        let start = if room == 0 { start } else { start.fit(self.evidence - 2) };
        vec![start.pad(self.evidence).plain(&evidence(row)).fit(self.columns)]
    }
}

/// Returns the first case that the verdict is based on, and the number of further cases.
fn evidence(row: &LedgerRow) -> String {
    let first = row.evidence.first().map(CaseName::to_string).unwrap_or_default();
    match row.cases.saturating_sub(1) {
        0 => first,
        more => format!("{first} +{more}"),
    }
}
