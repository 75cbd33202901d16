//! Numbers that satisfy `minimum`, `maximum` and `multipleOf`.

use serde_json::{Number, Value};

use super::flattened_schema::{Bound, FlatSchema};

/// Returns a whole number within the bounds of a schema: 1, or the nearest to 1.
pub(super) fn integer(flat: &FlatSchema<'_>) -> Value {
    whole(nearest_to_one(flat))
}

/// Returns a number within the bounds of a schema: 1, or the nearest to 1. If the bounds are closer than a step
/// of `multipleOf`, the number is between the bounds.
pub(super) fn number(flat: &FlatSchema<'_>) -> Option<Value> {
    let mut number = nearest_to_one(flat);
    let (lower, upper) = (flat.lower(), flat.upper());
    if let (Some(least), Some(most)) = (lower, upper)
        && (is_too_low(number, lower) || is_too_high(number, upper))
    {
        number = f64::midpoint(least.value, most.value);
    }
    if number.fract() == 0.0 {
        return Some(whole(number));
    }
    Number::from_f64(number).map(Value::Number)
}

fn nearest_to_one(flat: &FlatSchema<'_>) -> f64 {
    let (lower, upper) = (flat.lower(), flat.upper());
    // Without `multipleOf` the step is 1, so that the number is whole.
    let step = flat.number("multipleOf").filter(|step| *step > 0.0).unwrap_or(1.0);
    let round_up = |number: f64| (number / step).ceil() * step;
    let mut number = round_up(1.0);
    if let Some(least) = lower.filter(|_| is_too_low(number, lower)) {
        number = round_up(least.value);
    }
    if let Some(most) = upper.filter(|_| is_too_high(number, upper)) {
        number = (most.value / step).floor() * step;
    }
    // Rounding ends on an exclusive bound if the bound is a multiple of the step.
    if is_too_low(number, lower) {
        number += step;
    }
    if is_too_high(number, upper) {
        number -= step;
    }
    number
}

fn is_too_low(number: f64, lower: Option<Bound>) -> bool {
    lower.is_some_and(|bound| number < bound.value || bound.is_exclusive && number <= bound.value)
}

fn is_too_high(number: f64, upper: Option<Bound>) -> bool {
    upper.is_some_and(|bound| number > bound.value || bound.is_exclusive && number >= bound.value)
}

#[expect(clippy::cast_possible_truncation, reason = "a number beyond i64 becomes its limit")]
fn whole(number: f64) -> Value {
    Value::from(number.ceil() as i64)
}
