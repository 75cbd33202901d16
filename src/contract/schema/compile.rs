//! Compiles a JSON Schema to a validator.

use std::path::Path;
use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{
    Draft, PatternOptions, ReferencingError, ValidationError, ValidationOptions, Validator,
};
use serde_json::Value;

use super::files::{SchemaFiles, folder_uri};
use super::{BodySchema, SchemaError, recursion, violation};
use crate::contract::{Disk, Files};
use crate::diagnostic::closest;

/// The maximum number of backtracking steps for one text, for patterns that the linear engine does not support.
const BACKTRACK_LIMIT: usize = 10_000;

/// The checked formats of JSON Schema 2020-12 (validation, section 7.3): all except internationalized mail addresses and
/// host names.
pub(super) const FORMATS: &[&str] = &[
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "iri",
    "iri-reference",
    "uuid",
    "uri-template",
    "json-pointer",
    "relative-json-pointer",
    "regex",
];

impl BodySchema {
    /// Compiles a schema. Relative `$ref`s are files in `folder`. Remote references are not fetched.
    ///
    /// `$schema` sets the draft, which defaults to 2020-12. `format` is asserted up to draft 7 and is an annotation
    /// since 2019-09, as the drafts define. Patterns run on a linear-time engine. A schema with look-around or
    /// back-references runs on a backtracking engine that stops after 10,000 steps.
    ///
    /// # Errors
    ///
    /// If the schema is invalid for its draft, a pattern does not compile, or a `$ref` cannot be resolved.
    pub fn compile(name: &str, schema: &Value, folder: &Path) -> Result<Self, SchemaError> {
        let disk: Arc<dyn Files> = Arc::new(Disk);
        Self::compile_with(name, schema, folder, &disk)
    }

    /// Compiles a schema like [`BodySchema::compile`]. `files` reads the targets of `$ref`s.
    ///
    /// # Errors
    ///
    /// If the schema is invalid for its draft, a pattern does not compile, or a `$ref` cannot be resolved.
    pub fn compile_with(
        name: &str,
        schema: &Value,
        folder: &Path,
        files: &Arc<dyn Files>,
    ) -> Result<Self, SchemaError> {
        compile(name, schema, || options(schema, folder, files))
    }

    /// Compiles a schema that an author wrote as an expectation of a case.
    ///
    /// `format` is asserted in every draft, and an unknown format is an error: the author wants it to be checked.
    ///
    /// # Errors
    ///
    /// If the schema is invalid for its draft, a pattern does not compile, a format is unknown, or a `$ref` cannot be
    /// resolved.
    pub fn compile_strictly(
        name: &str,
        schema: &Value,
        folder: &Path,
        files: &Arc<dyn Files>,
    ) -> Result<Self, SchemaError> {
        let strict = |options: ValidationOptions<'static>| {
            options.should_validate_formats(true).should_ignore_unknown_formats(false)
        };
        compile(name, schema, || strict(options(schema, folder, files)))
    }
}

fn compile(
    name: &str,
    schema: &Value,
    options: impl Fn() -> ValidationOptions<'static>,
) -> Result<BodySchema, SchemaError> {
    let linear = options().with_pattern_options(PatternOptions::regex());
    let validator = match linear.build(schema) {
        Ok(validator) => validator,
        Err(_) => backtracking(schema, options()).map_err(|error| explain(schema, &error))?,
    };
    let factor = recursion::factor(schema);
    Ok(BodySchema { name: name.to_owned(), json: schema.clone(), validator, factor })
}

fn backtracking(
    schema: &Value,
    options: ValidationOptions<'static>,
) -> Result<Validator, ValidationError<'static>> {
    let patterns = PatternOptions::fancy_regex().backtrack_limit(BACKTRACK_LIMIT);
    options.with_pattern_options(patterns).build(schema)
}

fn options(schema: &Value, folder: &Path, files: &Arc<dyn Files>) -> ValidationOptions<'static> {
    let draft = Draft::default().detect(schema);
    let asserts_formats = matches!(draft, Draft::Draft4 | Draft::Draft6 | Draft::Draft7);
    let files = SchemaFiles(Arc::clone(files));
    let options =
        jsonschema::options().with_retriever(files).should_validate_formats(asserts_formats);
    match folder_uri(folder) {
        Some(base) => options.with_base_uri(base),
        None => options,
    }
}

fn explain(schema: &Value, error: &ValidationError<'_>) -> SchemaError {
    if let ValidationErrorKind::Referencing(error) = error.kind() {
        return reference_error(schema, error);
    }
    let pointer = error.instance_path().as_str().to_owned();
    let named = pointer.strip_suffix("/format").and(schema.pointer(&pointer));
    if let Some(format) = named.and_then(Value::as_str).filter(|it| !FORMATS.contains(it)) {
        return SchemaError { message: unknown_format(format), pointer };
    }
    let message = match violation::describe(error).into_iter().next() {
        Some(found) => format!("expected {}, found {}", found.expected, found.actual),
        None => error.to_string(),
    };
    SchemaError { message, pointer }
}

fn unknown_format(format: &str) -> String {
    match closest(format, FORMATS.iter().copied()) {
        Some(meant) => format!("nothing checks the format `{format}`; did you mean `{meant}`?"),
        None => format!("nothing checks the format `{format}`, but {}", FORMATS.join(", ")),
    }
}

fn reference_error(schema: &Value, error: &ReferencingError) -> SchemaError {
    let (message, target) = match error {
        ReferencingError::Unretrievable { uri, source } => (source.to_string(), uri.as_str()),
        ReferencingError::PointerToNowhere { pointer } => {
            (format!("`$ref` to `{pointer}`, where nothing stands"), pointer.as_str())
        }
        ReferencingError::NoSuchAnchor { anchor } => {
            (format!("`$ref` to `#{anchor}`, which no `$anchor` names"), anchor.as_str())
        }
        ReferencingError::UnknownSpecification { specification } => {
            let message = format!("`$schema` names no draft of JSON Schema: `{specification}`");
            return SchemaError { message, pointer: "/$schema".to_owned() };
        }
        other => (other.to_string(), ""),
    };
    SchemaError { message, pointer: pointer_of_ref(schema, target).unwrap_or_default() }
}

/// Returns the JSON Pointer of the first `$ref` to `target`.
///
/// The validator reports a resolved target and the schema has a relative one, so either may be a suffix of the other.
fn pointer_of_ref(schema: &Value, target: &str) -> Option<String> {
    let mut open = vec![(String::new(), schema)];
    while let Some((pointer, value)) = open.pop() {
        match value {
            Value::Object(members) => {
                let reference = members.get("$ref").and_then(Value::as_str);
                if reference.is_some_and(|reference| leads_to(reference, target)) {
                    return Some(format!("{pointer}/$ref"));
                }
                let children = members.iter().rev();
                open.extend(children.map(|(name, child)| {
                    (format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), child)
                }));
            }
            Value::Array(items) => {
                let children = items.iter().enumerate().rev();
                open.extend(children.map(|(at, child)| (format!("{pointer}/{at}"), child)));
            }
            _ => {}
        }
    }
    None
}

fn leads_to(reference: &str, target: &str) -> bool {
    let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let file = file.trim_start_matches("./").trim_start_matches("../");
    (!file.is_empty() && target.ends_with(file)) || (!fragment.is_empty() && fragment == target)
}
