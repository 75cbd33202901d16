//! `replay`: a request that is sent again gets the resource of the first response.

use crate::check::difference::unequal;
use crate::check::{Check, View};
use crate::verdict::{CheckId, Finding};

/// The response to a repeated request has the values that were captured from the first response.
///
/// Not judged if the status is not the expected one. `expect.status` reports that.
pub(in crate::check) struct Replay;

impl Check for Replay {
    fn id(&self) -> CheckId {
        CheckId::Replay
    }

    fn about(&self) -> &'static str {
        "A request that is sent again is answered with the same resource: what was captured from the \
         first answer stands in the second."
    }

    fn reads_content(&self) -> bool {
        true
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        if !view.status_fits() {
            return Vec::new();
        }
        let captured = view.subject.expectation.replay.iter();
        captured
            .flat_map(|value| {
                let found = unequal(view.json, value).into_iter();
                found.map(|broken| view.against_claim(self.id(), value.span, broken.of_replay()))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::fixture::{Fixture, expected_value};

    #[track_caller]
    fn check(answer: &str, expected: &[&str]) {
        let mut fixture = Fixture::answer("POST /a", answer).expects(200);
        fixture.expectation.replay = vec![expected_value("$.id", json!("a"))];
        fixture.check(&Replay, expected);
    }

    #[test]
    fn the_same_resource_passes() {
        check("200\n\n{\"id\":\"a\",\"at\":2}", &[]);
    }

    #[test]
    fn another_resource_is_a_finding() {
        check(
            "200\n\n{\"id\":\"b\"}",
            &["must: in the replay, expected string \"a\" at $.id, got string \"b\""],
        );
        check(
            "200\n\n{}",
            &["must: in the replay, nothing stands at $.id where string \"a\" is expected"],
        );
    }

    #[test]
    fn a_replay_is_not_judged_if_the_status_is_unexpected() {
        check("201\n\n{\"id\":\"b\"}", &[]);
    }
}
