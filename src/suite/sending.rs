//! How often a case sends its request: `until`.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::duration::in_words;
use super::value::Reader;
use super::{Expect, UNTIL};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::{Fields, Node};

const EMPTY: Code = Code("empty-until");
const NEVER_AGAIN: Code = Code("never-again");

const EVERY: RangeInclusive<Duration> = Duration::from_millis(10)..=Duration::from_secs(60);
const FOR: RangeInclusive<Duration> = Duration::from_millis(10)..=Duration::from_secs(600);

/// How often a case sends its request; once, where it says nothing.
#[derive(Debug, Clone, Default)]
pub struct Sending {
    /// `until`: again until a condition holds.
    pub until: Option<Until>,
}

/// `until`: the request is sent again until a condition holds or the time is up.
#[derive(Debug, Clone)]
pub struct Until {
    /// The whole value.
    pub span: Span,
    /// The condition; it has no code and no body.
    pub condition: Expect,
    /// `every`: the pause between a response and the next request. Default 1 s.
    pub every: Duration,
    /// `for`: when the time is up, from the first request on. Default 30 s.
    pub limit: Duration,
}

impl Reader<'_> {
    /// How often the request of a case is sent.
    pub(super) fn sending(&mut self, case: &Fields<'_>) -> Sending {
        Sending { until: case.get("until").and_then(|node| self.until(node)) }
    }

    fn until(&mut self, node: &Node) -> Option<Until> {
        let fields = Fields::of(node, "until", UNTIL, self.problems)?;
        let condition = self.condition(&fields, node.span);
        if !["status", "headers", "equals", "matches"].iter().any(|key| fields.get(key).is_some()) {
            let message = "`until` waits for nothing";
            let problem = Diagnostic::error(EMPTY, message).at(node.span, "no condition");
            self.report(problem.help(
                "say what the response must be: `status`, `headers`, `equals` or `matches`, \
                 as in `expect`",
            ));
        }
        let every = fields.get("every").map(|node| self.duration(node, "every", &EVERY));
        let limit = fields.get("for").map(|node| self.duration(node, "for", &FOR));
        let every = every.map_or(Some(Duration::from_secs(1)), |given| given)?;
        let limit = limit.map_or(Some(Duration::from_secs(30)), |given| given)?;
        if every >= limit {
            let message = format!(
                "the time of `until` is up after {} and before the second request",
                in_words(limit)
            );
            let problem = Diagnostic::error(NEVER_AGAIN, message);
            let place = fields.get("every").or(fields.get("for")).unwrap_or(node);
            let label = format!("the pause is {}", in_words(every));
            self.report(problem.at(place.span, label).help("make `every` shorter than `for`"));
        }
        Some(Until { span: node.span, condition, every, limit })
    }
}
