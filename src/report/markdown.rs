//! Markdown for the summary of a CI job and for comments: the verdict, the codes that are not proven, and the failed
//! cases.
//!
//! All text from a server, a suite or a contract is written as code, where no text is markup, a mention or a link.

mod cases;
mod code_text;
mod detail_level;
mod operation_matrix;

use std::fmt::Write as _;
use std::io::{self, Write};

use self::code_text::code;
use self::detail_level::{DetailLevel, LEVELS};
use super::counts_text::{codes, with_others};
use super::size_limit::within;
use crate::event::Target;
use crate::ledger::{ContractLedger, LedgerRow, UndocumentedKind, Verdict};
use crate::record::SavedRun;
use crate::sanitize::visible_text;

/// The largest page in bytes. A comment on GitHub has at most 65,536 characters, the summary of a job 1 MiB.
const LARGEST: usize = 65_000;

/// Writes a run as Markdown.
pub(super) fn write(run: &SavedRun<'_>, out: &mut dyn Write) -> io::Result<()> {
    within(LARGEST, &LEVELS, out, |tried, out| out.write_all(page(run, tried.level)?.as_bytes()))
}

fn page(run: &SavedRun<'_>, shown: DetailLevel) -> io::Result<String> {
    let mut page = head(run);
    for ledger in &run.record.ledger.contracts {
        contract(ledger, shown.rows, &mut page);
    }
    cases::write(run, shown, &mut page)?;
    // The page may be printed into a CI log, where no line of it may be a command.
    Ok(page.lines().map(|line| visible_text::line(line) + "\n").collect())
}

fn head(run: &SavedRun<'_>) -> String {
    let record = run.record;
    let verdict = match &run.exit {
        Some(exit) if exit.code == 0 => format!("✅ {}", exit.word),
        Some(exit) => format!("❌ {}", exit.word),
        None => "the run".to_owned(),
    };
    let codes = codes(record.ledger.counts());
    let cases = record.counts();
    let noun = if cases.planned == 1 { "case" } else { "cases" };
    let passed = format!("{} {noun}: {} passed", cases.planned, cases.passed);
    let others = [
        (cases.flaky, "of them flaky"),
        (cases.failed, "failed"),
        (cases.waived, "waived"),
        (cases.errored, "errored"),
        (cases.skipped, "skipped"),
        (cases.planned.saturating_sub(cases.ended()), "not run"),
    ];
    let ended = with_others(passed, &others);
    let targets: Vec<String> = record.started.all_targets().map(target).collect();
    let elapsed = record.finished.as_ref().map(|end| format!(" in {} ms", end.elapsed_ms));
    format!(
        "## statusquo: {verdict}\n\n**{codes}**; {ended}{}\n\nTarget {}; {}, seed {}\n",
        elapsed.unwrap_or_else(|| ", and then the record breaks off".to_owned()),
        targets.join(", "),
        code(&record.started.started),
        record.started.seed
    )
}

fn target(target: &Target) -> String {
    let name = target.name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
    let remark = target.remark().map(|remark| format!(" ({remark})")).unwrap_or_default();
    let via = target.via.iter().map(|via| code(&via.to_string()));
    let via = std::iter::once(String::new()).chain(via).collect::<Vec<_>>().join(", ");
    format!("{}{remark}{via}", code(&format!("{name}{}", target.url)))
}

fn contract(ledger: &ContractLedger, rows: usize, page: &mut String) {
    let _ = write!(page, "\n### {}\n\n", code(&ledger.title));
    operation_matrix::write(ledger, rows, page);
    let proven =
        ledger.rows.iter().filter(|row| is_proven(row) && row.facts.row.operation().is_none());
    let proven: Vec<String> = proven.map(|row| code(&row.facts.row.to_string())).collect();
    if !proven.is_empty() {
        let _ = write!(page, "✅ proven: {}\n\n", listed(&proven, rows));
    }
    let others: Vec<_> = ledger.rows.iter().filter(|row| !is_proven(row)).collect();
    if !others.is_empty() {
        page.push_str("| verdict | documented code | reason |\n|---|---|---|\n");
        for row in others.iter().take(rows) {
            // All parts are code or our own words, because a `|` of a contract would otherwise end the cell.
            let (word, text) = verdict_and_reason(row);
            let _ = writeln!(page, "| {word} | {} | {text} |", code(&row.facts.row.to_string()));
        }
        if let Some(more) = others.len().checked_sub(rows).filter(|more| *more > 0) {
            let _ = writeln!(page, "| … | {more} more | in the other reports |");
        }
    }
    let undocumented = ledger.undocumented.iter().take(rows);
    for (at, seen) in undocumented.enumerate() {
        let name = match &seen.code {
            Some(code) => format!("{} {code}", seen.status),
            None => seen.status.to_string(),
        };
        let what = match seen.kind {
            UndocumentedKind::Status => "this status is documented nowhere",
            UndocumentedKind::Code => "this code is documented nowhere",
        };
        let first = code(&seen.first.to_string());
        let times = match seen.times {
            1 => "once".to_owned(),
            times => format!("{times} times, first"),
        };
        // A blank line must separate a Markdown list from the table before it.
        let begin = if at == 0 { "\n" } else { "" };
        let _ = writeln!(
            page,
            "{begin}* ❗ undocumented {}: {what}, seen {times} by {first}",
            code(&name),
        );
    }
}

fn is_proven(row: &LedgerRow) -> bool {
    row.verdict == Verdict::Proven && row.lapse.is_none()
}

/// Returns the first names of a list, and the number of further names.
fn listed(names: &[String], most: usize) -> String {
    let mut shown: Vec<String> = names.iter().take(most).cloned().collect();
    shown.extend(names.len().checked_sub(most).filter(|n| *n > 0).map(|n| format!("{n} more")));
    shown.join(", ")
}

fn verdict_and_reason(row: &LedgerRow) -> (&'static str, String) {
    if let Some(lapse) = &row.lapse {
        return ("❌ waiver", code(&lapse.to_string()));
    }
    match &row.verdict {
        Verdict::Proven => ("✅ proven", String::new()),
        Verdict::Violated => {
            let evidence: Vec<String> =
                // Five names are enough to find the cause, and a row of the table stays readable.
                row.evidence.iter().take(5).map(|case| code(&case.to_string())).collect();
            ("❌ violated", format!("by {}", evidence.join(", ")))
        }
        Verdict::NotExercised { reason } => ("⚪ not exercised", code(reason)),
        Verdict::Waived { waiver, reason } => {
            let place = code(&format!("{}:{}", row.facts.place.file, row.facts.place.line));
            ("🟡 waived", format!("{} {}, {place}", code(&waiver.to_string()), code(reason)))
        }
    }
}

#[cfg(test)]
mod tests;
