//! `expect.status`: the status is the expected one.

use crate::check::broken_rule::Broken;
use crate::check::{Check, StatusRule, View};
use crate::contract::ErrorCode;
use crate::verdict::{CheckId, Finding};

/// The status is the expected one. A case without `expect` expects any documented 2xx.
pub(in crate::check) struct Status;

impl Check for Status {
    fn id(&self) -> CheckId {
        CheckId::ExpectStatus
    }

    fn about(&self) -> &'static str {
        "The status is the one that the case expects; a case without `expect` expects any documented 2xx."
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        if view.status_fits() {
            return Vec::new();
        }
        let expected = expected(view);
        let actual = named(view.status(), view.error_code());
        let message = format!("expected {expected}, got {actual}");
        let broken = Broken::new(message, expected, actual);
        vec![view.against_claim(self.id(), view.subject.expectation.status.span, broken)]
    }
}

fn expected(view: &View<'_>) -> String {
    let StatusRule::Exactly(status) = view.subject.expectation.status.rule else {
        return "any documented 2xx".to_owned();
    };
    let asked = view.subject.expectation.code.as_ref().map(|code| code.code.as_str());
    let claims = &view.subject.expectation.claims;
    let documented = view.all.iter().flat_map(|place| {
        place.territory.at(status).iter().map(|documented| &place.contract.rows()[documented.row])
    });
    let mut claimed = documented.filter(|row| claims.iter().any(|claim| claim.row == row.key));
    let claimed = claimed.find_map(|row| row.key.code.as_ref()).map(ErrorCode::as_str);
    named(status, asked.or(claimed))
}

/// Formats a status and an error code as in a suite: `404 RESOURCE_NOT_FOUND`.
fn named(status: u16, code: Option<&str>) -> String {
    let code = code.map(|code| format!(" {code}")).unwrap_or_default();
    format!("{status}{code}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &Fixture, expected: &[&str]) {
        fixture.check(&Status, expected);
    }

    #[test]
    fn the_expected_status_passes() {
        check(&Fixture::answer("GET /a", "404\n").expects(404), &[]);
    }

    #[test]
    fn any_documented_2xx_passes_if_the_case_has_no_expect() {
        check(&Fixture::answer("GET /a", "201\n"), &[]);
        check(&Fixture::answer("GET /a", "299\n"), &["must: expected any documented 2xx, got 299"]);
        check(&Fixture::answer("GET /a", "404\n"), &["must: expected any documented 2xx, got 404"]);
    }

    #[test]
    fn another_status_is_named_with_its_code() {
        let answer = "400\n\n{\"name\":\"INVALID\"}";
        let fixture = Fixture::answer("GET /a", answer).expects(404).claims("404 NOT_FOUND");
        check(&fixture, &["must: expected 404 NOT_FOUND, got 400 INVALID"]);
        check(
            &Fixture::answer("GET /a", answer).expects(201),
            &["must: expected 201, got 400 INVALID"],
        );
    }

    #[test]
    fn the_finding_names_the_line_of_the_suite() {
        let findings = Fixture::answer("GET /a", "404\n").findings(&Status);
        assert_eq!(findings[0].place.as_ref().map(|place| place.line), Some(1));
    }
}
