//! A case that did not pass: what was asked, what is wrong, where that stands, and how to see it again.

use http::StatusCode;

use super::curl::CurlLine;
use super::{Rerun, snippet};
use crate::diagnostic::Place;
use crate::event::{Attempt, CaseFinished, RunStarted};
use crate::redact::{Content, Header, Transcript, TranscriptResponse};
use crate::report::body::{self, BodyLine};
use crate::report::text::{Line, Tone, shorten, wrap};
use crate::verdict::{Cause, Finding, Level, Outcome};

/// Column at which values stand behind their names.
const VALUES: usize = 12;
/// Header fields that tell why a response is what it is.
const TELLING: [&str; 6] =
    ["content-type", "allow", "www-authenticate", "retry-after", "location", "content-location"];

/// How many characters of a sentence, and of an identifier that the target gave, are shown: a response may put
/// its whole body into them.
const SENTENCE: usize = 4_000;
const IDENTIFIER: usize = 400;

/// How many lines beyond those of a body are shown because a finding points at them.
const MARKED_LINES: usize = 20;

/// How much is shown.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Detail {
    /// Columns.
    pub(in crate::report) width: usize,
    /// Lines of each body.
    pub(in crate::report) body_lines: usize,
    /// Lines of each value.
    pub(in crate::report) value_lines: usize,
    /// Whether all header fields are shown and no line is cut.
    pub(in crate::report) whole: bool,
    /// The command that runs the case again.
    pub(in crate::report) rerun: Rerun,
}

/// Everything there is to say of a case that failed or errored, or of one that passed with remarks.
pub(in crate::report) fn block(case: &CaseFinished, run: &RunStarted, detail: Detail) -> Vec<Line> {
    let mut lines = vec![headline(case).fit(detail.width)];
    lines.extend(change(case, detail.width));
    if let Outcome::Errored { reason } | Outcome::Skipped { reason } = &case.outcome {
        lines.extend(paragraph(2, reason, detail.width));
        lines.extend(snippet::snippet(&case.place, detail.width));
    }
    if let Outcome::Waived(waived) = &case.outcome {
        lines.extend(paragraph(2, &format!("waived {waived}"), detail.width));
    }
    let mut shown: Option<&Place> = None;
    let first_unread = case.findings.iter().position(is_unread);
    for (at, finding) in case.findings.iter().enumerate() {
        let place = finding.place.as_ref().unwrap_or(&case.place);
        lines.extend(sentence(finding, detail.width));
        // That a body is no JSON is one cause, however many checks it leaves without an answer.
        if is_unread(finding) && first_unread != Some(at) {
            continue;
        }
        if shown == Some(place) {
            lines.push(snippet::arrow(place));
        } else {
            lines.extend(snippet::snippet(place, detail.width));
        }
        shown = Some(place);
        lines.extend(facts(finding, case, place, detail));
    }
    lines.extend(asked(case, detail));
    lines.extend(attempts(case, detail));
    if case.outcome == Outcome::Passed {
        return lines;
    }
    lines.push(Line::default());
    if let Some(exchange) = &case.exchange {
        lines.extend(conversation(exchange, &case.findings, detail));
    }
    lines.extend(footer(case, run, detail.rerun));
    lines
}

/// What makes a probe differ from its control, and what it does not say.
fn change(case: &CaseFinished, width: usize) -> Vec<Line> {
    let Some(change) = &case.change else { return Vec::new() };
    let control = case.case.id.split('~').next().unwrap_or_default();
    let mut lines = paragraph(2, &format!("the request of `{control}`, {change}"), width);
    if let Some(reason) = &case.not_exercised {
        let sentence = format!("{} is not exercised: {reason}", case.asks);
        lines.extend(paragraph(2, &sentence, width));
    }
    lines
}

fn is_unread(finding: &Finding) -> bool {
    finding.cause == Some(Cause::BodyNotJson)
}

/// What went wrong before the answer that the case was judged by.
fn attempts(case: &CaseFinished, detail: Detail) -> Vec<Line> {
    let sentence = |(at, attempt): (usize, &Attempt)| {
        format!("attempt {}, {} ms: {}", at + 1, attempt.elapsed_ms, attempt.reason)
    };
    let sentences = case.attempts.iter().enumerate().map(sentence);
    sentences.flat_map(|sentence| paragraph(2, &sentence, detail.width)).collect()
}

/// The suite's own line, where all findings name lines of the contract.
fn asked(case: &CaseFinished, detail: Detail) -> Vec<Line> {
    let elsewhere = |finding: &Finding| {
        finding.place.as_ref().is_some_and(|place| place.file != case.place.file)
    };
    if case.findings.is_empty() || !case.findings.iter().all(elsewhere) {
        return Vec::new();
    }
    let first = Line::indented(2).plain("asked for here:");
    std::iter::once(first).chain(snippet::snippet(&case.place, detail.width)).collect()
}

/// The case, how it ended and what it asks for.
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
    match got(case) {
        Some(got) if broke(case) && got != case.asks => line.plain(&format!(", got {got}")),
        _ if broke(case) => line.plain(&format!(", breaks {}", broken(case))),
        _ => line,
    }
}

fn broke(case: &CaseFinished) -> bool {
    matches!(case.outcome, Outcome::Failed | Outcome::Waived(_))
}

/// The checks that a case failed, where status and code came as they were asked for.
fn broken(case: &CaseFinished) -> String {
    let must = case.findings.iter().filter(|finding| finding.level == Level::Must);
    let mut checks: Vec<&str> = must.map(|finding| finding.check.as_str()).collect();
    checks.dedup();
    checks.join(", ")
}

/// The status and code that came, in the words of `asks`.
fn got(case: &CaseFinished) -> Option<String> {
    let sighting = case.sighting.as_ref()?;
    let code = sighting.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
    Some(format!("{}{code}", sighting.status))
}

fn sentence(finding: &Finding, width: usize) -> Vec<Line> {
    let (tone, word) = match finding.level {
        Level::Must => (Tone::Bad, "must"),
        Level::Should => (Tone::Doubtful, "should"),
    };
    let label = format!("{word}[{}]", finding.check);
    let indent = 4;
    // The label stands on the first line; the words are wrapped as if it were a part of them.
    let whole = wrap(
        &format!("{label}: {}", shorten(&finding.message, SENTENCE)),
        width.saturating_sub(indent),
    );
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
    // What the sentence has said is not said again.
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
        let start = snippet::note(place).plain(name);
        let start = start.pad(snippet::note(place).width() + 10);
        lines.extend(hanging(start, value, detail));
    }
    lines
}

/// A value behind its name; further lines of it stand under the first.
fn hanging(start: Line, value: &str, detail: Detail) -> Vec<Line> {
    let column = start.width();
    let mut values = wrap(value, detail.width.saturating_sub(column));
    if values.len() > detail.value_lines {
        values.truncate(detail.value_lines);
        if let Some(last) = values.last_mut() {
            last.push_str(" …");
        }
    }
    let mut lines = Vec::new();
    let mut start = Some(start);
    for value in values {
        let line = start.take().unwrap_or_else(|| Line::indented(column));
        lines.push(line.plain(&value).fit(detail.width));
    }
    lines
}

fn paragraph(indent: usize, text: &str, width: usize) -> Vec<Line> {
    let text = shorten(text, SENTENCE);
    let lines = wrap(&text, width.saturating_sub(indent)).into_iter();
    lines.map(|line| Line::indented(indent).tone(Tone::Strong, &line)).collect()
}

fn labelled(name: &str) -> Line {
    Line::indented(2).tone(Tone::Quiet, name).pad(VALUES)
}

fn conversation(exchange: &Transcript, findings: &[Finding], detail: Detail) -> Vec<Line> {
    let request = &exchange.request;
    let sent = format!("{} {}", request.method, request.url);
    let mut lines = vec![labelled("request:").plain(&sent)];
    lines.extend(content(request.body.as_ref(), &[], detail));
    match &exchange.response {
        Some(response) => lines.extend(answer(response, findings, detail)),
        None => lines.push(labelled("response:").plain("none")),
    }
    lines
}

fn answer(response: &TranscriptResponse, findings: &[Finding], detail: Detail) -> Vec<Line> {
    let status = StatusCode::from_u16(response.status).ok();
    let reason = status.and_then(|status| status.canonical_reason());
    let reason = reason.map(|reason| format!(" {reason}")).unwrap_or_default();
    let empty = if response.body.is_some() { "" } else { ", without a body" };
    let first = format!("{}{reason} in {} ms{empty}", response.status, response.elapsed_ms);
    let mut lines = vec![labelled("response:").plain(&first)];
    let telling = |header: &&Header| detail.whole || TELLING.contains(&header.name.as_str());
    for header in response.headers.iter().filter(telling) {
        let field = format!("{}: {}", header.name, header.value);
        lines.extend(hanging(Line::indented(4), &field, detail));
    }
    lines.extend(content(response.body.as_ref(), findings, detail));
    lines
}

/// The beginning of the content, and every line beyond it that a finding points at.
fn content(content: Option<&Content>, findings: &[Finding], detail: Detail) -> Vec<Line> {
    let lines = content.map(body::lines).unwrap_or_default();
    let mut shown = Vec::new();
    let mut omitted = 0;
    // A body may name the same member any number of times.
    let limit = detail.body_lines + MARKED_LINES;
    for line in &lines {
        let mark = mark(line, findings);
        let room = shown.len() < if mark.is_some() { limit } else { detail.body_lines };
        if !room {
            omitted += 1;
            continue;
        }
        if omitted > 0 {
            shown.push(gap(omitted));
            omitted = 0;
        }
        shown.extend(body_line(&line.text, mark.as_deref(), detail));
    }
    if omitted > 0 {
        shown.push(gap(omitted));
    }
    shown
}

fn body_line(text: &str, mark: Option<&str>, detail: Detail) -> Vec<Line> {
    let long = || crate::report::text::width(text) > detail.width.saturating_sub(20);
    let Some(mark) = mark.filter(|_| !(detail.whole && long())) else {
        let mut parts = wrap(text, detail.width.saturating_sub(4));
        if parts.len() > detail.body_lines {
            let more = parts.split_off(detail.body_lines).len();
            parts.push(format!("… {more} more lines of this one"));
        }
        let mut lines: Vec<Line> = parts.iter().map(|part| Line::indented(4).plain(part)).collect();
        lines.extend(mark.map(|mark| Line::indented(4).tone(Tone::Bad, &format!("<-- {mark}"))));
        return lines;
    };
    let line = Line::indented(4).tone(Tone::Strong, text).fit(detail.width.saturating_sub(20));
    vec![line.tone(Tone::Bad, &format!("  <-- {mark}")).fit(detail.width)]
}

/// What is wrong with the value that begins on a line.
fn mark(line: &BodyLine, findings: &[Finding]) -> Option<String> {
    let meant = |finding: &&Finding| {
        let path = finding.path.as_deref().filter(|path| path.starts_with('$'));
        path.is_some_and(|path| body::dotted(path) == line.path)
    };
    let finding = findings.iter().find(meant)?;
    Some(format!("expected {}", finding.expected))
}

fn gap(lines: usize) -> Line {
    let word = if lines == 1 { "line" } else { "lines" };
    Line::indented(4).tone(Tone::Quiet, &format!("… {lines} more {word}"))
}

/// What is meant to be copied is neither cut nor broken.
fn footer(case: &CaseFinished, run: &RunStarted, rerun: Rerun) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(correlation) = &case.correlation {
        let name = format!("{}:", shorten(&correlation.name, IDENTIFIER));
        let column = VALUES.max(name.len() + 3);
        lines.push(labelled(&name).pad(column).plain(&shorten(&correlation.value, IDENTIFIER)));
    }
    if let Some(exchange) = &case.exchange {
        let curl = CurlLine::new(&exchange.request, &run.target_of(case).via);
        lines.push(labelled("curl:").plain(&curl.command));
        let notes = curl.notes.iter().map(|note| format!("({note})"));
        lines.extend(notes.map(|note| Line::indented(VALUES).plain(&note)));
    }
    lines.push(labelled("rerun:").plain(&rerun(case, run)));
    lines
}
