//! Converts the errors of the validator to violations with plain messages.

use jsonschema::JsonType;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::paths::LocationSegment;
use jsonschema::{ValidationError, paths::Location};
use serde_json::Value;

use crate::contract::value_text::{push_index, push_member, short, typed};

/// The number of `enum` values that a message lists.
const NAMED: usize = 12;

/// One violation of a schema by a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The place in the value, such as `$.details[0].field`.
    pub path: String,
    /// The value that the schema expects there.
    pub expected: String,
    /// The actual value, with its type.
    pub actual: String,
    /// The place of the keyword in the schema, such as `/properties/name/type`.
    pub keyword: String,
}

/// Returns the first violation of an error that can contain very many.
pub(super) fn describe_first(error: &ValidationError<'_>) -> Option<Violation> {
    match error.kind() {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            unexpected.first().map(|name| unwanted(error, name))
        }
        _ => describe(error).into_iter().next(),
    }
}

/// Returns one violation for each problem that an error contains.
pub(super) fn describe(error: &ValidationError<'_>) -> Vec<Violation> {
    match error.kind() {
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => nearest(error, context),
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            unexpected.iter().map(|name| unwanted(error, name)).collect()
        }
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let mut path = path(error.instance_path());
            push_member(&mut path, name);
            let expected = format!("the member `{name}`");
            vec![Violation { path, expected, ..plain(error, "", "nothing") }]
        }
        Kind::PropertyNames { error: inner } => {
            let expected = expected(inner.kind());
            let expected = format!("member names that are {expected}");
            vec![plain(error, &expected, &typed(inner.instance()))]
        }
        Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } => {
            let expected = "a match of the pattern";
            let actual = "a text on which the pattern could not be judged: it takes too long";
            vec![plain(error, expected, actual)]
        }
        Kind::MinLength { .. } | Kind::MaxLength { .. } => {
            let length = error.instance().as_str().map_or(0, |text| text.chars().count());
            let actual = format!("{} ({length} characters)", typed(error.instance()));
            vec![plain(error, &expected(error.kind()), &actual)]
        }
        kind => vec![plain(error, &expected(kind), &typed(error.instance()))],
    }
}

fn plain(error: &ValidationError<'_>, expected: &str, actual: &str) -> Violation {
    Violation {
        path: path(error.instance_path()),
        expected: expected.to_owned(),
        actual: actual.to_owned(),
        keyword: error.schema_path().as_str().to_owned(),
    }
}

fn unwanted(error: &ValidationError<'_>, name: &str) -> Violation {
    let mut path = path(error.instance_path());
    push_member(&mut path, name);
    let actual = error.instance().get(name).map_or_else(|| "a member".to_owned(), typed);
    Violation { path, ..plain(error, &format!("no member `{name}`"), &actual) }
}

/// Returns the violations of the alternative that is nearest to the value.
///
/// An alternative of the value's type is nearer than one of another type, and then fewer errors are nearer. If no
/// alternative has the value's type, the violation lists the types of all alternatives.
fn nearest(error: &ValidationError<'_>, context: &[Vec<ValidationError<'_>>]) -> Vec<Violation> {
    let here = error.instance_path();
    let other_type = |errors: &[ValidationError<'_>]| {
        errors.iter().any(|e| matches!(e.kind(), Kind::Type { .. }) && e.instance_path() == here)
    };
    if !context.is_empty() && context.iter().all(|errors| other_type(errors)) {
        let types = context.iter().flatten().filter(|e| matches!(e.kind(), Kind::Type { .. }));
        let mut words: Vec<String> = types.map(|error| expected(error.kind())).collect();
        words.dedup();
        return vec![plain(error, &words.join(" or "), &typed(error.instance()))];
    }
    let best = context.iter().min_by_key(|errors| (other_type(errors), errors.len()));
    match best {
        Some(errors) if !errors.is_empty() => errors.iter().flat_map(describe).collect(),
        _ => vec![plain(error, "one of the alternatives", &typed(error.instance()))],
    }
}

/// Describes the value that a keyword expects.
fn expected(kind: &Kind) -> String {
    match kind {
        Kind::Type { kind } => types(kind),
        Kind::Constant { expected_value } => typed(expected_value),
        Kind::Enum { options } => alternatives(options),
        Kind::Pattern { pattern } => format!("a match of {pattern}"),
        Kind::Format { format } => format!("text in the format `{format}`"),
        Kind::FalseSchema => "nothing here".to_owned(),
        Kind::Not { schema } => format!("anything but {}", cut(&schema.to_string())),
        Kind::OneOfMultipleValid { .. } => "exactly one of the alternatives".to_owned(),
        Kind::ContentEncoding { content_encoding } => format!("text in {content_encoding}"),
        Kind::ContentMediaType { content_media_type } => format!("text of {content_media_type}"),
        Kind::Custom { message, .. } => message.clone(),
        Kind::Referencing(error) => format!("a `$ref` that leads somewhere: {error}"),
        bounded => bound(bounded),
    }
}

/// Describes the value that a keyword with a bound expects.
fn bound(kind: &Kind) -> String {
    match kind {
        Kind::MinLength { limit } => format!("at least {}", counted(*limit, "character")),
        Kind::MaxLength { limit } => format!("at most {}", counted(*limit, "character")),
        Kind::MinItems { limit } => format!("at least {}", counted(*limit, "item")),
        Kind::MaxItems { limit } => format!("at most {}", counted(*limit, "item")),
        Kind::AdditionalItems { limit } => format!("at most {}", counted(*limit as u64, "item")),
        Kind::MinProperties { limit } => format!("at least {}", counted(*limit, "member")),
        Kind::MaxProperties { limit } => format!("at most {}", counted(*limit, "member")),
        Kind::Minimum { limit } => format!("at least {limit}"),
        Kind::Maximum { limit } => format!("at most {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("more than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("less than {limit}"),
        Kind::MultipleOf { multiple_of } => format!("a multiple of {multiple_of}"),
        Kind::UniqueItems => "items that all differ".to_owned(),
        Kind::Contains => "an item as `contains` says".to_owned(),
        Kind::UnevaluatedItems { .. } => "no further items".to_owned(),
        other => format!("what `{}` says", other.keyword()),
    }
}

fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => type_name(*one),
        TypeKind::Multiple(set) => set.iter().map(type_name).collect::<Vec<_>>().join(" or "),
    }
}

fn type_name(one: JsonType) -> String {
    one.to_string()
}

fn alternatives(options: &Value) -> String {
    let Some(options) = options.as_array() else { return typed(options) };
    if let [only] = options.as_slice() {
        return typed(only);
    }
    let named: Vec<String> = options.iter().take(NAMED).map(short).collect();
    let rest = if options.len() > NAMED { ", …" } else { "" };
    format!("one of {}{rest}", named.join(", "))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn path(location: &Location) -> String {
    let mut path = String::from("$");
    for segment in location {
        match segment {
            LocationSegment::Property(name) => push_member(&mut path, &name),
            LocationSegment::Index(index) => push_index(&mut path, index),
        }
    }
    path
}
