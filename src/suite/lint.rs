//! Warns about unquoted scalars that people or other YAML readers may interpret differently.

use super::value_reader::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Mapping, Node, Value};

/// The keys of a case whose values keep their types.
const TYPED: [&str; 3] = ["json", "each", "equals"];

/// The keys of a case whose values are text. A number is sent as it is written.
const TEXTUAL: [&str; 3] = ["query", "headers", "form"];

/// The use of a scalar: with its type, or as the text that is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Typed,
    Text,
}

impl Reader<'_> {
    /// Warns about ambiguous scalars in the variables of a suite.
    pub(super) fn lint(&mut self, suite: &Node) {
        let Value::Mapping(suite) = &suite.value else { return };
        if let Some(vars) = suite.get("vars") {
            self.scalars(vars, Use::Typed);
        }
    }

    /// Warns about ambiguous scalars in a case.
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
                    let help =
                        format!("write \"{written}\" for a string, or `{number}` for the number");
                    self.ambiguous(node, message, help);
                }
            }
            // The source differs from the text if the scalar is quoted, and a quoted scalar is not ambiguous.
            Value::String(text) if self.sources.slice(node.span) == text => {
                if let Some(other) = yaml_1_1_meaning(text) {
                    let message = format!("`{text}` is a string here, but {other} in YAML 1.1");
                    self.ambiguous(node, message, format!("write \"{text}\" for a string"));
                }
            }
            _ => {}
        }
    }

    fn ambiguous(&mut self, node: &Node, message: String, help: String) {
        let problem = Diagnostic::warning(Code::AMBIGUOUS_SCALAR, message);
        self.report(problem.at(node.span, "without quotes").help(help));
    }
}

/// Returns `true` if a scalar is written without quotes and is not an alias, a tag or a block.
fn is_plain(written: &str) -> bool {
    !written.is_empty() && !written.starts_with(['"', '\'', '*', '!', '|', '>'])
}

/// Returns `true` if a number loses its written form when it is read: `1.10`, `01234`, `+1`, `0x1F`, `1e3`.
fn is_lossy(written: &str) -> bool {
    let digits = written.strip_prefix('-').unwrap_or(written);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "1"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    !plain(whole)
        || !plain(fraction)
        || fraction.ends_with('0')
        || whole.len() > 1 && whole.starts_with('0')
}

/// Returns the YAML 1.1 meaning of a scalar that YAML 1.2 reads as a string. Many programs still read YAML 1.1.
fn yaml_1_1_meaning(text: &str) -> Option<&'static str> {
    // A fast first test, because few scalars are ambiguous.
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
            Some("a base-60 number")
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
        assert_eq!(yaml_1_1_meaning(text), expected, "{text}");
    }

    #[test]
    fn a_number_that_loses_its_written_form_is_lossy() {
        for written in ["1.10", "10.0", "01234", "-007", "+1", "0x1F", "1e3", ".5"] {
            check_number(written, true);
        }
    }

    #[test]
    fn a_number_that_keeps_its_written_form_is_not_lossy() {
        for written in ["0", "-1", "10", "1.5", "0.25", "1000"] {
            check_number(written, false);
        }
    }

    #[test]
    fn booleans_of_yaml_1_1_are_recognized() {
        check_text("NO", Some("false"));
        check_text("on", Some("true"));
        check_text("none", None);
        check_text("true story", None);
    }

    #[test]
    fn dates_and_times_of_yaml_1_1_are_recognized() {
        check_text("2026-11-22", Some("a date"));
        check_text("12:30", Some("a base-60 number"));
        check_text("1-2-3", None);
        check_text("10:5:x", None);
        check_text("", None);
    }
}
