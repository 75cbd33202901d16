//! The functions of expressions: resolving calls, and evaluating them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::plan::expression_scope::{ExpressionScope, ResolvedExpression};
use crate::plan::model::generated_value::PlaceSeed;
use crate::plan::model::value::{CallPlan, Operand};
use crate::plan::resolve::suite_names::SuiteNames;
use crate::plan::value_text::{path_segment, text_of};
use crate::suite::{Argument, ArgumentKind, ExpressionKind, Function, Part, Template};

/// The largest length that `random_string` accepts, in characters.
const LONGEST: u64 = 65_536;

/// The reason why a call has no value, and the argument that causes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::plan) struct CallError {
    pub(in crate::plan) argument: usize,
    pub(in crate::plan) reason: String,
}

impl CallError {
    fn new(argument: usize, reason: impl Into<String>) -> Self {
        Self { argument, reason: reason.into() }
    }
}

impl CallPlan {
    /// Returns the arguments.
    pub(in crate::plan) fn operands(&self) -> &[Operand] {
        &self.operands
    }

    /// Returns the name of the function.
    pub(in crate::plan) fn name(&self) -> &'static str {
        self.function.name()
    }

    /// Evaluates the function with these arguments, one for each operand.
    pub(in crate::plan) fn evaluate(&self, arguments: &[Value]) -> Result<Value, CallError> {
        let text = |at: usize| argument_text(arguments, at);
        Ok(match self.function {
            Function::Uuid => self.place.uuid().into(),
            Function::Now => self.time(arguments)?.into(),
            Function::Unix => shifted(self.now, arguments)?.as_second().into(),
            Function::RandomInt => {
                let (min, max) = (integer(arguments, 0)?, integer(arguments, 1)?);
                // Captured bounds are known only in the run, so this cannot be checked when the suite is read.
                if min > max {
                    let reason = format!("the largest number, {max}, is below the smallest, {min}");
                    return Err(CallError::new(1, reason));
                }
                self.place.integer(min, max).into()
            }
            Function::RandomString => self.place.text(length(arguments)?).into(),
            Function::Base64 => STANDARD.encode(text(0)?).into(),
            Function::Sha256 => hexadecimal(&Sha256::digest(text(0)?)).into(),
            Function::Hmac => hmac(&text(0)?, &text(1)?).into(),
            Function::Url => path_segment(&text(0)?).into(),
            Function::Json => arguments[0].to_string().into(),
        })
    }

    /// Returns the time of `now()`, in UTC.
    fn time(&self, arguments: &[Value]) -> Result<String, CallError> {
        let time = shifted(self.now, arguments)?;
        if arguments.len() < 2 {
            return Ok(format!("{time:.0}"));
        }
        let format = argument_text(arguments, 1)?;
        jiff::fmt::strtime::format(&format, &time.to_zoned(TimeZone::UTC)).map_err(|error| {
            CallError::new(1, format!("`{format}` is not a strftime format: {error}"))
        })
    }
}

impl SuiteNames<'_> {
    /// Resolves a call: to its value if all arguments are known, otherwise to a call that the run evaluates.
    pub(in crate::plan) fn call(
        &mut self,
        function: Function,
        arguments: &[Argument],
        span: Span,
        scope: &mut ExpressionScope<'_>,
    ) -> ResolvedExpression {
        let (seed, suite) = (self.context.seed, &self.suite.name.text);
        let place = PlaceSeed::new(seed, suite, &scope.owner(), scope.calls);
        // Counted before the arguments are resolved, so that an error in them does not change the values of
        // other calls.
        scope.calls += 1;
        let before = self.problems.len();
        let operands: Vec<Operand> =
            arguments.iter().map(|argument| self.operand(argument, scope)).collect();
        let call = CallPlan { function, operands, place, now: self.context.now };
        let known: Option<Vec<Value>> = call.operands.iter().map(known).collect();
        let Some(known) = known else { return ResolvedExpression::Call(call) };
        // A faulty argument was reported. Without the environment an argument has no value to check.
        if self.problems.len() > before || known.iter().any(is_unset) {
            return ResolvedExpression::Value(Value::String(String::new()));
        }
        match call.evaluate(&known) {
            Ok(value) => {
                self.keep_secret(&known, &value);
                ResolvedExpression::Value(value)
            }
            Err(fault) => {
                let message = format!("`{}` cannot be called: {}", function.name(), fault.reason);
                let place = arguments.get(fault.argument).map_or(span, |argument| argument.span);
                self.report(
                    Diagnostic::error(Code::BAD_ARGUMENTS, message).at(place, "this argument"),
                );
                ResolvedExpression::Value(Value::String(String::new()))
            }
        }
    }

    /// Resolves an argument: to its value if it is known, otherwise to the slot of its capture.
    fn operand(&mut self, argument: &Argument, scope: &mut ExpressionScope<'_>) -> Operand {
        match &argument.kind {
            ArgumentKind::Literal(value) => Operand::Known(value.clone()),
            ArgumentKind::Environment(name) => {
                Operand::Known(Value::String(self.environment(name, argument.span)))
            }
            ArgumentKind::Name(name) => match self.argument_named(name, argument.span, scope) {
                ResolvedExpression::Slot(slot) => Operand::Slot(slot),
                ResolvedExpression::Value(value) => Operand::Known(value),
                ResolvedExpression::Call(_) => unreachable!("a name is never a call"),
            },
        }
    }

    fn argument_named(
        &mut self,
        name: &str,
        span: Span,
        scope: &mut ExpressionScope<'_>,
    ) -> ResolvedExpression {
        let resolved = self.named(name, span, scope);
        self.within_budget(resolved, span)
    }

    /// Adds the result of a call as a secret if an argument contains a secret: `base64` can be decoded, and
    /// a short secret can be guessed from its hash.
    fn keep_secret(&mut self, arguments: &[Value], made: &Value) {
        let texts: Vec<String> = arguments.iter().filter_map(text_of).collect();
        let secret = texts.iter().any(|text| self.secrets.iter().any(|known| text.contains(known)));
        if let (true, Value::String(made)) = (secret, made) {
            self.secret(made);
        }
    }

    /// Warns of `url()` in a place whose values are percent-encoded anyway.
    pub(in crate::plan) fn check_encoded_once(&mut self, template: &Template) {
        for part in &*template.parts {
            if let Part::Expression(expression) = part
                && let ExpressionKind::Call { function: Function::Url, .. } = expression.kind
            {
                let message = "values in a path, a query or a form are encoded already";
                let problem = Diagnostic::warning(Code::DOUBLE_ENCODED, message);
                let problem = problem.at(expression.span, "encoded twice");
                self.report(problem.help("leave `url()` out"));
            }
        }
    }
}

fn known(operand: &Operand) -> Option<Value> {
    match operand {
        Operand::Known(value) => Some(value.clone()),
        Operand::Slot(_) => None,
    }
}

/// Returns `true` if a value contains a placeholder for an environment variable, which `check` does not read.
fn is_unset(value: &Value) -> bool {
    matches!(value, Value::String(text) if text.contains("${env."))
}

fn argument_text(arguments: &[Value], at: usize) -> Result<String, CallError> {
    text_of(&arguments[at])
        .ok_or_else(|| CallError::new(at, "the argument must be a text, and this is null"))
}

fn integer(arguments: &[Value], at: usize) -> Result<i64, CallError> {
    let value = &arguments[at];
    value.as_i64().ok_or_else(|| {
        CallError::new(at, format!("the argument must be a whole number, got {value}"))
    })
}

/// Returns the length that the first argument of `random_string` sets.
fn length(arguments: &[Value]) -> Result<usize, CallError> {
    let value = &arguments[0];
    let length = value.as_u64().filter(|length| (1..=LONGEST).contains(length));
    let length = length.and_then(|length| usize::try_from(length).ok());
    length.ok_or_else(|| {
        CallError::new(0, format!("the argument must be a length from 1 to {LONGEST}, got {value}"))
    })
}

/// Returns the time shifted by the offset in the first argument, if there is one.
fn shifted(now: Timestamp, arguments: &[Value]) -> Result<Timestamp, CallError> {
    let Some(offset) = arguments.first() else { return Ok(now) };
    let seconds = offset.as_str().and_then(seconds).ok_or_else(|| {
        let example = "a sign, then numbers with `s`, `m`, `h`, `d` or `w`, such as `+1h30m`";
        CallError::new(0, format!("{offset} is not an offset: {example}"))
    })?;
    now.checked_add(SignedDuration::from_secs(seconds))
        .map_err(|_| CallError::new(0, format!("{offset} is outside the calendar")))
}

/// Returns the seconds of an offset such as `+1h30m` or `-2d`. A day has 24 hours.
fn seconds(offset: &str) -> Option<i64> {
    let (sign, mut rest) = match offset.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let mut sum: i64 = 0;
    while !rest.is_empty() {
        let unit = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = rest[..unit].parse().ok()?;
        let factor = match rest.as_bytes()[unit] {
            b's' => 1,
            b'm' => 60,
            b'h' => 3_600,
            b'd' => 86_400,
            b'w' => 604_800,
            _ => return None,
        };
        // An offset that overflows is reported as invalid.
        sum = sum.checked_add(number.checked_mul(factor)?)?;
        rest = &rest[unit + 1..];
    }
    (offset.len() > 1).then_some(sign * sum)
}

fn hmac(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes any key");
    mac.update(text.as_bytes());
    hexadecimal(&mac.finalize().into_bytes())
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).expect("a nibble is one digit");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn evaluate(function: Function, arguments: &[Value]) -> Result<Value, CallError> {
        let place = PlaceSeed::new(1, "s", "c", 0);
        let now = "2026-02-28T23:59:59.9Z".parse().expect("a time");
        CallPlan { function, operands: Vec::new(), place, now }.evaluate(arguments)
    }

    #[track_caller]
    fn check(function: Function, arguments: &[Value], expected: impl Into<Value>) {
        assert_eq!(evaluate(function, arguments), Ok(expected.into()));
    }

    #[track_caller]
    fn refused(function: Function, arguments: &[Value], argument: usize, expected: &str) {
        let fault = evaluate(function, arguments).expect_err("a fault");
        assert!(fault.reason.contains(expected), "{}", fault.reason);
        assert_eq!(fault.argument, argument);
    }

    #[test]
    fn the_time_is_in_utc_and_whole_seconds() {
        check(Function::Now, &[], "2026-02-28T23:59:59Z");
        check(Function::Now, &["+1s".into()], "2026-03-01T00:00:00Z");
        check(Function::Now, &["-1w2d".into()], "2026-02-19T23:59:59Z");
        check(Function::Now, &["+0s".into(), "%d.%m.%Y %H:%M %Z".into()], "28.02.2026 23:59 UTC");
        check(Function::Unix, &[], 1_772_323_199);
        check(Function::Unix, &["+1h30m".into()], 1_772_323_199 + 5_400);
    }

    #[test]
    fn an_offset_has_a_sign_and_units() {
        for offset in ["", "+", "1h", "+1", "+h", "+1y", "+1h 2m", "+99999999999999999999s", "ä"] {
            refused(Function::Unix, &[offset.into()], 0, "is not an offset");
        }
        refused(Function::Unix, &[json!(3600)], 0, "3600 is not an offset");
        refused(Function::Now, &["+99999999999w".into()], 0, "outside the calendar");
        refused(Function::Now, &["+0s".into(), "%!".into()], 1, "`%!` is not a strftime format");
    }

    #[test]
    fn random_values_are_within_their_bounds() {
        check(Function::RandomInt, &[json!(7), json!(7)], 7);
        let extremes = [json!(i64::MIN), json!(i64::MAX)];
        assert!(evaluate(Function::RandomInt, &extremes).is_ok_and(|value| value.is_i64()));
        let text = evaluate(Function::RandomString, &[json!(9)]).expect("a text");
        assert_eq!(text.as_str().map(str::len), Some(9));
        refused(Function::RandomInt, &[json!(2), json!(1)], 1, "1, is below the smallest, 2");
        refused(Function::RandomInt, &["1".into(), json!(1)], 0, "whole number, got \"1\"");
        refused(Function::RandomInt, &[json!(1), json!(1.5)], 1, "whole number, got 1.5");
        for length in [json!(0), json!(65_537), json!(-1), json!("3")] {
            refused(Function::RandomString, &[length], 0, "a length from 1 to 65536");
        }
    }

    #[test]
    fn hashes_match_the_examples_of_the_standards() {
        // FIPS 180-2, appendix B.1, and RFC 4231, test case 2.
        check(
            Function::Sha256,
            &["abc".into()],
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        );
        check(
            Function::Hmac,
            &["Jefe".into(), "what do ya want for nothing?".into()],
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        );
        refused(Function::Hmac, &["k".into(), Value::Null], 1, "this is null");
    }

    #[test]
    fn encodings_accept_any_value_except_null() {
        check(Function::Base64, &["me:pässword".into()], "bWU6cMOkc3N3b3Jk");
        check(Function::Url, &["a b/ü&~".into()], "a%20b%2F%C3%BC%26~");
        check(Function::Url, &[json!({ "a": 1 })], "%7B%22a%22%3A1%7D");
        check(Function::Json, &[json!({ "a": [null, "\""] })], r#"{"a":[null,"\""]}"#);
        check(Function::Json, &["x".into()], "\"x\"");
    }
}
