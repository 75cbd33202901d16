//! What is said of a value so large that to tell all its faults would cost far more than the value itself.

use serde_json::Value;

use super::{BodySchema, Violation, violation};
use crate::contract::typed::typed;

/// How many values may be inside of one whose faults are all told. The validator keeps some hundred bytes
/// for each fault before the first can be seen.
const MOST: usize = 50_000;

/// Whether a value holds more others than are told of.
pub(super) fn is(value: &Value) -> bool {
    let mut left = MOST;
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

/// One violation of a large value that has some: the first, unless even that would be made of all.
pub(super) fn violation(schema: &BodySchema, value: &Value) -> Violation {
    let first = || schema.validator.validate(value).err();
    let found = if has_alternatives(&schema.json) { None } else { first() };
    found.and_then(|error| violation::describe_first(&error)).unwrap_or_else(|| Violation {
        path: "$".to_owned(),
        expected: format!("JSON as `{}` says", schema.name),
        actual: typed(value),
        keyword: String::new(),
    })
}

/// Whether the validator tries alternatives, whose faults it keeps all at once. What stands in other
/// files is not looked at, and taken to have some.
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
