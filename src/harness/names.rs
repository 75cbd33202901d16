//! What a case is called under `cargo test`.

use crate::event::Phase;
use crate::plan::{Plan, PlannedCase};

/// The test name of every case, in the order of the plan:
/// `orders::404_RESOURCE_NOT_FOUND::unknown-order`.
///
/// Only letters, digits, `_`, `.`, `-` and `:` stand in it, so that every shell, filter and report can
/// hold it: a row `id[label]` and a replay `id~replay` are `id::label` and `id::replay`.
pub(super) fn of(plan: &Plan) -> Vec<String> {
    plan.cases.iter().map(name).collect()
}

fn name(case: &PlannedCase) -> String {
    let phase = match case.phase {
        Phase::Setup => "setup::",
        Phase::Case => "",
        Phase::Teardown => "teardown::",
    };
    let suite = plain(&case.name.suite);
    format!("{suite}::{phase}{}::{}", plain(&case.asks), plain(&case.name.id))
}

fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '[' | '~' => plain.push_str("::"),
            ']' => {}
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '.' | '-' => plain.push(character),
            _ => plain.push('_'),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_replays_are_parts_of_the_name() {
        assert_eq!(plain("bad-amount[negative]~replay"), "bad-amount::negative::replay");
        assert_eq!(plain("404 RESOURCE_NOT_FOUND"), "404_RESOURCE_NOT_FOUND");
    }
}
