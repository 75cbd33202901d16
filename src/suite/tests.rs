mod credentials;
mod sending;

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Diagnostic, Sources};

fn parse(text: &str) -> (Option<Suite>, Sources, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    let file = sources.add("suite.yaml", text);
    let mut problems = Vec::new();
    let suite = Suite::parse(file, Path::new("."), &sources, &mut problems);
    (suite, sources, problems)
}

/// Compares all problems, each written as `code line:column message`, in the order they were found.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (_, sources, problems) = parse(text);
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| {
            let place = sources.place(problem.primary.as_ref().expect("has a place").span);
            format!("{} {}:{} {}", problem.code, place.line, place.column, problem.message)
        })
        .collect();
    assert_eq!(lines, expected);
}

/// Compares the problems of one case, written as the body of a list item. The case begins at line 4, column 5.
#[track_caller]
fn check_case(case: &str, expected: &[&str]) {
    let case = case.replace('\n', "\n    ");
    check(&format!("suite: s\ncontract: c.yaml\ncases:\n  - {case}\n"), expected);
}

#[track_caller]
fn helps(case: &str) -> Vec<String> {
    let case = case.replace('\n', "\n    ");
    let (_, _, problems) = parse(&format!("suite: s\ncontract: c.yaml\ncases:\n  - {case}\n"));
    problems.into_iter().flat_map(|problem| problem.help).collect()
}

#[test]
fn the_example_suite_is_read_completely() {
    let text = r#"
suite: orders
contract: ../../specs/point.yaml
vars: { currency: USD }
credentials:
  buyer: { bearer: "${env.POINT_TOKEN}" }
  clerk: { basic: { user: me, password: "${env.P}" } }
as: buyer
setup:
  - { id: login, POST: /v1/oauth2/token, form: { grant_type: client_credentials }, as: nobody }
cases:
  - id: create-order
    POST: /v2/orders
    headers: { Point-Request-Id: "${uuid()}", Accept: null }
    json: { amount: { value: "10.00", currency: "${currency}" } }
    expect: 201
    replay: true
    capture: { order: $.id }
  - id: bad-amount
    each: [ { why: negative, amount: "-1" }, { why: Two Words, amount: ten } ]
    POST: /v2/orders
    json: { amount: { value: "${amount}" } }
    expect:
      status: 400
      code: INVALID_REQUEST
      headers: { Content-Type: application/json }
      equals: { "$.details[0].field": /amount/value }
      matches: { "$.debug_id": { type: string, minLength: 8 } }
      body: error
  - id: approve
    follow: { from: create-order, rel: approve }
    expect: 404 RESOURCE_NOT_FOUND
"#;
    check(text, &[]);
    let suite = parse(text).0.expect("a suite");
    let labels = suite.cases[1].each.iter().flatten().map(|row| row.label.as_str());
    assert_eq!(labels.collect::<Vec<_>>(), ["negative", "two-words"]);
    let code = suite.cases[2].expect.as_ref().and_then(|expect| expect.code.as_ref());
    assert_eq!(code.map(|code| code.text.as_str()), Some("RESOURCE_NOT_FOUND"));
}

#[test]
fn a_misspelt_method_is_reported_once_with_a_suggestion() {
    check_case("id: a\nget: /x", &["unknown-key 5:5 a case has no key `get`"]);
    check_case("id: a\nGTE: /x", &["unknown-key 5:5 a case has no key `GTE`"]);
    assert_eq!(helps("id: a\nget: /x"), ["did you mean `GET`?"]);
}

#[test]
fn a_case_is_exactly_one_request() {
    check_case("id: a", &["no-request 4:9 the case `a` sends nothing"]);
    check_case("id: a\nGET: /x\nPUT: /y", &["several-requests 6:5 the case `a` has two requests"]);
    check_case(
        "id: a\nPUT: /x\njson: 1\nform: {}",
        &["several-bodies 7:5 a case has `json` and `form`"],
    );
}

#[test]
fn bytes_are_base64() {
    check_case("id: a\nPUT: /x\nbytes: eHl6\n", &[]);
    check_case(
        "id: a\nPUT: /x\nbytes: \"ey!\"",
        &["bad-base64 6:12 `bytes` is not base64 (RFC 4648)"],
    );
    check_case(
        "id: a\nPUT: /x\ntext: a\nfile: b",
        &["several-bodies 7:5 a case has `text` and `file`"],
    );
    check_case(
        "id: a\nPUT: /x\njson-file: a/${b}.json",
        &["bad-expression 6:18 the path of `json-file` contains an expression"],
    );
}

#[test]
fn ids_are_slugs_and_unique() {
    check_case("GET: /x", &["missing-key 4:5 a case has no `id`"]);
    check_case("id: Create Order\nGET: /x", &["bad-slug 4:9 `Create Order` is not a slug"]);
    assert_eq!(helps("id: Create Order\nGET: /x")[0], "write `create-order`");
    check(
        "suite: s\ncontract: c\ncases: [ { id: a, GET: / } ]\nteardown: [ { id: a, GET: / } ]\n",
        &["duplicate-id 4:19 two cases have the id `a`"],
    );
}

#[test]
fn a_path_begins_with_a_slash_or_is_an_expression() {
    check_case("id: a\nGET: ${href}", &[]);
    check_case("id: a\nGET: x", &["bad-path 5:10 the path does not begin with `/`"]);
    check_case("id: a\nGET: ${a}/b", &["bad-path 5:10 the path does not begin with `/`"]);
    check_case("id: a\nGET: http://h/x", &["bad-path 5:10 a path must not name a host"]);
    check_case("id: a\nGET: /x y", &["bad-path 5:10 the path contains white space"]);
    check_case("id: a\nGET: /x#y", &["bad-path 5:10 the path contains `#`"]);
}

#[test]
fn a_faulty_expression_is_reported_at_its_column() {
    check_case(
        "id: a\nGET: /x\nheaders: { A: \"b ${c\" }",
        &["bad-expression 6:22 `${` has no closing `}`"],
    );
    check_case("id: a\nGET: /x/${uid()}", &["unknown-function 5:13 there is no function `uid`"]);
    check_case(
        "id: a\nPUT: /x\njson: { \"a${b}\": 1 }",
        &["template-in-key 6:15 the key `a${b}` contains an expression"],
    );
}

#[test]
fn expect_is_a_status_with_or_without_a_code() {
    check_case("id: a\nGET: /x\nexpect: 2xx", &["bad-status 6:13 `2xx` is not a status code"]);
    check_case("id: a\nGET: /x\nexpect: 4", &["bad-status 6:13 `4` is not a status code"]);
    check_case("id: a\nGET: /x\nexpect: 600 A", &["bad-status 6:13 `600` is not a status code"]);
    check_case("id: a\nGET: /x\nexpect: {}", &["empty-expect 6:13 `expect` expects nothing"]);
    check_case(
        "id: a\nGET: /x\nexpect: { stauts: 1 }",
        &["unknown-key 6:15 expect has no key `stauts`"],
    );
}

#[test]
fn a_faulty_query_is_marked_where_it_was_noticed() {
    check_case(
        "id: a\nGET: /x\ncapture: { b: name }",
        &["bad-query 6:19 `name` is not a JSONPath query (RFC 9535)"],
    );
    check_case(
        "id: a\nGET: /x\nexpect: { equals: { \"$.a[\": 1 } }",
        &["bad-query 6:29 `$.a[` is not a JSONPath query (RFC 9535)"],
    );
}

#[test]
fn rows_whose_values_differ_by_a_sign_case_or_space_have_different_names() {
    #[track_caller]
    fn check(values: &[&str], expected: &[&str]) {
        let rows: Vec<String> = values.iter().map(|value| format!("{{ n: {value} }}")).collect();
        let (suite, _, problems) = parse(&format!(
            "suite: s\ncontract: c\ncases:\n  - id: a\n    GET: /x\n    expect: 200\n    each: [{}]\n",
            rows.join(", ")
        ));
        assert!(problems.is_empty(), "{problems:?}");
        let suite = suite.expect("a suite");
        let labels: Vec<&str> =
            suite.cases[0].each.iter().flatten().map(|row| row.label.as_str()).collect();
        assert_eq!(labels, expected);
    }
    check(&["-1", "1", "0"], &["-1", "1", "0"]);
    check(&["1", "-1"], &["1", "-1"]);
    check(&["'1e+5'", "'1e-5'"], &["1e+5", "1e-5"]);
    check(&["A", "a", "B"], &["A", "a", "b"]);
    check(&["a b", "a-b", "'a  b'"], &["a%20b", "a-b", "a%20%20b"]);
    check(&["größe", "grüße", "東京"], &["größe", "grüße", "東京"]);
    check(&["Ä", "ä"], &["Ä", "ä"]);
    check(&["'1'", "1", "true", "'true'"], &["%221%22", "1", "true", "%22true%22"]);
    check(&["row-2", "'!!'"], &["row-2", "%21%21"]);
}

#[test]
fn the_rows_of_a_table_have_the_same_columns_and_differ() {
    check_case(
        "id: a\nGET: /x\neach: []",
        &["empty-list 6:11 `each` has no rows, so the case would never run"],
    );
    check_case(
        "id: a\nGET: /x\neach: [ { b: one }, { b: one } ]",
        &["duplicate-row 6:27 two rows have the name `one`"],
    );
    check_case(
        "id: a\nGET: /x\neach: [ { b: 1, cc: 2 }, { b: 2, ccc: 3 } ]",
        &[
            "missing-column 6:32 the row `2` has no column `cc`",
            "unknown-column 6:38 the first row has no column `ccc`",
        ],
    );
    check_case(
        "id: a\nGET: /x\neach: [ { env: 1 } ]",
        &["bad-name 6:15 `env` is reserved for the environment"],
    );
}

#[test]
fn a_suite_has_a_name_a_contract_and_cases() {
    check(
        "cases: []\n",
        &[
            "missing-key 1:1 a suite has no `suite`",
            "missing-key 1:1 a suite has no `contract`",
            "no-cases 1:8 the suite has no cases, so it proves nothing",
        ],
    );
    check("suite: s\ncontract: c\n", &["missing-key 1:1 a suite has no `cases`"]);
}

#[test]
fn a_suite_of_a_newer_version_is_not_checked() {
    check(
        "version: 2\nsuit: x\n",
        &["newer-version 1:10 the suite is written in a newer version of the suite language"],
    );
    check("version: 1\nsuite: s\ncontract: c\ncases: [ { id: a, GET: / } ]\n", &[]);
}

#[test]
fn problems_of_all_kinds_are_reported_together() {
    let text = "suite: s\ncontract: c\ncredentials: { nobody: { bearer: x }, b: {} }\n\
                cases:\n  - { id: a, GET: /x, exepct: 200 }\n  - { id: a, GET: /x, id: b, as: 1 }\n";
    let (suite, _, problems) = parse(text);
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code.as_str()).collect();
    assert!(suite.is_some_and(|suite| suite.cases.len() == 2));
    let expected = [
        "duplicate-key",
        "bad-name",
        "bad-credential",
        "unknown-key",
        "wrong-type",
        "duplicate-id",
    ];
    assert_eq!(codes, expected);
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "(suite|cases|GET|each|expect|\\$\\{|\\}|[ \\n:{}\\[\\]\"'a-z0-9-]){0,60}") {
        parse(&text);
        parse(&format!("suite: s\ncontract: c\ncases:\n  - id: a\n    GET: \"{text}\"\n"));
        parse(&format!("suite: s\ncontract: c\ncases:\n  - id: a\n    expect: {text}\n    each: {text}\n"));
    }
}

#[test]
fn a_waiver_is_read_strictly() {
    let waive = |value: &str| format!("id: a\nGET: /\nwaive: {value}");
    check_case(&waive("{ why: slow, until: 2030-12-31, issue: '#7' }"), &[]);
    check_case(
        &waive("{ why: slow, until: soon, reason: x }"),
        &["unknown-key 6:38 a waiver has no key `reason`", "bad-date 6:32 `soon` is no date"],
    );
    check_case(&waive("{ until: 2030-12-31 }"), &["missing-key 6:12 a waiver has no `why`"]);
}

#[test]
fn hosts_are_a_list_or_grouped_by_target() {
    let suite = |targets: &str| {
        format!("suite: s\ncontract: c\ntargets: {targets}\ncases: [{{ id: a, GET: / }}]\n")
    };
    check(&suite("[ a.example.com, \"*.b.example.com\" ]"), &[]);
    check(&suite("{ default: a.example.com, identity: [ b.example.com ] }"), &[]);
    check(&suite("[]"), &["no-hosts 3:10 `targets` allows no host"]);
    check(
        &suite("{ Identity: http://b.example.com }"),
        &[
            "bad-slug 3:12 `Identity` is not a slug",
            "bad-host 3:22 `http://b.example.com` is not a host",
        ],
    );
    check(&suite("7"), &["wrong-type 3:10 `targets` must be a host, or a list of hosts"]);
}
