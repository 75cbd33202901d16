//! The comparison of JSON values: the places where two values differ.

use serde_json::{Map, Number, Value};

use super::broken_rule::{Broken, capped};
use super::{ExpectedValue, Json};
use crate::contract::{push_member, typed};

/// Returns every place where a selected value differs from the expected one. A query that selects nothing is one.
pub(super) fn unequal(json: &Json, expected: &ExpectedValue) -> Vec<Broken> {
    let query = &expected.query;
    // Nearly all values are as expected. Their paths are not needed, and building them is the expensive part.
    let values = json.value().map(|value| query.select(value)).unwrap_or_default();
    if !values.is_empty() && values.iter().all(|value| **value == expected.value) {
        return Vec::new();
    }
    let selected = json.value().map(|value| query.locate(value)).unwrap_or_default();
    if selected.is_empty() {
        let wanted = typed(&expected.value);
        let message = format!("nothing stands at {query} where {wanted} is expected");
        return vec![Broken::missing(message, wanted, json).at(query.to_string())];
    }
    let found = selected.into_iter().flat_map(|(path, actual)| {
        let mut found = Vec::new();
        compare(&expected.value, actual, path, &mut found);
        found
    });
    capped(found, || "differ from what is expected")
}

fn compare(expected: &Value, actual: &Value, path: String, found: &mut Vec<Broken>) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => members(expected, actual, &path, found),
        (Value::Array(expected), Value::Array(actual)) => items(expected, actual, &path, found),
        (Value::Number(expected), Value::Number(actual)) if equal(expected, actual) => {}
        _ if expected == actual => {}
        _ => found.push(differs(typed(expected), typed(actual), path)),
    }
}

fn members(
    expected: &Map<String, Value>,
    actual: &Map<String, Value>,
    path: &str,
    found: &mut Vec<Broken>,
) {
    for (name, wanted) in expected {
        let path = member(path, name);
        match actual.get(name) {
            Some(value) => compare(wanted, value, path, found),
            None => found.push(differs(typed(wanted), "nothing".to_owned(), path)),
        }
    }
    for (name, extra) in actual.iter().filter(|(name, _)| !expected.contains_key(*name)) {
        found.push(differs("nothing".to_owned(), typed(extra), member(path, name)));
    }
}

fn items(expected: &[Value], actual: &[Value], path: &str, found: &mut Vec<Broken>) {
    for at in 0..expected.len().max(actual.len()) {
        let path = format!("{path}[{at}]");
        match (expected.get(at), actual.get(at)) {
            (Some(wanted), Some(value)) => compare(wanted, value, path, found),
            (wanted, value) => {
                let word = |value: Option<&Value>| value.map_or("nothing".to_owned(), typed);
                found.push(differs(word(wanted), word(value), path));
            }
        }
    }
}

fn differs(expected: String, actual: String, path: String) -> Broken {
    let message = format!("expected {expected} at {path}, got {actual}");
    Broken::new(message, expected, actual).at(path)
}

fn member(path: &str, name: &str) -> String {
    let mut path = path.to_owned();
    push_member(&mut path, name);
    path
}

/// Returns true if two numbers have the same value: `1` equals `1.0` (RFC 8259, section 6 has one number type).
fn equal(left: &Number, right: &Number) -> bool {
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => left == right,
        (None, None) => left.as_f64() == right.as_f64(),
        _ => false,
    }
}

/// Returns the number if it is an integer that can be compared exactly.
fn whole(number: &Number) -> Option<i128> {
    let by_type = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    by_type.or_else(|| {
        let float = number.as_f64()?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is whole and within the bounds of i64"
        )]
        (float.fract() == 0.0 && float.abs() < 9.3e18).then_some(float as i128)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(expected: &Value, actual: &Value, differences: &[&str]) {
        let mut found = Vec::new();
        compare(expected, actual, "$".to_owned(), &mut found);
        let wanted: Vec<Broken> = differences
            .iter()
            .map(|text| {
                let mut parts = text.split(" | ").map(str::to_owned);
                let mut part = || parts.next().expect("three parts");
                let path = part();
                differs(part(), part(), path)
            })
            .collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn numbers_are_compared_by_value() {
        check(&json!(1), &json!(1.0), &[]);
        check(&json!(0.1), &json!(0.1), &[]);
        check(
            &json!(9_007_199_254_740_993_u64),
            &json!(9_007_199_254_740_992.0),
            &["$ | number 9007199254740993 | number 9007199254740992.0"],
        );
    }

    #[test]
    fn a_number_never_equals_a_string() {
        check(&json!(1.1), &json!("1.10"), &["$ | number 1.1 | string \"1.10\""]);
        check(&json!(false), &json!(null), &["$ | boolean false | null"]);
    }

    #[test]
    fn each_difference_has_its_path() {
        check(
            &json!({ "a": [1, 2], "b b": "x", "c": 1 }),
            &json!({ "a": [1, 3, 4], "b b": "y", "d": true }),
            &[
                "$.a[1] | number 2 | number 3",
                "$.a[2] | nothing | number 4",
                "$['b b'] | string \"x\" | string \"y\"",
                "$.c | number 1 | nothing",
                "$.d | nothing | boolean true",
            ],
        );
    }

    #[test]
    fn the_order_of_members_does_not_matter() {
        check(&json!({ "a": 1, "b": 2 }), &json!({ "b": 2, "a": 1 }), &[]);
    }
}
