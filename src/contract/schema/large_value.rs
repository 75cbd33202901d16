//! The bounded description of a large value's violations.
//!
//! The validator collects every violation before the first one can be read. For a large value that takes far more memory
//! than the value itself.

use jsonschema::Validator;
use serde_json::Value;

use super::recursion::levels;
use super::violation::{self, Violation};
use crate::contract::value_text::typed;

/// The maximum number of nested values in a value whose violations are all reported. The validator needs some hundred
/// bytes for each violation.
const MOST: usize = 50_000;

/// Returns true if a value contains more than [`MOST`] values. Each level of the value multiplies their number by `factor`.
pub(super) fn is(value: &Value, factor: usize) -> bool {
    let mut left = MOST;
    if factor > 1 {
        let times = factor.checked_pow(levels(value));
        left = times.map_or(0, |times| MOST / times);
    }
    !fits(value, &mut left)
}

fn fits(value: &Value, left: &mut usize) -> bool {
    if *left == 0 {
        return false;
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.len() <= *left && items.iter().all(|item| fits(item, left)),
        Value::Object(members) => {
            members.len() <= *left && members.values().all(|member| fits(member, left))
        }
        _ => true,
    }
}

/// The parts of a schema from which a violation is described.
#[derive(Clone, Copy)]
pub(super) struct Schema<'s> {
    pub(super) name: &'s str,
    pub(super) json: &'s Value,
    pub(super) validator: &'s Validator,
}

/// Returns one violation of a large, invalid value: the first one, or a general one if finding the first would collect
/// all violations.
pub(super) fn violation(schema: Schema<'_>, value: &Value) -> Violation {
    let first = || schema.validator.validate(value).err();
    let found = if has_alternatives(schema.json) { None } else { first() };
    found.and_then(|error| violation::describe_first(&error)).unwrap_or_else(|| Violation {
        path: "$".to_owned(),
        expected: format!("JSON as `{}` says", schema.name),
        actual: typed(value),
        keyword: String::new(),
    })
}

/// Returns true if a schema has alternatives. The validator collects the violations of all alternatives.
///
/// Schemas in other files are not read and count as having alternatives.
fn has_alternatives(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => members.iter().any(|(name, member)| match name.as_str() {
            "anyOf" | "oneOf" => true,
            "$ref" | "$dynamicRef" => member.as_str().is_none_or(|to| !to.starts_with('#')),
            _ => has_alternatives(member),
        }),
        Value::Array(items) => items.iter().any(has_alternatives),
        _ => false,
    }
}
