//! The HTML escapers of the page. All text in the page passes one of them.

use std::fmt::{self, Write};

use askama::filters::Escaper;

use crate::sanitize::plain_bytes::Plain;
use crate::sanitize::visible_text;

/// Escapes the values of the templates of the page, in text and in quoted attributes, except for values with the filter
/// of [`EscapeText`].
///
/// Markup becomes character references. Invisible characters, and characters that change the direction of text, become
/// visible. Line breaks and tabs stay, because the style preserves them in evidence.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Escape;

/// ASCII characters that need no escape. Characters outside of ASCII are checked one by one.
static PLAIN: Plain = Plain::but(*b"&<>\"'").and(*b"\n\t");

/// ASCII characters that need no escape between tags.
static PLAIN_TEXT: Plain = Plain::but(*b"&<>").and(*b"\n\t");

impl Escaper for Escape {
    fn write_escaped_str<W: Write>(&self, out: W, text: &str) -> fmt::Result {
        write_escaped(out, text, &PLAIN)
    }
}

/// Escapes text between tags, where quotes need no escape. JSON has many quotes, so this keeps the page smaller.
///
/// A template uses this escaper with `|e("text")`. Attributes must not use it.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct EscapeText;

impl Escaper for EscapeText {
    fn write_escaped_str<W: Write>(&self, out: W, text: &str) -> fmt::Result {
        write_escaped(out, text, &PLAIN_TEXT)
    }
}

fn write_escaped<W: Write>(mut out: W, text: &str, plain: &Plain) -> fmt::Result {
    // Text from `from` is not written yet. Text from `at` is not examined yet.
    let (mut from, mut at) = (0, 0);
    loop {
        at += plain.beginning(&text[at..]);
        let Some(c) = text[at..].chars().next() else { return out.write_str(&text[from..]) };
        let next = at + c.len_utf8();
        // `beginning` stops at every character outside of ASCII. Most of these are harmless letters and stay.
        if c.is_ascii() || visible_text::is_unsafe(c) {
            out.write_str(&text[from..at])?;
            from = next;
            match c {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&#34;")?,
                '\'' => out.write_str("&#39;")?,
                c => {
                    let mut shown = String::new();
                    visible_text::show(c, &mut shown);
                    out.write_str(&shown)?;
                }
            }
        }
        at = next;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn escaped_by(escaper: impl Escaper, text: &str) -> String {
        let mut out = String::new();
        escaper.write_escaped_str(&mut out, text).expect("a string takes all");
        out
    }

    fn escaped(text: &str) -> String {
        escaped_by(Escape, text)
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(escaped(text), expected);
    }

    #[test]
    fn markup_becomes_references() {
        check(
            "</script><b a='1' b=\"2\">&amp;",
            "&lt;/script&gt;&lt;b a=&#39;1&#39; b=&#34;2&#34;&gt;&amp;amp;",
        );
        check("plain “ß” 日本", "plain “ß” 日本");
    }

    #[test]
    fn invisible_characters_become_visible() {
        check("a\u{1b}]0;\u{7}\r\0", "a␛]0;␇␍␀");
        check("\u{202e}x\u{9b}\u{fffe}", "\\u{202e}x\\u{9b}\\u{fffe}");
    }

    #[test]
    fn line_breaks_and_tabs_stay() {
        check("a\n\tb", "a\n\tb");
    }

    #[test]
    fn between_tags_quotes_stay() {
        assert_eq!(escaped_by(EscapeText, "<a b=\"1\">'\r"), "&lt;a b=\"1\"&gt;'␍");
    }

    proptest! {
        #[test]
        fn between_tags_all_else_is_as_in_attributes(text in "[\"'&<>\\x00-\\x7f\u{202e}ß]{0,20}") {
            let between = escaped_by(EscapeText, &text);
            let quoted = between.replace('"', "&#34;").replace('\'', "&#39;");
            prop_assert_eq!(quoted, escaped(&text));
        }

        #[test]
        fn no_text_leaves_its_place(text in any::<String>()) {
            let escaped = escaped(&text);
            prop_assert!(!escaped.contains(['<', '>', '"', '\'', '\r', '\0']));
            for reference in escaped.split('&').skip(1) {
                let known = ["amp;", "lt;", "gt;", "#34;", "#39;"];
                prop_assert!(known.iter().any(|name| reference.starts_with(name)), "&{reference}");
            }
        }
    }
}
