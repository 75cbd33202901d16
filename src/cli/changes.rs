//! The differences between two runs as text.

use std::fmt::Write as _;

use crate::record::{Changes, Named};
use crate::sanitize::visible;

/// Describes the differences with one line per code. If nothing differs, one line says so.
pub(super) fn describe(changes: &Changes) -> String {
    if changes.is_empty() {
        return "every documented code has the same verdict\n".to_owned();
    }
    // The caller has begun the line with the name of the other run.
    let mut text = "\n".to_owned();
    let lists: [(&str, &[Named]); 6] = [
        ("newly violated", &changes.newly_violated),
        ("newly undocumented", &changes.newly_undocumented),
        ("no longer exercised", &changes.no_longer_exercised),
        ("newly proven", &changes.newly_proven),
        ("added to the contract", &changes.added),
        ("removed from the contract", &changes.removed),
    ];
    for (label, list) in lists {
        for code in list {
            // An undocumented code is text of a response, which may contain control characters.
            let code = code.to_string();
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "  {label}: {}", visible(&code));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(code: &str) -> Named {
        Named { contract: "point".into(), code: code.into() }
    }

    #[test]
    fn each_difference_is_a_line() {
        assert_eq!(describe(&Changes::default()), "every documented code has the same verdict\n");
        let changes = Changes {
            newly_violated: vec![named("201")],
            newly_undocumented: vec![named("500 \u{1b}[2J")],
            ..Changes::default()
        };
        let expected = "\n  newly violated: point 201\n  newly undocumented: point 500 ␛[2J\n";
        assert_eq!(describe(&changes), expected);
    }
}
