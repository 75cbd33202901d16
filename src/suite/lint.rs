//! Scalars without quotes that other readers of YAML, or people, take for something else.

use super::value::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Mapping, Node, Value};

const AMBIGUOUS_SCALAR: Code = Code::AMBIGUOUS_SCALAR;

/// The keys of a case below which values are sent or compared with their types.
const TYPED: [&str; 3] = ["json", "each", "equals"];

/// The keys of a case below which values are text: a number is sent as it is written.
const TEXTUAL: [&str; 3] = ["query", "headers", "form"];

/// Whether a number keeps its type where it is used, or is text as it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Typed,
    Text,
}

impl Reader<'_> {
    /// Warns of scalars of the variables of a suite that are read differently elsewhere.
    pub(super) fn lint(&mut self, suite: &Node) {
        let Value::Mapping(suite) = &suite.value else { return };
        if let Some(vars) = suite.get("vars") {
            self.scalars(vars, Use::Typed);
        }
    }

    /// The same of one case.
    pub(super) fn lint_case(&mut self, case: &Node) {
        self.lint_parts(case);
        if let Value::Mapping(case) = &case.value
            && let Some(expect) = case.get("expect")
        {
            self.lint_parts(expect);
        }
    }

    fn lint_parts(&mut self, node: &Node) {
        let Value::Mapping(Mapping { entries }) = &node.value else { return };
        for entry in entries {
            let key = entry.key.text.as_str();
            if TYPED.contains(&key) {
                self.scalars(&entry.value, Use::Typed);
            } else if TEXTUAL.contains(&key) {
                self.scalars(&entry.value, Use::Text);
            }
        }
    }

    fn scalars(&mut self, node: &Node, of: Use) {
        match &node.value {
            Value::Sequence(items) => items.iter().for_each(|item| self.scalars(item, of)),
            Value::Mapping(Mapping { entries }) => {
                for entry in entries {
                    self.scalars(&entry.value, of);
                }
            }
            Value::Number(number) if of == Use::Typed => {
                let written = self.sources.slice(node.span);
                if is_plain(written) && is_lossy(written) {
                    let message = format!("`{written}` is read as the number {number}");
                    let help = format!("write \"{written}\" if text is meant, else `{number}`");
                    self.ambiguous(node, message, help);
                }
            }
            Value::String(text) if self.sources.slice(node.span) == text => {
                if let Some(other) = elsewhere(text) {
                    let message = format!("`{text}` is text here, and {other} to YAML 1.1");
                    self.ambiguous(node, message, format!("write \"{text}\" if text is meant"));
                }
            }
            _ => {}
        }
    }

    fn ambiguous(&mut self, node: &Node, message: String, help: String) {
        let problem = Diagnostic::warning(AMBIGUOUS_SCALAR, message);
        self.report(problem.at(node.span, "without quotes").help(help));
    }
}

/// Whether a scalar is written out here, and without quotes.
fn is_plain(written: &str) -> bool {
    !written.is_empty() && !written.starts_with(['"', '\'', '*', '!', '|', '>'])
}

/// Whether a number, once read, is no longer what was written: `1.10`, `01234`, `+1`, `0x1F`, `1e3`.
fn is_lossy(written: &str) -> bool {
    let digits = written.strip_prefix('-').unwrap_or(written);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "1"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    !plain(whole)
        || !plain(fraction)
        || fraction.ends_with('0')
        || whole.len() > 1 && whole.starts_with('0')
}

/// What YAML 1.1, which many other programs read, takes a text for that is plain text to YAML 1.2.
fn elsewhere(text: &str) -> Option<&'static str> {
    if !text.starts_with(|first: char| first.is_ascii_digit() || "yYnNoO".contains(first)) {
        return None;
    }
    match text {
        "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Some("true"),
        "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Some("false"),
        _ => {}
    }
    let parts = |mark: char| {
        let parts: Option<Vec<usize>> = text
            .split(mark)
            .map(|part| part.bytes().all(|b| b.is_ascii_digit()).then_some(part.len()))
            .collect();
        parts.unwrap_or_default()
    };
    if let [4, month, day] = parts('-').as_slice()
        && [1, 2].contains(month)
        && [1, 2].contains(day)
    {
        return Some("a date");
    }
    match parts(':').as_slice() {
        [first, rest @ ..] if *first > 0 && !rest.is_empty() && rest.iter().all(|p| *p == 2) => {
            Some("a number to the base of 60")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_number(written: &str, lossy: bool) {
        assert_eq!(is_lossy(written), lossy, "{written}");
    }

    #[track_caller]
    fn check_text(text: &str, expected: Option<&str>) {
        assert_eq!(elsewhere(text), expected, "{text}");
    }

    #[test]
    fn a_number_that_loses_what_was_written_is_lossy() {
        for written in ["1.10", "10.0", "01234", "-007", "+1", "0x1F", "1e3", ".5"] {
            check_number(written, true);
        }
    }

    #[test]
    fn a_number_that_reads_as_it_is_written_is_not() {
        for written in ["0", "-1", "10", "1.5", "0.25", "1000"] {
            check_number(written, false);
        }
    }

    #[test]
    fn words_that_are_booleans_elsewhere_are_known() {
        check_text("NO", Some("false"));
        check_text("on", Some("true"));
        check_text("none", None);
        check_text("true story", None);
    }

    #[test]
    fn dates_and_times_are_known() {
        check_text("2026-11-22", Some("a date"));
        check_text("12:30", Some("a number to the base of 60"));
        check_text("1-2-3", None);
        check_text("10:5:x", None);
        check_text("", None);
    }
}
