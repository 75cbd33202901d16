//! The target that a case goes to.

use crate::plan::tests::{case, check, plan};

#[track_caller]
fn check_target(rest: &str, id: &str, expected: &str) {
    let plan = plan(rest);
    assert_eq!(plan.targets[case(&plan, id).target.0], expected);
}

const THREE: &str = "cases:
  - { id: a, GET: /a }
  - { id: b, GET: /b, target: identity, replay: true, expect: 201 }
  - { id: c, follow: { from: b, rel: self } }
  - { id: d, follow: { from: b, rel: self }, target: default }
";

#[test]
fn a_case_goes_to_its_own_target_or_to_that_of_the_suite() {
    check_target(THREE, "a", "default");
    check_target(THREE, "b", "identity");
    check_target(THREE, "b~replay", "identity");
    check_target(&format!("target: admin\n{THREE}"), "a", "admin");
    check_target(&format!("target: admin\n{THREE}"), "d", "default");
}

#[test]
fn a_link_is_followed_at_the_target_of_the_response() {
    check_target(THREE, "c", "identity");
    check_target(&format!("target: admin\n{THREE}"), "c", "identity");
    check_target(THREE, "d", "default");
}

#[test]
fn the_targets_of_a_plan_are_those_that_suites_name() {
    let plan = plan(&format!("targets: {{ unused: \"*\", identity: \"*\" }}\n{THREE}"));
    assert_eq!(plan.targets, ["default", "identity", "unused"]);
}

#[test]
fn a_target_that_the_suite_does_not_have_is_reported() {
    let targets = "targets: { identity: \"*\" }\n";
    let case = "cases: [{ id: a, target: identty, GET: / }]";
    let problem = "error[unknown-target] 4:26 the suite has no target `identty`";
    let problem = problem.trim_start_matches("error[").replacen(']', "", 1);
    check(&format!("{targets}{case}"), &[&problem]);
    check("cases: [{ id: a, target: identty, GET: / }]", &[]);
}
