//! Reads durations such as `500ms`, `2s` and `1m`.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::value_reader::{Reader, written};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Node, Value, wrong_type};

impl Reader<'_> {
    /// Reads a duration within bounds, and reports anything else.
    pub(super) fn duration(
        &mut self,
        node: &Node,
        owner: &str,
        bounds: &RangeInclusive<Duration>,
    ) -> Option<Duration> {
        let text = match &node.value {
            Value::String(text) => text.clone(),
            Value::Number(_) => written(node, self.sources),
            _ => {
                self.report(wrong_type(owner, "a duration such as `500ms`", node));
                return None;
            }
        };
        let help = "a duration is a whole number with a unit: `500ms`, `2s`, `1m`";
        let Some(duration) = read(&text) else {
            let message = format!("`{text}` is not a duration");
            let problem =
                Diagnostic::error(Code::BAD_DURATION, message).at(node.span, "not a duration");
            self.report(problem.help(help));
            return None;
        };
        if bounds.contains(&duration) {
            return Some(duration);
        }
        let (least, most) = (in_words(*bounds.start()), in_words(*bounds.end()));
        let message = format!("`{owner}` must be from {least} to {most}");
        let label = format!("this is {}", in_words(duration));
        self.report(Diagnostic::error(Code::BAD_DURATION, message).at(node.span, label));
        None
    }
}

fn read(text: &str) -> Option<Duration> {
    let unit = text.find(|c: char| !c.is_ascii_digit())?;
    let (digits, unit) = text.split_at(unit);
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(milliseconds).map(Duration::from_millis)
}

/// Returns a duration in the largest unit that represents it exactly.
pub(super) fn in_words(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    match milliseconds {
        0 => "0s".to_owned(),
        whole if whole.is_multiple_of(60_000) => format!("{}m", whole / 60_000),
        whole if whole.is_multiple_of(1000) => format!("{}s", whole / 1000),
        whole => format!("{whole}ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<u64>) {
        assert_eq!(read(text), expected.map(Duration::from_millis), "{text}");
    }

    #[test]
    fn a_duration_is_a_whole_number_with_a_unit() {
        check("500ms", Some(500));
        check("2s", Some(2000));
        check("1m", Some(60_000));
        for text in ["", "5", "s", "1.5s", "-1s", "2 s", "1h", "99999999999999999999s"] {
            check(text, None);
        }
        check("18446744073709551615m", None);
    }

    #[test]
    fn a_duration_is_shown_in_the_largest_exact_unit() {
        let words = [0, 1500, 2000, 120_000].map(|ms| in_words(Duration::from_millis(ms)));
        assert_eq!(words, ["0s", "1500ms", "2s", "2m"]);
    }
}
