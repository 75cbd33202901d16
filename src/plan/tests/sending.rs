use crate::check::StatusRule;
use crate::plan::tests::{case, check, plan};

#[test]
fn a_condition_claims_what_the_case_claims() {
    let plan = plan(
        "cases:\n  - { id: a, GET: /a, until: { equals: { $.x: 1 } }, expect: 201 }\n\
         \x20 - { id: b, GET: /a, until: { status: 404 } }\n",
    );
    let until = |id: &str| {
        let until = case(&plan, id).sending.until.as_ref().expect("it waits");
        let claim = until.condition.known.claim().map(ToString::to_string);
        (until.condition.known.status.rule, claim)
    };
    assert_eq!(until("a"), (StatusRule::Any, Some("201".to_owned())));
    assert_eq!(until("b"), (StatusRule::Exactly(404), None));
}

#[test]
fn a_condition_that_cannot_hold_is_refused() {
    check(
        "cases:\n  - { id: c, GET: /a, until: { status: 500 } }\n",
        &["undocumented-status 4:40 the contract documents no 500"],
    );
    check(
        "cases:\n  - { id: c, GET: /a, until: { equals: { $.a: \"${b}\" } } }\n",
        &["unknown-variable 4:48 there is no `b`"],
    );
}

#[test]
fn a_replay_retries_like_its_control_and_does_not_poll() {
    let plan = plan(
        "cases:\n  - { id: a, POST: /a, expect: 201, replay: true, \
         retry: { unsafe: true }, until: { status: 201 } }\n",
    );
    let replay = &case(&plan, "a~replay").sending;
    assert!(replay.until.is_none());
    assert_eq!(replay.retry, case(&plan, "a").sending.retry);
}

#[test]
fn a_burst_runs_alone() {
    let plan = plan("cases:\n  - { id: a, GET: /a, burst: 2 }\n  - { id: b, GET: /a }\n");
    assert_eq!((case(&plan, "a").alone, case(&plan, "b").alone), (true, false));
}
