use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};
use url::Url;

use super::super::{Opened, Request, open};
use super::CONTRACT;
use crate::event::Phase;
use crate::plan::{Bindings, CaseIndex, Plan, PlannedCase, Selection};

/// Opens a folder with these files. `paths` are the paths that the user names.
fn opened(paths: &[&str], files: &[(&str, &str)], variables: &[(&str, Value)]) -> Opened {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("small.yaml.txt"), CONTRACT).expect("written");
    for (name, content) in files {
        fs::write(folder.path().join(name), content).expect("written");
    }
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let request = Request {
        paths: paths.iter().map(Into::into).collect(),
        variables: variables.collect(),
        environment: Some(BTreeMap::new()),
        seed: 1,
        unsafe_probes: false,
        streamed: false,
    };
    open(request, folder.path())
}

/// Compares all problems, each written as `file:line:column code message`.
#[track_caller]
fn check(paths: &[&str], files: &[(&str, &str)], expected: &[&str]) {
    let Opened { problems, sources, .. } = opened(paths, files, &[]);
    let line = |problem: &crate::diagnostic::Diagnostic| {
        let place = problem.primary.as_ref().map(|label| sources.place(label.span).to_string());
        format!("{} {} {}", place.unwrap_or_default(), problem.code, problem.message)
    };
    assert_eq!(problems.iter().map(line).collect::<Vec<_>>(), expected);
}

#[track_caller]
fn plan(paths: &[&str], files: &[(&str, &str)]) -> Plan {
    let Opened { plan, problems, .. } = opened(paths, files, &[]);
    plan.unwrap_or_else(|| panic!("{problems:#?}"))
}

fn names(plan: &Plan) -> Vec<String> {
    plan.cases.iter().map(|case| case.name.to_string()).collect()
}

fn at(plan: &Plan, name: &str) -> CaseIndex {
    let at = plan.cases.iter().position(|case| case.name.to_string() == name);
    CaseIndex(at.expect("a case of this name"))
}

fn case<'p>(plan: &'p Plan, name: &str) -> &'p PlannedCase {
    &plan.cases[at(plan, name).0]
}

/// Compares the names of the cases that a case waits for: those that it requires, then those that it follows.
#[track_caller]
fn behind(plan: &Plan, name: &str, requires: &[&str], follows: &[&str]) {
    let named = |list: &[CaseIndex]| -> Vec<String> {
        list.iter().map(|at| plan.cases[at.0].name.to_string()).collect()
    };
    let case = case(plan, name);
    assert_eq!(
        (named(&case.requires), named(&case.follows)),
        (
            requires.iter().map(ToString::to_string).collect(),
            follows.iter().map(ToString::to_string).collect()
        )
    );
}

/// Returns the text of a suite with this name, these keys and these cases.
fn suite(name: &str, keys: &str, cases: &str) -> String {
    format!("suite: {name}\ncontract: small.yaml.txt\n{keys}\ncases:\n{cases}")
}

const COMMON: &str = "shared: common\ncontract: small.yaml.txt\n\
    vars: { currency: USD }\ncredentials: { buyer: { bearer: \"${token}\" } }\n\
    setup:\n  - { id: login, GET: /, capture: { token: $.t } }\n\
    \x20 - { id: make, GET: /, capture: { order: $.id } }\n\
    teardown: [ { id: clear, DELETE: \"/${order}\" } ]\n";

fn two_users() -> Vec<(&'static str, String)> {
    let keys = "use: common.yaml\nas: buyer";
    vec![
        ("common.yaml", COMMON.to_owned()),
        ("a.yaml", suite("a", keys, "  - { id: one, GET: \"/${currency}\" }\n")),
        (
            "b.yaml",
            suite(
                "b",
                keys,
                "  - { id: two, GET: \"/${order}\" }\nteardown: [ { id: end, GET: / } ]\n",
            ),
        ),
    ]
}

fn borrowed<'f>(files: &'f [(&'f str, String)]) -> Vec<(&'f str, &'f str)> {
    files.iter().map(|(name, text)| (*name, text.as_str())).collect()
}

#[test]
fn a_shared_setup_is_planned_once_under_its_own_name() {
    let plan = plan(&["."], &borrowed(&two_users()));
    let expected = ["common/login", "common/make", "common/clear", "a/one", "b/two", "b/end"];
    assert_eq!(names(&plan), expected);
    assert_eq!(case(&plan, "common/login").phase, Phase::Setup);
}

#[test]
fn the_setup_of_a_shared_file_is_required_by_all_cases_of_its_users() {
    let plan = plan(&["."], &borrowed(&two_users()));
    behind(&plan, "a/one", &["common/login", "common/make"], &[]);
    behind(&plan, "b/two", &["common/login", "common/make"], &[]);
    let teardown = &["common/login", "common/make", "b/two"];
    behind(&plan, "b/end", &[], teardown);
}

#[test]
fn a_shared_teardown_follows_all_users_of_the_file() {
    let plan = plan(&["."], &borrowed(&two_users()));
    let others = &["common/login", "a/one", "b/two", "b/end"];
    behind(&plan, "common/clear", &["common/make"], others);
}

#[test]
fn a_selected_case_includes_the_setup_and_teardown_of_the_files_that_it_uses() {
    let plan = plan(&["."], &borrowed(&two_users()));
    let chosen = at(&plan, "a/one");
    let expected = ["common/login", "common/make", "common/clear", "a/one"];
    assert_eq!(names(&plan.only(&[chosen])), expected);
}

#[test]
fn a_selected_shared_case_includes_none_of_its_users() {
    let plan = plan(&["common.yaml"], &borrowed(&two_users()));
    let expected = ["common/login", "common/make", "common/clear"];
    assert_eq!(names(&plan), expected);
    assert!(plan.clone().select(&Selection::default()).suites[0].shared);
}

#[test]
fn a_user_knows_the_values_and_captures_of_a_shared_file() {
    let plan = plan(&["."], &borrowed(&two_users()));
    let bindings = Bindings::new(plan.slots);
    for (capture, value) in [("token", "t0"), ("order", "o1")] {
        let captures = plan.cases.iter().flat_map(|case| &case.captures);
        let slot = captures.filter(|known| known.name == capture).map(|known| known.slot);
        slot.for_each(|slot| bindings.set(slot, json!(value)));
    }
    let target = Url::parse("https://h").expect("a URL");
    for (name, path) in [("a/one", "/USD"), ("b/two", "/o1")] {
        let request = bindings.request(case(&plan, name), &target, None).expect("a request");
        let sent = request.headers.get("authorization").map(http::HeaderValue::as_bytes);
        assert_eq!((request.url.path(), sent), (path, Some(&b"Bearer t0"[..])), "{name}");
    }
}

#[test]
fn a_value_used_by_credentials_of_a_shared_file_is_a_secret() {
    let shared = "shared: common\ncontract: small.yaml.txt\nsetup:\n  - { id: login, GET: /, capture: { token: $.t, other: $.o } }\n";
    let keys = "use: common.yaml\ncredentials: { me: { bearer: \"${token}\" } }\nas: me";
    let user = suite("a", keys, "  - { id: one, GET: \"/${other}\" }\n");
    let plan = plan(&["."], &[("common.yaml", shared), ("a.yaml", &user)]);
    let secret: Vec<(&str, bool)> = case(&plan, "common/login")
        .captures
        .iter()
        .map(|known| (known.name.as_str(), known.secret))
        .collect();
    assert_eq!(secret, [("token", true), ("other", false)]);
}

#[test]
fn a_file_that_several_shared_files_use_is_included_once() {
    let base = "shared: base\ncontract: small.yaml.txt\nvars: { root: /v1 }\n\
        setup: [ { id: up, GET: / } ]\nteardown: [ { id: down, GET: / } ]\n";
    let one = "shared: one\ncontract: small.yaml.txt\nuse: base.yaml\nvars: { way: \"${root}/x\" }\nsetup: [ { id: mid, GET: / } ]\n";
    let two = "shared: two\nuse: [base.yaml]\nvars: { b: 1 }\n";
    let user = suite(
        "a",
        "use: [one.yaml, two.yaml]",
        "  - { id: c, GET: \"${way}\", query: { b: \"${b}\", r: \"${root}\" } }\n",
    );
    let files = [("base.yaml", base), ("one.yaml", one), ("two.yaml", two), ("a.yaml", &*user)];
    let plan = plan(&["."], &files);
    assert_eq!(names(&plan), ["base/up", "base/down", "one/mid", "a/c"]);
    behind(&plan, "a/c", &["base/up", "one/mid"], &[]);
    behind(&plan, "base/down", &[], &["base/up", "one/mid", "a/c"]);
    let target = Url::parse("https://h").expect("a URL");
    let sent = Bindings::new(0).request(case(&plan, "a/c"), &target, None).expect("a request");
    assert_eq!(sent.url.as_str(), "https://h/v1/x?b=1&r=%2Fv1");
    let chosen = at(&plan, "a/c");
    assert_eq!(plan.only(&[chosen]).cases.len(), 4);
}

#[test]
fn all_users_of_a_shared_file_get_the_same_generated_value() {
    let shared = "shared: common\nvars: { id: \"${uuid()}\" }\n";
    let user = |name| suite(name, "use: common.yaml", "  - { id: c, GET: \"/${id}\" }\n");
    let (a, b) = (user("a"), user("b"));
    let plan = plan(&["."], &[("common.yaml", shared), ("a.yaml", &a), ("b.yaml", &b)]);
    let target = Url::parse("https://h").expect("a URL");
    let sent = |name| Bindings::new(0).request(case(&plan, name), &target, None).expect("sent").url;
    assert_eq!(sent("a/c"), sent("b/c"));
}

#[test]
fn users_of_a_shared_capture_keep_the_order_of_their_suites_where_one_may_change_it() {
    let user = |name, cases| suite(name, "use: common.yaml", cases);
    let a = user("a", "  - { id: look, GET: \"/${order}\" }\n");
    let b = user("b", "  - { id: change, DELETE: \"/${order}\" }\n  - { id: free, GET: / }\n");
    let c =
        user("c", "  - { id: look, GET: \"/${order}\" }\n  - { id: again, GET: \"/${order}\" }\n");
    let files = [("common.yaml", COMMON), ("a.yaml", &*a), ("b.yaml", &*b), ("c.yaml", &*c)];
    let plan = plan(&["."], &files);
    let setup = &["common/login", "common/make"];
    behind(&plan, "a/look", setup, &[]);
    behind(&plan, "b/change", setup, &["a/look"]);
    behind(&plan, "b/free", setup, &[]);
    behind(&plan, "c/look", setup, &["b/change"]);
    behind(&plan, "c/again", setup, &["b/change"]);
}

#[test]
fn a_name_of_two_shared_files_is_an_error() {
    let one = "shared: one\nvars: { x: 1 }\ncredentials: { me: { bearer: abcd } }\n";
    let two = "shared: two\nvars: { x: 2 }\ncredentials: { me: { bearer: efgh } }\n";
    let user =
        suite("a", "use:\n  - one.yaml\n  - two.yaml\nas: me", "  - { id: c, GET: \"/${x}\" }\n");
    check(
        &["."],
        &[("one.yaml", one), ("two.yaml", two), ("a.yaml", &user)],
        &[
            "a.yaml:5:5 name-taken two of the used files define `x`",
            "a.yaml:5:5 name-taken two of the used files define `me`",
        ],
    );
}

#[test]
fn a_name_of_a_shared_file_cannot_be_defined_again() {
    let keys = "use: common.yaml\nvars: { currency: EUR, token: x }\ncredentials: { buyer: { bearer: abcd } }";
    let cases = "  - { id: c, each: [ { order: 1 } ], as: buyer, GET: \"/${currency}\", capture: { token: $.t } }\n";
    let user = suite("a", keys, cases);
    check(
        &["."],
        &[("common.yaml", COMMON), ("a.yaml", &user)],
        &[
            "a.yaml:4:9 name-taken `currency` is the name of a variable already",
            "a.yaml:4:24 name-taken `token` is the name of a capture already",
            "a.yaml:5:16 name-taken `buyer` is the name of credentials already",
            "a.yaml:7:24 name-taken `order` is the name of a capture already",
            "a.yaml:7:81 name-taken `token` is the name of a capture already",
        ],
    );
}

#[test]
fn an_unusable_shared_file_is_reported_at_its_use() {
    let user = |used: &str| suite("a", &format!("use: {used}"), "  - { id: c, GET: \"/${x}\" }\n");
    check(
        &["a.yaml"],
        &[("a.yaml", &user("no.yaml"))],
        &["a.yaml:3:6 file-not-found there is no file no.yaml"],
    );
    let other = suite("b", "", "  - { id: c, GET: / }\n");
    check(
        &["a.yaml"],
        &[("a.yaml", &user("b.yaml")), ("b.yaml", &other)],
        &["a.yaml:3:6 not-shared b.yaml is a suite, and only shared files can be used"],
    );
    check(
        &["a.yaml"],
        &[("a.yaml", &user("c.yaml")), ("c.yaml", "vars: { x: 1 }\n")],
        &["c.yaml:1:1 missing-key a shared file has no `shared`"],
    );
    check(
        &["a.yaml"],
        &[("a.yaml", &user("\"${x}.yaml\""))],
        &[
            "a.yaml:3:7 bad-expression the path of `use` contains an expression",
            "a.yaml:5:21 unknown-variable there is no `x`",
        ],
    );
}

#[test]
fn files_that_use_each_other_are_reported_once() {
    let file = |name: &str, used: &str| format!("shared: {name}\nuse: {used}\n");
    let (b, c) = (file("b", "c.yaml"), file("c", "b.yaml"));
    let user = suite("a", "use: b.yaml", "  - { id: c, GET: / }\n");
    check(
        &["a.yaml"],
        &[("a.yaml", &user), ("b.yaml", &b), ("c.yaml", &c)],
        &["b.yaml:2:6 use-cycle these files use each other: b.yaml → c.yaml → b.yaml"],
    );
    check(
        &["d.yaml"],
        &[("d.yaml", &file("d", "d.yaml"))],
        &["d.yaml:2:6 use-cycle these files use each other: d.yaml → d.yaml"],
    );
}

#[test]
fn a_shared_file_that_nothing_uses_is_a_warning() {
    let user = suite("a", "", "  - { id: c, GET: / }\n");
    let files = [("a.yaml", user.as_str()), ("common.yaml", COMMON)];
    check(&["."], &files, &["common.yaml:1:9 unused-shared nothing uses the shared file `common`"]);
    assert_eq!(names(&plan(&["."], &files)), ["a/c"]);
    check(&["."], &files[1..], &[" no-suites there is no suite, only shared files"]);
}

#[test]
fn a_shared_file_has_no_cases_and_needs_no_contract_without_setup() {
    check(&["c.yaml"], &[("c.yaml", "shared: c\nvars: { a: 1 }\n")], &[]);
    check(
        &["c.yaml"],
        &[("c.yaml", "shared: c\nsetup: [ { id: a, GET: / } ]\n")],
        &["c.yaml:1:1 missing-key a shared file has no `contract`"],
    );
    check(
        &["c.yaml"],
        &[("c.yaml", "shared: c\ncases: []\n")],
        &["c.yaml:2:1 unknown-key a shared file has no key `cases`"],
    );
}

/// Compares the value of `${x}` in a request, with variables from outside, of a suite and of a shared file.
#[track_caller]
fn precedence(
    given: &[(&str, Value)],
    own: &str,
    used: &str,
    row: &str,
    expected: Result<&str, &str>,
) {
    let shared = format!("shared: common\nvars: {used}\n");
    let keys = format!("use: common.yaml\nvars: {own}");
    let suite = suite("a", &keys, &format!("  - {{ id: c, GET: \"/${{x}}\"{row} }}\n"));
    let files = [("common.yaml", shared.as_str()), ("a.yaml", suite.as_str())];
    let Opened { plan, problems, .. } = opened(&["."], &files, given);
    let sent = plan.map(|plan| {
        let target = Url::parse("https://h").expect("a URL");
        let case = plan.cases.last().expect("the case");
        Bindings::new(0).request(case, &target, None).expect("a request").url.path().to_owned()
    });
    let sent = sent.ok_or_else(|| problems.first().map_or("", |problem| problem.code.as_str()));
    assert_eq!(sent.as_deref().map_err(|code| *code), expected);
}

#[test]
fn variables_from_outside_override_those_of_the_files() {
    let outside = [("x", json!("outside"))];
    precedence(&[], "{ x: own }", "{}", "", Ok("/own"));
    precedence(&[], "{}", "{ x: used }", "", Ok("/used"));
    precedence(&[], "{}", "{}", ", each: [ { x: row } ]", Ok("/row"));
    precedence(&outside, "{ x: own }", "{}", "", Ok("/outside"));
    precedence(&outside, "{}", "{ x: used }", "", Ok("/outside"));
    precedence(&outside, "{}", "{}", ", each: [ { x: row } ]", Err("unknown-variable"));
    precedence(&[], "{ x: own }", "{ x: used }", "", Err("name-taken"));
    precedence(&[], "{ x: own }", "{}", ", each: [ { x: row } ]", Err("name-taken"));
    precedence(&[], "{}", "{ x: used }", ", each: [ { x: row } ]", Err("name-taken"));
}

#[test]
fn the_hosts_of_a_shared_file_apply_to_all_its_users() {
    let shared = "shared: common\ntargets: [ \"*.staging.example.com\" ]\n";
    let suite = suite("a", "use: common.yaml", "  - { id: c, GET: / }\n");
    let plan = plan(&["."], &[("common.yaml", shared), ("a.yaml", &suite)]);
    let [list] = plan.suites[0].allowed_hosts.as_slice() else { panic!("one list") };
    assert!(!list.allows(&Url::parse("https://api.example.com").expect("a URL")));
}
