//! The limit for the values that the expressions of one suite insert.

use serde_json::Value;

/// The maximum number of bytes that all expressions of one suite may insert together.
///
/// A variable can use another one many times, so the size of a value can grow exponentially with the size of the suite.
pub(in crate::plan) const MOST_BYTES: usize = 128 << 20;

/// The approximate number of bytes that one JSON value takes in addition to its texts.
const VALUE_BYTES: usize = 64;

/// The part of [`MOST_BYTES`] that is left.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct ExpansionBudget {
    left: usize,
    /// True if the problem was reported. One report is enough.
    is_reported: bool,
}

/// The result of asking the budget for a value that an expression inserts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) enum Charge {
    /// The value fits into the part of the budget that is left.
    Fits,
    /// The value does not fit, and this must be reported.
    TooLarge,
    /// The value does not fit, and the problem was reported.
    Reported,
}

impl ExpansionBudget {
    /// Creates the budget of a suite.
    pub(in crate::plan) fn new() -> Self {
        Self { left: MOST_BYTES, is_reported: false }
    }

    /// Subtracts the size of a value.
    pub(in crate::plan) fn charge(&mut self, value: &Value) -> Charge {
        if subtract(&mut self.left, value).is_some() {
            return Charge::Fits;
        }
        self.left = 0;
        if std::mem::replace(&mut self.is_reported, true) {
            Charge::Reported
        } else {
            Charge::TooLarge
        }
    }
}

fn subtract(left: &mut usize, value: &Value) -> Option<()> {
    *left = left.checked_sub(VALUE_BYTES)?;
    match value {
        Value::String(text) => *left = left.checked_sub(text.len())?,
        Value::Array(items) => items.iter().try_for_each(|item| subtract(left, item))?,
        Value::Object(members) => members.iter().try_for_each(|(name, member)| {
            *left = left.checked_sub(name.len())?;
            subtract(left, member)
        })?,
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_beyond_the_budget_is_reported_once() {
        let mut budget = ExpansionBudget { left: 200, is_reported: false };
        assert_eq!(budget.charge(&json!("x".repeat(100))), Charge::Fits);
        assert_eq!(budget.charge(&json!([1])), Charge::TooLarge);
        assert_eq!(budget.charge(&json!(1)), Charge::Reported);
    }

    #[test]
    fn the_names_of_members_count() {
        let mut budget = ExpansionBudget { left: 200, is_reported: false };
        assert_eq!(budget.charge(&json!({ "x".repeat(100): 1 })), Charge::TooLarge);
    }
}
