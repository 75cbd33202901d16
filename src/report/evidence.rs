//! The evidence of a case as documents show it: the same block as in the terminal, with more of the bodies.

use super::terminal::{Detail, block, rerun_command};
use super::text::{render, shorten};
use crate::diagnostic::{Palette, Place};
use crate::event::{CaseFinished, RunStarted};
use crate::verdict::Outcome;

/// The maximum number of lines that are shown of bodies and values.
#[derive(Debug, Clone, Copy)]
pub(super) struct EvidenceLevel {
    /// The maximum number of lines that are shown of a body.
    body_lines: usize,
    /// The maximum number of lines that are shown of a value.
    value_lines: usize,
}

impl EvidenceLevel {
    /// The largest level: as much as a browser shows without delay.
    pub(super) const ALL: Self = Self { body_lines: 400, value_lines: 40 };
    /// A level at which the evidence of a case fills about one screen.
    pub(super) const SCREEN: Self = Self { body_lines: 24, value_lines: 12 };
    /// The findings with two lines of each body and value.
    pub(super) const LITTLE: Self = Self { body_lines: 2, value_lines: 2 };
    /// All levels, largest first: they are tried in turn if a file has a maximum size.
    pub(super) const LEVELS: [Self; 3] = [Self::ALL, Self::SCREEN, Self::LITTLE];
}

/// Returns the evidence of a case that did not pass, or that passed with findings.
pub(super) fn text(case: &CaseFinished, started: &RunStarted, much: EvidenceLevel) -> String {
    let EvidenceLevel { body_lines, value_lines } = much;
    let detail = Detail { width: 120, body_lines, value_lines, whole: true, rerun: rerun_command };
    render(&block(case, started, detail), Palette::Plain)
}

/// Returns the first must-level finding, or the reason why there was no response, on one line.
pub(super) fn message(case: &CaseFinished) -> String {
    if let Outcome::Errored { reason } = &case.outcome {
        return reason.clone();
    }
    let mut must = case.must_findings();
    let first = must.next().map_or("the case failed", |finding| finding.message.as_str());
    // The rest of the iterator: the first finding is already taken.
    match must.count() {
        0 => first.to_owned(),
        more => format!("{} (and {more} more)", shorten(first, 900)),
    }
}

/// Returns the file and the line, as `orders.yaml:12`.
pub(super) fn at(place: &Place) -> String {
    format!("{}:{}", place.file, place.line)
}

/// Returns a time in RFC 3339 with at most three decimals of the second, because some consumers read no more.
pub(super) fn milliseconds(time: &str) -> String {
    match time.strip_suffix('Z').and_then(|time| time.split_once('.')) {
        Some((second, fraction)) => {
            let end = fraction.char_indices().nth(3).map_or(fraction.len(), |(at, _)| at);
            [second, ".", &fraction[..end], "Z"].concat()
        }
        None => time.to_owned(),
    }
}

/// Returns the milliseconds since 1970 for a time in RFC 3339, or 0 if the text is not a time.
pub(super) fn since_1970(time: &str) -> i64 {
    time.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_milliseconds_at_most() {
        assert_eq!(milliseconds("2026-03-01T09:30:01.100123456Z"), "2026-03-01T09:30:01.100Z");
        assert_eq!(milliseconds("2026-03-01T09:30:01Z"), "2026-03-01T09:30:01Z");
        assert_eq!(since_1970("1970-01-01T00:00:01.5Z"), 1500);
        assert_eq!(since_1970("yesterday"), 0);
    }
}
