//! Formats content for people: JSON is indented, and no token of it changes.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use memchr::memchr2;
use serde::de::IgnoredAny;

use crate::redact::Content;
use crate::sanitize::plain_bytes::Plain;

/// The characters of a member name that need no escaping.
static NAME: Plain = Plain::but(*b"\"\\");

/// The maximum indentation in levels. Deeper values have the same indentation.
const DEEPEST: usize = 24;

/// A line of formatted content, and the JSON value that starts on it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct BodyLine {
    /// The line without its line break.
    pub(super) text: String,
    /// The path of the JSON value that starts on the line: `$.details[0].field`. Empty if none starts there.
    pub(super) path: String,
}

impl BodyLine {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), path: String::new() }
    }
}

/// Returns the lines of the content. JSON is indented. Numbers and strings stay as written.
pub(super) fn lines(content: &Content) -> Vec<BodyLine> {
    let mut lines = match &content.text {
        None => binary(content).lines().map(BodyLine::plain).collect(),
        Some(text) if is_json(content, text) => indented_lines(text),
        Some(text) => text.lines().map(BodyLine::plain).collect(),
    };
    lines.extend(omitted(content).map(BodyLine::plain));
    lines
}

/// Returns the lines of the content as one text, and a remark if part of the content was not kept.
pub(super) fn text(content: &Content) -> (String, Option<String>) {
    // `lines` accepts `\n` and `\r\n`, so the text has the same lines as `lines()` returns.
    let with_breaks = |text: &str| text.lines().flat_map(|line| [line, "\n"]).collect();
    let text = match &content.text {
        None => with_breaks(&binary(content)),
        Some(text) if is_json(content, text) => indented(text),
        Some(text) => with_breaks(text),
    };
    (text, omitted(content))
}

/// Returns true if the content is JSON, or a shortened beginning that can be JSON.
fn is_json(content: &Content, text: &str) -> bool {
    // A shortened body is never complete JSON. The first character is then the only evidence.
    let cut = content.omitted > 0 && text.trim_start().starts_with(['{', '[']);
    cut || serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Formats content that is not UTF-8: its text as written, and every other byte as `\xNN`.
fn binary(content: &Content) -> String {
    let bytes = content.base64.as_ref().and_then(|base64| STANDARD.decode(base64).ok());
    let mut text = format!("({} bytes that are not text)\n", content.bytes);
    for chunk in bytes.unwrap_or_default().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
}

fn omitted(content: &Content) -> Option<String> {
    let note = || format!("… {} of {} bytes were not kept", content.omitted, content.bytes);
    (content.omitted > 0).then(note)
}

/// Indents JSON: every member and item is on its own line.
fn indented(json: &str) -> String {
    let mut indented = Indented::new(json, None);
    indented.all();
    indented.out.push('\n');
    indented.out
}

/// Indents JSON and returns its lines, each with its path.
fn indented_lines(json: &str) -> Vec<BodyLine> {
    let paths = Paths { open: Vec::new(), lines: vec![(0, "$".to_owned())] };
    let mut indented = Indented::new(json, Some(paths));
    indented.all();
    let Indented { out, paths, .. } = indented;
    let lines = paths.map(|paths| paths.lines).unwrap_or_default();
    let ends: Vec<usize> = lines.iter().skip(1).map(|(start, _)| start - 1).collect();
    let ends = ends.into_iter().chain([out.len()]);
    let lines = lines.into_iter().zip(ends);
    lines.map(|((start, path), end)| BodyLine { text: out[start..end].to_owned(), path }).collect()
}

/// The indentation in progress. It copies tokens, so `1.10` stays `1.10`.
struct Indented<'t> {
    rest: &'t str,
    out: String,
    depth: usize,
    /// The paths of the lines, if they are needed.
    paths: Option<Paths>,
}

impl<'t> Indented<'t> {
    fn new(json: &'t str, paths: Option<Paths>) -> Self {
        Self { rest: json, out: String::with_capacity(2 * json.len() + 2), depth: 0, paths }
    }

    fn all(&mut self) {
        while let Some(byte) = self.rest.as_bytes().first() {
            match byte {
                b'"' => self.string(),
                b'{' | b'[' => self.begin(),
                b'}' | b']' => {
                    // A body that is not valid JSON, but was cut, may close more than it opened.
                    self.depth = self.depth.saturating_sub(1);
                    self.paths.iter_mut().for_each(Paths::end);
                    self.next_line(false);
                    self.take(1);
                }
                b',' => {
                    self.take(1);
                    self.paths.iter_mut().for_each(Paths::next);
                    self.next_line(true);
                }
                b':' => {
                    self.take(1);
                    self.out.push(' ');
                }
                // White space between tokens is replaced by our own indentation.
                byte if byte.is_ascii_whitespace() => self.rest = &self.rest[1..],
                _ => {
                    let end = self.rest.bytes().position(is_token).unwrap_or(self.rest.len());
                    self.take(end);
                }
            }
        }
    }

    /// Copies this many bytes, which must end at a character boundary.
    fn take(&mut self, bytes: usize) {
        let (token, rest) = self.rest.split_at(bytes);
        self.out.push_str(token);
        self.rest = rest;
    }

    fn begin(&mut self) {
        let is_array = self.rest.starts_with('[');
        self.take(1);
        self.rest = self.rest.trim_ascii_start();
        // An empty object or array stays on its line.
        if self.rest.starts_with(['}', ']']) {
            self.take(1);
            return;
        }
        self.depth += 1;
        self.paths.iter_mut().for_each(|paths| paths.begin(is_array));
        self.next_line(true);
    }

    fn string(&mut self) {
        let text = self.rest.as_bytes();
        let mut at = 1;
        let end = loop {
            match text.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
                // The body is shortened in the middle of the string.
                None => break text.len(),
                Some(found) if text[at + found] == b'"' => break at + found + 1,
                Some(found) => at += found + 2,
            }
        };
        let written = &self.rest[..end];
        self.take(end);
        if let Some(paths) = &mut self.paths {
            paths.string(written);
        }
    }

    fn next_line(&mut self, begins_value: bool) {
        self.out.push('\n');
        if let Some(paths) = &mut self.paths {
            paths.line(self.out.len(), begins_value);
        }
        // Without a limit, the size of deeply nested JSON would grow with the square of its depth.
        (0..self.depth.min(DEEPEST)).for_each(|_| self.out.push_str("  "));
    }
}

/// Returns true if the byte starts a token other than a number or a literal.
fn is_token(byte: u8) -> bool {
    matches!(byte, b'"' | b'{' | b'[' | b'}' | b']' | b',' | b':') || byte.is_ascii_whitespace()
}

/// The position in the JSON value, and the paths of the lines so far.
struct Paths {
    open: Vec<Open>,
    /// The offset of each line, and the path of the value that starts on it.
    lines: Vec<(usize, String)>,
}

/// An array or object that is not closed yet, with the position inside it.
#[derive(Debug)]
enum Open {
    Array { index: usize },
    Object { key: Option<String> },
}

impl Paths {
    fn begin(&mut self, is_array: bool) {
        self.open.push(if is_array {
            Open::Array { index: 0 }
        } else {
            Open::Object { key: None }
        });
    }

    fn end(&mut self) {
        self.open.pop();
    }

    fn next(&mut self) {
        match self.open.last_mut() {
            Some(Open::Array { index }) => *index += 1,
            Some(Open::Object { key }) => *key = None,
            None => {}
        }
    }

    fn line(&mut self, start: usize, begins_value: bool) {
        let in_array = begins_value && matches!(self.open.last(), Some(Open::Array { .. }));
        let path = if in_array { self.path() } else { String::new() };
        self.lines.push((start, path));
    }

    /// Takes a string as the name of a member, if the current member has no name yet.
    fn string(&mut self, written: &str) {
        // In an object, the first string is the name of the member, and the second one is its value.
        let Some(Open::Object { key: key @ None }) = self.open.last_mut() else { return };
        let bare = written.get(1..written.len() - 1).filter(|_| written.ends_with('"'));
        *key = match bare.filter(|bare| NAME.is(bare)) {
            Some(bare) => Some(bare.to_owned()),
            // A key that is shortened in the middle names no member.
            None => serde_json::from_str(written).ok(),
        };
        let path = self.path();
        if let Some((_, of_line)) = self.lines.last_mut() {
            *of_line = path;
        }
    }

    /// Returns the path in the notation of findings.
    fn path(&self) -> String {
        let mut path = String::with_capacity(32);
        path.push('$');
        // Findings have no path deeper than the shown levels.
        for open in self.open.iter().take(DEEPEST) {
            match open {
                // Writing to a `String` cannot fail.
                Open::Array { index } => drop(write!(path, "[{index}]")),
                Open::Object { key: Some(key) } => {
                    path.push('.');
                    path.push_str(key);
                }
                Open::Object { key: None } => {}
            }
        }
        path
    }
}

/// Converts a path to the notation of [`BodyLine::path`]: names in brackets become names after dots.
pub(super) fn dotted(path: &str) -> String {
    path.replace("['", ".").replace("[\"", ".").replace("']", "").replace("\"]", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::content;

    fn texts(content: &Content) -> Vec<String> {
        lines(content).into_iter().map(|line| line.text).collect()
    }

    #[track_caller]
    fn check_same(content: &Content) {
        let (text, note) = text(content);
        let all: String =
            texts(content).into_iter().flat_map(|line| [line, "\n".to_owned()]).collect();
        assert_eq!(text + &note.map(|note| note + "\n").unwrap_or_default(), all);
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let content = content(text);
        assert_eq!(texts(&content), expected);
        check_same(&content);
    }

    #[test]
    fn json_is_indented() {
        check(
            r#"{"a":[1,{"b":"c:d,{\"}"}],"e":{}}"#,
            &[
                "{",
                "  \"a\": [",
                "    1,",
                "    {",
                "      \"b\": \"c:d,{\\\"}\"",
                "    }",
                "  ],",
                "  \"e\": {}",
                "}",
            ],
        );
    }

    #[test]
    fn no_token_is_changed() {
        check(
            "[1.10, 12345678901234567890123, \"\\u0041\"]",
            &["[", "  1.10,", "  12345678901234567890123,", "  \"\\u0041\"", "]"],
        );
    }

    #[test]
    fn content_that_is_not_json_is_unchanged() {
        check("{\"a\":]\r\n<x>", &["{\"a\":]", "<x>"]);
    }

    #[test]
    fn deep_nesting_is_harmless() {
        let deep = "[".repeat(100_000);
        let cut = Content { omitted: 5, bytes: 100_005, ..content(&deep) };
        let longest = texts(&cut).iter().map(String::len).max();
        assert!(longest < Some(100));
    }

    #[test]
    fn a_remark_counts_the_bytes_that_were_not_kept() {
        let binary = Content { text: None, base64: Some("AAE=".into()), bytes: 2, omitted: 0 };
        assert_eq!(texts(&binary), ["(2 bytes that are not text)", "\0\u{1}"]);
        let broken = Content { base64: Some("YcPpYg==".into()), bytes: 4, ..binary.clone() };
        assert_eq!(texts(&broken)[1], r"a\xC3\xE9b");
        let cut = Content { omitted: 7, bytes: 9, ..content("ab") };
        assert_eq!(texts(&cut), ["ab", "… 7 of 9 bytes were not kept"]);
        [&binary, &broken, &cut].into_iter().for_each(check_same);
    }

    #[test]
    fn a_shortened_string_is_shown_to_its_end() {
        for text in [r#"{"a\"bc, d: e"#, r#"{"a\"#, "{\"\\\u{e9}\u{e9}", "[\"", r#"["a","b\\"#] {
            let cut = Content { omitted: 1, bytes: 20, ..content(text) };
            let shown = texts(&cut);
            let whole: String = shown[..shown.len() - 1].iter().map(|line| line.trim()).collect();
            assert_eq!(whole, text);
            check_same(&cut);
        }
    }

    #[test]
    fn every_value_has_its_path() {
        let text = r#"{"a":[1,{"b c":{}}],"d":"x"}"#;
        let paths: Vec<String> = lines(&content(text)).into_iter().map(|line| line.path).collect();
        assert_eq!(paths, ["$", "$.a", "$.a[0]", "$.a[1]", "$.a[1].b c", "", "", "$.d", ""]);
        assert_eq!(dotted("$['a'][1][\"b c\"]"), "$.a[1].b c");
    }
}
