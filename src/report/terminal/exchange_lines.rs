//! The request and the response of a case that did not pass, with marks at the values that findings name.

use http::StatusCode;

use super::settings::Detail;
use super::text_blocks::{hanging_value, label};
use crate::redact::{Content, Transcript, TranscriptResponse};
use crate::report::body::{self, BodyLine};
use crate::report::text::{Line, Tone, width, wrap};
use crate::verdict::Finding;

/// Response header fields that help to explain a failure.
const SHOWN_FIELDS: [&str; 6] =
    ["content-type", "allow", "www-authenticate", "retry-after", "location", "content-location"];

/// The maximum number of lines that are shown beyond the limit of a body because a finding names a value in them.
const MARKED_LINES: usize = 20;

/// The number of columns that are kept free for the mark after a line of a body.
const MARK_COLUMNS: usize = 20;

/// Returns the lines of an exchange.
pub(super) fn exchange(exchange: &Transcript, findings: &[Finding], detail: Detail) -> Vec<Line> {
    let request = &exchange.request;
    let sent = format!("{} {}", request.method, request.url);
    let mut lines = vec![label("request:").plain(&sent)];
    lines.extend(content(request.body.as_ref(), &[], detail));
    match &exchange.response {
        Some(response) => lines.extend(self::response(response, findings, detail)),
        None => lines.push(label("response:").plain("none")),
    }
    lines
}

fn response(response: &TranscriptResponse, findings: &[Finding], detail: Detail) -> Vec<Line> {
    let status = StatusCode::from_u16(response.status).ok();
    let reason = status.and_then(|status| status.canonical_reason());
    let reason = reason.map(|reason| format!(" {reason}")).unwrap_or_default();
    let empty = if response.body.is_some() { "" } else { ", without a body" };
    let first = format!("{}{reason} in {} ms{empty}", response.status, response.elapsed_ms);
    let mut lines = vec![label("response:").plain(&first)];
    let fields = response.headers.iter();
    for field in fields.filter(|field| detail.whole || SHOWN_FIELDS.contains(&&*field.name)) {
        let text = format!("{}: {}", field.name, field.value);
        lines.extend(hanging_value(Line::indented(4), &text, detail));
    }
    lines.extend(content(response.body.as_ref(), findings, detail));
    lines
}

/// Returns the first lines of a body, and every later line with a value that a finding names.
fn content(content: Option<&Content>, findings: &[Finding], detail: Detail) -> Vec<Line> {
    let lines = content.map(body::lines).unwrap_or_default();
    let mut shown = Vec::new();
    let mut omitted = 0;
    // Marked lines have a limit too: a body may repeat the same member any number of times.
    let limit = detail.body_lines + MARKED_LINES;
    for line in &lines {
        let mark = mark(line, findings);
        let fits = shown.len() < if mark.is_some() { limit } else { detail.body_lines };
        if !fits {
            omitted += 1;
            continue;
        }
        // The number of omitted lines is shown where the gap is, before the next shown line.
        if omitted > 0 {
            shown.push(omission(omitted));
            omitted = 0;
        }
        shown.extend(body_line(&line.text, mark.as_deref(), detail));
    }
    if omitted > 0 {
        shown.push(omission(omitted));
    }
    shown
}

fn body_line(text: &str, mark: Option<&str>, detail: Detail) -> Vec<Line> {
    let short = detail.width.saturating_sub(MARK_COLUMNS);
    // A document shows long lines in full, so the mark moves to a line below.
    if let Some(mark) = mark.filter(|_| !detail.whole || width(text) <= short) {
        let line = Line::indented(4).tone(Tone::Strong, text).fit(short);
        return vec![line.tone(Tone::Bad, &format!("  <-- {mark}")).fit(detail.width)];
    }
    let mut parts = wrap(text, detail.width.saturating_sub(4));
    if parts.len() > detail.body_lines {
        let more = parts.split_off(detail.body_lines).len();
        parts.push(format!("… {more} more lines of this value"));
    }
    let mut lines: Vec<Line> = parts.iter().map(|part| Line::indented(4).plain(part)).collect();
    lines.extend(mark.map(|mark| Line::indented(4).tone(Tone::Bad, &format!("<-- {mark}"))));
    lines
}

/// Returns the expectation for the value that starts on a line, if a finding names the value.
fn mark(line: &BodyLine, findings: &[Finding]) -> Option<String> {
    let names_line = |finding: &&Finding| {
        // Paths into a body start with `$`; all other paths are names of header fields.
        let path = finding.path.as_deref().filter(|path| path.starts_with('$'));
        path.is_some_and(|path| body::dotted(path) == line.path)
    };
    let finding = findings.iter().find(names_line)?;
    Some(format!("expected {}", finding.expected))
}

fn omission(lines: usize) -> Line {
    let word = if lines == 1 { "line" } else { "lines" };
    Line::indented(4).tone(Tone::Quiet, &format!("… {lines} more {word}"))
}
