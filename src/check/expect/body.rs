//! `expect.body`: the whole body satisfies the schema that the case gives.

use crate::check::contract::broken_body;
use crate::check::{Check, View};
use crate::verdict::{CheckId, Finding};

/// The whole body satisfies the schema that the case gives. Responses to HEAD are not judged: they have no content.
pub(in crate::check) struct Body;

impl Check for Body {
    fn id(&self) -> CheckId {
        CheckId::ExpectBody
    }

    fn about(&self) -> &'static str {
        "The whole body satisfies the JSON Schema that the case expects."
    }

    fn reads_content(&self) -> bool {
        true
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        let Some(expected) = &view.subject.expectation.body else {
            return Vec::new();
        };
        if !view.status_fits() || view.is_head() {
            return Vec::new();
        }
        let found = broken_body(view, &expected.schema).into_iter();
        found.map(|broken| view.against_claim(self.id(), expected.span, broken)).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::ExpectedBody;
    use crate::check::fixture::{Fixture, schema, span};

    #[track_caller]
    fn check(answer: &str, expected: usize) {
        let mut fixture = Fixture::answer("GET /a", answer);
        let schema = schema(&json!({ "type": "object", "required": ["id"] }));
        fixture.expectation.body = Some(ExpectedBody { schema, span: span() });
        assert_eq!(fixture.findings(&Body).len(), expected);
    }

    #[test]
    fn a_body_that_fits_passes() {
        check("200\n\n{\"id\":1}", 0);
    }

    #[test]
    fn any_other_body_is_a_finding() {
        check("200\n\n{}", 1);
        check("200\n\n<p>", 1);
        check("200\n", 1);
    }

    #[test]
    fn the_body_is_not_judged_if_the_status_is_unexpected() {
        check("404\n\n{}", 0);
    }
}
