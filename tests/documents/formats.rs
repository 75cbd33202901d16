//! The JSON Schemas of suites and contracts agree with the readers.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Map, Value, json};
use statusquo::contract::{Contract, contract_schema};
use statusquo::diagnostic::{Diagnostic, Severity, Sources};
use statusquo::source::{Budget, read};
use statusquo::suite::{Suite, suite_schema};

/// The diagnostics with which a reader reports a wrong or missing key.
const WRONG_KEYS: [&str; 7] = [
    "unknown-key",
    "missing-key",
    "no-request",
    "unknown-rule",
    "bad-credential",
    "several-requests",
    "bad-part",
];

/// Number of items of a list that are changed. These items represent the whole list.
const FEW: usize = 6;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the suites or contracts below a folder. Leaves out tables, whose names begin with `_`, and `OpenAPI`
/// documents.
fn yaml_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "yaml")
                && !name.starts_with('_')
                && !name.contains(".openapi.")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn json_of(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("a file");
    let mut sources = Sources::new();
    let file = sources.add(path.to_string_lossy().into_owned(), text);
    read(file, sources.text(file), Budget::default()).expect("it is YAML").to_json()
}

fn validator(schema: &Value) -> Validator {
    jsonschema::validator_for(schema).expect("it is a schema")
}

#[track_caller]
fn fit(schema: &Value, folder: &str) {
    let validator = validator(schema);
    let files = yaml_files(folder);
    assert!(!files.is_empty(), "{folder} has files");
    for path in files {
        let problems: Vec<String> = validator
            .iter_errors(&json_of(&path))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
    }
}

#[test]
fn every_suite_fits_the_schema_of_suites() {
    fit(&suite_schema(), "suites");
}

#[test]
fn every_contract_fits_the_schema_of_contracts() {
    fit(&contract_schema(), "specs");
}

/// Returns every value that differs from `value` in one key, which is renamed or removed.
fn mutants(value: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    match value {
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                for (what, mutant) in mutants(item) {
                    let mut items = items.clone();
                    items[at] = mutant;
                    found.push((format!("{at}/{what}"), Value::Array(items)));
                }
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                let changed = |change: Option<(String, Value)>| -> Value {
                    let others = members.iter().filter(|(name, _)| *name != key);
                    let others = others.map(|(name, value)| (name.clone(), value.clone()));
                    Value::Object(others.chain(change).collect::<Map<String, Value>>())
                };
                found.push((
                    format!("{key} renamed"),
                    changed(Some((format!("{key}x"), member.clone()))),
                ));
                found.push((format!("{key} removed"), changed(None)));
                let deeper = mutants(member).into_iter();
                found.extend(deeper.map(|(what, mutant)| {
                    (format!("{key}/{what}"), changed(Some((key.clone(), mutant))))
                }));
            }
        }
        _ => {}
    }
    found
}

/// Returns every value that differs from `value` in the type of one nested value. In a list, only the first few items
/// are changed: the rows of a contract are alike, and each mutant takes time.
fn other_kinds(value: &Value) -> Vec<(String, Value)> {
    let kinds =
        [json!(null), json!(true), json!(7), json!("some text"), json!(["a"]), json!({ "a": 1 })];
    let mut found: Vec<(String, Value)> = kinds
        .into_iter()
        .filter(|kind| kind != value)
        .map(|kind| (format!("= {kind}"), kind))
        .collect();
    match value {
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate().take(FEW) {
                found.extend(other_kinds(item).into_iter().map(|(what, mutant)| {
                    let mut items = items.clone();
                    items[at] = mutant;
                    (format!("{at}/{what}"), Value::Array(items))
                }));
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                found.extend(other_kinds(member).into_iter().map(|(what, mutant)| {
                    let mut members = members.clone();
                    members[key] = mutant;
                    (format!("{key}/{what}"), Value::Object(members))
                }));
            }
        }
        _ => {}
    }
    found
}

/// A function that returns the codes of the errors in a text. The text is JSON, which is also YAML.
type Faults = fn(&Path, String) -> Vec<&'static str>;

/// Checks that the reader refuses everything that the schema refuses, and that the schema refuses every wrong type
/// that the reader refuses. A wrong word of the right type is no concern of the schema.
#[track_caller]
fn agree_on_kinds(schema: &Value, path: &Path, faults: Faults) {
    let validator = validator(schema);
    let mut differences = Vec::new();
    for (what, mutant) in other_kinds(&json_of(path)) {
        let faults = faults(path, mutant.to_string());
        let fits = validator.is_valid(&mutant);
        if !fits && faults.is_empty() {
            differences.push(format!("{what}: the schema alone refuses"));
        }
        if fits && faults.contains(&"wrong-type") {
            differences.push(format!("{what}: the reader alone refuses"));
        }
    }
    assert!(differences.is_empty(), "{}: {differences:#?}", path.display());
}

#[test]
fn reader_and_schema_refuse_a_suite_with_a_value_of_another_type() {
    for path in yaml_files("suites/point") {
        agree_on_kinds(&suite_schema(), &path, suite_faults);
    }
}

#[test]
fn reader_and_schema_refuse_a_contract_with_a_value_of_another_type() {
    for path in yaml_files("specs") {
        agree_on_kinds(&contract_schema(), &path, contract_faults);
    }
}

fn errors(problems: &[Diagnostic]) -> Vec<&'static str> {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| problem.code.as_str()).collect()
}

fn suite_faults(path: &Path, text: String) -> Vec<&'static str> {
    let mut sources = Sources::new();
    let mut problems = Vec::new();
    let file = sources.add("mutant.yaml", text);
    let folder = path.parent().expect("a file has a folder");
    let _ = Suite::parse(file, folder, &sources, &mut problems);
    errors(&problems)
}

/// Writes the mutant next to the contract's bodies, in a temporary copy of the contract's folder.
fn contract_faults(path: &Path, text: String) -> Vec<&'static str> {
    let folder = tempfile::tempdir().expect("a folder");
    let bodies = folder.path().join("bodies");
    fs::create_dir(&bodies).expect("a folder");
    let kept = path.parent().expect("a file has a folder").join("bodies");
    for body in fs::read_dir(kept).expect("the bodies") {
        let body = body.expect("an entry");
        fs::copy(body.path(), bodies.join(body.file_name())).expect("a copy");
    }
    let mutant = folder.path().join("mutant.yaml");
    fs::write(&mutant, text).expect("a file");
    let mut problems = Vec::new();
    let _ = Contract::load(&mutant, "mutant.yaml", &mut Sources::new(), &mut problems);
    errors(&problems)
}

/// Checks that reader and schema refuse the same keys. The keys of a row table, an inline schema and a JSON body are
/// the author's choice, so neither refuses them.
#[track_caller]
fn agree(schema: &Value, path: &Path, faults: Faults) {
    let validator = validator(schema);
    let mut number = 0;
    for (what, mutant) in mutants(&json_of(path)) {
        // An empty list or mapping is no question of keys.
        let faults = faults(path, mutant.to_string());
        let by_reader = faults.iter().any(|code| WRONG_KEYS.contains(code));
        let by_schema = validator.iter_errors(&mutant).any(|error| {
            let why = error.to_string();
            !why.contains("non-empty")
        });
        assert_eq!(by_reader, by_schema, "{}: {what}", path.display());
        number += usize::from(by_reader);
    }
    assert!(number > 0, "{}: some keys are the format's own", path.display());
}

#[test]
fn reader_and_schema_refuse_a_suite_with_a_wrong_key() {
    for path in yaml_files("suites/point") {
        agree(&suite_schema(), &path, suite_faults);
    }
}

#[test]
fn reader_and_schema_refuse_a_contract_with_a_wrong_key() {
    for path in yaml_files("specs") {
        agree(&contract_schema(), &path, contract_faults);
    }
}
