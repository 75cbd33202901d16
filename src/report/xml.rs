//! A writer of XML that every parser accepts, for any text.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};

use super::text::shorten;
use crate::sanitize::plain_bytes::Plain;
use crate::sanitize::visible_text;

/// The longest attribute value in characters.
const LONGEST_ATTRIBUTE: usize = 1000;

/// ASCII characters that need no escape. `ALONE` includes the colon, which needs an escape only after another colon.
static PLAIN: Plain = Plain::but(*b"#&<>\"[:");
static ALONE: Plain = Plain::but(*b"#&<>\"[");

/// Attributes in the order in which they are written.
pub(super) type Attributes<'a> = &'a [(&'static str, Cow<'a, str>)];

/// Writes indented elements and keeps a stack of open elements.
#[derive(Debug)]
pub(super) struct Xml<W: Write> {
    /// The output, which is buffered because elements are written in many small pieces.
    out: BufWriter<W>,
    open: Vec<&'static str>,
}

impl<W: Write> Xml<W> {
    /// Creates a writer and writes the XML declaration.
    pub(super) fn new(out: W) -> io::Result<Self> {
        let mut out = BufWriter::new(out);
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
        Ok(Self { out, open: Vec::new() })
    }

    /// Starts an element with child elements.
    pub(super) fn start(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
    ) -> io::Result<()> {
        self.tag(name, attributes)?;
        self.out.write_all(b">\n")?;
        self.open.push(name);
        Ok(())
    }

    /// Ends the element that was started last.
    pub(super) fn end(&mut self) -> io::Result<()> {
        // Closing too often writes nothing, so that the document stays well-formed.
        let Some(name) = self.open.pop() else { return Ok(()) };
        self.margin()?;
        self.write_all(&["</", name, ">\n"])
    }

    /// Writes an element without content.
    pub(super) fn empty(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
    ) -> io::Result<()> {
        self.tag(name, attributes)?;
        self.out.write_all(b"/>\n")
    }

    /// Writes an element that contains only text.
    pub(super) fn text(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        text: &str,
    ) -> io::Result<()> {
        self.tag(name, attributes)?;
        self.write_all(&[">", &escape(text, Within::Element), "</", name, ">\n"])
    }

    /// Ends all open elements and the document.
    pub(super) fn finish(mut self) -> io::Result<()> {
        while !self.open.is_empty() {
            self.end()?;
        }
        self.out.flush()
    }

    fn tag(&mut self, name: &str, attributes: Attributes<'_>) -> io::Result<()> {
        self.margin()?;
        self.write_all(&["<", name])?;
        for (name, value) in attributes {
            // The length in bytes is at least the length in characters, so short values are not counted.
            let shown = match value.len() {
                ..=LONGEST_ATTRIBUTE => Cow::Borrowed(&**value),
                _ => Cow::Owned(shorten(value, LONGEST_ATTRIBUTE)),
            };
            self.write_all(&[" ", name, "=\"", &escape(&shown, Within::Attribute), "\""])?;
        }
        Ok(())
    }

    fn margin(&mut self) -> io::Result<()> {
        self.open.iter().try_for_each(|_| self.out.write_all(b"  "))
    }

    fn write_all(&mut self, pieces: &[&str]) -> io::Result<()> {
        pieces.iter().try_for_each(|piece| self.out.write_all(piece.as_bytes()))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Element,
    Attribute,
}

/// Escapes markup, and makes characters visible that XML 1.0 forbids or discourages (section 2.2).
///
/// Line breaks in attributes are written as references, because parsers replace raw ones by spaces (section 3.3.3).
fn escape(text: &str, within: Within) -> Cow<'_, str> {
    // Most texts need no escape. The check avoids a copy of each of them.
    if PLAIN.is(text) || (ALONE.is(text) && !text.contains("::")) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut before = ' ';
    for c in defuse(text).chars() {
        match c {
            // `##[…]` and `::…::` are commands to CI systems if the document is printed into a log.
            '#' | ':' if before == c => drop(write!(out, "&#{};", u32::from(c))),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // Always escaped, because `]]>` is forbidden in text (section 2.4).
            '>' => out.push_str("&gt;"),
            '"' if within == Within::Attribute => out.push_str("&quot;"),
            '\n' | '\t' if within == Within::Element => out.push(c),
            // Writing to a `String` cannot fail.
            '\n' | '\t' | '\r' => drop(write!(out, "&#{};", u32::from(c))),
            c => visible_text::show(c, &mut out),
        }
        before = c;
    }
    Cow::Owned(out)
}

/// Breaks attachment marks, because GitLab, Jenkins and Azure attach the file that such a mark names.
fn defuse(text: &str) -> Cow<'_, str> {
    const MARK: &str = "[[ATTACHMENT";
    let marks =
        |at: usize| text.get(at..at + MARK.len()).is_some_and(|m| m.eq_ignore_ascii_case(MARK));
    let marks: Vec<usize> =
        text.match_indices('[').map(|(at, _)| at).filter(|at| marks(*at)).collect();
    if marks.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut text = text.to_owned();
    // From the end, so that the earlier offsets stay valid.
    marks.into_iter().rev().for_each(|at| text.insert(at + MARK.len(), '\\'));
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, element: &str, attribute: &str) {
        assert_eq!(escape(text, Within::Element), element);
        assert_eq!(escape(text, Within::Attribute), attribute);
    }

    #[test]
    fn markup_is_escaped() {
        check("a<b>&\"]]>", "a&lt;b&gt;&amp;\"]]&gt;", "a&lt;b&gt;&amp;&quot;]]&gt;");
    }

    #[test]
    fn line_breaks_survive_in_attributes() {
        check("a\r\n\tb", "a&#13;\n\tb", "a&#13;&#10;&#9;b");
    }

    #[test]
    fn commands_to_ci_systems_are_escaped() {
        check(
            "##vso[a] ::error::",
            "#&#35;vso[a] :&#58;error:&#58;",
            "#&#35;vso[a] :&#58;error:&#58;",
        );
    }

    #[test]
    fn forbidden_characters_become_visible() {
        check("\0\u{1b}\u{fffe}\u{85}", "␀␛\\u{fffe}\\u{85}", "␀␛\\u{fffe}\\u{85}");
    }

    #[test]
    fn an_attachment_mark_in_a_response_is_broken() {
        let text = "[[ATTACHMENT|/etc/passwd]] [[[attachment|x";
        let harmless = "[[ATTACHMENT\\|/etc/passwd]] [[[attachment\\|x";
        check(text, harmless, harmless);
    }
}
