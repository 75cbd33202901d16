//! Building blocks of the report: paragraphs, and text with a hanging indent.

use super::settings::Detail;
use crate::report::text::{Line, Tone, shorten, wrap};

/// The column at which values start, after their labels.
pub(super) const VALUES: usize = 12;

/// The maximum number of characters of a paragraph. A reason may quote a whole response body.
pub(super) const LONGEST_PARAGRAPH: usize = 4_000;

/// Returns a quiet label, padded to the column of values.
pub(super) fn label(name: &str) -> Line {
    Line::indented(2).tone(Tone::Quiet, name).pad(VALUES)
}

/// Returns text wrapped to a width, every line indented by two columns.
pub(super) fn paragraph(text: &str, width: usize) -> Vec<Line> {
    let text = shorten(text, LONGEST_PARAGRAPH);
    let lines = wrap(&text, width.saturating_sub(2)).into_iter();
    lines.map(|line| Line::indented(2).tone(Tone::Strong, &line)).collect()
}

/// Returns text that starts after `start` and continues below its own first character.
pub(super) fn hanging(start: Line, text: &str, columns: usize) -> Vec<Line> {
    let column = start.width();
    below_each_other(start, wrap(text, columns.saturating_sub(column)))
}

/// Returns a value with a hanging indent, cut to the most lines that a value may have.
pub(super) fn hanging_value(start: Line, value: &str, detail: Detail) -> Vec<Line> {
    let column = start.width();
    let mut values = wrap(value, detail.width.saturating_sub(column));
    if values.len() > detail.value_lines {
        // Applied after wrapping, because one line of a value may fill many lines of the terminal.
        values.truncate(detail.value_lines);
        if let Some(last) = values.last_mut() {
            last.push_str(" …");
        }
    }
    let lines = below_each_other(start, values).into_iter();
    lines.map(|line| line.fit(detail.width)).collect()
}

/// Puts the first text after `start` and each further text on a line below the first.
fn below_each_other(start: Line, texts: Vec<String>) -> Vec<Line> {
    let column = start.width();
    let mut start = Some(start);
    let line = |text: String| start.take().unwrap_or_else(|| Line::indented(column)).plain(&text);
    texts.into_iter().map(line).collect()
}
