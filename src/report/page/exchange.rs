//! A request and its response, with marks at the values that findings name.

use std::borrow::Cow;

use http::StatusCode;

use super::run_summary::duration;
use super::size_limits::{LONGEST_BODY, beginning, clip};
use crate::event::Via;
use crate::redact::{Content, Header, Transcript, TranscriptResponse};
use crate::report::CurlLine;
use crate::report::body::{self, BodyLine};
use crate::verdict::Finding;

/// The maximum number of lines that are shown beyond the limit of a body because a finding names a value in them.
const MARKED_LINES: usize = 20;

/// A request with its response, as the page shows them.
pub(super) struct Exchange<'c> {
    pub(super) request: Message<'c>,
    /// `None` if no response was received.
    pub(super) response: Option<Message<'c>>,
    /// The command that sends the request again.
    pub(super) curl: CurlLine,
}

/// A request or a response, as the page shows it.
pub(super) struct Message<'c> {
    pub(super) start: String,
    /// The duration, which is not part of the message.
    pub(super) aside: Option<String>,
    pub(super) headers: Vec<Field<'c>>,
    pub(super) body: Vec<Chunk>,
}

/// A header field, as the page shows it.
pub(super) struct Field<'c> {
    pub(super) name: &'c str,
    pub(super) value: Cow<'c, str>,
    /// The expected value, if a finding names the field.
    pub(super) mark: Option<Cow<'c, str>>,
}

/// A part of a body: unmarked lines, a line that a finding names, or a note about left-out content.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Chunk {
    /// Unmarked lines, each with its line break.
    Lines(String),
    /// A line and its expected value.
    Marked(String, String),
    /// A note that states how much of the body is left out.
    Gap(String),
}

impl<'c> Exchange<'c> {
    pub(super) fn new(transcript: &'c Transcript, findings: &'c [Finding], via: &[Via]) -> Self {
        let Transcript { request, response } = transcript;
        Self {
            request: Message {
                start: [&request.method, " ", &clip(&request.url)].concat(),
                aside: None,
                headers: fields(&request.headers, &[]),
                body: request.body.as_ref().map(|body| chunks(body, &[])).unwrap_or_default(),
            },
            response: response.as_ref().map(|response| answer(response, findings)),
            curl: CurlLine::new(request, via),
        }
    }
}

fn answer<'c>(response: &'c TranscriptResponse, findings: &'c [Finding]) -> Message<'c> {
    let status = StatusCode::from_u16(response.status).ok();
    let reason = status.and_then(|status| status.canonical_reason()).unwrap_or_default();
    let start = [&response.version, " ", &response.status.to_string(), " ", reason].concat();
    Message {
        start: start.trim_end().to_owned(),
        aside: Some(duration(response.elapsed_ms)),
        headers: fields(&response.headers, findings),
        body: response.body.as_ref().map(|body| chunks(body, findings)).unwrap_or_default(),
    }
}

fn fields<'c>(headers: &'c [Header], findings: &'c [Finding]) -> Vec<Field<'c>> {
    let field = |header: &'c Header| {
        let meant = |finding: &&Finding| {
            finding.path.as_ref().is_some_and(|path| path.eq_ignore_ascii_case(&header.name))
        };
        Field {
            name: &header.name,
            value: clip(&header.value),
            mark: findings.iter().find(meant).map(|finding| clip(&finding.expected)),
        }
    };
    headers.iter().map(field).collect()
}

/// Returns the body up to its limit, and every later line that a finding names.
fn chunks(content: &Content, findings: &[Finding]) -> Vec<Chunk> {
    // The fast path: without marks, the body is not split into lines.
    if !findings.iter().any(|finding| pointed(finding).is_some()) {
        return unmarked(content);
    }
    let mut chunks = Chunks { shown: Vec::new(), room: LONGEST_BODY, marks: MARKED_LINES, gap: 0 };
    let mut lines = body::lines(content);
    // The last line is then our own note and not part of the body.
    let not_kept = if content.omitted > 0 { lines.pop() } else { None };
    for line in lines {
        let expected = expected(&line, findings);
        chunks.add(&line.text, expected);
    }
    chunks.end_gap();
    chunks.shown.extend(not_kept.map(|line| Chunk::Gap(line.text)));
    chunks.shown
}

/// Returns the body up to its limit, for a body that no finding names.
fn unmarked(content: &Content) -> Vec<Chunk> {
    let (mut text, not_kept) = body::text(content);
    let kept = beginning(&text, LONGEST_BODY).len();
    let gap = text.len() - kept;
    if gap > 0 {
        text.truncate(kept);
        if !text.ends_with('\n') {
            text.push('\n');
        }
    }
    let shown = (!text.is_empty()).then_some(Chunk::Lines(text));
    shown.into_iter().chain(left_out(gap)).chain(not_kept.map(Chunk::Gap)).collect()
}

/// Returns a note about this number of left-out bytes, or `None` for 0.
fn left_out(bytes: usize) -> Option<Chunk> {
    let note = || format!("… {bytes} bytes more; the run record (run.ndjson) has them");
    (bytes > 0).then(|| Chunk::Gap(note()))
}

/// Returns the JSON path in the body that a finding names.
fn pointed(finding: &Finding) -> Option<&str> {
    finding.path.as_deref().filter(|path| path.starts_with('$'))
}

/// Returns the expectation for the value that starts on a line, if a finding names the value.
fn expected(line: &BodyLine, findings: &[Finding]) -> Option<String> {
    let meant =
        |finding: &&Finding| pointed(finding).is_some_and(|path| body::dotted(path) == line.path);
    findings.iter().find(meant).map(|finding| clip(&finding.expected).into_owned())
}

struct Chunks {
    shown: Vec<Chunk>,
    /// The number of bytes that may still be shown.
    room: usize,
    /// The number of marked lines that may be shown beyond the room.
    marks: usize,
    /// The number of bytes that were left out since the last shown line.
    gap: usize,
}

impl Chunks {
    fn add(&mut self, line: &str, expected: Option<String>) {
        let whole = line.len() + 1;
        let kept = beginning(line, self.room);
        if let Some(expected) = expected.filter(|_| whole <= self.room || self.marks > 0) {
            if whole > self.room {
                self.marks -= 1;
            }
            self.end_gap();
            self.room = self.room.saturating_sub(whole);
            self.shown.push(Chunk::Marked(clip(line).into_owned(), expected));
        } else if whole <= self.room {
            self.end_gap();
            self.room -= whole;
            self.plain(line);
        } else {
            // The first line that does not fit is cut. After it, only marked lines are shown.
            if !kept.is_empty() {
                self.plain(kept);
            }
            self.gap += whole - kept.len();
            self.room = 0;
        }
    }

    fn plain(&mut self, line: &str) {
        if let Some(Chunk::Lines(lines)) = self.shown.last_mut() {
            lines.push_str(line);
            lines.push('\n');
        } else {
            self.shown.push(Chunk::Lines(format!("{line}\n")));
        }
    }

    fn end_gap(&mut self) {
        self.shown.extend(left_out(std::mem::take(&mut self.gap)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::{content, sample_record};

    /// Returns the findings of the sample's failed case, about `$.name` and `$.details[0].field`.
    fn findings() -> Vec<Finding> {
        let cases = sample_record().cases.to_vec().expect("the sample is in memory");
        let case = cases.into_iter().find(|case| case.case.id == "unknown-order");
        case.expect("it is in the sample").findings
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let chunks = chunks(&content(text), &findings());
        let shown: Vec<String> = chunks
            .into_iter()
            .map(|chunk| match chunk {
                Chunk::Lines(lines) => lines,
                Chunk::Marked(line, expected) => format!("{line} <- {expected}"),
                Chunk::Gap(note) => note,
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn findings_are_marked_where_they_point() {
        check(
            r#"{"name":"GONE","a":1}"#,
            &["{\n", "  \"name\": \"GONE\", <- string \"RESOURCE_NOT_FOUND\"", "  \"a\": 1\n}\n"],
        );
    }

    #[test]
    fn a_long_body_is_cut_and_says_so() {
        let text = "x".repeat(LONGEST_BODY + 10);
        let kept = "x".repeat(LONGEST_BODY) + "\n";
        check(&text, &[&kept, "… 11 bytes more; the run record (run.ndjson) has them"]);
    }

    #[test]
    fn a_body_is_cut_alike_whether_anything_is_marked_in_it_or_not() {
        let lines = |length: usize, count: usize| vec!["x".repeat(length); count].join("\n");
        let bodies =
            [lines(LONGEST_BODY - 1, 1), lines(LONGEST_BODY, 1), lines(1023, 20), String::new()];
        for body in bodies.into_iter().chain([
            lines(1000, 20),
            "ß".repeat(LONGEST_BODY / 2 + 9),
            "\n".into(),
        ]) {
            let content = content(&body);
            assert_eq!(chunks(&content, &[]), chunks(&content, &findings()), "{}", body.len());
        }
    }

    #[test]
    fn a_finding_deep_in_a_long_body_is_shown() {
        let text = format!(r#"{{"a":"{}","name":"GONE","z":1}}"#, "x".repeat(LONGEST_BODY));
        let chunks = chunks(&content(&text), &findings());
        let marked = chunks
            .iter()
            .any(|chunk| matches!(chunk, Chunk::Marked(line, _) if line.contains("GONE")));
        assert!(marked, "{:?}", chunks.last());
        assert!(matches!(chunks.last(), Some(Chunk::Gap(_))));
    }

    #[test]
    fn header_fields_are_marked_by_name() {
        let findings = [Finding { path: Some("Allow".into()), ..findings()[0].clone() }];
        let header = |name: &str| Header { name: name.into(), value: "x".into() };
        let headers = [header("allow"), header("date")];
        let fields = fields(&headers, &findings);
        let marked: Vec<bool> = fields.iter().map(|field| field.mark.is_some()).collect();
        assert_eq!(marked, [true, false]);
    }
}
