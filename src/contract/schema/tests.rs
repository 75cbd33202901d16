use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::contract::{Disk, Files};

#[track_caller]
fn compile(schema: &Value) -> BodySchema {
    BodySchema::compile("error", schema, Path::new(".")).expect("a schema")
}

/// Checks the violations, each as `path: expected, found actual`.
#[track_caller]
fn check(schema: &Value, value: &Value, expected: &[&str]) {
    let found = compile(schema).violations(value);
    let lines = found.iter().map(|v| format!("{}: {}, found {}", v.path, v.expected, v.actual));
    assert_eq!(lines.collect::<Vec<_>>(), expected);
}

/// Checks that compiling fails with this pointer and message.
#[track_caller]
fn refuse(schema: &Value, pointer: &str, message: &str) {
    let error = BodySchema::compile("error", schema, Path::new(".")).expect_err("no schema");
    assert_eq!((error.pointer.as_str(), error.message.as_str()), (pointer, message));
}

#[test]
fn a_value_that_fits_has_no_violations() {
    check(&json!({"type": "object"}), &json!({}), &[]);
}

#[test]
fn all_faults_are_named_with_their_places() {
    let schema = json!({
        "type": "object",
        "required": ["name", "debug_id"],
        "properties": {
            "name": {"type": "string"},
            "debug_id": {"type": "string", "minLength": 8},
            "details": {"type": "array", "items": {"required": ["field"]}}
        }
    });
    let value = json!({"name": 1, "debug_id": "abc", "details": [{}]});
    check(
        &schema,
        &value,
        &[
            "$.name: string, found number 1",
            "$.debug_id: at least 8 characters, found string \"abc\" (3 characters)",
            "$.details[0].field: the member `field`, found nothing",
        ],
    );
    assert_eq!(compile(&schema).violations(&value)[0].keyword, "/properties/name/type");
}

#[test]
fn each_keyword_says_what_it_asks_for() {
    check(
        &json!({"enum": ["a", "b", 3]}),
        &json!("c"),
        &["$: one of \"a\", \"b\", 3, found string \"c\""],
    );
    check(&json!({"const": "a"}), &json!(1), &["$: string \"a\", found number 1"]);
    check(&json!({"pattern": "^x"}), &json!("y"), &["$: a match of ^x, found string \"y\""]);
    check(&json!({"type": ["string", "null"]}), &json!(1), &["$: null or string, found number 1"]);
    check(&json!({"maxItems": 1}), &json!([1, 2]), &["$: at most 1 item, found array of 2"]);
    check(&json!({"minimum": 3}), &json!(2), &["$: at least 3, found number 2"]);
    check(
        &json!({"multipleOf": 0.01}),
        &json!(0.005),
        &["$: a multiple of 0.01, found number 0.005"],
    );
    check(
        &json!({"uniqueItems": true}),
        &json!([1, 1]),
        &["$: items that all differ, found array of 2"],
    );
    check(
        &json!({"properties": {"a": false}}),
        &json!({"a": 1}),
        &["$.a: nothing here, found number 1"],
    );
    check(
        &json!({"not": {"type": "null"}}),
        &json!(null),
        &["$: anything but {\"type\":\"null\"}, found null"],
    );
    check(
        &json!({"propertyNames": {"maxLength": 1}}),
        &json!({"ab": 1}),
        &["$: member names that are at most 1 character, found string \"ab\""],
    );
    check(
        &json!({"properties": {"a": true}, "additionalProperties": false}),
        &json!({"a": 1, "b": 2, "c d": "x"}),
        &["$.b: no member `b`, found number 2", "$['c d']: no member `c d`, found string \"x\""],
    );
}

#[test]
fn of_alternatives_the_nearest_one_speaks() {
    let schema = json!({"properties": {"a": {"anyOf": [
        {"type": "null"},
        {"type": "object", "required": ["x", "y"]},
        {"type": "object", "required": ["x"]}
    ]}}});
    check(&schema, &json!({"a": {}}), &["$.a.x: the member `x`, found nothing"]);
    check(&schema, &json!({"a": 1}), &["$.a: null or object, found number 1"]);
    check(
        &json!({"oneOf": [{"type": "number"}, {"minimum": 0}]}),
        &json!(1),
        &["$: exactly one of the alternatives, found number 1"],
    );
}

#[test]
fn a_pattern_that_takes_too_long_is_not_judged() {
    let schema = json!({"pattern": r"^(?:(a|aa|aaa)\1?)+b$"});
    check(
        &schema,
        &json!("a".repeat(40)),
        &[
            "$: a match of the pattern, found a text on which the pattern could not be judged: it takes too long",
        ],
    );
    let linear = json!({"pattern": "^(a+)+$"});
    let slow = format!("{}!", "a".repeat(5000));
    assert_eq!(compile(&linear).violations(&json!(slow))[0].expected, "a match of ^(a+)+$");
}

#[test]
fn formats_are_asserted_where_the_draft_does() {
    let draft7 = json!({"$schema": "http://json-schema.org/draft-07/schema#", "format": "date"});
    check(&draft7, &json!("x"), &["$: text in the format `date`, found string \"x\""]);
    check(&json!({"format": "date"}), &json!("x"), &[]);
}

#[test]
fn what_is_no_schema_is_refused_with_its_place() {
    refuse(
        &json!({"properties": {"a": {"type": "strin"}}}),
        "/properties/a/type",
        "expected one of \"array\", \"boolean\", \"integer\", \"null\", \"number\", \"object\", \"string\", found string \"strin\"",
    );
    refuse(
        &json!({"items": {"pattern": "("}}),
        "/items/pattern",
        "expected text in the format `regex`, found string \"(\"",
    );
    refuse(
        &json!({"$schema": "https://example.com/nope"}),
        "/$schema",
        "`$schema` names no draft of JSON Schema: `https://example.com/nope`",
    );
}

#[test]
fn a_ref_that_leads_nowhere_is_refused_with_its_place() {
    refuse(
        &json!({"items": {"$ref": "#/$defs/a"}}),
        "/items/$ref",
        "`$ref` to `/$defs/a`, where nothing stands",
    );
    refuse(
        &json!({"items": {"$ref": "https://example.com/a.json"}}),
        "/items/$ref",
        "`$ref` to `https://example.com/a.json`: schemas are read from files only, never from a network",
    );
    let error = BodySchema::compile("a", &json!({"$ref": "no.json"}), Path::new("."))
        .expect_err("no such file");
    assert_eq!(error.pointer, "/$ref");
    assert!(error.message.starts_with("`$ref` to `no.json`, which cannot be read"));
}

#[test]
fn a_ref_leads_to_a_file_of_the_same_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("a b")).expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join("a b").join(name), text).expect("a file");
    };
    write(
        "link.json",
        r#"{"required": ["href"], "properties": {"rel": {"$ref": "rel.yaml#/rel"}}}"#,
    );
    write("rel.yaml", "rel: { type: string }\n");
    let schema = json!({"items": {"$ref": "a%20b/link.json"}});
    let schema = BodySchema::compile("links", &schema, folder.path()).expect("a schema");
    let paths: Vec<String> =
        schema.violations(&json!([{"rel": 1}])).into_iter().map(|found| found.path).collect();
    assert_eq!(paths, ["$[0].href", "$[0].rel"]);
    write("rel.yaml", "rel: {\n");
    let schema = json!({"$ref": "a%20b/rel.yaml#/rel"});
    let error = BodySchema::compile("links", &schema, folder.path()).expect_err("bad YAML");
    assert_eq!(error.message, "`$ref` to `rel.yaml`: line 1: `{` is never closed");
}

#[test]
fn an_empty_object_is_accepted_by_a_schema_that_demands_nothing() {
    assert!(compile(&json!({"properties": {"a": {"type": "string"}}})).accepts_empty_object());
    assert!(!compile(&json!({"required": ["a"]})).accepts_empty_object());
}

#[test]
fn a_misspelt_keyword_is_noticed() {
    let schema = json!({
        "requierd": ["a"],
        "x-required": true,
        "sidebar-position": 1,
        "properties": {"requierd": {"allOf": [{"minLenght": 1, "enum": ["typo"]}]}}
    });
    let found = lint(&schema);
    assert_eq!(
        found,
        [
            (
                "/properties/requierd/allOf/0/minLenght".to_owned(),
                "`minLenght` is no keyword; did you mean `minLength`?".to_owned()
            ),
            (
                "/requierd".to_owned(),
                "`requierd` is no keyword; did you mean `required`?".to_owned()
            ),
        ]
    );
}

#[test]
fn a_schema_that_refers_to_itself_ends() {
    for schema in [
        json!({"$ref": "#"}),
        json!({"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}),
        json!({"properties": {"a": {"$ref": "#"}}, "additionalProperties": false}),
        json!({"anyOf": [{"$ref": "#"}, {"type": "null"}]}),
    ] {
        if let Ok(schema) = BodySchema::compile("loop", &schema, Path::new(".")) {
            schema.violations(&json!({"a": {"a": {"b": 1}}}));
        }
    }
}

#[test]
fn a_pattern_too_large_to_compile_is_refused() {
    let schema = json!({"pattern": "(((a{1000}){1000}){1000}){1000}"});
    assert!(BodySchema::compile("large", &schema, Path::new(".")).is_err());
}

#[test]
fn a_schema_to_check_with_asserts_formats_that_somebody_knows() {
    let disk: Arc<dyn Files> = Arc::new(Disk);
    let strictly = |format: &str| {
        let schema = json!({ "format": format });
        BodySchema::compile_strictly("own", &schema, Path::new("."), &disk)
    };
    let uuid = strictly("uuid").expect("a schema");
    let told = |value: &str| {
        let found = uuid.violations(&json!(value));
        found.iter().map(|it| it.expected.clone()).collect::<Vec<_>>()
    };
    assert_eq!(told("6f0c2a30-8a53-4d0c-9d3c-0d9f3a6f7a11"), [""; 0]);
    assert_eq!(told("self"), ["text in the format `uuid`"]);
    let error = strictly("uiid").expect_err("nobody knows it");
    assert_eq!(error.message, "nothing checks the format `uiid`; did you mean `uuid`?");
    for format in compile::FORMATS {
        strictly(format).expect("a format that is checked");
    }
    check(&json!({ "format": "uuid" }), &json!("self"), &[]);
}

#[test]
fn of_a_very_large_value_one_place_is_told() {
    let wrong = |count: usize| json!(vec!["a"; count]);
    let list = compile(&json!({"type": "array", "items": {"type": "integer"}}));
    assert_eq!(list.violations(&wrong(1000)).len(), 1000);
    let large = wrong(50_001);
    assert!(!list.tells_all_of(&large) && list.tells_all_of(&wrong(49_000)));
    let told: Vec<String> = list.violations(&large).into_iter().map(|found| found.path).collect();
    assert_eq!(told, ["$[0]"]);
    assert_eq!(list.violations(&json!(vec![1; 50_001])), []);
    // The validator would collect the violations of all alternatives.
    let either = compile(&json!({"anyOf": [{"items": {"type": "integer"}}, {"type": "object"}]}));
    let told = either.violations(&large).remove(0);
    assert_eq!((told.path.as_str(), told.actual.as_str()), ("$", "array of 50001"));
}

/// Returns a schema of expressions whose alternatives lead back to them.
fn expression() -> BodySchema {
    let branch = |name: &str| {
        json!({ "required": ["is", "of"], "properties": {
            "is": { "const": name }, "of": { "type": "array", "items": { "$ref": "#" } }
        } })
    };
    let leaf = json!({ "required": ["name"], "properties": { "name": { "type": "string" } } });
    compile(&json!({ "oneOf": [branch("sum"), branch("product"), branch("mean"), leaf] }))
}

fn nested(levels: usize) -> Value {
    (0..levels).fold(json!({ "name": 1 }), |inner, _| json!({ "is": "sum", "of": [inner] }))
}

#[test]
fn a_recursive_schema_with_alternatives_is_judged_in_little_time() {
    let schema = expression();
    let told = schema.violations(&nested(12));
    assert_eq!(told.len(), 1);
    assert!(!schema.tells_all_of(&nested(12)));
}

#[test]
fn a_shallow_value_of_a_recursive_schema_is_described_as_usual() {
    let schema = expression();
    assert!(schema.tells_all_of(&nested(2)));
    let told = schema.violations(&nested(1));
    assert!(told.iter().all(|violation| violation.path != "$"), "{told:?}");
}
