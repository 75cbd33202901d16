//! `expect.equals`: the values in the body are the expected ones.

use crate::check::difference::unequal;
use crate::check::{Check, View};
use crate::verdict::{CheckId, Finding};

/// Every value that a query selects equals the expected value.
///
/// A number never equals a string. Numbers are compared by value: `1` equals `1.0`.
pub(in crate::check) struct Equals;

impl Check for Equals {
    fn id(&self) -> CheckId {
        CheckId::ExpectEquals
    }

    fn about(&self) -> &'static str {
        "The values that the case's queries select in the body equal the expected ones, types included."
    }

    fn reads_content(&self) -> bool {
        true
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        if !view.status_fits() {
            return Vec::new();
        }
        let expected = view.subject.expectation.equals.iter();
        expected
            .flat_map(|value| {
                let found = unequal(view.json, value).into_iter();
                found.map(|broken| view.against_claim(self.id(), value.span, broken))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::fixture::{Fixture, expected_value};

    #[track_caller]
    fn check(answer: &str, query: &str, value: Value, expected: &[&str]) {
        let mut fixture = Fixture::answer("GET /a", answer);
        fixture.expectation.equals = vec![expected_value(query, value)];
        fixture.check(&Equals, expected);
    }

    #[test]
    fn an_equal_value_passes() {
        check("200\n\n{\"a\":{\"b\":1.0}}", "$.a", json!({ "b": 1 }), &[]);
        check("200\n\n[1,1]", "$[*]", json!(1), &[]);
    }

    #[test]
    fn a_number_is_no_string() {
        check(
            "200\n\n{\"a\":\"1.10\"}",
            "$.a",
            json!(1.1),
            &["must: expected number 1.1 at $.a, got string \"1.10\""],
        );
    }

    #[test]
    fn every_selected_value_is_compared() {
        check("200\n\n[1,2]", "$[*]", json!(1), &["must: expected number 1 at $[1], got number 2"]);
    }

    #[test]
    fn a_query_that_selects_nothing_is_a_finding() {
        check(
            "200\n\n{}",
            "$.a",
            json!(null),
            &["must: nothing stands at $.a where null is expected"],
        );
        let mut fixture = Fixture::answer("GET /a", "200\n\n<p>");
        fixture.expectation.equals = vec![expected_value("$.a", json!(1))];
        let actual = &fixture.findings(&Equals)[0].actual;
        assert_eq!(actual, "no JSON: expected value at line 1 column 1");
    }

    #[test]
    fn values_are_not_compared_if_the_status_is_unexpected() {
        check("404\n\n{}", "$.a", json!(1), &[]);
    }
}
