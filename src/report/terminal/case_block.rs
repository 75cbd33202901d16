//! One case that did not pass: the request, the findings with their source lines, and how to run the case again.

use super::curl_command::CurlLine;
use super::exchange_lines;
use super::settings::{Detail, Rerun};
use super::source_snippet::{arrow, note, snippet};
use super::text_blocks::{LONGEST_PARAGRAPH, VALUES, hanging_value, label, paragraph};
use crate::diagnostic::Place;
use crate::event::{CaseFinished, RunStarted};
use crate::report::text::{Line, Tone, shorten, wrap};
use crate::verdict::{Cause, Finding, Level, Outcome, Sighting};

/// The maximum number of characters of an identifier that the target sent.
const LONGEST_IDENTIFIER: usize = 400;

/// Returns the lines for a case that failed or errored, or that passed with remarks.
pub(in crate::report) fn block(case: &CaseFinished, run: &RunStarted, detail: Detail) -> Vec<Line> {
    let mut lines = vec![headline(case).fit(detail.width)];
    lines.extend(probe_change(case, detail.width));
    if let Outcome::Errored { reason } | Outcome::Skipped { reason } = &case.outcome {
        lines.extend(paragraph(reason, detail.width));
        lines.extend(snippet(&case.place, detail.width));
    }
    if let Outcome::Waived(waived) = &case.outcome {
        lines.extend(paragraph(&format!("waived {waived}"), detail.width));
    }
    let mut shown: Option<&Place> = None;
    // The first of these findings gets the source line. The others are only listed.
    let first_unread = case.findings.iter().position(is_unread);
    for (at, finding) in case.findings.iter().enumerate() {
        let place = finding.place.as_ref().unwrap_or(&case.place);
        lines.extend(message(finding, detail.width));
        // A body that is not JSON is one cause, even if several checks cannot read the body.
        if is_unread(finding) && first_unread != Some(at) {
            continue;
        }
        if shown == Some(place) {
            lines.push(arrow(place));
        } else {
            lines.extend(snippet(place, detail.width));
        }
        shown = Some(place);
        lines.extend(facts(finding, case, place, detail));
    }
    lines.extend(suite_line(case, detail));
    lines.extend(attempts(case, detail));
    // A case that passed with remarks needs no exchange and no commands.
    if case.outcome == Outcome::Passed {
        return lines;
    }
    lines.push(Line::default());
    if let Some(exchange) = &case.exchange {
        lines.extend(exchange_lines::exchange(exchange, &case.findings, detail));
    }
    lines.extend(footer(case, run, detail.rerun));
    lines
}

/// Describes how a probe differs from its control, and why the probe was inconclusive.
fn probe_change(case: &CaseFinished, width: usize) -> Vec<Line> {
    let Some(change) = &case.change else { return Vec::new() };
    let control = case.case.id.split('~').next().unwrap_or_default();
    let mut lines = paragraph(&format!("the request of `{control}`, {change}"), width);
    if let Some(reason) = &case.not_exercised {
        let sentence = format!("{} is not exercised: {reason}", case.asks);
        lines.extend(paragraph(&sentence, width));
    }
    lines
}

fn is_unread(finding: &Finding) -> bool {
    finding.cause == Some(Cause::BodyNotJson)
}

/// Lists the attempts before the response that the case was judged by.
fn attempts(case: &CaseFinished, detail: Detail) -> Vec<Line> {
    let sentences = (1..).zip(&case.attempts).map(|(number, attempt)| {
        format!("attempt {number}, {} ms: {}", attempt.elapsed_ms, attempt.reason)
    });
    sentences.flat_map(|sentence| paragraph(&sentence, detail.width)).collect()
}

/// Shows the line of the suite if all findings name lines of the contract.
fn suite_line(case: &CaseFinished, detail: Detail) -> Vec<Line> {
    let elsewhere = |finding: &Finding| {
        finding.place.as_ref().is_some_and(|place| place.file != case.place.file)
    };
    if case.findings.is_empty() || !case.findings.iter().all(elsewhere) {
        return Vec::new();
    }
    let first = Line::indented(2).plain("asked for here:");
    std::iter::once(first).chain(snippet(&case.place, detail.width)).collect()
}

/// Returns the outcome and the name of a case, with the expected and the actual status and code.
pub(super) fn headline(case: &CaseFinished) -> Line {
    let (tone, word) = match &case.outcome {
        Outcome::Passed => (Tone::Good, "PASS"),
        Outcome::Failed => (Tone::Bad, "FAIL"),
        Outcome::Waived(_) => (Tone::Doubtful, "WAIVED"),
        Outcome::Errored { .. } => (Tone::Doubtful, "ERROR"),
        Outcome::Skipped { .. } => (Tone::Quiet, "SKIP"),
    };
    let name = case.case.to_string();
    let line = Line::default().tone(tone, word).plain(" ").tone(Tone::Strong, &name);
    let line = line.plain(&format!("  asks {}", case.asks));
    match case.sighting.as_ref().map(Sighting::to_string) {
        Some(got) if is_broken(case) && got != case.asks => line.plain(&format!(", got {got}")),
        _ if is_broken(case) => line.plain(&format!(", breaks {}", failed_checks(case))),
        _ => line,
    }
}

fn is_broken(case: &CaseFinished) -> bool {
    matches!(case.outcome, Outcome::Failed | Outcome::Waived(_))
}

/// Returns the names of the failed checks of a case that has the expected status and code.
fn failed_checks(case: &CaseFinished) -> String {
    let mut checks: Vec<&str> =
        case.must_findings().map(|finding| finding.check.as_str()).collect();
    checks.dedup();
    checks.join(", ")
}

fn message(finding: &Finding, width: usize) -> Vec<Line> {
    let (tone, word) = match finding.level {
        Level::Must => (Tone::Bad, "must"),
        Level::Should => (Tone::Doubtful, "should"),
    };
    let label = format!("{word}[{}]", finding.check);
    let indent = 4;
    // The label is wrapped as a part of the text, then gets a tone of its own on the first line.
    let text = format!("{label}: {}", shorten(&finding.message, LONGEST_PARAGRAPH));
    let whole = wrap(&text, width.saturating_sub(indent));
    let mut lines = whole.into_iter();
    let first = lines.next().unwrap_or_default();
    let rest = first.strip_prefix(&label).unwrap_or_default();
    let first = Line::indented(2).tone(tone, &label).tone(Tone::Strong, rest);
    let rest = lines.map(|line| Line::indented(indent).tone(Tone::Strong, &line));
    std::iter::once(first).chain(rest).collect()
}

fn facts(finding: &Finding, case: &CaseFinished, place: &Place, detail: Detail) -> Vec<Line> {
    let elsewhere = finding.row.as_ref().filter(|row| case.claim.as_ref() != Some(row));
    let against = elsewhere.map(ToString::to_string);
    // A message that has both values makes the lines for the values redundant.
    let both =
        finding.message.contains(&finding.expected) && finding.message.contains(&finding.actual);
    let unsaid = |text: &'_ str| !text.is_empty() && !both;
    let facts = [
        ("at:", finding.path.as_deref().filter(|path| !both || !finding.message.contains(path))),
        ("expected:", Some(finding.expected.as_str()).filter(|text| unsaid(text))),
        ("actual:", Some(finding.actual.as_str()).filter(|text| unsaid(text))),
        ("row:", against.as_deref()),
        ("rule:", finding.source.as_deref()),
    ];
    let mut lines = Vec::new();
    for (name, value) in facts {
        let Some(value) = value else { continue };
        let start = note(place).plain(name);
        let start = start.pad(note(place).width() + 10);
        lines.extend(hanging_value(start, value, detail));
    }
    lines
}

/// Returns the lines that are for copying, which are neither cut nor wrapped.
fn footer(case: &CaseFinished, run: &RunStarted, rerun: Rerun) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(correlation) = &case.correlation {
        let name = format!("{}:", shorten(&correlation.name, LONGEST_IDENTIFIER));
        let column = VALUES.max(name.len() + 3);
        lines
            .push(label(&name).pad(column).plain(&shorten(&correlation.value, LONGEST_IDENTIFIER)));
    }
    if let Some(exchange) = &case.exchange {
        let curl = CurlLine::new(&exchange.request, &run.target_of(case).via);
        lines.push(label("curl:").plain(&curl.command));
        let notes = curl.notes.iter().map(|note| format!("({note})"));
        lines.extend(notes.map(|note| Line::indented(VALUES).plain(&note)));
    }
    lines.push(label("rerun:").plain(&rerun(case, run)));
    lines
}
