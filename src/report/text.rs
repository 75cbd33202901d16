//! Lines of styled text with a maximum width, for the terminal report.

use std::borrow::Cow;
use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::diagnostic::Palette;
use crate::sanitize::visible_text;

/// The meaning of a piece of text. A palette maps the meaning to a color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Strong,
    Good,
    Bad,
    Doubtful,
    Quiet,
}

impl Tone {
    fn style(self) -> Style {
        let colour = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Good => colour(AnsiColor::Green),
            Self::Bad => colour(AnsiColor::Red).bold(),
            Self::Doubtful => colour(AnsiColor::Yellow).bold(),
            Self::Quiet => colour(AnsiColor::Cyan),
        }
    }
}

/// One line of styled text. Added text is sanitized, so a rendered line contains no control sequences but its own
/// colors.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pieces: Vec<(Tone, String)>,
}

impl Line {
    /// Creates an indented line.
    pub(super) fn indented(columns: usize) -> Self {
        Self::default().plain(&" ".repeat(columns))
    }

    /// Adds plain text.
    pub(super) fn plain(self, text: &str) -> Self {
        self.tone(Tone::Plain, text)
    }

    /// Adds text with a tone.
    pub(super) fn tone(mut self, tone: Tone, text: &str) -> Self {
        self.pieces.push((tone, visible_text::visible(text).into_owned()));
        self
    }

    /// Pads the line with spaces up to a column.
    pub(super) fn pad(self, column: usize) -> Self {
        let missing = column.saturating_sub(self.width());
        self.plain(&" ".repeat(missing))
    }

    /// Returns the width in columns.
    pub(super) fn width(&self) -> usize {
        self.pieces.iter().map(|(_, text)| text.width()).sum()
    }

    /// Shortens the line to a width. A shortened line ends with `…`.
    pub(super) fn fit(self, width: usize) -> Self {
        if self.width() <= width {
            return self;
        }
        // One column is reserved for the `…`.
        let mut room = width.saturating_sub(1);
        let mut pieces = Vec::new();
        for (tone, mut text) in self.pieces {
            let kept = prefix(&text, room);
            if kept < text.len() {
                text.truncate(kept);
                text.push('…');
                pieces.push((tone, text));
                break;
            }
            room -= text.width();
            pieces.push((tone, text));
        }
        Self { pieces }
    }

    /// Renders the line with its line break.
    pub(super) fn render(&self, palette: Palette, out: &mut String) {
        let whole: String = self.pieces.iter().map(|(_, text)| text.as_str()).collect();
        // Found in the whole line, because a command to a CI system may be spread over several pieces.
        let breaks = visible_text::breaks(&whole);
        // Padding at the end of a line would wrap on a narrow terminal and spoil copied text.
        let end = whole.trim_end().len();
        let mut start = 0;
        for (tone, text) in &self.pieces {
            let harmless =
                with_breaks(&text[..end.saturating_sub(start).min(text.len())], start, &breaks);
            start += text.len();
            if palette == Palette::Plain || *tone == Tone::Plain || harmless.is_empty() {
                out.push_str(&harmless);
            } else {
                let style = tone.style();
                // Writing to a `String` cannot fail.
                let _ = write!(out, "{style}{harmless}{style:#}");
            }
        }
        out.push('\n');
    }
}

/// Inserts a `\` into a piece of a line at each of the line's `breaks` inside the piece. `start` is the piece's offset.
fn with_breaks(piece: &str, start: usize, breaks: &[usize]) -> String {
    let mut piece = piece.to_owned();
    let inside = breaks.iter().filter_map(|at| at.checked_sub(start));
    // From the end, so that an insertion does not move the offsets that are still to come.
    for at in inside.filter(|at| *at < piece.len()).collect::<Vec<_>>().into_iter().rev() {
        piece.insert(at, '\\');
    }
    piece
}

/// Returns the lines as one text, with the colors of the palette.
pub(super) fn render(lines: &[Line], palette: Palette) -> String {
    let mut out = String::new();
    for line in lines {
        line.render(palette, &mut out);
    }
    out
}

/// Returns the width in columns of sanitized text.
pub(super) fn width(text: &str) -> usize {
    visible_text::visible(text).width()
}

/// Returns the text, shortened to this many characters.
pub(super) fn shorten(text: &str, characters: usize) -> String {
    // No text has more characters than bytes, so most texts need no counting.
    if text.len() <= characters {
        return text.to_owned();
    }
    match text.char_indices().nth(characters) {
        None => text.to_owned(),
        Some(_) => text.chars().take(characters.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// Returns the number of bytes of the text that fit into a width.
fn prefix(text: &str, width: usize) -> usize {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += c.width().unwrap_or(0);
        if taken > width {
            return at;
        }
    }
    text.len()
}

/// Wraps text into lines of at most `width` columns. A width below 8 counts as 8.
///
/// Breaks at spaces. A word that is wider than a line is broken anywhere.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    // The defaults of `textwrap` would also break after hyphens, inside the names of header fields.
    let options = Options::new(width.max(8))
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(&visible_text::visible(text), options).into_iter().map(Cow::into_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_wrap(text: &str, width: usize, expected: &[&str]) {
        assert_eq!(wrap(text, width), expected);
    }

    #[track_caller]
    fn check_fit(text: &str, width: usize, expected: &str) {
        let line = Line::default().plain("a ").tone(Tone::Bad, text).plain(" z");
        let mut out = String::new();
        line.fit(width).render(Palette::Plain, &mut out);
        assert_eq!(out.trim_end(), expected);
    }

    #[test]
    fn a_text_is_shortened_between_characters() {
        assert_eq!(shorten("ßßß", 3), "ßßß");
        assert_eq!(shorten("ßßßß", 3), "ßß…");
    }

    #[test]
    fn text_is_wrapped_at_spaces() {
        check_wrap("one two three four", 9, &["one two", "three", "four"]);
        check_wrap("short", 9, &["short"]);
        check_wrap("", 9, &[""]);
    }

    #[test]
    fn text_without_spaces_is_broken_anywhere() {
        check_wrap("abcdefghijkl", 8, &["abcdefgh", "ijkl"]);
        check_wrap("日本語日本語", 8, &["日本語日", "本語"]);
    }

    #[test]
    fn a_line_is_shortened_to_its_width() {
        check_fit("middle", 10, "a middle z");
        check_fit("middle", 9, "a middle…");
        check_fit("middle", 5, "a mi…");
        check_fit("日本語", 6, "a 日…");
    }

    #[test]
    fn colour_changes_nothing_but_colour() {
        let line = Line::default().tone(Tone::Bad, "##").tone(Tone::Good, "vso[x]\u{1b}  ");
        let mut out = String::new();
        line.render(Palette::Colour, &mut out);
        assert_eq!(anstream::adapter::strip_str(&out).to_string(), "#\\#vso[x]␛\n");
        assert!(out.contains("\u{1b}["));
    }
}
