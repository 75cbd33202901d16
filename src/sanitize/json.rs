//! Writes JSON that is harmless when it is printed to a terminal or to the log of a CI system.
//!
//! Dangerous characters are written as `\u` escapes, so that a reader of the JSON still gets every character.

mod escaping;
mod line_serializer;

use std::io;

use serde::Serialize;

pub(crate) use self::escaping::{compact, pretty};
use self::line_serializer::LineSerializer;

/// Appends a value on one line, with a line break at its end.
///
/// This is the only use of [`LineSerializer`], which is faster than `serde_json`. `compact(&mut *out, value)` in its place
/// writes the same bytes, with 335,100 instead of 310,900 instructions for each case of a run with the default reports, which
/// is 7 % more (`benches/results.md`).
pub(crate) fn line(out: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut LineSerializer(out))?;
    out.push(b'\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(value: &str) -> String {
        let mut out = Vec::new();
        compact(&mut out, &value).expect("memory takes it");
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    #[track_caller]
    fn check(value: &str, expected: &str) {
        assert_eq!(text(value), format!("\"{expected}\""));
        assert_eq!(serde_json::from_str::<String>(&text(value)).expect("JSON"), value);
    }

    #[test]
    fn dangerous_characters_are_escaped_and_none_is_lost() {
        check("##vso[a] ### #", r"#\u0023vso[a] #\u0023# #");
        check("\u{9b}2J\u{7f}\u{202e}\u{1b}", r"\u009b2J\u007f\u202e\u001b");
        check("\u{e0041}ß\"\\", "\\udb40\\udc41ß\\\"\\\\");
    }

    #[test]
    fn a_line_is_appended_and_ends() {
        let mut lines = Vec::new();
        for value in ["plain", "##vso[a]", "\u{9b}"] {
            line(&mut lines, &value).expect("memory takes it");
        }
        let expected = "\"plain\"\n\"#\\u0023vso[a]\"\n\"\\u009b\"\n";
        assert_eq!(String::from_utf8(lines).expect("UTF-8"), expected);
    }

    #[test]
    fn a_document_is_indented_as_serde_json_does() {
        let value = serde_json::json!({ "a": [1, {}], "b": "c" });
        let mut out = Vec::new();
        pretty(&mut out, &value).expect("memory takes it");
        let usual = serde_json::to_string_pretty(&value).expect("plain data");
        assert_eq!(String::from_utf8(out).expect("UTF-8"), usual + "\n");
    }

    proptest! {
        #[test]
        fn any_text_reads_back_as_it_was(value in any::<String>()) {
            prop_assert_eq!(serde_json::from_str::<String>(&text(&value)).expect("JSON"), value);
        }
    }
}
