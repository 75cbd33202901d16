//! Content as people read it: JSON indented, without changing a token of it.

use std::fmt::Write;
use std::iter::Peekable;
use std::str::Chars;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::IgnoredAny;

use super::plain::Plain;
use crate::exchange::Content;

/// What stands in the name of a member without being escaped.
static NAME: Plain = Plain::but(*b"\"\\");

/// Deepest indentation in levels; what nests deeper stands under it.
const DEEPEST: usize = 24;

/// A line of content.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct BodyLine {
    /// The line without its line break.
    pub(super) text: String,
    /// Which JSON value begins on it: `$.details[0].field`; empty where none does.
    pub(super) path: String,
}

impl BodyLine {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), path: String::new() }
    }
}

/// The content's lines. JSON is indented; numbers and strings stay as they were written.
pub(super) fn lines(content: &Content) -> Vec<BodyLine> {
    let Some(text) = &content.text else { return binary(content) };
    let cut = content.omitted > 0 && text.trim_start().starts_with(['{', '[']);
    let mut lines = if cut || serde_json::from_str::<IgnoredAny>(text).is_ok() {
        Indented::of(text)
    } else {
        text.lines().map(BodyLine::plain).collect()
    };
    lines.extend(omitted(content));
    lines
}

/// Content that is not UTF-8: what of it is text as it is, every other byte as `\xNN`.
fn binary(content: &Content) -> Vec<BodyLine> {
    let bytes = content.base64.as_ref().and_then(|base64| STANDARD.decode(base64).ok());
    let mut lines = vec![BodyLine::plain(format!("({} bytes that are not text)", content.bytes))];
    let mut text = String::new();
    for chunk in bytes.unwrap_or_default().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    lines.extend(text.lines().map(BodyLine::plain));
    lines.extend(omitted(content));
    lines
}

fn omitted(content: &Content) -> Option<BodyLine> {
    let note = format!("… {} of {} bytes were not kept", content.omitted, content.bytes);
    (content.omitted > 0).then(|| BodyLine::plain(note))
}

/// An array or an object that is open, and where in it the text stands.
#[derive(Debug)]
enum Open {
    Array { index: usize },
    Object { key: Option<String> },
}

/// Puts every member and item on its own line. Works on tokens, so `1.10` stays `1.10`.
struct Indented<'t> {
    chars: Peekable<Chars<'t>>,
    open: Vec<Open>,
    lines: Vec<BodyLine>,
    line: BodyLine,
}

impl<'t> Indented<'t> {
    fn of(json: &'t str) -> Vec<BodyLine> {
        let line = BodyLine { text: String::new(), path: "$".into() };
        let chars = json.chars().peekable();
        let mut indented = Self { chars, open: Vec::new(), lines: Vec::new(), line };
        while let Some(c) = indented.chars.next() {
            indented.token(c);
        }
        indented.lines.push(indented.line);
        indented.lines
    }

    fn token(&mut self, c: char) {
        match c {
            '"' => self.string(),
            '{' | '[' => self.begin(c),
            '}' | ']' => {
                self.open.pop();
                self.next_line();
                self.line.path.clear();
                self.line.text.push(c);
            }
            ',' => {
                self.line.text.push(c);
                match self.open.last_mut() {
                    Some(Open::Array { index }) => *index += 1,
                    Some(Open::Object { key }) => *key = None,
                    None => {}
                }
                self.next_line();
            }
            ':' => self.line.text.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => self.line.text.push(c),
        }
    }

    fn begin(&mut self, c: char) {
        self.line.text.push(c);
        while self.chars.next_if(char::is_ascii_whitespace).is_some() {}
        if let Some(close) = self.chars.next_if(|c| matches!(c, '}' | ']')) {
            self.line.text.push(close);
            return;
        }
        let open = if c == '[' { Open::Array { index: 0 } } else { Open::Object { key: None } };
        self.open.push(open);
        self.next_line();
    }

    fn string(&mut self) {
        let start = self.line.text.len();
        self.line.text.push('"');
        while let Some(c) = self.chars.next() {
            self.line.text.push(c);
            match c {
                '\\' => self.line.text.extend(self.chars.next()),
                '"' => break,
                _ => {}
            }
        }
        if let Some(Open::Object { key: key @ None }) = self.open.last_mut() {
            let written = &self.line.text[start..];
            let bare = written.get(1..written.len() - 1).filter(|_| written.ends_with('"'));
            *key = match bare.filter(|bare| NAME.is(bare)) {
                Some(bare) => Some(bare.to_owned()),
                // A key that was cut off in the middle names no member.
                None => serde_json::from_str(written).ok(),
            };
            self.line.path = self.path();
        }
    }

    fn next_line(&mut self) {
        let mut text = String::with_capacity(64);
        (0..self.open.len().min(DEEPEST)).for_each(|_| text.push_str("  "));
        let path = if matches!(self.open.last(), Some(Open::Array { .. })) {
            self.path()
        } else {
            String::new()
        };
        self.lines.push(std::mem::replace(&mut self.line, BodyLine { text, path }));
    }

    /// Where the text stands, as findings write it.
    fn path(&self) -> String {
        let mut path = String::with_capacity(32);
        path.push('$');
        // Findings name no place that is deeper than what is shown.
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

/// A path in the notation of [`BodyLine::path`]: names in brackets become names behind dots.
pub(super) fn dotted(path: &str) -> String {
    path.replace("['", ".").replace("[\"", ".").replace("']", "").replace("\"]", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::content;

    fn texts(content: &Content) -> Vec<String> {
        lines(content).into_iter().map(|line| line.text).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(texts(&content(text)), expected);
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
    fn what_is_not_json_stays_as_it_is() {
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
    fn what_was_not_kept_is_said() {
        let binary = Content { text: None, base64: Some("AAE=".into()), bytes: 2, omitted: 0 };
        assert_eq!(texts(&binary), ["(2 bytes that are not text)", "\0\u{1}"]);
        let broken = Content { base64: Some("YcPpYg==".into()), bytes: 4, ..binary };
        assert_eq!(texts(&broken)[1], r"a\xC3\xE9b");
        let cut = Content { omitted: 7, bytes: 9, ..content("ab") };
        assert_eq!(texts(&cut), ["ab", "… 7 of 9 bytes were not kept"]);
    }

    #[test]
    fn every_value_knows_its_path() {
        let text = r#"{"a":[1,{"b c":{}}],"d":"x"}"#;
        let paths: Vec<String> = lines(&content(text)).into_iter().map(|line| line.path).collect();
        assert_eq!(paths, ["$", "$.a", "$.a[0]", "$.a[1]", "$.a[1].b c", "", "", "$.d", ""]);
        assert_eq!(dotted("$['a'][1][\"b c\"]"), "$.a[1].b c");
    }
}
