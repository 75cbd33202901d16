//! A source line of a suite or of a contract, split around its marked part.

use crate::diagnostic::Place;

/// A source line in three parts: before, inside and after the marked part.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Snippet<'r> {
    /// The file and the number of the line.
    pub(super) at: &'r Place,
    /// True if the start of the line is cut off.
    pub(super) is_cut: bool,
    /// The line before the marked part.
    pub(super) before: &'r str,
    /// The part of the line that is marked, such as an expectation.
    pub(super) marked: &'r str,
    /// The line after the marked part.
    pub(super) after: &'r str,
}

impl<'r> From<&'r Place> for Snippet<'r> {
    fn from(place: &'r Place) -> Self {
        // Columns count from 1, and the start of a very long line is not part of the text.
        let skip = place.column.saturating_sub(1 + place.left_out) as usize;
        let (before, rest) = split(&place.text, skip);
        let (marked, after) = split(rest, place.width as usize);
        let is_cut = place.left_out > 0;
        let before = if is_cut { before } else { before.trim_start() };
        Self { at: place, is_cut, before, marked, after }
    }
}

/// Splits a text after a number of characters.
fn split(text: &str, characters: usize) -> (&str, &str) {
    let at = text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at);
    text.split_at(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, [column, width, left_out]: [u32; 3], expected: [&str; 3]) {
        let file = "a.yaml".to_owned();
        let place = Place { file, line: 3, column, width, text: text.into(), left_out };
        let snippet = Snippet::from(&place);
        assert_eq!([snippet.before, snippet.marked, snippet.after], expected);
        assert_eq!(snippet.is_cut, left_out > 0);
    }

    #[test]
    fn the_marked_part_is_separate() {
        check("    expect: 404", [13, 3, 0], ["expect: ", "404", ""]);
        check("- {ß: 1, b: 2}", [4, 1, 0], ["- {", "ß", ": 1, b: 2}"]);
    }

    #[test]
    fn a_place_beyond_its_line_marks_nothing() {
        check("ab", [9, 4, 0], ["ab", "", ""]);
        check("bcd", [102, 1, 100], ["b", "c", "d"]);
    }
}
