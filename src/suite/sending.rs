//! The keys that repeat the request of a case: `until`, `retry`, `repeat`, `burst`.

use std::ops::RangeInclusive;
use std::time::Duration;

use http::Method;

use super::duration::in_words;
use super::value_reader::Reader;
use super::{Expect, METHODS, RETRY, RequestLine, UNTIL};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::{Entry, Fields, Node, Value, wrong_type};

const REPEAT: RangeInclusive<u32> = 1..=1000;
const BURST: RangeInclusive<u32> = 1..=200;
const TIMES: RangeInclusive<u32> = 1..=20;
const WAIT: RangeInclusive<Duration> = Duration::from_millis(1)..=Duration::from_secs(10);
const EVERY: RangeInclusive<Duration> = Duration::from_millis(10)..=Duration::from_secs(60);
const FOR: RangeInclusive<Duration> = Duration::from_millis(10)..=Duration::from_secs(600);

/// The number of times that a case sends its request. By default it is sent once.
#[derive(Debug, Clone, Default)]
pub struct Sending {
    /// `until`: repeats the request until a condition is met.
    pub until: Option<Box<Until>>,
    /// `retry`: repeats the request if there is no response, or a 429 or 503.
    pub retry: Option<Retry>,
    /// `repeat`: the number of requests in a row, 1 to 1000.
    pub repeat: Option<u32>,
    /// `burst`: the number of simultaneous requests, 1 to 200.
    pub burst: Option<u32>,
}

/// `until`: repeats the request until a condition is met or the time limit is reached.
#[derive(Debug, Clone)]
pub struct Until {
    /// The place of the whole value of `until`.
    pub span: Span,
    /// The condition, without code and body.
    pub condition: Expect,
    /// `every`: the pause between a response and the next request. Default 1 s.
    pub every: Duration,
    /// `for`: the time limit, counted from the first request. Default 30 s.
    pub limit: Duration,
}

/// `retry`: repeats the request if there is no response, or a 429 or 503 that the case does not expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// `times`: the maximum number of retries, 1 to 20. Default 3.
    pub times: u32,
    /// `wait`: the first pause, which doubles each time. Default 100 ms.
    pub wait: Duration,
    /// `unsafe`: true if methods that are not idempotent are retried too (RFC 9110, section 9.2.2).
    pub any_method: bool,
}

impl Retry {
    /// Returns `true` if a request with this method may be retried.
    pub fn may_repeat(&self, method: &Method) -> bool {
        self.any_method || method.is_idempotent() || method.as_str() == "QUERY"
    }
}

impl Reader<'_> {
    /// Reads the keys of a case that repeat its request.
    pub(super) fn sending(&mut self, case: &Fields<'_>, request: &RequestLine) -> Sending {
        let until = case.get("until").and_then(|node| self.until(node));
        let retry = case.entry("retry").and_then(|entry| {
            let retry = self.retry(&entry.value)?;
            self.may_repeat(&retry, request, entry.key.span);
            Some(retry)
        });
        let repeat = case.get("repeat").and_then(|node| self.count(node, "repeat", &REPEAT));
        let burst = case.get("burst").and_then(|node| self.count(node, "burst", &BURST));
        let pages = case.get("follow").and_then(|node| match &node.value {
            Value::Mapping(follow) => follow.entries.iter().find(|entry| entry.key.text == "pages"),
            _ => None,
        });
        let [again, row, once] = ["until", "repeat", "burst"].map(|key| case.entry(key));
        self.one_of([pages, again, row, once]);
        // Retries would change the number of requests that the target gets in the burst.
        self.one_of(["retry", "burst"].map(|key| case.entry(key)));
        Sending { until: until.map(Box::new), retry, repeat, burst }
    }

    /// Reports keys that exclude each other.
    fn one_of<const KEYS: usize>(&mut self, entries: [Option<&Entry>; KEYS]) {
        let mut entries = entries.into_iter().flatten();
        let Some(first) = entries.next() else { return };
        for other in entries {
            let message =
                format!("`{}` and `{}` exclude each other", first.key.text, other.key.text);
            let problem = Diagnostic::error(Code::SEVERAL_SENDINGS, message)
                .at(other.key.span, "the second key")
                .related(first.key.span, "the first key")
                .help("write a separate case for each");
            self.report(problem);
        }
    }

    fn retry(&mut self, node: &Node) -> Option<Retry> {
        let usual = Retry { times: 3, wait: Duration::from_millis(100), any_method: false };
        match &node.value {
            Value::Number(_) => Some(Retry { times: self.count(node, "retry", &TIMES)?, ..usual }),
            Value::Mapping(_) => {
                let fields = Fields::of(node, "retry", RETRY, self.problems)?;
                let times = fields.get("times").map(|node| self.count(node, "times", &TIMES));
                let wait = fields.get("wait").map(|node| self.duration(node, "wait", &WAIT));
                let any_method = fields.flag("unsafe", self.problems).unwrap_or(false);
                let times = times.map_or(Some(usual.times), |given| given)?;
                Some(Retry {
                    times,
                    wait: wait.map_or(Some(usual.wait), |given| given)?,
                    any_method,
                })
            }
            _ => {
                let expected = "the number of retries, or a mapping";
                self.report(wrong_type("retry", expected, node));
                None
            }
        }
    }

    /// Reads a whole number within bounds, and reports anything else.
    pub(super) fn count(
        &mut self,
        node: &Node,
        owner: &str,
        bounds: &RangeInclusive<u32>,
    ) -> Option<u32> {
        let number = if let Value::Number(number) = &node.value { number.as_u64() } else { None };
        let count = number.and_then(|number| u32::try_from(number).ok());
        let count = count.filter(|count| bounds.contains(count));
        if count.is_none() {
            let (least, most) = (bounds.start(), bounds.end());
            let message = format!("`{owner}` must be a whole number from {least} to {most}");
            self.report(
                Diagnostic::error(Code::BAD_COUNT, message)
                    .at(node.span, "out of range, or not a whole number"),
            );
        }
        count
    }

    /// Reports a `retry` that has no effect because the method is not idempotent.
    fn may_repeat(&mut self, retry: &Retry, request: &RequestLine, span: Span) {
        // The method of a link is unknown until the run.
        let RequestLine::Method { method, .. } = request else { return };
        let repeats = Method::from_bytes(method.text.as_bytes())
            .is_ok_and(|method| retry.may_repeat(&method));
        if !repeats && METHODS.contains(&method.text.as_str()) {
            let message = format!("{} is not idempotent, so it is never retried", method.text);
            let problem = Diagnostic::error(Code::UNSAFE_RETRY, message).at(span, "has no effect");
            self.report(problem.related(method.span, "the method").help(
                "add `unsafe: true` if a repeated request does no harm \
                 (RFC 9110, section 9.2.2)",
            ));
        }
    }

    fn until(&mut self, node: &Node) -> Option<Until> {
        let fields = Fields::of(node, "until", UNTIL, self.problems)?;
        let condition = self.condition(&fields, node.span);
        if !["status", "headers", "equals", "matches"].iter().any(|key| fields.get(key).is_some()) {
            let message = "`until` waits for nothing";
            let problem =
                Diagnostic::error(Code::EMPTY_UNTIL, message).at(node.span, "no condition");
            self.report(problem.help(
                "add a condition: `status`, `headers`, `equals` or `matches`, \
                 as in `expect`",
            ));
        }
        let every = fields.get("every").map(|node| self.duration(node, "every", &EVERY));
        let limit = fields.get("for").map(|node| self.duration(node, "for", &FOR));
        let every = every.map_or(Some(Duration::from_secs(1)), |given| given)?;
        let limit = limit.map_or(Some(Duration::from_secs(30)), |given| given)?;
        // The condition would be checked only once.
        if every >= limit {
            let message = format!(
                "the time limit of `until`, {}, ends before the second request",
                in_words(limit)
            );
            let problem = Diagnostic::error(Code::NEVER_AGAIN, message);
            let place = fields.get("every").or(fields.get("for")).unwrap_or(node);
            let label = format!("the pause is {}", in_words(every));
            self.report(problem.at(place.span, label).help("make `every` shorter than `for`"));
        }
        Some(Until { span: node.span, condition, every, limit })
    }
}
