//! The test names of cases under `cargo test`.

use crate::event::Phase;
use crate::plan::{Plan, PlannedCase};

/// Returns the test name of every case, in the order of the plan:
/// `orders::404_RESOURCE_NOT_FOUND::unknown-order`.
///
/// A name has only letters, digits, `_`, `.`, `-` and `:`, so that it needs no quoting in shells, filters and
/// reports. A row `id[label]` becomes `id::label`, and a replay `id~replay` becomes `id::replay`.
pub(super) fn test_names(plan: &Plan) -> Vec<String> {
    plan.cases.iter().map(test_name).collect()
}

fn test_name(case: &PlannedCase) -> String {
    let phase = match case.phase {
        Phase::Setup => "setup::",
        Phase::Case => "",
        Phase::Teardown => "teardown::",
    };
    let suite = escape(&case.name.suite);
    format!("{suite}::{phase}{}::{}", escape(&case.asks), escape(&case.name.id))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '[' | '~' => escaped.push_str("::"),
            ']' => {}
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '.' | '-' => escaped.push(character),
            _ => escaped.push('_'),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_replays_are_parts_of_a_test_name() {
        assert_eq!(escape("bad-amount[negative]~replay"), "bad-amount::negative::replay");
        assert_eq!(escape("404 RESOURCE_NOT_FOUND"), "404_RESOURCE_NOT_FOUND");
    }
}
