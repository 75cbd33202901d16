//! Every keyword has four things: a doc, an entry in the JSON Schema, a test of its effect and a test of its
//! diagnostic. `guide.rs` tests the first. This file tests the others, for every key of every form.
//!
//! A keyword *works* if it is in a suite or contract that runs green against the reference server
//! (`tests/servers/faults.rs`, `tests/servers/features/mod.rs`), or in a test that is named here. The diagnostic is
//! tested with the same files: a value of another type replaces the valid value.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use statusquo::contract::keywords::CONTRACT_FORM;
use statusquo::contract::{Contract, contract_schema};
use statusquo::diagnostic::{Diagnostic, Severity, Sources, Span};
use statusquo::source::{Budget, Form, Shape, Value as NodeValue, read};
use statusquo::suite::{SHARED_FORM, SUITE_FORM, Suite, suite_schema};

/// A key of a form: `case.follow`.
type Key = (&'static str, &'static str);

/// Keywords that no file of the repository can have and run green against the reference server, each with the test
/// that shows its effect. The published contract of Point has no waivers, and all its contents are JSON.
const SHOWN_ELSEWHERE: &[(&str, &str, &str)] = &[
    ("row", "waive", "tests/cli/waivers.rs"),
    ("row", "content-type", "src/contract/load/tests.rs"),
    ("contract", "operations", "tests/servers/operations.rs"),
    ("operation", "id", "tests/servers/operations.rs"),
    ("operation", "method", "tests/servers/operations.rs"),
    ("operation", "path", "tests/servers/operations.rs"),
    ("operation", "summary", "tests/servers/operations.rs"),
    ("operation", "codes", "tests/servers/operations.rs"),
    ("operation", "request", "tests/servers/operations.rs"),
    ("operation", "credentials", "tests/servers/operations.rs"),
];

/// Additional documents with the keywords that no file of the repository has.
const MORE: &[(Kind, &str)] = &[
    (
        Kind::Contract,
        "contract: a\ncodes: [{ status: 200 }]\noperations:\n  - { id: a, method: GET, path: /a, summary: A, codes: [200], request: { type: object }, credentials: true }\n",
    ),
    (
        Kind::Contract,
        "contract: a\ncodes:\n  - { status: 200, content-type: text/plain, waive: { why: it is known, until: 2099-12-31, issue: A-1 } }\n",
    ),
];

/// Keywords that accept a value of any type, so no value has a wrong type.
const ANYTHING: &[Key] = &[("case", "json")];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Suite,
    Shared,
    Contract,
}

/// A document with the base folder of its paths.
struct Document {
    kind: Kind,
    name: String,
    folder: PathBuf,
    json: Value,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn form(kind: Kind) -> &'static Form {
    match kind {
        Kind::Suite => &SUITE_FORM,
        Kind::Shared => &SHARED_FORM,
        Kind::Contract => &CONTRACT_FORM,
    }
}

fn to_json(text: &str) -> Value {
    let mut sources = Sources::new();
    let file = sources.add("document", text);
    read(file, sources.text(file), Budget::default()).expect("it is YAML").to_json()
}

/// Returns the files that run green against the reference server.
fn green() -> Vec<Document> {
    let mut found = Vec::new();
    for folder in ["suites/point", "suites/point-probes", "suites/features", "specs"] {
        let folder = root().join(folder);
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let is_other =
                path.ends_with("prometheus.yaml") || path.ends_with("point.openapi.yaml");
            if is_other || path.extension().is_none_or(|end| end != "yaml") {
                continue;
            }
            let json = to_json(&fs::read_to_string(&path).expect("a file"));
            let kind = match (json.get("suite"), json.get("shared")) {
                (Some(_), _) => Kind::Suite,
                (None, Some(_)) => Kind::Shared,
                (None, None) => Kind::Contract,
            };
            let name = path.display().to_string();
            found.push(Document { kind, name, folder: folder.clone(), json });
        }
    }
    found
}

fn documents() -> Vec<Document> {
    let mut all = green();
    for (kind, text) in MORE {
        let folder = root().join(if *kind == Kind::Contract { "specs" } else { "suites/point" });
        all.push(Document { kind: *kind, name: "more".to_owned(), folder, json: to_json(text) });
    }
    all
}

/// Collects the JSON Pointers of the keys of a form in a value.
fn occurrences(form: &'static Form, value: &Value, at: &str, found: &mut Vec<(Key, String)>) {
    let Some(members) = value.as_object() else { return };
    for key in form.keys {
        if let Some(member) = members.get(key.name) {
            let at = format!("{at}/{}", key.name);
            found.push(((form.name, key.name), at.clone()));
            below(&key.shape, member, &at, found);
        }
    }
}

fn below(shape: &Shape, value: &Value, at: &str, found: &mut Vec<(Key, String)>) {
    match shape {
        Shape::Form(form) => occurrences(form, value, at, found),
        Shape::List(item) | Shape::Filled(item) => {
            for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                below(item, value, &format!("{at}/{index}"), found);
            }
        }
        Shape::Map(item) | Shape::Named(_, item) | Shape::Only(_, item) => {
            for (name, value) in value.as_object().into_iter().flatten() {
                let name = name.replace('~', "~0").replace('/', "~1");
                below(item, value, &format!("{at}/{name}"), found);
            }
        }
        Shape::Either(shapes) => shapes.iter().for_each(|shape| below(shape, value, at, found)),
        _ => {}
    }
}

fn keys() -> BTreeSet<Key> {
    let forms = [&SUITE_FORM, &SHARED_FORM, &CONTRACT_FORM].into_iter().flat_map(Form::all);
    forms.flat_map(|form| form.keys.iter().map(|key| (form.name, key.name))).collect()
}

fn found_in(documents: &[Document]) -> Vec<(usize, Key, String)> {
    let mut all = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        let mut found = Vec::new();
        occurrences(form(document.kind), &document.json, "", &mut found);
        all.extend(found.into_iter().map(|(key, at)| (index, key, at)));
    }
    all
}

#[test]
fn every_keyword_works_in_a_green_file_or_in_a_named_test() {
    let shown: BTreeSet<Key> = found_in(&green()).into_iter().map(|(_, key, _)| key).collect();
    let named: BTreeSet<Key> =
        SHOWN_ELSEWHERE.iter().map(|(form, name, _)| (*form, *name)).collect();
    let lacking: Vec<_> =
        keys().into_iter().filter(|key| !shown.contains(key) && !named.contains(key)).collect();
    assert!(lacking.is_empty(), "no green file and no named test has {lacking:?}");
    for (_, name, test) in SHOWN_ELSEWHERE {
        let text = fs::read_to_string(root().join(test)).expect("a named test is there");
        assert!(text.contains(&format!("{name}:")), "{test} does not use `{name}`");
    }
    let twice: Vec<_> = named.intersection(&shown).collect();
    assert!(twice.is_empty(), "a green file has {twice:?}, so no test need be named");
}

#[test]
fn every_keyword_is_in_the_json_schema() {
    let suites = suite_schema();
    let contracts = contract_schema();
    let has = |schema: &Value, (form, name): Key| {
        let key = &schema["$defs"][form]["properties"][name];
        key["description"].as_str().is_some_and(|about| about.ends_with('.'))
    };
    let lacking: Vec<_> =
        keys().into_iter().filter(|key| !has(&suites, *key) && !has(&contracts, *key)).collect();
    assert!(lacking.is_empty(), "no JSON Schema has {lacking:?}");
}

/// Returns the errors that the reader reports for a document, and the text that their spans refer to.
fn errors(document: &Document, json: &Value) -> (Sources, Vec<Diagnostic>) {
    let (mut sources, mut problems) = (Sources::new(), Vec::new());
    let text = json.to_string();
    match document.kind {
        Kind::Contract => {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("mutant.yaml");
            fs::write(&path, text).expect("a file");
            let _ = Contract::load(&path, "mutant.yaml", &mut sources, &mut problems);
        }
        Kind::Suite | Kind::Shared => {
            let file = sources.add("mutant.yaml", text);
            let _ = if document.kind == Kind::Suite {
                Suite::parse(file, &document.folder, &sources, &mut problems)
            } else {
                Suite::parse_used(file, &document.folder, &sources, &mut problems)
            };
        }
    }
    problems.retain(|problem| problem.severity == Severity::Error);
    (sources, problems)
}

/// Returns the span of the key at a pointer and the text of the document.
fn place(json: &Value, at: &str) -> (Span, String) {
    let mut sources = Sources::new();
    let text = json.to_string();
    let file = sources.add("mutant.yaml", text.clone());
    let node = read(file, sources.text(file), Budget::default()).expect("it is YAML");
    let (parent, name) = at.rsplit_once('/').expect("a pointer to a member");
    let NodeValue::Mapping(mapping) = &node.at(parent).expect("the parent").value else {
        panic!("{at} stands in a mapping")
    };
    let entry = mapping.entries.iter().find(|entry| entry.key.text == name).expect("the key");
    (entry.key.span.to(entry.value.span), text)
}

/// Returns true if a value of a wrong type at a keyword makes an error that is at the keyword and names it.
fn is_reported(document: &Document, (_, name): Key, at: &str, wrong: &Value) -> bool {
    let mut json = document.json.clone();
    *json.pointer_mut(at).expect("a value") = wrong.clone();
    let (span, _) = place(&json, at);
    let (_sources, problems) = errors(document, &json);
    problems.iter().any(|problem| {
        let Some(label) = &problem.primary else { return false };
        let there = span.start <= label.span.start && label.span.end <= span.end;
        let method = name.chars().all(|letter| letter.is_ascii_uppercase());
        let called = if method { "the path" } else { name };
        there && (problem.message.contains(called) || label.text.contains(called))
    })
}

#[test]
fn every_keyword_has_a_diagnostic_that_points_at_it_and_names_it() {
    let documents = documents();
    let mut places: BTreeMap<Key, Vec<(usize, String)>> = BTreeMap::new();
    for (index, key, at) in found_in(&documents) {
        places.entry(key).or_default().push((index, at));
    }
    let wrong = [json!(null), json!(true), json!(7), json!([[]]), json!({ "zz": [] }), json!("")];
    let mut silent = Vec::new();
    for key in keys().into_iter().filter(|key| !ANYTHING.contains(key)) {
        let places = places.get(&key).unwrap_or_else(|| panic!("no document has {key:?}"));
        let (index, at) = &places[0];
        if !wrong.iter().any(|wrong| is_reported(&documents[*index], key, at, wrong)) {
            silent.push(format!("{}.{} at {at} of {}", key.0, key.1, documents[*index].name));
        }
    }
    assert!(silent.is_empty(), "no diagnostic at the key names it: {silent:#?}");
}
