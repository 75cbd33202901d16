use std::path::Path;

use serde_json::json;

use crate::contract::{BodyRule, Contract, Operation};
use crate::diagnostic::{Diagnostic, Palette, Sources, render};

/// Reads the contract of a document. Returns its problems as `code: message`.
fn read(document: &str) -> (Option<Contract>, Vec<String>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("api.yaml");
    std::fs::write(&path, document).expect("written");
    load(&path)
}

fn load(path: &Path) -> (Option<Contract>, Vec<String>, String) {
    let (mut sources, mut problems) = (Sources::new(), Vec::new());
    let contract = Contract::load(path, "api.yaml", &mut sources, &mut problems);
    let line = |problem: &Diagnostic| format!("{}: {}", problem.code, problem.message);
    let lines = problems.iter().map(line).collect();
    (contract, lines, render(&problems, &sources, Palette::Plain, 100))
}

/// Returns the operation `POST /a` with these fields, of a document with these components.
#[track_caller]
fn operation(version: &str, fields: &str, components: &str) -> Operation {
    let document = format!(
        "openapi: {version}\ninfo: {{ title: A, version: '1' }}\npaths:\n  /a:\n    post: {fields}\n    \
         get: {{ responses: {{ '200': {{ description: Fine. }} }} }}\ncomponents: {components}\n"
    );
    let (contract, _, story) = read(&document);
    let contract = contract.unwrap_or_else(|| panic!("{story}"));
    contract.operations()[0].clone()
}

const SCHEMES: &str = "{ securitySchemes: { key: { type: apiKey, name: K, in: header } } }";

/// Checks whether `POST /a` needs credentials, and whether it is explicitly open.
#[track_caller]
fn check_security(fields: &str, expected: (bool, bool)) {
    let fields = format!("{{ responses: {{ '200': {{ description: Fine. }} }}, {fields} }}");
    let operation = operation("3.1.0", &fields, SCHEMES);
    assert_eq!((operation.needs_credentials(), operation.is_open()), expected, "{fields}");
}

#[test]
fn an_operation_needs_the_credentials_that_it_asks_for() {
    check_security("security: [{ key: [] }]", (true, false));
    check_security("security: [{ key: [] }, {}]", (false, true));
    check_security("security: []", (false, true));
}

#[test]
fn a_document_that_asks_for_credentials_nowhere_says_nothing_of_them() {
    check_security("summary: Post", (false, false));
}

#[test]
fn beside_operations_that_ask_for_credentials_the_others_are_open() {
    let document = "openapi: 3.1.0\ninfo: { title: A, version: '1' }\npaths:\n  /a:\n    \
        post: { security: [{ key: [] }], responses: { '200': { description: Fine. } } }\n    \
        get: { responses: { '200': { description: Fine. } } }\n\
        components: { securitySchemes: { key: { type: apiKey, name: K, in: header } } }\n";
    let contract = read(document).0.expect("a contract");
    let open: Vec<bool> = contract.operations().iter().map(Operation::is_open).collect();
    assert_eq!(open, [false, true]);
}

/// Checks whether a schema accepts a value in a request, and in a response.
#[track_caller]
fn check_ways(version: &str, schema: &str, value: &serde_json::Value, expected: (bool, bool)) {
    let content = format!("{{ application/json: {{ schema: {schema} }} }}");
    let fields = format!(
        "{{ requestBody: {{ content: {content} }}, responses: {{ '200': {{ description: Fine., content: {content} }} }} }}"
    );
    let components = "{ schemas: { \
        secret: { type: string, writeOnly: true }, \
        base: { properties: { id: { readOnly: true, type: string }, pin: { writeOnly: true } } } } }";
    let operation = operation(version, &fields, components);
    let request = operation.request.as_ref().expect("content").content[0].schema.clone();
    let BodyRule::Content(response) = &operation.territory.at(200)[0].body else {
        panic!("no content");
    };
    let takes = |schema: Option<_>| {
        let schema: std::sync::Arc<crate::contract::BodySchema> = schema.expect("a schema");
        schema.violations(value).is_empty()
    };
    assert_eq!((takes(request), takes(response[0].schema.clone())), expected, "{schema}");
}

#[test]
fn a_member_that_goes_one_way_only_is_required_on_that_way() {
    let id = "{ required: [id], properties: { id: { type: string, readOnly: true } } }";
    check_ways("3.0.3", id, &json!({}), (true, false));
    let pin = "{ required: [pin], properties: { pin: { type: string, writeOnly: true } } }";
    check_ways("3.0.3", pin, &json!({}), (false, true));
}

#[test]
fn a_server_takes_no_notice_of_what_is_read_only() {
    let id = "{ properties: { id: { type: string, readOnly: true } } }";
    check_ways("3.0.3", id, &json!({ "id": 7 }), (true, false));
}

#[test]
fn a_mark_may_stand_at_what_a_property_refers_to_and_since_3_1_beside_the_reference() {
    let target =
        "{ required: [pin], properties: { pin: { $ref: '#/components/schemas/secret' } } }";
    check_ways("3.0.3", target, &json!({}), (false, true));
    let beside = "{ required: [id], properties: { id: { readOnly: true, $ref: '#/components/schemas/secret' } } }";
    check_ways("3.1.0", beside, &json!({}), (true, true));
}

#[test]
fn what_is_required_beside_all_of_is_looked_up_in_its_parts_and_the_other_way_round() {
    let parts = "{ required: [id, pin], allOf: [{ $ref: '#/components/schemas/base' }] }";
    check_ways("3.0.3", parts, &json!({ "pin": 1 }), (true, false));
    check_ways("3.0.3", parts, &json!({ "id": "1" }), (false, true));
    let part = "{ allOf: [{ required: [id] }], properties: { id: { readOnly: true } } }";
    check_ways("3.1.0", part, &json!({}), (true, false));
    let not = "{ not: { required: [id] }, properties: { id: { readOnly: true } } }";
    check_ways("3.1.0", not, &json!({}), (true, true));
}

/// Checks whether the base schema of an inheritance accepts a value in a response.
#[track_caller]
fn check_heirs(version: &str, value: &serde_json::Value, expected: bool) {
    let two = version == "2.0";
    let (owner, discriminator) = match version {
        "2.0" => ("definitions", "kind"),
        _ => (
            "components/schemas",
            "{ propertyName: kind, mapping: { kitty: '#/components/schemas/cat' } }",
        ),
    };
    let schemas = format!(
        "{{ pet: {{ required: [kind], discriminator: {discriminator}, properties: {{ friend: {{ $ref: '#/{owner}/pet' }} }} }}, \
            cat: {{ allOf: [{{ $ref: '#/{owner}/pet' }}, {{ required: [purr] }}] }}, \
            lion: {{ allOf: [{{ $ref: '#/{owner}/cat' }}], required: [roar] }} }}"
    );
    let reference = format!("{{ $ref: '#/{owner}/pet' }}");
    let document = if two {
        format!(
            "swagger: '2.0'\ninfo: {{ title: A, version: '1' }}\npaths: {{ /a: {{ get: {{ responses: {{ '200': {{ description: Fine., schema: {reference} }} }} }} }} }}\ndefinitions: {schemas}\n"
        )
    } else {
        format!(
            "openapi: {version}\ninfo: {{ title: A, version: '1' }}\npaths: {{ /a: {{ get: {{ responses: {{ '200': {{ description: Fine., content: {{ application/json: {{ schema: {reference} }} }} }} }} }} }} }}\ncomponents: {{ schemas: {schemas} }}\n"
        )
    };
    let (contract, _, story) = read(&document);
    let contract = contract.unwrap_or_else(|| panic!("{story}"));
    let BodyRule::Content(content) = &contract.operations()[0].territory.at(200)[0].body else {
        panic!("no content");
    };
    let schema = content[0].schema.as_ref().expect("a schema");
    assert_eq!(schema.violations(value).is_empty(), expected, "{version} {value}");
}

#[test]
fn a_value_that_is_called_by_the_name_of_an_heir_is_what_the_heir_is() {
    for version in ["2.0", "3.0.4", "3.1.0"] {
        check_heirs(version, &json!({ "kind": "pet" }), true);
        check_heirs(version, &json!({ "kind": "bird" }), true);
        check_heirs(version, &json!({ "kind": "cat" }), false);
        check_heirs(version, &json!({ "kind": "cat", "purr": 1 }), true);
        check_heirs(version, &json!({ "kind": "lion", "roar": 1 }), false);
        check_heirs(version, &json!({ "kind": "lion", "roar": 1, "purr": 1 }), true);
        check_heirs(version, &json!({ "kind": "pet", "friend": { "kind": "cat" } }), false);
    }
}

#[test]
fn an_heir_may_be_called_otherwise() {
    check_heirs("3.0.4", &json!({ "kind": "kitty" }), false);
    check_heirs("3.0.4", &json!({ "kind": "kitty", "purr": 1 }), true);
}

/// Checks whether the schema of a response accepts a value.
#[track_caller]
fn check_schema(
    version: &str,
    schema: &str,
    components: &str,
    cases: &[(serde_json::Value, bool)],
) {
    let content = format!("{{ application/json: {{ schema: {schema} }} }}");
    let fields = format!("{{ responses: {{ '200': {{ description: A., content: {content} }} }} }}");
    let operation = operation(version, &fields, components);
    let BodyRule::Content(content) = &operation.territory.at(200)[0].body else {
        panic!("no content");
    };
    let schema = content[0].schema.as_ref().expect("a schema");
    for (value, expected) in cases {
        assert_eq!(schema.violations(value).is_empty(), *expected, "{version} {value}");
    }
}

#[test]
fn since_3_1_the_siblings_of_the_reference_of_a_body_apply() {
    let components = "{ schemas: { alias: { $ref: '#/components/schemas/base', required: [name] }, \
        base: { type: object, required: [id] } } }";
    let cases = |strict: bool| {
        [
            (json!({ "id": 1 }), !strict),
            (json!({ "name": "A" }), false),
            (json!({ "id": 1, "name": "A" }), true),
        ]
    };
    let beside = "{ $ref: '#/components/schemas/base', required: [name] }";
    let alias = "{ description: An alias., $ref: '#/components/schemas/alias' }";
    for schema in [beside, alias] {
        check_schema("3.0.3", schema, components, &cases(false));
        check_schema("3.1.0", schema, components, &cases(true));
        check_schema("3.2.0", schema, components, &cases(true));
    }
}

#[test]
fn references_that_lead_only_to_themselves_are_an_error() {
    let problems = |version: &str, schemas: &str| {
        let (contract, problems, _) = read(&format!(
            "openapi: {version}\ninfo: {{ title: A, version: '1' }}\npaths: {{ /a: {{ get: {{ responses: {{ '200': {{ description: A., \
             content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/A' }} }} }} }} }} }} }} }}\ncomponents: {{ schemas: {schemas} }}\n"
        ));
        let errors = problems.into_iter().filter(|line| line.contains("leads back to itself"));
        (contract.is_some(), errors.count())
    };
    let a = "{ $ref: '#/components/schemas/A' }";
    let b = "{ $ref: '#/components/schemas/B' }";
    for version in ["3.0.3", "3.1.0"] {
        assert_eq!(problems(version, &format!("{{ A: {a} }}")), (false, 1));
        assert_eq!(problems(version, &format!("{{ A: {b}, B: {a} }}")), (false, 2));
        assert_eq!(problems(version, &format!("{{ A: {{ allOf: [{a}] }} }}")), (false, 1));
        assert_eq!(
            problems(version, &format!("{{ A: {{ properties: {{ b: {b} }} }}, B: {b} }}")),
            (false, 1)
        );
        // A tree is no circle: each turn describes another value.
        assert_eq!(
            problems(version, &format!("{{ A: {{ properties: {{ b: {a} }} }} }}")),
            (true, 0)
        );
        assert_eq!(
            problems(
                version,
                &format!(
                    "{{ A: {{ anyOf: [{{ type: string }}, {b}] }}, B: {{ type: array, items: {a} }} }}"
                )
            ),
            (true, 0)
        );
    }
}

#[cfg(unix)]
#[test]
fn a_reference_to_a_pipe_or_a_device_is_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("api.yaml");
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    // Not every system has the program.
    let pipe = made.is_ok_and(|status| status.success()).then_some("pipe");
    for name in pipe.into_iter().chain(["/dev/zero"]) {
        let document = format!(
            "openapi: 3.1.0\ninfo: {{ title: A, version: '1' }}\npaths:\n  /a:\n    get:\n      responses:\n        \
             '200': {{ description: Fine., content: {{ application/json: {{ schema: {{ $ref: '{name}' }} }} }} }}\n"
        );
        std::fs::write(&path, document).expect("written");
        let (_, problems, story) = load(&path);
        let is_told = |line: &String| line.contains("it is no regular file");
        assert!(problems.iter().any(is_told) || story.contains("it is no regular file"), "{story}");
    }
}
