//! The files of the sample run, and places in them.

use crate::diagnostic::Place;

pub(super) const SUITE: &str = "suites/point/orders.yaml";
pub(super) const CONTRACT: &str = "specs/point.yaml";

/// Returns the place of `marked` in a line.
pub(super) fn place(file: &str, line: u32, text: &str, marked: &str) -> Place {
    let at = text.find(marked).expect("the line has what is marked");
    let count = |text: &str| u32::try_from(text.chars().count()).expect("a line is short");
    Place {
        file: file.into(),
        line,
        column: count(&text[..at]) + 1,
        width: count(marked),
        text: text.into(),
        left_out: 0,
    }
}
