//! `documented-status`: the contract documents the status for the request.

use crate::check::broken_rule::Broken;
use crate::check::{Check, View};
use crate::contract::Part;
use crate::verdict::{CheckId, Finding};

/// The contract documents the status for the request.
pub(in crate::check) struct DocumentedStatus;

impl Check for DocumentedStatus {
    fn id(&self) -> CheckId {
        CheckId::DocumentedStatus
    }

    fn about(&self) -> &'static str {
        "The status is one that the contract documents for the path."
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        let status = view.status();
        if view.is_documented_somewhere() {
            return Vec::new();
        }
        let mut known: Vec<String> =
            view.all.iter().flat_map(|place| place.territory.statuses()).collect();
        known.sort();
        known.dedup();
        let part = match &view.territory.part {
            Part::Api => String::new(),
            Part::Scope { name, .. } => format!(" in the scope `{name}`"),
            Part::Operation(name) => format!(" for `{name}`"),
        };
        if known.is_empty() {
            let request = &view.subject.exchange.request;
            let message = format!("the contract has no operation that answers {}", request.method);
            let broken = Broken::new(message, "a documented operation", status.to_string());
            return vec![view.against_claim(
                self.id(),
                view.subject.expectation.status.span,
                broken,
            )];
        }
        let known = known.join(", ");
        let message = format!("the status {status} is not documented{part}, only {known}");
        let broken = Broken::new(message, format!("one of {known}"), status.to_string());
        vec![view.against_claim(self.id(), view.subject.expectation.status.span, broken)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;
    use crate::contract::RowKey;

    #[track_caller]
    fn check(request: &str, answer: &str, expected: &[&str]) {
        Fixture::answer(request, answer).check(&DocumentedStatus, expected);
    }

    #[test]
    fn a_status_of_the_contract_passes() {
        check("GET /a", "200\n\n{}", &[]);
        check("POST /oauth/token", "400\n\n{}", &[]);
    }

    #[test]
    fn any_other_status_is_a_finding() {
        let known = "200, 201, 204, 400, 401, 403, 404, 405, 409, 422";
        let message = format!("must: the status 418 is not documented, only {known}");
        check("GET /a", "418\n", &[&message]);
    }

    #[test]
    fn an_undocumented_status_counts_against_the_claim() {
        let fixture = Fixture::answer("GET /a", "418\n").expects(404).claims("404 NOT_FOUND");
        let findings = fixture.findings(&DocumentedStatus);
        assert_eq!(
            findings[0].row.as_ref().map(RowKey::to_string).as_deref(),
            Some("404 NOT_FOUND")
        );
        assert_eq!((findings[0].expected.len() > 10, findings[0].actual.as_str()), (true, "418"));
    }
}
