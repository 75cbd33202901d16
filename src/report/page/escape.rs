//! Escaping for HTML: the one door through which text gets into the page.

use std::fmt::{self, Write};

use askama::filters::Escaper;

use crate::report::plain::Plain;
use crate::report::safe;

/// Escapes every value of every template of the page, in text and in quoted attributes alike.
///
/// Markup becomes references. Characters that cannot be seen, or that turn the direction of text around,
/// become visible; line breaks and tabs stay, for the style keeps them where they are evidence.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Escape;

/// What stands in HTML as it is; what is outside of ASCII is looked at by character.
static PLAIN: Plain = Plain::but(*b"&<>\"'");

impl Escaper for Escape {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        if PLAIN.is(text) {
            return out.write_str(text);
        }
        let mut written = 0;
        let mut shown = String::new();
        for (at, c) in text.char_indices().filter(|(_, c)| is_special(*c)) {
            out.write_str(&text[written..at])?;
            written = at + c.len_utf8();
            match c {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&#34;")?,
                '\'' => out.write_str("&#39;")?,
                c => {
                    shown.clear();
                    safe::show(c, &mut shown);
                    out.write_str(&shown)?;
                }
            }
        }
        out.write_str(&text[written..])
    }
}

fn is_special(c: char) -> bool {
    if c.is_ascii() && PLAIN.has(c as u8) {
        return false;
    }
    matches!(c, '&' | '<' | '>' | '"' | '\'') || (!matches!(c, '\n' | '\t') && safe::is_unsafe(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        Escape.write_escaped_str(&mut out, text).expect("a string takes all");
        out
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
    fn what_cannot_be_seen_becomes_visible() {
        check("a\u{1b}]0;\u{7}\r\0", "a␛]0;␇␍␀");
        check("\u{202e}x\u{9b}\u{fffe}", "\\u{202e}x\\u{9b}\\u{fffe}");
    }

    #[test]
    fn line_breaks_and_tabs_stay() {
        check("a\n\tb", "a\n\tb");
    }

    proptest! {
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
