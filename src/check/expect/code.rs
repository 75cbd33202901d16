//! `expect.code`: the error code is the expected one.

use crate::check::broken_rule::Broken;
use crate::check::{Check, View};
use crate::contract::typed;
use crate::verdict::{CheckId, Finding};

/// The error code is the expected one, or one of its other documented spellings.
///
/// Not judged if the API's errors have no code, and not judged for HEAD: its responses have no content.
pub(in crate::check) struct Code;

impl Check for Code {
    fn id(&self) -> CheckId {
        CheckId::ExpectCode
    }

    fn about(&self) -> &'static str {
        "The error code in the body is the one that the case expects, under any of its documented \
         spellings."
    }

    fn judges_each_part(&self) -> bool {
        true
    }

    fn reads_content(&self) -> bool {
        true
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        let (Some(expected), Some(query)) =
            (&view.subject.expectation.code, &view.territory.errors.code)
        else {
            return Vec::new();
        };
        if !view.status_fits() || view.is_head() {
            return Vec::new();
        }
        let found = view.at_code();
        if found.and_then(|code| code.as_str()).is_some_and(|code| same(view, &expected.code, code))
        {
            return Vec::new();
        }
        let wanted = typed(&serde_json::Value::from(expected.code.as_str()));
        let actual = found.map_or_else(|| view.json.instead(), typed);
        let message = format!("expected the error code {wanted} at {query}, got {actual}");
        let broken = match found {
            Some(_) => Broken::new(message, wanted, actual),
            None => Broken::missing(message, wanted, view.json),
        };
        let broken = broken.at(query.to_string());
        vec![view.against_claim(self.id(), expected.span, broken)]
    }
}

/// Returns true if two codes are equal, or are two spellings of the code of one row.
fn same(view: &View<'_>, expected: &str, actual: &str) -> bool {
    expected == actual
        || view.rows.iter().any(|documented| {
            let row = view.row(documented);
            row.is_spelt(expected) && row.is_spelt(actual)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[track_caller]
    fn check(request: &str, answer: &str, status: u16, code: &str, expected: &[&str]) {
        Fixture::answer(request, answer).expects(status).expects_code(code).check(&Code, expected);
    }

    #[test]
    fn the_expected_code_passes_under_any_spelling() {
        check("GET /a", "404\n\n{\"name\":\"NOT_FOUND\"}", 404, "NOT_FOUND", &[]);
        check("GET /a", "422\n\n{\"name\":\"UNPROCESSABLE\"}", 422, "UNPROCCESSABLE", &[]);
        check("GET /a", "422\n\n{\"name\":\"UNPROCCESSABLE\"}", 422, "UNPROCESSABLE", &[]);
    }

    #[test]
    fn each_code_of_an_operation_passes_under_any_spelling() {
        check("GET /own", "404\n\n{\"name\":\"OWN_GONE\"}", 404, "OWN_MISSING", &[]);
        check("GET /own", "404\n\n{\"name\":\"OWN_LOST\"}", 404, "OWN_LOST", &[]);
    }

    #[test]
    fn another_code_or_none_is_a_finding() {
        check(
            "GET /a",
            "403\n\n{\"name\":\"NOT_ALLOWED\"}",
            403,
            "NO_FUNDS",
            &[
                "must: expected the error code string \"NO_FUNDS\" at $.name, got string \"NOT_ALLOWED\"",
            ],
        );
        check(
            "GET /a",
            "403\n",
            403,
            "NO_FUNDS",
            &["must: expected the error code string \"NO_FUNDS\" at $.name, got nothing"],
        );
    }

    #[test]
    fn the_code_is_not_judged_for_head_or_if_the_status_is_unexpected() {
        check("GET /a", "404\n\n{}", 403, "NO_FUNDS", &[]);
        check("HEAD /a", "403\n", 403, "NO_FUNDS", &[]);
    }
}
