//! `waive: { why, until, issue }`: the waiver of a known violation.

use jiff::civil::Date;

use super::keywords::WAIVER;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::{Fields, Node, Text};

const BAD_DATE: Code = Code::BAD_DATE;
const EMPTY_WHY: Code = Code::EMPTY_WHY;
const WAIVER_EXPIRED: Code = Code::WAIVER_EXPIRED;

/// The waiver of a known violation. The violation does not fail a run until the waiver expires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The reason why the violation is accepted.
    pub why: String,
    /// The last day of the waiver. The waiver is valid through the end of this day in UTC.
    pub until: Date,
    /// The issue in which the violation is tracked.
    pub issue: Option<String>,
    /// The place of the value of `waive`.
    pub span: Span,
}

impl Waiver {
    /// Reads the value of `waive` and reports its problems.
    pub fn read(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Self> {
        let fields = Fields::of(node, "a waiver", WAIVER, problems)?;
        let why = fields.required_text("why", problems);
        let until = fields.required_text("until", problems);
        let issue = fields.text("issue", problems).map(|issue| issue.text);
        if let Some(why) = why.as_ref().filter(|why| why.text.trim().is_empty()) {
            let message = "a waiver says why";
            problems.push(Diagnostic::error(EMPTY_WHY, message).at(why.span, "says nothing"));
        }
        let until = until.and_then(|text| date(&text, problems));
        Some(Self { why: why?.text, until: until?, issue, span: node.span })
    }

    /// Returns true if the waiver has expired on a day in UTC. The day of `until` is still valid.
    pub fn is_expired(&self, today: Date) -> bool {
        today > self.until
    }

    /// Returns the number of days from `today` to the last day. Negative if the waiver has expired.
    pub fn days_left(&self, today: Date) -> i32 {
        (self.until - today).get_days()
    }

    /// Returns a warning if the waiver has expired on this day.
    pub fn warning(&self, today: Date) -> Option<Diagnostic> {
        let message = format!("this waiver ended on {}", self.until);
        let warning = Diagnostic::warning(WAIVER_EXPIRED, message);
        let warning = warning.at(self.span, "a run fails because of it");
        let help = "mend what it waives and remove it, or give it a later `until`";
        self.is_expired(today).then(|| warning.help(help))
    }
}

fn date(text: &Text, problems: &mut Vec<Diagnostic>) -> Option<Date> {
    let digits = text.text.split('-').map(str::len);
    let written = digits.eq([4, 2, 2]);
    let date = text.text.parse().ok().filter(|_| written);
    if date.is_none() {
        let message = format!("`{}` is no date", text.text);
        let problem = Diagnostic::error(BAD_DATE, message).at(text.span, "the last day, in UTC");
        problems.push(problem.help("write it as YYYY-MM-DD, such as 2030-12-31"));
    }
    date
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::diagnostic::Sources;
    use crate::source::{Budget, read_all};

    fn read(text: &str) -> (Option<Waiver>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let file = Sources::new().add("a.yaml", text);
        let node = read_all(file, text, Budget::default(), &mut problems).expect("YAML");
        (Waiver::read(&node, &mut problems), problems)
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let (_, problems) = read(text);
        let lines: Vec<String> = problems
            .iter()
            .map(|problem| format!("{} {}", problem.code, problem.message))
            .collect();
        assert_eq!(lines, expected);
    }

    fn waiver() -> Waiver {
        read("{ why: slow, until: 2026-02-28, issue: '#7' }").0.expect("a waiver")
    }

    #[test]
    fn a_waiver_has_a_reason_a_last_day_and_an_issue() {
        let Waiver { why, until, issue, .. } = waiver();
        assert_eq!(
            (why.as_str(), until, issue.as_deref()),
            ("slow", date(2026, 2, 28), Some("#7"))
        );
    }

    #[test]
    fn a_waiver_is_valid_through_its_last_day() {
        let waiver = waiver();
        assert!(!waiver.is_expired(date(2026, 2, 28)));
        assert!(waiver.is_expired(date(2026, 3, 1)));
        assert_eq!(waiver.days_left(date(2026, 2, 1)), 27);
        assert_eq!(waiver.days_left(date(2026, 4, 1)), -32);
        assert!(waiver.warning(date(2026, 2, 28)).is_none());
        assert!(waiver.warning(date(2026, 3, 1)).is_some());
    }

    #[test]
    fn why_and_until_are_required() {
        check(
            "{ issue: a }",
            &["missing-key a waiver has no `why`", "missing-key a waiver has no `until`"],
        );
        check("{ why: ' ', until: 2030-01-01 }", &["empty-why a waiver says why"]);
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        for day in ["soon", "2026-02-30", "20260228", "2026-02-28T10:00"] {
            let text = format!("{{ why: a, until: '{day}' }}");
            check(&text, &[&format!("bad-date `{day}` is no date")]);
        }
        check("{ why: a, until: 2026 }", &["wrong-type `until` must be a string"]);
    }

    #[test]
    fn other_keys_are_refused() {
        check(
            "{ why: a, until: 2030-01-01, reason: b }",
            &["unknown-key a waiver has no key `reason`"],
        );
    }
}
