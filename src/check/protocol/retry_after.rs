//! `retry-after`: the `Retry-After` field is valid (RFC 9110, section 10.2.3).

use http::header;

use super::rule::ProtocolRule;
use crate::check::View;
use crate::check::broken_rule::Broken;
use crate::check::header_field::field;
use crate::verdict::CheckId;

/// A `Retry-After` field is a number of seconds or an HTTP date. The obsolete date formats are valid.
pub(in crate::check) struct RetryAfter;

impl ProtocolRule for RetryAfter {
    const ID: CheckId = CheckId::RetryAfter;

    fn broken(&self, view: &View<'_>) -> Vec<Broken> {
        let Some(value) = field(view.headers(), &header::RETRY_AFTER) else {
            return Vec::new();
        };
        let is_seconds = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        if is_seconds || httpdate::parse_http_date(&value).is_ok() {
            return Vec::new();
        }
        let expected = "a number of seconds or an HTTP date";
        let message =
            format!("the Retry-After `{value}` is neither {}", expected.replacen("or", "nor", 1));
        vec![Broken::new(message, expected, value).at("retry-after")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[track_caller]
    fn check(value: &str, is_valid: bool) {
        let message = format!(
            "must: the Retry-After `{value}` is neither a number of seconds nor an HTTP date"
        );
        let expected: &[&str] = if is_valid { &[] } else { &[&message] };
        Fixture::answer("GET /a", &format!("404\nretry-after: {value}\n"))
            .check(&RetryAfter, expected);
    }

    #[test]
    fn seconds_and_dates_pass() {
        check("0", true);
        check("99999999999999999999999", true);
        check("Sun, 06 Nov 1994 08:49:37 GMT", true);
        check("Sunday, 06-Nov-94 08:49:37 GMT", true);
        check("Sun Nov  6 08:49:37 1994", true);
        Fixture::answer("GET /a", "404\n").check(&RetryAfter, &[]);
    }

    #[test]
    fn anything_else_is_a_finding() {
        check("-1", false);
        check("1.5", false);
        check("soon", false);
        check("2024-01-01T00:00:00Z", false);
        check("", false);
    }

    #[test]
    fn two_fields_are_not_one_value() {
        let fixture = Fixture::answer("GET /a", "404\nretry-after: 1\nretry-after: 2\n");
        assert_eq!(fixture.findings(&RetryAfter).len(), 1);
    }
}
