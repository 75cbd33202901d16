//! A line of a suite or of a contract, with what is meant in it set apart.

use crate::diagnostic::Place;

/// The line in three parts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Snippet {
    /// File, line and column.
    pub(super) at: String,
    /// The line up to what is meant.
    pub(super) before: String,
    /// What is meant.
    pub(super) marked: String,
    /// The rest.
    pub(super) after: String,
}

impl From<&Place> for Snippet {
    fn from(place: &Place) -> Self {
        let skip = place.column.saturating_sub(1 + place.left_out) as usize;
        let mut rest = place.text.chars();
        let before: String = rest.by_ref().take(skip).collect();
        let marked = rest.by_ref().take(place.width as usize).collect();
        let before = match place.left_out {
            0 => before.trim_start().to_owned(),
            _ => format!("…{before}"),
        };
        Self { at: place.to_string(), before, marked, after: rest.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, [column, width, left_out]: [u32; 3], expected: [&str; 3]) {
        let file = "a.yaml".to_owned();
        let place = Place { file, line: 3, column, width, text: text.into(), left_out };
        let snippet = Snippet::from(&place);
        assert_eq!([&snippet.before, &snippet.marked, &snippet.after], expected);
        assert_eq!(snippet.at, format!("a.yaml:3:{column}"));
    }

    #[test]
    fn what_is_meant_is_set_apart() {
        check("    expect: 404", [13, 3, 0], ["expect: ", "404", ""]);
        check("- {ß: 1, b: 2}", [4, 1, 0], ["- {", "ß", ": 1, b: 2}"]);
    }

    #[test]
    fn a_place_beyond_its_line_marks_nothing() {
        check("ab", [9, 4, 0], ["ab", "", ""]);
        check("bcd", [102, 1, 100], ["…b", "c", "d"]);
    }
}
