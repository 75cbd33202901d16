use serde_json::json;

use crate::plan::compile;
use crate::plan::tests::{case, check, inputs, lines, plan};
use crate::plan::{BodyPlan, RequestPlan, ValuePlan};

/// Compares the JSON that a case of a suite sends.
#[track_caller]
fn sends(rest: &str, id: &str, expected: serde_json::Value) {
    let plan = plan(rest);
    let RequestPlan::Send(send) = &case(&plan, id).request else { panic!("no request") };
    let BodyPlan::Json(value) = &send.body else { panic!("no json") };
    assert_eq!(value, &ValuePlan::Known(expected));
}

#[test]
fn a_whole_expression_keeps_its_type() {
    sends(
        "vars: { n: 7, list: [1, \"${n}\"] }\ncases:\n  - { id: c, PUT: /, json: { a: \"${n}\", b: \"x${n}\", c: \"${list}\" } }\n",
        "c",
        json!({ "a": 7, "b": "x7", "c": [1, 7] }),
    );
}

/// Returns variables of which each one has `value` with the one before in place of `@`.
fn growing(steps: usize, value: &str) -> String {
    let variable = |step: usize| {
        let before = format!("${{v{}}}", step - 1);
        format!("  v{step}: {}\n", value.replace('@', &before))
    };
    let vars: Vec<String> = (1..=steps).map(variable).collect();
    format!("vars:\n  v0: x\n{}", vars.concat())
        + &format!("cases:\n  - {{ id: c, PUT: /, json: \"${{v{steps}}}\" }}\n")
}

#[test]
fn values_that_double_end_at_the_budget() {
    let vars = growing(60, "'@@@@@@@@'");
    let inputs = inputs(&format!("suite: s\ncontract: c\n{vars}"));
    let (sources, problems) = compile(inputs).expect_err("too large");
    let lines = lines(&sources, &problems);
    let over = lines.iter().filter(|line| line.starts_with("expansion-budget"));
    assert_eq!(over.count(), 1, "{lines:?}");
}

#[test]
fn values_within_the_budget_may_grow() {
    sends(&growing(10, "'@@'"), "c", json!("x".repeat(1024)));
}

#[test]
fn a_row_has_its_own_values() {
    let rest = "cases:\n  - { id: c, each: [ { why: A, v: 1 }, { why: B, v: null } ], PUT: /, json: \"${v}\" }\n";
    sends(rest, "c[a]", json!(1));
    sends(rest, "c[b]", json!(null));
}

#[test]
fn a_variable_of_the_command_line_wins() {
    let mut inputs =
        inputs("suite: s\ncontract: c\nvars: { a: 1 }\ncases: [ { id: c, GET: \"/${a}\" } ]\n");
    inputs.variables = [("a".to_owned(), json!("x")), ("aa".to_owned(), json!(1))].into();
    let (sources, problems) = compile(inputs).expect_err("`aa` is unknown");
    assert_eq!(lines(&sources, &problems), ["unknown-variable - no suite has a variable `aa`"]);
}

#[test]
fn generated_values_do_not_depend_on_other_cases() {
    let of = |rest: &str| format!("{:?}", case(&plan(rest), "c").request);
    let alone = of("cases:\n  - { id: c, PUT: /, json: [\"${uuid()}\", \"${uuid()}\"] }\n");
    let beside = of(
        "cases:\n  - { id: a, PUT: /, json: \"${uuid()}\" }\n  - { id: c, PUT: /, json: [\"${uuid()}\", \"${uuid()}\"] }\n",
    );
    assert_eq!(alone, beside);
}

#[test]
fn unknown_names_are_reported_at_their_places() {
    check(
        "vars: { currency: USD }\nas: byer\ncredentials: { buyer: { bearer: \"${env.NOPE}\" } }\n\
         cases:\n  - { id: a, GET: \"/${curency}/${currency}\", after: bb }\n  - { id: b, follow: { from: c, rel: x }, as: buyer }\n",
        &[
            "unknown-credential 4:5 there are no credentials `byer`",
            "unset-environment 5:34 the environment variable `NOPE` is not set",
            "unknown-variable 7:21 there is no `curency`",
            "unknown-case 7:53 there is no case `bb` in this suite",
            "unknown-case 8:30 there is no case `c` in this suite",
        ],
    );
}

#[test]
fn a_name_has_one_meaning() {
    check(
        "vars: { x: 1 }\ncases:\n  - { id: a, GET: \"/${x}\", capture: { x: $.a, y: $.b } }\n\
         \x20 - { id: b, GET: /, capture: { y: $.b } }\n  - { id: c, GET: /, each: [ { y: 1 } ] }\n",
        &[
            "name-taken 5:39 `x` is the name of a variable already",
            "unused-capture 5:39 nothing uses the capture `x`",
            "unused-capture 5:47 nothing uses the capture `y`",
            "two-producers 6:33 `y` is captured by two cases",
            "unused-capture 6:33 nothing uses the capture `y`",
            "name-taken 7:32 `y` is the name of a capture already",
        ],
    );
}

#[test]
fn a_capture_stays_with_its_row() {
    check(
        "cases:\n  - { id: a, GET: /, each: [ { y: 1 }, { y: 2 } ], capture: { z: $.a } }\n  - { id: b, GET: \"/${z}\" }\n  - { id: c, follow: { from: a, rel: x } }\n",
        &[
            "unused-capture 4:63 nothing uses the capture `z`",
            "row-capture 5:21 `z` is captured by `a`, once for each of its rows",
            "several-rows 6:30 `a` has a response for each of its rows",
        ],
    );
}

#[test]
fn an_unused_name_is_a_warning() {
    check(
        "vars: { x: 1 }\ncredentials: { b: { bearer: x } }\ncases: [ { id: a, GET: / } ]\n",
        &[
            "unused-variable 3:9 nothing uses the variable `x`",
            "unused-credential 4:16 nothing is sent with the credential `b`",
        ],
    );
}

#[test]
fn a_capture_that_nothing_uses_is_a_warning() {
    check(
        "cases:\n  - { id: a, GET: /, capture: { x: $.a, y: $.b } }\n  - { id: b, GET: \"/${y}\" }\n",
        &["unused-capture 4:33 nothing uses the capture `x`"],
    );
}

#[test]
fn a_capture_that_a_replay_or_a_credential_uses_is_used() {
    check(
        "credentials: { c: { bearer: \"${t}\" } }\n\
         cases:\n  - { id: a, POST: /a, expect: 201, replay: true, capture: { x: $.a } }\n\
         \x20 - { id: b, GET: /, capture: { t: $.b } }\n  - { id: c, GET: /, as: c }\n",
        &[],
    );
}

#[test]
fn the_texts_of_credentials_are_secrets() {
    let plan = plan(
        "as: a\ncredentials:\n  a: { bearer: \"${env.TOKEN}\" }\n  b: { basic: { user: someone, password: pass } }\n  c: { header: { K: abc, L: key x-1234 } }\n\
         cases:\n  - { id: a, GET: / }\n",
    );
    assert_eq!(plan.secrets, ["key x-1234", "pass", "t0ken-of-env", "x-1234"]);
}

/// Checks the secrets of a suite that is compiled with these environment variables.
#[track_caller]
fn check_environment(rest: &str, environment: &[(&str, &str)], expected: &[&str]) {
    let mut inputs = inputs(&format!("suite: s\ncontract: small.yaml\n{rest}"));
    let owned = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    inputs.environment = Some(owned.collect());
    let (plan, _) = compile(inputs).expect("a plan");
    assert_eq!(plan.secrets, expected);
}

#[test]
fn every_environment_variable_is_a_secret_wherever_it_is_used() {
    let environment = [("ACCOUNT", "account-of-env"), ("HOME", "not-used")];
    let case = "headers: { X-Account: \"${env.ACCOUNT}\" }";
    check_environment(
        &format!("cases:\n  - {{ id: a, GET: /, {case} }}\n"),
        &environment,
        &["account-of-env"],
    );
    let case = "json: { a: \"${account}\" }";
    let vars = "vars: { account: \"${env.ACCOUNT}\" }";
    check_environment(
        &format!("{vars}\ncases:\n  - {{ id: a, POST: /, {case} }}\n"),
        &environment,
        &["account-of-env"],
    );
    let cases = "cases:\n  - { id: a, GET: \"/${env.ACCOUNT}\", expect: { status: 200, equals: { $.a: \"${env.ACCOUNT}\" } } }\n";
    check_environment(cases, &environment, &["account-of-env"]);
}

#[test]
fn a_public_environment_variable_is_no_secret() {
    let cases = "cases:\n  - { id: a, GET: \"/${env.REGION}/${env.ACCESS_TOKEN}/${env.OTHER}\" }\n";
    let environment =
        [("REGION", "eu-central"), ("ACCESS_TOKEN", "published"), ("OTHER", "other-of-env")];
    check_environment(cases, &environment, &["eu-central", "other-of-env", "published"]);
    let public = "public: [REGION, ACCESS_TOKEN]\n";
    check_environment(&format!("{public}{cases}"), &environment, &["other-of-env"]);
}

#[test]
fn a_public_environment_variable_in_a_credential_is_a_secret() {
    let rest = "public: [REGION]\nas: a\ncredentials: { a: { bearer: \"${env.REGION}\" } }\n\
                cases:\n  - { id: a, GET: / }\n";
    check_environment(rest, &[("REGION", "eu-central")], &["eu-central"]);
}

#[test]
fn a_short_environment_variable_is_a_secret_only_by_its_name() {
    let cases = "cases:\n  - { id: a, GET: \"/${env.PORT}/${env.API_KEY}/${env.HOST}\" }\n";
    let environment = [("PORT", "8080808"), ("API_KEY", "k-12"), ("HOST", "12345678")];
    check_environment(cases, &environment, &["12345678", "k-12"]);
}
