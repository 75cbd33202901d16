use std::path::PathBuf;

use super::*;
use crate::contract::{BodyRule, CodeSet, ErrorCode, RuleLevel};
use crate::diagnostic::{Palette, render};

const ERROR: &str =
    r#"{ "type": "object", "required": ["name"], "properties": {"name": {"type": "string"}} }"#;

/// A folder with a contract and its bodies.
struct Folder {
    root: tempfile::TempDir,
}

impl Folder {
    fn new() -> Self {
        let folder = Self { root: tempfile::tempdir().expect("a folder") };
        std::fs::create_dir(folder.path("bodies")).expect("a folder");
        folder.write("bodies/error.json", ERROR);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), text).expect("a file");
    }

    fn load(&self) -> (Option<Contract>, Sources, Vec<Diagnostic>) {
        let (mut sources, mut problems) = (Sources::new(), Vec::new());
        let path = self.path("point.yaml");
        let contract = Contract::load(&path, "specs/point.yaml", &mut sources, &mut problems);
        (contract, sources, problems)
    }

    /// The problems, each as `file:line:column code: message`, sorted by place.
    fn problems(&self) -> Vec<String> {
        let (contract, sources, mut problems) = self.load();
        let errors = problems.iter().any(|problem| problem.severity == Severity::Error);
        assert_eq!(contract.is_none(), errors, "{problems:?}");
        problems.sort_by_key(|problem| problem.primary.as_ref().map(|label| label.span));
        let line = |problem: &Diagnostic| {
            let place = problem.primary.as_ref().map(|label| sources.place(label.span));
            let place = place.map(|place| format!("{place} ")).unwrap_or_default();
            format!("{place}{}: {}", problem.code, problem.message)
        };
        problems.iter().map(line).collect()
    }
}

/// The contract in this text has these problems; places are in `specs/point.yaml` unless they say so.
#[track_caller]
fn check(contract: &str, expected: &[&str]) {
    let folder = Folder::new();
    folder.write("point.yaml", contract);
    let found = folder.problems();
    let found: Vec<&str> =
        found.iter().map(|l| l.trim_start_matches("specs/point.yaml:")).collect();
    assert_eq!(found, expected);
}

#[track_caller]
fn load(contract: &str) -> Contract {
    let folder = Folder::new();
    folder.write("point.yaml", contract);
    let (contract, sources, problems) = folder.load();
    contract.unwrap_or_else(|| panic!("{}", render(&problems, &sources, Palette::Plain, 100)))
}

const POINT: &str = "\
version: 1
contract: point
title: Point REST API
source: the page
bodies:
  error: bodies/error.json
  identity: { required: [error] }
  link: { required: [href] }
errors: { content-type: application/json, body: error, code: $.name, codes: typical }
links: { at: $.links, item: link }
codes:
  - { status: 200, meaning: fine }
  - { status: 201, replay: 200 }
  - { status: 204 }
  - { status: 400, code: INVALID_REQUEST, message: no, cause: why, note: odd }
  - { status: 401, code: AUTHENTICATION_FAILURE }
  - { status: 422, code: UNPROCCESSABLE_ENTITY, also: [UNPROCESSABLE_ENTITY] }
  - { status: 503, code: DOWN, body: none }
scopes:
  - name: identity
    match: /v1/oauth2/**
    errors: { body: identity, code: $.error, codes: exhaustive }
    codes:
      - { status: 400, code: invalid_request }
      - { status: 400, code: invalid_grant }
precedence: [401, 400, 422]
rules: { location-on-201: off, allow-on-405: must }
";

fn keys(contract: &Contract, path: &str, status: u16) -> Vec<String> {
    let rows = contract.territory(path).at(status).iter();
    rows.map(|documented| contract.rows()[documented.row].key.to_string()).collect()
}

fn body(contract: &Contract, path: &str, status: u16) -> String {
    match &contract.territory(path).at(status)[0].body {
        BodyRule::Unstated => "unstated".to_owned(),
        BodyRule::None => "none".to_owned(),
        BodyRule::Schema(schema) => schema.name().to_owned(),
        BodyRule::Content(contents) => contents[0].media_type.clone(),
    }
}

#[test]
fn a_contract_is_read_whole() {
    let contract = load(POINT);
    assert_eq!((contract.id(), contract.title()), ("point", "Point REST API"));
    assert_eq!((contract.source(), contract.file()), (Some("the page"), "specs/point.yaml"));
    assert_eq!(contract.body_names().collect::<Vec<_>>(), ["error", "identity", "link"]);
    assert_eq!(contract.precedence(), [401, 400, 422]);
    assert_eq!(contract.rules().level("location-on-201"), RuleLevel::Off);
    assert_eq!(contract.rules().level("challenge-on-401"), RuleLevel::Must);
    assert_eq!(contract.links().expect("links").item.name(), "link");
    let keys: Vec<String> = contract.rows().iter().map(|row| row.key.to_string()).collect();
    assert_eq!(keys[..4], ["200", "201", "204", "400 INVALID_REQUEST"]);
    assert_eq!(keys[7..], ["identity/400 invalid_request", "identity/400 invalid_grant"]);
    assert_eq!(contract.rows()[1].replay, Some(200));
    assert_eq!(contract.rows()[5].also, [ErrorCode::new("UNPROCESSABLE_ENTITY")]);
}

#[test]
fn a_scopes_rows_stand_in_place_of_those_of_the_same_status() {
    let contract = load(POINT);
    let token = "/v1/oauth2/token";
    assert_eq!(keys(&contract, "/v2/orders", 400), ["400 INVALID_REQUEST"]);
    assert_eq!(
        keys(&contract, token, 400),
        ["identity/400 invalid_request", "identity/400 invalid_grant"]
    );
    assert_eq!(keys(&contract, token, 401), ["401 AUTHENTICATION_FAILURE"]);
    assert_eq!(keys(&contract, token, 418), [""; 0]);
}

#[test]
fn a_body_comes_from_the_row_the_scope_or_the_contract() {
    let contract = load(POINT);
    let token = "/v1/oauth2/token";
    assert_eq!(body(&contract, "/v2/orders", 401), "error");
    assert_eq!(body(&contract, token, 401), "identity");
    assert_eq!(body(&contract, token, 503), "none");
    assert_eq!(body(&contract, "/v2/orders", 200), "unstated");
    assert_eq!(body(&contract, "/v2/orders", 204), "none");
    let media_type =
        |status| contract.territory(token).at(status)[0].content_type.as_deref().map(str::to_owned);
    assert_eq!(media_type(401).as_deref(), Some("application/json"));
    assert_eq!((media_type(200), media_type(503)), (None, None));
    let errors = &contract.territory(token).errors;
    assert_eq!(errors.code.as_ref().map(ToString::to_string).as_deref(), Some("$.error"));
    assert_eq!(errors.codes, CodeSet::Exhaustive);
}

#[test]
fn every_problem_is_found_in_one_go() {
    check(
        "\
contract: point
titel: Point
bodies: { error: bodies/error.json, no: bodies/no.json, bad: { type: strin } }
errors: { body: eror, code: '$.name[', codes: typicall, content-type: json }
codes:
  - { status: 600 }
  - { status: 400, code: A, also: A }
  - { status: 400, code: A }
  - { status: 201, replay: 200 }
  - { code: B, staus: 1 }
  - text
scopes:
  - { name: a b, match: v1/** }
  - { name: c, match: [/a, 7] }
  - { name: c }
precedence: [401, 400, 400]
rules: { location-on-210: off, allow-on-405: musst }
contract: b
",
        &[
            "2:1 unknown-key: a contract has no key `titel`",
            "3:41 file-not-found: there is no file `specs/bodies/no.json`",
            "3:70 bad-schema: the body `bad` is no JSON Schema: expected one of \"array\", \"boolean\", \"integer\", \"null\", \"number\", \"object\", \"string\", found string \"strin\"",
            "4:17 unknown-body: no body `eror`",
            "4:36 bad-query: no JSONPath query",
            "4:47 unknown-word: `codes` is typical or exhaustive",
            "4:71 bad-media-type: no media type",
            "6:15 bad-status: 600 is no HTTP status code",
            "7:35 redundant-also: `also` names the row's own code",
            "8:26 duplicate-row: `400 A` is documented twice",
            "9:28 undocumented-status: `replay` says 200, which no row documents",
            "10:5 missing-key: a row has no `status`",
            "10:16 unknown-key: a row has no key `staus`",
            "11:5 wrong-type: a row must be a mapping",
            "13:13 bad-name: a scope's name is one word",
            "13:25 bad-path-pattern: no pattern for paths",
            "14:28 wrong-type: `match` must be a string",
            "15:5 missing-key: a scope has no `match`",
            "15:13 duplicate-scope: there are two scopes `c`",
            "16:14 undocumented-status: `precedence` names 401, which no row documents",
            "16:24 duplicate-status: `precedence` names 400 twice",
            "17:10 unknown-rule: no rule `location-on-210`",
            "17:46 unknown-level: no level `musst`",
            "18:1 duplicate-key: the key `contract` appears twice",
        ],
    );
}

#[test]
fn a_query_is_marked_where_its_fault_is() {
    check(
        "contract: a\nerrors: { code: \"$.name[\" }\ncodes: [{ status: 200 }]\n",
        &["2:24 bad-query: no JSONPath query"],
    );
    check(
        "contract: a\nlinks: { at: x, item: {} }\ncodes: [{ status: 200 }]\n",
        &["2:14 bad-query: no JSONPath query"],
    );
}

#[test]
fn a_row_with_a_code_needs_a_query() {
    check(
        "contract: a\ncodes: [{ status: 404, code: X }]\n",
        &["2:30 no-code-query: nothing says where a body has its code"],
    );
}

#[test]
fn a_contract_documents_something() {
    check("contract: a\n", &["1:1 no-codes: the contract documents no code"]);
    check("contract: a\ncodes: []\n", &["2:1 no-codes: the contract documents no code"]);
    check("- 1\n", &["1:1 wrong-type: a contract must be a mapping"]);
    check("", &["1:1 yaml-empty: this file is empty"]);
}

#[test]
fn a_schema_that_accepts_anything_is_a_warning_that_names_its_rows() {
    let folder = Folder::new();
    folder.write(
        "point.yaml",
        "\
contract: a
bodies: { error: { properties: { name: { type: string } } }, unused: {}, ok: {} }
errors: { body: error, code: $.name }
codes:
  - { status: 200, body: ok }
  - { status: 400, code: A }
  - { status: 401, code: B }
  - { status: 403, code: C }
  - { status: 404, code: D }
  - { status: 405, code: E }
",
    );
    let (contract, sources, problems) = folder.load();
    assert!(contract.is_some());
    insta::assert_snapshot!(render(&problems, &sources, Palette::Plain, 100), @r"
    warning[schema-proves-nothing]: the body `error` accepts `{}`
     --> specs/point.yaml:2:11
      |
    2 | bodies: { error: { properties: { name: { type: string } } }, unused: {}, ok: {} }
      |           ^^^^^ proves nothing about 400 A, 401 B, 403 C, 404 D and 1 more
      |
      = help: add `required:` with the members that every such body has
    ");
}

#[test]
fn a_fault_in_a_body_file_is_marked_there() {
    let folder = Folder::new();
    let contract = "contract: a\nbodies: { error: bodies/error.json }\ncodes: [{ status: 200, body: error }, { status: 201, body: bodies/error.json }]\n";
    folder.write("point.yaml", contract);
    folder.write("bodies/error.json", "{\n  \"type\": \"objekt\",\n  \"requierd\": []\n}\n");
    let (_, sources, problems) = folder.load();
    insta::assert_snapshot!(render(&problems, &sources, Palette::Plain, 100), @r#"
    error[bad-schema]: the body `error` is no JSON Schema: expected one of "array", "boolean", "integer", "null", "number", "object", "string", found string "objekt"
     --> specs/bodies/error.json:2:11
      |
    2 |   "type": "objekt",
      |           ^^^^^^^^

    warning[schema-keyword]: `requierd` is no keyword; did you mean `required`?
     --> specs/bodies/error.json:3:3
      |
    3 |   "requierd": []
      |   ^^^^^^^^^^ means nothing
    "#);
    folder.write("bodies/error.json", "{\n  \"type\": 'object'\n}\n");
    assert_eq!(
        folder.problems(),
        ["specs/bodies/error.json:2:11 not-json: the file is not JSON: expected value"]
    );
    folder.write("bodies/error.json", "{\n  \"type\": [\n}\n");
    assert_eq!(
        folder.problems(),
        ["specs/bodies/error.json:2:11 yaml-syntax: `[` is closed by `}`"]
    );
    folder.write("bodies/error.json", b"{\n\xff}");
    assert_eq!(
        folder.problems(),
        [
            "specs/point.yaml:2:18 not-utf-8: `specs/bodies/error.json` is not UTF-8: line 2 has a byte that no text has"
        ]
    );
    folder.write("bodies/item.json", "{}");
    folder.write("bodies/error.json", r#"{ "items": { "$ref": "item.json" } }"#);
    assert_eq!(folder.problems(), [""; 0]);
    folder.write("bodies/error.json", r##"{ "items": { "$ref": "#/nope" } }"##);
    assert_eq!(
        folder.problems(),
        [
            "specs/bodies/error.json:1:22 bad-schema: the body `error` is no JSON Schema: `$ref` to `/nope`, where nothing stands"
        ]
    );
}

#[test]
fn a_file_that_cannot_be_read_is_said_without_a_place() {
    let folder = Folder::new();
    assert_eq!(folder.problems(), ["file-not-found: there is no file `specs/point.yaml`"]);
    folder.write("point.yaml", b"contract: a\ntitle: \xff\n");
    assert_eq!(
        folder.problems(),
        ["not-utf-8: `specs/point.yaml` is not UTF-8: line 2 has a byte that no text has"]
    );
    std::fs::remove_file(folder.path("point.yaml")).expect("the file");
    std::fs::create_dir(folder.path("point.yaml")).expect("a folder");
    assert!(folder.problems()[0].starts_with("unreadable-file: `specs/point.yaml` cannot be read"));
}

#[test]
fn another_version_is_refused() {
    check(
        "version: 2\ncontract: a\nnews: 1\n",
        &["1:10 contract-version: the contract is of version 2; this statusquo reads version 1"],
    );
    check("version: '1'\n", &["1:10 contract-version: no such version of the format"]);
}

#[test]
fn an_openapi_document_of_another_version_is_refused() {
    let message = "openapi-version: no version of OpenAPI that is read:";
    check("openapi: 4.1.0\npaths: {}\n", &[&format!("1:10 {message} openapi 4.1.0")]);
    check("{ \"info\": {}, \"swagger\": \"1.2\" }", &[&format!("1:26 {message} swagger 1.2")]);
}

#[test]
fn hostile_contracts_end_at_once() {
    for text in ["[".repeat(100_000), "{a: ".repeat(10_000), "contract: &a [*a]\n".to_owned()] {
        let folder = Folder::new();
        folder.write("point.yaml", text);
        assert!(!folder.problems().is_empty());
    }
}
