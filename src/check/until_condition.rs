//! The condition of `until`. The runner sends the request again until the condition holds.

use super::parts_of_api::{places, view_of_all};
use super::{Check, Expectation, Json, Subject, expect};
use crate::contract::{Layers, RowKey};
use crate::diagnostic::Sources;
use crate::http::Exchange;
use crate::verdict::{CheckId, Finding};

/// The condition that ends the waiting.
#[derive(Debug, Clone, Copy)]
pub struct Condition<'a> {
    /// The path of the request below the base path of the target.
    pub path: &'a str,
    /// The contracts.
    pub layers: &'a Layers,
    /// The awaited response, with the claim of the case.
    pub awaited: &'a Expectation,
    /// The source files, to name the line of an unmet demand.
    pub sources: &'a Sources,
}

impl Condition<'_> {
    /// Returns a finding for each unmet demand; the list is empty if the condition holds.
    pub fn unmet(&self, exchange: &Exchange) -> Vec<Finding> {
        let json = Json::of(&exchange.response);
        let Self { path, layers, awaited: expectation, sources } = *self;
        let subject = Subject { exchange, path, layers, expectation, sources };
        let parts = places(&subject, &json);
        let view = view_of_all(&subject, &json, &parts);
        let checks: [&dyn Check; 4] =
            [&expect::Status, &expect::Headers, &expect::Equals, &expect::Matches];
        checks.iter().flat_map(|check| check.judge(&view)).collect()
    }
}

/// Returns the finding about a condition that did not hold in time. It counts against the claim.
///
/// `waited` describes the time and the number of requests, such as "within 2s".
pub fn never_met(unmet: Vec<Finding>, waited: &str, claim: Option<&RowKey>) -> Option<Finding> {
    let more = match unmet.len() {
        0 | 1 => String::new(),
        unmet => format!(" (and {} more)", unmet - 1),
    };
    let mut first = unmet.into_iter().next()?;
    first.message = format!("what is awaited did not come {waited}: {}{more}", first.message);
    first.check = CheckId::Until;
    first.row = claim.cloned();
    Some(first)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::fixture::{Fixture, expected_value};
    use crate::check::{ExpectedStatus, StatusRule};

    #[track_caller]
    fn check(answer: &str, rule: StatusRule, expected: &[&str]) {
        let mut fixture = Fixture::answer("GET /a", answer);
        let span = fixture.expectation.status.span;
        fixture.expectation.status = ExpectedStatus { rule, span };
        fixture.expectation.equals = vec![expected_value("$.a", json!("done"))];
        let unmet = fixture.unmet();
        let messages: Vec<&str> = unmet.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(messages, expected);
    }

    #[test]
    fn a_condition_holds_when_all_of_it_is_there() {
        check("200\n\n{\"a\":\"done\"}", StatusRule::Exactly(200), &[]);
        check(
            "200\n\n{\"a\":\"soon\"}",
            StatusRule::Exactly(200),
            &["expected string \"done\" at $.a, got string \"soon\""],
        );
        check("404\n\n{\"a\":\"done\"}", StatusRule::Exactly(200), &["expected 200, got 404"]);
    }

    #[test]
    fn a_condition_without_a_status_accepts_any_status() {
        check("404\n\n{\"a\":\"done\"}", StatusRule::Any, &[]);
    }

    #[test]
    fn a_condition_that_never_held_counts_against_the_claim() {
        let mut fixture = Fixture::answer("GET /a", "200\n\n{}");
        fixture.expectation.equals =
            vec![expected_value("$.a", json!(1)), expected_value("$.b", json!(1))];
        let claim = RowKey::new(None, 200, None);
        let finding = never_met(fixture.unmet(), "within 2s", Some(&claim)).expect("it is unmet");
        assert_eq!((finding.check, finding.row), (CheckId::Until, Some(claim)));
        assert_eq!(
            finding.message,
            "what is awaited did not come within 2s: nothing stands at $.a where number 1 is \
             expected (and 1 more)"
        );
        assert_eq!(never_met(Vec::new(), "within 2s", None), None);
    }
}
