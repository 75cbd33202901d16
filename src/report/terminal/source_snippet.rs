//! A line of a suite or contract with carets under the marked part.

use unicode_width::UnicodeWidthStr;

use crate::diagnostic::Place;
use crate::report::text::{Line, Tone};
use crate::sanitize::visible_text;

/// The number of columns before the line numbers.
const INDENT: usize = 2;
/// The number of columns that stay visible before the carets if the start of the line is cut off.
const CONTEXT: usize = 12;

/// Draws the line of a place with its number and carets, cut to a width around the carets.
pub(super) fn snippet(place: &Place, width: usize) -> Vec<Line> {
    let mut lines = vec![arrow(place)];
    if place.text.trim().is_empty() {
        return lines;
    }
    let gutter = gutter(place);
    let room = width.saturating_sub(INDENT + gutter + 3).max(20);
    let window = window(place, room);
    let edge = || Line::indented(INDENT + gutter).tone(Tone::Quiet, " |");
    lines.push(edge());
    let number = format!("{:>gutter$}", place.line);
    lines.push(
        Line::indented(INDENT)
            .tone(Tone::Quiet, &format!("{number} |"))
            .plain(" ")
            .plain(&window.text),
    );
    let carets = "^".repeat(window.carets);
    lines.push(edge().plain(&" ".repeat(window.start + 1)).tone(Tone::Bad, &carets));
    lines
}

/// Returns the name of the place without its line.
pub(super) fn arrow(place: &Place) -> Line {
    Line::indented(INDENT + gutter(place) - 1).tone(Tone::Quiet, "-->").plain(&format!(" {place}"))
}

/// Returns the start of a note below the line.
pub(super) fn note(place: &Place) -> Line {
    Line::indented(INDENT + gutter(place)).tone(Tone::Quiet, " =").plain(" ")
}

/// Returns the columns of the line number: at least 4, so that the snippets of one case align.
fn gutter(place: &Place) -> usize {
    place.line.to_string().len().max(4)
}

/// The visible part of a line, and the position of its carets.
struct Window {
    text: String,
    /// The number of columns between the start of the visible part and the carets.
    start: usize,
    /// The number of carets, which is the width of the marked part.
    carets: usize,
}

/// Cuts a line to `room` columns around its marked part.
fn window(place: &Place, room: usize) -> Window {
    let skip = place.column.saturating_sub(1 + place.left_out) as usize;
    let mut shown = String::new();
    let (mut start, mut end) = (0, 0);
    for (at, c) in place.text.chars().enumerate() {
        if at == skip {
            start = shown.width();
        }
        // Columns are those of the drawn text: a tab is drawn as four spaces, a control character as a picture.
        if c == '\t' {
            shown.push_str("    ");
        } else {
            visible_text::show(c, &mut shown);
        }
        if at < skip + place.width as usize {
            end = shown.width();
        }
    }
    if skip >= place.text.chars().count() {
        start = shown.width();
    }
    let marks = end.saturating_sub(start).max(1);
    if shown.width() <= room && place.left_out == 0 {
        return Window { text: shown, start, carets: marks };
    }
    // If the carets fit without cutting the start, the reader sees how the line begins.
    let near = start + marks < room && place.left_out == 0;
    let left = if near { 0 } else { start.saturating_sub(CONTEXT) };
    let tail = skip_columns(&shown, left);
    let shift = shown.width() - tail.width();
    let text = if left > 0 { format!("…{tail}") } else { tail.to_owned() };
    let start = start - shift + usize::from(left > 0);
    let cut = cut(&text, room);
    let marks = marks.min(cut.width().saturating_sub(start).max(1));
    Window { text: cut, start, carets: marks }
}

fn skip_columns(text: &str, columns: usize) -> &str {
    let at = text.char_indices().map(|(at, _)| at).find(|at| text[..*at].width() >= columns);
    &text[at.unwrap_or(0)..]
}

fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let ends = text.char_indices().map(|(at, _)| at);
    let end = ends.take_while(|at| text[..*at].width() < room).last().unwrap_or(0);
    format!("{}…", &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Palette;
    use crate::report::text::render;

    #[track_caller]
    fn check(text: &str, marked: &str, width: usize, expected: [&str; 2]) {
        let at = text.find(marked).expect("the mark is in the text");
        let count = |text: &str| u32::try_from(text.chars().count()).expect("short");
        let place = Place {
            file: "a.yaml".into(),
            line: 41,
            column: count(&text[..at]) + 1,
            width: count(marked),
            text: text.into(),
            left_out: 0,
        };
        let drawn = render(&snippet(&place, width), Palette::Plain);
        let drawn: Vec<&str> = drawn.lines().skip(2).map(|line| &line[7..]).collect();
        assert_eq!(drawn, expected.map(|line| format!("| {line}").trim_end().to_owned()));
    }

    #[test]
    fn carets_are_below_the_marked_characters() {
        check("  expect: 404", "404", 80, ["  expect: 404", "          ^^^"]);
        check("  日本: ß", "ß", 80, ["  日本: ß", "        ^"]);
        check("a\u{1b}b", "b", 80, ["a␛b", "  ^"]);
    }

    #[test]
    fn a_long_line_is_cut_around_the_carets() {
        let long = format!("{}mark{}", "a".repeat(100), "b".repeat(100));
        check(&long, "mark", 40, ["…aaaaaaaaaaaamarkbbbbbbbbbbbbb…", "             ^^^^"]);
        check(&format!("mark{long}"), "mark", 40, ["markaaaaaaaaaaaaaaaaaaaaaaaaaa…", "^^^^"]);
    }

    #[test]
    fn carets_end_where_the_line_is_cut() {
        let long = "x".repeat(100);
        check(
            &long,
            &long,
            40,
            ["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…", "^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^"],
        );
    }
}
