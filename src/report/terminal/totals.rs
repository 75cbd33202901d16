//! The last lines of the report: skipped and waived cases, totals, targets and seed.

use std::collections::{BTreeMap, BTreeSet};

use crate::event::{RunFinished, Signal, Target, Via};
use crate::ledger::Ledger;
use crate::record::CaseCounts;
use crate::report::counts_text;
use crate::report::text::{Line, Tone, wrap};
use crate::verdict::CaseName;

/// The maximum number of cases that are named for one reason.
const NAMED: usize = 5;

/// Skipped or waived cases by reason: the number of cases and the first few names.
#[derive(Debug, Clone, Default)]
pub(super) struct CasesByReason {
    reasons: BTreeMap<String, (u64, BTreeSet<CaseName>)>,
}

impl CasesByReason {
    /// Adds a case.
    pub(super) fn add(&mut self, case: &CaseName, reason: &str) {
        let (count, names) = self.reasons.entry(reason.to_owned()).or_default();
        *count += 1;
        names.insert(case.clone());
        // Keeps the first by name, so that the output does not depend on the order in which cases finish.
        if names.len() > NAMED {
            names.pop_last();
        }
    }

    /// Returns a sentence for each reason, which starts with the outcome of the cases.
    pub(super) fn lines(&self, outcome: &str, columns: usize) -> Vec<Line> {
        let sentences = self.reasons.iter().map(|(reason, (count, names))| {
            let shown: Vec<String> = names.iter().map(CaseName::to_string).collect();
            let more = count - shown.len() as u64;
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            format!("{outcome}: {}{more}: {reason}", shown.join(", "))
        });
        sentences.flat_map(|sentence| paragraph(&sentence, columns)).collect()
    }
}

fn paragraph(text: &str, columns: usize) -> Vec<Line> {
    wrap(text, columns).into_iter().map(|line| Line::default().plain(&line)).collect()
}

/// Returns the totals of codes and cases, the duration, and why the run is incomplete.
pub(super) fn lines(
    ledger: &Ledger,
    cases: CaseCounts,
    finished: &RunFinished,
    columns: usize,
) -> Vec<Line> {
    let tone = tone(ledger, cases);
    let codes = counts_text::codes(ledger.counts());
    let counts = cases;
    let cases = self::cases(cases, finished.elapsed_ms);
    let mut lines = Vec::new();
    if let Some(signal) = finished.interrupted {
        lines.push(Line::default().tone(Tone::Bad, interrupted(signal)));
    }
    for gap in &finished.missing {
        let gap = wrap(&format!("incomplete: {gap}"), columns);
        lines.extend(gap.into_iter().map(|line| Line::default().tone(Tone::Bad, &line)));
    }
    if counts.are_all_waived() {
        let sentence = "nothing was proven: every case that was judged is waived";
        lines.push(Line::default().tone(Tone::Doubtful, sentence));
    }
    let whole = format!("{codes}; {cases}");
    // Codes and cases each start a line of their own if both together do not fit.
    if whole.chars().count() <= columns {
        lines.push(Line::default().tone(tone, &whole));
    } else {
        let parts = [format!("{codes};"), cases];
        let parts = parts.iter().flat_map(|part| wrap(part, columns));
        lines.extend(parts.map(|part| Line::default().tone(tone, &part)));
    }
    lines
}

fn interrupted(signal: Signal) -> &'static str {
    match signal {
        Signal::Interrupt => "interrupted by Ctrl-C: this is not the whole run",
        Signal::Terminate => "ended by SIGTERM: this is not the whole run",
        Signal::Hangup => "ended by SIGHUP: this is not the whole run",
    }
}

fn cases(counts: CaseCounts, elapsed_ms: u64) -> String {
    let cases = if counts.planned == 1 { "case" } else { "cases" };
    let flaky = if counts.flaky > 0 { format!(" ({} flaky)", counts.flaky) } else { String::new() };
    let all = format!("{} {cases}: {} passed{flaky}", counts.planned, counts.passed);
    let others = [
        (counts.failed, "failed"),
        (counts.waived, "waived"),
        (counts.errored, "errored"),
        (counts.skipped, "skipped"),
        (counts.planned.saturating_sub(counts.ended()), "not run"),
    ];
    format!("{} in {}", counts_text::with_others(all, &others), seconds(elapsed_ms))
}

fn seconds(elapsed_ms: u64) -> String {
    let tenths = (elapsed_ms + 50) / 100;
    format!("{}.{} s", tenths / 10, tenths % 10)
}

fn tone(ledger: &Ledger, cases: CaseCounts) -> Tone {
    let lapsed = ledger.lapses().next().is_some();
    if ledger.counts().violated > 0 || cases.failed > 0 || lapsed {
        Tone::Bad
    } else if ledger.counts().all_proven() && cases.passed == cases.planned {
        Tone::Good
    } else {
        Tone::Doubtful
    }
}

/// Returns the line of a target.
pub(super) fn target(target: &Target) -> Line {
    let name = target.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
    let line = Line::default().plain(&format!("target{name}: {}", target.url));
    let remark = target.remark().map(str::to_owned);
    let remarks: Vec<String> =
        remark.into_iter().chain(target.via.iter().map(Via::to_string)).collect();
    if remarks.is_empty() { line } else { line.plain(&format!(" ({})", remarks.join(", "))) }
}

/// Returns the line of the seed, which `--seed` takes to repeat the generated values.
pub(super) fn seed(seed: u64) -> Line {
    Line::default().plain(&format!("seed: {seed}"))
}
