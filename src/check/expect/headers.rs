//! `expect.headers`: the header fields are the expected ones.

use http::{HeaderName, header};

use crate::check::broken_rule::Broken;
use crate::check::header_field::{field, lines};
use crate::check::header_value::breaches;
use crate::check::media_type::fits;
use crate::check::{Check, ExpectedHeader, HeaderRule, View};
use crate::verdict::{CheckId, Finding};

/// The header fields have the expected values.
///
/// If a field occurs more than once, its values are joined with a comma and a space (RFC 9110, section 5.3). Fields that
/// are no list are judged line by line.
pub(in crate::check) struct Headers;

impl Check for Headers {
    fn id(&self) -> CheckId {
        CheckId::ExpectHeaders
    }

    fn about(&self) -> &'static str {
        "The header fields are what the case expects: equal, absent, or satisfying a JSON Schema."
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        if !view.status_fits() {
            return Vec::new();
        }
        let expected = view.subject.expectation.headers.iter();
        expected
            .flat_map(|header| {
                let found = broken(view, header).into_iter();
                found.map(|broken| {
                    view.against_claim(self.id(), header.span, broken.at(&header.name))
                })
            })
            .collect()
    }
}

fn broken(view: &View<'_>, expected: &ExpectedHeader) -> Vec<Broken> {
    let name = &expected.name;
    let known = HeaderName::from_bytes(name.as_bytes()).ok();
    let actual = known.as_ref().and_then(|name| field(view.headers(), name));
    match (&expected.rule, actual) {
        (HeaderRule::Absent, None) => Vec::new(),
        (HeaderRule::Absent, Some(actual)) => {
            let message = format!("expected no {name}, got `{actual}`");
            vec![Broken::new(message, "nothing", actual)]
        }
        (HeaderRule::Equals(wanted), None) => {
            let message = format!("expected {name} to be `{wanted}`, but it is absent");
            vec![Broken::new(message, wanted, "nothing")]
        }
        (HeaderRule::Equals(wanted), Some(actual))
            if equal(name, wanted, &actual) || has_cookie(view, name, wanted) =>
        {
            Vec::new()
        }
        (HeaderRule::Equals(wanted), Some(actual)) => {
            let message = format!("expected {name} to be `{wanted}`, got `{actual}`");
            vec![Broken::new(message, wanted, actual)]
        }
        (HeaderRule::Matches(schema), None) => {
            let message = format!("{name} is absent where `{}` is expected", schema.name());
            vec![Broken::new(message, "a value", "nothing")]
        }
        (HeaderRule::Matches(schema), Some(_)) => {
            known.map_or_else(Vec::new, |known| breaches(view.headers(), &known, schema, name))
        }
    }
}

/// Returns true if one `Set-Cookie` line has the value. The lines of this field are no list (RFC 9110, section 5.3).
fn has_cookie(view: &View<'_>, name: &str, wanted: &str) -> bool {
    name == header::SET_COOKIE.as_str()
        && lines(view.headers(), &header::SET_COOKIE).iter().any(|line| line == wanted)
}

fn equal(name: &str, expected: &str, actual: &str) -> bool {
    expected == actual || (name == header::CONTENT_TYPE.as_str() && fits(expected, actual))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::{Fixture, schema, span};

    #[track_caller]
    fn check(answer: &str, name: &str, rule: HeaderRule, expected: &[&str]) {
        let mut fixture = Fixture::answer("GET /a", answer);
        let name = name.to_owned();
        fixture.expectation.headers = vec![ExpectedHeader { name, rule, span: span() }];
        fixture.check(&Headers, expected);
    }

    #[track_caller]
    fn check_equals(answer: &str, name: &str, value: &str, expected: &[&str]) {
        check(answer, name, HeaderRule::Equals(value.to_owned()), expected);
    }

    #[test]
    fn a_field_has_the_very_value() {
        check_equals("200\nx: a\n", "x", "a", &[]);
        check_equals("200\nx: a\nx: b\n", "x", "a, b", &[]);
        check_equals("200\nx: A\n", "x", "a", &["must: expected x to be `a`, got `A`"]);
        check_equals("200\n", "x", "a", &["must: expected x to be `a`, but it is absent"]);
    }

    #[test]
    fn one_of_several_cookies_has_the_value() {
        let answer = "200\nset-cookie: a=1\nset-cookie: b=2\n";
        check_equals(answer, "set-cookie", "b=2", &[]);
        let message = "must: expected set-cookie to be `c=3`, got `a=1, b=2`";
        check_equals(answer, "set-cookie", "c=3", &[message]);
    }

    #[test]
    fn a_media_type_is_compared_as_one() {
        let answer = "200\ncontent-type: Application/Json; charset=utf-8\n";
        check_equals(answer, "content-type", "application/json", &[]);
        check_equals(
            answer,
            "content-type",
            "text/html",
            &[
                "must: expected content-type to be `text/html`, got `Application/Json; charset=utf-8`",
            ],
        );
    }

    #[test]
    fn a_field_that_must_be_absent_is_a_finding_if_present() {
        check("200\n", "x", HeaderRule::Absent, &[]);
        check("200\nx: a\n", "x", HeaderRule::Absent, &["must: expected no x, got `a`"]);
    }

    #[test]
    fn a_value_satisfies_a_schema() {
        let short = || HeaderRule::Matches(schema(&serde_json::json!({ "maxLength": 2 })));
        check("200\nx: ab\n", "x", short(), &[]);
        check("200\n", "x", short(), &["must: x is absent where `inline` is expected"]);
        let mut fixture = Fixture::answer("GET /a", "200\nx: abc\n");
        let name = "x".to_owned();
        fixture.expectation.headers = vec![ExpectedHeader { name, rule: short(), span: span() }];
        assert_eq!(fixture.findings(&Headers)[0].path.as_deref(), Some("x"));
    }

    #[test]
    fn fields_are_not_compared_if_the_status_is_unexpected() {
        check_equals("404\n", "x", "a", &[]);
    }
}
