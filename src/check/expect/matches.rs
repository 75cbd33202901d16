//! `expect.matches`: parts of the body satisfy the schemas that the case gives.

use crate::check::broken_rule::{Broken, capped, violations};
use crate::check::{Check, ExpectedMatch, View};
use crate::verdict::{CheckId, Finding};

/// Every value that a query selects satisfies the schema that the case gives for the query.
pub(in crate::check) struct Matches;

impl Check for Matches {
    fn id(&self) -> CheckId {
        CheckId::ExpectMatches
    }

    fn about(&self) -> &'static str {
        "Every value that the case's queries select in the body satisfies its JSON Schema."
    }

    fn reads_content(&self) -> bool {
        true
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        if !view.status_fits() {
            return Vec::new();
        }
        let expected = view.subject.expectation.matches.iter();
        expected
            .flat_map(|part| {
                let found = broken(view, part).into_iter();
                found.map(|broken| view.against_claim(self.id(), part.span, broken))
            })
            .collect()
    }
}

fn broken(view: &View<'_>, expected: &ExpectedMatch) -> Vec<Broken> {
    let query = &expected.query;
    let selected = view.json.value().map(|value| query.locate(value)).unwrap_or_default();
    if selected.is_empty() {
        let message = format!("nothing stands at {query} where a value is expected");
        return vec![Broken::missing(message, "a value", view.json).at(query.to_string())];
    }
    let places = selected.into_iter();
    let found = places.flat_map(|(path, value)| violations(&expected.schema, value, &path));
    capped(found, || format!("break `{}`", expected.schema.name()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::fixture::{Fixture, query, schema, span};

    #[track_caller]
    fn check(answer: &str, text: &str, expected: &[&str]) {
        let mut fixture = Fixture::answer("GET /a", answer);
        let schema = schema(&json!({ "type": "string" }));
        fixture.expectation.matches =
            vec![ExpectedMatch { query: query(text), schema, span: span() }];
        let findings = fixture.findings(&Matches);
        let paths: Vec<_> = findings.iter().filter_map(|finding| finding.path.as_deref()).collect();
        assert_eq!(paths, expected, "{findings:?}");
    }

    #[test]
    fn a_value_that_fits_passes() {
        check("200\n\n{\"a\":\"x\"}", "$.a", &[]);
    }

    #[test]
    fn every_selected_value_must_fit() {
        check("200\n\n{\"a\":[\"x\",1,{}]}", "$.a[*]", &["$.a[1]", "$.a[2]"]);
    }

    #[test]
    fn many_findings_are_counted() {
        let found = |answer: &str, text: &str| {
            let mut fixture = Fixture::answer("GET /a", answer);
            let schema = schema(&json!({ "type": "string" }));
            fixture.expectation.matches =
                vec![ExpectedMatch { query: query(text), schema, span: span() }];
            fixture.findings(&Matches)
        };
        let many = |count: usize| format!("200\n\n[{}1]", "1,".repeat(count - 1));
        let findings = found(&many(4000), "$[*]");
        assert_eq!(findings.len(), 21);
        assert!(findings[20].message.starts_with("3980 more places of the body break"));
        assert_eq!(found(&many(21), "$[*]").len(), 21);
        assert_eq!(found(&many(20), "$..*").len(), 20);
    }

    #[test]
    fn a_query_that_selects_nothing_is_a_finding() {
        check("200\n\n{}", "$.a", &["$.a"]);
        check("200\n", "$.a", &["$.a"]);
    }

    #[test]
    fn parts_are_not_judged_if_the_status_is_unexpected() {
        check("404\n\n{}", "$.a", &[]);
    }
}
