use crate::plan::tests::{case, check, plan};

/// Compares the ids of the cases that a case requires, and of those that it follows.
#[track_caller]
fn waits(rest: &str, id: &str, requires: &[&str], follows: &[&str]) {
    let plan = plan(rest);
    let case = case(&plan, id);
    let ids = |list: &[crate::plan::CaseIndex]| -> Vec<String> {
        list.iter().map(|index| plan.cases[index.0].name.id.clone()).collect()
    };
    assert_eq!(
        (ids(&case.requires), ids(&case.follows)),
        (
            requires.iter().map(ToString::to_string).collect(),
            follows.iter().map(ToString::to_string).collect(),
        )
    );
}

const ORDER: &str = "cases:
  - { id: get-early, GET: \"/o/${order}\" }
  - { id: create, POST: /o, expect: 201, replay: true, capture: { order: $.id } }
  - { id: get, GET: \"/o/${order}\" }
  - { id: look, GET: \"/o/${order}\" }
  - { id: approve, follow: { from: create, rel: approve } }
  - { id: get-late, GET: \"/o/${order}\" }
  - { id: other, POST: /p }
";

#[test]
fn the_user_of_a_capture_requires_its_producer_at_any_position() {
    waits(ORDER, "get-early", &["create"], &[]);
    waits(ORDER, "create", &[], &[]);
    waits(ORDER, "other", &[], &[]);
}

#[test]
fn users_of_one_resource_keep_the_order_of_the_file_around_changes() {
    waits(ORDER, "create~replay", &["create"], &["get-early"]);
    waits(ORDER, "get", &["create"], &["create~replay"]);
    waits(ORDER, "look", &["create"], &["create~replay"]);
    waits(ORDER, "approve", &["create"], &["create~replay", "get", "look"]);
    waits(ORDER, "get-late", &["create"], &["approve"]);
}

#[test]
fn the_follower_of_a_follower_changes_the_same_resource() {
    let rest = "cases:
  - { id: create, POST: /o, capture: { order: $.id } }
  - { id: approve, follow: { from: create, rel: approve } }
  - { id: pay, follow: { from: approve, rel: capture } }
  - { id: get, GET: \"/o/${order}\" }
";
    waits(rest, "pay", &["approve"], &[]);
    waits(rest, "get", &["create"], &["pay"]);
}

#[test]
fn credentials_require_without_ordering() {
    let rest = "as: buyer
credentials: { buyer: { bearer: \"${token}\" } }
setup:
  - { id: login, POST: /login, as: nobody, capture: { token: $.t } }
cases:
  - { id: a, POST: /a }
  - { id: b, POST: /b }
";
    waits(rest, "a", &["login"], &[]);
    waits(rest, "b", &["login"], &[]);
    assert!(case(&plan(rest), "login").captures[0].secret);
}

#[test]
fn setup_comes_first_and_teardown_last() {
    let rest = "setup:\n  - { id: s1, GET: / }\n  - { id: s2, GET: / }
cases:\n  - { id: a, GET: /, capture: { x: $.x } }\n  - { id: b, GET: / }
teardown:\n  - { id: t1, DELETE: \"/${x}\" }\n  - { id: t2, GET: / }\n";
    waits(rest, "s2", &[], &["s1"]);
    waits(rest, "b", &["s1", "s2"], &[]);
    waits(rest, "t1", &["a"], &["s1", "s2", "b"]);
    waits(rest, "t2", &[], &["s1", "s2", "a", "b", "t1"]);
}

#[test]
fn a_used_capture_overrides_the_order_of_the_file() {
    let rest = "cases:
  - { id: make, POST: /, capture: { x: $.x } }
  - { id: late, PUT: \"/${x}\", after: early }
  - { id: early, PUT: \"/${x}\" }
";
    waits(rest, "late", &["make"], &["early"]);
    waits(rest, "early", &["make"], &[]);
}

#[test]
fn a_cycle_is_reported_with_all_its_cases() {
    check(
        "cases:
  - { id: a, GET: \"/${y}\", capture: { x: $.x } }
  - { id: b, GET: \"/${x}\", capture: { y: $.y } }
  - { id: c, GET: \"/${z}\", capture: { z: $.z } }
",
        &[
            "cycle 4:21 these cases wait for each other: `a` → `b` → `a`",
            "cycle 6:21 `c` waits for itself: `z` is captured by `c`",
        ],
    );
}

#[test]
fn no_case_waits_for_a_later_part() {
    check(
        "setup:\n  - { id: s, GET: /, after: a }\ncases:\n  - { id: a, GET: \"/${x}\" }\nteardown:\n  - { id: t, GET: /, capture: { x: $.x } }\n",
        &[
            "wrong-phase 4:29 the setup case `s` waits for the case `a`",
            "wrong-phase 6:21 the case `a` waits for the teardown case `t`",
        ],
    );
    check(
        "as: b\ncredentials: { b: { bearer: \"${t}\" } }\nsetup:\n  - { id: s, GET: /, capture: { t: $.t } }\ncases:\n  - { id: a, GET: / }\n",
        &["cycle 4:30 `s` waits for itself: `t` is captured by `s`"],
    );
}

/// Checks whether the capture `grant` is a secret if this header field of a later case uses it.
#[track_caller]
fn check_secret(field: &str, secret: bool) {
    let plan = plan(&format!(
        "cases:\n  - {{ id: log-in, POST: /log-in, capture: {{ grant: $.g }} }}\n  - {{ id: a, GET: /a, headers: {{ {field} }} }}\n"
    ));
    assert_eq!(case(&plan, "log-in").captures[0].secret, secret, "{field}");
}

#[test]
fn a_capture_that_a_field_with_credentials_uses_is_a_secret() {
    check_secret("Authorization: \"Bearer ${grant}\"", true);
    check_secret("authorization: \"Basic ${base64(grant)}\"", true);
    check_secret("Proxy-Authorization: \"${grant}\"", true);
    check_secret("Cookie: \"session=${grant}\"", true);
}

#[test]
fn a_capture_that_another_field_uses_is_no_secret() {
    check_secret("X-Grant: \"${grant}\"", false);
    check_secret("Authorization: Bearer x, If-Match: \"${grant}\"", false);
}
